"""Pages that every face has: the login, health, the page of all components."""

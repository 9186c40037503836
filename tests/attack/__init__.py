"""What somebody finds out who has nothing but the files that a city holds."""

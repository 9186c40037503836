"""Coverage-guided fuzzing of everything that reads what came from outside."""

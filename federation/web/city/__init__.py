"""The city's face."""

"""Rules and values: no file, no clock, no chance, no framework."""

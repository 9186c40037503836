"""A seeded simulation of groups, hub, city and carriers; `python -m tests.simulation 1:200`."""

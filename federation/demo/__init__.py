"""A made-up world to look at: groups, their federation's hub and a city, exchanged with each other.

The group land sale in Otjomuise of 31 March 2016 and the toilets of Havana are matters of public
record; every person, entry and answer is made up. Keys are drawn from the seed, so a demo's keys
are for show and protect nothing.
"""

from .world import build

__all__ = ["build"]

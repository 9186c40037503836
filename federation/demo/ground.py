"""A map for the demo: the middles are rough and the outlines made up, and the map says so.

A map that may be shown comes from whoever surveyed; the program brings none of its own.
"""

from typing import Final

from federation.commands.deed import perform
from federation.commands.mapping import MapSettlements, map_settlements
from federation.core.events import Corner
from federation.core.geography import Place
from federation.store import Store

SOURCE: Final = "made up for this demo"

# Settlement, its middle (longitude, latitude) to three decimals, and how far its corners reach.
_Row = tuple[str, int, int, tuple[tuple[int, int], ...]]
_GROUND: Final[tuple[_Row, ...]] = (
    ("Goreangab", 170_150, -225_230, ((-60, -50), (40, -65), (75, 5), (20, 60), (-55, 35))),
    ("Havana", 170_310, -225_090, ((-70, -40), (10, -70), (65, -20), (55, 55), (-20, 70))),
    ("Okahandja Park", 170_560, -225_010, ((-35, -30), (40, -35), (30, 40), (-40, 25))),
    ("Okuryangava", 170_600, -225_190, ()),
    ("Otjomuise", 170_210, -225_540, ((-80, -30), (-5, -60), (70, -15), (60, 45), (-40, 55))),
)


def places() -> tuple[Place, ...]:
    """The settlements from which the demo's groups ask."""
    return tuple(_place(*row) for row in _GROUND)


def _place(name: str, east: int, north: int, reach: tuple[tuple[int, int], ...]) -> Place:
    ring = tuple(Corner(east + right, north + up) for right, up in (*reach, *reach[:1]))
    return Place(name, Corner(east, north), (ring,) if ring else (), SOURCE, 0)


def survey(hub: Store, user: int) -> None:
    """The office takes the map in, before anything is published."""
    order = MapSettlements(places=places(), day=hub.node.today(), user=user)
    perform(hub, order, map_settlements)

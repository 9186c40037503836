"""However many requests are given free for cities, the books are asked as often."""

from federation.commands.deed import Desk
from federation.commands.releasing import ReleaseToCities, release, release_to_cities
from federation.store import Store
from tests.factories import DAY, enrol

from .test_publication import ask, busy_hub

__all__ = ["busy_hub"]
OTHER = "d" * 32


def read_for(hub: Store) -> tuple[int, int]:
    """How many requests are given free, and how often the books are asked for it."""
    told: list[str] = []
    with hub.reading() as db:
        connection = db.connection()
        connection.set_trace_callback(told.append)
        _, facts = release_to_cities(Desk(db, hub.node), ReleaseToCities(day=DAY))
        connection.set_trace_callback(None)
    return int(facts["released"]), len(told)


def test_forty_requests_for_two_cities_are_read_like_four(busy_hub: Store) -> None:
    """Where a settlement went before is read once, and every request with all the others."""
    enrol(busy_hub, OTHER, "city", code="C02", name="Okahandja", threshold=5)
    for settlement, city in (("Havana", "C01"), ("Oshetu", "C02")):
        release(busy_hub, (ask(busy_hub, 1, 20, settlement=settlement),), city)
    counts = []
    for many in (4, 36):
        for number in range(many):
            ask(busy_hub, 1 + number % 5, 20, settlement=("Havana", "oshetu")[number % 2])
        counts.append(read_for(busy_hub))
    assert [released for released, _ in counts] == [4, 40]
    assert counts[0][1] == counts[1][1]

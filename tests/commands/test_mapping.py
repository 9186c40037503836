"""Where settlements lie: the hub's own map, and what each city is told of it."""

from dataclasses import replace

import pytest

from federation.commands import publication
from federation.commands.deed import perform
from federation.commands.mapping import MapSettlements, map_settlements
from federation.core import events as e
from federation.core import kinds
from federation.core.geography import Place
from federation.core.refusals import Refusal
from federation.store import Numbered, Store, journal, projections
from federation.store.queries import places
from federation.store.verify import verify
from tests.factories import DAY, enrol
from tests.worlds import HAVANA

from .test_publication import CITY, arrive, ask, free, told_to_city

GOREANGAB = Place("Goreangab", e.Corner(170_250, -225_100), (), "Made up", 0)


@pytest.fixture
def busy_hub(hub: Store) -> Store:
    enrol(hub, CITY, "city", code="C01", threshold=5)
    enrol(hub, f"{1:032x}", "group", code="G0001")
    return hub


def bring(store: Store, *some: Place) -> dict[str, str | int]:
    return dict(perform(store, MapSettlements(places=some, day=DAY), map_settlements).facts)


def known(store: Store, reader: str = "") -> dict[str, Place]:
    with store.reading() as db:
        return places.places(db, reader)


def told(hub: Store) -> list[e.PlacePublished]:
    return [one for one in told_to_city(hub) if isinstance(one, e.PlacePublished)]


def test_a_place_is_entered_once_and_again_when_it_changed(busy_hub: Store) -> None:
    assert bring(busy_hub, HAVANA, GOREANGAB) == {"mapped": 2, "already": 0}
    assert bring(busy_hub, HAVANA, GOREANGAB) == {"mapped": 0, "already": 2}
    newer = replace(GOREANGAB, settlement="GOREANGAB", year=2026)
    assert bring(busy_hub, newer, HAVANA) == {"mapped": 1, "already": 1}
    assert known(busy_hub) == {"havana": HAVANA, "goreangab": newer}
    with busy_hub.reading() as db:
        end = journal.find(db, busy_hub.node.settings.node_id, kinds.REGISTER, "", 1)
        assert end is not None
        assert verify(db, busy_hub.node) == ()


def test_only_the_office_has_a_map_of_its_own(group: Store) -> None:
    with pytest.raises(Refusal, match="map-not-here"):
        bring(group, HAVANA)
    assert known(group) == {}


def test_what_cannot_be_drawn_is_not_entered(busy_hub: Store) -> None:
    for wrong in (
        replace(HAVANA, settlement=" "),
        replace(HAVANA, outline=(HAVANA.outline[0][::-1],)),
        replace(HAVANA, middle=e.Corner(0, 900_000), outline=()),
    ):
        with pytest.raises(Refusal, match="place-"):
            bring(busy_hub, GOREANGAB, wrong)
    assert known(busy_hub) == {}


def test_a_city_is_told_of_its_own_settlements_and_of_each_once(busy_hub: Store) -> None:
    bring(busy_hub, HAVANA, GOREANGAB)
    free(busy_hub, ask(busy_hub, 1, 40, settlement=" HAVANA "))
    ask(busy_hub, 1, 40, settlement="Goreangab")  # not given free
    publication.publish(busy_hub)
    (first,) = told(busy_hub)
    assert (first.settlement, first.middle, first.outline) == (
        "Havana",
        HAVANA.middle,
        HAVANA.outline,
    )
    assert known(busy_hub, CITY) == {"havana": HAVANA}
    free(busy_hub, ask(busy_hub, 1, 50, settlement="Nowhere on the map"))
    publication.publish(busy_hub)
    assert len(told(busy_hub)) == 1
    moved = replace(HAVANA, year=2026)
    bring(busy_hub, moved)
    publication.publish(busy_hub)
    assert [one.year for one in told(busy_hub)] == [2024, 2026]
    assert known(busy_hub, CITY) == {"havana": moved}


def test_a_map_that_came_late_is_told_with_the_next_release_whatever_its_period(
    busy_hub: Store,
) -> None:
    free(busy_hub, ask(busy_hub, 1, 40, day="2025-10-01"))
    publication.publish(busy_hub)
    bring(busy_hub, HAVANA)
    free(busy_hub, ask(busy_hub, 1, 50, settlement="Goreangab"))
    publication.publish(busy_hub, "2026-Q4")
    assert [one.settlement for one in told(busy_hub)] == ["Havana"]


def test_what_was_taken_back_before_a_city_knew_of_it_stays_untold(busy_hub: Store) -> None:
    bring(busy_hub, HAVANA, GOREANGAB)
    taken = ask(busy_hub, 1, 40)
    free(busy_hub, taken, ask(busy_hub, 1, 50, settlement="Goreangab"))
    arrive(busy_hub, f"{1:032x}", e.RequestWithdrawn(day=DAY, request=taken))
    publication.publish(busy_hub)
    assert [one.settlement for one in told(busy_hub)] == ["Goreangab"]


def test_at_the_city_it_is_the_map(group: Store) -> None:
    """What comes from the hub is what stands there, the newest word last."""
    word = e.PlacePublished(release="r", settlement="Havana", middle=HAVANA.middle)
    newer = e.PlacePublished(
        release="s", settlement="HAVANA", middle=HAVANA.middle, outline=HAVANA.outline
    )
    with group.writing() as db:
        stream = journal.begin(db, "d" * 32, kinds.PUBLICATION, own=False, card_line=b"card")
        projections.apply(db, stream, (Numbered(1, word), Numbered(2, newer)))
    assert known(group) == {"havana": Place("HAVANA", HAVANA.middle, HAVANA.outline, "", 0)}

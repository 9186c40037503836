"""What a release tells a city of facilities: sums per settlement and type, exact.

Seats and taps are things, so nothing has to be hidden. Who shares them, how far they walk and who
holds the key stays at the federation.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from federation.core import events as e
from federation.core.figures import settlement_key
from federation.store import Database
from federation.store.queries import embargoes, facilities, requests
from federation.store.queries.facilities import FacilityView

TOGETHER: Final = 100  # on a line; each is a few hundred bytes at most


def events(
    db: Database, city: str, release: str, day: str, user: int
) -> Iterator[e.FacilitiesPublished]:
    """The entries that tell a city (a node id) what stands where; none when nothing does."""
    told = summed(_of_city(db, city), _spellings(db))
    for first in range(0, len(told), TOGETHER):
        yield e.FacilitiesPublished(
            user=user, day=day, release=release, facilities=told[first : first + TOGETHER]
        )


def preview(db: Database, city: str) -> tuple[e.PublishedFacility, ...]:
    """What `publish` would tell a city (a node id) of facilities now."""
    return summed(_of_city(db, city), _spellings(db))


def has_changed(db: Database, city: str, release: str) -> bool:
    """Whether `publish` would tell a city something else of facilities than that release did."""
    told = {
        (one.settlement, one.facility_type, one.installed, one.working, one.unchecked)
        for one in facilities.published(db, release)
    }
    return told != {
        (one.settlement, one.facility_type, one.installed, one.working, one.unchecked)
        for one in preview(db, city)
    }


def summed(
    found: Iterable[FacilityView], spelled: Mapping[str, str]
) -> tuple[e.PublishedFacility, ...]:
    """Facilities in use, added up by settlement and type, in that order.

    `spelled`: how a settlement is written, by its key; else as its first facility has it.
    """
    names = dict(spelled)
    sums: dict[tuple[str, str], list[FacilityView]] = {}
    for one in found:
        if not one.closed_on:
            key = settlement_key(one.settlement)
            names.setdefault(key, one.settlement)
            sums.setdefault((key, one.facility_type), []).append(one)
    return tuple(
        _sum(names[key], facility_type, some) for (key, facility_type), some in sorted(sums.items())
    )


def _sum(settlement: str, facility_type: str, some: list[FacilityView]) -> e.PublishedFacility:
    looked_at = [one for one in some if one.checks]
    return e.PublishedFacility(
        settlement=settlement,
        facility_type=facility_type,
        installed=sum(one.installed for one in some),
        working=sum(one.working for one in looked_at),
        unchecked=sum(one.installed for one in some if not one.checks),
        checked_since=min((one.checked_on for one in looked_at), default=""),
    )


def _of_city(db: Database, city: str) -> list[FacilityView]:
    """With one city all; with several those in settlements of which only that city is told."""
    barred = embargoes.barred(db)
    every = [one for one in facilities.facilities(db) if one.settlement not in barred]
    if len(requests.partners(db, "city")) == 1:
        return every
    told: dict[str, set[str]] = {}
    for one in requests.requests(db):
        if one.step_day("released"):
            key = settlement_key(one.settlement)
            told.setdefault(key, set()).add(one.step_detail("released"))
    return [one for one in every if told.get(settlement_key(one.settlement)) == {city}]


def _spellings(db: Database) -> Mapping[str, str]:
    """As the tables of requests write a settlement: the first of its spellings in sorted order."""
    names: dict[str, str] = {}
    for name in sorted({one.settlement for one in requests.requests(db)}):
        names.setdefault(settlement_key(name), name)
    return names

"""Reads of facilities: what stands where, what of it works, what a release told."""

from dataclasses import dataclass

import peewee as pw

from ..tables import Facility, FacilityCheck, PublishedFacility
from .requests import partners


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check of a facility; -1 and "": nobody counted, nobody looked."""

    day: str
    working: int
    partly: int
    fault: str
    keyholder: str
    upkeep: str
    households: int
    distance: int
    night: str
    light: str
    lock: str


@dataclass(frozen=True, slots=True)
class FacilityView:
    """A facility with its checks, the last first; `group`: the name of whose it is, at a hub."""

    facility: str
    owner: str
    group: str
    number: int
    facility_type: str
    settlement: str
    place: str
    installed: int
    listed_on: str
    closed_on: str
    closed_why: str
    checks: tuple[CheckView, ...]

    @property
    def last(self) -> CheckView | None:
        """The check that holds, None before the first."""
        return self.checks[0] if self.checks else None

    @property
    def working(self) -> int:
        """How many worked when somebody last looked (-1: nobody looked yet)."""
        return self.checks[0].working if self.checks else -1

    @property
    def checked_on(self) -> str:
        """The day of the check that holds, or ""."""
        return self.checks[0].day if self.checks else ""


@dataclass(frozen=True, slots=True)
class PublishedFacilityView:
    """What a release told of one type in a settlement; its totals count things, so they are exact.

    `unchecked` of the installed nobody looked at yet.
    """

    settlement: str
    facility_type: str
    installed: int
    working: int
    unchecked: int
    checked_since: str


def facilities(db: pw.Database, owner: str = "") -> tuple[FacilityView, ...]:
    """Facilities by settlement and number, those in use first; of one group if named."""
    query = Facility.select().order_by(
        Facility.closed_on != "", Facility.settlement, Facility.owner, Facility.number
    )
    if owner:
        query = query.where(Facility.owner == owner)
    checks: dict[str, list[CheckView]] = {}
    order = FacilityCheck.ordinal.desc()
    for facility, _, *told in FacilityCheck.select().order_by(order).tuples().execute(db):
        checks.setdefault(facility, []).append(CheckView(*told))
    named = {one.node: one.name for one in partners(db)}
    return tuple(
        FacilityView(
            *[
                facility,
                owned_by,
                named.get(owned_by, ""),
                number,
                *told,
                tuple(checks.get(facility, ())),
            ]
        )
        for facility, owned_by, number, *told in query.tuples().execute(db)
    )


def facility(db: pw.Database, owner: str, number: int) -> FacilityView | None:
    """One facility of a group by its number, or None."""
    return next((one for one in facilities(db, owner) if one.number == number), None)


def last_number(db: pw.Database, owner: str) -> int:
    """The highest number that a group gave to a facility; 0 before the first."""
    highest = Facility.select(pw.fn.MAX(Facility.number)).where(Facility.owner == owner)
    return int(highest.scalar(db) or 0)


def published(db: pw.Database, release: str) -> tuple[PublishedFacilityView, ...]:
    """What a release told of facilities, by settlement and type."""
    query = PublishedFacility.select().where(PublishedFacility.release == release)
    query = query.order_by(PublishedFacility.settlement, PublishedFacility.facility_type)
    return tuple(PublishedFacilityView(*told) for _, *told in query.tuples().execute(db))

"""Facilities: what was listed, checked and closed, and what a release told of them.

A group speaks of its own facilities only, and one that is closed is not checked any more. Of
several checks the last that its group wrote holds, whatever day it names.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import msgspec
import peewee as pw

from federation.core import events as e
from federation.core.days import is_day, unfit_day
from federation.core.refusals import refuse
from federation.core.rules.facilities import check_checked, check_closed, check_listed

from ..database import insert_many
from ..journal import StreamEnd
from ..tables import Facility, FacilityCheck, PublishedFacility


def check(db: pw.Database, stream: StreamEnd, event: e.Event) -> None:
    """Raises Refusal when what was written of facilities breaks a rule, whoever wrote it."""
    if isinstance(event, e.FacilityListed):
        check_listed(event)
        taken = Facility.select(Facility.facility).where(
            (Facility.facility == event.facility)
            | ((Facility.owner == stream.owner) & (Facility.number == event.number))
        )
        if taken.limit(1).scalar(db) is not None:
            raise refuse("facility-told-twice", number=event.number)
    elif isinstance(event, e.FacilityChecked | e.FacilityClosed):
        known = Facility.select(Facility.owner, Facility.installed, Facility.closed_on).where(
            Facility.facility == event.facility
        )
        owner, installed, closed_on = next(iter(known.tuples().execute(db)), ("", 0, ""))
        if owner != stream.owner:
            raise refuse("facility-of-another")
        if closed_on:
            raise refuse("facility-closed", closed_day=closed_on)
        if isinstance(event, e.FacilityChecked):
            check_checked(event, installed)
        else:
            check_closed(event)
    elif isinstance(event, e.FacilitiesPublished):
        for one in event.facilities:
            _check_published(one)


def _check_published(one: e.PublishedFacility) -> None:
    if one.checked_since and not is_day(one.checked_since):
        raise unfit_day(one.checked_since)
    if min(one.working, one.unchecked) < 0 or one.working + one.unchecked > one.installed:
        raise refuse("facility-works-more", working=one.working, partly=0, installed=one.installed)


def _listed(db: pw.Database, stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.FacilityListed)
    Facility.insert(
        facility=event.facility,
        owner=stream.owner,
        number=event.number,
        facility_type=event.facility_type,
        settlement=event.settlement,
        place=event.place,
        installed=event.installed,
        listed_on=event.day,
        closed_on="",
        closed_why="",
    ).execute(db)


def _checked(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.FacilityChecked)
    told = msgspec.structs.asdict(event)
    last = FacilityCheck.select(pw.fn.MAX(FacilityCheck.ordinal)).where(
        FacilityCheck.facility == event.facility
    )
    row = {name: told[name] for name in FacilityCheck._meta.fields if name in told}
    FacilityCheck.insert(**row, ordinal=(last.scalar(db) or 0) + 1).execute(db)


def _closed(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.FacilityClosed)
    Facility.update(closed_on=event.day, closed_why=event.reason).where(
        Facility.facility == event.facility
    ).execute(db)


def _published(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.FacilitiesPublished)
    rows = [
        (
            event.release,
            one.settlement,
            one.facility_type,
            one.installed,
            one.working,
            one.unchecked,
            one.checked_since,
        )
        for one in event.facilities
    ]
    try:
        insert_many(db, PublishedFacility, rows)
    except pw.IntegrityError:  # one figure told twice
        raise refuse("release-unclear", release=event.release) from None


View = Callable[[pw.Database, StreamEnd, e.Event], None]
VIEWS: Final[Mapping[type[e.Event], View]] = MappingProxyType(
    {
        e.FacilityListed: _listed,
        e.FacilityChecked: _checked,
        e.FacilityClosed: _closed,
        e.FacilitiesPublished: _published,
    }
)

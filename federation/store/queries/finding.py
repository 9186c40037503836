"""Reads for a search: names and numbers alone, of everything there is of a kind."""

from dataclasses import dataclass

import peewee as pw

from ..database import fetch
from ..tables import Member, Partner, Repair, Request


@dataclass(frozen=True, slots=True)
class PersonName:
    """A member of a book; `folded` as `core.names.fold` makes it."""

    member: int
    name: str
    folded: str
    phone: str
    left_on: str


@dataclass(frozen=True, slots=True)
class RequestName:
    """A request; `owner`: the node of its group, or "" at a city."""

    request: str
    number: str
    title: str
    settlement: str
    owner: str
    group: str


@dataclass(frozen=True, slots=True)
class GroupName:
    """A group that is enrolled here."""

    node: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class RepairName:
    """Something broken; `number` "": not taken in yet. `place`: free words."""

    repair: str
    number: str
    service: str
    place: str
    day: str


def people(db: pw.Database, book: int) -> tuple[PersonName, ...]:
    """Everybody of one book who is not forgotten, by number."""
    found = (
        Member.select(Member.member, Member.name, Member.folded, Member.phone, Member.left_on)
        .where(Member.book == book, Member.name != "")
        .order_by(Member.member)
    )
    return tuple(PersonName(*row) for row in fetch(db, found))


def requests(db: pw.Database) -> tuple[RequestName, ...]:
    """Every request, the newest first."""
    columns = (Request.request, Request.number, Request.title, Request.settlement, Request.owner)
    found = Request.select(*columns, Request.group_name).order_by(
        Request.raised_on.desc(), Request.request
    )
    return tuple(RequestName(*row) for row in fetch(db, found))


def groups(db: pw.Database) -> tuple[GroupName, ...]:
    """Every group, by code."""
    found = (
        Partner.select(Partner.node, Partner.code, Partner.name)
        .where(Partner.role == "group")
        .order_by(Partner.code)
    )
    return tuple(GroupName(*row) for row in fetch(db, found))


def repairs(db: pw.Database) -> tuple[RepairName, ...]:
    """Every repair, the newest first."""
    found = Repair.select(
        Repair.repair, Repair.number, Repair.service, Repair.place, Repair.day
    ).order_by(Repair.at.desc(), Repair.repair)
    return tuple(RepairName(*row) for row in fetch(db, found))

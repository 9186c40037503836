"""Reads of who holds an office in which group, as counts and days: never a name."""

from dataclasses import dataclass

import msgspec
import peewee as pw

from federation.core import events as e
from federation.core.learning import OFFICES

from ..database import fetch
from ..tables import Constitution, Decision, Member, RoleTerm


@dataclass(frozen=True, slots=True)
class Held:
    """An office of a group (its book) that somebody holds, and since when.

    A vote on officers after that day began the term anew. `months`: how long the group's rules let
    it last (0: without end).
    """

    book: int
    role: str
    since: str
    months: int


def held(db: pw.Database, about: str, book: int = 0) -> tuple[Held, ...]:
    """Offices of every group, or of one; `about`: what a vote on officers is called."""
    changed = {
        (at, member, role): since
        for at, member, role, since in fetch(
            db,
            _of(
                RoleTerm, book, RoleTerm.book, RoleTerm.member, RoleTerm.role, RoleTerm.since
            ).where(RoleTerm.until == ""),
        )
    }
    elected = dict(
        fetch(
            db,
            _of(Decision, book, Decision.book, pw.fn.MAX(Decision.day))
            .where(Decision.about == about, Decision.votes_for > Decision.votes_against)
            .group_by(Decision.book),
        )
    )
    months = _months(db, book)
    people = _of(Member, book, Member.book, Member.member, Member.roles, Member.joined_on)
    return tuple(
        Held(
            at,
            role,
            max(changed.get((at, member, role), joined_on), elected.get(at, "")),
            months.get(at, 0),
        )
        for at, member, roles, joined_on in fetch(
            db,
            people.where(Member.left_on == "", Member.roles != "").order_by(
                Member.book, Member.member
            ),
        )
        for role in roles.split(";")
        if role in OFFICES
    )


def _of(table: type[pw.Model], book: int, *shown: pw.Node) -> pw.ModelSelect:
    query = table.select(*shown)
    return query.where(table.book == book) if book else query


def _months(db: pw.Database, book: int) -> dict[int, int]:
    """For how many months officers are elected, by book, under the rules in force."""
    newest = Constitution.alias()
    last = newest.select(pw.fn.MAX(newest.version)).where(newest.book == Constitution.book)
    query = _of(Constitution, book, Constitution.book, Constitution.body)
    return {
        at: msgspec.json.decode(body, type=e.ConstitutionAdopted).officers_for_months
        for at, body in fetch(db, query.where(Constitution.version == last))
    }

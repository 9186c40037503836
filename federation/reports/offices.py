"""Terms of offices: since when somebody holds one, when it ends by the group's rules; no names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from federation.commands.learning import ELECTS
from federation.core.days import months_later
from federation.store import Database
from federation.store.queries import offices

SOON: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Term:
    """An office in a group (its book); `ends_on` "": the rules name no end.

    `state`: over, soon (within 60 days) or "".
    """

    book: int
    role: str
    since: str
    ends_on: str
    state: str


def terms(db: Database, today: str, book: int = 0) -> tuple[Term, ...]:
    """Terms of every group, or of one; those that end first stand first, without end last."""
    found = (_term(one, today) for one in offices.held(db, ELECTS, book))
    return tuple(sorted(found, key=lambda one: (one.ends_on or "9", one.book, one.role)))


def ending(every: Iterable[Term]) -> tuple[Term, ...]:
    """Those that are over or end soon."""
    return tuple(one for one in every if one.state)


def _term(one: offices.Held, today: str) -> Term:
    began = date.fromisoformat(one.since)
    ends_on = months_later(began, one.months).isoformat() if one.months else ""
    return Term(one.book, one.role, one.since, ends_on, state(ends_on, today))


def state(ends_on: str, today: str) -> str:
    """Whether a term that ends on a day ("": never) is over, ends soon, or neither ("")."""
    if not ends_on:
        return ""
    if ends_on < today:
        return "over"
    soon = date.fromisoformat(today) + SOON
    return "soon" if ends_on <= soon.isoformat() else ""

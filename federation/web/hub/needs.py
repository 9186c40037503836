"""How households of all groups live, and how far houses have come: counts, never a member."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint
from flask.typing import ResponseReturnValue

from federation.core.households import Counts, together
from federation.core.rules.households import STEPS
from federation.store.queries import books, needs

from ..guard import allow
from ..here import store
from ..pages import Page, render
from .overview import STAFF
from .parts import Part, slice_of

ROWS: Final = 100


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group: how many households it told of, and how many houses are at each step."""

    name: str
    code: str
    households: int
    by_step: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs(Page):
    """Sums over all groups, then groups a hundred at a time; `steps` at which some house is."""

    template: ClassVar[str] = "hub/needs.html"
    counts: Counts
    groups: Part[GroupRow]
    steps: tuple[str, ...]


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/needs", view_func=need_counts)


@allow(*STAFF)
def need_counts() -> ResponseReturnValue:
    """The counts."""
    with store().reading() as db:
        told = needs.homes(db)
        rows = tuple(
            GroupRow(one.name, one.code, told[one.id].counts.households, told[one.id].by_step)
            for one in books.books(db)
            if one.id in told
        )
    return render(
        Needs(
            counts=together(one.counts for one in told.values()),
            groups=slice_of(rows, ROWS),
            steps=tuple(step for step in STEPS if any(step in row.by_step for row in rows)),
        )
    )

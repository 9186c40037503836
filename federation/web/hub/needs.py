"""How households of all groups live, and how far houses have come: counts, never a member."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint
from flask.typing import ResponseReturnValue

from federation.core.households import Counts
from federation.core.rules.households import STEPS
from federation.store.queries import books, needs

from ..guard import allow
from ..here import store
from ..pages import Page, render
from .overview import STAFF


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group: how many households it told of, and how many houses are at each step."""

    name: str
    code: str
    households: int
    by_step: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs(Page):
    """Sums over all groups, then each group; `steps` at which some house is."""

    template: ClassVar[str] = "hub/needs.html"
    counts: Counts
    groups: tuple[GroupRow, ...]
    steps: tuple[str, ...]


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/needs", view_func=need_counts)


@allow(*STAFF)
def need_counts() -> ResponseReturnValue:
    """The counts."""
    with store().reading() as db:
        any_told = needs.books_with_any(db)
        some = [one for one in books.books(db) if one.id in any_told]
        rows = [
            GroupRow(
                one.name,
                one.code,
                len(needs.households(db, one.id)),
                needs.by_step(needs.houses(db, one.id)),
            )
            for one in some
        ]
        counts = needs.counts(db, (one.id for one in some))
    groups = tuple(row for row in rows if row.households or row.by_step)
    steps = tuple(step for step in STEPS if any(step in row.by_step for row in groups))
    return render(Needs(counts=counts, groups=groups, steps=steps))

"""Settlements: everything that is asked, promised, paid and released about one place."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint
from flask.typing import ResponseReturnValue

from federation.core.agreements import CITY, GROUP, Clause, Payment
from federation.core.figures import ALL, BY_KIND
from federation.core.names import fold
from federation.core.refusals import refuse
from federation.reports import waiting
from federation.store.queries import requests as asked
from federation.store.queries.requests import CellView, RequestView

from ..filters import settlement_path
from ..guard import allow
from ..here import me, store
from ..pages import Page, render
from ..shared.tables import Grid, frozen
from ..today import today
from .common import OFFICIALS, READERS, Listed, listed, threshold
from .due import Line, lines

SHOWN: Final = 20
"""Requests of each part of a settlement's page; the list of requests shows them all."""


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise that is still open, and the request that it belongs to."""

    view: RequestView
    clause: Clause


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment, and the request that it belongs to."""

    view: RequestView
    payment: Payment


@dataclass(frozen=True, slots=True)
class Place:
    """One settlement of the list.

    `households` that ask by the newest release: -1: kept private, None: not in it. `waits`: the
    longest that one of its open requests waits for the city, in days; None: none is open.
    """

    key: str
    name: str
    groups: int
    open_requests: int
    households: int | None
    late_city: int
    late_group: int
    waits: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlements(Page):
    """Every settlement that something was asked for, by name."""

    template: ClassVar[str] = "city/settlements.html"
    places: tuple[Place, ...]
    release: asked.ReleaseView | None
    may_take_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementPage(Page):
    """One settlement. `due`: where the city owes something; `others`: the rest of its requests."""

    template: ClassVar[str] = "city/settlement.html"
    place: Place
    due: tuple[Line, ...]
    others: tuple[Listed, ...]
    promised: tuple[Promised, ...]
    paid: tuple[Paid, ...]
    tables: tuple[Grid, ...]
    threshold: int
    may_answer: bool
    shown: int = SHOWN


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/settlements", view_func=settlements)
    to.add_url_rule("/settlements/<key>", view_func=settlement)


@allow(*READERS)
def settlements() -> ResponseReturnValue:
    """The list, by name: the order says nothing of how many ask."""
    with store().reading() as db:
        found = listed(db)
        newest = next(iter(asked.releases(db)), None)
        cells = asked.cells(db, newest.release) if newest else ()
    by_key: dict[str, list[Listed]] = {}
    for one in found:
        for name in one.view.settlements:
            by_key.setdefault(settlement_path(name), []).append(one)
    places = [_place(key, some, cells) for key, some in by_key.items()]
    return render(
        Settlements(
            places=tuple(sorted(places, key=lambda one: (fold(one.name), one.key))),
            release=newest,
            may_take_in=me().role in OFFICIALS,
        )
    )


def _place(key: str, some: list[Listed], cells: Iterable[CellView]) -> Place:
    still = [one for one in some if one.is_open]
    waits = [
        one.city
        for one in waiting.of_requests((one.view for one in still), today())
        if settlement_path(one.settlement) == key
    ]
    clauses = [clause for one in some for clause in one.view.agreement(today()).clauses]
    late = [one.side for one in clauses if one.is_open and one.late_days]
    return Place(
        key=key,
        name=min(
            name for one in some for name in one.view.settlements if settlement_path(name) == key
        ),
        groups=len({one.view.group for one in some if not one.view.parts}),
        open_requests=len(still),
        households=_households(key, cells),
        late_city=late.count(CITY),
        late_group=late.count(GROUP),
        waits=max(waits, default=None),
    )


def _households(key: str, cells: Iterable[CellView]) -> int | None:
    for one in cells:
        if one.name == BY_KIND and one.column == ALL and settlement_path(one.row) == key:
            return one.households
    return None


@allow(*READERS)
def settlement(key: str) -> ResponseReturnValue:
    """One settlement. Raises Refusal `page-unknown` where nothing was asked for it."""
    with store().reading() as db:
        some = [one for one in listed(db) if key in map(settlement_path, one.view.settlements)]
        newest = next(iter(asked.releases(db)), None)
        cells = asked.cells(db, newest.release) if newest else ()
        few = threshold(db)
    if not some:
        raise refuse("page-unknown")
    due = lines(some, today())
    owed = {one.view.request for one in due}
    made = [(one.view, one.view.agreement(today())) for one in some]
    promised = [Promised(v, c) for v, found in made for c in found.clauses if c.is_open]
    promised.sort(key=lambda one: (one.clause.by or "9999", one.clause.clause))
    return render(
        SettlementPage(
            place=_place(key, some, cells),
            due=due,
            others=tuple(one for one in some if one.view.request not in owed),
            promised=tuple(promised),
            paid=tuple(Paid(view, paid) for view, found in made for paid in found.payments),
            tables=frozen(one for one in cells if settlement_path(one.row) == key),
            threshold=few,
            may_answer=me().role in OFFICIALS,
        )
    )

"""Terms that are over or end soon: offices of groups (never who), duties of the federation."""

from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint
from flask.typing import ResponseReturnValue

from federation.reports import offices
from federation.reports.offices import Term
from federation.store.queries import books, networks, places
from federation.store.queries.networks import CoordinatorView

from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import today
from .overview import STAFF

SHOWN_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term, and whose: code and name of the group."""

    code: str
    name: str
    term: Term


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty with its state (over, soon), and the place in words."""

    duty: CoordinatorView
    where: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeTerms(Page):
    """Terms that somebody should speak of; `count`: of how many offices in all."""

    template: ClassVar[str] = "hub/office_terms.html"
    terms: tuple[TermLine, ...]
    more: int
    duties: tuple[DutyLine, ...]
    count: int


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/offices", view_func=office_terms)


@allow(*STAFF)
def office_terms() -> ResponseReturnValue:
    """What is over first."""
    now = today()
    with store().reading() as db:
        every = offices.terms(db, now)
        groups = {one.id: one for one in books.books(db)}
        tree, held = places.tree(db), networks.coordinators(db)
    due = [one for one in offices.ending(every) if one.book in groups]
    duties = (DutyLine(one, tree.told(one.place), offices.state(one.until, now)) for one in held)
    return render(
        OfficeTerms(
            terms=tuple(
                TermLine(groups[one.book].code, groups[one.book].name, one)
                for one in due[:SHOWN_MOST]
            ),
            more=max(0, len(due) - SHOWN_MOST),
            duties=tuple(
                sorted((one for one in duties if one.state), key=lambda one: one.duty.until)
            ),
            count=len(every),
        )
    )

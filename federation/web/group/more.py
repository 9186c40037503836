"""Everything a group has, on one page, in the order in which people look for it."""

from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from federation.store.queries import corrections

from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..today import today
from . import office
from .common import OFFICERS, own_book
from .facilities import listed, own_facilities
from .peer_checks import days_overdue

# Area, then the pages in it: endpoint and action (or icon). Their words stand in `sentences.group`.
AREAS: Final = (
    (
        "meetings",
        (
            ("opening", "meeting"),
            ("meetings", "meeting"),
            ("decision_list", "decision"),
            ("rules", "table"),
        ),
    ),
    (
        "money",
        (
            ("daily", "savings"),
            ("rounds", "savings"),
            ("other_money", "bank"),
            ("bank_page", "bank"),
            ("cycle", "share-out"),
            ("rotating_pots", "share-out"),
            ("entries", "table"),
        ),
    ),
    (
        "loans",
        (
            ("loan_list", "loan"),
            ("loan_ask", "loan"),
            ("loan_arrears", "wait"),
            ("fund_loan_list", "hub"),
        ),
    ),
    (
        "people",
        (
            ("members", "member"),
            ("request_list", "request"),
            ("facility_list", "tick"),
            ("profile_list", "city"),
            ("need_counts", "search"),
            ("house_list", "home"),
            ("work", "meeting"),
            ("peer_checks", "search"),
            ("skills", "members"),
            ("badges", "good"),
            ("exchanges", "hub"),
            ("ideas", "inbox"),
            ("together", "table"),
        ),
    ),
    (
        "paper",
        (
            ("figures", "table"),
            ("papers", "print"),
            ("own_guide", "print"),
            ("glossary", "table"),
            ("spreadsheets", "save"),
            ("exchange", "send"),
            ("office_looks", "search"),
            ("proposal_list", "request"),
            ("settings", "settings"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Way:
    """A way to a page: its code (for its words), address, icon, and whether it waits."""

    code: str
    address: str
    icon: str
    waits: bool


@dataclass(frozen=True, slots=True)
class Area:
    """Pages that belong together."""

    code: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class More(Page):
    """Every area with its pages."""

    template: ClassVar[str] = "group/more.html"
    areas: tuple[Area, ...]


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/more", view_func=more)


@allow(*OFFICERS)
def more() -> ResponseReturnValue:
    """Everything, and what of it waits."""
    with store().reading() as db:
        waiting = {"peer_checks"} if days_overdue(db, own_book(db)) else set()
        if any(one.is_due for one in listed(own_facilities(db), today())):
            waiting.add("facility_list")
        if office.unread(db):
            waiting.add("office_looks")
        if corrections.open_proposals(db, node().settings.node_id):
            waiting.add("proposal_list")
    areas = tuple(
        Area(
            area,
            tuple(Way(page, url_for(f".{page}"), icon, page in waiting) for page, icon in pages),
        )
        for area, pages in AREAS
    )
    return render(More(areas=areas))

"""The first page: start the meeting, where the money is, what waits."""

from dataclasses import astuple, dataclass
from typing import ClassVar

from flask import Blueprint
from flask.typing import ResponseReturnValue

from federation.core.rules.stages import is_open
from federation.store.queries import books, corrections, fund, fund_loans, group
from federation.store.queries import loans as lent
from federation.store.queries import requests as asked
from sync import copies, repair
from sync.copies import Standing
from sync.status import status

from ..guard import allow
from ..here import me, node, store
from ..pages import Page, render
from ..today import today
from . import office, rounds, steps
from .common import SAVERS, own_book
from .exchange import not_sent
from .peer_checks import days_overdue


@dataclass(frozen=True, slots=True, kw_only=True)
class Home(Page):
    """Where the money is, the meeting that is open, what was not sent, who has answers.

    `rules`: version of the rules in force (0: none); `is_empty`: no money stands in the books;
    `is_new`: nothing happened yet but perhaps a set-up that was begun.
    `trouble`: why the books are not whole, or "". `looked`: how often the office looked at single
    entries, unread here; `asked_by_office`: corrections that wait for an answer; `offers`: loans
    of the fund that are in no book yet.
    """

    template: ClassVar[str] = "group/home.html"
    today: str
    pots: books.Pots
    members: int
    loans: int
    late: int
    meeting: books.MeetingView | None
    step_word: str
    answered: tuple[asked.RequestView, ...]
    open_requests: int
    rounds: int
    has_hub: bool
    unsent: int
    unconfirmed: int
    trouble: str
    role: str
    check_days: int
    rules: int
    is_empty: bool
    is_new: bool
    copies: Standing
    looked: int
    asked_by_office: int
    offers: tuple[fund.OfferView, ...]


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/", view_func=home)


def _newly_answered(found: tuple[asked.RequestView, ...]) -> tuple[asked.RequestView, ...]:
    """Open requests that the city has answered, the newest answer first."""
    answered = [one for one in found if one.answers and is_open(one.stage)]
    return tuple(sorted(answered, key=lambda one: one.answers[-1].day, reverse=True))


@allow(*SAVERS)
def home() -> ResponseReturnValue:
    """The first page."""
    told = status(store())
    unsent, unconfirmed = not_sent(told)
    with store().reading() as db:
        book = own_book(db)
        running = books.open_meeting(db, book)
        found = asked.requests(db)
        owed = lent.lending(db, book, running.day if running else today())
        pots, rules = books.pots(db, book), group.last_number(db, book, "version")
        page = Home(
            today=today(),
            pots=pots,
            members=len(books.members(db, book, also_left=False)),
            loans=len(owed),
            late=lent.portfolio(owed).late,
            meeting=running,
            step_word=steps.word_of(steps.reached(db, running.meeting)) if running else "",
            answered=_newly_answered(found),
            rounds=sum(one.state == rounds.HANDED for one in rounds.waiting(db)),
            open_requests=sum(is_open(one.stage) for one in found),
            has_hub=bool(asked.partners(db, "hub")),
            unsent=unsent,
            unconfirmed=unconfirmed,
            trouble=repair.trouble(store()),
            role=me().role,
            check_days=days_overdue(db, book),
            rules=rules,
            is_empty=not any(astuple(pots)),
            copies=copies.standing(db, today()),
            looked=office.unread(db),
            asked_by_office=len(corrections.open_proposals(db, node().settings.node_id)),
            offers=fund_loans.open_offers(db, book),
            is_new=not (rules or any(astuple(pots)) or books.meetings(db, book, limit=1)),
        )
    return render(page)

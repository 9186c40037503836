"""Decisions: a step of the meeting, with the requests to the city; and the list of all of them."""

from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from federation.commands.decisions import ABOUT, TakeDecision, quorum_of, take_decision
from federation.core.terms import ATTENDED
from federation.schemas.meetings import DecisionSchema
from federation.store import Database
from federation.store.queries import books, group

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import node, number_asked, store
from ..pages import Page, render
from . import steps
from .common import OFFICERS, one_meeting, own_book
from .requests import Listed, listed

SHOWN: Final = 100  # decisions at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionsStep(Page):
    """Requests that wait, what this meeting decided, and a new decision.

    `quorum`: how many members must be here by the rules (0: they ask for none), of `members`;
    `here`: how many are.
    """

    template: ClassVar[str] = "group/decisions_step.html"
    frame: steps.Frame
    form: Form
    requests: tuple[Listed, ...]
    decisions: tuple[group.DecisionView, ...]
    about: tuple[str, ...]
    quorum: int
    members: int
    here: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions(Page):
    """Decisions, the newest first; `older`: before which the next page goes back, or 0."""

    template: ClassVar[str] = "group/decisions.html"
    decisions: tuple[group.DecisionView, ...]
    older: int


def add(to: Blueprint) -> None:
    """The routes."""
    way = "/meetings/<int:number>/decisions"
    to.add_url_rule(way, view_func=decisions, methods=["GET", "POST"])
    to.add_url_rule("/decisions", view_func=decision_list)


@allow(*OFFICERS)
def decisions(number: int) -> ResponseReturnValue:
    """What the meeting decides."""
    if request.method == "GET":
        with store().reading() as db:
            here = _here(db, number)
        return render(_step(number, forms.fresh(about="other", present=here or "")))
    with store().reading() as db:
        day = one_meeting(db, number).day
    return forms.take(
        DecisionSchema(),
        TakeDecision,
        take_decision,
        lambda form: _step(number, form),
        lambda _: f"{steps.address('decisions', number)}?done=decided",
        day=day,
        meeting=number,
    )


def _here(db: Database, number: int) -> int:
    marks = books.attendance(db, own_book(db), number).values()
    return sum(mark in ATTENDED for mark in marks)


def _step(number: int, form: Form) -> Page:
    with store().reading() as db:
        book = own_book(db)
        members = len(books.members(db, book, also_left=False))
        rules = group.rules(db, book, node().settings.share_price_minor)
        return DecisionsStep(
            frame=steps.frame(db, number, "decisions"),
            form=form,
            requests=tuple(one for one in listed(db) if one.is_open),
            decisions=group.decisions(db, book, meeting=number),
            about=ABOUT,
            quorum=quorum_of(rules, members),
            members=members,
            here=_here(db, number),
        )


@allow(*OFFICERS)
def decision_list() -> ResponseReturnValue:
    """Every decision, a page at a time."""
    with store().reading() as db:
        before = number_asked("before")
        found = group.decisions(db, own_book(db), before=before, limit=SHOWN + 1)
    shown = found[:SHOWN]
    return render(Decisions(decisions=shown, older=shown[-1].decision if found != shown else 0))

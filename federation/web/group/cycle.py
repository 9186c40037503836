"""This cycle: from when to when, what was earned so far, its share-out, the one that comes next."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.cycles import BeginCycle, begin_cycle
from federation.core import events as e
from federation.schemas.cycle import CycleSchema
from federation.store.queries import books, group
from federation.store.queries import share_out as found

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import today
from .common import OFFICERS, own_book
from .loan_forms import rules_of

WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class CyclePage(Page):
    """The cycle that runs, or the form that begins one; `left_minor` of the last share-out.

    `week`: the week it is in, `weeks`: how many it has; `debtors` owe after the share-out.
    """

    template: ClassVar[str] = "group/cycle.html"
    form: Form
    rules: e.ConstitutionAdopted
    running: group.CycleView | None
    past: tuple[group.CycleView, ...]
    week: int
    weeks: int
    surplus_minor: int
    own_minor: int
    left_minor: int
    waiting: int
    debtors: int


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/cycle", view_func=cycle, methods=["GET", "POST"])


@allow(*OFFICERS)
def cycle() -> ResponseReturnValue:
    """The cycle of now; a new one begins."""
    with store().reading() as db:
        running = books.open_meeting(db, own_book(db))
    if request.method == "GET":
        day = running.day if running else today()
        return render(_cycle(forms.fresh(day=day)))
    return forms.take(
        CycleSchema(),
        BeginCycle,
        begin_cycle,
        _cycle,
        lambda _: url_for(".cycle", done="cycle-begun"),
        meeting=running.meeting if running else 0,
    )


def _cycle(form: Form) -> Page:
    with store().reading() as db:
        book = own_book(db)
        all_of = group.cycles(db, book)
        running = found.running_cycle(db, book)
        parts = found.parts_due(db, book).values()
        pots = books.pots(db, book)
        return CyclePage(
            form=form,
            rules=rules_of(db),
            running=running,
            past=tuple(one for one in all_of if one.shared_seq),
            week=_weeks(running.day, today()) + 1 if running else 0,
            weeks=_weeks(running.day, running.ends_on) if running and running.ends_on else 0,
            surplus_minor=found.surplus(db, book),
            own_minor=pots.savings + pots.shares,
            left_minor=sum(part for part in parts if part > 0),
            waiting=sum(part > 0 for part in parts),
            debtors=sum(part < 0 for part in parts),
        )


def _weeks(first: str, last: str) -> int:
    """Whole weeks from one day to another."""
    return max((date.fromisoformat(last) - date.fromisoformat(first)).days, 0) // WEEK

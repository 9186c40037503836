"""The end of the set-up: everything is read out, the group votes, two officers confirm."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.constitution import AdoptConstitution
from federation.commands.deed import Decision, Desk
from federation.commands.opening import (
    EnterOpening,
    Opening,
    SetUp,
    enter_opening,
    set_up,
)
from federation.commands.users import check_pin_of
from federation.core.refusals import Refusal, refuse
from federation.i18n import gettext, word
from federation.reports.our_rules import Chapter
from federation.schemas.base import Fault, load
from federation.schemas.constitution import VoteSchema
from federation.schemas.opening import ConfirmSchema
from federation.store import Database, local

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import start_day
from . import setup, setup_state
from .common import OFFICERS, Options, called, officer_options
from .setup import Frame

SEEN: Final = "seen"
PLACES: Final = ("1", "2")
CONFIRM: Final = "confirm"


@dataclass(frozen=True, slots=True)
class Whose:
    """A line of what each member has: name, saved, paid for shares, owed; minor units."""

    name: str
    saved_minor: int
    shares_minor: int
    owes_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOut(Page):
    """All that will be adopted and entered; `open` are questions that are not answered yet."""

    template: ClassVar[str] = "group/setup_read.html"
    frame: Frame
    chapters: tuple[Chapter, ...]
    opening: Opening | None
    lines: tuple[Whose, ...]
    open: tuple[tuple[str, str], ...]
    members: int
    officers: int
    officers_close: int
    vote_address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote(Page):
    """The group's vote (unless there are rules already) and, where money is, two PINs."""

    template: ClassVar[str] = "group/setup_vote.html"
    frame: Frame
    form: Form
    opening: Opening | None
    seen: str
    votes: bool
    officers: Options
    open: tuple[tuple[str, str], ...]
    members: int


@dataclass(frozen=True, slots=True)
class _End:
    """What the set-up has come to: the state, what is there, and the questions left open."""

    found: setup_state.State
    opening: Opening | None
    open: tuple[str, ...]


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/setup/read", endpoint="setup_read", view_func=read)
    to.add_url_rule("/setup/vote", endpoint="setup_vote", view_func=vote, methods=["GET", "POST"])


def _end(db: Database) -> _End:
    found = setup_state.state(db)
    if not found.is_counting:
        return _End(found, None, found.open)
    here, wrong = setup_state.opening(found)
    left = (*found.open, *(code for code in wrong if code not in found.open))
    return _End(found, here, left)


def _links(codes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((setup.address(code), word(code, "question")) for code in codes)


def seen_of(opening: Opening | None) -> str:
    """The figures in short, so that what is confirmed is what was looked at."""
    if opening is None:
        return ""
    return ".".join(map(str, (opening.cash, opening.bank, opening.lent, opening.theirs)))


@allow(*OFFICERS)
def read() -> ResponseReturnValue:
    """Everything, to be read out in front of the group."""
    with store().reading() as db:
        end = _end(db)
        if "read" not in end.found.steps:
            return render(setup.overview(end.found))
        page = ReadOut(
            frame=setup.frame(end.found, "read"),
            chapters=() if end.found.has_rules else setup.told_rules(db),
            opening=end.opening,
            lines=_lines(end),
            open=_links(end.open),
            members=len(end.found.members),
            officers=end.found.officers,
            officers_close=end.found.rules.officers_close,
            vote_address=setup.address("vote"),
        )
        return render(page)


def _lines(end: _End) -> tuple[Whose, ...]:
    if end.opening is None:
        return ()
    sums: dict[int, list[int]] = {one.member: [0, 0, 0] for one in end.found.members}
    for one in end.opening.saved:
        sums[one.member][0 if one.purpose else 1] += one.amount
    for loan in end.opening.loans:
        sums.setdefault(loan.member, [0, 0, 0])[2] += loan.owed
    names = {one.member: called(one) for one in end.found.members}
    return tuple(
        Whose(names.get(member, f"№ {member}"), *told) for member, told in sums.items() if any(told)
    )


@allow(*OFFICERS)
def vote() -> ResponseReturnValue:
    """The vote and the PINs; then everything is adopted and entered in one deed."""
    with store().reading() as db:
        end = _end(db)
        taken = request.method == "POST" and local.receipt(db, forms.typed().token) is not None
    if taken:
        return redirect(_done(), 303)
    if "vote" not in end.found.steps:
        return render(setup.overview(end.found))
    if request.method == "GET":
        told = {"day": start_day(), "words": gettext("These rules were read out and agreed.")}
        return render(_vote(forms.fresh(**told)))
    form = forms.typed()
    if end.open:
        question = word(end.open[0], "question")
        return forms.show(_vote(form.refused(refuse("rules-step-open", question=question))))
    if form.value(SEEN) != seen_of(end.opening):
        return forms.show(_vote(form.refused(refuse("opening-figures-changed"))))
    values, wrong = _read_form(form, votes=not end.found.has_rules, counts=bool(end.opening))
    if wrong is not None:
        return forms.show(_vote(wrong))
    officers, wrong, status = _confirmed(form, values)
    if wrong is not None:
        return forms.show(_vote(wrong), status)
    return _adopt(form, end, values, officers)


def _vote(form: Form) -> Page:
    with store().reading() as db:
        end = _end(db)
    frame = setup.frame(end.found, "vote")
    if end.found.has_rules:
        frame = replace(frame, title=word(CONFIRM, "question"))
    return Vote(
        frame=frame,
        form=form,
        opening=end.opening,
        seen=seen_of(end.opening),
        votes=not end.found.has_rules,
        officers=officer_options(store()),
        open=_links(end.open),
        members=len(end.found.members),
    )


def _read_form(form: Form, *, votes: bool, counts: bool) -> tuple[dict[str, Any], Form | None]:
    """What is typed, or the form with what is wrong."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for schema in (*((VoteSchema(),) if votes else ()), *((ConfirmSchema(),) if counts else ())):
        typed = {name: text for name, text in form.typed().items() if name in schema.fields}
        found, wrong = load(schema, typed)
        values |= found or {}
        faults += wrong
    return values, form.wrong(faults) if faults else None


def _confirmed(form: Form, values: dict[str, Any]) -> tuple[tuple[int, ...], Form | None, int]:
    """The officers whose PINs are right, or the form with the wrong one and its status."""
    officers = []
    for place in PLACES:
        if f"officer{place}" not in values:
            continue
        try:
            person = check_pin_of(store(), values[f"officer{place}"], values[f"pin{place}"])
            if person.role not in OFFICERS or person.id in officers:
                raise refuse("setup-officers")
        except Refusal as refusal:
            return (), form.refused(refusal, f"pin{place}"), status_of(refusal)
        officers.append(person.id)
    return tuple(officers), None, 0


def _adopt(
    form: Form, end: _End, values: dict[str, Any], officers: tuple[int, ...]
) -> ResponseReturnValue:
    votes = {name: told for name, told in values.items() if name in VoteSchema().fields}
    opening = end.opening and replace(end.opening, why=values.get("why", ""))

    stamp = forms.stamp(form)
    if end.found.has_rules and opening:
        begun = EnterOpening(opening=opening, officers=officers, **stamp)
        return setup.act(form, begun, _all(enter_opening), _vote, _done())
    adoption = AdoptConstitution(
        rules=end.found.rules, place=end.found.place, user=stamp["user"], **votes
    )
    order = SetUp(adoption=adoption, opening=opening, officers=officers, **stamp)
    return setup.act(form, order, _all(set_up), _vote, _done())


def _all(decide: Callable[[Desk, Any], Decision]) -> Callable[[Desk, Any], Decision]:
    return setup.dropping(decide, setup_state.CODES)


def _done() -> str:
    return url_for(".rules", done="set-up")

"""The end of a meeting: the box is counted, the figures read out, officers close it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.deed import Decision, Desk
from federation.commands.meetings import (
    COUNTERS,
    CloseMeeting,
    CountCash,
    close_meeting,
    count_cash,
)
from federation.commands.users import check_pin_of
from federation.core import events as e
from federation.core.refusals import Refusal, refuse
from federation.core.terms import ATTENDED
from federation.schemas.base import load
from federation.schemas.meetings import (
    NOTES_AND_COINS,
    PIECES,
    TOTAL,
    CountSchema,
    close_schema,
    read_counted,
)
from federation.store import Database, local
from federation.store.queries import books, group
from federation.store.queries import meetings as held

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..shared import backups
from ..today import today
from . import steps
from .common import (
    OFFICERS,
    Options,
    member_options,
    officer_options,
    one_meeting,
    own_book,
)
from .meeting import letters_before
from .outcome import Outcome, outcome
from .sheets import unconfirmed

# What counts as saving today.
SAVED: Final = frozenset(("savings-received", "shares-bought"))
# The button that turns the pictures of notes and coins on or off, and what the machine remembers.
PICTURES: Final = "pictures"
_NO_PICTURES: Final = "no pictures of money"
# The field that still needs a member, once one was chosen or none was.
_BLANK: Final = ("counter1", "counter2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Page):
    """Notes and coins; `difference_minor` is told once a count was typed that does not match.

    `is_fresh`: counted, and nothing moved since. `over_minor`: above what the rules want in a box.
    `has_pictures`: notes and coins are drawn beside their fields.
    """

    template: ClassVar[str] = "group/count.html"
    frame: steps.Frame
    form: Form
    pieces: tuple[int, ...]
    values: Mapping[str, str]
    counted_minor: int | None
    difference_minor: int
    keep_address: str
    people: Options
    is_fresh: bool
    over_minor: int
    warning_minor: int
    currency: str
    has_pictures: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOut(Page):
    """What is read out loud, and written into the savings books."""

    template: ClassVar[str] = "group/read_out.html"
    frame: steps.Frame
    outcome: Outcome
    here: int
    of: int
    members_saved: int
    letters: str
    is_fresh: bool
    shares_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(Page):
    """So many officers as the rules say, each with her own PIN.

    `is_counted`: nothing went in or out of the box since it was counted. `unconfirmed`: steps with
    amounts that are typed and not entered: address, word, how many.
    """

    template: ClassVar[str] = "group/close.html"
    frame: steps.Frame
    form: Form
    officers: Options
    needed: int
    is_counted: bool
    unconfirmed: tuple[tuple[str, str, str, int], ...]
    over_minor: int
    warning_minor: int


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/meetings/<int:number>/let-go/<step>", view_func=let_go, methods=["POST"])
    way = "/meetings/<int:number>"
    to.add_url_rule(f"{way}/count", view_func=count, methods=["GET", "POST"])
    to.add_url_rule(f"{way}/read-out", view_func=read_out)
    to.add_url_rule(f"{way}/close", view_func=close, methods=["GET", "POST"])


def _fields(form: Form) -> dict[str, str]:
    told = form.typed().items()
    return {name: text for name, text in told if name.startswith(PIECES) or name == TOTAL}


def _kept_of(form: Form) -> dict[str, str]:
    """What of the count is kept until it is entered: who counts and why it differs, too."""
    beside = {name: form.value(name) for name in CountSchema().fields if form.value(name)}
    return {**_fields(form), **beside}


@allow(*OFFICERS)
def count(number: int) -> ResponseReturnValue:
    """Count the box; a blank is not a count, and a difference needs a reason."""
    if request.method == "GET":
        with store().reading() as db:
            kept = local.drafts(db, number, "count")
        beside = {name: kept[name] for name in CountSchema().fields if name in kept}
        return render(_count(number, forms.fresh(**beside)))
    form = forms.typed()
    with store().writing() as db:
        day = one_meeting(db, number).day
        if local.receipt(db, form.token) is None:
            for name, told in _kept_of(form).items():
                local.keep_draft(db, number, "count", name, told.strip())
        if form.button == PICTURES:
            is_off = bool(local.state(db, _NO_PICTURES))
            local.set_state(db, _NO_PICTURES, "" if is_off else "yes")
    if form.button == PICTURES:
        return redirect(url_for(".count", number=number), 303)
    counted = read_counted(_fields(form))
    values, unfit = load(CountSchema(), {name: form.value(name) for name in CountSchema().fields})
    if counted.faults or unfit:
        return forms.show(_count(number, form.wrong((*counted.faults, *unfit))))
    if counted.total is None:
        return forms.show(_count(number, form.refused(refuse("count-blank"))))
    counters = tuple(one for one in (values["counter1"], values["counter2"]) if one)
    with store().reading() as db:
        has_two = len(books.members(db, own_book(db), also_left=False)) >= COUNTERS
    if has_two and len(counters) < COUNTERS:
        wrong = form.refused(refuse("count-needs-two"), _BLANK[bool(counters)])
        return forms.show(_count(number, wrong, counted.total))
    order = CountCash(
        meeting=number,
        day=day,
        counted=counted.total,
        reason=values["reason"],
        pieces=counted.pieces,
        counters=counters if has_two else (),
        **forms.stamp(form),
    )
    return forms.act(
        form,
        order,
        _counted,
        lambda wrong: _count(number, wrong, counted.total),
        lambda _: steps.address("read-out", number),
        lambda refusal: "counter2" if refusal.code == "count-needs-two" else "",
    )


def _counted(desk: Desk, order: CountCash) -> Decision:
    """The count; a next one, after money moved, begins with empty fields."""
    decision = count_cash(desk, order)
    local.drop_drafts(desk.db, order.meeting, "count")
    return decision


def _count(number: int, form: Form, counted: int | None = None) -> Page:
    with store().reading() as db:
        frame = steps.frame(db, number, "count")
        kept = local.drafts(db, number, "count")
        book = own_book(db)
        over, warning = _over(db, frame.pots.cash)
        return Count(
            frame=frame,
            form=form,
            pieces=NOTES_AND_COINS.get(node().settings.currency, ()),
            values=MappingProxyType({**kept, **_fields(form)}),
            counted_minor=counted,
            difference_minor=0 if counted is None else counted - frame.pots.cash,
            keep_address=url_for(".keep", number=number, step="count"),
            people=_people(db, number),
            is_fresh=held.is_count_fresh(db, book, number),
            over_minor=over,
            warning_minor=warning,
            currency=node().settings.currency,
            has_pictures=not local.state(db, _NO_PICTURES),
        )


def _people(db: Database, number: int) -> Options:
    """Members who may have counted: those who are here, or all when nobody was marked."""
    marks = books.attendance(db, own_book(db), number)
    here = {member for member, mark in marks.items() if mark in ATTENDED}
    found = member_options(db)
    return tuple(one for one in found if one[0] in here) or found


def _over(db: Database, cash: int) -> tuple[int, int]:
    """How much more is in the box than the rules want there, and what they want at most."""
    limit = _rules(db).cash_warning
    return (max(cash - limit, 0), limit) if limit else (0, 0)


@allow(*OFFICERS)
def read_out(number: int) -> ResponseReturnValue:
    """The figures of the meeting and the eight letters."""
    with store().reading() as db:
        book = own_book(db)
        frame = steps.frame(db, number, "read-out")
        last = next((one.last for one in books.books(db) if one.id == book), 0)
        marks = books.attendance(db, book, number)
        result = outcome(db, frame.meeting)
        page = ReadOut(
            frame=frame,
            outcome=result,
            here=sum(mark in ATTENDED for mark in marks.values()),
            of=len(marks),
            members_saved=sum(1 for one in result.paid if {kind for kind, _ in one.parts} & SAVED),
            letters=letters_before(db, last + 1),
            is_fresh=held.is_count_fresh(db, book, number),
            shares_out=group.rules(db, book).shares_out,
        )
    return render(page)


@allow(*OFFICERS)
def let_go(number: int, step: str) -> ResponseReturnValue:
    """Throw away what is typed in a step and was never confirmed, wherever it stands."""
    forms.typed()
    with store().writing() as db:
        if one_meeting(db, number).closed_seq:
            raise refuse("meeting-closed", meeting=number)
        local.drop_drafts(db, number, step)
    return redirect(url_for(".close", number=number), 303)


@allow(*OFFICERS)
def close(number: int) -> ResponseReturnValue:
    """As many officers as the rules say close the meeting, each with her own PIN."""
    with store().reading() as db:
        meeting = one_meeting(db, number)
        needed = _rules(db).officers_close
        typed = sum(count for _, count in unconfirmed(db, number))
    if request.method == "GET":
        if meeting.closed_seq:
            return redirect(url_for(".minutes", number=number), 303)
        return render(_close(number, forms.fresh()))
    form = forms.typed()
    values, faults = load(close_schema(needed), form.typed())
    if faults:
        return forms.show(_close(number, form.wrong(faults)))
    if typed and not meeting.closed_seq:
        return forms.show(_close(number, form.refused(refuse("meeting-unconfirmed", count=typed))))
    places = range(1, needed + 1)
    for place in places:
        try:
            _check_officer(values, place, needed)
        except Refusal as refusal:
            wrong = form.refused(refusal, f"pin{place}")
            return forms.show(_close(number, wrong), status_of(refusal))
    order = CloseMeeting(
        meeting=number,
        day=max(meeting.day, today()),
        officers=tuple(values[f"officer{place}"] for place in places),
        **forms.stamp(form),
    )
    return forms.act(
        form,
        order,
        close_meeting,
        lambda again: _close(number, again),
        lambda _: _closed(number),
    )


def _closed(number: int) -> str:
    """It is in the books: a copy of everything is made beside, and the minutes shown."""
    backups.after_meeting()
    return url_for(".minutes", number=number, done="closed")


def _check_officer(values: Mapping[str, Any], place: int, needed: int) -> None:
    """Raises Refusal when her PIN is wrong, or she is nobody else than one before her."""
    number = values[f"officer{place}"]
    if number in (values[f"officer{before}"] for before in range(1, place)):
        raise refuse("meeting-needs-officers", officers=needed)
    person = check_pin_of(store(), number, values[f"pin{place}"])
    if person.role not in OFFICERS:
        raise refuse("meeting-needs-officers", officers=needed)


def _rules(db: Database) -> e.ConstitutionAdopted:
    return group.rules(db, own_book(db), node().settings.share_price_minor)


def _close(number: int, form: Form) -> Page:
    with store().reading() as db:
        frame = steps.frame(db, number, "close")
        over, warning = _over(db, frame.pots.cash)
        return Close(
            frame=frame,
            form=form,
            officers=officer_options(store()),
            needed=_rules(db).officers_close,
            is_counted=held.is_count_fresh(db, own_book(db), number),
            unconfirmed=tuple(
                (step, steps.address(step, number), steps.word_of(step), count)
                for step, count in unconfirmed(db, number)
            ),
            over_minor=over,
            warning_minor=warning,
        )

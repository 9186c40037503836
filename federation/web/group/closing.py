"""The end of a meeting: the box is counted, the figures read out, two officers close it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.meetings import (
    CloseMeeting,
    CountCash,
    close_meeting,
    count_cash,
)
from federation.commands.users import check_pin_of
from federation.core.refusals import Refusal, refuse
from federation.core.terms import ATTENDED
from federation.schemas.base import load
from federation.schemas.meetings import (
    NOTES_AND_COINS,
    PIECES,
    TOTAL,
    CloseSchema,
    ReasonSchema,
    read_counted,
)
from federation.store import local
from federation.store.queries import books

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from . import steps
from .common import OFFICERS, Options, officer_options, one_meeting, own_book
from .meeting import letters_before


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Page):
    """Notes and coins; `difference_minor` is told once a count was typed that does not match."""

    template: ClassVar[str] = "group/count.html"
    frame: steps.Frame
    form: Form
    pieces: tuple[int, ...]
    values: Mapping[str, str]
    counted_minor: int | None
    difference_minor: int
    keep_address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOut(Page):
    """What is read out loud, and written into the savings books."""

    template: ClassVar[str] = "group/read_out.html"
    frame: steps.Frame
    came_in: Mapping[str, int]
    went_out: Mapping[str, int]
    here: int
    of: int
    members_saved: int
    letters: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(Page):
    """Two officers with their own PINs; `is_counted`: the box agrees with the books."""

    template: ClassVar[str] = "group/close.html"
    frame: steps.Frame
    form: Form
    officers: Options
    is_counted: bool


def add(to: Blueprint) -> None:
    """The routes."""
    way = "/meetings/<int:number>"
    to.add_url_rule(f"{way}/count", view_func=count, methods=["GET", "POST"])
    to.add_url_rule(f"{way}/read-out", view_func=read_out)
    to.add_url_rule(f"{way}/close", view_func=close, methods=["GET", "POST"])


def _fields(form: Form) -> dict[str, str]:
    told = form.typed().items()
    return {name: text for name, text in told if name.startswith(PIECES) or name == TOTAL}


@allow(*OFFICERS)
def count(number: int) -> ResponseReturnValue:
    """Count the box; a blank is not a count, and a difference needs a reason."""
    if request.method == "GET":
        return render(_count(number, forms.fresh()))
    form = forms.typed()
    with store().writing() as db:
        day = one_meeting(db, number).day
        if local.receipt(db, form.token) is None:
            for name, told in _fields(form).items():
                local.keep_draft(db, number, "count", name, told.strip())
    counted, faults = read_counted(_fields(form))
    values, unfit = load(ReasonSchema(), {"reason": form.value("reason")})
    if faults or unfit:
        return forms.show(_count(number, form.wrong((*faults, *unfit))))
    if counted is None:
        return forms.show(_count(number, form.refused(refuse("count-blank"))))
    order = CountCash(
        meeting=number, day=day, counted=counted, reason=values["reason"], **forms.stamp(form)
    )
    return forms.act(
        form,
        order,
        count_cash,
        lambda wrong: _count(number, wrong, counted),
        lambda _: steps.address("read-out", number),
    )


def _count(number: int, form: Form, counted: int | None = None) -> Page:
    with store().reading() as db:
        frame = steps.frame(db, number, "count")
        kept = local.drafts(db, number, "count")
    pieces = NOTES_AND_COINS.get(node().settings.currency, ())
    return Count(
        frame=frame,
        form=form,
        pieces=pieces,
        values=MappingProxyType({**kept, **_fields(form)}),
        counted_minor=counted,
        difference_minor=0 if counted is None else counted - frame.pots.cash,
        keep_address=url_for(".keep", number=number, step="count"),
    )


@allow(*OFFICERS)
def read_out(number: int) -> ResponseReturnValue:
    """The figures of the meeting and the eight letters."""
    with store().reading() as db:
        book = own_book(db)
        frame = steps.frame(db, number, "read-out")
        entries = books.entries(db, book, meeting=number, limit=5000)
        last = next((one.last for one in books.books(db) if one.id == book), 0)
        came, went = steps.moved(entries)
        marks = books.attendance(db, book, number)
        page = ReadOut(
            frame=frame,
            came_in=came,
            went_out=went,
            here=sum(mark in ATTENDED for mark in marks.values()),
            of=len(marks),
            members_saved=len(
                {
                    one.member
                    for one in entries
                    if one.kind == "savings-received" and not one.reversed_by
                }
            ),
            letters=letters_before(db, last + 1),
        )
    return render(page)


@allow(*OFFICERS)
def close(number: int) -> ResponseReturnValue:
    """Two officers close the meeting, each with her own PIN."""
    if request.method == "GET":
        with store().reading() as db:
            if one_meeting(db, number).closed_seq:
                return redirect(url_for(".minutes", number=number), 303)
        return render(_close(number, forms.fresh()))
    form = forms.typed()
    values, faults = load(CloseSchema(), form.typed())
    if faults:
        return forms.show(_close(number, form.wrong(faults)))
    for place in ("1", "2"):
        try:
            person = check_pin_of(store(), values[f"officer{place}"], values[f"pin{place}"])
            if person.role not in OFFICERS:
                raise refuse("meeting-needs-officers", officers=2)
        except Refusal as refusal:
            wrong = form.refused(refusal, f"pin{place}")
            return forms.show(_close(number, wrong), status_of(refusal))
    with store().reading() as db:
        day = one_meeting(db, number).day
    order = CloseMeeting(
        meeting=number,
        day=day,
        officers=(values["officer1"], values["officer2"]),
        **forms.stamp(form),
    )
    return forms.act(
        form,
        order,
        close_meeting,
        lambda again: _close(number, again),
        lambda _: url_for(".minutes", number=number, done="closed"),
    )


def _close(number: int, form: Form) -> Page:
    with store().reading() as db:
        frame = steps.frame(db, number, "close")
    return Close(
        frame=frame,
        form=form,
        officers=officer_options(store()),
        is_counted=frame.meeting.counted_minor == frame.pots.cash,
    )

"""Rotating pots: who had it, whose turn it is, who paid in; a new one; another order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.rotation import (
    BeginRotation,
    PayIntoRotation,
    PayRotationOut,
    ReorderRotation,
    begin_rotation,
    pay_into_rotation,
    pay_rotation_out,
    reorder_rotation,
)
from federation.core.refusals import Refusal, refuse
from federation.i18n import word
from federation.schemas.base import load
from federation.schemas.loans import votes_of
from federation.schemas.rotation import (
    BYS,
    EVERIES,
    IN,
    PLACE,
    ReorderSchema,
    RotationSchema,
    TurnSchema,
    read_places,
    read_ticked,
)
from federation.store import Database
from federation.store.queries import books
from federation.store.queries import rotation as found

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..today import today
from .common import OFFICERS, Options, own_book
from .loan_forms import Voting, voting


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotations(Page):
    """Every rotating pot."""

    template: ClassVar[str] = "group/rotations.html"
    pots: tuple[found.Rotating, ...]
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRotation(Page):
    """How much, how often, who, and in which order."""

    template: ClassVar[str] = "group/rotation_new.html"
    form: Form
    members: tuple[books.MemberView, ...]
    bys: Options
    everies: Options


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationPage(Page):
    """One rotating pot. `form`: who paid in, `out`: the pot is paid; each its own form."""

    template: ClassVar[str] = "group/rotation.html"
    pot: found.Rotating
    names: Mapping[int, str]
    form: Form
    out: Form

    @property
    def fresh_form(self) -> Form:
        """A form of its own for each button, so that each counts once."""
        return Form(node().new_id())


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationOrder(Page):
    """Another order of the turns that are still to come."""

    template: ClassVar[str] = "group/rotation_order.html"
    pot: found.Rotating
    names: Mapping[int, str]
    form: Form
    voting: Voting
    is_open: bool


def add(to: Blueprint) -> None:
    """The routes."""
    both, way = ["GET", "POST"], "/rotating-pots/<int:number>"
    to.add_url_rule("/rotating-pots", view_func=rotating_pots)
    to.add_url_rule("/rotating-pots/new", view_func=new_rotating_pot, methods=both)
    to.add_url_rule(way, view_func=rotating_pot, methods=both)
    to.add_url_rule(f"{way}/paid", view_func=rotating_pot_paid, methods=both)
    to.add_url_rule(f"{way}/order", view_func=rotating_pot_order, methods=both)


def _now() -> tuple[int, str]:
    """The open meeting (0: none) and its day, or today."""
    with store().reading() as db:
        running = books.open_meeting(db, own_book(db))
    return (running.meeting, running.day) if running else (0, today())


def _pot(db: Database, number: int) -> found.Rotating:
    pot = found.rotating(db, own_book(db), number)
    if pot is None:
        raise refuse("number-unknown", what="rotation", number=number)
    return pot


@allow(*OFFICERS)
def rotating_pots() -> ResponseReturnValue:
    """The list."""
    with store().reading() as db:
        book = own_book(db)
        page = Rotations(pots=found.all_rotating(db, book), names=books.names(db, book))
    return render(page)


@allow(*OFFICERS)
def new_rotating_pot() -> ResponseReturnValue:
    """A rotating pot begins: places are given, or lots are drawn here."""
    if request.method == "GET":
        by = request.args.get("by", BYS[0])
        by = by if by in BYS else BYS[0]
        return render(_new(forms.fresh(day=_now()[1], every="month", by=by)))
    form = forms.typed()
    whole = form.typed()
    places = {name: told for name, told in whole.items() if name.startswith((PLACE, IN))}
    values, faults = load(RotationSchema(), {k: v for k, v in whole.items() if k not in places})
    by_lot = bool(values) and values["by"] == BYS[1]
    members, wrong = (read_ticked(places), ()) if by_lot else read_places(places)
    if faults or wrong:
        return forms.show(_new(form.wrong((*faults, *wrong))))
    order = BeginRotation(members=members, meeting=_now()[0], **values, **forms.stamp(form))
    return forms.act(
        form,
        order,
        begin_rotation,
        _new,
        lambda receipt: url_for(
            ".rotating_pot", number=receipt.facts["rotation"], done="rotation-begun"
        ),
    )


def _new(form: Form) -> Page:
    with store().reading() as db:
        here = books.members(db, own_book(db), also_left=False)
    return NewRotation(
        form=form,
        members=here,
        bys=_words(BYS, "rotation"),
        everies=_words(EVERIES, "rotation-every"),
    )


def _words(codes: tuple[str, ...], area: str) -> Options:
    return tuple((code, word(code, area)) for code in codes)


@allow(*OFFICERS)
def rotating_pot(number: int) -> ResponseReturnValue:
    """The turn of now: who paid in is ticked."""
    if request.method == "GET":
        return render(_one(number, forms.fresh()))
    form = forms.typed()
    ticked = {name: told for name, told in form.typed().items() if name.startswith(IN)}
    values, faults = load(TurnSchema(), {"turn": form.value("turn")})
    if faults:
        return forms.show(_one(number, form.wrong(faults)))
    meeting, day = _now()
    order = PayIntoRotation(
        rotation=number,
        turn=values["turn"],
        members=read_ticked(ticked),
        day=day,
        meeting=meeting,
        **forms.stamp(form),
    )
    return forms.act(
        form,
        order,
        pay_into_rotation,
        lambda wrong: _one(number, wrong),
        lambda _: url_for(".rotating_pot", number=number, done="rotation-in"),
    )


@allow(*OFFICERS)
def rotating_pot_paid(number: int) -> ResponseReturnValue:
    """The pot of a turn is paid to the member whose turn it is."""
    if request.method == "GET":
        return render(_one(number, Form(node().new_id()), forms.fresh()))
    form = forms.typed()

    def page(wrong: Form) -> Page:
        return _one(number, Form(node().new_id()), wrong)

    values, faults = load(TurnSchema(), form.typed())
    if faults:
        return forms.show(page(form.wrong(faults)))
    meeting, day = _now()
    order = PayRotationOut(rotation=number, day=day, meeting=meeting, **values, **forms.stamp(form))
    return forms.act(
        form,
        order,
        pay_rotation_out,
        page,
        lambda _: url_for(".rotating_pot", number=number, done="rotation-out"),
    )


def _one(number: int, form: Form, out: Form | None = None) -> Page:
    with store().reading() as db:
        book = own_book(db)
        return RotationPage(
            pot=_pot(db, number),
            names=books.names(db, book),
            form=form,
            out=out or Form(node().new_id()),
        )


@allow(*OFFICERS)
def rotating_pot_order(number: int) -> ResponseReturnValue:
    """Another order, voted on in a meeting."""
    if request.method == "GET":
        with store().reading() as db:
            pot = _pot(db, number)
        coming = pot.pot.turns[pot.fixed :] if pot.now else ()
        told = {f"{PLACE}{member}": place for place, member in enumerate(coming, 1)}
        return render(_order(number, forms.fresh(**told)))
    form = forms.typed()
    whole = form.typed()
    places = {name: told for name, told in whole.items() if name.startswith(PLACE)}
    values, faults = load(ReorderSchema(), {k: v for k, v in whole.items() if k not in places})
    members, wrong = read_places(places)
    if faults or wrong:
        return forms.show(_order(number, form.wrong((*faults, *wrong))))
    meeting, day = _now()
    votes = votes_of(values)
    order = ReorderRotation(
        rotation=number,
        members=members,
        day=day,
        votes=votes,
        meeting=meeting,
        **values,
        **forms.stamp(form),
    )
    return forms.act(
        form,
        order,
        reorder_rotation,
        lambda again: _order(number, again),
        lambda _: url_for(".rotating_pot", number=number, done="rotation-reordered"),
        _at,
    )


def _at(refusal: Refusal) -> str:
    return "votes_for" if refusal.code in ("vote-missing", "vote-not-carried") else ""


def _order(number: int, form: Form) -> Page:
    meeting, _ = _now()
    with store().reading() as db:
        return RotationOrder(
            pot=_pot(db, number),
            names=books.names(db, own_book(db)),
            form=form,
            voting=voting(db, meeting),
            is_open=bool(meeting),
        )

"""A member leaves: what she gets and owes, settled in one deed; forgetting one who left."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.books import drafts
from federation.commands.deed import Receipt
from federation.commands.leaving import LeaveGroup, Reckoning, leave_group, reckon
from federation.commands.members import ForgetMember, forget_member
from federation.core.refusals import Refusal
from federation.schemas.base import load
from federation.schemas.cycle import LeavingSchema
from federation.schemas.reading import read_day
from federation.store.queries import books

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..today import today
from .common import OFFICERS, one_member, own_book
from .loan_forms import rules_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving(Page):
    """What she gets and owes; `told` None once she has left."""

    template: ClassVar[str] = "group/leaving.html"
    form: Form
    member: books.MemberView
    told: Reckoning | None
    day: str
    in_box_minor: int
    in_bank_minor: int


def add(to: Blueprint) -> None:
    """The routes."""
    both, way = ["GET", "POST"], "/members/<int:number>"
    to.add_url_rule(f"{way}/leave", view_func=leave, methods=both)
    to.add_url_rule(f"{way}/forget", view_func=forget, methods=both)


@allow(*OFFICERS)
def leave(number: int) -> ResponseReturnValue:
    """A member takes what is hers, pays what she owes, and leaves."""
    with store().reading() as db:
        running = books.open_meeting(db, own_book(db))
    if request.method == "GET":
        asked = request.args.get("day", "")
        day = asked or (running.day if running else today())
        return render(_leaving(number, forms.fresh(day=day)))
    form = forms.typed()
    values, faults = load(LeavingSchema(), form.typed())
    if faults:
        return forms.show(_leaving(number, form.wrong(faults)))
    order = LeaveGroup(
        member=number, meeting=running.meeting if running else 0, **values, **forms.stamp(form)
    )
    return forms.act(form, order, leave_group, lambda wrong: _leaving(number, wrong), _done)


def _done(receipt: Receipt) -> str:
    number = receipt.facts["member"]
    if receipt.facts["left"]:
        return url_for(".member", number=number, done="left")
    return url_for(".leave", number=number, done="leaving-part")


@allow(*OFFICERS)
def forget(number: int) -> ResponseReturnValue:
    """Her particulars are removed from the books and from every copy of them; the money stays."""
    if request.method == "GET":
        return render(_leaving(number, forms.fresh()))
    form = forms.typed()
    order = ForgetMember(member=number, day=today(), **forms.stamp(form))
    return forms.act(
        form,
        order,
        forget_member,
        lambda again: _leaving(number, again),
        _forgotten,
    )


def _forgotten(receipt: Receipt) -> str:
    drafts.drop_all(node())
    return url_for(".member", number=receipt.facts["member"], done="forgotten")


def _leaving(number: int, form: Form) -> Page:
    try:
        day = read_day(form.value("day"))
    except Refusal:
        day = today()
    with store().reading() as db:
        book, member = own_book(db), one_member(db, number)
        pots = books.pots(db, book)
        return Leaving(
            form=form,
            member=member,
            told=None if member.left_on else reckon(db, book, rules_of(db), number, day),
            day=day,
            in_box_minor=pots.cash,
            in_bank_minor=pots.bank,
        )

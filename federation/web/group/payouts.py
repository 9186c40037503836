"""Paying the parts of a share-out: one row per member, until nothing is left to pay."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.deed import AnOrder, Decision, Desk
from federation.commands.share_out import (
    PayPart,
    PayShareDebt,
    again_purposes,
    pay_part,
    pay_share_debt,
)
from federation.core.events import ShareOutLine
from federation.core.refusals import Refusal
from federation.schemas.cycle import PartSchema, PayInSchema, load_of
from federation.store import Database
from federation.store.queries import books, group
from federation.store.queries import share_out as found

from .. import filters, forms
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..today import today
from .common import OFFICERS, own_book
from .loan_forms import rules_of

# A refusal, and the field of the row at which it is told.
_AT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "share-out-not-signed": "signed",
        "share-out-purpose": "purpose",
        "share-out-whole-shares": "again",
        "share-out-part-short": "cash",
        "share-out-debt-less": "amount",
        "pot-short": "cash",
        "pot-set-aside": "cash",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A member: her line of the share-out, what is still due (below zero: she owes), what was paid.

    `form` is there while something is due either way.
    """

    member: int
    name: str
    line: ShareOutLine | None
    due_minor: int
    paid: tuple[books.EntryView, ...]
    form: Form | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareOutPaid(Page):
    """Who is to be paid, who was, and what is left; `shared` None: nothing was shared out yet."""

    template: ClassVar[str] = "group/share_out_paid.html"
    shared: group.CycleView | None
    rows: tuple[Row, ...]
    purposes: tuple[str, ...]
    pots: books.Pots
    paid_minor: int
    again_minor: int
    is_next: bool

    @property
    def waiting(self) -> tuple[Row, ...]:
        """Who is still to be paid."""
        return tuple(one for one in self.rows if one.due_minor > 0)

    @property
    def debtors(self) -> tuple[Row, ...]:
        """Who still pays in."""
        return tuple(one for one in self.rows if one.due_minor < 0)

    @property
    def left_minor(self) -> int:
        """What is left to pay."""
        return sum(one.due_minor for one in self.waiting)

    @property
    def wrong(self) -> Form | None:
        """The form that was not taken."""
        found_in = (one.form for one in self.rows if one.form and one.form.is_wrong)
        return next(found_in, None)


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/share-out/paid", view_func=share_out_paid)
    to.add_url_rule("/share-out/pay/<int:number>", view_func=share_out_pay, methods=both)
    to.add_url_rule("/share-out/pay-in/<int:number>", view_func=share_out_pay_in, methods=both)


@allow(*OFFICERS)
def share_out_paid() -> ResponseReturnValue:
    """Everybody's part, paid or not."""
    return render(_paid(0, None))


@allow(*OFFICERS)
def share_out_pay(number: int) -> ResponseReturnValue:
    """A member takes her part, or saves it again."""
    if request.method == "GET":
        return render(_paid(number, None))
    form = forms.typed()
    values, faults = load_of(PartSchema(), form.typed(), number)
    if faults:
        return forms.show(_paid(number, form.wrong(faults)))
    meeting, day = _now()
    order = PayPart(member=number, day=day, meeting=meeting, **values, **forms.stamp(form))
    return _act(form, order, pay_part, number)


@allow(*OFFICERS)
def share_out_pay_in(number: int) -> ResponseReturnValue:
    """A member pays in of what she owes."""
    if request.method == "GET":
        return render(_paid(number, None))
    form = forms.typed()
    values, faults = load_of(PayInSchema(), form.typed(), number)
    if faults:
        return forms.show(_paid(number, form.wrong(faults)))
    meeting, day = _now()
    order = PayShareDebt(member=number, day=day, meeting=meeting, **values, **forms.stamp(form))
    return _act(form, order, pay_share_debt, number)


def _act(
    form: Form,
    order: AnOrder,
    decide: Callable[[Desk, AnOrder], Decision],
    number: int,
) -> ResponseReturnValue:
    def beside(refusal: Refusal) -> str:
        name = _AT.get(refusal.code, "")
        # A box that is not ticked is not sent.
        is_there = name == "signed" or f"{name}-{number}" in form.values
        return f"{name}-{number}" if name and is_there else ""

    return forms.act(
        form,
        order,
        decide,
        lambda wrong: _paid(number, wrong),
        lambda _: url_for(".share_out_paid", done="part-paid", _anchor=f"m-{number}"),
        beside,
    )


def _now() -> tuple[int, str]:
    """The open meeting (0: none) and its day, or today."""
    with store().reading() as db:
        running = books.open_meeting(db, own_book(db))
    return (running.meeting, running.day) if running else (0, today())


def _paid(number: int, wrong: Form | None) -> Page:
    with store().reading() as db:
        book, rules = own_book(db), rules_of(db)
        cycles = group.cycles(db, book)
        shared = next((one for one in cycles if one.shared_seq), None)
        paid = found.payouts(db, book, shared.shared_seq) if shared else ()
        purposes = again_purposes(rules)
        rows = _rows(db, book, shared, paid, purposes[0], number)
        if wrong is not None:
            rows = [replace(one, form=wrong) if one.member == number else one for one in rows]
        return ShareOutPaid(
            shared=shared,
            rows=tuple(rows),
            purposes=purposes,
            pots=books.pots(db, book),
            paid_minor=sum(one.amount_minor for one in paid if one.kind == "share-paid-out"),
            again_minor=sum(one.amount_minor for one in paid if one.kind == "share-reinvested"),
            is_next=bool(shared and cycles[0].cycle == shared.cycle),
        )


def _rows(
    db: Database,
    book: int,
    shared: group.CycleView | None,
    paid: tuple[books.EntryView, ...],
    purpose: str,
    looked_at: int,
) -> list[Row]:
    """Who has a line, and whoever else is due something, by number.

    The form of the one that is `looked_at` can be one that was sent too late.
    """
    due, names = found.parts_due(db, book), books.names(db, book)
    told = shared.share_out.lines if shared and shared.share_out else ()
    lines = {line.member: line for line in told}
    return [
        Row(
            member=member,
            name=names.get(member) or f"№ {member}",
            line=lines.get(member),
            due_minor=due.get(member, 0),
            paid=tuple(one for one in paid if one.member == member),
            form=_fresh(member, due[member], purpose, looked_at) if member in due else None,
        )
        for member in sorted(set(lines) | set(due))
    ]


def _fresh(member: int, due: int, purpose: str, looked_at: int) -> Form:
    """A form of its own for each row: each may be sent once, whatever happens to the others."""
    told = {f"purpose-{member}": purpose, f"amount-{member}": filters.plain(abs(due))}
    if due > 0:
        told[f"cash-{member}"] = filters.plain(due)
    if member == looked_at:
        return forms.fresh(**told)
    return Form(node().new_id(), MappingProxyType(told))

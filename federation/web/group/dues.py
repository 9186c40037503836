"""Social fund and fines as steps of a meeting: a sheet of what is paid, and a form beside it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from federation.commands.money import EnterMoney, MoneyLine, enter_money
from federation.core import events as e
from federation.core.refusals import refuse
from federation.schemas.base import Fault, fault, load
from federation.schemas.meetings import ChargeSchema
from federation.schemas.money import HelpSchema
from federation.store import Database
from federation.store.queries import books, group

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from . import rows, sheets, steps
from .common import OFFICERS, member_options, one_meeting, own_book

LATE: Final = "late."
OTHER: Final = "other"
# A mark of the attendance, and the fine of the rules that it brings.
FINED_FOR: Final[tuple[tuple[str, str], ...]] = (("late", "late"), ("absent", "absent"))


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    way = "/meetings/<int:number>"
    to.add_url_rule(f"{way}/social", view_func=social, methods=both)
    to.add_url_rule(f"{way}/social/help", view_func=give_help, methods=both)
    to.add_url_rule(f"{way}/fines", view_func=fines, methods=both)
    to.add_url_rule(f"{way}/fines/charge", view_func=charge, methods=both)
    to.add_url_rule(f"{way}/fines/late", view_func=charge_late, methods=both)


def _page(db: Database, sheet: rows.Sheet, number: int, form: Form, extra: Form) -> Page:
    """The sheet with its second form, and for fines what the rules say."""
    page = replace(sheets.page(db, sheet, number, form), extra=extra, members=member_options(db))
    if sheet is not rows.FINES:
        return page
    told = tuple((one.why, one.amount) for one in _rules(db).fines)
    return replace(page, fines=told, late=late(db, one_meeting(db, number)))


def _rules(db: Database) -> e.ConstitutionAdopted:
    return group.rules(db, own_book(db), node().settings.share_price_minor)


def late(db: Database, meeting: books.MeetingView) -> tuple[tuple[str, str, str, int], ...]:
    """Who came late or not, and was not fined for it yet: field, name, why, amount by the rules."""
    book = own_book(db)
    amounts = {one.why: one.amount for one in _rules(db).fines}
    marks, names = books.attendance(db, book, meeting.meeting), books.names(db, book)
    fined = {
        (one.member, one.why)
        for one in steps.entries_of(db, meeting)
        if one.kind == "fine-charged" and not one.reversed_by
    }
    return tuple(
        (f"{LATE}{member}", names.get(member, "") or f"№ {member}", why, amounts[why])
        for marked, why in FINED_FOR
        for member, mark in sorted(marks.items())
        if mark == marked and why in amounts and (member, why) not in fined
    )


def _step(sheet: rows.Sheet, number: int) -> ResponseReturnValue:
    """A step that is a sheet with a second form below it."""
    with store().reading() as db:
        meeting = one_meeting(db, number)
        following = steps.frame(db, number, sheet.step).next_address
        if request.method == "GET":
            return render(_page(db, sheet, number, forms.fresh(), _empty()))
    return sheets.answer(
        sheet,
        number,
        lambda db, form: _page(db, sheet, number, form, _empty()),
        meeting.day,
        following,
    )


def _empty() -> Form:
    return Form(node().new_id())


def _beside(sheet: rows.Sheet, number: int, extra: Form) -> Page:
    """The step with its second form as it was sent."""
    with store().reading() as db:
        return _page(db, sheet, number, _empty(), extra)


@allow(*OFFICERS)
def social(number: int) -> ResponseReturnValue:
    """Contributions to the social fund."""
    return _step(rows.SOCIAL, number)


@allow(*OFFICERS)
def give_help(number: int) -> ResponseReturnValue:
    """Help out of the social fund."""
    if request.method == "GET":
        return render(_beside(rows.SOCIAL, number, forms.fresh()))
    with store().reading() as db:
        day = one_meeting(db, number).day
    return forms.take(
        HelpSchema(),
        _one_line("social_grant"),
        enter_money,
        lambda form: _beside(rows.SOCIAL, number, form),
        lambda _: steps.address("social", number),
        day=day,
        meeting=number,
    )


def _one_line(kind: str) -> Any:
    def order(*, meeting: int, **told: Any) -> EnterMoney:
        stamp, values = forms.parted(told)
        line = MoneyLine(**{"kind": kind, **values})
        return EnterMoney(lines=(line,), meeting=meeting, **stamp)

    return order


@allow(*OFFICERS)
def fines(number: int) -> ResponseReturnValue:
    """Fines that are paid."""
    return _step(rows.FINES, number)


@allow(*OFFICERS)
def charge(number: int) -> ResponseReturnValue:
    """A fine is charged: of the rules with its amount, or another with one typed."""
    if request.method == "GET":
        return render(_beside(rows.FINES, number, forms.fresh()))
    form = forms.typed()
    values, faults = load(ChargeSchema(), form.typed())
    with store().reading() as db:
        day = one_meeting(db, number).day
        amounts = {one.why: one.amount for one in _rules(db).fines}
    if not faults:
        faults = _lacks(values, amounts)
    if faults:
        return forms.show(_beside(rows.FINES, number, form.wrong(faults)))
    line = MoneyLine(
        kind="fine",
        day=day,
        amount=values["amount"] or amounts[values["why"]],
        member=values["member"],
        why=values["why"],
        note=values["note"],
    )
    return _charge(number, form, (line,))


def _lacks(values: Mapping[str, Any], amounts: Mapping[str, int]) -> tuple[Fault, ...]:
    """A fine that the rules do not name needs words, and one without their amount needs one."""
    found = []
    if values["why"] not in amounts and not values["amount"]:
        found.append(fault(("amount",), refuse("fine-needs-amount")))
    if values["why"] == OTHER and not values["note"]:
        found.append(fault(("note",), refuse("field-missing")))
    return tuple(found)


@allow(*OFFICERS)
def charge_late(number: int) -> ResponseReturnValue:
    """Fine those who are ticked of who came late or not, by the rules."""
    if request.method == "GET":
        return render(_beside(rows.FINES, number, _empty()))
    form = forms.typed()
    with store().reading() as db:
        meeting = one_meeting(db, number)
        known = {name: (why, amount) for name, _, why, amount in late(db, meeting)}
    lines = tuple(
        MoneyLine(
            kind="fine",
            day=meeting.day,
            amount=known[name][1],
            member=int(name.removeprefix(LATE)),
            why=known[name][0],
        )
        for name in form.typed()
        if name in known
    )
    if not lines and not sheets.was_taken(form):
        return forms.show(_beside(rows.FINES, number, form.refused(refuse("fines-none-chosen"))))
    return _charge(number, form, lines)


def _charge(number: int, form: Form, lines: tuple[MoneyLine, ...]) -> ResponseReturnValue:
    order = EnterMoney(lines=lines, meeting=number, **forms.stamp(form))
    return forms.act(
        form,
        order,
        enter_money,
        lambda wrong: _beside(rows.FINES, number, wrong),
        lambda _: f"{steps.address('fines', number)}?done=charged",
    )

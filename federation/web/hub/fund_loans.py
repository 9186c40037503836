"""Loans of the fund to groups: agreed, parted among members, paid out, paid back, written off."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands import group_lending as deeds
from federation.commands.deed import Desk
from federation.core import events as e
from federation.core.days import months_later
from federation.core.fund import BODIES, FORMS, PAYERS
from federation.core.loans import Schedule
from federation.core.refusals import Refusal, refuse
from federation.schemas.base import load
from federation.schemas.fund import (
    AMOUNT,
    MEMBER,
    FundMoneySchema,
    GroupLoanSchema,
    PartsSchema,
    PayOutSchema,
    RemittanceSchema,
    WriteOffSchema,
    read_parts,
)
from federation.store import Database
from federation.store.queries import beneficiaries, books, fund, fund_changes, fund_loans, fund_paid
from federation.store.queries import group as told_by_group

from .. import forms
from ..errors import status_of
from ..filters import plain
from ..forms import Form
from ..guard import allow
from ..here import node, number_asked, store
from ..pages import Page, render
from ..today import start_day, today
from .fund import Names, Options, beside, group_options, groups_of, taken
from .overview import STAFF

CONFIRM: Final = "confirm"
ADMIN: Final = "admin"
ROWS_LEAST: Final = 12
ROWS_MORE: Final = 8
ROWS_MOST: Final = 400
PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLoans(Page):
    """Loans, those that are late first; `only`: late, open or all; `more`: the next page, or 0."""

    template: ClassVar[str] = "hub/fund_loans.html"
    loans: tuple[fund.Lent, ...]
    only: str
    count: int
    more: int
    groups: Names
    products: Mapping[int, fund.ProductView]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGroupLoan(Page):
    """What a group asks for, under a product; `laid` once the payments were asked for."""

    template: ClassVar[str] = "hub/fund_loan_new.html"
    form: Form
    groups: Options
    products: Options
    bodies: tuple[str, ...] = BODIES
    laid: Schedule | None = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneGroupLoan(Page):
    """A loan with both sides: the fund's books, and the group's own; `beside` None: not there.

    `changes`: every time its payments were agreed anew, also what was taken back.
    """

    template: ClassVar[str] = "hub/fund_loan.html"
    one: fund.Lent
    product: fund.ProductView | None
    group: str
    code: str
    laid: Schedule
    changes: tuple[fund_changes.ChangeView, ...]
    parts: tuple[e.LoanPart, ...]
    entries: tuple[fund.FundEntryView, ...]
    beside: fund_loans.FundLoanView | None
    vote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanMoney(Page):
    """Money of a loan: `what` is pay-out, received, overpaid or write-off; `most`: at most so much.

    `missing`: what comes before a pay-out and is not there yet, as `deeds.before_pay_out`.
    """

    template: ClassVar[str] = "hub/fund_loan_money.html"
    form: Form
    one: fund.Lent
    group: str
    what: str
    most: int
    in_hand: int
    missing: tuple[str, ...]
    forms_of: tuple[str, ...] = FORMS
    payers: tuple[str, ...] = PAYERS


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsForm(Page):
    """Who gets how much; `rows`: so many are there to fill in. Members by number, never by name.

    `listed`: those whom their group put on its list for a house.
    """

    template: ClassVar[str] = "hub/fund_parts.html"
    form: Form
    one: fund.Lent
    group: str
    rows: int
    most: int
    listed: tuple[int, ...]


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/fund/loans", view_func=fund_group_loans)
    to.add_url_rule("/fund/loans/new", view_func=fund_loan_new, methods=both)
    to.add_url_rule("/fund/loans/<int:loan>", view_func=fund_group_loan)
    to.add_url_rule("/fund/loans/<int:loan>/parts", view_func=fund_parts, methods=both)
    to.add_url_rule("/fund/loans/<int:loan>/write-off", view_func=fund_write_off, methods=both)
    to.add_url_rule("/fund/loans/<int:loan>/<what>", view_func=fund_loan_money, methods=both)


def one_loan(db: Database, loan: int) -> fund.Lent:
    """A loan as it stands today. Raises Refusal `group-loan-unknown`."""
    found = fund.lent(db, today(), loan=loan) if loan else ()
    if not found:
        raise refuse("group-loan-unknown", loan=loan)
    return found[0]


def group_name(db: Database, node_id: str) -> tuple[str, str]:
    """The name and code of a group, or blanks."""
    found = groups_of(db).get(node_id)
    return (found.name, found.code) if found else ("", "")


@allow(*STAFF)
def fund_group_loans() -> ResponseReturnValue:
    """Every loan, or those that are late or out."""
    only = request.args.get("only", "open")
    start = number_asked("from")
    with store().reading() as db:
        lent = [one for one in fund.lent(db, today()) if _is_shown(one, only)]
        lent.sort(key=lambda one: (-one.standing.days_late, one.told.loan))
        page = GroupLoans(
            loans=tuple(lent[start : start + PAGE]),
            only=only,
            count=len(lent),
            more=start + PAGE if len(lent) > start + PAGE else 0,
            groups=groups_of(db),
            products={one.product: one for one in fund.products(db)},
        )
    return render(page)


def _is_shown(one: fund.Lent, only: str) -> bool:
    if only == "late":
        return bool(one.age)
    return only == "all" or bool(one.to_pay_out or one.sums.outstanding or one.standing.unpaid)


def _new(form: Form) -> NewGroupLoan:
    with store().reading() as db:
        return NewGroupLoan(
            form=form,
            groups=group_options(db),
            products=tuple(
                (one.product, f"{one.product} · {one.title}")
                for one in fund.products(db)
                if one.is_open
            ),
        )


@allow(*STAFF)
def fund_loan_new() -> ResponseReturnValue:
    """A loan is agreed; what the group pays back is shown before."""
    if request.method == "GET":
        day = start_day()
        first = months_later(date.fromisoformat(day), 1).isoformat() if day else ""
        told = {"group": request.args.get("group", ""), "day": day, "first_due_on": first}
        return render(_new(forms.fresh(**told)))
    form = forms.typed()
    shown = {name: text for name, text in form.typed().items() if name != "shown"}
    values, faults = load(GroupLoanSchema(), shown)
    if faults:
        return forms.show(_new(form.wrong(faults)))
    asked = {**values, "concession": values["concession"] == "yes"}
    order = deeds.AgreeGroupLoan(**asked, **forms.stamp(form))
    key = "|".join(str(asked[name]) for name in sorted(asked) if name not in ("party", "note"))
    if form.button != CONFIRM or form.value("shown") != key:
        try:
            with store().reading() as db:
                laid = deeds.laid_out_for(Desk(db, node()), order)
        except Refusal as refusal:
            wrong = form.refused(refusal, beside(refusal))
            return forms.show(_new(wrong), status_of(refusal))
        return render(replace(_new(form), laid=laid, key=key))
    return forms.act(
        form,
        order,
        deeds.agree_group_loan,
        _new,
        lambda receipt: url_for(".fund_group_loan", loan=receipt.facts["loan"], done="group-loan"),
        beside,
    )


def _beside_of(db: Database, one: fund.Lent) -> fund_loans.FundLoanView | None:
    """The same loan in the group's own books, as far as they came here."""
    book = books.book_of(db, one.told.group)
    if not book:
        return None
    return next(
        (
            each
            for each in fund_loans.fund_loans(db, book)
            if each.told is not None and each.told.offer == one.told.loan
        ),
        None,
    )


def _vote(db: Database, one: fund.Lent) -> str:
    """The day of the group's own vote, if its books here hold it."""
    book = books.book_of(db, one.told.group)
    if not (book and one.told.decision):
        return ""
    carried = (
        each.day
        for each in told_by_group.decisions(db, book)
        if each.decision == one.told.decision and each.is_carried
    )
    return next(carried, "")


@allow(*STAFF)
def fund_group_loan(loan: int) -> ResponseReturnValue:
    """One loan: what was agreed, whose it is, what moved, and the group's own figures beside."""
    with store().reading() as db:
        one = one_loan(db, loan)
        name, code = group_name(db, one.told.group)
        page = OneGroupLoan(
            one=one,
            product=fund.product(db, one.told.product),
            group=name,
            code=code,
            laid=one.laid,
            changes=fund_changes.changes(db, loan=loan, standing=False),
            parts=fund_paid.parts(db, loan),
            entries=fund.entries(db, loan=loan, limit=PAGE),
            beside=_beside_of(db, one),
            vote=_vote(db, one),
        )
    return render(page)


def _pay_out(early: str, **told: Any) -> deeds.PayOutLoan:
    return deeds.PayOutLoan(is_sure=early == "yes", **told)


_MONEY: Final[tuple[tuple[str, tuple[Any, Any, Any]], ...]] = (
    ("pay-out", (PayOutSchema, _pay_out, deeds.pay_out_loan)),
    ("received", (RemittanceSchema, deeds.TakeRemittance, deeds.take_remittance)),
    ("overpaid", (FundMoneySchema, deeds.ReturnOverpayment, deeds.return_overpayment)),
)


def _money_page(loan: int, what: str, form: Form) -> LoanMoney:
    with store().reading() as db:
        one = one_loan(db, loan)
        most = {
            "pay-out": one.to_pay_out,
            "overpaid": one.sums.over,
            "write-off": one.sums.outstanding,
        }
        return LoanMoney(
            form=form,
            one=one,
            group=group_name(db, one.told.group)[0],
            what=what,
            most=most.get(what, one.standing.unpaid or one.standing.next_amount),
            in_hand=fund.balances(db)["cash"],
            missing=deeds.before_pay_out(db, one.told) if what == "pay-out" else (),
        )


@allow(*STAFF)
def fund_loan_money(loan: int, what: str) -> ResponseReturnValue:
    """Money of a loan goes out, comes back, or was too much."""
    found = dict(_MONEY).get(what)
    if found is None:
        raise refuse("page-unknown")
    if request.method == "GET":
        page = _money_page(loan, what, forms.fresh())
        usual = plain(page.most) if page.most else ""
        return render(replace(page, form=forms.fresh(day=start_day(), amount=usual)))
    schema, order, deed = found
    return taken(schema(), order, deed, lambda form: _money_page(loan, what, form), loan=loan)


@allow(ADMIN)
def fund_write_off(loan: int) -> ResponseReturnValue:
    """Principal that will not come back: whoever heads the office decides it."""
    if request.method == "GET":
        return render(_money_page(loan, "write-off", forms.fresh(day=start_day())))
    return taken(
        WriteOffSchema(),
        deeds.WriteOffGroupLoan,
        deeds.write_off_group_loan,
        lambda form: _money_page(loan, "write-off", form),
        loan=loan,
    )


def _parts_page(loan: int, form: Form, rows: int) -> PartsForm:
    with store().reading() as db:
        one = one_loan(db, loan)
        product = fund.product(db, one.told.product)
        return PartsForm(
            form=form,
            one=one,
            group=group_name(db, one.told.group)[0],
            rows=min(max(rows, ROWS_LEAST), ROWS_MOST),
            most=product.member_most if product else 0,
            listed=tuple(one.member for one in beneficiaries.listing(db, one.told.group).people),
        )


def _as_typed(parts: tuple[e.LoanPart, ...]) -> dict[str, str]:
    told: dict[str, str] = {}
    for number, one in enumerate(parts, 1):
        told |= {f"{MEMBER}{number}": str(one.member), f"{AMOUNT}{number}": plain(one.amount)}
    return told


@allow(*STAFF)
def fund_parts(loan: int) -> ResponseReturnValue:
    """Which member gets how much: numbers of the group's own list, never what anybody saved."""
    if request.method == "GET":
        with store().reading() as db:
            so_far = fund_paid.parts(db, loan)
        form = forms.fresh(day=start_day(), **_as_typed(so_far))
        return render(_parts_page(loan, form, len(so_far) + ROWS_MORE))
    form = forms.typed()
    rows = sum(name.startswith(MEMBER) for name in form.values)
    if form.button == "more":
        return render(_parts_page(loan, form, rows + ROWS_MORE))
    others = {name: text for name, text in form.typed().items() if name in ("day", "note")}
    values, faults = load(PartsSchema(), others)
    parts, wrong = read_parts(form.typed())
    if faults or wrong:
        return forms.show(_parts_page(loan, form.wrong((*faults, *wrong)), rows))
    return forms.act(
        form,
        deeds.AllocateLoan(loan=loan, parts=parts, **values, **forms.stamp(form)),
        deeds.allocate_loan,
        lambda again: _parts_page(loan, again, rows),
        lambda _: url_for(".fund_group_loan", loan=loan, done="fund-parted"),
        beside,
    )

"""The federation's fund: what it has in hand, lent and waits for; its products, its entries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from federation.commands import fund as deeds
from federation.commands.deed import AnOrder, Decision, Desk
from federation.commands.users import check_pin_of
from federation.core.fund import COSTS, REVERSIBLE, SOURCES, USES
from federation.core.refusals import Refusal, refuse
from federation.schemas.base import load
from federation.schemas.fund import (
    CapitalBackSchema,
    CapitalSchema,
    CostSchema,
    FundMoneySchema,
    ProductSchema,
)
from federation.schemas.money import ReversalSchema
from federation.store import Database, local
from federation.store.queries import fund, requests

from .. import forms
from ..errors import status_of
from ..filters import percent, plain
from ..forms import Form
from ..guard import allow
from ..here import me, number_asked, store
from ..pages import Page, render
from ..today import start_day, today
from .overview import STAFF

PAGE: Final = 100
SHOWN_LATE: Final = 20
Options = tuple[tuple[object, str], ...]
Names = Mapping[str, requests.PartnerView]


@dataclass(frozen=True, slots=True, kw_only=True)
class FundHome(Page):
    """The fund at a glance; `late`: loans with something late, the oldest first; `next_due`: day.

    `coming_minor`: what falls due on that day, of all loans. `out`: loans of which principal is
    out. `written_off` and `recovered`: as in the statement.
    """

    template: ClassVar[str] = "hub/fund.html"
    balances: Mapping[str, int]
    portfolio: fund.Portfolio
    to_pay_out: int
    out: int
    written_off: int
    recovered: int
    late: tuple[fund.Lent, ...]
    next_due: str
    coming_minor: int
    groups: Names
    products: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Products(Page):
    """What the fund lends for."""

    template: ClassVar[str] = "hub/fund_products.html"
    products: tuple[fund.ProductView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductForm(Page):
    """One product; `product` 0: a new one."""

    template: ClassVar[str] = "hub/fund_product.html"
    form: Form
    product: int
    uses: tuple[str, ...] = USES


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyForm(Page):
    """Money in or out that is of no loan; `what`: capital, capital-back, interest or cost."""

    template: ClassVar[str] = "hub/fund_money.html"
    form: Form
    what: str
    groups: Options
    in_hand: int
    sources: tuple[str, ...] = SOURCES
    costs: tuple[str, ...] = COSTS


@dataclass(frozen=True, slots=True, kw_only=True)
class FundEntries(Page):
    """Entries, the newest first; `older`: the number from which the next page goes back, or 0."""

    template: ClassVar[str] = "hub/fund_entries.html"
    entries: tuple[fund.FundEntryView, ...]
    groups: Names
    older: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FundEntryPage(Page):
    """One entry, which is its receipt; `form` is there while it may be taken back."""

    template: ClassVar[str] = "hub/fund_entry.html"
    entry: fund.FundEntryView
    reversal: fund.FundEntryView | None
    groups: Names
    staff: Mapping[int, str]
    form: Form
    may_go_back: bool
    seconds: Options


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/fund", view_func=fund_home)
    to.add_url_rule("/fund/products", view_func=fund_products)
    to.add_url_rule("/fund/products/<int:number>", view_func=fund_product, methods=both)
    to.add_url_rule("/fund/money/<what>", view_func=fund_money, methods=both)
    to.add_url_rule("/fund/entries", view_func=fund_entries)
    to.add_url_rule("/fund/entries/<int:number>", view_func=fund_entry, methods=both)


def groups_of(db: Database) -> Names:
    """Every enrolled group by its node id."""
    return {one.node: one for one in requests.partners(db, "group")}


def group_options(db: Database) -> Options:
    """Groups to choose from, by code."""
    return tuple((one.code, f"{one.code} · {one.name}") for one in requests.partners(db, "group"))


@allow(*STAFF)
def fund_home() -> ResponseReturnValue:
    """The fund as it stands today."""
    with store().reading() as db:
        lent = fund.lent(db, today())
        coming = [one for one in lent if one.standing.next_due and one.sums.outstanding]
        first = min((one.standing.next_due for one in coming), default="")
        late = sorted((one for one in lent if one.age), key=lambda one: -one.standing.days_late)
        page = FundHome(
            balances=fund.balances(db),
            portfolio=fund.portfolio(lent),
            to_pay_out=sum(one.to_pay_out for one in lent),
            out=sum(one.sums.outstanding > 0 for one in lent),
            written_off=sum(one.sums.written_off for one in lent),
            recovered=sum(one.sums.recovered for one in lent),
            late=tuple(late[:SHOWN_LATE]),
            next_due=first,
            coming_minor=sum(
                one.standing.next_amount for one in coming if one.standing.next_due == first
            ),
            groups=groups_of(db),
            products=fund.last_numbers(db).product,
        )
    return render(page)


@allow(*STAFF)
def fund_products() -> ResponseReturnValue:
    """What the fund lends for."""
    with store().reading() as db:
        return render(Products(products=fund.products(db)))


@allow(*STAFF)
def fund_product(number: int) -> ResponseReturnValue:
    """A product as it holds from now on; 0: a new one."""
    if request.method == "GET":
        return render(ProductForm(form=_product_form(number), product=number))
    form = forms.typed()
    values, faults = load(ProductSchema(), form.typed())
    if faults:
        return forms.show(ProductForm(form=form.wrong(faults), product=number))
    told = {**values, "is_open": values["is_open"] == "yes"}
    return forms.act(
        form,
        deeds.SetProduct(**told, product=number, day=today(), **forms.stamp(form)),
        deeds.set_product,
        lambda wrong: ProductForm(form=wrong, product=number),
        lambda _: url_for(".fund_products", done="fund-product"),
        beside,
    )


def _product_form(number: int) -> Form:
    if not number:
        return forms.fresh(per="month", method="declining", every="month", is_open="yes")
    with store().reading() as db:
        found = fund.product(db, number)
    if found is None:
        raise refuse("fund-product-unknown", product=number)
    rate = found.concession_rate
    return forms.fresh(
        title=found.title,
        use=found.use,
        rate=percent(found.rate),
        per=found.per,
        method=found.method,
        instalments=found.instalments,
        every=found.every,
        member_most=plain(found.member_most) if found.member_most else "",
        concession_rate=percent(rate) if rate >= 0 else "",
        concession_instalments=found.concession_instalments or "",
        is_open="yes" if found.is_open else "no",
    )


_Deed = tuple[Callable[[], Schema], Callable[..., Any], Callable[[Desk, Any], Decision]]
_MONEY: Final[tuple[tuple[str, _Deed], ...]] = (
    ("capital", (CapitalSchema, deeds.TakeCapital, deeds.take_capital)),
    ("capital-back", (CapitalBackSchema, deeds.ReturnCapital, deeds.return_capital)),
    ("interest", (FundMoneySchema, deeds.EarnInterest, deeds.earn_interest)),
    ("cost", (CostSchema, deeds.PayCost, deeds.pay_cost)),
)


def _money_page(what: str, form: Form) -> MoneyForm:
    with store().reading() as db:
        return MoneyForm(
            form=form, what=what, groups=group_options(db), in_hand=fund.balances(db)["cash"]
        )


@allow(*STAFF)
def fund_money(what: str) -> ResponseReturnValue:
    """Capital, the bank's interest, a cost."""
    found = dict(_MONEY).get(what)
    if found is None:
        raise refuse("page-unknown")
    if request.method == "GET":
        return render(_money_page(what, forms.fresh(day=start_day())))
    schema, order, deed = found
    return taken(schema(), order, deed, lambda form: _money_page(what, form))


def taken(
    schema: Schema,
    order: Callable[..., AnOrder],
    deed: Callable[[Desk, AnOrder], Decision],
    page: Callable[[Form], Page],
    **known: object,
) -> ResponseReturnValue:
    """The way of a form that becomes one entry, and on to its receipt.

    What looks as if it was entered already, or is too much, is asked about; a mark holds for the
    amount and the day that it was set for.
    """
    form = forms.typed()
    marks = {mark for _, mark in QUESTIONS}
    told = {name: text for name, text in form.typed().items() if name not in marks}
    about = f"{form.value('amount')} {form.value('day')}"
    asks = tuple(code for code, mark in QUESTIONS if form.value(mark) != about)
    values, faults = load(schema, told)
    if faults:
        return forms.show(page(form.wrong(faults)))
    return forms.act(
        form,
        order(**values, **known, asks=asks, **forms.stamp(form)),
        deed,
        page,
        lambda receipt: url_for(".fund_entry", number=receipt.facts["entry"], done="fund-entered"),
        beside,
    )


# A refusal that only asks, and the mark on the form that answers it.
QUESTIONS: Final = ((deeds.TWICE, "entered_twice"), (deeds.ABOVE_OWED, "above_owed"))
_FIELDS: Final = (
    *QUESTIONS,
    ("fund-day-ahead", "day"),
    ("loan-first-due", "first_due_on"),
    ("fund-instalments-more", "instalments"),
    ("fund-product-closed", "product"),
    ("fund-product-lent", "use"),
    ("fund-product-unknown", "product"),
    ("partner-unknown", "group"),
    ("fund-paid-out-more", "amount"),
    ("fund-loan-settled", "amount"),
    ("fund-day-short", "day"),
    ("fund-pay-out-early", "early"),
    ("fund-cash-short", "amount"),
    ("fund-capital-short", "amount"),
    ("fund-loans-short", "amount"),
    ("fund-overpaid-short", "amount"),
)


def beside(refusal: Refusal) -> str:
    """The field at which a refusal of the fund stands."""
    return dict(_FIELDS).get(refusal.code, "")


@allow(*STAFF)
def fund_entries() -> ResponseReturnValue:
    """Every entry, a page at a time."""
    before = number_asked("before")
    with store().reading() as db:
        found = fund.entries(db, before=before, limit=PAGE)
        older = found[-1].entry if found and found[-1].entry > 1 else 0
        return render(FundEntries(entries=found, groups=groups_of(db), older=older))


def _entry_page(number: int, form: Form) -> FundEntryPage:
    with store().reading() as db:
        found = fund.entry(db, number)
        if found is None:
            raise refuse("fund-entry-unknown", entry=number)
        people = local.users(db)
        return FundEntryPage(
            entry=found,
            reversal=fund.entry(db, found.reversed_by) if found.reversed_by else None,
            groups=groups_of(db),
            staff={one.id: one.name for one in people},
            form=form,
            may_go_back=found.kind in REVERSIBLE and not found.reversed_by,
            seconds=tuple(
                (one.id, one.name)
                for one in people
                if one.active and one.role in STAFF and one.id != me().id
            ),
        )


@allow(*STAFF)
def fund_entry(number: int) -> ResponseReturnValue:
    """One entry as a receipt; taking it back, with a second person's PIN."""
    if request.method == "GET":
        return render(_entry_page(number, forms.fresh()))
    form = forms.typed()
    values, faults = load(ReversalSchema(), form.typed())
    if faults:
        return forms.show(_entry_page(number, form.wrong(faults)))
    try:
        if values["second"] == me().id:
            raise refuse("fund-needs-second")
        second = check_pin_of(store(), values["second"], values["pin"])
        if second.role not in STAFF:
            raise refuse("fund-needs-second")
    except Refusal as refusal:
        beside = "second" if refusal.code == "fund-needs-second" else "pin"
        return forms.show(_entry_page(number, form.refused(refusal, beside)), status_of(refusal))
    order = deeds.ReverseFundEntry(
        of=number, day=today(), reason=values["reason"], second=second.id, **forms.stamp(form)
    )
    return forms.act(
        form,
        order,
        deeds.reverse_fund_entry,
        lambda wrong: _entry_page(number, wrong),
        lambda _: url_for(".fund_entry", number=number, done="fund-reversed"),
    )

"""The federation's fund: the statement that its office owes the ministry every quarter.

Capital by source, what was lent and came back, what is out and late, by product, region and group;
houses financed. What moved counts by its day, a reversal on its own, and members' parts as they
were told by then: a quarter that is over changes only by an entry that is written down later with
a day in it, or a group that is placed elsewhere from such a day. No entry may take a day on which
money would have been missing. Names are today's.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, TypeVar

from federation.core import fund as core
from federation.core.fund import ACCOUNTS, LoanSums
from federation.core.loans import AGES, RISKY_AFTER_DAYS
from federation.core.refusals import refuse
from federation.i18n import gettext, word
from federation.node import Node
from federation.store import Database, clock
from federation.store.queries import fund, fund_paid, places, requests

from .table import Cell, Column, Kind, Report, Span

HOUSE: Final = core.USES[0]
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What some loans come to: in the span what moved, at its end what stands. Minor units.

    `loans` began in the span (money went out), for `members` with a part; `houses` of these.
    """

    loans: int
    members: int
    houses: int
    lent: int
    repaid: int
    interest: int
    outstanding: int
    late: int
    at_risk: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loan:
    """A loan at the end of the span, what moved on it in the span, whether it began there."""

    lent: fund.Lent
    moved: LoanSums
    members: int
    is_house: bool
    began: bool


def make(db: Database, node: Node, span: Span) -> tuple[Report, ...]:
    """Money; loans and people; by product, region, group. The first says it all to programs.

    Raises Refusal `report-not-here` at another node than a hub.
    """
    own = node.settings
    if own.role != "hub":
        raise refuse("report-not-here", role=own.role)
    today = clock.today(db, node)
    day = max(min(span.last or today, today), span.first)
    products = {one.product: one for one in fund.products(db)}
    loans = _loans(db, span, day, products)
    money = _money(db, span, day)
    parts = (
        _whole(loans),
        _by_product(loans, products),
        _by_region(db, loans, day),
        _by_group(loans, {one.node: one for one in requests.partners(db, "group")}),
    )
    plain: dict[str, object] = {
        "fund": own.name,
        "from": span.first,
        "to": day,
        "money": {code: {"span": spent, "all": ever} for code, _, spent, ever in money},
        **{
            name: [dict(zip((one.name for one in columns), row, strict=True)) for row in rows]
            for name, _, columns, rows in parts
        },
        "risky_after_days": RISKY_AFTER_DAYS,
        "currency": own.currency,
    }
    first = Report(
        "fund",
        gettext("Money"),
        own.name,
        own.currency,
        _money_columns(),
        tuple(money),
        MappingProxyType(plain),
        table="money",
    )
    # What a program reads stands in the first; the others have nothing of their own to say to it.
    told = [
        Report(
            f"fund-{name}",
            title,
            own.name,
            own.currency,
            columns,
            rows,
            MappingProxyType({}),
            table=name,
        )
        for name, title, columns, rows in parts
    ]
    told[0] = replace(told[0], sentence=_beside_the_groups())
    told[-1] = replace(told[-1], note=explained(), signed=_signed())
    return first, *told


def explained() -> str:
    """What the words of the statement mean."""
    return gettext(
        "What moved counts on its own day; what was taken back counts on the day on which it was. "
        "“At risk” is all that is not yet paid back of loans with a payment late by more than 30 "
        "days. Houses are members with a part of a loan for a house whose money began to go out "
        "in this time."
    )


def _beside_the_groups() -> str:
    """Why the statement and the report to the ministry have two sums for what is owed."""
    return gettext(
        "Loans of the fund to groups, by the fund's books; not loans of groups to their members. "
        "The report to the ministry has what is owed to funds by the groups' books: there a debt "
        "falls when a member pays, here when the money comes in. What lies between is money under "
        "way, or a loan that a group has not yet written down."
    )


def _signed() -> tuple[str, ...]:
    return (
        gettext("For the fund: name, day, signature"),
        gettext("For the ministry: name, day, signature"),
    )


_Part = tuple[str, str, tuple[Column, ...], tuple[tuple[Cell, ...], ...]]


def _loans(
    db: Database, span: Span, day: str, products: Mapping[int, fund.ProductView]
) -> list[_Loan]:
    """Every loan agreed until the end, as it was then; a few reads, however many there are."""
    before = fund.sums(db, _day_before(span.first)) if span.first else {}
    parts = fund_paid.allotted(db, day)
    return [
        _Loan(
            lent=lent,
            moved=_less(lent.sums, before.get(lent.told.loan, LoanSums())),
            members=parts.get(lent.told.loan, 0),
            is_house=products[lent.told.product].use == HOUSE,
            began=bool(lent.outs) and min(one.day for one in lent.outs) >= span.first,
        )
        for lent in fund.lent(db, day, last=day)
    ]


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _less(now: LoanSums, then: LoanSums) -> LoanSums:
    return LoanSums(
        **{one.name: getattr(now, one.name) - getattr(then, one.name) for one in fields(LoanSums)}
    )


# Code, kind of the entries ("": all), account, what it is kept for ("": all).
_MONEY: Final = (
    *((f"capital_{one}", core.CAPITAL_IN, "capital", one) for one in core.SOURCES),
    ("capital_returned", core.CAPITAL_OUT, "capital", ""),
    ("loan_interest", "", "loan_interest", ""),
    ("bank_interest", "", "bank_interest", ""),
    ("repaid", core.REMITTED, "loans", ""),
    ("recovered", core.REMITTED, "loan_loss", ""),
    ("lent", core.PAID_OUT, "loans", ""),
    ("written_off", core.WRITTEN_OFF, "loan_loss", ""),
    ("costs", "", "expenses", ""),
    ("overpaid", "", "overpaid", ""),
    ("outstanding", "", "loans", ""),
    ("in_hand", "", "cash", ""),
)


def _titles() -> Mapping[str, str]:
    """What each line of money is called."""
    given = {f"capital_{one}": word(one, "fund-source") for one in core.SOURCES}
    return {
        **{code: gettext("Capital from %(source)s", source=name) for code, name in given.items()},
        "capital_returned": gettext("Capital given back"),
        "loan_interest": gettext("Interest paid by groups"),
        "bank_interest": gettext("Interest from the bank"),
        "repaid": gettext("Loans paid back"),
        "recovered": gettext("Paid of what was written off"),
        "lent": gettext("Lent to groups"),
        "written_off": gettext("Written off"),
        "costs": gettext("Costs of the fund"),
        "overpaid": gettext("Paid too much, kept for groups"),
        "outstanding": gettext("Lent and not yet paid back"),
        "in_hand": gettext("Money in hand"),
    }


def _money(db: Database, span: Span, day: str) -> list[tuple[str, str, int, int]]:
    """Each line: code, title, in the span, and all until its end."""
    spent, ever, titles = fund.moved(db, span.first, day), fund.moved(db, "", day), _titles()
    return [(code, titles[code], _sum(spent, *told), _sum(ever, *told)) for code, *told in _MONEY]


def _sum(moved: Iterable[fund.Moved], kind: str, account: str, purpose: str) -> int:
    """What went the way of its name: of an entry's kind by its size, else on the account's side."""
    found = sum(
        one.amount
        for one in moved
        if one.account == account and kind in ("", one.kind) and purpose in ("", one.purpose)
    )
    turned = kind in (core.CAPITAL_IN, core.REMITTED)
    return -found if turned or (not kind and ACCOUNTS[account].side < 0) else found


def _money_columns() -> tuple[Column, ...]:
    return (
        Column("line", gettext("Line"), Kind.CODE),
        Column("what", gettext("What")),
        Column("span", gettext("In this time"), Kind.MONEY),
        Column("all", gettext("All until its end"), Kind.MONEY),
    )


def _line(some: Sequence[_Loan]) -> Line:
    began = [one for one in some if one.began]
    found = fund.portfolio(tuple(one.lent for one in some))
    return Line(
        loans=len(began),
        members=sum(one.members for one in began),
        houses=sum(one.members for one in began if one.is_house),
        lent=sum(one.moved.paid_out for one in some),
        repaid=sum(one.moved.principal + one.moved.recovered for one in some),
        interest=sum(one.moved.interest for one in some),
        outstanding=sum(one.lent.sums.outstanding for one in some),
        late=found.late_minor,
        at_risk=found.at_risk.risky,
    )


def _line_columns() -> tuple[Column, ...]:
    return (
        Column("loans", gettext("Loans"), Kind.COUNT),
        Column("members", gettext("Members"), Kind.COUNT),
        Column("houses", gettext("Houses financed"), Kind.COUNT),
        Column("lent", gettext("Lent"), Kind.MONEY),
        Column("repaid", gettext("Paid back"), Kind.MONEY),
        Column("interest", gettext("Interest"), Kind.MONEY),
        Column("outstanding", gettext("Not yet paid back"), Kind.MONEY),
        Column("late", gettext("Late"), Kind.MONEY),
        Column("at_risk", gettext("At risk"), Kind.MONEY),
    )


def _parted(loans: Sequence[_Loan], key: Callable[[_Loan], Key]) -> dict[Key, Line]:
    found: dict[Key, list[_Loan]] = {}
    for one in loans:
        found.setdefault(key(one), []).append(one)
    return {one: _line(some) for one, some in found.items()}


def _whole(loans: Sequence[_Loan]) -> _Part:
    rows = (astuple(_line(loans)),)
    return "totals", gettext("Loans to groups"), _line_columns(), rows


def _by_product(loans: Sequence[_Loan], products: Mapping[int, fund.ProductView]) -> _Part:
    lines = _parted(loans, lambda one: one.lent.told.product)
    columns = (
        Column("product", gettext("Product")),
        Column("use", gettext("What for")),
        *_line_columns(),
    )
    rows = tuple(
        (one.title, word(one.use, "fund-use"), *astuple(lines[number]))
        for number, one in products.items()
        if number in lines
    )
    return "products", gettext("By product"), columns, rows


def _by_region(db: Database, loans: Sequence[_Loan], day: str) -> _Part:
    """By where each group lived at the end."""
    placed, known = places.place_of_groups(db, day), places.tree(db)
    lines = _parted(
        loans,
        lambda one: placed[one.lent.told.group].region if one.lent.told.group in placed else "",
    )
    columns = (Column("region", gettext("Region")), *_line_columns())
    rows = tuple(
        (known.name(code) if code else gettext("no region said"), *astuple(lines[code]))
        for code in sorted(lines, key=lambda code: (not code, code))
    )
    return "regions", gettext("By region"), columns, rows


def _by_group(loans: Sequence[_Loan], groups: Mapping[str, requests.PartnerView]) -> _Part:
    """Groups that owe something, those with most that is late first."""
    found: dict[str, list[_Loan]] = {}
    for one in loans:
        found.setdefault(one.lent.told.group, []).append(one)
    rows: list[tuple[Cell, ...]] = []
    for node, some in found.items():
        line, late = _line(some), dict.fromkeys(AGES, 0)
        for one in some:
            if one.lent.age:
                late[one.lent.age] += one.lent.standing.unpaid
        if line.outstanding or line.late:
            known = groups.get(node)
            named = (known.code, known.name) if known else ("", node)
            rows.append((*named, line.outstanding, *late.values(), line.late, line.at_risk))
    rows.sort(key=lambda row: (-int(row[-2] or 0), str(row[0])))
    return "groups", gettext("By group, what is late"), _age_columns(), tuple(rows)


def _age_columns() -> tuple[Column, ...]:
    return (
        Column("code", gettext("Code")),
        Column("group", gettext("Group")),
        Column("outstanding", gettext("Not yet paid back"), Kind.MONEY),
        *(Column(f"late_{one.replace('-', '_')}", word(one, "age"), Kind.MONEY) for one in AGES),
        Column("late", gettext("Late"), Kind.MONEY),
        Column("at_risk", gettext("At risk"), Kind.MONEY),
    )

"""Arrears and indicators at a hub: a line for each group, or one figure over all of them.

Parts are summed and then divided, so that a large group counts for what it is. Never a member.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from federation.core import indicators as ind
from federation.core.accounts import SET_ASIDE
from federation.core.constitution import WHOLE
from federation.core.loans import AGES, RISKY_AFTER_DAYS, AtRisk
from federation.i18n import gettext, word
from federation.node import Node
from federation.store import Database, clock
from federation.store.queries import groups, portfolios
from federation.store.queries.loans import Portfolio

from .indicators import evidence, plain, shown
from .spans import told as told_in_words
from .table import Cell, Column, Kind, Report, Span
from .where import books_here

YEAR: Final = 365


def _lent(
    db: Database, node: Node, books: Sequence[int], span: Span
) -> tuple[str, Mapping[int, Sequence[portfolios.AgeSum]]]:
    """The day, and the open loans of each book as they stood on it, by age."""
    today = clock.today(db, node)
    day = min(span.last or today, today)
    upto = span.last if span.last and span.last < today else ""
    return day, portfolios.by_age(db, books, day, upto)


def arrears(db: Database, node: Node, span: Span) -> Report:
    """Open loans of each group by age of their oldest unpaid payment: counts and sums.

    Those of groups that have none are left out. Raises Refusal as `where.books_here`.
    """
    own, here = node.settings, books_here(db, node, span)
    day, found = _lent(db, node, [one.id for one in here], span)
    lent = [(one, portfolios.portfolio(found[one.id])) for one in here if one.id in found]
    whole = portfolios.portfolio([loan for some in found.values() for loan in some])
    columns = _columns()
    rows = tuple((one.code, one.name, *_row(told)) for one, told in lent)
    return Report(
        name="arrears",
        title=gettext("Arrears"),
        about=own.name,
        currency=own.currency,
        columns=columns,
        rows=rows,
        plain={
            "day": day,
            "groups": [{"code": one.code, "group": one.name, **_plain(told)} for one, told in lent],
            **_plain(whole),
            "risky_after_days": RISKY_AFTER_DAYS,
            "currency": own.currency,
        },
        sums=("", gettext("Together"), *_row(whole)),
    )


def _columns() -> tuple[Column, ...]:
    money, count = Kind.MONEY, Kind.COUNT
    return (
        Column("code", gettext("Code")),
        Column("group", gettext("Group")),
        Column("loans", gettext("Loans"), count),
        Column("outstanding", gettext("Still owed"), money),
        Column("loans_late", gettext("Loans late"), count),
        Column("past_due", gettext("Payments late"), money),
        *(Column(f"late_{age}", word(age, "age"), money) for age in AGES),
        Column("par_30", gettext("PaR-30")),
    )


def _row(told: Portfolio) -> tuple[Cell, ...]:
    return (
        sum(row.loans for row in told.rows),
        told.at_risk.outstanding,
        told.late,
        told.past_due_minor,
        *(row.outstanding_minor for row in told.rows if row.age),
        _percent(told.at_risk),
    )


def _percent(risk: AtRisk) -> str:
    """The share at risk with two decimals."""
    points = risk.basis_points
    return "–" if points is None else f"{points // WHOLE}.{points % WHOLE:02d} %"


def _plain(told: Portfolio) -> dict[str, object]:
    return {
        "ages": [
            {
                "age": row.age,
                "loans": row.loans,
                "past_due": row.unpaid_minor if row.age else 0,
                "outstanding": row.outstanding_minor,
            }
            for row in told.rows
        ],
        "past_due": told.past_due_minor,
        "outstanding": told.at_risk.outstanding,
        "at_risk": told.at_risk.risky,
        "par_30_basis_points": told.at_risk.basis_points,
    }


def indicators(db: Database, node: Node, span: Span) -> Report:
    """Indicators over all groups, or those of a place: by default of the last twelve months.

    Members, savings and loans are those of the last day. Raises Refusal as `where.books_here`.
    """
    own, here = node.settings, [one.id for one in books_here(db, node, span)]
    today = clock.today(db, node)
    last = span.last or today
    first = span.first or (date.fromisoformat(last) - timedelta(days=YEAR - 1)).isoformat()
    days = Span(first, last, span.place)
    did, sums = groups.done(db, first, last), groups.accounts(db, here, "", last)
    every = (
        *_of_people(db, here, days, did, sums),
        *_of_money(db, node, here, days, did, sums),
    )
    return Report(
        name="indicators",
        title=gettext("Figures of all groups"),
        about=own.name,
        currency=own.currency,
        columns=(
            Column("indicator", gettext("Figure")),
            Column("value", gettext("Value")),
            Column("formula", gettext("How it is reckoned")),
            Column("divisor", gettext("Divided by")),
            Column("evidence", gettext("From")),
        ),
        rows=tuple(
            (
                word(one.code, "indicator"),
                shown(one),
                word(one.code, "formula"),
                word(one.code, "divisor"),
                evidence(one),
            )
            for one in every
        ),
        plain={
            "from": first,
            "to": last,
            "groups": len(here),
            "indicators": [plain(one) for one in every],
            "currency": own.currency,
        },
        time=told_in_words(Span(first, last), today),
    )


_Did = Mapping[int, groups.Done]
_Accounts = Mapping[int, Mapping[str, int]]


def _of_people(
    db: Database, here: Sequence[int], days: Span, did: _Did, sums: _Accounts
) -> tuple[ind.Indicator, ...]:
    wanted = frozenset(here)
    heads = [one for book, one in groups.heads(db, days.last).items() if book in wanted]
    women, members = sum(one.women for one in heads), sum(one.members for one in heads)
    seen = [one for book, one in did.items() if book in wanted]
    came, could = sum(one.attended for one in seen), sum(one.expected for one in seen)
    moved = groups.movement(db, here, days.first, days.last)
    saved = sum(own.get("savings", 0) + own.get("shares", 0) for own in sums.values())
    return (
        ind.attendance_of_all(came, could),
        ind.average_savings(saved, members),
        ind.women(women, members),
        ind.retention(moved.left, moved.at_start, moved.joined),
        ind.dropout(moved.left, moved.at_start, moved.joined),
    )


def _of_money(
    db: Database, node: Node, here: Sequence[int], days: Span, did: _Did, sums: _Accounts
) -> tuple[ind.Indicator, ...]:
    _, found = _lent(db, node, here, days)
    every = [age for some in found.values() for age in some]
    own = sum(one.own_outstanding for one in every)
    idle = sum(
        max(one.get("cash", 0) + one.get("bank", 0) - sum(one.get(c, 0) for c in SET_ASIDE), 0)
        for one in sums.values()
    )
    told, wanted = portfolios.portfolio(every), frozenset(here)
    late = [sum(one.unpaid_principal for one in every if one.age == age) for age in AGES]
    lent = [one for book, one in did.items() if book in wanted]
    return (
        ind.loan_fund_use(own, idle),
        ind.past_due(late, told.at_risk.outstanding),
        ind.par_30(told.at_risk.risky, told.at_risk.outstanding),
        ind.written_off(sum(one.written_off for one in lent), sum(one.given for one in lent)),
    )

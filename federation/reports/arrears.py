"""Arrears: loans by the age of their oldest unpaid payment, and the portfolio at risk."""

from federation.core.constitution import WHOLE
from federation.core.loans import RISKY_AFTER_DAYS
from federation.i18n import gettext, word
from federation.node import Node
from federation.store import Database, clock
from federation.store.queries import loans

from .ledgers import own_book
from .table import Cell, Column, Kind, Report, Span


def make(db: Database, node: Node, span: Span) -> Report:
    """Open loans as they stood on the last day (today), each in its column of age.

    PaR-30 is the whole balance of loans with a payment more than 30 days late, divided by the
    balance of all loans; None where nothing is lent. A first day changes nothing.
    """
    own, book = node.settings, own_book(db, node)
    day = span.last or clock.today(db, node)
    standing = loans.lending(db, book, day, upto=span.last)
    found = loans.portfolio(standing)
    rows = [_row(one) for one in sorted(standing, key=lambda one: -one.standing.days_late)]
    columns = _columns()
    names = [column.name for column in columns]
    ages = [
        {
            "age": row.age,
            "loans": row.loans,
            "past_due": row.unpaid_minor if row.age else 0,
            "outstanding": row.outstanding_minor,
        }
        for row in found.rows
    ]
    risk = found.at_risk
    return Report(
        name="arrears",
        title=gettext("Arrears"),
        about=own.name,
        currency=own.currency,
        columns=columns,
        rows=tuple((*row[:-1], word(str(row[-1]), "age") if row[-1] else "") for row in rows),
        plain={
            "day": day,
            "loans": [dict(zip(names, row, strict=True)) for row in rows],
            "ages": ages,
            "past_due": found.past_due_minor,
            "outstanding": risk.outstanding,
            "at_risk": risk.risky,
            "risky_after_days": RISKY_AFTER_DAYS,
            "par_30_basis_points": risk.basis_points,
            "currency": own.currency,
        },
        sums=_sums(rows, risk.basis_points),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("loan_no", gettext("No."), Kind.COUNT),
        Column("member_no", gettext("Member"), Kind.COUNT),
        Column("name", gettext("Name")),
        Column("source", gettext("Money of")),
        Column("outstanding", gettext("Still owed"), Kind.MONEY),
        Column("past_due_principal", gettext("Late, loan"), Kind.MONEY),
        Column("past_due_interest", gettext("Late, interest"), Kind.MONEY),
        Column("days_late", gettext("Days late"), Kind.COUNT),
        Column("age", gettext("Age")),
    )


def _row(one: loans.LoanStanding) -> tuple[str | int, ...]:
    told, is_late = one.standing, bool(one.age)
    return (
        one.loan.loan,
        one.loan.member,
        one.loan.name,
        one.loan.source,
        one.outstanding,
        told.unpaid_principal if is_late else 0,
        told.unpaid_interest if is_late else 0,
        told.days_late,
        one.age,
    )


def _sums(rows: list[tuple[str | int, ...]], basis_points: int | None) -> tuple[Cell, ...]:
    """The last row: sums, and the share at risk with two decimals."""
    told = "–"
    if basis_points is not None:
        told = f"{basis_points // WHOLE}.{basis_points % WHOLE:02d} %"
    money = [sum(int(row[place]) for row in rows) for place in (4, 5, 6)]
    return ("", "", gettext("Sum"), "", *money, "", gettext("PaR-30 %(share)s", share=told))

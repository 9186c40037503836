"""The books in lists: trial balance, members, loans."""

from decimal import Decimal

from federation.core.accounts import ACCOUNTS
from federation.core.refusals import refuse
from federation.i18n import gettext
from federation.node import Node
from federation.store import Database, clock
from federation.store.queries import books, figures
from federation.store.queries.loans import lending

from .table import Column, Kind, Report, Span
from .where import books_here


def trial_balance(db: Database, node: Node, span: Span) -> Report:
    """Every account's sum as a debit or a credit; over all groups at a hub.

    With a first day it is what moved from that day on. Raises Refusal `report-not-here`.
    """
    own = node.settings
    here = [one.id for one in books_here(db, node, span)]
    sums = figures.account_sums(db, here, span.first, span.last)
    rows = [
        (code, max(sums[code], 0), max(-sums[code], 0)) for code in ACCOUNTS if sums.get(code, 0)
    ]
    debit, credit = sum(row[1] for row in rows), sum(row[2] for row in rows)
    accounts = [dict(zip(("account", "debit", "credit"), row, strict=True)) for row in rows]
    return Report(
        name="trial-balance",
        title=gettext("Trial balance"),
        about=own.name,
        currency=own.currency,
        columns=(
            Column("account", gettext("Account")),
            Column("debit", gettext("Debit"), Kind.MONEY),
            Column("credit", gettext("Credit"), Kind.MONEY),
        ),
        rows=tuple(rows),
        plain={
            "accounts": accounts,
            "debit": debit,
            "credit": credit,
            "balanced": debit == credit,
            "currency": own.currency,
        },
        sums=(gettext("Sum"), debit, credit),
    )


def own_book(db: Database, node: Node) -> int:
    """The group's own book. Raises Refusal `report-only-at-group`: it names people."""
    own = node.settings
    if own.role != "group":
        raise refuse("report-only-at-group", role=own.role)
    return books.book_of(db, own.node_id)


def members(db: Database, node: Node, span: Span) -> Report:
    """Everybody who was a member in the span, with what she had and owed on its last day."""
    own, book = node.settings, own_book(db, node)
    saved = figures.member_sums(db, book, figures.ON_SIDE_OF_MEMBERS, span.last)
    owed = figures.member_sums(db, book, ("loans",), span.last)
    rows = [
        (
            one.member,
            one.name,
            one.gender,
            one.roles,
            one.joined_on,
            one.left_on,
            saved.get(one.member, 0),
            owed.get(one.member, 0),
        )
        for one in books.members(db, book)
        if (not span.last or one.joined_on <= span.last)
        and (not one.left_on or one.left_on >= span.first)
    ]
    columns = (
        Column("member_no", gettext("No."), Kind.COUNT),
        Column("name", gettext("Name")),
        Column("gender", gettext("Gender")),
        Column("roles", gettext("Roles")),
        Column("joined_on", gettext("Joined"), Kind.DAY),
        Column("left_on", gettext("Left"), Kind.DAY),
        Column("savings", gettext("Saved"), Kind.MONEY),
        Column("owes", gettext("Owes"), Kind.MONEY),
    )
    savings, owes = sum(row[6] for row in rows), sum(row[7] for row in rows)
    names = [column.name for column in columns]
    return Report(
        name="members",
        title=gettext("Members"),
        about=own.name,
        currency=own.currency,
        columns=columns,
        rows=tuple(rows),
        plain={
            "members": [dict(zip(names, row, strict=True)) for row in rows],
            "savings": savings,
            "owes": owes,
            "currency": own.currency,
        },
        sums=("", gettext("Sum"), "", "", "", "", savings, owes),
    )


def loans(db: Database, node: Node, span: Span) -> Report:
    """Loans paid out in the span, with what was owed of them and late on its last day."""
    own, book = node.settings, own_book(db, node)
    owed = figures.loan_sums(db, book, span.last)
    day = span.last or clock.today(db, node)
    late = {one.loan.loan: one for one in lending(db, book, day, upto=span.last) if one.age}
    rows = [
        (
            one.loan,
            one.member,
            one.name,
            one.source,
            one.purpose,
            one.principal_minor,
            format(Decimal(one.rate).scaleb(-4).normalize(), "f"),
            one.per,
            one.method,
            one.instalments,
            one.every,
            one.disbursed_on,
            one.first_due_on,
            owed.get(one.loan, 0),
            late[one.loan].standing.unpaid if one.loan in late else 0,
            late[one.loan].standing.days_late if one.loan in late else 0,
        )
        for one in books.loans(db, book)
        if span.holds(one.disbursed_on)
    ]
    columns = _loan_columns()
    principal, outstanding = sum(row[5] for row in rows), sum(row[13] for row in rows)
    past_due = sum(row[14] for row in rows)
    names = [column.name for column in columns]
    return Report(
        name="loans",
        title=gettext("Loans"),
        about=own.name,
        currency=own.currency,
        columns=columns,
        rows=tuple(rows),
        plain={
            "loans": [dict(zip(names, row, strict=True)) for row in rows],
            "principal": principal,
            "outstanding": outstanding,
            "past_due": past_due,
            "currency": own.currency,
        },
        sums=("", "", gettext("Sum"), "", "", principal, *[""] * 7, outstanding, past_due, ""),
    )


def _loan_columns() -> tuple[Column, ...]:
    return (
        Column("loan_no", gettext("No."), Kind.COUNT),
        Column("member_no", gettext("Member"), Kind.COUNT),
        Column("name", gettext("Name")),
        Column("source", gettext("Money of")),
        Column("purpose", gettext("For")),
        Column("principal", gettext("Lent"), Kind.MONEY),
        Column("rate", gettext("Percent")),
        Column("per", gettext("Per")),
        Column("method", gettext("Method")),
        Column("instalments", gettext("Instalments"), Kind.COUNT),
        Column("every", gettext("Every")),
        Column("disbursed_on", gettext("Paid out"), Kind.DAY),
        Column("first_due_on", gettext("First due"), Kind.DAY),
        Column("outstanding", gettext("Still owed"), Kind.MONEY),
        Column("past_due", gettext("Late"), Kind.MONEY),
        Column("days_late", gettext("Days late"), Kind.COUNT),
    )

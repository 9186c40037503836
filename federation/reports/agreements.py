"""What both sides promised about each request, what was paid, and who is late by how many days."""

from dataclasses import asdict

from federation.core.agreements import CITY, GROUP, Agreement, Clause, Payment
from federation.i18n import gettext
from federation.node import Node
from federation.store import Database, clock
from federation.store.queries import requests
from federation.store.queries.requests import RequestView

from .table import Cell, Column, Kind, Report, Span


def make(db: Database, node: Node, span: Span) -> Report:
    """Agreements of requests raised in the span, as they stand on its last day."""
    own = node.settings
    day = min(span.last or clock.today(db, node), clock.today(db, node))
    found = [
        (one, one.agreement_by(day)) for one in requests.requests(db) if span.holds(one.raised_on)
    ]
    found = [(one, made) for one, made in found if made.clauses or made.payments]
    return Report(
        name="agreements",
        title=gettext("Agreements: promises and payments"),
        about=own.name,
        currency=own.currency,
        columns=_columns(),
        rows=tuple(row for one, made in found for row in _rows(one, made)),
        plain={"agreements": [_plain(one, made) for one, made in found], "currency": own.currency},
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("id", gettext("Id")),
        Column("group", gettext("Group")),
        Column("settlement", gettext("Settlement")),
        Column("title", gettext("Request")),
        Column("what", gettext("What")),
        Column("side", gettext("Whose")),
        Column("text", gettext("Words")),
        Column("many", gettext("How many"), Kind.COUNT),
        Column("by", gettext("By"), Kind.DAY),
        Column("state", gettext("How it stands")),
        Column("late_days", gettext("Days late"), Kind.COUNT),
        Column("amount", gettext("Amount"), Kind.MONEY),
        Column("receipt", gettext("Receipt")),
        Column("group_has", gettext("The group has"), Kind.MONEY),
        Column("city_has", gettext("The city has"), Kind.MONEY),
        Column("difference", gettext("Difference"), Kind.MONEY),
    )


def _rows(one: RequestView, made: Agreement) -> list[tuple[Cell, ...]]:
    head = (one.request, one.group, one.settlement, one.title)
    return [
        *((*head, "clause", *_clause(clause)) for clause in made.clauses),
        *((*head, "payment", *_payment(paid)) for paid in made.payments),
    ]


def _clause(one: Clause) -> tuple[Cell, ...]:
    said = (one.side, one.text, one.many, one.by, one.state, one.late_days, one.amount_minor)
    return (*said, "", "", "", "")


def _payment(one: Payment) -> tuple[Cell, ...]:
    has = tuple("" if minor is None else minor for minor in (one.group_minor, one.city_minor))
    return (one.payer, one.about, "", one.day, "", "", "", one.receipt, *has, one.difference_minor)


def _plain(one: RequestView, made: Agreement) -> dict[str, object]:
    """For programs: everything, and the sums of each side."""
    return {
        "id": one.request,
        "request_no": one.number,
        "group": one.group,
        "settlement": one.settlement,
        "stage": one.stage,
        "clauses": [_told(asdict(clause)) for clause in made.clauses],
        "payments": [
            {
                **_told(asdict(paid)),
                "difference": paid.difference_minor,
                "agrees": paid.agrees,
            }
            for paid in made.payments
        ],
        "late_days": {side: made.late_days(side) for side in (GROUP, CITY)},
        "paid": {
            payer: {
                "group_has": made.paid_minor(payer, GROUP),
                "city_has": made.paid_minor(payer, CITY),
            }
            for payer in (GROUP, CITY)
        },
        "signed_on": [signed.day for signed in made.signed],
        "review_on": made.review_on,
        "code": made.code,
    }


def _told(values: dict[str, object]) -> dict[str, object]:
    """Amounts in minor units go by their plain names, as in every other report."""
    return {name.removesuffix("_minor"): value for name, value in values.items()}

"""What the read-only API tells of indicators and arrears: parts that can be added up, no person."""

from typing import Any

from marshmallow import Schema
from marshmallow import fields as marsh
from marshmallow.fields import Field

from federation.core.loans import AGES

from .api_answers import amount, count, currency, day, following, many, one_of, text

KINDS = ("share", "rate", "money", "days", "count")


class EvidenceSchema(Schema):
    """What an indicator was reckoned from."""

    label: Field[Any] = text("What it is; a label that ends in _minor is money.")
    value: Field[Any] = amount("How much or how many.")


class IndicatorSchema(Schema):
    """An indicator: numerator ÷ denominator, exactly."""

    code: Field[Any] = text("Which.")
    kind: Field[Any] = one_of("How it is read.", KINDS)
    numerator: Field[Any] = amount("The part.")
    denominator: Field[Any] = amount("The whole; 0: there is no value.")
    thousandths: Field[Any] = amount(
        "The value times 1,000, rounded half to even; null: divided by nothing.", none=True
    )
    evidence: Field[Any] = many(EvidenceSchema, "What it was reckoned from.")


class IndicatorsSchema(Schema):
    """Indicators over all groups, or those of a place: parts summed, then divided."""

    period: Field[Any] = text("The period that was asked for; null: a year until now.", none=True)
    place: Field[Any] = text("The place that was asked for; null: everywhere.", none=True)
    first: Field[Any] = day("The first day.")
    last: Field[Any] = day("The last day.")
    groups: Field[Any] = count("Over how many groups.")
    indicators: Field[Any] = many(IndicatorSchema, "The indicators.")
    currency: Field[Any] = currency()


class AgeSchema(Schema):
    """Loans by how late their oldest unpaid payment is."""

    age: Field[Any] = one_of("Days late; empty: nothing is late.", ("", *AGES))
    loans: Field[Any] = count("How many.")
    past_due: Field[Any] = amount("What fell due and was not paid.")
    outstanding: Field[Any] = amount("What is still owed on them.")


class PortfolioSchema(Schema):
    """Open loans, and what of them is at risk."""

    ages: Field[Any] = many(AgeSchema, "By age.")
    past_due: Field[Any] = amount("What fell due and was not paid.")
    outstanding: Field[Any] = amount("What is still owed.")
    at_risk: Field[Any] = amount("The whole of loans more than 30 days late.")
    par_30_basis_points: Field[Any] = marsh.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "At risk by outstanding, × 10,000; null: nothing is lent."},
    )


class GroupArrearsSchema(PortfolioSchema):
    """The loans of one group."""

    code: Field[Any] = text("Its short code.")
    group: Field[Any] = text("Its name.")


class ArrearsSchema(PortfolioSchema):
    """All open loans, and those of each group that has some."""

    period: Field[Any] = text("The period that was asked for; null: up to now.", none=True)
    place: Field[Any] = text("The place that was asked for; null: everywhere.", none=True)
    day: Field[Any] = day("As they stand on this day.")
    groups: Field[Any] = many(GroupArrearsSchema, "The groups of this part of the list.")
    next: Field[Any] = following()
    currency: Field[Any] = currency()

"""Loans as people type them: terms for the calculator, and every form about a loan."""

from collections.abc import Mapping
from typing import Any, Final

from marshmallow.fields import Field

from federation.commands.decisions import NOT_WRITTEN
from federation.commands.voting import Votes
from federation.core.loans import Terms
from federation.core.refusals import refuse
from federation.core.terms import DAYS, EVERIES, INSTALMENTS_MAX, METHODS, PERS
from federation.schemas.base import BaseSchema, load
from federation.schemas.fields import (
    ChoiceField,
    CountField,
    DayField,
    MoneyField,
    NameField,
    RateField,
    TextField,
)
from federation.schemas.reading import read_count


class TermsSchema(BaseSchema):
    """All that a schedule follows from."""

    principal: Field[int] = MoneyField(required=True)
    rate: Field[int] = RateField(required=True)
    per: Field[str] = ChoiceField(PERS, required=True)
    method: Field[str] = ChoiceField(METHODS, required=True)
    instalments: Field[int] = CountField(least=1, most=INSTALMENTS_MAX, required=True)
    every: Field[str] = ChoiceField(EVERIES, required=True)
    disbursed_on: Field[str] = DayField(data_key="disbursed", required=True)
    first_due_on: Field[str] = DayField(data_key="first_due", required=True)
    days: Field[str] = ChoiceField(DAYS, load_default="period")
    round_to: Field[int] = MoneyField(zero=True, load_default=0)
    grace_principal: Field[int] = CountField(most=INSTALMENTS_MAX, load_default=0)
    defer_interest: Field[int] = CountField(most=INSTALMENTS_MAX, load_default=0)
    interest_free: Field[int] = CountField(most=INSTALMENTS_MAX, load_default=0)


def read_terms(typed: Mapping[str, str]) -> Terms:
    """The terms from words, keyed as the calculator's options are (`first_due` for `--first-due`).

    Raises Refusal `at-option` for the first that cannot be read.
    """
    values, faults = load(TermsSchema(), typed)
    for fault in faults:
        option = str(fault.where[0]).replace("_", "-")
        raise refuse("at-option", option=option, what=fault.refusal)
    return Terms(**values)


LENDERS: Final = ("group", "fund", "state")
VOTE: Final = (
    "votes_for",
    "votes_against",
    "abstained",
    "women_voting",
    "speaking",
    "women_speaking",
)
GUARANTOR: Final = "guarantor"
PEOPLE_MAX: Final = 10_000
LONGEST_REASON: Final = 300


class VotedSchema(BaseSchema):
    """How people voted; what nobody counted is left empty."""

    votes_for: Field[int] = CountField(most=PEOPLE_MAX, load_default=NOT_WRITTEN)
    votes_against: Field[int] = CountField(most=PEOPLE_MAX, load_default=NOT_WRITTEN)
    abstained: Field[int] = CountField(most=PEOPLE_MAX, load_default=0)
    women_voting: Field[int] = CountField(most=PEOPLE_MAX, load_default=NOT_WRITTEN)
    speaking: Field[int] = CountField(most=PEOPLE_MAX, load_default=NOT_WRITTEN)
    women_speaking: Field[int] = CountField(most=PEOPLE_MAX, load_default=NOT_WRITTEN)


class PaymentsSchema(VotedSchema):
    """How a loan is paid back."""

    rate: Field[int] = RateField(required=True)
    per: Field[str] = ChoiceField(PERS, required=True)
    method: Field[str] = ChoiceField(METHODS, required=True)
    instalments: Field[int] = CountField(least=1, most=INSTALMENTS_MAX, required=True)
    every: Field[str] = ChoiceField(EVERIES, required=True)
    first_due_on: Field[str] = DayField(required=True)


class LoanSchema(PaymentsSchema):
    """What is agreed about a loan; `lender` as `read_lender` takes it."""

    member: Field[int] = CountField(least=1, required=True)
    principal: Field[int] = MoneyField(required=True)
    lender: Field[str] = TextField(longest=20, load_default="group")
    purpose: Field[str] = TextField(longest=80, load_default="")
    round_to: Field[int] = MoneyField(zero=True, load_default=0)
    advance_from: Field[str] = TextField(longest=40, load_default="")


class AskSchema(BaseSchema):
    """A member asks for a loan."""

    member: Field[int] = CountField(least=1, required=True)
    principal: Field[int] = MoneyField(required=True)
    instalments: Field[int] = CountField(most=INSTALMENTS_MAX, load_default=0)
    source: Field[str] = ChoiceField(LENDERS, load_default="group")
    purpose: Field[str] = TextField(longest=80, load_default="")
    note: Field[str] = TextField(longest=LONGEST_REASON, load_default="")
    day: Field[str] = DayField(required=True)


class DeclineSchema(VotedSchema):
    """Why the meeting does not agree."""

    reason: Field[str] = TextField(longest=LONGEST_REASON, load_default="")


class RescheduleSchema(PaymentsSchema):
    """Other payments for what is still owed, and why."""

    reason: Field[str] = TextField(longest=LONGEST_REASON, load_default="")


class LoanPaymentSchema(BaseSchema):
    """One amount on a loan, or its parts."""

    pays: Field[int] = MoneyField(zero=True, load_default=0)
    principal: Field[int] = MoneyField(zero=True, load_default=0)
    interest: Field[int] = MoneyField(zero=True, load_default=0)
    day: Field[str] = DayField(required=True)


class PayOutSchema(BaseSchema):
    """The savings from which a lender's part in advance is taken."""

    advance_from: Field[str] = TextField(longest=40, load_default="")


class CreditSchema(BaseSchema):
    """Of money kept for a member: how much, and for which loan (0: it goes back to her)."""

    amount: Field[int] = MoneyField(required=True)
    loan: Field[int] = CountField(load_default=0)


class FundLoanSchema(PaymentsSchema):
    """A loan of a fund or the state to the group."""

    lender: Field[str] = NameField(required=True)
    source: Field[str] = ChoiceField(LENDERS[1:], load_default="fund")
    principal: Field[int] = MoneyField(required=True)
    day: Field[str] = DayField(required=True)
    note: Field[str] = TextField(longest=LONGEST_REASON, load_default="")


class FundOfferSchema(VotedSchema):
    """What is typed to take over what the fund offers: how people voted, and no more."""


class FundMoneySchema(BaseSchema):
    """Money of a fund loan that came, or is paid over."""

    amount: Field[int] = MoneyField(required=True)
    day: Field[str] = DayField(required=True)
    slip: Field[str] = TextField(longest=40, load_default="")
    note: Field[str] = TextField(longest=LONGEST_REASON, load_default="")


def votes_of(values: dict[str, Any]) -> Votes | None:
    """Take the votes out of a form's values; None when nobody wrote any down."""
    told = {name: values.pop(name) for name in VOTE}
    if told["votes_for"] == told["votes_against"] == NOT_WRITTEN:
        return None
    told["votes_for"], told["votes_against"] = (max(told[name], 0) for name in VOTE[:2])
    return Votes(**told)


def read_lender(text: str) -> tuple[str, int]:
    """Whose money it is: a source alone, or with the number of its loan to the group (`fund 2`).

    Raises Refusal `loan-lender-unclear`.
    """
    source, _, number = text.partition(" ")
    if source not in LENDERS or (number and (source == LENDERS[0] or not number.isascii())):
        raise refuse("loan-lender-unclear", text=text)
    if number and not number.isdigit():
        raise refuse("loan-lender-unclear", text=text)
    return source, int(number or 0)


def read_guarantors(fields: Mapping[str, str]) -> tuple[int, ...]:
    """The members chosen in the fields `guarantor1`, `guarantor2` …; blank ones are left out."""
    return tuple(
        read_count(told)
        for name, told in sorted(fields.items())
        if name.startswith(GUARANTOR) and told.strip()
    )

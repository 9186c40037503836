"""The terms of a loan as people type them, for the calculator."""

from collections.abc import Mapping

from marshmallow.fields import Field

from federation.core.loans import Terms
from federation.core.refusals import refuse
from federation.core.terms import DAYS, EVERIES, INSTALMENTS_MAX, METHODS, PERS
from federation.schemas.base import BaseSchema, load
from federation.schemas.fields import ChoiceField, CountField, DayField, MoneyField, RateField


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

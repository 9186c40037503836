"""What is typed for the federation's fund: products, money in and out, loans to groups, parts."""

from collections.abc import Mapping
from typing import Final

from marshmallow.fields import Field

from federation.core.fund import BODIES, COSTS, FORMS, PAYERS, SOURCES, USES
from federation.core.terms import EVERIES, INSTALMENTS_MAX, METHODS, PERS
from federation.schemas.base import BaseSchema, Fault, fault, load
from federation.schemas.fields import (
    ChoiceField,
    CountField,
    DayField,
    MoneyField,
    NameField,
    RateField,
    TextField,
)

LONGEST_NOTE: Final = 300
LONGEST_SLIP: Final = 40
NUMBER_MAX: Final = 10**9
MEMBER: Final = "member"
AMOUNT: Final = "amount"


class ProductSchema(BaseSchema):
    """What the fund lends for, and how. `open`: yes or no."""

    title: Field[str] = NameField(required=True)
    use: Field[str] = ChoiceField(USES, required=True)
    rate: Field[int] = RateField(required=True)
    per: Field[str] = ChoiceField(PERS, required=True)
    method: Field[str] = ChoiceField(METHODS, required=True)
    instalments: Field[int] = CountField(least=1, most=INSTALMENTS_MAX, required=True)
    every: Field[str] = ChoiceField(EVERIES, required=True)
    member_most: Field[int] = MoneyField(load_default=0)
    concession_rate: Field[int] = RateField(load_default=-1)
    concession_instalments: Field[int] = CountField(most=INSTALMENTS_MAX, load_default=0)
    is_open: Field[str] = ChoiceField(("yes", "no"), load_default="yes")


class FundMoneySchema(BaseSchema):
    """What every amount of the fund has."""

    amount: Field[int] = MoneyField(required=True)
    day: Field[str] = DayField(required=True)
    slip: Field[str] = TextField(longest=LONGEST_SLIP, load_default="")
    party: Field[str] = NameField(load_default="")
    note: Field[str] = TextField(longest=LONGEST_NOTE, load_default="")


class CapitalSchema(FundMoneySchema):
    """Money to lend, and where it comes from; `group`: the code of the group that gave it."""

    source: Field[str] = ChoiceField(SOURCES, required=True)
    group: Field[str] = TextField(longest=20, load_default="")


class CapitalBackSchema(FundMoneySchema):
    """Capital given back to its source."""

    source: Field[str] = ChoiceField(SOURCES, required=True)


class CostSchema(FundMoneySchema):
    """What running the fund costs."""

    about: Field[str] = ChoiceField(COSTS, required=True)


class GroupLoanSchema(BaseSchema):
    """A loan to a group under a product."""

    group: Field[str] = TextField(longest=20, required=True)
    product: Field[int] = CountField(least=1, most=NUMBER_MAX, required=True)
    principal: Field[int] = MoneyField(required=True)
    instalments: Field[int] = CountField(most=INSTALMENTS_MAX, load_default=0)
    first_due_on: Field[str] = DayField(required=True)
    day: Field[str] = DayField(required=True)
    approved_by: Field[str] = ChoiceField(BODIES, required=True)
    concession: Field[str] = ChoiceField(("yes",), load_default="")
    decision: Field[int] = CountField(most=NUMBER_MAX, load_default=0)
    party: Field[str] = NameField(load_default="")
    note: Field[str] = TextField(longest=LONGEST_NOTE, load_default="")


class PayOutSchema(FundMoneySchema):
    """A part of a loan goes out; `early`: although something that comes before is missing."""

    form: Field[str] = ChoiceField(FORMS, required=True)
    early: Field[str] = ChoiceField(("yes",), load_default="")


class RemittanceSchema(FundMoneySchema):
    """What came back on a loan, and from whom."""

    payer: Field[str] = ChoiceField(PAYERS, load_default=PAYERS[0])


class WriteOffSchema(BaseSchema):
    """Principal that will not come back, and why."""

    amount: Field[int] = MoneyField(required=True)
    day: Field[str] = DayField(required=True)
    note: Field[str] = TextField(longest=LONGEST_NOTE, required=True, data_key="reason")


class RescheduleGroupSchema(BaseSchema):
    """Other payments for what is left of a loan, and why."""

    rate: Field[int] = RateField(required=True)
    per: Field[str] = ChoiceField(PERS, required=True)
    method: Field[str] = ChoiceField(METHODS, required=True)
    instalments: Field[int] = CountField(least=1, most=INSTALMENTS_MAX, required=True)
    every: Field[str] = ChoiceField(EVERIES, required=True)
    first_due_on: Field[str] = DayField(required=True)
    day: Field[str] = DayField(required=True)
    approved_by: Field[str] = ChoiceField(BODIES, required=True)
    decision: Field[int] = CountField(most=NUMBER_MAX, load_default=0)
    note: Field[str] = TextField(longest=LONGEST_NOTE, required=True, data_key="reason")


class FundRowSchema(BaseSchema):
    """A row of the sheet of the fund; what each kind needs is looked at in `books.fund_sheet`."""

    what: Field[str] = ChoiceField(("capital", "loan", "paid_out", "paid_back"), required=True)
    loan_no: Field[int] = CountField(most=NUMBER_MAX, load_default=0)
    date: Field[str] = DayField(required=True)
    amount: Field[int] = MoneyField(required=True)
    source: Field[str] = ChoiceField(SOURCES, load_default="")
    group: Field[str] = TextField(longest=20, load_default="")
    product: Field[int] = CountField(most=NUMBER_MAX, load_default=0)
    first_due_on: Field[str] = DayField(load_default="")
    instalments: Field[int] = CountField(most=INSTALMENTS_MAX, load_default=0)
    concession: Field[str] = ChoiceField(("yes",), load_default="")
    approved_by: Field[str] = ChoiceField(BODIES, load_default="")
    form: Field[str] = ChoiceField(FORMS, load_default=FORMS[0])
    payer: Field[str] = ChoiceField(PAYERS, load_default=PAYERS[0])
    slip: Field[str] = TextField(longest=LONGEST_SLIP, load_default="")
    party: Field[str] = NameField(load_default="")
    note: Field[str] = TextField(longest=LONGEST_NOTE, load_default="")


class _PartSchema(BaseSchema):
    """One row: a member and her part."""

    member: Field[int] = CountField(least=1, most=NUMBER_MAX, required=True)
    amount: Field[int] = MoneyField(load_default=0)


class PartsSchema(BaseSchema):
    """What stands beside the rows."""

    day: Field[str] = DayField(required=True)
    note: Field[str] = TextField(longest=LONGEST_NOTE, load_default="")


def read_parts(
    typed: Mapping[str, str],
) -> tuple[tuple[tuple[int, int], ...], tuple[Fault, ...]]:
    """The rows `member1`, `amount1`, `member2` …; blank ones are left out.

    Faults stand at the field's own name.
    """
    numbers = sorted(
        int(name.removeprefix(MEMBER))
        for name in typed
        if name.startswith(MEMBER) and name.removeprefix(MEMBER).isdecimal()
    )
    parts: list[tuple[int, int]] = []
    faults: list[Fault] = []
    for number in numbers:
        row = {name: typed.get(f"{name}{number}", "") for name in (MEMBER, AMOUNT)}
        if not any(told.strip() for told in row.values()):
            continue
        values, wrong = load(_PartSchema(), row)
        faults.extend(fault((f"{one.where[0]}{number}",), one.refusal) for one in wrong)
        if not wrong:
            parts.append((values[MEMBER], values[AMOUNT]))
    return tuple(parts), tuple(faults)

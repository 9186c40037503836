"""Money that people type: a sheet of many amounts, a fine, a loan, any one entry, a reversal."""

from collections.abc import Collection, Mapping
from typing import Final

from marshmallow.fields import Field

from federation.commands.money import MoneyLine
from federation.core.refusals import Refusal, refuse
from federation.schemas.base import BaseSchema, Fault, fault
from federation.schemas.fields import (
    CountField,
    DayField,
    MoneyField,
    PurposeField,
    TextField,
)
from federation.schemas.reading import read_count, read_money
from federation.schemas.users import PinField

PURPOSES: Final = ("general", "land", "materials", "house", "services")
OF_LOANS: Final = ("loan_payment", "loan_principal", "loan_interest")
LONGEST_NOTE: Final = 300


class HelpSchema(BaseSchema):
    """Help out of the social fund, perhaps for one member."""

    member: Field[int] = CountField(least=1)
    amount: Field[int] = MoneyField(required=True)
    note: Field[str] = TextField(longest=LONGEST_NOTE, required=True)


class WithdrawalSchema(BaseSchema):
    """Savings that a member takes out."""

    purpose: Field[str] = PurposeField(PURPOSES, required=True)
    amount: Field[int] = MoneyField(required=True)
    day: Field[str] = DayField(required=True)
    note: Field[str] = TextField(longest=LONGEST_NOTE)


class ReversalSchema(BaseSchema):
    """Why an entry is taken back, and the second person with her PIN."""

    reason: Field[str] = TextField(longest=LONGEST_NOTE, required=True)
    second: Field[int] = CountField(least=1, required=True)
    pin: Field[str] = PinField(required=True)


def field_name(kind: str, number: int, purpose: str = "") -> str:
    """The name of one amount on a sheet: kind, purpose, and the member's (or loan's) number."""
    return f"{kind}:{purpose}:{number}"


def kind_of(name: str) -> str:
    """The kind of a sheet's field, or "" when it is none."""
    return name.partition(":")[0] if ":" in name else ""


def read_sheet(
    fields: Mapping[str, str], kinds: Collection[str], day: str
) -> tuple[tuple[MoneyLine, ...], tuple[Fault, ...]]:
    """The amounts of a sheet as money lines; blank fields are left out.

    Each fault stands at its field. Raises Refusal `sheet-kind` for a kind that is not its own.
    """
    lines, faults = [], []
    for name, told in fields.items():
        kind, _, rest = name.partition(":")
        purpose, _, number = rest.rpartition(":")
        if not rest or not told.strip():
            continue
        if kind not in kinds:
            raise refuse("sheet-kind", kind=kind)
        try:
            amount, of = read_money(told, zero=True), read_count(number)
        except Refusal as refusal:
            faults.append(fault((name,), refusal))
            continue
        if not amount:
            continue
        loan = of if kind in OF_LOANS else 0
        member = 0 if loan else of
        lines.append(
            MoneyLine(kind=kind, day=day, amount=amount, member=member, loan=loan, purpose=purpose)
        )
    return tuple(lines), tuple(faults)

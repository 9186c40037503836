"""What is typed about money that is no sheet, kind by kind, and about a bank statement."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from marshmallow import Schema
from marshmallow.fields import Field

from federation.core.refusals import Refusal
from federation.schemas.base import BaseSchema, Fault, fault
from federation.schemas.fields import ChoiceField, CountField, DayField, MoneyField, TextField
from federation.schemas.reading import read_count

LONGEST_NOTE: Final = 300
LONGEST_SLIP: Final = 40
TICK: Final = "tick."
CITY_PURPOSES: Final = ("land", "rates", "water", "survey", "building-plan", "other")

# What each kind of other money is asked besides the amount, the day and a note; True: it must.
OTHER: Final[Mapping[str, Mapping[str, bool]]] = MappingProxyType(
    {
        "bank_deposit": MappingProxyType({"slip": False}),
        "bank_withdrawal": MappingProxyType({"slip": False}),
        "bank_interest": MappingProxyType({"slip": False}),
        "bank_charge": MappingProxyType({"slip": False}),
        "fee": MappingProxyType({"member": True}),
        "income": MappingProxyType({"member": False, "note": True}),
        "expense": MappingProxyType({"slip": False, "note": True}),
        "fund_contribution": MappingProxyType({"member": False}),
        "fund_received": MappingProxyType({"slip": False, "fund_loan": False}),
        "fund_remittance": MappingProxyType({"slip": True, "fund_loan": False}),
        "municipal_payment": MappingProxyType(
            {"slip": True, "purpose": True, "request": False, "member": False}
        ),
    }
)


def other_schema(kind: str) -> Schema:
    """The schema of one kind of `OTHER`."""
    asked = OTHER[kind]
    fields: dict[str, Field[Any]] = {
        "amount": MoneyField(required=True),
        "day": DayField(required=True),
        "note": TextField(longest=LONGEST_NOTE, required=asked.get("note", False)),
    }
    made: dict[str, Field[Any]] = {
        "member": CountField(least=1, required=asked.get("member", False)),
        "slip": TextField(longest=LONGEST_SLIP, required=asked.get("slip", False)),
        "fund_loan": CountField(least=1),
        "purpose": ChoiceField(CITY_PURPOSES, required=asked.get("purpose", False)),
        "request": TextField(longest=80),
    }
    fields |= {name: field for name, field in made.items() if name in asked}
    return BaseSchema.from_dict(fields, name=kind)()


class StatementSchema(BaseSchema):
    """A bank statement: its day, its number, the balance that it states."""

    day: Field[str] = DayField(required=True)
    statement: Field[str] = TextField(longest=LONGEST_SLIP, required=True)
    balance: Field[int] = MoneyField(zero=True, required=True)
    note: Field[str] = TextField(longest=LONGEST_NOTE, load_default="")


def read_ticks(fields: Mapping[str, str]) -> tuple[tuple[int, ...], tuple[Fault, ...]]:
    """Numbers of the entries ticked, of the fields called `tick.<entry>`."""
    read, faults = [], []
    for name, told in fields.items():
        if told and name.startswith(TICK):
            try:
                read.append(read_count(name.removeprefix(TICK), least=1, most=10**9))
            except Refusal as refusal:
                faults.append(fault((name,), refusal))
    return tuple(read), tuple(faults)

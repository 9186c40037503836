"""What is typed at the end of a cycle: its days, the vote, parts paid, a member who leaves."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from marshmallow import Schema
from marshmallow.fields import Field

from federation.core.accounts import BALANCE_MAX
from federation.core.posting import SHARE
from federation.schemas.base import BaseSchema, Fault, load
from federation.schemas.fields import CountField, DayField, MoneyField, PurposeField, TextField
from federation.schemas.loans import VotedSchema
from federation.schemas.meetings import LONGEST_NOTE, TickField
from federation.schemas.money import PURPOSES
from federation.schemas.reading import read_money

NOT_LOOKED_AT: Final = -1


class CycleSchema(BaseSchema):
    """From when to when a cycle runs; parts that nobody fetched may stay set aside."""

    day: Field[str] = DayField(required=True)
    ends_on: Field[str] = DayField(load_default="")
    leave_parts: Field[bool] = TickField(load_default=False)


class HoldSchema(VotedSchema):
    """The vote on a share-out, the pool as it was seen, why both views of it differ."""

    pool: Field[int] = CountField(most=BALANCE_MAX, required=True)
    words: Field[str] = TextField(longest=LONGEST_NOTE, load_default="")
    reason: Field[str] = TextField(longest=LONGEST_NOTE, load_default="")


class PartSchema(BaseSchema):
    """What a member takes of her part, what she saves again, and whether she signed."""

    cash: Field[int] = MoneyField(zero=True, load_default=0)
    again: Field[int] = MoneyField(zero=True, load_default=0)
    purpose: Field[str] = PurposeField((*PURPOSES, SHARE), load_default="")
    signed: Field[bool] = TickField(load_default=False)


class PayInSchema(BaseSchema):
    """What a member pays in of what she owes."""

    amount: Field[int] = MoneyField(required=True)


class LeavingSchema(BaseSchema):
    """The day on which a member leaves, and what she gets as it was seen."""

    day: Field[str] = DayField(required=True)
    paid: Field[int] = CountField(most=BALANCE_MAX, required=True)


def read_bank(text: str) -> int:
    """What the bank's book says, in minor units; -1 when it was not looked at. Raises Refusal."""
    return read_money(text, zero=True) if text.strip() else NOT_LOOKED_AT


def load_of(schema: Schema, typed: Mapping[str, str], member: int) -> tuple[Any, tuple[Fault, ...]]:
    """One member's row of a page with many: her fields are called `cash-7` and so on."""
    end = f"-{member}"
    own = {name.removesuffix(end): told for name, told in typed.items() if name.endswith(end)}
    values, faults = load(schema, own)
    return values, tuple(
        replace(one, where=(f"{one.where[0]}{end}", *one.where[1:])) for one in faults if one.where
    )

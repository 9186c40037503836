"""What is typed in a meeting: the day, who is there, notes and coins, the officers' PINs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from marshmallow.fields import Field

from federation.core.refusals import Refusal
from federation.core.terms import MARKS
from federation.schemas.base import BaseSchema, Fault, fault
from federation.schemas.fields import CountField, DayField, TextField
from federation.schemas.reading import read_choice, read_count, read_money
from federation.schemas.users import PinField

MARK: Final = "mark."
PIECES: Final = "pieces."
TOTAL: Final = "total"
PIECES_MAX: Final = 100_000
# Notes and coins in minor units, the largest first (Bank of Namibia's series; the 30 is of 2020).
NOTES_AND_COINS: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType(
    {
        "NAD": (20_000, 10_000, 5_000, 3_000, 2_000, 1_000, 500, 100, 50, 10, 5),
        "ZAR": (20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10),
    }
)


class OpenSchema(BaseSchema):
    """The day of the meeting."""

    day: Field[str] = DayField(required=True)


class ReasonSchema(BaseSchema):
    """Why the box and the books differ."""

    reason: Field[str] = TextField(longest=300, load_default="")


class CloseSchema(BaseSchema):
    """Two officers, each with her own PIN."""

    officer1: Field[int] = CountField(least=1, required=True)
    pin1: Field[str] = PinField(required=True)
    officer2: Field[int] = CountField(least=1, required=True)
    pin2: Field[str] = PinField(required=True)


def read_marks(fields: Mapping[str, str]) -> tuple[tuple[int, str], ...]:
    """Member number and mark, of the fields called `mark.<number>`. Raises Refusal."""
    return tuple(
        (read_count(name.removeprefix(MARK)), read_choice(told, MARKS))
        for name, told in fields.items()
        if name.startswith(MARK) and told
    )


def read_counted(fields: Mapping[str, str]) -> tuple[int | None, tuple[Fault, ...]]:
    """What is in the box, in minor units: the pieces times their worth, or the total typed.

    None when nothing at all was typed: a blank is not a count.
    """
    counted: int | None = None
    faults = []
    for name, told in fields.items():
        if not told.strip() or not (name == TOTAL or name.startswith(PIECES)):
            continue
        try:
            if name == TOTAL:
                worth = read_money(told, zero=True)
            else:
                worth = read_count(told, most=PIECES_MAX) * int(name.removeprefix(PIECES))
        except Refusal as refusal:
            faults.append(fault((name,), refusal))
            continue
        counted = (counted or 0) + worth
    return counted, tuple(faults)

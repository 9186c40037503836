"""What is typed in a meeting: its opening, who is there, fines, votes, notes and coins, PINs."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from marshmallow import Schema
from marshmallow.fields import Field

from federation.commands.decisions import ABOUT, NOT_WRITTEN
from federation.core.refusals import Refusal
from federation.core.terms import MARKS
from federation.schemas.base import BaseSchema, Fault, fault
from federation.schemas.fields import (
    ChoiceField,
    CountField,
    DayField,
    EdgeField,
    MoneyField,
    NameField,
    TextField,
)
from federation.schemas.reading import read_choice, read_count, read_money
from federation.schemas.users import PinField

MARK: Final = "mark."
PIECES: Final = "pieces."
TOTAL: Final = "total"
PIECES_MAX: Final = 100_000
LONGEST_NOTE: Final = 300
# What may be spoken in a meeting, by ISO 639 where there is a code.
LANGUAGES: Final = ("ng", "kj", "hz", "naq", "kwn", "loz", "af", "en", "mixed")
# Notes and coins in minor units, the largest first (Bank of Namibia's series; the 30 is of 2020).
NOTES_AND_COINS: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType(
    {
        "NAD": (20_000, 10_000, 5_000, 3_000, 2_000, 1_000, 500, 100, 50, 10, 5),
        "ZAR": (20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10),
    }
)
# Money of the box that nobody told apart is written down as pieces of the smallest worth.
SMALLEST: Final = 1


class TickField(EdgeField):
    """A box that is ticked ("yes") or left empty."""

    def read(self, value: object) -> bool:
        """Whether it is ticked."""
        return read_choice(value, ("yes",)) == "yes"


class OpenSchema(BaseSchema):
    """The day of the meeting, where, in which language, and what was done at its beginning."""

    day: Field[str] = DayField(required=True)
    place: Field[str] = NameField(load_default="")
    language: Field[str] = ChoiceField(LANGUAGES, load_default="")
    recalled: Field[bool] = TickField(load_default=False)
    on_paper: Field[bool] = TickField(load_default=False)


class DecisionSchema(BaseSchema):
    """What was decided and how people voted; what nobody wrote down is left empty."""

    about: Field[str] = ChoiceField(ABOUT, required=True)
    words: Field[str] = TextField(longest=LONGEST_NOTE, required=True)
    votes_for: Field[int] = CountField(most=10_000, required=True)
    votes_against: Field[int] = CountField(most=10_000, load_default=0)
    abstained: Field[int] = CountField(most=10_000, load_default=0)
    present: Field[int] = CountField(most=10_000, load_default=0)
    women_voting: Field[int] = CountField(most=10_000, load_default=NOT_WRITTEN)
    speaking: Field[int] = CountField(most=10_000, load_default=NOT_WRITTEN)
    women_speaking: Field[int] = CountField(most=10_000, load_default=NOT_WRITTEN)


class ChargeSchema(BaseSchema):
    """A fine for one member: a kind of the rules with its amount, or another with one typed."""

    member: Field[int] = CountField(least=1, required=True)
    why: Field[str] = NameField(load_default="other")
    amount: Field[int] = MoneyField(load_default=0)
    note: Field[str] = TextField(longest=LONGEST_NOTE, load_default="")


class CountSchema(BaseSchema):
    """Who counted the box (0: nobody chosen), and why box and books differ."""

    counter1: Field[int] = CountField(least=1, load_default=0)
    counter2: Field[int] = CountField(least=1, load_default=0)
    reason: Field[str] = TextField(longest=LONGEST_NOTE, load_default="")


def close_schema(officers: int) -> Schema:
    """So many officers, each with her own PIN: `officer1`, `pin1`, `officer2` and so on."""
    fields: dict[str, Field[Any]] = {}
    for place in range(1, officers + 1):
        fields[f"officer{place}"] = CountField(least=1, required=True)
        fields[f"pin{place}"] = PinField(required=True)
    return BaseSchema.from_dict(fields, name="CloseSchema")()


def read_marks(fields: Mapping[str, str]) -> tuple[tuple[int, str], ...]:
    """Member number and mark, of the fields called `mark.<number>`. Raises Refusal."""
    return tuple(
        (read_count(name.removeprefix(MARK)), read_choice(told, MARKS))
        for name, told in fields.items()
        if name.startswith(MARK) and told
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """What is in the box, in minor units (None: nothing was typed, and a blank is no count).

    `pieces`: worth and how many; none when only a sum was typed.
    """

    total: int | None = None
    pieces: tuple[tuple[int, int], ...] = ()
    faults: tuple[Fault, ...] = ()


def read_counted(fields: Mapping[str, str]) -> Counted:
    """The pieces times their worth, and the other money that is typed as a sum."""
    pieces: dict[int, int] = {}
    other: int | None = None
    faults = []
    for name, told in fields.items():
        if not told.strip() or not (name == TOTAL or name.startswith(PIECES)):
            continue
        try:
            if name == TOTAL:
                other = read_money(told, zero=True)
            else:
                worth = read_count(name.removeprefix(PIECES), least=1)
                pieces[worth] = read_count(told, most=PIECES_MAX)
        except Refusal as refusal:
            faults.append(fault((name,), refusal))
    if other is None and not pieces:
        return Counted(faults=tuple(faults))
    total = sum(worth * count for worth, count in pieces.items()) + (other or 0)
    if pieces and other:
        pieces[SMALLEST] = pieces.get(SMALLEST, 0) + other
    return Counted(total, tuple(sorted(pieces.items(), reverse=True)), tuple(faults))

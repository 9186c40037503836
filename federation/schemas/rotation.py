"""What is typed about a rotating pot: its members and their places, who paid, another order."""

from collections.abc import Mapping
from typing import Final

from marshmallow.fields import Field

from federation.core.refusals import Refusal, refuse
from federation.schemas.base import BaseSchema, Fault, fault
from federation.schemas.fields import ChoiceField, CountField, DayField, MoneyField, TextField
from federation.schemas.loans import VotedSchema
from federation.schemas.meetings import LONGEST_NOTE, TickField
from federation.schemas.reading import read_count

PLACE: Final = "place."  # a member's place in the order
IN: Final = "in."  # a member belongs to it, or paid in
BYS: Final = ("turn", "lot")
EVERIES: Final = ("week", "2-weeks", "month", "meeting")


class RotationSchema(BaseSchema):
    """How much each pays at each turn, how often, and how the order is found."""

    day: Field[str] = DayField(required=True)
    amount: Field[int] = MoneyField(required=True)
    every: Field[str] = ChoiceField(EVERIES, load_default="month")
    by: Field[str] = ChoiceField(BYS, required=True)


class TurnSchema(BaseSchema):
    """A turn, on the day of the meeting or of today."""

    turn: Field[int] = CountField(least=1, required=True)
    although: Field[bool] = TickField(load_default=False)


class ReorderSchema(VotedSchema):
    """The vote on another order."""

    words: Field[str] = TextField(longest=LONGEST_NOTE, load_default="")


def read_places(
    fields: Mapping[str, str],
) -> tuple[tuple[int, ...], tuple[Fault, ...]]:
    """Members in the order of the places typed in `place.<member>`; a blank one is left out.

    Places are 1, 2, 3 without a gap, each once; each fault stands at its field.
    """
    places: dict[int, int] = {}
    faults = []
    for name, told in fields.items():
        if not name.startswith(PLACE) or not told.strip():
            continue
        try:
            member = read_count(name.removeprefix(PLACE), least=1)
            place = read_count(told, least=1)
            if place in places:
                raise refuse("rotation-place-twice", place=place)
            places[place] = member
        except Refusal as refusal:
            faults.append(fault((name,), refusal))
    gap = next((place for place in range(1, len(places) + 1) if place not in places), 0)
    if gap and not faults:
        last = f"{PLACE}{places[max(places)]}"
        faults.append(fault((last,), refuse("rotation-place-gap", place=gap)))
    return tuple(places[place] for place in sorted(places)), tuple(faults)


def read_ticked(fields: Mapping[str, str]) -> tuple[int, ...]:
    """Members ticked in `in.<member>`, in the order of the page. Raises Refusal."""
    return tuple(
        read_count(name.removeprefix(IN), least=1)
        for name, told in fields.items()
        if name.startswith(IN) and told
    )

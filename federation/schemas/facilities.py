"""What is typed about a facility: listed, looked at, taken out of use."""

from marshmallow.fields import Field

from federation.core.codes import CLOSINGS, FACILITY_TYPES, FAULTS, KEYHOLDERS, UPKEEP, YES_NO
from federation.core.rules.facilities import (
    DISTANCE_MAX,
    HOUSEHOLDS_MAX,
    INSTALLED_MAX,
    PLACE_LETTERS_MAX,
)
from federation.schemas.base import BaseSchema
from federation.schemas.fields import ChoiceField, CountField, DayField, NameField, TextField


class ListFacilitySchema(BaseSchema):
    """A facility for the list."""

    day: Field[str] = DayField(required=True)
    facility_type: Field[str] = ChoiceField(FACILITY_TYPES, required=True)
    settlement: Field[str] = NameField(required=True)
    installed: Field[int] = CountField(least=1, most=INSTALLED_MAX, required=True)
    place: Field[str] = TextField(longest=PLACE_LETTERS_MAX, load_default="")


class CheckFacilitySchema(BaseSchema):
    """What was found there."""

    day: Field[str] = DayField(required=True)
    works: Field[str] = ChoiceField(("all", "some", "none"), required=True)
    working: Field[int] = CountField(most=INSTALLED_MAX, load_default=-1)
    partly: Field[int] = CountField(most=INSTALLED_MAX, load_default=0)
    fault: Field[str] = ChoiceField(FAULTS, load_default="")
    keyholder: Field[str] = ChoiceField(KEYHOLDERS, load_default="")
    upkeep: Field[str] = ChoiceField(UPKEEP, load_default="")
    households: Field[int] = CountField(most=HOUSEHOLDS_MAX, load_default=-1)
    distance: Field[int] = CountField(most=DISTANCE_MAX, load_default=-1)
    night: Field[str] = ChoiceField(YES_NO, load_default="")
    light: Field[str] = ChoiceField(YES_NO, load_default="")
    lock: Field[str] = ChoiceField(YES_NO, load_default="")


class CloseFacilitySchema(BaseSchema):
    """Why it is used no more."""

    day: Field[str] = DayField(required=True)
    why: Field[str] = ChoiceField(CLOSINGS, required=True)

"""What is typed about a household and a house. A rung is no field of any form: it is worked out."""

from marshmallow.fields import Field

from federation.core import codes
from federation.core.rules.households import STEPS
from federation.schemas.audits import HOUR, read_hours
from federation.schemas.base import BaseSchema
from federation.schemas.fields import (
    ChoiceField,
    CountField,
    DayField,
    EdgeField,
    MoneyField,
    NameField,
    TextField,
)
from federation.schemas.reading import plain_text, read_count

PERSONS_MOST = 60
ROOMS_MOST = 40
SHARING_MOST = 5_000
MINUTES_MOST = 24 * HOUR
HOURS_MOST = 100_000


class AllHoursField(EdgeField):
    """Hours of work in all, as minutes: 3:30 and 3.5, or a plain number of any size."""

    def read(self, value: object) -> int:
        """Minutes."""
        text = plain_text(value).replace(" ", "")
        if text.isdigit():
            return read_count(text, most=HOURS_MOST) * HOUR
        return read_hours(value)


class HouseholdSchema(BaseSchema):
    """A member's answers; what is left empty is not known."""

    day: Field[str] = DayField(required=True)
    persons: Field[int] = CountField(least=1, most=PERSONS_MOST, load_default=-1)
    rooms: Field[int] = CountField(least=1, most=ROOMS_MOST, load_default=-1)
    woman_headed: Field[str] = ChoiceField(codes.YES_NO, load_default="")
    toilet: Field[str] = ChoiceField(codes.TOILETS, load_default="")
    toilet_sharing: Field[int] = CountField(least=1, most=SHARING_MOST, load_default=-1)
    water_source: Field[str] = ChoiceField(codes.WATER_SOURCES, load_default="")
    water_minutes: Field[int] = CountField(most=MINUTES_MOST, load_default=-1)
    handwashing: Field[str] = ChoiceField(codes.HANDWASHING, load_default="")
    tenure: Field[str] = ChoiceField(codes.TENURES, load_default="")
    eviction_fear: Field[str] = ChoiceField(codes.FEARS, load_default="")
    dwelling: Field[str] = ChoiceField(codes.DWELLINGS, load_default="")
    walls: Field[str] = ChoiceField(codes.WALLS, load_default="")
    roof: Field[str] = ChoiceField(codes.ROOFS, load_default="")
    floor: Field[str] = ChoiceField(codes.FLOORS, load_default="")
    note: Field[str] = TextField(longest=600, load_default="")


class HouseStepSchema(BaseSchema):
    """A step of a house, what it cost, and where the plot is."""

    day: Field[str] = DayField(required=True)
    step: Field[str] = ChoiceField(STEPS, required=True)
    cost: Field[int] = MoneyField(zero=True, load_default=0)
    materials: Field[int] = MoneyField(zero=True, load_default=0)
    labour_minutes: Field[int] = AllHoursField(load_default=0)
    plot: Field[str] = NameField(longest=60, load_default="")
    block: Field[str] = NameField(longest=60, load_default="")
    note: Field[str] = TextField(longest=600, load_default="")

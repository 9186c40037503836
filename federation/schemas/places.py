"""What staff of the hub type about maps, places, networks and duties."""

from marshmallow.fields import Field

from federation.core.geography import SOURCE_LETTERS_MAX, YEARS
from federation.core.places import CODE_LONGEST, DUTIES, LEVELS, PEOPLE_MAX
from federation.core.places import YEARS as CENSUS_YEARS
from federation.schemas.base import BaseSchema
from federation.schemas.fields import ChoiceField, CountField, DayField, NameField


class MapSchema(BaseSchema):
    """Whose map it is and of which year, where the file does not say so itself."""

    source: Field[str] = NameField(load_default="", longest=SOURCE_LETTERS_MAX)
    year: Field[int] = CountField(least=YEARS[0], most=YEARS[1], load_default=0)


class PlacingSchema(BaseSchema):
    """Where a group lives (a code; blank: nobody knows), from a day on."""

    place: Field[str] = NameField(load_default="", longest=CODE_LONGEST)
    day: Field[str] = DayField(required=True)


class PlaceRowSchema(BaseSchema):
    """A place, as a form and a row of a spreadsheet tell it."""

    code: Field[str] = NameField(load_default="", longest=CODE_LONGEST)
    level: Field[str] = ChoiceField(LEVELS, required=True)
    name: Field[str] = NameField(required=True)
    parent: Field[str] = NameField(load_default="")
    constituency: Field[str] = NameField(load_default="")
    population: Field[int] = CountField(most=PEOPLE_MAX, load_default=-1)
    year: Field[int] = CountField(least=CENSUS_YEARS[0], most=CENSUS_YEARS[1], load_default=0)


class SettlementLinkSchema(BaseSchema):
    """A settlement's name, and the code of the place that it means ("-": none on the list)."""

    settlement: Field[str] = NameField(required=True)
    place: Field[str] = NameField(required=True, longest=CODE_LONGEST)


class NetworkSchema(BaseSchema):
    """A network's name, and the place where it is at work, by its code or name."""

    name: Field[str] = NameField(required=True)
    place: Field[str] = NameField(load_default="")


class NetworkTermSchema(BaseSchema):
    """A group (its code) and a day."""

    partner: Field[str] = NameField(required=True, longest=CODE_LONGEST)
    day: Field[str] = DayField(required=True)


class NetworkJoinSchema(BaseSchema):
    """The network that a group joins, and since when."""

    network: Field[str] = NameField(required=True, longest=CODE_LONGEST)
    day: Field[str] = DayField(required=True)


class DutySchema(BaseSchema):
    """Who has a duty for a place, from when, and perhaps until when."""

    name: Field[str] = NameField(required=True)
    duty: Field[str] = ChoiceField(DUTIES, required=True)
    day: Field[str] = DayField(required=True)
    until: Field[str] = DayField(load_default="")


class EndSchema(BaseSchema):
    """The day on which something ended."""

    day: Field[str] = DayField(required=True)

"""What staff of the hub say of a map that they bring."""

from marshmallow.fields import Field

from federation.core.geography import SOURCE_LETTERS_MAX, YEARS
from federation.schemas.base import BaseSchema
from federation.schemas.fields import CountField, NameField


class MapSchema(BaseSchema):
    """Whose map it is and of which year, where the file does not say so itself."""

    source: Field[str] = NameField(load_default="", longest=SOURCE_LETTERS_MAX)
    year: Field[int] = CountField(least=YEARS[0], most=YEARS[1], load_default=0)

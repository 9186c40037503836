"""What the staff of a city type about their own work."""

from marshmallow.fields import Field

from federation.core.rules.answers import REASONS, VERBS
from federation.schemas.base import BaseSchema
from federation.schemas.fields import ChoiceField, DayField, EdgeField, NameField, TextField
from federation.schemas.reading import plain_text


class LinesField(EdgeField):
    """Names, one on each line; blank lines are none."""

    def read(self, value: object) -> tuple[str, ...]:
        """The names in their order."""
        lines = plain_text(value).splitlines()
        return tuple(NameField().read(one) for one in lines if one.strip())


class SittingSchema(BaseSchema):
    """The day on which the council next sits; blank: not known."""

    day: Field[str] = DayField(load_default="")


class WordingSchema(BaseSchema):
    """Words of an answer, to be used again."""

    name: Field[str] = NameField(required=True)
    verb: Field[str] = ChoiceField(VERBS, required=True)
    text: Field[str] = TextField(required=True)
    reason: Field[str] = ChoiceField(REASONS, load_default="")
    department: Field[str] = NameField(load_default="")


class DepartmentsSchema(BaseSchema):
    """The departments of a person, one on each line."""

    departments: Field[tuple[str, ...]] = LinesField(load_default=())

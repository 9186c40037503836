"""What the staff of a city type about their own work."""

from marshmallow.fields import Field

from federation.schemas.base import BaseSchema
from federation.schemas.fields import DayField


class SittingSchema(BaseSchema):
    """The day on which the council next sits; blank: not known."""

    day: Field[str] = DayField(load_default="")

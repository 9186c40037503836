"""What is typed about a daily round: the total of a sheet, the money handed over, a reason."""

from marshmallow.fields import Field

from federation.schemas.base import BaseSchema
from federation.schemas.fields import DayField, MoneyField, TextField

LONGEST_REASON = 200


class RoundDaySchema(BaseSchema):
    """The day on which the money was gathered."""

    day: Field[str] = DayField(required=True)


class HandInSchema(BaseSchema):
    """The total that the collector's own sheet shows."""

    sheet: Field[int] = MoneyField(required=True)


class AcceptSchema(BaseSchema):
    """The money that was handed over and counted; nothing at all is an amount, too."""

    handed: Field[int] = MoneyField(zero=True, required=True)


class GiveBackSchema(BaseSchema):
    """Why the sheet goes back to the collector."""

    reason: Field[str] = TextField(longest=LONGEST_REASON, required=True)

"""What is typed for a list of people: who gets the sheet, what for, by which vote."""

from marshmallow.fields import Field

from federation.schemas.base import BaseSchema
from federation.schemas.fields import CountField, NameField, TextField

PURPOSE_LONGEST = 300


class BeneficiariesSchema(BaseSchema):
    """A name with its post, a purpose, and a vote's number. The members are ticked beside it."""

    recipient: Field[str] = NameField(required=True)
    note: Field[str] = TextField(required=True, longest=PURPOSE_LONGEST)
    decision: Field[int] = CountField(required=True, least=1)

"""What is typed for a list of people: who gets the sheet, and what for."""

from marshmallow.fields import Field

from federation.schemas.base import BaseSchema
from federation.schemas.fields import NameField, TextField

PURPOSE_LONGEST = 300


class BeneficiariesSchema(BaseSchema):
    """A name with its post, and a purpose. The members are ticked beside it."""

    recipient: Field[str] = NameField(required=True)
    note: Field[str] = TextField(required=True, longest=PURPOSE_LONGEST)

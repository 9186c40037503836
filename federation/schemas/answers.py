"""What an official types as an answer; which of it a verb needs is decided in the core."""

from marshmallow.fields import Field

from federation.core.rules.answers import REASONS, VERBS
from federation.schemas.base import BaseSchema
from federation.schemas.fields import ChoiceField, DayField, MoneyField, NameField, TextField


class AnswerSchema(BaseSchema):
    """An answer; money in minor units. `post`: whose letter it was, at a hub."""

    verb: Field[str] = ChoiceField(VERBS, required=True)
    text: Field[str] = TextField(load_default="")
    department: Field[str] = NameField(load_default="")
    by: Field[str] = DayField(load_default="")
    reason: Field[str] = ChoiceField(REASONS, load_default="")
    resolution: Field[str] = NameField(load_default="")
    amount: Field[int] = MoneyField(load_default=0)
    budget_line: Field[str] = NameField(load_default="")
    post: Field[str] = NameField(load_default="")

"""What an official types as an answer: every field that its verb needs, told all at once."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema
from marshmallow.fields import Field

from federation.core.refusals import Refusal, refuse
from federation.core.rules.answers import NEEDS, REASONS, VERBS
from federation.core.rules.words import CHANNELS
from federation.schemas.base import BaseSchema
from federation.schemas.fields import (
    ChoiceField,
    CountField,
    DayField,
    MoneyField,
    NameField,
    TextField,
)


def _missing(field: str, verb: str) -> Refusal:
    """What to say beside a field that was left blank."""
    if field == "by":
        return refuse("answer-needs-visit" if verb == "visit" else "answer-needs-day")
    told = {
        "text": refuse("answer-needs-text"),
        "department": refuse("answer-needs-department"),
        "amount": refuse("answer-needs-amount"),
        "budget_line": refuse("answer-needs-budget-line"),
        "resolution": refuse("answer-needs-resolution"),
        "reason": refuse("answer-needs-reason"),
    }
    return told.get(field) or refuse("field-missing")


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
    many: Field[int] = CountField(load_default=0)
    clause: Field[str] = NameField(load_default="")
    resolved_on: Field[str] = DayField(load_default="")
    channel: Field[str] = ChoiceField(CHANNELS, load_default="")
    scan: Field[str] = NameField(load_default="")

    @validates_schema(skip_on_field_errors=False)
    def carries_what_its_verb_needs(self, data: Mapping[str, Any], **_: Any) -> None:
        """A field that could not be read is not in `data`: of that its own fault is told."""
        verb = data.get("verb", "")
        blank = [name for name in NEEDS.get(verb, ()) if name in data and not data[name]]
        if blank:
            raise ValidationError({name: [_missing(name, verb)] for name in blank})

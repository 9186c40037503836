"""What is typed to look at entries, to ask for a correction, and to answer one."""

from marshmallow.fields import Field

from federation.core.rules.corrections import ASKED_BY, FORMS
from federation.schemas.base import BaseSchema
from federation.schemas.fields import (
    ChoiceField,
    CountField,
    DayField,
    MoneyField,
    PurposeField,
    TextField,
)
from federation.schemas.money import LONGEST_NOTE, PURPOSES
from federation.schemas.users import PinField


class MemberLookSchema(BaseSchema):
    """Whose entries are needed, why, and who asked for it."""

    member: Field[int] = CountField(required=True, least=1)
    reason: Field[str] = TextField(required=True, longest=LONGEST_NOTE)
    asked_by: Field[str] = ChoiceField(ASKED_BY)


class FileLookSchema(BaseSchema):
    """Why the entries of a file are needed, and who asked for it."""

    reason: Field[str] = TextField(required=True, longest=LONGEST_NOTE)
    asked_by: Field[str] = ChoiceField(ASKED_BY)


class ProposalSchema(BaseSchema):
    """What the group is asked to do about an entry, and why; what is to stand instead."""

    wanted: Field[str] = ChoiceField(FORMS, required=True)
    amount: Field[int] = MoneyField()
    member: Field[int] = CountField(least=1)
    purpose: Field[str] = PurposeField(PURPOSES)
    entered_on: Field[str] = DayField()
    reason: Field[str] = TextField(required=True, longest=LONGEST_NOTE)


class ReasonSchema(BaseSchema):
    """Why: of a withdrawal, or of an answer."""

    reason: Field[str] = TextField(required=True, longest=LONGEST_NOTE)


class AcceptSchema(BaseSchema):
    """The second officer, with her PIN."""

    second: Field[int] = CountField(least=1, required=True)
    pin: Field[str] = PinField(required=True)

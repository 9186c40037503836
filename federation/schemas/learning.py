"""What is typed about skills, deputies, badges, exchanges and cards."""

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import post_load
from marshmallow.fields import Field

from federation.core.learning import AWARDS, DAYS_MAX, FORMS, LINE_MAX, OFFICES, TEXT_MAX, TOPICS
from federation.core.rules.stages import STAGES
from federation.schemas.base import BaseSchema
from federation.schemas.fields import ChoiceField, CountField, DayField, NameField, TextField

SKILL: Final = "skill."  # fields of the sheet of skills: what she can do
CAN: Final = "can"
TEACHES: Final = "teaches"
YES: Final = "yes"
ANSWERS: Final = (YES, "no")
WITNESSES: Final = (*OFFICES, "visitor", "trainer", "federation")
ROLE_MAX: Final = 40
# What a badge may be given for, and the field of the order that says it.
EVIDENCE: Final = ("check", "exchange", "task")


class SkillsSchema(BaseSchema):
    """Whose skills; the sheet of them is read by `read_skills`."""

    day: Field[str] = DayField(required=True)
    member: Field[int] = CountField(least=1, required=True)


class DeputySchema(BaseSchema):
    """Who steps in for a role; nobody is left empty."""

    day: Field[str] = DayField(required=True)
    role: Field[str] = TextField(longest=ROLE_MAX, required=True)
    member: Field[int] = CountField(load_default=0)


class BadgeSchema(BaseSchema):
    """A badge; `evidence` is its kind and what is meant, with a colon between."""

    day: Field[str] = DayField(required=True)
    member: Field[int] = CountField(least=1, required=True)
    award: Field[str] = ChoiceField(AWARDS, required=True)
    evidence: Field[str] = TextField(longest=LINE_MAX, load_default="")
    issuer: Field[str] = NameField(load_default="")
    witness: Field[str] = ChoiceField(WITNESSES, required=True)
    consents: Field[str] = ChoiceField(ANSWERS, required=True)

    @post_load
    def order(self, values: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """The fields of the order."""
        told = dict(values)
        kind, _colon, what = str(told.pop("evidence")).partition(":")
        if kind in EVIDENCE:
            number = int(what) if what.isdecimal() else 0
            told[kind] = number if kind == "check" else what
        return told | {"consents": told["consents"] == YES}


class ExchangeSchema(BaseSchema):
    """A visit or a training. Counts that are left empty are none."""

    day: Field[str] = DayField(required=True)
    form: Field[str] = ChoiceField(FORMS, required=True)
    topic: Field[str] = ChoiceField(TOPICS, required=True)
    group: Field[str] = NameField(load_default="")
    people: Field[int] = CountField(load_default=0)
    officials: Field[int] = CountField(load_default=0)
    days: Field[int] = CountField(least=1, most=DAYS_MAX, load_default=1)
    learned: Field[str] = TextField(longest=TEXT_MAX, load_default="")


class IdeaSchema(BaseSchema):
    """A practice card."""

    day: Field[str] = DayField(required=True)
    title: Field[str] = TextField(longest=LINE_MAX, required=True)
    did: Field[str] = TextField(longest=TEXT_MAX, required=True)
    needs: Field[str] = TextField(longest=TEXT_MAX, load_default="")
    place: Field[str] = NameField(load_default="")
    request: Field[str] = TextField(longest=LINE_MAX, load_default="")
    stage: Field[str] = ChoiceField(STAGES, load_default="")


class AdoptSchema(BaseSchema):
    """Which card is used here, and what was changed."""

    day: Field[str] = DayField(required=True)
    practice: Field[str] = TextField(longest=LINE_MAX, required=True)
    adapted: Field[str] = TextField(longest=TEXT_MAX, required=True)


class TakeBackSchema(BaseSchema):
    """What was told wrongly, and why it goes."""

    day: Field[str] = DayField(required=True)
    of: Field[str] = TextField(longest=LINE_MAX, required=True)
    reason: Field[str] = TextField(longest=TEXT_MAX, required=True)


def read_skills(fields: Mapping[str, str]) -> tuple[tuple[str, bool], ...]:
    """Skills and whether each is taught, of the fields called `skill.<code>`."""
    return tuple(
        (name.removeprefix(SKILL), told == TEACHES)
        for name, told in fields.items()
        if name.startswith(SKILL) and told in (CAN, TEACHES)
    )

"""What a group types about a request to the city."""

from marshmallow.fields import Field

from federation.core.rules.requests import FACILITIES, MEASURES, NEEDS, PRIORITY_MAX
from federation.schemas.base import BaseSchema
from federation.schemas.fields import (
    ChoiceField,
    CountField,
    DayField,
    MoneyField,
    NameField,
    TextField,
)


class RaiseSchema(BaseSchema):
    """A new request; figures count households, never name one."""

    need: Field[str] = ChoiceField(NEEDS, required=True)
    settlement: Field[str] = NameField(required=True)
    title: Field[str] = NameField(required=True, longest=120)
    description: Field[str] = TextField()
    number: Field[str] = NameField(longest=20)
    households: Field[int] = CountField(least=1, most=100_000, required=True)
    women_headed: Field[int] = CountField(most=100_000)
    non_member_households: Field[int] = CountField(most=100_000)
    sanitation_facility: Field[str] = ChoiceField(FACILITIES)
    sharing_households: Field[int] = CountField(most=100_000)
    offer_savings: Field[int] = MoneyField(zero=True)
    offer_labour_days: Field[int] = CountField(most=100_000)
    option_cost: Field[int] = MoneyField(zero=True)
    measure: Field[str] = ChoiceField(MEASURES)
    baseline: Field[int] = CountField()
    target: Field[int] = CountField()
    priority: Field[int] = CountField(least=1, most=PRIORITY_MAX)
    wanted_by: Field[str] = DayField()
    present: Field[int] = CountField(most=100_000)
    votes_for: Field[int] = CountField(most=100_000)
    votes_against: Field[int] = CountField(most=100_000)


class WithdrawSchema(BaseSchema):
    """Why the group no longer asks."""

    reason: Field[str] = TextField(longest=300, required=True)


class VoteSchema(BaseSchema):
    """A vote that the city may see this request's own figures."""

    votes_for: Field[int] = CountField(most=10_000, required=True)
    votes_against: Field[int] = CountField(most=10_000, required=True)

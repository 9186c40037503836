"""What staff of the hub type about partners and files."""

from marshmallow.fields import Field

from federation.schemas.base import BaseSchema
from federation.schemas.fields import CountField, NameField
from federation.schemas.users import PinField

DIGITS_LONGEST = 60
CODE_LONGEST = 8


class EnrolSchema(BaseSchema):
    """The digits that the partner read out, and a city's threshold.

    `place`: the code of the partner whose lost or broken machine it replaces ("": a new partner);
    then a second person agrees with her own PIN.
    """

    confirm: Field[str] = NameField(required=True, longest=DIGITS_LONGEST)
    threshold: Field[int] = CountField(least=2, most=1000, load_default=5)
    place: Field[str] = NameField(load_default="", longest=CODE_LONGEST)
    second: Field[int] = CountField(least=1, load_default=0)
    pin: Field[str] = PinField(load_default="")


class EmbargoSchema(BaseSchema):
    """A settlement of which nothing is to be published, and why."""

    settlement: Field[str] = NameField(required=True)
    reason: Field[str] = NameField(required=True)


class LiftSchema(BaseSchema):
    """A settlement of which what is asked may be published again."""

    settlement: Field[str] = NameField(required=True)


class PublishSchema(BaseSchema):
    """A period: 2026, 2026-H2, 2026-Q4; blank: everything so far."""

    period: Field[str] = NameField(load_default="", longest=10)

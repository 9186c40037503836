"""What people type to log in, and about those who may."""

import re
from typing import Final

from marshmallow.fields import Field

from federation.commands.users import ROLES
from federation.core.refusals import refuse
from federation.schemas.base import BaseSchema
from federation.schemas.fields import ChoiceField, CountField, EdgeField, NameField
from federation.schemas.reading import plain_text

# Every role there is; which of them a node knows is decided where the person is added.
EVERY_ROLE: Final = tuple(role for roles in ROLES.values() for role in roles)
_PIN: Final = re.compile(r"[0-9]{4,8}")


class PinField(EdgeField):
    """A PIN: 4 to 8 figures. The refusal does not repeat what was typed."""

    def read(self, value: object) -> str:
        """The figures."""
        pin = plain_text(value)
        if not _PIN.fullmatch(pin):
            raise refuse("pin-unclear")
        return pin


class LoginSchema(BaseSchema):
    """A name and its PIN."""

    name: Field[str] = NameField(required=True)
    pin: Field[str] = PinField(required=True)


class NewUserSchema(BaseSchema):
    """Somebody who may log in; `member`: her number in a group's books."""

    name: Field[str] = NameField(required=True)
    role: Field[str] = ChoiceField(EVERY_ROLE, required=True)
    pin: Field[str] = PinField(required=True)
    member: Field[int] = CountField(load_default=0)


class NewPinSchema(BaseSchema):
    """Another PIN for somebody."""

    pin: Field[str] = PinField(required=True)


class SecondSchema(BaseSchema):
    """A second person beside a deed, by number, and her own PIN."""

    second: Field[int] = CountField(least=1, required=True)
    pin: Field[str] = PinField(required=True)

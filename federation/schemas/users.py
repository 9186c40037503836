"""What people type to log in, and about those who may."""

import re
from typing import Final

from marshmallow.fields import Field

from federation.core.refusals import refuse
from federation.schemas.base import BaseSchema
from federation.schemas.fields import ChoiceField, CountField, EdgeField, NameField
from federation.schemas.reading import plain_text

GROUP_ROLES: Final = ("treasurer", "collector", "secretary", "chair")
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
    """Somebody of the group who may log in; `member`: her number in the books."""

    name: Field[str] = NameField(required=True)
    role: Field[str] = ChoiceField(GROUP_ROLES, required=True)
    pin: Field[str] = PinField(required=True)
    member: Field[int] = CountField(load_default=0)


class NewPinSchema(BaseSchema):
    """Another PIN for somebody."""

    pin: Field[str] = PinField(required=True)

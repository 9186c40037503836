"""What people type about a member."""

from marshmallow.fields import Field

from federation.catalogues import LANGUAGES
from federation.schemas.base import BaseSchema
from federation.schemas.fields import (
    ChoiceField,
    CountField,
    DayField,
    IdNumberField,
    NameField,
    PhoneField,
    RolesField,
)


class MemberSchema(BaseSchema):
    """A member's particulars; all but the name may be left out."""

    name: Field[str] = NameField(required=True)
    day: Field[str] = DayField(required=True)
    phone: Field[str] = PhoneField()
    id_number: Field[str] = IdNumberField()
    birth_year: Field[int] = CountField(least=1900, most=2199)
    slip_language: Field[str] = ChoiceField(tuple(LANGUAGES))
    gender: Field[str] = ChoiceField(("f", "m", "x"))
    roles: Field[tuple[str, ...]] = RolesField()


class AdmitSchema(MemberSchema):
    """A new member, perhaps with the number of her savings book."""

    member: Field[int] = CountField(least=1, most=99_999)

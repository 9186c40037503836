"""The fields of every schema: what a person may type, and the typed value it becomes.

A field raises marshmallow's `ValidationError` with a list of one `Refusal`; `base.load` turns it
into a `Fault`. The rules for each value stand in `federation.schemas.reading`.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from marshmallow import ValidationError
from marshmallow import fields as marsh

from federation.core.canonical import clean_text
from federation.core.names import is_seen
from federation.core.refusals import Refusal, refuse
from federation.schemas.reading import (
    fold_code,
    plain_text,
    read_choice,
    read_count,
    read_day,
    read_id_number,
    read_money,
    read_phone,
    read_rate,
)

LONGEST_NAME: Final = 80
LONGEST_TEXT: Final = 2000
MOST_ROLES: Final = 10

# marshmallow's own messages are our codes; `base.load` knows them.
_MESSAGES: Final = MappingProxyType(
    {
        "required": "field-missing",
        "null": "field-missing",
        "validator_failed": "field-unclear",
    }
)


class EdgeField(marsh.Field[Any]):
    """A field that reads one piece of outside text; its refusals are values."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(error_messages=dict(_MESSAGES), **kwargs)

    def read(self, value: object) -> object:
        """The typed value; raises `Refusal`. Each kind of field says it for itself."""
        raise NotImplementedError

    def _deserialize(
        self,
        value: Any,
        attr: str | None,  # noqa: ARG002 - marshmallow's signature
        data: Mapping[str, Any] | None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> object:
        try:
            return self.read(value)
        except Refusal as refusal:
            raise ValidationError([refusal]) from None


class MoneyField(EdgeField):
    """An amount in minor units; `zero=True` takes 0 as well. See `reading.read_money`."""

    def __init__(self, *, zero: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.zero = zero

    def read(self, value: object) -> int:
        """Minor units, 1 (or 0) to 2**53 - 1."""
        return read_money(value, zero=self.zero)


class DayField(EdgeField):
    """A day, never month first. See `reading.read_day`."""

    def read(self, value: object) -> str:
        """Gives "YYYY-MM-DD"."""
        return read_day(value)


class TextField(EdgeField):
    """Free text in one paragraph of at most `longest` characters (2000)."""

    def __init__(self, *, longest: int = LONGEST_TEXT, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest = longest

    def read(self, value: object) -> str:
        """Clean text: NFC, single spaces, no control or direction characters."""
        text = clean_text(" ".join(plain_text(value).split()), self.longest)
        if not is_seen(text):
            raise refuse("field-missing")
        return text


class NameField(TextField):
    """A name of a person, group or place: any letters, click letters among them, at most 80."""

    def __init__(self, *, longest: int = LONGEST_NAME, **kwargs: Any) -> None:
        super().__init__(longest=longest, **kwargs)


class PurposeField(NameField):
    """What money is for: one of the known codes however it is written, else the group's own."""

    def __init__(self, codes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(longest=40, **kwargs)
        self.codes = tuple(codes)

    def read(self, value: object) -> str:
        """A known code, or the group's own word as it was written."""
        text = super().read(value)
        return next((code for code in self.codes if fold_code(code) == fold_code(text)), text)


class ChoiceField(EdgeField):
    """One of a list of codes, kindly compared. See `reading.read_choice`."""

    def __init__(self, codes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.codes = tuple(codes)

    def read(self, value: object) -> str:
        """The code as the list spells it."""
        return read_choice(value, self.codes)


class CountField(EdgeField):
    """A whole number from `least` to `most`. See `reading.read_count`."""

    def __init__(self, *, least: int = 0, most: int = 1_000_000, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least = least
        self.most = most

    def read(self, value: object) -> int:
        """The number."""
        return read_count(value, least=self.least, most=self.most)


class RateField(EdgeField):
    """A percentage, kept times 10,000. See `reading.read_rate`."""

    def read(self, value: object) -> int:
        """Percent times 10,000."""
        return read_rate(value)


class PhoneField(EdgeField):
    """A telephone number. See `reading.read_phone`."""

    def read(self, value: object) -> str:
        """Digits, with a plus before them if it was there."""
        return read_phone(value)


class IdNumberField(EdgeField):
    """An identity number, loosely. See `reading.read_id_number`."""

    def read(self, value: object) -> str:
        """Digits and capital letters."""
        return read_id_number(value)


class RolesField(EdgeField):
    """Roles in the group, `;`-separated: "Treasurer; collector" becomes two codes."""

    def read(self, value: object) -> tuple[str, ...]:
        """Codes in the order given, each once."""
        words = " ".join(plain_text(value).split()).split(";")
        roles = tuple(dict.fromkeys(code for word in words if (code := self._role(word))))
        if not roles:
            raise refuse("field-missing")
        if len(roles) > MOST_ROLES:
            raise refuse("roles-too-many", most=MOST_ROLES)
        return roles

    @staticmethod
    def _role(word: str) -> str:
        return clean_text(fold_code(word), LONGEST_NAME)

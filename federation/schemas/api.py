"""What a program may ask the read-only API: the parameters of its addresses.

Unlike in forms nothing is put right here: a program sends a value as it is described, or is told
what is wrong with it. `metadata` is what the description of the API (OpenAPI) says of a field.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from marshmallow import RAISE, Schema
from marshmallow.fields import Field

from federation.core import periods
from federation.core.refusals import refuse

from .fields import EdgeField

LIMIT_MAX: Final = 1000
LIMIT: Final = 100
CODE_PATTERN: Final = "[A-Za-z0-9][A-Za-z0-9._-]{0,59}"
CURSOR_PATTERN: Final = "[A-Za-z0-9][A-Za-z0-9._-]{0,79}"
CODE_LETTERS_MAX: Final = 60
LETTERS_MAX: Final = 80
_LIMIT: Final = re.compile("[1-9][0-9]{0,3}")


class PatternField(EdgeField):
    """A text that fits a pattern from its first letter to its last."""

    pattern = ""

    def __init__(self, about: str, **more: Any) -> None:
        described = {"description": about, "pattern": f"^(?:{self.pattern})$"}
        super().__init__(metadata=described, **more)

    def fits(self, value: object) -> str:
        """The text; "" where it does not fit."""
        is_fit = isinstance(value, str) and re.fullmatch(self.pattern, value, re.ASCII)
        return str(value) if is_fit else ""


class PeriodField(PatternField):
    """A period; see `core.periods`."""

    pattern = periods.PATTERN

    def read(self, value: object) -> periods.Period:
        """The period."""
        if not self.fits(value):
            raise refuse("period-unclear", period=str(value)[: periods.LETTERS_MAX])
        return periods.period(str(value))


class PlaceField(PatternField):
    """The code of a place."""

    pattern = CODE_PATTERN

    def read(self, value: object) -> str:
        """The code; whether there is such a place is for the books to say."""
        if not self.fits(value):
            raise refuse("place-code-unknown", place=str(value)[:CODE_LETTERS_MAX])
        return str(value)


class CursorField(PatternField):
    """Where a list goes on."""

    pattern = CURSOR_PATTERN

    def read(self, value: object) -> str:
        """The cursor."""
        if not self.fits(value):
            raise refuse("cursor-unclear")
        return str(value)


class CodeField(EdgeField):
    """One of these codes, as it is written."""

    def __init__(self, about: str, codes: Sequence[str], **more: Any) -> None:
        super().__init__(metadata={"description": about, "enum": list(codes)}, **more)
        self.codes = tuple(codes)

    def read(self, value: object) -> str:
        """The code."""
        if value not in self.codes:
            raise refuse("parameter-code-unclear", field=self.name, codes=", ".join(self.codes))
        return str(value)


class WordsField(EdgeField):
    """A name as people write it."""

    def __init__(self, about: str, **more: Any) -> None:
        described = {"description": about, "minLength": 1, "maxLength": LETTERS_MAX}
        super().__init__(metadata=described, **more)

    def read(self, value: object) -> str:
        """The name."""
        if not isinstance(value, str) or not 1 <= len(value) <= LETTERS_MAX:
            raise refuse("words-unclear", field=self.name, most=LETTERS_MAX)
        return value


class LimitField(EdgeField):
    """How many items at most."""

    def __init__(self, **more: Any) -> None:
        about = f"How many items at most, from 1 to {LIMIT_MAX}."
        described = {"description": about, "minimum": 1, "maximum": LIMIT_MAX}
        super().__init__(metadata=described, **more)

    def read(self, value: object) -> int:
        """The number."""
        told = str(value)
        if not _LIMIT.fullmatch(told) or int(told) > LIMIT_MAX:
            raise refuse("limit-unclear", most=LIMIT_MAX)
        return int(told)


PERIOD_ABOUT: Final = (
    "A month (2026-07), quarter (2026-Q3), half-year (2026-H2), year (2026) or financial year "
    "(FY2026: July 2025 to June 2026). Without it: up to now."
)
PLACE_ABOUT: Final = "The code of a place, as /places lists it. Without it: everywhere."
AFTER_ABOUT: Final = "What the answer before said under `next`: the list goes on from there."


class AskedSchema(Schema):
    """The base of every address's parameters: what it does not know is refused by name.

    What is left out is not there: a default in the description would be sent by made clients.
    """

    class Meta:
        """marshmallow's settings."""

        unknown = RAISE

    # The base class declares it for the instance, so it cannot be a ClassVar.
    error_messages = {"unknown": "field-unknown", "type": "field-unclear"}  # noqa: RUF012


class WhenWhereSchema(AskedSchema):
    """Of which period and place."""

    period: Field[Any] = PeriodField(PERIOD_ABOUT)
    place: Field[Any] = PlaceField(PLACE_ABOUT)


class WhenSchema(AskedSchema):
    """Of which period."""

    period: Field[Any] = PeriodField(PERIOD_ABOUT)


class PageSchema(AskedSchema):
    """Which part of a list."""

    after: Field[Any] = CursorField(AFTER_ABOUT)
    limit: Field[Any] = LimitField(load_default=LIMIT)


class GroupsAskedSchema(WhenWhereSchema, PageSchema):
    """Which groups, when, and which part of the list."""


class RaisedSchema(WhenSchema, PageSchema):
    """Of requests raised in which period, and which part of the list."""

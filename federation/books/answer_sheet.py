"""The sheet of open requests that an official fills in: written, and read again.

The first columns tell what is asked and are never read; `id` says which request a row is about,
`answers_so_far` how many answers it had when the sheet was written. The rest is one answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from marshmallow import Schema, ValidationError, validates_schema
from marshmallow.fields import Field

from federation.books.columns import Sheet
from federation.books.reader import read_sheet
from federation.books.rows import Row
from federation.books.writer import Table, money_cell
from federation.core.refusals import refuse
from federation.core.rules.answers import REASONS, VERBS
from federation.core.rules.stages import is_open
from federation.papers.requests import short_name
from federation.schemas.answers import AnswerSchema
from federation.schemas.fields import (
    ChoiceField,
    CountField,
    DayField,
    EdgeField,
    MoneyField,
    NameField,
    TextField,
)
from federation.store.queries.clocks import clocks
from federation.store.queries.requests import RequestView

NAME: Final = "answers"
TOLD: Final = ("code", "title", "group", "settlement", "stage", "days_waiting", "offers_saved",
               "offers_labour_days")  # fmt: skip
ANSWERED: Final = ("verb", "text", "department", "by", "reason", "resolution", "resolved_on",
                   "amount", "budget_line", "many")  # fmt: skip
COUNTED: Final = "answers_so_far"
COLUMNS: Final = ("code", "id", *TOLD[1:], COUNTED, *ANSWERED)


class ToldField(EdgeField):
    """What the sheet tells people; whatever became of it is not read."""

    def read(self, value: object) -> str:
        """Nothing."""
        del value
        return ""


class _RowSchema(AnswerSchema):
    """One row; one without a verb is no answer, but must be blank then."""

    verb: Field[str] = ChoiceField(VERBS, load_default="")
    id: Field[str] = NameField(longest=64, load_default="")
    answers_so_far: Field[int] = CountField(load_default=0)

    @validates_schema(skip_on_field_errors=False)
    def says_what_is_answered(self, data: dict[str, Any], **_: Any) -> None:
        """Raises at `verb` and `id`."""
        filled = any(data.get(name) for name in ANSWERED)
        if filled and "verb" in data and not data["verb"]:
            told = refuse("answers-verb-missing", verbs=", ".join(VERBS))
            raise ValidationError({"verb": [told]})
        if filled and "id" in data and not data["id"]:
            raise ValidationError({"id": [refuse("field-missing")]})


_Schema: Final = _RowSchema.from_dict({name: ToldField() for name in TOLD}, name=NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow(Row):
    """One row of the sheet; money in minor units."""

    id: str = ""
    answers_so_far: int = 0
    verb: str = ""
    text: str = ""
    department: str = ""
    by: str = ""
    reason: str = ""
    resolution: str = ""
    resolved_on: str = ""
    amount: int = 0
    budget_line: str = ""
    many: int = 0


def _row(*, row: int, **told: Any) -> AnswerRow:
    return AnswerRow(
        row=row, **{name: told[name] for name in ("id", COUNTED, *ANSWERED) if name in told}
    )


class _AnswerSheet(Sheet):
    """The sheet with the rules of answers in its schema."""

    def schema(self) -> Schema:
        """The schema of one row."""
        return _Schema()


SHEET: Final = _AnswerSheet(
    NAME,
    _row,
    MappingProxyType(
        {
            "id": NameField(longest=64, required=True),
            "verb": ChoiceField(VERBS, required=True),
            **{name: ToldField() for name in TOLD},
            COUNTED: CountField(),
            "text": TextField(),
            "department": NameField(),
            "by": DayField(),
            "reason": ChoiceField(REASONS),
            "resolution": NameField(),
            "resolved_on": DayField(),
            "amount": MoneyField(),
            "budget_line": NameField(),
            "many": CountField(),
        }
    ),
)


def read(path: Path) -> tuple[AnswerRow, ...]:
    """The rows that say something. Raises Refusal `books-refused` and others, `answers-empty`."""
    rows = tuple(one for one in read_sheet(SHEET, path) if isinstance(one, AnswerRow) and one.verb)
    if not rows:
        raise refuse("answers-empty", file=path.name)
    return rows


def table(views: Iterable[RequestView], today: str) -> Table:
    """The sheet with the open requests, those that wait longest first; to be filled in."""
    still = [one for one in views if is_open(one.stage) and one.step_day("submitted")]
    still.sort(key=lambda one: (-clocks(one, today).them, one.request))
    return Table(
        NAME,
        COLUMNS,
        [
            (
                short_name(one.request),
                one.request,
                one.title,
                one.group,
                one.settlement,
                one.stage,
                clocks(one, today).them,
                money_cell(one.offer_savings_minor) if one.offer_savings_minor else None,
                one.offer_labour_days or None,
                len(one.answers),
                *(None for _ in ANSWERED),
            )
            for one in still
        ],
    )

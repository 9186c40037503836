"""Columns made from the fields of events: their names, what a cell may hold, how it is written.

A field is told by its name and type: money in minor units as people write money, a rate as a
percentage, a day as a day, `yes` and `no`, several numbers or words joined by `;`. So a new kind
of event needs no more than a line in `further`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from sys import intern
from types import MappingProxyType
from typing import Any, Final, get_args, get_origin

import msgspec
from marshmallow import Schema
from marshmallow.fields import Field

from federation.books.rows import NOTHING, Row
from federation.books.writer import Cell, money_cell, rate_cell
from federation.core.ledger import NUMBER_MAX
from federation.core.refusals import refuse
from federation.schemas.base import BaseSchema
from federation.schemas.fields import (
    ChoiceField,
    CountField,
    DayField,
    EdgeField,
    RateField,
    TextField,
)
from federation.schemas.reading import plain_text, read_choice, read_count, read_money, shown

MONEY: Final = frozenset(
    {
        *("amount", "balance", "bank_books", "bank_stated", "by_books", "by_cash", "cash_books"),
        *("cash_counted", "cash_warning", "cost", "counted", "expected", "fines", "gross"),
        *("group_book", "savings", "savings_later", "upkeep_year"),
        *("handed", "interest", "leaving_fee", "loan_fine", "loan_round_to", "members_book"),
        "materials",
        *("pool", "price", "principal", "round_to", "settles", "share_price", "shares", "sheet"),
        *("social", "social_contribution"),
    }
)
DAYS: Final = frozenset({"later_by", "valid_until", "wanted_by"})
"""Days whose names do not say so."""
RATES: Final = frozenset({"rate", "loan_rate"})
REFERENCES: Final = frozenset({"entries", "seqs"})
"""Fields that hold numbers of other entries of the same stream."""

BLANK: Final[Mapping[str, int]] = MappingProxyType({"members_book": -1, "group_book": -1})
"""What a blank cell means where the field must be given: the book was not looked at."""

_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{
            name: f"{name}_no"
            for name in (
                *("application", "badge", "check", "cycle", "decision", "fund_loan", "loan"),
                *("meeting", "member", "request", "rotation", "round", "slip"),
            )
        },
        "day": "date",
        "entries": "entry_nos",
        "seqs": "entry_nos",
    }
)
_MOST_LISTED: Final = 100_000
_SHORT: Final = 12
_PIECE: Final = re.compile(r"(?P<worth>.+?) ?[x*×] ?(?P<count>[0-9]{1,9})")


class SignedMoneyField(EdgeField):
    """An amount in minor units that may be nothing, or below it."""

    def read(self, value: object) -> int:
        """Minor units."""
        text = plain_text(value)
        if text[:1] in ("-", "\u2212"):
            return -read_money(text[1:].strip(), zero=True)
        return read_money(text, zero=True)


class FlagField(EdgeField):
    """Yes or no."""

    def read(self, value: object) -> bool:
        """Whether it says yes."""
        return read_choice(value, ("yes", "no")) == "yes"


class NumbersField(EdgeField):
    """Numbers joined by `;`."""

    def read(self, value: object) -> tuple[int, ...]:
        """The numbers in their order."""
        parts = [part.strip() for part in plain_text(value).split(";")]
        if len(parts) > _MOST_LISTED:
            raise refuse("text-too-long", most=_MOST_LISTED)
        return tuple(read_count(part, least=1, most=NUMBER_MAX) for part in parts if part)


class WordsField(TextField):
    """Words joined by `;`; within a word a `;` has a backslash before it."""

    def read(self, value: object) -> Any:
        """The words in their order."""
        parts = re.split(r"(?<!\\)((?:\\\\)*);", super().read(value))
        joined = [part + (parts[n + 1] if n + 1 < len(parts) else "") for n, part in pairs(parts)]
        words = (re.sub(r"\\(.)", r"\1", part).strip() for part in joined)
        return tuple(word for word in words if word)


class PiecesField(EdgeField):
    """Notes and coins, as `200.00 x 3; 0.50 x 4`."""

    def read(self, value: object) -> tuple[tuple[int, int], ...]:
        """Worth in minor units and how many, in their order."""
        pieces = []
        for part in plain_text(value).split(";"):
            found = _PIECE.fullmatch(part.strip())
            if found is None:
                raise refuse("books-pieces-unclear", text=shown(part))
            pieces.append((read_money(found["worth"]), int(found["count"])))
        return tuple(pieces)


def pairs(parts: list[str]) -> Iterable[tuple[int, str]]:
    """Every second part, with its place: what stands between the separators."""
    return [(place, part) for place, part in enumerate(parts) if place % 2 == 0]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet and the field of an event it tells. `default`: what a blank means.

    `form`: money, rate, number, day, text, flag, numbers, references, words, pieces, request; a
    column that is only to be read by people and not taken in is `told`.
    """

    name: str
    field: str
    form: str
    required: bool = False
    default: Any = ""
    codes: tuple[str, ...] = ()

    def reader(self) -> Field[Any]:
        """The field that reads a cell."""
        if self.codes:
            return ChoiceField(self.codes, required=self.required)
        return _READERS[self.form](required=self.required)

    def cell(self, value: Any, *, show_default: bool = False) -> Cell:
        """The cell for a value; blank where a blank means just that.

        `show_default`: what the field is by default is written out, unless it is nothing at all.
        """
        if value == self.default and not self.required:
            plain = value in ("", -1, 0, ()) or value is False
            if plain or not show_default:
                return None
        return _CELLS[self.form](value)


def _number(**given: Any) -> Field[Any]:
    return CountField(least=0, most=NUMBER_MAX, **given)


_READERS: Final[Mapping[str, Callable[..., Field[Any]]]] = MappingProxyType(
    {
        "money": SignedMoneyField,
        "rate": RateField,
        "number": _number,
        "day": DayField,
        "text": TextField,
        "request": TextField,
        "flag": FlagField,
        "numbers": NumbersField,
        "references": NumbersField,
        "words": WordsField,
        "pieces": PiecesField,
        "told": TextField,
    }
)


def _as_it_is(value: Any) -> Cell:
    plain: Cell = value
    return plain


def _day_cell(value: str) -> Cell:
    return date.fromisoformat(value) if value else None


def _flag_cell(value: bool) -> Cell:  # noqa: FBT001 - the value of a cell
    return "yes" if value else "no"


def numbers_cell(numbers: Iterable[int]) -> str:
    """Numbers joined by `;`."""
    return ";".join(map(str, numbers))


def _words_cell(words: Iterable[str]) -> Cell:
    return ";".join(word.replace("\\", "\\\\").replace(";", "\\;") for word in words)


def _pieces_cell(pieces: Iterable[tuple[int, int]]) -> Cell:
    return "; ".join(f"{money_cell(worth):.2f} x {count}" for worth, count in pieces)


_CELLS: Final[Mapping[str, Callable[[Any], Cell]]] = MappingProxyType(
    {
        "money": money_cell,
        "rate": rate_cell,
        "number": _as_it_is,
        "day": _day_cell,
        "text": _as_it_is,
        "request": _as_it_is,
        "flag": _flag_cell,
        "numbers": numbers_cell,
        "references": numbers_cell,
        "words": _words_cell,
        "pieces": _pieces_cell,
        "told": _as_it_is,
    }
)

ENTRY_NO: Final = Column("entry_no", "", "number", default=0)
TYPED_BY: Final = Column("typed_by", "user", "told", default=0)


def column_of(
    one: msgspec.structs.FieldInfo, codes: Mapping[str, tuple[str, ...]] = NOTHING
) -> Column:
    """The column of one field of a struct; `codes`: the words it may hold, by field."""
    required, default = one.required, one.default
    if one.name in BLANK:
        required, default = False, BLANK[one.name]
    return Column(
        name=_NAMES.get(one.name, one.name),
        field=one.name,
        form=form_of(one),
        required=required,
        default="" if required else default,
        codes=codes.get(one.name, ()),
    )


def form_of(one: msgspec.structs.FieldInfo) -> str:
    """How a field's cell is read and written. A list of structs has none: it is `rows`."""
    kind, name = one.type, one.name
    if kind is bool:
        return "flag"
    if kind is int:
        return "money" if name in MONEY else "rate" if name in RATES else "number"
    if kind is str:
        if name == "request":
            return "request"
        return "day" if name == "day" or name.endswith("_on") or name in DAYS else "text"
    assert get_origin(kind) is tuple, f"no column for {name}"
    inner = get_args(kind)[0]
    if inner is int:
        return "references" if name in REFERENCES else "numbers"
    if inner is str:
        return "words"
    return "pieces" if get_origin(inner) is tuple else "rows"


def as_it_is(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Most sheets mean just what their columns say."""
    return values


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name (and file stem), its row type, its columns and their fields in order.

    `extras`: the columns that a row keeps in `more`, under the names of an event's fields.
    `complete` adds what a blank column means when another column decides it.
    """

    name: str
    row: Callable[..., Row]
    columns: Mapping[str, Field[Any]]
    extras: tuple[Column, ...] = ()
    complete: Callable[[Mapping[str, Any]], Mapping[str, Any]] = field(default=as_it_is)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that must be there and filled in."""
        return tuple(name for name, column in self.columns.items() if column.required)

    def schema(self) -> Schema:
        """The schema of one row."""
        return BaseSchema.from_dict(dict(self.columns), name=self.name)()

    def make(self, row: int, values: Mapping[str, Any]) -> Row:
        """The row with that number, out of what its cells held."""
        told = {name: _shared(value) for name, value in self.complete(values).items()}
        if not self.extras:
            return self.row(row=row, **told)
        aside = {one.name: one for one in self.extras}
        plain = {name: value for name, value in told.items() if name not in aside}
        more = {
            aside[name].field: value
            for name, value in told.items()
            if name in aside and aside[name].form != "told"
        }
        return self.row(row=row, **plain, **({"more": more} if more else {}))


def _shared(value: Any) -> Any:
    """Short texts are the same ones again and again (days, purposes): each is kept once."""
    return intern(value) if type(value) is str and len(value) <= _SHORT else value


def with_extras(
    columns: Mapping[str, Field[Any]], extras: Iterable[Column]
) -> Mapping[str, Field[Any]]:
    """The columns of a sheet, and after them its extras."""
    return {**columns, **{one.name: one.reader() for one in extras}}

"""A connection to PostgreSQL that is spoken to as to SQLite, and answers likewise.

What is given stands as `?` or `:name` in a statement; sums are whole numbers, conditions 1 or 0;
what a rule of a table refuses, or a number beyond 64 bits, is told as the store knows it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import lru_cache
from itertools import chain, islice
from typing import Any, Final, Self

import peewee as pw
import psycopg
from psycopg import errors
from psycopg.adapt import Buffer, Dumper, Loader
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int4, Int4Dumper, Int8, Int8Dumper, IntDumper

from .sqlite import FORBIDDEN

ROWS_TOGETHER: Final = 200
_VALUES: Final = re.compile(r"\bVALUES (?P<marks>\([?, ]+\))")

Given = Sequence[Any] | Mapping[str, Any]

_MARKS: Final = re.compile(
    r"""(?P<text>'(?:[^']|'')*'|"[^"]*") | (?P<cast>::\w+) | (?P<mark>\?) | :(?P<name>[a-z_]+)
        | (?P<percent>%)""",
    re.VERBOSE,
)


@lru_cache(maxsize=2000)
def marked(words: str) -> str:
    """A statement with `?` or `:name` for what is given, with the marks that psycopg knows.

    One that Peewee made has those already, and is left alone.
    """
    found = list(_MARKS.finditer(words))
    if not any(one["mark"] or one["name"] for one in found):
        return words
    return _MARKS.sub(_mark, words)


def _mark(found: re.Match[str]) -> str:
    if found["mark"]:
        return "%s"
    if found["name"]:
        return f"%({found['name']})s"
    return found[0].replace("%", "%%")


class _Whole(IntDumper):
    """A number goes as 32 bits where it fits, else as 64: few forms of a statement to prepare."""

    _four, _eight = Int4Dumper(Int4), Int8Dumper(Int8)

    def upgrade(self, obj: int, _format: Any) -> Any:
        """The way of this number."""
        return self._four if -(2**31) <= obj < 2**31 else self._eight


class _Bit(Dumper):
    """A truth goes as the number 1 or 0: no table of ours has a column for it."""

    oid = Int4Dumper.oid

    def dump(self, obj: bool) -> Buffer:  # noqa: FBT001 - as psycopg has it
        """Its bytes."""
        return b"1" if obj else b"0"


class _Truth(Loader):
    """Whether a condition holds: 1 or 0, as SQLite has it."""

    def load(self, data: Buffer) -> int:
        """1 for true."""
        return int(bytes(data) == b"t")


class _Sum(Loader):
    """PostgreSQL adds 64-bit numbers up without an end; a whole one is an `int` here."""

    def load(self, data: Buffer) -> int | Decimal:
        """The number, exactly."""
        text = bytes(data).decode()
        return Decimal(text) if "." in text else int(text)


class Cursor(psycopg.Cursor[tuple[Any, ...]]):
    """A cursor that takes SQLite's marks and tells faults as Peewee does."""

    def execute(self, query: Any, params: Given | None = None, **more: Any) -> Self:
        """Run one statement. Raises what Peewee raises, and OverflowError."""
        with telling():
            super().execute(marked(query) if params else query, params or None, **more)
        return self

    def executemany(self, query: Any, params_seq: Iterable[Given], **more: Any) -> None:
        """Run one statement for each of the rows, sent together."""
        with telling():
            super().executemany(marked(query), params_seq, **more)

    def __next__(self) -> tuple[Any, ...]:
        row = self.fetchone()
        if row is None:
            raise StopIteration
        return row


class Link(psycopg.Connection[tuple[Any, ...]]):
    """A connection with the words of SQLite's that the store speaks."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open, sound or failed."""
        return self.info.transaction_status in (
            TransactionStatus.INTRANS,
            TransactionStatus.INERROR,
            TransactionStatus.ACTIVE,
        )

    def executemany(self, query: str, rows: Iterable[Given]) -> None:
        """Run one statement for each of the rows; what inserts, for many of them at once."""
        found = _VALUES.search(query)
        if found is None:
            self.cursor().executemany(query, rows)
            return
        waiting, marks = iter(rows), found["marks"]
        while some := list(islice(waiting, ROWS_TOGETHER)):
            many = f"{query[: found.start('marks')]}{', '.join([marks] * len(some))}"
            self.execute(many + query[found.end("marks") :], list(chain.from_iterable(some)))


@contextmanager
def telling() -> Iterator[None]:
    """Faults as the store knows them from SQLite. A number of more than 64 bits: OverflowError."""
    try:
        yield
    except errors.NumericValueOutOfRange as error:
        raise OverflowError(str(error)) from error
    except errors.ReadOnlySqlTransaction as error:
        raise pw.OperationalError(FORBIDDEN) from error
    except psycopg.IntegrityError as error:
        raise pw.IntegrityError(*error.args) from error
    except psycopg.OperationalError as error:
        raise pw.OperationalError(*error.args) from error


def opened(url: str, **defaults: Any) -> Link:
    """A connection to the database at an address; `defaults`: what it does not say itself."""
    link = Link.connect(url, autocommit=True, cursor_factory=Cursor, **defaults)
    link.adapters.register_dumper(int, _Whole)
    link.adapters.register_dumper(bool, _Bit)
    link.adapters.register_loader("numeric", _Sum)
    link.adapters.register_loader("bool", _Truth)
    return link

"""Files that were written for a partner, files of a partner that came, and what became of them.

A short code names a file on both sides. What was heard of our files came in the signed header of
theirs; what became of theirs goes back in the header of ours.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from typing import Final

import peewee as pw

from .database import fetch
from .tables import LocalIn, LocalOut

SHOWN: Final = 40
# Asked with every file: in plain words, for Peewee takes longer over its own.
_KNOWN: Final = "SELECT 1 FROM local_in WHERE short_code = ?"
_FORGET_IN: Final = "DELETE FROM local_in WHERE short_code = ?"
_NOTE_IN: Final = (
    "INSERT INTO local_in (short_code, partner, name, outcome, code, facts, received, told)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Out:
    """A file written here: entries `first` to `last` of a stream for `partner` (its lasting id).

    `written` and `heard` are moments (UTC, ISO 8601). `outcome` "": nothing was heard of it yet;
    `code` and `facts` (JSON) are those of the reason, if there was one.
    """

    short_code: str
    partner: str
    stream: str
    first: int
    last: int
    name: str
    written: str
    outcome: str = ""
    code: str = ""
    facts: str = ""
    heard: str = ""


@dataclass(frozen=True, slots=True)
class In:
    """A partner's file that came, and what became of it here; `told`: whether its writer knows."""

    short_code: str
    partner: str
    name: str
    outcome: str
    code: str
    facts: str
    received: str
    told: bool


def note_out(db: pw.Database, out: Out) -> None:
    """A file was written."""
    row = {field.name: getattr(out, field.name) for field in fields(out)}
    LocalOut.delete().where(LocalOut.short_code == out.short_code).execute(db)
    LocalOut.insert(**row).execute(db)


def last_written(db: pw.Database, partner: str, short_codes: Iterable[str]) -> str:
    """When (UTC) the last of these files for a partner was written, or ""."""
    found = LocalOut.select(pw.fn.MAX(LocalOut.written)).where(
        LocalOut.partner == partner, LocalOut.short_code << list(short_codes)
    )
    return str(found.scalar(db) or "")


def note_heard(
    db: pw.Database, partner: str, short_code: str, outcome: str, code: str, facts: str, heard: str
) -> None:
    """A partner told what became of a file of ours; of a file not ours: nothing.

    The same word again is told in each of its files; `heard` stays the first time.
    """
    is_other = (LocalOut.outcome != outcome) | (LocalOut.code != code) | (LocalOut.facts != facts)
    LocalOut.update(outcome=outcome, code=code, facts=facts, heard=heard).where(
        LocalOut.short_code == short_code, LocalOut.partner == partner, is_other
    ).execute(db)


def note_in(
    db: pw.Database,
    short_code: str,
    partner: str,
    name: str,
    outcome: str,
    code: str,
    facts: str,
    received: str,
    *,
    told: bool = False,
) -> None:
    """A partner's file came; the same once more takes the place of what was known of it.

    `told`: its writer was told as much of another file.
    """
    row = (short_code, partner, name, outcome, code, facts, received, int(told))
    db.connection().execute(_FORGET_IN, (short_code,))
    db.connection().execute(_NOTE_IN, row)


def note_told(db: pw.Database, partner: str, short_codes: tuple[str, ...]) -> None:
    """The writer was told what became of these files."""
    LocalIn.update(told=1).where(
        LocalIn.partner == partner, LocalIn.short_code << list(short_codes)
    ).execute(db)


def forget_in(db: pw.Database, short_code: str) -> None:
    """A file that waited is as if it had never come."""
    LocalIn.delete().where(LocalIn.short_code == short_code).execute(db)


def waiting(db: pw.Database, outcome: str, *, but: Iterable[str]) -> dict[str, str]:
    """Names by short code of files whose last outcome was this one, but not for these reasons."""
    rows = LocalIn.select(LocalIn.short_code, LocalIn.name).where(
        LocalIn.outcome == outcome, LocalIn.code.not_in(list(but))
    )
    return dict(rows.order_by(LocalIn.received).tuples().execute(db))


def is_known(db: pw.Database, short_code: str) -> bool:
    """Whether this very file came before, whatever became of it."""
    return db.connection().execute(_KNOWN, (short_code,)).fetchone() is not None


def outs(db: pw.Database, partner: str = "", most: int = SHOWN) -> tuple[Out, ...]:
    """Files written here (for one partner), the newest first."""
    query = LocalOut.select()
    if partner:
        query = query.where(LocalOut.partner == partner)
    rows = query.order_by(LocalOut.written.desc(), LocalOut.short_code).limit(most).tuples()
    return tuple(Out(*row) for row in rows.execute(db))


def unheard(db: pw.Database) -> tuple[Out, ...]:
    """Files written here of which nothing was heard, the newest first."""
    query = LocalOut.select().where(LocalOut.outcome == "")
    rows = query.order_by(LocalOut.written.desc(), LocalOut.short_code).tuples()
    return tuple(Out(*row) for row in rows.execute(db))


def ins(
    db: pw.Database, partner: str = "", most: int = SHOWN, *, untold: bool = False
) -> tuple[In, ...]:
    """Files of partners that came (of one), the newest first; `untold`: those only."""
    query = LocalIn.select()
    if partner:
        query = query.where(LocalIn.partner == partner)
    if untold:
        query = query.where(LocalIn.told == 0)
    rows = query.order_by(LocalIn.received.desc(), LocalIn.short_code).limit(most).tuples()
    return tuple(_in(row) for row in rows.execute(db))


def untold(db: pw.Database, outcomes: Collection[str]) -> frozenset[str]:
    """Partners with a file of one of these outcomes of which they were not told."""
    query = LocalIn.select(LocalIn.partner).where(
        LocalIn.told == 0, LocalIn.outcome << list(outcomes)
    )
    return frozenset(partner for (partner,) in fetch(db, query.distinct()))


def _in(row: tuple[str, str, str, str, str, str, str, int]) -> In:
    code, partner, name, outcome, reason, facts, received, told = row
    return In(code, partner, name, outcome, reason, facts, received, bool(told))

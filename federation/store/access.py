"""Reads and writes of the programs that may ask this node. Of this machine alone, never sent."""

from dataclasses import dataclass

import peewee as pw

from federation.core.names import fold

from .tables import LocalAccess


@dataclass(frozen=True, slots=True)
class ProgramView:
    """A program that may ask: what for (`scope`), and since which day."""

    id: int
    name: str
    scope: str
    made_on: str


_SHOWN = (LocalAccess.id, LocalAccess.name, LocalAccess.scope, LocalAccess.made_on)


def programs(db: pw.Database) -> tuple[ProgramView, ...]:
    """Every program that may ask, by number."""
    rows = LocalAccess.select(*_SHOWN).order_by(LocalAccess.id).tuples().execute(db)
    return tuple(ProgramView(*row) for row in rows)


def find_program(db: pw.Database, name: str) -> ProgramView | None:
    """The program of that name, however it is written, or None."""
    return next((one for one in programs(db) if fold(one.name) == fold(name)), None)


def program_of(db: pw.Database, digest: str) -> ProgramView | None:
    """The program whose secret has this hash, or None."""
    rows = LocalAccess.select(*_SHOWN).where(LocalAccess.digest == digest).tuples().execute(db)
    return next((ProgramView(*row) for row in rows), None)


def add_program(db: pw.Database, name: str, scope: str, digest: str, made_on: str) -> int:
    """A new program; returns its number. The name must be free (`find_program`)."""
    row = {"name": name, "folded": fold(name), "scope": scope, "digest": digest}
    return int(LocalAccess.insert(**row, made_on=made_on).execute(db))


def remove_program(db: pw.Database, number: int) -> None:
    """It may ask no more."""
    LocalAccess.delete().where(LocalAccess.id == number).execute(db)

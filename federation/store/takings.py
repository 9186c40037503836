"""What an office took in at one go: from where, how far it is, what became of each file.

Local to this machine and never sent. The newest few are kept, to be looked at and printed.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Final

import peewee as pw

from federation.core.refusals import Refusal

from .exchange import facts_text, read_reason
from .tables import LocalTaken, LocalTaking

KEPT: Final = 10
GOOD: Final = ("applied", "already")
HELD: Final = "held"


@dataclass(frozen=True, slots=True)
class Source:
    """A folder that is gone through. `path`: where; `label`: its name for people.

    `total` files lie in it (-1: not counted yet), `looked` of them were looked at, `others` were
    none of ours and are not listed.
    """

    kind: str
    path: str
    label: str = ""
    total: int = -1
    looked: int = 0
    others: int = 0
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Taking:
    """One go. `begun` and `ended` (or ""): moments, UTC; `reason`: why it stopped in the middle."""

    id: int
    begun: str
    ended: str
    sources: tuple[Source, ...]
    reason: Refusal | None

    @property
    def total(self) -> int:
        """Files found so far."""
        return sum(max(one.total, 0) for one in self.sources)

    @property
    def looked(self) -> int:
        """Files looked at so far."""
        return sum(one.looked for one in self.sources)

    @property
    def others(self) -> int:
        """Files that are none of ours."""
        return sum(one.others for one in self.sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A line: what became of one file, in the words of `sync.outcome`.

    `place`: its path, and what tells it from another one there.
    """

    place: str
    file: str
    outcome: str
    code: str
    facts: str
    sender: str
    stream: str
    incarnation: int
    first: int
    last: int
    entries: int
    new: int
    short_code: str
    writer: str

    @property
    def reason(self) -> Refusal | None:
        """Why, where there is something to say."""
        return read_reason(self.code, self.facts)


_COLUMNS: Final = tuple(field.name for field in fields(Taken))


def _taking(row: tuple[int, str, str, str, str, str]) -> Taking:
    number, begun, ended, told, code, facts = row
    sources = tuple(Source(**one) for one in json.loads(told))
    return Taking(number, begun, ended, sources, read_reason(code, facts))


def takings(db: pw.Database, most: int = KEPT) -> tuple[Taking, ...]:
    """The newest first."""
    rows = LocalTaking.select().order_by(LocalTaking.id.desc()).limit(most).tuples().execute(db)
    return tuple(_taking(row) for row in rows)


def taking(db: pw.Database, number: int) -> Taking | None:
    """One of them, or None."""
    rows = LocalTaking.select().where(LocalTaking.id == number).tuples().execute(db)
    return next((_taking(row) for row in rows), None)


def unfinished(db: pw.Database) -> Taking | None:
    """The one that goes on, or stopped in the middle; None: there is nothing to do."""
    return next((one for one in takings(db, 1) if not one.ended), None)


def add(db: pw.Database, source: Source, now: str) -> int:
    """One more folder to go through: with what goes on already, else as a new go. Its number."""
    going = unfinished(db)
    if going is not None:
        same = [one for one in going.sources if one.path == source.path and not one.is_done]
        if not same:
            _write(db, going.id, (*going.sources, source))
        stop(db, going.id, None)
        return going.id
    number = LocalTaking.insert(begun=now, sources=_text((source,))).execute(db)
    every = LocalTaking.select(LocalTaking.id).order_by(LocalTaking.id.desc()).tuples()
    gone = [one for (one,) in every.execute(db)][KEPT:]
    LocalTaken.delete().where(LocalTaken.taking << gone).execute(db)
    LocalTaking.delete().where(LocalTaking.id << gone).execute(db)
    return int(number)


def _text(sources: Iterable[Source]) -> str:
    return json.dumps([asdict(one) for one in sources])


def _write(db: pw.Database, number: int, sources: Iterable[Source]) -> None:
    LocalTaking.update(sources=_text(sources)).where(LocalTaking.id == number).execute(db)


def set_source(db: pw.Database, number: int, place: int, source: Source) -> None:
    """How far one of the folders is; others may have been added meanwhile."""
    now = taking(db, number)
    assert now is not None
    _write(db, number, (*now.sources[:place], source, *now.sources[place + 1 :]))


def stop(db: pw.Database, number: int, reason: Refusal | None) -> None:
    """It stopped in the middle, for this reason; None: it goes on."""
    code, facts = (reason.code, facts_text(reason.facts)) if reason else ("", "")
    LocalTaking.update(code=code, facts=facts).where(LocalTaking.id == number).execute(db)


def end(db: pw.Database, number: int, now: str) -> bool:
    """All was looked at; whether that is so, and nothing was added meanwhile."""
    told = taking(db, number)
    if told is None or not all(one.is_done for one in told.sources):
        return False
    LocalTaking.update(ended=now).where(LocalTaking.id == number).execute(db)
    return True


def note(db: pw.Database, number: int, lines: Iterable[Taken]) -> None:
    """What became of some files; of one that waited, and then went on, only the last."""
    for one in lines:
        if one.short_code and one.outcome != HELD:
            waited = (LocalTaken.taking == number) & (LocalTaken.outcome == HELD)
            LocalTaken.delete().where(waited, LocalTaken.short_code == one.short_code).execute(db)
        LocalTaken.insert(taking=number, **asdict(one)).execute(db)


def places(db: pw.Database, number: int) -> frozenset[str]:
    """Places of the files that were looked at, where what became of them is listed."""
    rows = LocalTaken.select(LocalTaken.place).where(LocalTaken.taking == number)
    return frozenset(place for (place,) in rows.distinct().tuples().execute(db) if place)


def counts(db: pw.Database, number: int) -> dict[str, int]:
    """How many lines of each outcome."""
    count = pw.fn.COUNT(LocalTaken.id)
    rows = LocalTaken.select(LocalTaken.outcome, count).where(LocalTaken.taking == number)
    return dict(rows.group_by(LocalTaken.outcome).tuples().execute(db))


def lines(
    db: pw.Database, number: int, *, good: bool, most: int, after: int = 0
) -> tuple[Taken, ...]:
    """Lines of files that are in the books, or of those that are not; in order, a part of them."""
    columns = [getattr(LocalTaken, name) for name in _COLUMNS]
    is_good = LocalTaken.outcome << GOOD
    rows = LocalTaken.select(*columns).where(
        LocalTaken.taking == number, is_good if good else ~is_good
    )
    rows = rows.order_by(LocalTaken.id).offset(after).limit(most)
    return tuple(
        Taken(**dict(zip(_COLUMNS, row, strict=True))) for row in rows.tuples().execute(db)
    )

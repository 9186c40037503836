"""Two versions of one history as pages show them: whose an entry is, and what stands twice."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from federation.store import Database
from federation.store.queries import books, branches
from sync.histories import Fork, Row
from sync.repair import Left

# Entries that give a member her name: it stands beside all of hers in the same version.
_NAMING: Final = ("member-admitted", "member-changed")
# More entries than a book has after any place that is compared.
_ALL: Final = 100_000

Names = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of a version; `who` is the member's name, "" where there is none to be shown.

    `same`: the entry in the books that says the same (0: none does).
    """

    row: Row
    who: str = ""
    same: int = 0


@dataclass(frozen=True, slots=True)
class Beside:
    """A fork with its entries as they are shown: what counts here, and what was set aside.

    `is_own`: of this machine's own entries; then the other version is what the office has.
    """

    fork: Fork
    here: tuple[Line, ...]
    other: tuple[Line, ...]
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class LeftLine:
    """An own entry that does not count, as it is shown."""

    left: Left
    line: Line


def to_members(fork: Fork, names: Names, own: str) -> Beside:
    """With names: for the people whose books they are; `own`: the lasting id of this node."""
    here, other = lines(fork.here, names), lines(fork.other, names)
    return Beside(fork, here, other, fork.writer == own)


def to_office(fork: Fork) -> Beside:
    """Kind, day and amount alone: whose they are is the group's to know."""
    here, other = (
        tuple(Line(replace(one, member=0, note="")) for one in rows)
        for rows in (fork.here, fork.other)
    )
    return Beside(replace(fork, here=(), other=()), here, other)


def lines(rows: Iterable[Row], names: Names) -> tuple[Line, ...]:
    """Entries of one version; names that it gave itself stand before those of the books."""
    told = tuple(rows)
    own = dict(names) | {one.member: one.note for one in told if one.kind in _NAMING and one.note}
    return tuple(
        Line(
            replace(one, note="") if one.kind in _NAMING else one,
            (own.get(one.member) or f"№ {one.member}") if one.member else "",
        )
        for one in told
    )


def left_lines(db: Database, book: int, left: tuple[Left, ...], names: Names) -> list[LeftLine]:
    """Own entries that do not count, each beside the one in the books that says the same."""
    shown = lines((one.row for one in left), names)
    if not left:
        return []
    there = _in_books(db, book, min(one.row.seq for one in left) - 1, names)
    found = []
    for one, line in zip(left, shown, strict=True):
        twins = there.get(_said(one.row, line.who), [])
        same = twins.pop(0) if twins and not one.again else 0
        found.append(LeftLine(one, replace(line, same=same)))
    return found


def _said(one: Row | books.EntryView, who: str) -> tuple[str, str, str, int]:
    return one.kind, one.day, who, one.amount_minor


def _in_books(
    db: Database, book: int, after: int, names: Names
) -> Mapping[tuple[str, str, str, int], list[int]]:
    """Entries that count, by what they say; those that were entered again are spoken for."""
    again = branches.numbers_again(db, book)
    found = defaultdict[tuple[str, str, str, int], list[int]](list)
    for one in books.entries(db, book, after=after, limit=_ALL):
        if one.seq not in again and not one.reversed_by:
            who = (names.get(one.member) or f"№ {one.member}") if one.member else ""
            found[_said(one, who)].append(one.seq)
    return found

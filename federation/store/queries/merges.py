"""Reads of requests that are asked as one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import peewee as pw

from ..tables import Merge, MergePart


@dataclass(frozen=True, slots=True)
class MergeView:
    """An ask that stands for several requests; at a group it names the group's own one only.

    `groups`: how many ask. `counted_again`: households that two of its groups count both; -1: not
    known here. `told_on`: the day on which a city was told of it, `split_on`: of its end; or "".
    """

    merge: str
    number: str
    title: str
    description: str
    groups: int
    counted_again: int
    day: str
    told_on: str
    split_on: str
    requests: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether they are asked as one now."""
        return not self.split_on


def merges(db: pw.Database) -> tuple[MergeView, ...]:
    """All of them, the newest first, those that hold before the others."""
    parts: dict[str, list[str]] = {}
    query = MergePart.select(MergePart.merge, MergePart.request).order_by(
        MergePart.merge, MergePart.request
    )
    for merge, request in query.tuples().execute(db):
        parts.setdefault(merge, []).append(request)
    if not parts:
        return ()
    rows = Merge.select().order_by(Merge.day.desc(), Merge.merge).tuples().execute(db)
    found = [MergeView(*[*row, tuple(parts.get(row[0], ()))]) for row in rows]
    return tuple(sorted(found, key=lambda one: not one.holds))


def merge(db: pw.Database, wanted: str) -> MergeView | None:
    """One of them, or None."""
    return next((one for one in merges(db) if one.merge == wanted), None)


def by_request(some: Iterable[MergeView]) -> Mapping[str, tuple[MergeView, ...]]:
    """In which each request is, or was, asked: the one that holds first."""
    found: dict[str, tuple[MergeView, ...]] = {}
    for one in some:
        for request in one.requests:
            found[request] = (*found.get(request, ()), one)
    return found

"""Repairs as a city has them: told of, taken in under a number, followed to their end."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec
import peewee as pw

from federation.core.events import RepairDetail, RepairReported, RepairWords
from federation.core.rules.repairs import ENDED, REPORTED

from ..database import fetch
from ..projections.repairs import details_text, point_text
from ..tables import Repair, RepairStep, Request

_DETAILS: Final = msgspec.json.Decoder(type=tuple[RepairDetail, ...])
IDS_TOGETHER: Final = 500
_COLUMNS: Final = tuple(field.name for field in Repair._meta.sorted_fields)
_POINT, _TOLD = _COLUMNS.index("point"), _COLUMNS.index("details")


@dataclass(frozen=True, slots=True)
class RepairStepView:
    """What the city did: a code, its day and moment (UTC), and what it said with it."""

    step: str
    day: str
    at: str
    department: str
    by: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class RepairView:
    """A repair; `number` "": not taken in yet. `point` in millionths of a degree, or ().

    `at`: when it was told, `changed`: when something last happened (UTC). `place` and `note` are
    free words, for the city's own people alone.
    """

    repair: str
    number: str
    state: str
    service: str
    day: str
    at: str
    channel: str
    program: str
    point: tuple[int, ...]
    details: tuple[RepairDetail, ...]
    place: str
    note: str
    department: str
    by: str
    changed: str
    steps: tuple[RepairStepView, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits."""
        return self.state not in ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which repairs: each empty field wants all. Moments in UTC, from and to with their bounds."""

    numbers: Collection[str] = ()
    services: Collection[str] = ()
    states: Collection[str] = ()
    told_from: str = ""
    told_to: str = ""
    changed_from: str = ""
    changed_to: str = ""


def repair(db: pw.Database, wanted: str) -> RepairView | None:
    """One repair by its id, with its steps, or None."""
    return next(iter(_with_steps(db, _views(db, [Repair.repair == wanted]))), None)


def taken_in(db: pw.Database, wanted: Wanted, most: int = 0) -> tuple[RepairView, ...]:
    """Repairs that have a number and fit, with their steps, the newest first.

    `most`: so many of them at most; 0: all.
    """
    tests = [Repair.number != ""]
    for field, some in (
        (Repair.number, wanted.numbers),
        (Repair.service, wanted.services),
        (Repair.state, wanted.states),
    ):
        tests += [field << list(some)] if some else []
    tests += [Repair.at >= wanted.told_from] if wanted.told_from else []
    tests += [Repair.at <= wanted.told_to] if wanted.told_to else []
    tests += [Repair.changed >= wanted.changed_from] if wanted.changed_from else []
    tests += [Repair.changed <= wanted.changed_to] if wanted.changed_to else []
    return _with_steps(db, _views(db, tests, most))


def settlements(db: pw.Database) -> tuple[str, ...]:
    """Where requests come from, as far as it is known here."""
    query = Request.select(Request.settlement).distinct().order_by(Request.settlement)
    return tuple(row[0] for row in fetch(db, query))


def all_repairs(db: pw.Database) -> tuple[RepairView, ...]:
    """Every repair without its steps, the newest first."""
    return _views(db, [])


def waiting(db: pw.Database, program: str | None = None) -> int:
    """How many were not taken in yet; of one program, or of all."""
    query = Repair.select(pw.fn.COUNT(Repair.repair)).where(Repair.state == REPORTED)
    if program is not None:
        query = query.where(Repair.program == program)
    return int(query.scalar(db))


def same_open(db: pw.Database, told: RepairReported, words: RepairWords) -> str:
    """The id of an open repair of which that program told just the same, or ""."""
    query = Repair.select(Repair.repair).where(
        Repair.state.not_in(ENDED),
        Repair.program == told.program,
        Repair.channel == told.channel,
        Repair.service == told.service,
        Repair.point == point_text(told.point),
        Repair.details == details_text(told.details),
        Repair.place == words.spot,
        Repair.note == words.note + words.rest,
    )
    return str(query.limit(1).scalar(db) or "")


def numbers_given(db: pw.Database, start: str) -> int:
    """How many repairs have a number that begins so."""
    query = Repair.select(pw.fn.COUNT(Repair.repair)).where(Repair.number.startswith(start))
    return int(query.scalar(db))


def _views(
    db: pw.Database, tests: Iterable[pw.Expression], most: int = 0
) -> tuple[RepairView, ...]:
    query = Repair.select().order_by(Repair.at.desc(), Repair.number.desc(), Repair.repair)
    for test in tests:
        query = query.where(test)
    if most:
        query = query.limit(most)
    return tuple(_view(row) for row in fetch(db, query))


def _view(row: Sequence[Any]) -> RepairView:
    told = list(row)
    told[_POINT] = tuple(map(int, told[_POINT].split()))
    told[_TOLD] = _DETAILS.decode(told[_TOLD])
    return RepairView(*told)


def _with_steps(db: pw.Database, found: Sequence[RepairView]) -> tuple[RepairView, ...]:
    steps: dict[str, list[RepairStepView]] = {}
    for first in range(0, len(found), IDS_TOGETHER):
        ids = [one.repair for one in found[first : first + IDS_TOGETHER]]
        query = RepairStep.select().where(RepairStep.repair << ids)
        for owner, _, *rest in fetch(db, query.order_by(RepairStep.repair, RepairStep.ordinal)):
            steps.setdefault(owner, []).append(RepairStepView(*rest))
    return tuple(replace(one, steps=tuple(steps.get(one.repair, ()))) for one in found)

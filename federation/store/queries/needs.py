"""Reads of households and houses: one member's answers and steps; counts for everybody else."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Final

import peewee as pw

from federation.core import households as counted
from federation.core.events import HouseholdRecord
from federation.core.households import Counts, ForRequest
from federation.core.rules.households import STEPS

from ..database import fetch
from ..tables import Entry, HomeCount, Household, HouseStep, Member
from . import books, health


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """What a member told of her household; `note` is told beside it."""

    seq: int
    day: str
    member: int
    told: HouseholdRecord


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of a member's house; money in minor units."""

    seq: int
    day: str
    member: int
    step: str
    cost_minor: int
    materials_minor: int
    labour_minutes: int
    plot: str
    block: str
    note: str


@dataclass(frozen=True, slots=True)
class House:
    """How far a member's house has come: its steps, the last first, and what went into it."""

    member: int
    steps: tuple[StepView, ...]

    @property
    def step(self) -> str:
        """Where it is now."""
        return self.steps[0].step

    @property
    def since(self) -> str:
        """The day on which it came there."""
        here = [one.day for one in self.steps]
        for place, one in enumerate(self.steps):
            if one.step != self.step:
                return here[place - 1]
        return here[-1]

    @property
    def cost_minor(self) -> int:
        """What was spent on it but materials."""
        return sum(one.cost_minor for one in self.steps)

    @property
    def materials_minor(self) -> int:
        """What materials cost."""
        return sum(one.materials_minor for one in self.steps)

    @property
    def labour_minutes(self) -> int:
        """How long people worked on it."""
        return sum(one.labour_minutes for one in self.steps)

    @property
    def plot(self) -> str:
        """The plot as last told."""
        return next((one.plot for one in self.steps if one.plot), "")

    @property
    def block(self) -> str:
        """The block as last told."""
        return next((one.block for one in self.steps if one.block), "")


def households(db: pw.Database, book: int, member: int = 0) -> tuple[HouseholdView, ...]:
    """The last telling of each member who has not left, or of one whoever she is."""
    query = (
        Household.select(Household, Entry.note)
        .join(Entry, on=((Entry.book == Household.book) & (Entry.seq == Household.seq)))
        .where(Household.book == book)
        .order_by(Household.seq)
    )
    if member:
        query = query.where(Household.member == member)
    else:
        query = query.where(Household.member << _here(book))
    last: dict[int, HouseholdView] = {}
    names = Household._meta.sorted_field_names[4:]
    for _, seq, day, whose, *told, note in query.tuples().execute(db):
        record = HouseholdRecord(note=note, **dict(zip(names, told, strict=True)))
        last[whose] = HouseholdView(seq, day, whose, record)
    return tuple(last[whose] for whose in sorted(last))


def _here(book: int) -> pw.ModelSelect:
    return Member.select(Member.member).where(Member.book == book, Member.left_on == "")


def counts(db: pw.Database, some: Iterable[int]) -> Counts:
    """The households of these books, added up."""
    return counted.count(one.told for book in some for one in households(db, book))


def for_request(db: pw.Database, book: int) -> ForRequest:
    """Counts that a request can begin with: of the members' households, none of others."""
    return counted.for_request(one.told for one in households(db, book))


def houses(db: pw.Database, book: int, member: int = 0) -> tuple[House, ...]:
    """The houses of members who have not left, the farthest first; or of one, whoever she is."""
    query = (
        HouseStep.select(HouseStep, Entry.note)
        .join(Entry, on=((Entry.book == HouseStep.book) & (Entry.seq == HouseStep.seq)))
        .where(HouseStep.book == book)
        .order_by(HouseStep.seq.desc())
    )
    if member:
        query = query.where(HouseStep.member == member)
    else:
        query = query.where(HouseStep.member << _here(book))
    steps: dict[int, list[StepView]] = {}
    for _, *told in query.tuples().execute(db):
        one = StepView(*told)
        steps.setdefault(one.member, []).append(one)
    found = (House(whose, tuple(some)) for whose, some in steps.items())
    return tuple(sorted(found, key=lambda one: (-STEPS.index(one.step), one.member)))


@dataclass(frozen=True, slots=True)
class Homes:
    """What a book's members told of their homes, counted; `by_step`: houses at each step."""

    book: int
    counts: Counts
    by_step: Mapping[str, int]


def homes(db: pw.Database) -> dict[int, Homes]:
    """Every book of which anything is told: as it was kept, or counted where it changed since."""
    kept = health.kept(db)
    found = {
        book: Homes(book, _counts(counts), json.loads(steps))
        for book, counts, steps in fetch(db, HomeCount.select())
        if book in kept
    }
    for book in _books_with_any(db) if len(kept) < len(books.books(db)) else ():
        if book not in kept and (told := homes_of(db, book)) is not None:
            found[book] = told
    return found


def homes_of(db: pw.Database, book: int) -> Homes | None:
    """Those of one book, counted from what each told; None: of members who are here nobody did."""
    run = db.connection().execute
    if not any(run(statement, (book,)).fetchone() for statement in _ANY):
        return None
    told = [one.told for one in households(db, book)]
    at = by_step(houses(db, book))
    return Homes(book, counted.count(told), at) if told or at else None


def home_row(told: Homes) -> tuple[int, str, str]:
    """As it is kept."""
    counts = {one.name: getattr(told.counts, one.name) for one in fields(Counts)}
    plain = {
        name: dict(value) if isinstance(value, Mapping) else value for name, value in counts.items()
    }
    return told.book, json.dumps(plain), json.dumps(told.by_step)


def _counts(text: str) -> Counts:
    told = json.loads(text)
    lacks = {name: tuple(three) for name, three in told.pop("lacks").items()}
    return Counts(**{**told, "by_count": tuple(told["by_count"])}, lacks=lacks)


_ANY: Final = (
    "SELECT 1 FROM household WHERE book = ? LIMIT 1",
    "SELECT 1 FROM house_step WHERE book = ? LIMIT 1",
)


def _books_with_any(db: pw.Database) -> frozenset[int]:
    told = [*fetch(db, Household.select(Household.book).distinct())]
    told += fetch(db, HouseStep.select(HouseStep.book).distinct())
    return frozenset(book for (book,) in told)


def by_step(found: Iterable[House]) -> dict[str, int]:
    """How many houses are at each step, in their order; steps with none are left out."""
    counted_by = Counter(one.step for one in found)
    return {step: counted_by[step] for step in STEPS if counted_by[step]}

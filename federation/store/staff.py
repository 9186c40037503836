"""What the staff of a city keep at their machine: words for answers, and whose department it is."""

from collections.abc import Iterable
from dataclasses import dataclass

import peewee as pw

from federation.core.names import fold

from .tables import LocalDepartment, LocalWording


@dataclass(frozen=True, slots=True)
class WordingView:
    """Words of an answer that were kept under a short name."""

    name: str
    verb: str
    text: str
    reason: str
    department: str


def wordings(db: pw.Database, verb: str = "") -> tuple[WordingView, ...]:
    """All that are kept, by name; perhaps of one verb only."""
    query = LocalWording.select(
        LocalWording.name,
        LocalWording.verb,
        LocalWording.text,
        LocalWording.reason,
        LocalWording.department,
    ).order_by(LocalWording.folded)
    if verb:
        query = query.where(LocalWording.verb == verb)
    return tuple(WordingView(*row) for row in query.tuples().execute(db))


def wording(db: pw.Database, name: str) -> WordingView | None:
    """The words of that name, however it is written, or None."""
    return next((one for one in wordings(db) if fold(one.name) == fold(name)), None)


def keep_wording(db: pw.Database, one: WordingView) -> None:
    """Keep them; those that had the name before are gone."""
    drop_wording(db, one.name)
    LocalWording.insert(
        folded=fold(one.name),
        name=one.name,
        verb=one.verb,
        text=one.text,
        reason=one.reason,
        department=one.department,
    ).execute(db)


def drop_wording(db: pw.Database, name: str) -> None:
    """Keep them no longer."""
    LocalWording.delete().where(LocalWording.folded == fold(name)).execute(db)


def departments(db: pw.Database, user: int) -> tuple[str, ...]:
    """The departments of a person, in the order in which they were told."""
    rows = (
        LocalDepartment.select(LocalDepartment.department)
        .where(LocalDepartment.user == user)
        .order_by(LocalDepartment.place)
    )
    return tuple(row[0] for row in rows.tuples().execute(db))


def set_departments(db: pw.Database, user: int, told: Iterable[str]) -> None:
    """These are her departments now; one that is told twice stands once."""
    once: dict[str, str] = {}
    for one in told:
        once.setdefault(fold(one), one)
    once.pop("", None)
    LocalDepartment.delete().where(LocalDepartment.user == user).execute(db)
    for place, one in enumerate(once.values()):
        LocalDepartment.insert(user=user, place=place, department=one).execute(db)

"""Reads of settlements under embargo."""

from collections.abc import Mapping
from dataclasses import dataclass

import peewee as pw

from ..tables import Embargo


@dataclass(frozen=True, slots=True)
class EmbargoView:
    """A settlement of which nothing is published, since when and why."""

    place: str
    settlement: str
    reason: str
    day: str


def embargoes(db: pw.Database) -> Mapping[str, EmbargoView]:
    """By the name of the settlement as it is compared (`core.figures.settlement_key`)."""
    rows = Embargo.select().order_by(Embargo.place).tuples().execute(db)
    return {row[0]: EmbargoView(*row) for row in rows}

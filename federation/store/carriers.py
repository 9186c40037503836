"""Who carries an office's files to whom: people or ways that staff name. Local, and never sent."""

from collections.abc import Iterable
from dataclasses import dataclass

import peewee as pw

from federation.core.names import fold

from .tables import LocalCarried, LocalCarrier


@dataclass(frozen=True, slots=True)
class Carrier:
    """Somebody, or a way, that takes files to the partners in `nodes` (their lasting ids)."""

    id: int
    name: str
    nodes: frozenset[str]


def carriers(db: pw.Database) -> tuple[Carrier, ...]:
    """Everybody, by name."""
    carried: dict[int, set[str]] = {}
    for node, carrier in LocalCarried.select().tuples().execute(db):
        carried.setdefault(carrier, set()).add(node)
    rows = LocalCarrier.select(LocalCarrier.id, LocalCarrier.name, LocalCarrier.folded).tuples()
    return tuple(
        Carrier(number, name, frozenset(carried.get(number, ())))
        for number, name, _ in sorted(rows.execute(db), key=lambda row: row[2])
    )


def carrier(db: pw.Database, number: int) -> Carrier | None:
    """One of them, or None."""
    return next((one for one in carriers(db) if one.id == number), None)


def of(db: pw.Database) -> dict[str, Carrier]:
    """Who carries, by the partner's lasting id."""
    return {node: one for one in carriers(db) for node in one.nodes}


def is_taken(db: pw.Database, name: str) -> bool:
    """Whether somebody of that name carries already."""
    found = LocalCarrier.select(LocalCarrier.id).where(LocalCarrier.folded == fold(name))
    return found.scalar(db) is not None


def add(db: pw.Database, name: str) -> int:
    """Somebody new; the number."""
    return int(LocalCarrier.insert(name=name, folded=fold(name)).execute(db))


def give(db: pw.Database, number: int, nodes: Iterable[str]) -> None:
    """From now on this carrier takes files to these, whoever did before."""
    for node in nodes:
        LocalCarried.insert(node=node, carrier=number).on_conflict(
            conflict_target=[LocalCarried.node], preserve=[LocalCarried.carrier]
        ).execute(db)


def take_away(db: pw.Database, number: int, nodes: Iterable[str]) -> None:
    """This carrier no longer takes files to these."""
    LocalCarried.delete().where(
        LocalCarried.carrier == number, LocalCarried.node << list(nodes)
    ).execute(db)


def remove(db: pw.Database, number: int) -> None:
    """Somebody carries no more; nothing of her is kept."""
    LocalCarried.delete().where(LocalCarried.carrier == number).execute(db)
    LocalCarrier.delete().where(LocalCarrier.id == number).execute(db)

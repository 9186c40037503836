"""A database that was put back from a copy, and knows it.

How far its chains once went nobody knows until their readers told: until then nothing is written
on them. `asks` is a number drawn then; a file that answers it was written after, so that an old
one brought again cannot pass for word of today.
"""

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import peewee as pw

from . import local

if TYPE_CHECKING:
    from .journal import StreamEnd

NAME: Final = "restored"


@dataclass(frozen=True, slots=True)
class Restored:
    """Since when (UTC), the number that is asked with, and the chains that are unsure.

    A chain is named by stream, reader ("": its hub) and incarnation.
    """

    since: str
    asks: str
    chains: frozenset[tuple[str, str, int]]


def read(db: pw.Database) -> Restored | None:
    """What is unsure here; None when nothing is."""
    text = local.state(db, NAME)
    if not text:
        return None
    told = json.loads(text)
    chains = frozenset((kind, partner, int(number)) for kind, partner, number in told["chains"])
    return Restored(told["since"], told["asks"], chains)


def write(db: pw.Database, told: Restored | None) -> None:
    """Write down what is unsure; nothing, once all is known again."""
    if told is None or not told.chains:
        local.set_state(db, NAME, "")
        return
    chains = sorted(told.chains)
    local.set_state(
        db, NAME, json.dumps({"since": told.since, "asks": told.asks, "chains": chains})
    )


def settle(db: pw.Database, chain: tuple[str, str, int]) -> None:
    """How far this chain went is known now."""
    told = read(db)
    if told is not None and chain in told.chains:
        write(db, replace(told, chains=told.chains - {chain}))


def is_unsure(told: Restored | None, end: "StreamEnd") -> bool:
    """Whether nobody knows yet how far this own chain once went."""
    return told is not None and (end.kind, end.partner, end.incarnation) in told.chains

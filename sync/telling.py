"""What a file says besides its entries: what was received, what became of it, what it comes to.

It stands in the signed header of every file to a partner, and is told again with each: one that
is lost takes nothing with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from federation.core import canonical, kinds
from federation.node import Node
from federation.store import Database, exchange, journal, letters, local
from federation.store.queries import states
from federation.store.queries.requests import PartnerView

from . import acks, batch, earlier, holding, restored
from .batch import News, State
from .checks import Letter

FILES_TOLD: Final = 20
GAPS_TOLD: Final = 10
DIFFERS: Final = "state differs"
MISSING: Final = "missing"


@dataclass(frozen=True, slots=True)
class Told:
    """The parts of a header that speak of the reader."""

    acks: tuple[batch.Ack, ...]
    asks: str
    answers: str
    news: tuple[News, ...]
    states: tuple[State, ...]


def told_to(db: Database, node: Node, partner: PartnerView) -> Told:
    """What a file to a partner says now."""
    return Told(
        acks.due(db, node, partner),
        restored.asks(db),
        restored.answers(db, partner.node),
        (*_gaps(db, partner), *_files(db, partner)),
        tuple(_states(db, node, partner)),
    )


def _files(db: Database, partner: PartnerView) -> Iterator[News]:
    """First those that its writer never heard of, then the newest of the others."""
    untold = letters.ins(db, partner.node, FILES_TOLD, untold=True)
    known = [one for one in letters.ins(db, partner.node, FILES_TOLD) if one.told]
    for one in (*untold, *known)[:FILES_TOLD]:
        yield News(one.short_code, one.outcome, one.code, one.facts)


def _gaps(db: Database, partner: PartnerView) -> Iterator[News]:
    """Ranges that never came, while later files wait for them or an earlier card was closed."""
    for one in earlier.holes(db, partner.node):
        facts = {"stream": one.kind, "first": one.last + 1, "last": one.closed}
        yield News("", MISSING, holding.GAP, canonical.encode(facts).decode())
    waiting = exchange.held(db, partner.node)
    ends = {(end.kind, end.incarnation): end.last for end in journal.ends(db, partner.node)}
    for chain in sorted(
        {(one.kind, one.incarnation) for one in waiting if one.code == holding.GAP}
    ):
        here = [(one.first, one.last) for one in waiting if (one.kind, one.incarnation) == chain]
        for first, last in holding.gaps(ends.get(chain, 0), here)[:GAPS_TOLD]:
            facts = {"stream": chain[0], "first": first, "last": last}
            yield News("", MISSING, holding.GAP, canonical.encode(facts).decode())


def _states(db: Database, node: Node, partner: PartnerView) -> Iterator[State]:
    """A hub tells a group what its books come to here, at the last entry that counts."""
    if node.settings.role != "hub":
        return
    end = journal.find(db, partner.node, kinds.LEDGER, incarnation=partner.incarnation)
    if end is not None and end.counted > end.base:
        counts, accounts = states.state_at(db, end.book, end.counted, end.counted)
        yield State(kinds.LEDGER, end.incarnation, end.counted, counts, accounts)


def compare(db: Database, node: Node, letter: Letter) -> None:
    """Hold what a hub makes of our books against what we make of them; a difference is kept.

    It is an alarm for people, and repairs nothing.
    """
    own = node.settings
    for told in letter.batch.header.states:
        end = journal.find(db, own.node_id, told.stream, incarnation=told.incarnation)
        if told.stream != kinds.LEDGER or end is None or not end.own:
            continue
        if not end.base < told.seq <= end.last:
            continue
        counts, accounts = states.state_at(db, end.book, told.seq, end.last)
        differ = [
            name
            for name, here, there in _pairs(counts + accounts, told.counts + told.accounts)
            if here != there
        ]
        local.set_state(db, DIFFERS, f"{told.seq} {' '.join(differ)}" if differ else "")


def _pairs(
    here: tuple[tuple[str, int], ...], there: tuple[tuple[str, int], ...]
) -> Iterator[tuple[str, int, int]]:
    ours, theirs = dict(here), dict(there)
    for name in sorted(ours.keys() | theirs.keys()):
        yield name, ours.get(name, 0), theirs.get(name, 0)

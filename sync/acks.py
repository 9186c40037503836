"""Acknowledgements: how far each side holds the other's chains, by number and head.

Every file carries, in its signed header, what its sender holds from its receiver. An
acknowledgement counts only where our own chain had that very head; then it may also go back, for a
partner that was put back from an older copy needs its entries again. One beyond our end says that
we were put back; one with another head says that our chain went two ways.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from federation.core import chain
from federation.node import Node
from federation.store import Database, exchange, journal
from federation.store.mark import Marks
from federation.store.queries.requests import PartnerView

from . import streams

# Owner of the chain ("" or its node id), stream, incarnation, number, head (64 hex).
Ack = tuple[str, str, int, int, str]


def due(db: Database, node: Node, partner: PartnerView) -> tuple[Ack, ...]:
    """What this node holds of each chain a partner may send it, from its very beginning on."""
    start = chain.start(partner.card.encode()).hex()
    return tuple(
        ("", kind, end.incarnation, end.last, end.head) if end else ("", kind, 1, 0, start)
        for kind, end in streams.received_chains(db, node, partner).items()
    )


def text(acks: Iterable[Ack]) -> str:
    """Acknowledgements as they are kept beside what was sent."""
    return json.dumps([list(ack) for ack in acks])


def parse(kept: str) -> tuple[Ack, ...]:
    """Acknowledgements as they were kept."""
    told = json.loads(kept) if kept else []
    return tuple((str(o), str(k), int(i), int(s), str(h)) for o, k, i, s, h in told)


def unsent(db: Database, node: Node, partner: PartnerView) -> bool:
    """Whether a partner has not been told how far its chains are here."""
    now = due(db, node, partner)
    _, kept = exchange.sent(db, exchange.ACKS_ROW, partner.node)
    if kept == AGAIN:
        return bool(now)
    told = {(kind, inc): (seq, head) for _, kind, inc, seq, head in parse(kept)}
    return any(seq and told.get((kind, inc)) != (seq, head) for _, kind, inc, seq, head in now)


# Kept in place of what was sent: tell it again, the partner does not know.
AGAIN = "[]"


def tell_again(db: Database, partner: str) -> None:
    """The partner evidently lacks our last acknowledgement: it is to be sent again."""
    exchange.note_sent(db, exchange.ACKS_ROW, partner, 0, AGAIN)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the acknowledgements in a file mean here.

    `equal`: own chain (its id), number and head to note; `beyond`: marks above our end; `other`:
    streams whose head is another one here, with number and their head.
    """

    equal: tuple[tuple[int, int, str], ...]
    beyond: Marks
    other: tuple[tuple[str, int, int, str], ...]


def read(
    db: Database, node: Node, partner: PartnerView, told: Iterable[Sequence[object]]
) -> Reading:
    """Compare a partner's acknowledgements with our own chains."""
    equal, beyond, other = [], {}, []
    card_line = journal.own_card(node)
    sendable = streams.route(node.settings.role, partner.role).streams
    for owner, kind, incarnation, seq, head in told:
        if owner not in ("", node.settings.node_id) or kind not in sendable:
            continue
        assert isinstance(kind, str)
        assert isinstance(incarnation, int)
        assert isinstance(seq, int)
        assert isinstance(head, str)
        reader = streams.reader_of(kind, partner.node)
        end = journal.find(db, node.settings.node_id, kind, reader, incarnation)
        last = end.last if end else 0
        if seq > last:
            beyond[kind, reader, incarnation] = (seq, head)
            continue
        ours = journal.head_at(db, end, seq, card_line) if end else chain.start(card_line).hex()
        if head != ours:
            other.append((kind, incarnation, seq, head))
        elif end is not None and seq:
            equal.append((end.id, seq, head))
    return Reading(tuple(equal), beyond, tuple(other))

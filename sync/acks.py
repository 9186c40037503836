"""Acknowledgements: how far each side holds the other's chains, by number and head.

Every file carries, in its signed header, what its sender holds from its receiver. An
acknowledgement counts only where our own chain had that very head; then it may also go back, for a
partner that was put back from an older copy needs its entries again. One beyond our end says that
we were put back; one with another head says that our chain went two ways.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import msgspec

from federation.core import canonical, chain
from federation.core.refusals import Refusal, refuse
from federation.node import Node
from federation.store import Database, StreamEnd, exchange, journal, letters
from federation.store.mark import Chain, Marks
from federation.store.queries.requests import PartnerView

from . import earlier, streams
from .batch import Ack


def due(db: Database, node: Node, partner: PartnerView) -> tuple[Ack, ...]:
    """What this node holds of each chain a partner may send it, from its very beginning on.

    And of chains of its earlier cards that are not whole here.
    """
    return _due(db, node, partner, journal.ends(db, partner.node))


def _due(
    db: Database, node: Node, partner: PartnerView, chains: Collection[StreamEnd]
) -> tuple[Ack, ...]:
    """The same, of the partner's chains here."""
    start = chain.start(partner.card.encode()).hex()
    now = tuple(
        Ack("", kind, end.incarnation, end.counted, _counted_head(db, end))
        if end
        else Ack("", kind, 1, 0, start)
        for kind, end in streams.newest_chains(node, partner, chains).items()
    )
    return (*now, *earlier.acks_of(partner, chains))


def _counted_head(db: Database, end: StreamEnd) -> str:
    if end.counted == end.last:
        return end.head
    head = exchange.kept_head(db, end, end.counted)
    assert head is not None
    return head


def text(acks: Iterable[Ack]) -> str:
    """Acknowledgements as they are kept beside what was sent."""
    return canonical.encode(tuple(acks)).decode()


def parse(kept: str) -> tuple[Ack, ...]:
    """Acknowledgements as they were kept."""
    return msgspec.json.decode(kept or AGAIN, type=tuple[Ack, ...])


def unsent(db: Database, node: Node, partner: PartnerView) -> bool:
    """Whether a partner has not been told how far its chains are here."""
    if any(one.outcome in TOLD_AT_ONCE for one in letters.ins(db, partner.node, untold=True)):
        return True
    _, kept = exchange.sent(db, exchange.ACKS_ROW, partner.node)
    return _differ(due(db, node, partner), kept)


def untold(db: Database, node: Node, partners: Iterable[PartnerView]) -> frozenset[str]:
    """Ids of the partners to whom `unsent` applies: all of them looked at in one go."""
    hears = letters.untold(db, TOLD_AT_ONCE)
    chains: dict[str, list[StreamEnd]] = {}
    for end in journal.ends(db):
        chains.setdefault(end.owner, []).append(end)
    kept = exchange.all_sent(db)
    return frozenset(
        one.node
        for one in partners
        if one.node in hears
        or _differ(
            _due(db, node, one, chains.get(one.node, ())),
            kept.get((exchange.ACKS_ROW, one.node), (0, ""))[1],
        )
    )


def _differ(now: tuple[Ack, ...], kept: str) -> bool:
    """Whether a partner was last told something else; of nothing it need not be told."""
    return now != parse(kept) if kept else any(ack.seq for ack in now)


# What became of a file, where its writer must hear of it even if nothing else is to be sent.
TOLD_AT_ONCE: Final = frozenset({"held", "refused"})
# Kept in place of what was sent: tell it again, the partner does not know.
AGAIN = "[]"


def tell_again(db: Database, partner: str) -> None:
    """The partner evidently lacks our last acknowledgement: it is to be sent again."""
    exchange.note_sent(db, exchange.ACKS_ROW, partner, 0, AGAIN)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the acknowledgements in a file mean here.

    `equal`: own chain (its id), number and head to note; `beyond`: marks above our end; `other`:
    those whose head is another one here.
    """

    equal: tuple[tuple[int, int, str], ...]
    beyond: Mapping[Chain, tuple[int, str]]
    other: tuple[Ack, ...]


NOTHING: Final = Reading((), MappingProxyType({}), ())


def read(db: Database, node: Node, partner: PartnerView, told: Iterable[Ack]) -> Reading:
    """Compare a partner's acknowledgements with our own chains."""
    equal: list[tuple[int, int, str]] = []
    beyond: Marks = {}
    other: list[Ack] = []
    card_line = journal.own_card(node)
    sendable = streams.route(node.settings.role, partner.role).streams
    for ack in told:
        mine = ("", node.settings.node_id, node.settings.writer_id)
        if ack.owner not in mine or ack.stream not in sendable:
            continue
        if ack.incarnation != node.settings.incarnation:
            continue
        reader = streams.reader_of(ack.stream, partner.node)
        end = journal.find(db, node.settings.node_id, ack.stream, reader, ack.incarnation)
        last = end.last if end else 0
        if ack.seq > last:
            beyond[ack.stream, reader, ack.incarnation] = (ack.seq, ack.head)
            continue
        # None before the chain's beginning: there the partner has it begin elsewhere.
        ours = journal.head_at(db, end, ack.seq) if end else chain.start(card_line).hex()
        if ack.head != ours:
            other.append(ack)
        elif end is not None:
            equal.append((end.id, ack.seq, ack.head))
    return Reading(tuple(equal), beyond, tuple(other))


def note(db: Database, partner: PartnerView, reading: Reading) -> bool:
    """Write down how far a partner holds our chains; whether that is news, up or down."""
    news = False
    for stream, seq, head in reading.equal:
        before = exchange.acknowledged(db, stream, partner.node)
        if before != (seq, head) and (seq or before is not None):
            exchange.note_acknowledged(db, stream, partner.node, seq, head)
            news = True
    return news


def beyond_notice(partner: PartnerView, reading: Reading) -> Refusal | None:
    """Word that a partner holds more of our chains than we do: we were put back."""
    for (stream, _, _), (seq, _) in reading.beyond.items():
        return refuse("node-behind", name=partner.name, stream=stream, entry=seq)
    return None

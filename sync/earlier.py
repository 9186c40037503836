"""Entries of an earlier card that a reader lost are told again, by the present card.

A hub that was put back, and had the closing of a card back with its list of partners, may lack
what came before. Its acknowledgements name the place, and the writer tells the rest of that chain
in one file that its present card signs. They are proved by the head at which the hub itself closed
the chain; what came with later cards waits until then.
"""

import json
from collections.abc import Iterable, Iterator

from federation.core import kinds
from federation.core.events import PartnerEnrolled
from federation.node import Node
from federation.store import Database, StreamEnd, exchange, journal, local, replay
from federation.store.journal import Told
from federation.store.queries import requests
from federation.store.queries.requests import PartnerView

from . import cards, streams, volumes
from .batch import Ack


def holes(db: Database, owner: str, kind: str = "") -> tuple[StreamEnd, ...]:
    """A partner's chains (of one kind) that end before the entry at which they were closed."""
    return holes_in(journal.ends(db, owner), kind)


def holes_in(ends: Iterable[StreamEnd], kind: str = "") -> tuple[StreamEnd, ...]:
    """The same, of a partner's chains."""
    return tuple(
        end
        for end in ends
        if kind in ("", end.kind) and not end.own and end.incarnation > 0 and end.last < end.closed
    )


def acks(db: Database, partner: PartnerView) -> tuple[Ack, ...]:
    """How far chains of a partner's earlier cards are here that are not whole."""
    return acks_of(partner, journal.ends(db, partner.node))


def acks_of(partner: PartnerView, chains: Iterable[StreamEnd]) -> tuple[Ack, ...]:
    """The same, of the partner's chains here."""
    return tuple(
        Ack("", end.kind, end.incarnation, end.last, end.head)
        for end in holes_in(chains)
        if end.incarnation < partner.incarnation
    )


def note(db: Database, node: Node, partner: PartnerView, told: Iterable[Ack]) -> None:
    """Write down which of our earlier chains a partner lacks the end of."""
    lacks = {
        ack.stream: [ack.incarnation, place]
        for ack in sorted(told, key=lambda one: one.incarnation, reverse=True)
        if 0 < ack.incarnation < node.settings.incarnation
        and (place := _place(db, node, partner, ack)) is not None
    }
    now = json.dumps(lacks) if lacks else ""
    if local.state(db, f"lacks {partner.node}") != now:
        local.set_state(db, f"lacks {partner.node}", now)


def _place(db: Database, node: Node, partner: PartnerView, ack: Ack) -> int | None:
    """After which entry of a chain here a partner lacks it, up to its closing; None: not so.

    After the one that it names; where it has another one there, it lacks all of the chain.
    """
    end = _chain(db, node, partner, ack.stream, ack.incarnation)
    if end is None or not end.base <= ack.seq < end.closed <= end.last:
        return None
    return ack.seq if head_at(db, end, ack.seq) == ack.head else end.base


def closing_of(db: Database, end: StreamEnd) -> tuple[int, str] | None:
    """The number and head at which the card of a chain was closed."""
    writers = requests.writers(db, end.owner)
    closed = (one.end(end.kind) for one in writers if one.incarnation == end.incarnation)
    return next(closed, None)


def _chain(
    db: Database, node: Node, partner: PartnerView, kind: str, incarnation: int
) -> StreamEnd | None:
    if kind not in streams.route(node.settings.role, partner.role).streams:
        return None
    reader = streams.reader_of(kind, partner.node)
    return journal.find(db, node.settings.node_id, kind, reader, incarnation)


def due(db: Database, node: Node, partner: PartnerView) -> Iterator[tuple[StreamEnd, int]]:
    """Earlier chains to be told again, with the first entry that the partner lacks."""
    told = json.loads(local.state(db, f"lacks {partner.node}") or "{}")
    for kind, (incarnation, seq) in told.items():
        end = _chain(db, node, partner, kind, incarnation)
        if end is not None and seq < end.closed <= end.last and _fits(db, end, seq + 1):
            yield end, seq + 1


def _fits(db: Database, end: StreamEnd, first: int) -> bool:
    """Whether the rest of a chain goes into one file, for its last entry proves the others."""
    told = lines(db, end, first, end.closed)
    size = sum(len(line) + len(beside or b"") + 2 for _, line, beside in told)
    many = 2 * (end.closed - first + 1) > volumes.LINES_MAX
    return size <= volumes.PACKED_BYTES_MAX and not many


def head_at(db: Database, end: StreamEnd, seq: int) -> str | None:
    """The head (64 hex) of a chain of this node, written here or come back."""
    return journal.head_at(db, end, seq) if end.own else exchange.kept_head(db, end, seq)


def lines(db: Database, end: StreamEnd, first: int, last: int) -> Iterator[Told]:
    """Entries of a chain of this node, written here or come back."""
    if end.own:
        for seq, _, line, beside in journal.own_lines(db, end.id, first, last):
            yield seq, line, beside
    else:
        yield from (one for one in replay.chain_lines(db, end) if first <= one[0] <= last)


def line_of(db: Database, owner: str) -> list[tuple[str, int, str]]:
    """The cards of a node, of a partner with its present one: id, number, line."""
    line = [(one.writer, one.incarnation, one.card) for one in requests.writers(db, owner)]
    partner = requests.partner(db, owner)
    if partner is not None and partner.node == owner:
        line.append((partner.writer, partner.incarnation, partner.card))
    return line


def signer(db: Database, end: StreamEnd, named: str) -> cards.Card | None:
    """The card that may have signed a file of this chain: its own, or one that came after it.

    None where no card of that id may. Raises Refusal `card-unsound`.
    """
    for writer, incarnation, card in line_of(db, end.owner):
        told_again = incarnation > end.card_number and end.closed >= 0
        if writer == named and (incarnation == end.card_number or told_again):
            return cards.read_card(card.encode())
    return None


def cards_ever(db: Database, owner: str) -> dict[str, cards.Card]:
    """Every card that ever stood in a node's line, by id, also where another has its place now.

    Read from what was written down when partners were admitted. Raises Refusal.
    """
    found: dict[str, cards.Card] = {}
    for own in journal.ends(db):
        if own.kind != kinds.REGISTER:
            continue
        for numbered in replay.line_entries(db, own):
            event = numbered.event
            if not isinstance(event, PartnerEnrolled) or owner not in (event.line, event.partner):
                continue
            charter = cards.read_charter(event.charter.encode())
            for line in (charter.partner.line, *(one.card.encode() for one in event.earlier)):
                found[cards.fingerprint(line)] = cards.read_card(line)
    return found

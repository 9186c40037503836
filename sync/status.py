"""What was sent, acknowledged, received, is missing, waits or forked: per partner and stream."""

from collections.abc import Iterable
from dataclasses import dataclass

from federation.node import Node
from federation.store import Database, Store, clock, exchange
from federation.store.exchange import HeldView
from federation.store.queries import requests
from federation.store.queries.requests import PartnerView

from . import acks, clocks, earlier, holding, standstill, streams


@dataclass(frozen=True, slots=True)
class StreamStatus:
    """One chain between this node and a partner; numbers are of entries, 0: none.

    Of an own chain: `last` written here, `sent` into a file, `acknowledged` by the partner. Of a
    partner's: `last` that is known to exist, `received` without a gap, `acknowledged` to it in the
    last file written; `missing` ranges, and how many files are `held`.
    """

    stream: str
    last: int
    sent: int
    acknowledged: int
    received: int
    missing: tuple[tuple[int, int], ...]
    held: int


@dataclass(frozen=True, slots=True)
class PartnerStatus:
    """A partner and the chains between it and this node; `forked`: one of them went two ways.

    `node` is its lasting id, `writer` that of its present card. `clock`: what its last files say of
    the clock there: "ahead", "behind", "back" (a later file tells an earlier time), or "".
    """

    node: str
    writer: str
    code: str
    name: str
    role: str
    forked: bool
    streams: tuple[StreamStatus, ...]
    clock: str = ""


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """This node and its partners, by their codes."""

    node: str
    role: str
    name: str
    partners: tuple[PartnerStatus, ...]


def status(store: Store) -> NodeStatus:
    """How the exchange of files stands."""
    own = store.node.settings
    with store.reading() as db:
        waiting = exchange.held(db)
        known = requests.partners(db)
        forked = standstill.partners(db, store.node)
        partners = tuple(
            PartnerStatus(
                one.node,
                one.writer,
                one.code,
                one.name,
                one.role,
                one.node in forked,
                _own_streams(db, store.node, one) + _their_streams(db, store.node, one, waiting),
                clocks.flag_of(clock.stamps(db, one.node)),
            )
            for one in known
        )
    return NodeStatus(own.writer_id, own.role, own.name, partners)


def _own_streams(db: Database, node: Node, partner: PartnerView) -> tuple[StreamStatus, ...]:
    rows = []
    for kind in streams.route(node.settings.role, partner.role).streams:
        end = streams.own_chain(db, node, kind, partner.node)
        if end is None:
            rows.append(StreamStatus(kind, 0, 0, 0, 0, (), 0))
            continue
        # What a card before this one wrote its reader has: there it was closed.
        sent = max(exchange.sent(db, end.id, partner.node)[0], end.base)
        known = exchange.acknowledged(db, end.id, partner.node)
        acknowledged = max(known[0] if known else 0, end.base)
        rows.append(StreamStatus(kind, end.last, sent, acknowledged, 0, (), 0))
    return tuple(rows)


def _their_streams(
    db: Database, node: Node, partner: PartnerView, waiting: Iterable[HeldView]
) -> tuple[StreamStatus, ...]:
    _, kept = exchange.sent(db, exchange.ACKS_ROW, partner.node)
    told = {(ack.stream, ack.incarnation): ack.seq for ack in acks.parse(kept)}
    rows = []
    for kind, end in streams.received_chains(db, node, partner).items():
        received = end.last if end else 0
        files = [one for one in waiting if (one.sender, one.kind) == (partner.node, kind)]
        here = [(view.first, view.last) for view in files if not holding.is_evidence(view.code)]
        last = max([received, *(until for _, until in here)])
        acknowledged = told.get((kind, end.incarnation if end else 1), 0)
        lost = [(one.last + 1, one.closed) for one in earlier.holes(db, partner.node, kind)]
        missing = (*lost, *holding.gaps(received, here))
        rows.append(StreamStatus(kind, last, 0, acknowledged, received, missing, len(files)))
    return tuple(rows)

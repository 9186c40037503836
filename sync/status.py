"""What was sent, acknowledged, received, is missing, waits or forked: per partner and stream."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from federation.node import Node
from federation.store import Database, Store, StreamEnd, clock, exchange, journal
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


def status(store: Store, *, only: str = "") -> NodeStatus:
    """How the exchange of files stands; `only`: with the partner of this code."""
    own = store.node.settings
    with store.reading() as db:
        known, forked = requests.partners(db), standstill.partners(db, store.node)
        here = _gathered(db)
        partners = tuple(
            PartnerStatus(
                one.node,
                one.writer,
                one.code,
                one.name,
                one.role,
                one.node in forked,
                _own_streams(here, store.node, one) + _their_streams(here, store.node, one),
                clocks.flag_of(here.stamps.get(one.node, ())),
            )
            for one in known
            if only in ("", one.code)
        )
    return NodeStatus(own.writer_id, own.role, own.name, partners)


@dataclass(frozen=True, slots=True)
class _Here:
    """What is known of all chains, read once: a hub has a thousand partners.

    `ends` by owner, then by kind, partner and card; `held` by sender and kind; `stamps` by node.
    """

    ends: Mapping[str, Mapping[tuple[str, str, int], StreamEnd]]
    sent: Mapping[tuple[int, str], tuple[int, str]]
    acknowledged: Mapping[tuple[int, str], tuple[int, str]]
    held: Mapping[tuple[str, str], Sequence[HeldView]]
    stamps: Mapping[str, tuple[clock.Stamp, ...]]


def _gathered(db: Database) -> _Here:
    ends: dict[str, dict[tuple[str, str, int], StreamEnd]] = {}
    for end in journal.ends(db):
        ends.setdefault(end.owner, {})[end.kind, end.partner, end.incarnation] = end
    held: dict[tuple[str, str], list[HeldView]] = {}
    for one in exchange.held(db):
        held.setdefault((one.sender, one.kind), []).append(one)
    stamps: dict[str, tuple[clock.Stamp, ...]] = {}
    for stamp in clock.stamps(db):
        stamps[stamp.node] = (*stamps.get(stamp.node, ()), stamp)
    return _Here(ends, exchange.all_sent(db), exchange.acknowledgements(db), held, stamps)


def _own_streams(here: _Here, node: Node, partner: PartnerView) -> tuple[StreamStatus, ...]:
    own, rows = node.settings, []
    for kind in streams.route(own.role, partner.role).streams:
        key = (kind, streams.reader_of(kind, partner.node), own.incarnation)
        end = here.ends.get(own.node_id, {}).get(key)
        if end is None:
            rows.append(StreamStatus(kind, 0, 0, 0, 0, (), 0))
            continue
        # What a card before this one wrote its reader has: there it was closed.
        sent = max(here.sent.get((end.id, partner.node), (0, ""))[0], end.base)
        known = here.acknowledged.get((end.id, partner.node))
        acknowledged = max(known[0] if known else 0, end.base)
        rows.append(StreamStatus(kind, end.last, sent, acknowledged, 0, (), 0))
    return tuple(rows)


def _their_streams(here: _Here, node: Node, partner: PartnerView) -> tuple[StreamStatus, ...]:
    _, kept = here.sent.get((exchange.ACKS_ROW, partner.node), (0, ""))
    told = {(ack.stream, ack.incarnation): ack.seq for ack in acks.parse(kept)}
    chains, rows = tuple(here.ends.get(partner.node, {}).values()), []
    for kind, end in streams.newest_chains(node, partner, chains).items():
        received = end.last if end else 0
        files = here.held.get((partner.node, kind), ())
        waiting = [(view.first, view.last) for view in files if not holding.is_evidence(view.code)]
        last = max([received, *(until for _, until in waiting)])
        acknowledged = told.get((kind, end.incarnation if end else 1), 0)
        lost = [(one.last + 1, one.closed) for one in earlier.holes_in(chains, kind)]
        missing = (*lost, *holding.gaps(received, waiting))
        rows.append(StreamStatus(kind, last, 0, acknowledged, received, missing, len(files)))
    return tuple(rows)

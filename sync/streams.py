"""Who sends what to whom: the one table of roles and streams.

Which kind of entry may stand in which stream is told by `federation.core.kinds`; a chain of
`replies` or of `publication` is written for one partner, the others for whoever reads that role.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from federation.core import chain, kinds
from federation.node import Node
from federation.store import Database, StreamEnd, journal
from federation.store.queries.requests import PartnerView


@dataclass(frozen=True, slots=True)
class Route:
    """`streams` that one role writes for another, in the order in which they are sent.

    `acks`: the stream whose file carries acknowledgements when no entry is due. `words`: the one
    that takes word of a fork.
    """

    streams: tuple[str, ...]
    words: str

    @property
    def acks(self) -> str:
        """The stream of a file that only acknowledges."""
        return self.streams[0]


ROUTES: Final[Mapping[tuple[str, str], Route]] = MappingProxyType(
    {
        ("group", "hub"): Route((kinds.LEDGER, kinds.REQUESTS), kinds.REQUESTS),
        ("hub", "group"): Route((kinds.REPLIES,), kinds.REPLIES),
        ("hub", "city"): Route((kinds.PUBLICATION,), kinds.PUBLICATION),
        ("city", "hub"): Route((kinds.REPLIES,), kinds.REPLIES),
    }
)
NOTHING: Final = Route((), "")
PER_PARTNER: Final = (kinds.REPLIES, kinds.PUBLICATION)


def route(writer_role: str, reader_role: str) -> Route:
    """What one role writes for another; nothing for roles that do not meet."""
    return ROUTES.get((writer_role, reader_role), NOTHING)


def reader_of(kind: str, partner: str) -> str:
    """What stands as `partner` of an own chain: the reader's node id, or "" for any."""
    return partner if kind in PER_PARTNER else ""


def own_chain(db: Database, node: Node, kind: str, partner: str) -> StreamEnd | None:
    """The chain that this node writes for a partner, None when nothing of it was written."""
    own = node.settings
    return journal.find(db, own.node_id, kind, reader_of(kind, partner), own.incarnation)


def unbegun_chain(node: Node, kind: str, partner: str) -> StreamEnd:
    """The same where nothing was written: it ends where it would begin, and has no number here."""
    head = chain.start(journal.own_card(node)).hex()
    own = node.settings
    reader = reader_of(kind, partner)
    return StreamEnd(0, own.node_id, kind, reader, own.incarnation, True, 0, head, "open", 0, head)


def received_chains(db: Database, node: Node, partner: PartnerView) -> dict[str, StreamEnd | None]:
    """The chains a partner writes for this node, by kind, the newest writer's; None: nothing."""
    return newest_chains(node, partner, journal.ends(db, partner.node))


def newest_chains(
    node: Node, partner: PartnerView, ends: Iterable[StreamEnd]
) -> dict[str, StreamEnd | None]:
    """The same, of the partner's chains that are here."""
    found: dict[str, StreamEnd | None] = dict.fromkeys(
        route(partner.role, node.settings.role).streams
    )
    for end in ends:
        if end.kind in found and end.incarnation > 0:
            known = found[end.kind]
            if known is None or end.incarnation > known.incarnation:
                found[end.kind] = end
    return found

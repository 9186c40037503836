"""Rules broken on purpose: the simulator must find each of them, or it finds nothing."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from unittest import mock

from federation.store import exchange, journal
from sync import acks, export, forks, streams

Broken = Callable[[], Any]


def sent_is_done() -> Any:
    """A file that was written counts as one that arrived: nothing is ever sent again."""

    def first(db: Any, _node: Any, end: Any, partner: Any) -> int:
        return exchange.sent(db, end.id, partner.node)[0] + 1

    return mock.patch.object(export, "_first", first)


def known_is_skipped() -> Any:
    """Entries whose numbers are here already are passed over, not compared."""
    return mock.patch.object(forks, "differs", return_value=False)


def head_is_not_looked_at() -> Any:
    """An acknowledgement counts by its number alone."""
    real = acks.read

    def read(db: Any, node: Any, partner: Any, told: Iterable[Any]) -> Any:
        return real(db, node, partner, [_with_ours(db, node, partner, ack) for ack in told])

    return mock.patch.object(acks, "read", read)


def _with_ours(db: Any, node: Any, partner: Any, ack: Any) -> Any:
    """The acknowledgement with the head that we have there."""
    end = streams.own_chain(db, node, ack.stream, partner.node)
    if end is None or ack.seq > end.last:
        return ack
    head = journal.head_at(db, end, ack.seq, journal.own_card(node))
    return replace(ack, head=head) if hasattr(ack, "__dataclass_fields__") else _struct(ack, head)


def _struct(ack: Any, head: Any) -> Any:
    return type(ack)(ack.owner, ack.stream, ack.incarnation, ack.seq, head)


ALL: tuple[Broken, ...] = (sent_is_done, known_is_skipped, head_is_not_looked_at)

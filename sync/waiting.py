"""What waits to go out: for whom, how much of it, since when."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from federation.node import Node
from federation.store import Database, Store, StreamEnd, exchange, journal
from federation.store.queries import requests
from federation.store.queries.requests import PartnerView

from . import acks, streams

# So many entries are asked for a day; the oldest few may have none.
ASKED: Final = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """For one partner: `entries` that it has not confirmed, `unwritten` of them in no file yet.

    `since`: the day (ISO 8601) of the oldest one, "" where none is told. `word`: it has not been
    told yet what came of its own files.
    """

    partner: PartnerView
    entries: int
    unwritten: int
    since: str
    word: bool


def unconfirmed(store: Store) -> tuple[Waiting, ...]:
    """Every partner for whom something waits, the longest wait first."""
    with store.reading() as db:
        partners = requests.partners(db)
        here = _Here(
            {(one.kind, one.partner, one.incarnation): one for one in journal.ends(db) if one.own},
            exchange.acknowledgements(db),
            exchange.all_sent(db),
            acks.untold(db, store.node, partners),
        )
        found = [_for(db, store.node, here, one) for one in partners]
    waits = [one for one in found if one.entries or one.word]
    waits.sort(key=lambda one: (one.since == "", one.since, one.partner.code))
    return tuple(waits)


@dataclass(frozen=True, slots=True)
class _Here:
    """What is known of all partners, read once; `untold` are those who hear nothing yet."""

    own: Mapping[tuple[str, str, int], StreamEnd]
    confirmed: Mapping[tuple[int, str], tuple[int, str]]
    sent: Mapping[tuple[int, str], tuple[int, str]]
    untold: frozenset[str]


def _for(db: Database, node: Node, here: _Here, partner: PartnerView) -> Waiting:
    entries, unwritten, days = 0, 0, []
    for kind in streams.route(node.settings.role, partner.role).streams:
        reader = streams.reader_of(kind, partner.node)
        end = here.own.get((kind, reader, node.settings.incarnation))
        if end is None:
            continue
        confirmed, _ = here.confirmed.get((end.id, partner.node), (end.base, ""))
        written, _ = here.sent.get((end.id, partner.node), (0, ""))
        entries += max(end.last - confirmed, 0)
        unwritten += max(end.last - max(written, confirmed), 0)
        if end.last > confirmed:
            days.append(_oldest(db, end, confirmed + 1))
    since = min((day for day in days if day), default="")
    return Waiting(partner, entries, unwritten, since, partner.node in here.untold)


def _oldest(db: Database, end: StreamEnd, first: int) -> str:
    """The day of the first of these entries that has one."""
    for _, _, line, _ in journal.own_lines(db, end.id, first, min(end.last, first + ASKED)):
        day = msgspec.json.decode(line).get("day")
        if isinstance(day, str) and day:
            return day
    return ""

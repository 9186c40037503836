"""Whose the chains are, where they begin, and where they were closed: checks for `verify`."""

import contextlib
from collections.abc import Iterator, Mapping

import msgspec
import peewee as pw

from federation.core import chain, kinds
from federation.core.events import ChainClosed
from federation.node import Node

from . import journal
from .compare import Problem
from .journal import StreamEnd
from .queries import requests
from .tables import Partner, Writer


def check_streams(db: pw.Database, node: Node) -> Iterator[Problem]:
    """Every chain belongs to this node or to a partner, and goes where its kind may go."""
    own = node.settings.node_id
    known = {row[0] for row in Partner.select(Partner.node).tuples().execute(db)} | {own}
    by_line = {one.id: one for one in journal.ends(db)}
    for end in by_line.values():
        where = f"stream {end.id} ({end.kind})"
        if end.kind not in kinds.STREAMS:
            yield Problem(where, "is of no known kind")
        if end.own and end.owner != own:
            yield Problem(where, "is marked as another node's than it is")
        if end.owner not in known:
            yield Problem(where, f"was written by {end.owner}, which is not enrolled here")
        if end.partner and end.partner not in known:
            yield Problem(where, f"is for {end.partner}, which is not enrolled here")
        of_one = end.kind in (kinds.REPLIES, kinds.PUBLICATION)
        if bool(end.partner) != (end.owner == own and of_one):
            yield Problem(where, "is for the wrong kind of reader")
        if end.state not in ("open", "frozen", "closed", "branch") or (
            (end.incarnation < 1) != (end.state == "branch")
        ):
            yield Problem(where, "has an impossible state")
        is_written = end.owner == own and end.state in ("open", "frozen")
        is_ours = end.own and end.incarnation == node.settings.incarnation
        if is_written and not is_ours and end.kind != kinds.REGISTER:
            yield Problem(where, "does not belong to the books this node writes")
        if end.book != _first_of_line(by_line, end):
            yield Problem(where, "belongs to another book")


def _first_of_line(ends: Mapping[int, StreamEnd], end: StreamEnd) -> int:
    """The id of the first chain in the line of one; 0 for one that was set aside."""
    line = [
        one
        for one in ends.values()
        if (one.owner, one.kind, one.partner) == (end.owner, end.kind, end.partner)
        and one.incarnation > 0
    ]
    if end.incarnation < 1:
        return 0
    return min(line, key=lambda one: one.incarnation).id


def check_roots(db: pw.Database, node: Node) -> Iterator[Problem]:
    """Every chain begins at its writer's card, or goes on where the card before was closed."""
    try:
        cards, closed = _cards(db, node)
    except msgspec.DecodeError:
        yield Problem("table writer", "tells of closings that cannot be read")
        return
    for end in journal.ends(db):
        where, number = f"stream {end.id} ({end.kind})", end.card_number
        card = cards.get((end.owner, number))
        if card is None and end.state == "branch":
            continue  # its card's number is given out no more: `sync.audit` knows who signed it
        before = closed.get((end.owner, number - 1), {}).get(end.kind)
        began = (
            journal.beginning(card, (before.seq, before.head) if before else None) if card else None
        )
        # One that was set aside began where an earlier charter said.
        if end.state == "branch" or (end.base, end.root) == began or _is_past_register(db, end):
            pass
        elif card is None:
            yield Problem(where, "was written with a card that is not known here")
            continue
        else:
            yield Problem(where, "begins elsewhere than its card and the one before say")
        until = closed.get((end.owner, number), {}).get(end.kind)
        if end.state == "branch":
            until = None
        if (end.state == "closed", end.closed) != (until is not None, until.seq if until else -1):
            yield Problem(where, "is closed elsewhere than was written down")


def _is_past_register(db: pw.Database, end: StreamEnd) -> bool:
    """Whether a register began at a card that had its number by a charter that was taken here.

    It goes nowhere and is never set aside; a hub that was put back may have given that number to
    another card since.
    """
    if end.kind != kinds.REGISTER or not end.own or end.base:
        return False
    for _, _, line, _ in journal.own_lines(db, end.id, 1, end.last):
        with contextlib.suppress(msgspec.DecodeError):  # a damaged entry is told of elsewhere
            told = msgspec.json.decode(line, type=_Enrolled)
            card = msgspec.json.decode(told.charter, type=_Charter).partner
            if told.incarnation == end.incarnation and chain.start(card.encode()).hex() == end.root:
                return True
    return False


class _Enrolled(msgspec.Struct, frozen=True):
    """Of an entry that admits a partner, what is wanted here; any other entry is none."""

    incarnation: int
    charter: str


class _Charter(msgspec.Struct, frozen=True):
    """Of a charter, the card line of the node that it admits."""

    partner: str


Closings = dict[tuple[str, int], dict[str, ChainClosed]]


def _cards(db: pw.Database, node: Node) -> tuple[dict[tuple[str, int], bytes], Closings]:
    """Card lines by lasting id and incarnation, and where each was closed, by stream."""
    own = node.settings
    cards = {(own.node_id, own.incarnation): journal.own_card(node)}
    closed: Closings = {}
    partners = Partner.select(Partner.node, Partner.incarnation, Partner.card)
    for name, number, card in partners.tuples().execute(db):
        cards[name, number] = str(card).encode()
    for (name,) in Writer.select(Writer.node).distinct().tuples().execute(db):
        for one in requests.writers(db, name):
            cards[name, one.incarnation] = one.card.encode()
            closed[name, one.incarnation] = {told.stream: told for told in one.closed or ()}
    return cards, closed

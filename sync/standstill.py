"""What stands still because a chain was told in two versions, and with whom.

That a fork was found is an entry, and so are the cards: both come back to a node that was put back
from an older copy. The file that showed the other version does not.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from federation.core import events as e
from federation.node import Node
from federation.store import Database, exchange, journal, local
from federation.store.queries import requests

from . import holding

# Local state: forks that this node told of, without the file that showed them.
GONE: Final = "forks without evidence"


def found_here(db: Database, node: Node) -> Iterator[exchange.ForkView]:
    """The forks that this node found and told of, with its present card."""
    own = node.settings
    for fork in exchange.forks(db):
        if (fork.teller, fork.card) == (own.node_id, own.incarnation):
            yield fork


def stop_again(db: Database, node: Node) -> None:
    """A chain of which this node told that it forks stands still, also where that came back.

    A hub that was put back has its own word again from its reader, and not the file that showed
    the other version; the chain may be here again by then, in the one or the other.
    """
    for fork in found_here(db, node):
        end = journal.find(db, fork.writer, fork.stream, incarnation=fork.incarnation)
        if end is not None and end.state == "open" and end.last >= fork.seq:
            journal.set_state(db, end, "frozen")


def without_evidence(db: Database, node: Node) -> tuple[exchange.ForkView, ...]:
    """Forks that this node told of before it was put back; the file that showed it is gone."""
    lost, kept = local.state(db, GONE).split(), evidence(db)
    return tuple(
        one for one in found_here(db, node) if _named(one) in lost and chain_of(one) not in kept
    )


def note_back(db: Database, node: Node, told: Iterable[e.ForkFound]) -> None:
    """Word of forks came back to this node that wrote it, and perhaps nothing that shows them."""
    kept = evidence(db)
    before = [one for one in local.state(db, GONE).split() if _chain(one) not in kept]
    back = [(one.writer, one.stream, one.incarnation) for one in told]
    lost = {_name(one) for one in back if one not in kept}
    local.set_state(db, GONE, " ".join(sorted({*before, *lost})))
    stop_again(db, node)


def evidence(db: Database) -> set[tuple[str, str, int]]:
    """Chains of which a version that was not taken in is kept: writer, stream, incarnation."""
    return {
        (one.sender, one.kind, one.incarnation)
        for one in exchange.held(db)
        if one.code in holding.BRANCHES
    }


def chain_of(fork: exchange.ForkView) -> tuple[str, str, int]:
    """The chain that a fork is of: writer, stream, incarnation."""
    return fork.writer, fork.stream, fork.incarnation


def _name(told: tuple[str, str, int]) -> str:
    return "/".join(map(str, told))


def _chain(name: str) -> tuple[str, str, int]:
    writer, stream, number = name.split("/")
    return writer, stream, int(number)


def _named(fork: exchange.ForkView) -> str:
    return _name(chain_of(fork))


def partners(db: Database, node: Node) -> frozenset[str]:
    """Lasting ids of those with whom a chain went two ways, whoever wrote or found it.

    A new card of either side settled what went two ways before: that stays as evidence alone. So
    does what was told of a card that was closed, though there is no new one.
    """
    own = node.settings
    closed = requests.closed_writers(db)
    open_ones = (one for one in requests.partners(db) if one.writer not in closed)
    now = {one.node: one.incarnation for one in open_ones}
    now[own.node_id] = own.incarnation
    told = [
        one
        for one in exchange.forks(db)
        if (one.incarnation, one.card) == (now.get(one.writer), now.get(one.teller))
    ]
    found = {one.writer if one.teller == own.node_id else one.teller for one in told}
    frozen = {end.owner for end in journal.ends(db) if end.state == "frozen"}
    ours = {
        one.sender
        for one in exchange.held(db)
        if one.code == holding.FORKED_OURS and one.incarnation == now.get(one.sender)
    }
    return frozenset(found | frozen | ours)

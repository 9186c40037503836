"""Files that wait: sound, but something before them is missing, or not understood yet.

They wait in the database, for as long as it takes; nothing forces them. `ready` names those that
a change may have freed.
"""

from collections.abc import Iterator
from typing import Final

from federation.core import kinds
from federation.core.refusals import Refusal
from federation.node import Node
from federation.store import Database, StreamEnd, exchange, journal
from federation.store.exchange import HeldView

from .checks import INCARNATION, Letter

GAP: Final = "stream-gap"
FORKED: Final = "stream-forked"
FORKED_OURS: Final = "stream-forked-ours"
FROZEN: Final = "stream-frozen"
EVIDENCE: Final = (FORKED, FORKED_OURS, FROZEN)
# Waits for another file than one of its own stream.
ACROSS: Final = ("request-not-here",)
# Waits for a change of this node itself.
NODE: Final = ("batch-newer", "schema-newer", "node-restored")


def is_evidence(code: str) -> bool:
    """Whether a kept file shows a fork, so that it is never taken in and never thrown away."""
    return code in EVIDENCE


def hold(db: Database, node: Node, letter: Letter, reason: Refusal) -> None:
    """Keep a file as it came, with the reason."""
    before = next((one for one in exchange.held(db) if one.digest == letter.digest), None)
    batch = letter.batch
    view = HeldView(
        digest=letter.digest,
        name=before.name if before else letter.name,
        sender=letter.partner.node,
        kind=letter.kind,
        incarnation=batch.header.inc,
        first=batch.first,
        last=batch.last,
        code=reason.code,
        facts=exchange.facts_text(reason.facts),
        received=before.received if before else node.now(),
    )
    if view != before:
        exchange.hold(db, view, letter.content)


def release(db: Database, letter: Letter) -> None:
    """A file was taken in: it no longer waits. What shows a fork is kept all the same."""
    known = next((one for one in exchange.held(db) if one.digest == letter.digest), None)
    if known is not None and not is_evidence(known.code):
        exchange.drop_held(db, letter.digest)


def freed_by(db: Database, sender: str, kind: str) -> Iterator[HeldView]:
    """Files that may go on now that entries of this stream came in."""
    end = journal.find(db, sender, kind, incarnation=INCARNATION)
    for view in exchange.held(db):
        if view.code == GAP and (view.sender, view.kind) == (sender, kind):
            if follows(end, view.first):
                yield view
        elif view.code in ACROSS and kind == kinds.REQUESTS:
            yield view


def waiting_for_node(db: Database) -> Iterator[HeldView]:
    """Files that may go on once this node itself was changed: updated, or put in order."""
    return (view for view in exchange.held(db) if view.code in NODE)


def follows(end: StreamEnd | None, first: int) -> bool:
    """Whether entries from `first` on leave no gap behind what is here."""
    return first <= (end.last if end else 0) + 1

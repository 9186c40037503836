"""Files that wait: sound, but something before them is missing, or not understood yet.

They wait in the database, for as long as it takes; nothing forces them. `ready` names those that
a change may have freed.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Final

from federation.core import kinds
from federation.core.refusals import Refusal, refuse
from federation.node import Node
from federation.store import Database, StreamEnd, exchange, journal, letters, local
from federation.store.exchange import HeldView
from federation.store.queries.requests import PartnerView

from . import batch as batches
from . import earlier, quarantine, seal
from .archive import STREAM
from .checks import Letter

GAP: Final = "stream-gap"
ARCHIVE_GAP: Final = "archive-gap"
FORKED: Final = "stream-forked"
FORKED_OURS: Final = "stream-forked-ours"
FROZEN: Final = "stream-frozen"
CLOSED: Final = "branch-closed"
BRANCHES: Final = (FORKED, FROZEN, CLOSED)
EVIDENCE: Final = (FORKED, FORKED_OURS, FROZEN, CLOSED)
# So many versions of one chain are kept as evidence: whoever has a stolen card signs any number.
BRANCHES_MAX: Final = 40
# Waits for another file than one of its own stream.
ACROSS: Final = ("request-not-here",)
# Waits for a later program than this one.
PROGRAM: Final = ("batch-newer", "schema-newer")
# Waits for this node to be put in order.
NODE: Final = ("node-restored", "books-not-rebuilt")
_TRIED: Final = "newer files tried by"


def is_evidence(code: str) -> bool:
    """Whether a kept file shows a fork, so that it is never taken in and never thrown away."""
    return code in EVIDENCE


def hold(db: Database, node: Node, letter: Letter, reason: Refusal) -> None:
    """Keep a file as it came, with the reason; of evidence no more than it takes."""
    if is_evidence(reason.code) and _is_told_by_another(db, node, letter):
        exchange.drop_held(db, letter.digest)  # it may have waited for something else till now
        return
    before = exchange.held_one(db, letter.digest)
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


def _is_told_by_another(db: Database, node: Node, letter: Letter) -> bool:
    """Whether evidence that is kept already tells all of this file.

    While nobody repairs a fork the same entries come again and again, each time in another file;
    one that tells more takes the place of one that tells less. When there are many that each tell
    something else, one more is not kept.
    """
    new, versions = letter.batch, 1
    for view in exchange.held(db, letter.partner.node):
        same = (view.sender, view.kind, view.incarnation)
        if same != (letter.partner.node, letter.kind, new.header.inc) or view.code not in BRANCHES:
            continue
        if view.digest == letter.digest:
            return False
        versions += 1
        sealed = exchange.held_bytes(db, view.digest) or b""
        try:
            kept = batches.read_batch(seal.open_sealed(sealed, node), newer=True)
        except Refusal:
            continue  # sealed for keys of an earlier card
        if kept.first <= new.first and kept.head_at(new.last) == new.head:
            return True
        if new.first <= kept.first and new.head_at(kept.last) == kept.head:
            drop(db, view.digest)
            versions -= 1
    return versions > BRANCHES_MAX


def says_most(db: Database, letter: Letter) -> bool:
    """Whether no file without entries waits that says as much of this chain; one of less goes."""
    for view in exchange.held(db, letter.partner.node):
        same = (view.sender, view.kind, view.incarnation) == (
            letter.partner.node,
            letter.kind,
            letter.batch.header.inc,
        )
        if same and view.code == GAP and view.last < view.first and view.digest != letter.digest:
            if view.first >= letter.batch.first:
                return False
            drop(db, view.digest)
    return True


def hold_archive(
    db: Database, node: Node, partner: PartnerView, name: str, content: bytes, reason: Refusal
) -> None:
    """Keep an archive that waits for another, or that tells our own chain in another version."""
    digest = hashlib.sha256(content).hexdigest()
    for one in exchange.held(db, partner.node):
        if (one.digest, one.code) == (digest, reason.code):
            return
        same = (one.sender, one.kind, one.code) == (partner.node, STREAM, reason.code)
        if same and is_evidence(reason.code):
            exchange.drop_held(db, one.digest)  # the newest tells all that an older one did
    view = HeldView(
        digest=digest,
        name=name,
        sender=partner.node,
        kind=STREAM,
        incarnation=partner.incarnation,
        first=0,
        last=0,
        code=reason.code,
        facts=exchange.facts_text(reason.facts),
        received=node.now(),
    )
    exchange.hold(db, view, content)


def close_branches(db: Database, partner: PartnerView) -> None:
    """What waits of a closed card counts no more, whatever may come: it is kept and shown."""
    for view in exchange.held(db, partner.node):
        if view.incarnation != partner.incarnation:
            continue
        if view.kind != STREAM and view.code not in (FORKED, CLOSED):
            reason = refuse(CLOSED, name=partner.name, first=view.first, last=view.last)
            facts = exchange.facts_text(reason.facts)
            sealed = exchange.held_bytes(db, view.digest) or b""
            exchange.hold(db, replace(view, code=reason.code, facts=facts), sealed)


def put_away(db: Database, node: Node, partner: PartnerView, gone: Collection[str]) -> None:
    """Files of cards that are in a partner's line no more go where a stranger's files go.

    `gone`: ids of those cards. What is sealed for other keys, or locked, stays.
    """
    for view in exchange.held(db, partner.node) if gone else ():
        if view.kind == STREAM:
            continue
        sealed = exchange.held_bytes(db, view.digest) or b""
        try:
            writer = batches.read_batch(seal.open_sealed(sealed, node), newer=True).header.writer
        except Refusal:
            continue
        if writer in gone:
            quarantine.keep(node, view.name, sealed, refuse("writer-unknown", writer=writer))
            drop(db, view.digest)


def drop(db: Database, digest: str) -> None:
    """A file waits no longer, and is as if it had never come."""
    exchange.drop_held(db, digest)
    letters.forget_in(db, seal.code_of(bytes.fromhex(digest)))


def release(db: Database, letter: Letter) -> None:
    """A file was taken in: it no longer waits. What shows a fork is kept all the same."""
    known = exchange.held_one(db, letter.digest)
    if known is not None and not is_evidence(known.code):
        exchange.drop_held(db, letter.digest)


def freed_by(db: Database, sender: str, kind: str) -> Iterator[HeldView]:
    """Files that may go on now that entries of this stream came in."""
    ends = {one.incarnation: one for one in journal.ends(db, sender) if one.kind == kind}
    whole = not earlier.holes(db, sender, kind)
    for view in exchange.held(db, sender):
        waits_here = whole and view.code == GAP and view.kind == kind
        if waits_here and follows(ends.get(view.incarnation), view.first):
            yield view
    if kind == kinds.REQUESTS:
        yield from exchange.held_for(db, ACROSS)


def archives_behind(db: Database) -> tuple[HeldView, ...]:
    """Archives before which another one must come: volumes are brought in any order."""
    return exchange.held_for(db, (ARCHIVE_GAP,))


def waiting_for_node(db: Database) -> Iterator[HeldView]:
    """Files that may go on once this node itself was changed: updated, or put in order.

    Those that are too new are looked at once by each program, not with everything that comes.
    """
    codes = NODE if local.state(db, _TRIED) == _program() else (*NODE, *PROGRAM)
    yield from exchange.held_for(db, codes)


def note_tried(db: Database) -> None:
    """This program looked at all that waits for a later one than there was."""
    if exchange.held_for(db, PROGRAM):
        local.set_state(db, _TRIED, _program())


def _program() -> str:
    """What this program can read: the version of files, and the kinds of entries."""
    tags = sorted(str(one.__struct_config__.tag) for one in kinds.KINDS)
    told = f"{batches.VERSION} {' '.join(tags)}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def follows(end: StreamEnd | None, first: int) -> bool:
    """Whether entries from `first` on leave no gap behind what is here."""
    return first <= (end.last if end else 0) + 1


def gaps(received: int, waiting: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The ranges between what was received and what waits behind it."""
    missing, reached = [], received
    for first, last in sorted(waiting):
        if first > reached + 1:
            missing.append((reached + 1, first - 1))
        reached = max(reached, last, first - 1)
    return tuple(missing)

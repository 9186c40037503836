"""Does everything here follow from what was written and signed? The store's checks and ours.

`federation.store.verify` reads the journal again and compares every table; here are the checks
that need keys: cards and charters, the signature on every kept file, the files that wait.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from federation.core.refusals import Refusal
from federation.node import Node
from federation.store import Database, Store, StreamEnd, exchange, journal, letters
from federation.store import verify as stored
from federation.store.compare import Problem
from federation.store.queries import requests

from . import (
    archive,
    batch,
    cards,
    earlier,
    enrolment,
    holding,
    keys,
    passphrase,
    seal,
    standstill,
)
from .outcome import HELD


@dataclass(frozen=True, slots=True)
class Audit:
    """`entries`: how many stand in the journal, own and others'; `problems`: what differs."""

    ok: bool
    entries: int
    problems: tuple[Problem, ...]


def verify(store: Store) -> Audit:
    """Recompute everything from the journal. Changes nothing."""
    with store.reading() as db:
        problems = list(stored.verify(db, store.node))
        for check in CHECKS:
            problems.extend(check(db, store.node))
        entries = stored.count_entries(db)
    return Audit(not problems, entries, tuple(problems))


def check_keys(_db: Database, node: Node) -> Iterator[Problem]:
    """The node's card is sound and its own, and its keys are those on the card."""
    try:
        card = enrolment.own_card(node)
        if card.node != node.settings.writer_id or card.role != node.settings.role:
            yield Problem("node.card", "is not the card of the node that node.toml tells of")
        if node.settings.practice:
            yield from _no_keys(node)
            return
        if passphrase.is_locked(node):
            return  # what is locked cannot be compared
        if keys.public_half(keys.sign_key(node)) != card.sign:
            yield Problem(passphrase.SIGN_FILE, "is not the key on the card")
        if keys.recipient_of(keys.identity(node)) != card.seal:
            yield Problem(passphrase.SEAL_FILE, "is not the key on the card")
    except Refusal as refusal:
        yield Problem("node.card or keys", f"cannot be used: {refusal}")


def _no_keys(node: Node) -> Iterator[Problem]:
    """A copy to play in has nothing to sign or open files with."""
    for name in (passphrase.SIGN_FILE, passphrase.SEAL_FILE):
        if (node.folder / name).exists():
            yield Problem(name, "lies in a copy to play in, which must have no keys")


def check_partners(db: Database, node: Node) -> Iterator[Problem]:
    """Every partner's card is signed and its own; the charter between us says what is told here."""
    own = journal.own_card(node)
    for partner in requests.partners(db):
        where = f"partner {partner.code} ({partner.name})"
        try:
            card = cards.read_card(partner.card.encode())
            charter = cards.read_charter(partner.charter.encode())
        except Refusal as refusal:
            yield Problem(where, f"has no sound card or charter: {refusal}")
            continue
        if (card.node, card.role, card.name) != (partner.writer, partner.role, partner.name):
            yield Problem(where, "has the card of another node")
        ends = {charter.hub.line, charter.partner.line}
        if ends != {own, card.line}:
            yield Problem(where, "has a charter between other nodes")
        if (charter.code, charter.threshold) != (partner.code, partner.threshold):
            yield Problem(where, "has a charter with another code or threshold")
        yield from _check_line(db, where, charter)


def _check_line(db: Database, where: str, charter: cards.Charter) -> Iterator[Problem]:
    """The cards of the line are those that the hub's charter names, and closed where it says."""
    here = [
        (one.card, one.closed)
        for one in requests.writers(db, charter.first_id)
        if one.incarnation <= len(charter.earlier)
    ]
    if here != [(one.card, one.closed) for one in charter.earlier]:
        yield Problem(where, "has another line of cards than its charter tells of")


def check_signatures(db: Database, node: Node) -> Iterator[Problem]:
    """Every kept file was signed by the writer of its stream, for this node."""
    by_id = {end.id: end for end in journal.ends(db)}
    ever = cache(lambda owner: earlier.cards_ever(db, owner))
    for arrival, stream, first, last, inner in exchange.kept_inners(db):
        where = f"kept file {arrival}"
        end = by_id.get(stream)
        if end is None or not earlier.line_of(db, end.owner):
            yield Problem(where, "is of no partner")
            continue
        try:
            told = batch.read_batch(inner)
            writer = earlier.signer(db, end, told.header.writer)
            if writer is None and end.state == "branch":
                writer = ever(end.owner).get(told.header.writer)
            is_ours = _is_ours(node, end, told, ever)
        except Refusal as refusal:
            yield Problem(where, f"is not a sound file: {refusal}")
            continue
        if writer is None or not told.is_signed_by(writer.sign):
            yield Problem(where, f"was not signed by {writer.name if writer else 'its writer'}")
        if not is_ours:
            yield Problem(where, "was written for somebody else")
        whole = last == told.last if last >= first else told.trailer.n == 0
        if writer is None or not _fits(told, end, writer):
            yield Problem(where, f"belongs to another stream than {end.id} ({end.kind})")
            yield Problem(f"stream {end.id} ({end.kind})", f"is not that of {where}")
        if not whole or told.first > first:
            yield Problem(where, "holds other entries than it is kept for")


def _is_ours(
    node: Node, end: StreamEnd, told: batch.Batch, ever: Callable[[str], dict[str, cards.Card]]
) -> bool:
    """Whether a kept file was written for a card of this node.

    What an earlier card of this node wrote came back from the hub, for which it was sealed.
    """
    own = node.settings.node_id
    if end.owner == own or told.is_for(enrolment.own_card(node)):
        return True
    return any(told.is_for(one) for one in ever(own).values())


def _fits(told: batch.Batch, end: StreamEnd, writer: cards.Card) -> bool:
    """Whether a file is of this chain."""
    header = told.header
    return (header.writer, header.kind, header.inc) == (writer.node, end.kind, end.card_number)


def check_waiting(db: Database, node: Node) -> Iterator[Problem]:
    """Files that wait open, are signed, and say what is written down of them.

    A copy to play in has no key to open them with.
    """
    if node.settings.practice:
        return
    for view in exchange.held(db):
        where = f"waiting file {view.digest[:16]} ({view.name})"
        sealed = exchange.held_bytes(db, view.digest) or b""
        try:
            if view.kind == archive.STREAM:
                yield from _check_archive(db, where, sealed, node, view.sender)
                continue
            told = batch.read_batch(seal.open_sealed(sealed, node), newer=True)
            writer = _writer_of(db, view.sender, told.header.writer)
            yield from _check_waiting(where, view, told, writer)
        except Refusal as refusal:
            # What was sealed for the keys of an earlier card stays shut; so does all that is
            # looked at while the keys are locked.
            earlier = refusal.code == "file-for-others" and node.settings.incarnation > 1
            if not earlier and refusal.code not in passphrase.NEEDED:
                yield Problem(where, f"is not a sound file: {refusal}")


def _writer_of(db: Database, sender: str, named: str) -> cards.Card | None:
    """The card of that id in a sender's line, or its present one. Raises Refusal."""
    found = requests.writer(db, named)
    if found is not None and found.node == sender:
        return cards.read_card(found.card.encode())
    partner = requests.partner(db, sender)
    known = partner is not None and partner.writer == named
    return cards.read_card(partner.card.encode()) if partner and known else None


def _check_archive(
    db: Database, where: str, sealed: bytes, node: Node, sender: str
) -> Iterator[Problem]:
    """An archive that tells our chain otherwise. One for keys of an earlier card stays shut."""
    told = archive.read_archive(seal.open_sealed(sealed, node))
    writer = _writer_of(db, sender, told.header.writer)
    if writer is None or not told.is_signed_by(writer.sign):
        yield Problem(where, "was not signed by the partner it is kept for")


def _check_waiting(
    where: str, view: exchange.HeldView, told: batch.Batch, writer: cards.Card | None
) -> Iterator[Problem]:
    if writer is None or not told.is_signed_by(writer.sign):
        yield Problem(where, "was not signed by the partner it is kept for")
    header = told.header
    said = (writer.node if writer else "", header.kind, header.inc, told.first, told.last)
    if said != (header.writer, view.kind, view.incarnation, view.first, view.last):
        yield Problem(where, "says other things of itself than are written down")


def check_none_lost(db: Database, _node: Node) -> Iterator[Problem]:
    """Every file that was told to wait is here, or was taken in or refused since."""
    here = {seal.code_of(bytes.fromhex(view.digest)) for view in exchange.held(db)}
    # Of what shows a fork not every file is kept.
    for code, name in letters.waiting(db, HELD, but=holding.EVIDENCE).items():
        if code not in here:
            yield Problem(f"waiting file {code} ({name})", "is no longer kept")


def check_closings(db: Database, _node: Node) -> Iterator[Problem]:
    """A chain of a closed card has, at the entry at which it was closed, the head told there."""
    for end in journal.ends(db):
        closing = earlier.closing_of(db, end) if end.state == "closed" else None
        if closing is None:
            continue
        seq, head = closing
        if end.closed != seq or earlier.head_at(db, end, seq) not in (None, head):
            where = f"stream {end.id} ({end.kind})"
            yield Problem(where, f"is not the one that was closed at entry {seq}")


def check_evidence(db: Database, node: Node) -> Iterator[Problem]:
    """Where this node found a fork, the version that came second is still here.

    In the file that showed it, or in a later one that tells all of it. What an earlier card found
    may have been on another machine; what was found before the node was put back is gone.
    """
    kept, gone = standstill.evidence(db), standstill.without_evidence(db, node)
    for fork in standstill.found_here(db, node):
        if fork not in gone and standstill.chain_of(fork) not in kept:
            where = f"fork of {fork.stream} of {fork.writer}"
            yield Problem(where, "the file that showed it is no longer kept")


CHECKS: Final[tuple[Callable[[Database, Node], Iterator[Problem]], ...]] = (
    check_keys,
    check_partners,
    check_signatures,
    check_waiting,
    check_none_lost,
    check_closings,
    check_evidence,
)

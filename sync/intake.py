"""Taking files in: everything is checked first, then one transaction, then the answer.

A file is applied whole or not at all; applied twice it changes nothing. What waits is looked at
again after each file that may have freed it.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from federation.core.refusals import Refusal, refuse
from federation.store import Database, Store, exchange
from federation.store.exchange import HeldView
from federation.store.queries import requests

from . import (
    archive,
    cards,
    checks,
    enrolment,
    entering,
    finding,
    holding,
    passphrase,
    quarantine,
    returning,
    seal,
)
from .finding import Brought
from .outcome import ALREADY, APPLIED, HELD, REFUSED, SKIPPED, Outcome

__all__ = ["Outcome", "take_in", "take_in_bytes"]

# Inside a folder these are no batch at all, or somebody else's: passed over.
PASSED_OVER: Final = frozenset(
    {
        "file-for-others",
        "file-own",
        "file-is-card",
        "charter-for-others",
        "zip-locked",
        "zip-nested",
        "zip-too-large",
        "zip-unsound",
    }
)
# Passed over too, unless the name says that it was to be a batch.
BLANK: Final = frozenset(
    {"file-strange", "file-empty", "file-blank", "file-too-big", "file-unreadable"}
)
# Nothing is wrong with these files: they are not put aside.
NOT_DAMAGED: Final = frozenset(
    {
        "digits-missing",
        "digits-differ",
        "node-restored",
        "file-is-card",
        "path-missing",
        "place-taken",
    }
)


def take_in(store: Store, paths: Iterable[Path | str], *, confirm: str = "") -> Iterator[Outcome]:
    """Take in files and folders of files, in any order; one outcome or more for each file.

    `confirm`: the hub's digits, when a charter of a new hub is among them. Charters come first.
    Raises Refusal `practice-never-sent` for a copy to play in.
    """
    store.node.must_be_real()
    yield from _changed_here(store)
    yield from take_known(store)
    for found in finding.find(paths):
        for one in finding.look(found):
            yield from _take_brought(store, one, confirm)


def take_in_bytes(
    store: Store, name: str, content: bytes, *, confirm: str = "", named: bool = True
) -> tuple[Outcome, ...]:
    """Take in one file's bytes; further outcomes are those of earlier files that it freed.

    An archive or a text may have several files in it. `named`: it was named itself, and did not
    only lie in a folder. Raises as `take_in` does.
    """
    store.node.must_be_real()
    outcomes = _take_bytes(store, name, content, confirm=confirm, named=named)
    return (*outcomes, *take_known(store))


def _take_bytes(
    store: Store, name: str, content: bytes, *, confirm: str = "", named: bool = True
) -> tuple[Outcome, ...]:
    found = finding.unwrap(finding.plain_name(name), content, named=named)
    return tuple(out for one in found for out in _take_brought(store, one, confirm))


def _take_brought(store: Store, one: Brought, confirm: str) -> tuple[Outcome, ...]:
    name, content, named = one.name, one.content, one.named
    if one.refusal is not None:
        return (_turned_away(store, name, content, one.refusal, named=named),)
    if cards.is_charter(content):
        taken = _take_charter(store, name, content, confirm, named=named)
        return (taken, *take_known(store)) if taken.outcome == APPLIED else (taken,)
    try:
        if cards.is_card(content):
            raise refuse("file-is-card")
        inner = seal.open_sealed(content, store.node)
        if archive.is_archive(inner):
            return _take_archive(store, name, content, inner)
        letter = checks.open_letter(store, name, content, inner)
    except Refusal as refusal:
        if refusal.code in passphrase.NEEDED:
            raise  # nothing is wrong with the file
        return (_turned_away(store, name, content, refusal, named=named),)
    outcomes = [entering.take(store, letter)]
    if outcomes[0].outcome != REFUSED:
        quarantine.brought_again(store.node, content)
    if outcomes[0].outcome == APPLIED:
        outcomes.extend(_freed(store, letter.partner.node, letter.kind))
    return tuple(outcomes)


def _take_archive(store: Store, name: str, content: bytes, inner: bytes) -> tuple[Outcome, ...]:
    """Own entries that came back; then what waited for them. Raises Refusal."""
    outcome = returning.take(store, name, content, archive.read_archive(inner))
    if outcome.outcome != APPLIED:
        return (outcome,)
    return (outcome, *waiting_archives(store), *_retry(store, holding.waiting_for_node))


def waiting_archives(store: Store) -> Iterator[Outcome]:
    """Try archives again that another one had to come before; those that wait no longer."""
    moved = True
    while moved:
        moved = False
        with store.reading() as db:
            some = [
                (one, exchange.held_bytes(db, one.digest)) for one in holding.archives_behind(db)
            ]
        for view, content in some:
            try:
                told = archive.read_archive(seal.open_sealed(content or b"", store.node))
                outcome = returning.take(store, view.name, content or b"", told)
            except Refusal as refusal:
                if refusal.code in passphrase.NEEDED:
                    raise  # nothing is wrong with the file
                with store.writing() as db:
                    exchange.drop_held(db, view.digest)
                outcome = _turned_away(store, view.name, content or b"", refusal, named=True)
            if outcome.outcome != HELD:
                moved = True
                yield outcome


def take_known(store: Store) -> Iterator[Outcome]:
    """Take in what came from nodes that were not known then, and are now.

    The card of a new machine is admitted after its first files came, or a hub that was put back
    forgot it. While the keys are locked the files lie on, for a later time.
    """
    for kept in tuple(quarantine.strangers(store.node)):
        with store.reading() as db:
            known = requests.writer(db, kept.writer) or requests.partner(db, kept.writer)
        if known is None:
            continue
        try:
            passphrase.check(store.node)
        except Refusal:
            return  # for a later time
        content = kept.read()
        kept.try_again()
        if not content:
            continue
        outcomes = _take_bytes(store, kept.name, content)
        if outcomes[0].outcome != REFUSED:  # else it lies there for another reason now
            kept.release()
        yield from outcomes


def _take_charter(store: Store, name: str, content: bytes, confirm: str, *, named: bool) -> Outcome:
    try:
        accepted = enrolment.accept_charter(store, content, confirm=confirm)
    except Refusal as refusal:
        return _turned_away(store, name, content, refusal, named=named)
    return Outcome(name, ALREADY if accepted.again else APPLIED, sender=accepted.node)


def _turned_away(
    store: Store, name: str, content: bytes, refusal: Refusal, *, named: bool
) -> Outcome:
    """Refused and put aside with the reason; or passed over, in a folder of other things."""
    passed = refusal.code in PASSED_OVER or (
        refusal.code in BLANK and not finding.is_batch_name(name)
    )
    code = seal.short_code(content) if seal.is_sealed(content) else ""
    if passed and not named:
        return Outcome(name, SKIPPED, refusal, short_code=code)
    if refusal.code not in NOT_DAMAGED and (content or refusal.code == "file-empty"):
        quarantine.keep(store.node, name, content, refusal)
    return Outcome(name, REFUSED, refusal, short_code=code)


def _freed(store: Store, sender: str, kind: str) -> Iterator[Outcome]:
    """Take in what waited for this stream, and what waited for that, until nothing moves."""
    changed = [(sender, kind)]
    while changed:
        whose, what = changed.pop()
        for outcome in _retry(store, lambda db: holding.freed_by(db, whose, what)):  # noqa: B023
            yield outcome
            if outcome.outcome == APPLIED:
                changed.append((outcome.sender, outcome.stream))


def _changed_here(store: Store) -> Iterator[Outcome]:
    """Take in what waited for a change of this node itself."""
    with store.reading() as db:
        waits = any(holding.waiting_for_node(db))
    if waits:
        yield from _retry(store, holding.waiting_for_node)
        with store.writing() as db:
            holding.note_tried(db)


def _retry(store: Store, choose: Callable[[Database], Iterator[HeldView]]) -> Iterator[Outcome]:
    """Try waiting files again; an outcome only for those that no longer wait for the same."""
    with store.reading() as db:
        views = tuple(choose(db))
    for view in views:
        with store.reading() as db:
            content = exchange.held_bytes(db, view.digest)
        if content is None:
            continue
        try:
            letter = checks.open_letter(store, view.name, content)
        except Refusal as refusal:
            if refusal.code in passphrase.NEEDED:
                raise  # nothing is wrong with the file
            with store.writing() as db:
                holding.drop(db, view.digest)
            yield _turned_away(store, view.name, content, refusal, named=True)
            continue
        outcome = entering.take(store, letter)
        if outcome.outcome != HELD or outcome.reason != view.reason:
            yield outcome

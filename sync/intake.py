"""Taking files in: everything is checked first, then one transaction, then the answer.

A file is applied whole or not at all; applied twice it changes nothing. What waits is looked at
again after each file that may have freed it.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from federation.core.refusals import Refusal, refuse
from federation.store import Database, Store, exchange, health
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
    mishaps,
    passphrase,
    quarantine,
    returning,
    seal,
)
from .finding import Brought, Found
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
        "zip-packed-otherwise",
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
    yield from waiting_here(store)
    for found in finding.find(paths):
        yield from take_found(store, found, confirm)
    all_taken(store)


def all_taken(store: Store) -> None:
    """After all that was brought: at a hub the lists of groups are brought up to date."""
    health.catch_up(store)


def waiting_here(store: Store) -> Iterator[Outcome]:
    """Before anything is brought: what waited for a change of this node, or to know its writer."""
    yield from _changed_here(store)
    yield from take_known(store)


def take_found(store: Store, found: Found, confirm: str = "") -> Iterator[Outcome]:
    """Take in one file that was found; then come outcomes of earlier ones that it freed."""
    told: list[Outcome] = []
    with mishaps.noted(store, found.name, told, found.bytes_if_any):
        for one in finding.look(found):
            yield from _take_brought(store, one, confirm)
    yield from told


def take_in_bytes(
    store: Store, name: str, content: bytes, *, confirm: str = "", named: bool = True
) -> tuple[Outcome, ...]:
    """Take in one file's bytes; further outcomes are those of earlier files that it freed.

    An archive or a text may have several files in it. `named`: it was named itself, and did not
    only lie in a folder. Raises as `take_in` does.
    """
    store.node.must_be_real()
    outcomes = _take_bytes(store, name, content, confirm=confirm, named=named)
    outcomes = (*outcomes, *take_known(store))
    health.catch_up(store)
    return outcomes


def _take_bytes(
    store: Store, name: str, content: bytes, *, confirm: str = "", named: bool = True
) -> tuple[Outcome, ...]:
    name = finding.plain_name(name)
    told: list[Outcome] = []
    with mishaps.noted(store, name, told, lambda: content):
        for one in finding.unwrap(name, content, named=named):
            told += _take_brought(store, one, confirm)
    return tuple(told)


def _take_brought(store: Store, one: Brought, confirm: str) -> tuple[Outcome, ...]:
    """What became of a file, and of those that waited for it."""
    told: list[Outcome] = []
    freed: Iterator[Outcome] = iter(())
    with mishaps.noted(store, one.name, told, lambda: one.content):
        outcome, freed = _take_one(store, one, confirm)
        told.append(outcome)
    with mishaps.noted(store, one.name, told):
        told.extend(freed)
    return tuple(told)


def _take_one(store: Store, one: Brought, confirm: str) -> tuple[Outcome, Iterator[Outcome]]:
    """What became of a file; and to be gone through, what waited for it."""
    name, content, named = one.name, one.content, one.named
    if one.refusal is not None:
        return _turned_away(store, name, content, one.refusal, named=named), iter(())
    if cards.is_charter(content):
        outcome = _take_charter(store, name, content, confirm, named=named)
        return outcome, take_known(store) if outcome.outcome == APPLIED else iter(())
    try:
        if cards.is_card(content):
            raise refuse("file-is-card")
        inner = seal.open_sealed(content, store.node)
        if archive.is_archive(inner):
            outcome = returning.take(store, name, content, archive.read_archive(inner))
            return outcome, _came_back(store) if outcome.outcome == APPLIED else iter(())
        letter = checks.open_letter(store, name, content, inner)
    except Refusal as refusal:
        if refusal.code in passphrase.NEEDED:
            raise  # nothing is wrong with the file
        return _turned_away(store, name, content, refusal, named=named), iter(())
    outcome = entering.take(store, letter)
    if outcome.outcome != REFUSED:
        quarantine.brought_again(store.node, content)
    is_news = outcome.outcome == APPLIED
    return outcome, _freed(store, letter.partner.node, letter.kind) if is_news else iter(())


def _came_back(store: Store) -> Iterator[Outcome]:
    """What waited for own entries that came back."""
    yield from waiting_archives(store)
    yield from _retry(store, holding.waiting_for_node)


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
            told: list[Outcome] = []
            with mishaps.noted(store, view.name, told):
                told.append(_archive_again(store, view, content or b""))
            if told[0].outcome != HELD:
                moved = True
                yield told[0]


def _archive_again(store: Store, view: HeldView, content: bytes) -> Outcome:
    try:
        told = archive.read_archive(seal.open_sealed(content, store.node))
        return returning.take(store, view.name, content, told)
    except Refusal as refusal:
        if refusal.code in passphrase.NEEDED:
            raise  # nothing is wrong with the file
        with store.writing() as db:
            exchange.drop_held(db, view.digest)
        return _turned_away(store, view.name, content, refusal, named=True)


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
        told: list[Outcome] = []
        with mishaps.noted(store, view.name, told):
            outcome = _try_again(store, view)
            if outcome is not None:
                told.append(outcome)
        yield from told


def _try_again(store: Store, view: HeldView) -> Outcome | None:
    """What became of a file that waited; None: it waits on, for the same."""
    with store.reading() as db:
        content = exchange.held_bytes(db, view.digest)
    if content is None:
        return None
    try:
        letter = checks.open_letter(store, view.name, content)
    except Refusal as refusal:
        if refusal.code in passphrase.NEEDED:
            raise  # nothing is wrong with the file
        with store.writing() as db:
            holding.drop(db, view.digest)
        return _turned_away(store, view.name, content, refusal, named=True)
    outcome = entering.take(store, letter)
    return None if outcome.outcome == HELD and outcome.reason == view.reason else outcome

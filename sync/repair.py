"""Two versions of one chain: shown side by side, and what is still true is entered again.

A chain that went two ways cannot be made one. Its writer is closed (`succession`), a new card goes
on from where the hub's version ends, and people look through the other version entry by entry.
What is entered again carries the head that it had there (`orig`): however often that happens, the
views count it once.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Final

import msgspec

from federation.core import kinds
from federation.core.reentry import ONCE_ONLY, Renumbering
from federation.core.refusals import Refusal, refuse
from federation.store import (
    Database,
    Draft,
    Numbered,
    Store,
    StreamEnd,
    exchange,
    journal,
    local,
    projections,
    replay,
)
from federation.store.queries import branches as aside

from . import earlier, standstill, succession, telling
from .histories import Row, row_of

# Local state: stopped chains that officers looked through; what they left out stays out.
LOOKED: Final = "looked through"
NOTHING_SAME: Final[Mapping[str, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Left:
    """An entry of this machine that does not count: on a branch, or past where it was closed.

    `again`: the number with which it was entered again (0: it was not); `is_once`: it cannot be;
    `is_out`: officers looked and left it out.
    """

    stream: str
    row: Row
    again: int
    is_once: bool
    is_out: bool = False

    @property
    def waits(self) -> bool:
        """Whether officers have still to say if it is true."""
        return not (self.again or self.is_once or self.is_out)


def trouble(store: Store) -> str:
    """What keeps this node's books from being whole, most urgent first; "": nothing.

    `taken` (another card has this one's place), `missing`, `restored`, `forked`, `differs` (from
    what the hub adds up), `left` (own entries that do not count and were not entered again).
    """
    own = store.node.settings
    with store.reading() as db:
        ends = [one for one in journal.ends(db) if one.owner == own.node_id]
        if local.state(db, succession.PLACE_TAKEN):
            return "taken"
        if any(one.incarnation > 0 and one.last < one.closed for one in ends):
            return "missing"
        forked = standstill.partners(db, store.node)
        differs = local.state(db, telling.DIFFERS)
    if store.is_restored():
        return "restored"
    if forked:
        return "forked"
    if differs:
        return "differs"
    stopped = any(
        _is_stopped(one) and (one.state == "branch" or one.last > one.counted) for one in ends
    )
    if stopped and any(one.waits for one in left_over(store)):
        return "left"
    return ""


def left_over(store: Store) -> tuple[Left, ...]:
    """Every entry that this machine wrote and that does not count any more, in order."""
    own = store.node.settings.node_id
    with store.reading() as db:
        done, looked = aside.entered_again(db, own), local.state(db, LOOKED).split()
        left = list(_left(db, store))
        if any(str(end.id) not in looked for end, *_ in left):
            done = _done(db, own)
        return tuple(
            Left(
                end.kind,
                row_of(numbered, head),
                done.get(numbered.event.orig or head, 0),
                type(numbered.event) in ONCE_ONLY,
                str(end.id) in looked,
            )
            for end, numbered, head in left
        )


def _done(db: Database, own: str) -> dict[str, int]:
    """Heads whose entries count: entered again, or themselves; and with which number."""
    counts = dict[str, int]()
    for end in journal.ends(db, own):
        if end.incarnation > 0 and end.state == "closed":
            heads = _heads(db, end, end.base + 1)
            counts |= {head: seq for seq, head in heads.items() if seq <= end.counted}
    return counts | aside.entered_again(db, own)


def _left(db: Database, store: Store) -> Iterator[tuple[StreamEnd, Numbered, str]]:
    """Entries of stopped chains past what counts; one that stands on two of them once."""
    seen = set[str]()
    for end in journal.ends(db, store.node.settings.node_id):
        if not _is_stopped(end):
            continue
        first = _common(db, end) + 1
        whole = replace(end, closed=-1)  # what stands past its closing too
        entries = replay.read_entries(end.kind, earlier.lines(db, whole, first, end.last))
        heads = _heads(db, end, first)
        for numbered in entries:
            head = heads[numbered.seq]
            if head not in seen:
                seen.add(head)
                yield end, numbered, head


def _is_stopped(end: StreamEnd) -> bool:
    """Whether entries of a chain of this node may count no more."""
    return end.state in STOPPED


STOPPED: Final = ("closed", "branch")


def _heads(db: Database, end: StreamEnd, first: int) -> dict[int, str]:
    """The heads of a chain's entries from `first` on, written here or come back."""
    if not end.own:
        return exchange.kept_heads(db, end, first, end.last)
    return {seq: head for seq, head, _, _ in journal.own_lines(db, end.id, first, end.last)}


def _common(db: Database, end: StreamEnd) -> int:
    """The last entry of a stopped chain that counts, as it stands here or with its hub."""
    if end.state == "closed":
        return end.closed
    counts: dict[int, str] = {}
    for one in _official(db, end):
        if one.root == end.root:
            counts |= _heads(db, replace(one, last=one.counted), one.base + 1)
    here = _heads(db, end, end.base + 1)
    known = [seq for seq, head in here.items() if counts.get(seq) == head]
    return max(known, default=end.base)


def _official(db: Database, end: StreamEnd) -> tuple[StreamEnd, ...]:
    """The chains that count of the book that a stopped one belonged to."""
    return tuple(
        one
        for one in journal.ends(db, end.owner)
        if (one.kind, one.partner) == (end.kind, end.partner) and one.incarnation > 0
    )


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of entering again: how many were entered, and why the others were not."""

    entered: int
    refused: tuple[tuple[Row, Refusal], ...]


def enter_again(
    store: Store,
    heads: Collection[str] | None = None,
    *,
    user: int = 0,
    same: Mapping[str, int] = NOTHING_SAME,
) -> Entered:
    """Enter entries again that do not count any more: those with these heads, or all.

    `same`: heads of entries that are left out because an entry of the books says the same, and its
    number: what rests on the one then rests on the other.
    Each that a rule of the books allows; the others are named with the reason. When there are
    none, those that were not named count as looked at. Raises Refusal `node-restored`,
    `books-not-rebuilt`.
    """
    store.node.must_be_real()
    if store.is_restored():
        raise refuse("node-restored")
    entered, refused = 0, list[tuple[Row, Refusal]]()
    with store.writing() as db:
        done = _done(db, store.node.settings.node_id)
        for end, some in groupby(sorted(_left(db, store), key=_order), key=itemgetter(0)):
            # Each stopped chain numbered on from its own place.
            numbers = Renumbering(_common(db, end), aside.taken(db, end_book(db, end)))
            for _, numbered, head in some:
                numbers.note(numbered.event)
                origin = numbered.event.orig or head
                if origin in done:
                    _note_done(db, end, numbered, done[origin], numbers)
                elif heads is None or head in heads:
                    try:
                        done[origin] = _again(db, store, end, numbered, head, numbers, user)
                        entered += 1
                    except Refusal as refusal:
                        refused.append((row_of(numbered, head), refusal))
                elif head in same:
                    _note_done(db, end, numbered, same[head], numbers)
        if all(refusal.code == "entry-once-only" for _, refusal in refused):
            local.set_state(
                db, LOOKED, " ".join(sorted({str(one.id) for one, *_ in _left(db, store)}))
            )
    return Entered(entered, tuple(refused))


def _order(one: tuple[StreamEnd, Numbered, str]) -> tuple[int, int, int]:
    """People and money before what is asked for; the older chain first."""
    end, numbered, _ = one
    return (kinds.LEDGER, kinds.REQUESTS, kinds.REPLIES).index(end.kind), end.id, numbered.seq


def _note_done(
    db: Database, end: StreamEnd, numbered: Numbered, at: int, numbers: Renumbering
) -> None:
    """An entry was entered again before, as number `at`: what rests on it goes by that."""
    book = end_book(db, end)
    here = next(
        one for one in journal.ends(db) if one.book == book and one.base < at <= one.counted
    )
    told = [one for one in replay.chain_lines(db, here) if one[0] == at]
    (entered,) = replay.read_entries(end.kind, told)
    numbers.keep(numbered.event, numbered.seq, entered.event, at)


def end_book(db: Database, end: StreamEnd) -> int:
    """The book that a stopped chain belonged to."""
    return next((one.book for one in _official(db, end)), end.book)


def _again(
    db: Database,
    store: Store,
    end: StreamEnd,
    numbered: Numbered,
    head: str,
    numbers: Renumbering,
    user: int,
) -> int:
    """Enter one again; returns the number that it got. Raises Refusal: then nothing changed."""
    event = numbers.apply(numbered.event)
    event = msgspec.structs.replace(event, orig=numbered.event.orig or head, user=user, personal="")
    draft = Draft(end.kind, event, numbered.record, end.partner)
    with db.atomic():
        (entry,) = journal.append(db, store.node, [draft])
        projections.apply(db, entry[0], entry[1])
    at = entry[1][0].seq
    numbers.keep(numbered.event, numbered.seq, event, at)
    return at

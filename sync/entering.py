"""One transaction for one file: where it stands against what is here, and all of it or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from federation.core import chain, kinds
from federation.core.refusals import Refusal, refuse
from federation.node import Node
from federation.store import (
    Database,
    Entangled,
    Store,
    StreamEnd,
    exchange,
    journal,
    letters,
    mark,
    projections,
    replay,
)

from . import (
    acks,
    checks,
    clocks,
    earlier,
    forks,
    holding,
    quarantine,
    relay,
    returning,
    standstill,
    succession,
    telling,
)
from . import batch as batches
from . import restored as put_back
from .checks import Letter
from .outcome import ALREADY, APPLIED, HELD, REFUSED, Outcome, of_letter

# Sound, but not to be taken in now.
WAITS: Final = frozenset((*holding.ACROSS, *holding.NODE, *holding.PROGRAM))
NAME_LETTERS_MAX: Final = 200
FACTS_LETTERS_MAX: Final = 1000


@dataclass(slots=True)
class _Decided:
    """What a transaction came to: an outcome, and marks to raise."""

    outcome: Outcome
    marks: Mapping[mark.Chain, tuple[int, str]]


def take(store: Store, letter: Letter) -> Outcome:
    """Take a checked file in; what must wait, or is refused, is written down apart."""
    try:
        try:
            return _take(store, letter, beside=_is_apart(letter))
        except Entangled:  # with what somebody else took in at the same moment
            return _take(store, letter, beside=False)
    except Refusal as refusal:
        if refusal.code in WAITS:
            outcome = of_letter(letter, HELD, refusal)
            with store.writing() as db:
                _wait(db, store.node, letter, refusal)
                _note(db, store.node, letter, outcome)
            return outcome
        outcome = of_letter(letter, REFUSED, refusal)
        with store.writing() as db:
            exchange.drop_held(db, letter.digest)
            _note(db, store.node, letter, outcome)
        quarantine.keep(store.node, letter.name, letter.content, refusal)
        return outcome


def _is_apart(letter: Letter) -> bool:
    """Whether taking it in touches the books of its writer alone, and what is written in order."""
    return letter.kind == kinds.LEDGER and letter.is_present and letter.partner.role == "group"


def _take(store: Store, letter: Letter, *, beside: bool) -> Outcome:
    restored = store.is_restored()
    node = letter.partner.node
    with store.writing_beside(node) if beside else store.writing() as db:
        decided = _decide(db, store, letter, restored=restored)
        _note(db, store.node, letter, decided.outcome)
        # Before the end of the transaction, in which the chain may become sure again. A
        # node's hub is believed that it holds more of our entries than we do. A group or a
        # city is not: its word alone must not stop a hub from writing for everybody.
        if decided.marks and letter.partner.role == "hub":
            mark.raise_marks(store.node, decided.marks)
    return decided.outcome


def _wait(db: Database, node: Node, letter: Letter, reason: Refusal) -> None:
    """Keep a file that waits; what its writer holds of ours, it holds all the same.

    That counts when it first comes: a file that is tried again tells of an earlier time.
    """
    holding.hold(db, node, letter, reason)
    is_new = not letters.is_known(db, letter.short_code)
    if is_new and letter.is_present and not checks.is_newer(letter.batch):
        acks.note(db, letter.partner, acks.read(db, node, letter.partner, letter.batch.header.acks))


def _note(db: Database, node: Node, letter: Letter, outcome: Outcome) -> None:
    """What became of the file, for the people here and for its writer.

    Of a history that is told twice its writer was told with the first file that showed it; and
    nothing of its writer's waits in a file without entries.
    """
    reason = outcome.reason
    echoes = reason is not None and holding.is_evidence(reason.code)
    echoes &= exchange.held_bytes(db, letter.digest) is None
    empty = outcome.outcome == HELD and not letter.batch.trailer.n
    code, facts = (reason.code, exchange.facts_text(reason.facts)) if reason else ("", "")
    letters.note_in(
        db,
        letter.short_code,
        letter.partner.node,
        letter.name[-NAME_LETTERS_MAX:],
        outcome.outcome,
        code,
        facts if len(facts) <= FACTS_LETTERS_MAX else "{}",
        node.now(),
        told=echoes or empty,
    )


def _decide(db: Database, store: Store, letter: Letter, *, restored: bool) -> _Decided:
    """Where the file stands against what is here. Raises Refusal: then nothing of it stays."""
    node, batch = store.node, letter.batch
    if checks.is_newer(batch):
        raise refuse("batch-newer", needs=batch.header.min, reads=batches.VERSION)
    end = journal.find(db, letter.partner.node, letter.kind, incarnation=batch.header.inc)
    if not letter.is_present:
        return _Decided(_of_closed(db, store, letter, end), acks.NOTHING.beyond)
    reading = acks.read(db, node, letter.partner, batch.header.acks)
    put_back.hear(db, node, letter, reading)
    telling.compare(db, node, letter)
    if not letters.is_known(db, letter.short_code):
        earlier.note(db, node, letter.partner, batch.header.acks)
    if batch.header.inc < letter.incarnation:
        acks.note(db, letter.partner, reading)
        return _Decided(_of_closed(db, store, letter, end), reading.beyond)
    is_new = not letters.is_known(db, letter.short_code)
    heard = reading if is_new else acks.NOTHING  # one tried again tells of an earlier time
    last = end.last if end else 0
    lost = earlier.holes(db, letter.partner.node, letter.kind)
    if lost and batch.last > last:
        first, until = lost[0].last + 1, lost[0].closed
        return _Decided(_gap(db, store, letter, first, until, heard), reading.beyond)
    if not holding.follows(end, batch.first):
        gap = last + 1, batch.first - 1
        return _Decided(_gap(db, store, letter, *gap, heard), reading.beyond)
    if end is None or batch.first <= end.base:
        _check_start(letter)
    elif forks.differs(db, end, letter):
        if restored:
            raise refuse("node-restored")
        reason = forks.freeze(db, node, end, letter)
        acks.note(db, letter.partner, reading)  # what it holds of ours, it holds all the same
        return _Decided(of_letter(letter, HELD, reason), reading.beyond)
    returning.note_position(db, letter, end, is_new=is_new)
    news = max(batch.last - last, 0)
    if news and end is not None and end.state != "open":
        reason = refuse(holding.FROZEN, name=letter.partner.name, entry=last)
        holding.hold(db, node, letter, reason)
        acks.note(db, letter.partner, reading)
        return _Decided(of_letter(letter, HELD, reason), reading.beyond)
    told = acks.note(db, letter.partner, reading)
    if news or (told and not batch.trailer.n):
        _enter(db, store, letter, last, restored=restored)
        standstill.stop_again(db, node)
        clocks.note(db, node, letter)
    elif batch.trailer.n and not (end and exchange.has_batch(db, end, letter.short_code)):
        # It was written by one who does not know that its entries are here.
        acks.tell_again(db, letter.partner.node)
    relay.enter_postponed(db, node, letter.partner.node)
    holding.release(db, letter)
    notice = forks.note_ours(db, node, letter, reading) or acks.beyond_notice(
        letter.partner, reading
    )
    applied = news or (told and not batch.trailer.n)
    return _Decided(
        of_letter(letter, APPLIED if applied else ALREADY, notice, new=news), reading.beyond
    )


def _of_closed(db: Database, store: Store, letter: Letter, end: StreamEnd | None) -> Outcome:
    """A file of a card that was closed: known already, or kept and shown, and never counted.

    A hub that was put back, and had the closing back with its roster, may lack what counted: that
    is taken in where the file goes on to the very head at which it was closed. That head proves
    all before it: what is here and differs is another's, and gives way to the whole chain.
    """
    node, batch = store.node, letter.batch
    if end is not None and not forks.differs(db, end, letter):
        if batch.last <= end.counted:
            return of_letter(letter, ALREADY)
        if holding.follows(end, batch.first) and _reaches_closing(db, end, letter):
            _enter(db, store, letter, end.last, restored=False)
            return of_letter(letter, APPLIED, new=end.closed - end.last)
    elif end is not None and batch.first == end.base + 1 and _reaches_closing(db, end, letter):
        whole = succession.begin_again(db, end)
        succession.make_views_anew(db)
        _enter(db, store, letter, whole.last, restored=False)
        return of_letter(letter, APPLIED, new=whole.closed - whole.last)
    reason = refuse(holding.CLOSED, name=letter.partner.name, first=batch.first, last=batch.last)
    holding.hold(db, node, letter, reason)
    return of_letter(letter, HELD, reason)


def _reaches_closing(db: Database, end: StreamEnd, letter: Letter) -> bool:
    """Whether a chain lacks the entry at which it was closed, and the file has that very one."""
    if end.last >= end.closed:
        return False
    closing = earlier.closing_of(db, end)
    return closing is not None and closing == (end.closed, letter.batch.head_at(end.closed))


def _gap(
    db: Database, store: Store, letter: Letter, first: int, last: int, heard: acks.Reading
) -> Outcome:
    """Kept until what is missing comes; what its writer holds of ours, it holds all the same.

    One without entries only says how far the chain goes: the one that says most is enough.
    """
    acks.note(db, letter.partner, heard)
    if not letter.batch.trailer.n and not holding.says_most(db, letter):
        return of_letter(letter, ALREADY)
    reason = refuse(
        holding.GAP, name=letter.partner.name, stream=letter.kind, first=first, last=last
    )
    holding.hold(db, store.node, letter, reason)
    acks.tell_again(db, letter.partner.node)
    return of_letter(letter, HELD, reason)


def _check_start(letter: Letter) -> None:
    """A file begins where its writer's card says. Raises Refusal `chain-start-differs`."""
    if letter.incarnation > 1 or (letter.batch.header.prev != chain.start(letter.card.line).hex()):
        raise refuse("chain-start-differs", name=letter.partner.name)


def _enter(db: Database, store: Store, letter: Letter, last: int, *, restored: bool) -> None:
    """Entries after `last` into the views, the file beside the journal, word passed on."""
    node, batch = store.node, letter.batch
    stream = journal.begin(
        db,
        letter.partner.node,
        letter.kind,
        incarnation=batch.header.inc,
        own=False,
        card_line=letter.card.line,
    )
    before = relay.known_words(db, node, letter.partner)
    watch = _apply(db, stream, letter, last)
    if watch.at:
        journal.advance(db, stream, batch.last, batch.head)
        stream = replace(stream, last=batch.last, head=batch.head)
    received = node.now()
    arrival = journal.note_arrival(
        db, stream, last + 1, stream.last, stream.head, extra=f"{letter.short_code} {received}"
    )
    exchange.keep_batch(
        db, arrival, short_code=letter.short_code, received=received, inner=batch.inner
    )
    relay.blank(db, stream, watch.noted)
    drafts = relay.drafts(db, node, watch.noted, before, letter.partner.node)
    if drafts and restored:
        raise refuse("node-restored")
    for own, numbered in journal.append(db, node, drafts):
        projections.apply(db, own, numbered)


def _apply(db: Database, stream: StreamEnd, letter: Letter, last: int) -> relay.Watch:
    """The new entries, typed and held to the rules. Raises Refusal that names the entry."""
    batch, watch = letter.batch, relay.Watch()
    told = batch.told()
    if stream.closed >= 0:
        told = (one for one in told if one[0] <= stream.closed)
    entries = replay.read_entries(letter.kind, told)
    whole = batch.header.vol[0] == batch.header.vol[1]
    try:
        projections.apply(db, stream, watch.over(entries, last), settle=whole)
    except Refusal as refusal:
        if checks.told_newer(batch, refusal):
            raise refuse("schema-newer", name=letter.partner.name) from None
        if refusal.code in ("line-unsound", "personal-differs"):
            raise  # it names its entry
        raise refuse("entry-refused", entry=watch.at, because=refusal) from None
    return watch

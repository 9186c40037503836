"""This node was put back from a copy: what it must not do until it knows how far it once was.

A copy tells only how far the chains went when it was made. Nothing is written on a chain until its
reader told, in a file written after (`answers`), that it holds no more; or until the officers
said so. A hub's replies wait meanwhile. What a reader holds more of comes back in an archive.
"""

from typing import Final

from federation.core import kinds
from federation.core.refusals import refuse
from federation.node import Node
from federation.store import Database, Store, exchange, journal, letters, local, mark, restored
from federation.store.queries import books, requests

from . import relay, seal, streams
from .acks import Reading
from .checks import Letter

ASKS_BYTES: Final = 16


def begin(store: Store) -> None:
    """Say that this database was put back from a copy: every chain that has a reader is unsure.

    What the mark beside the database told before is given up: it was of another time.
    """
    with store.writing() as db:
        ends, own = journal.ends(db), store.node.settings
        chains = frozenset(
            (kind, streams.reader_of(kind, partner.node), own.incarnation)
            for partner in requests.partners(db)
            for kind in streams.route(own.role, partner.role).streams
        )
        told = restored.Restored(store.node.now(), store.node.entropy(ASKS_BYTES).hex(), chains)
        restored.write(db, told)
        local.end_all_sessions(db)
    mark.lower_marks(store.node, ends)


def asks(db: Database) -> str:
    """The number to ask readers with, "" when nothing is unsure."""
    told = restored.read(db)
    return told.asks if told else ""


def answers(db: Database, partner: str) -> str:
    """The number a partner asked with, to be given back to it; "" when it did not ask."""
    return local.state(db, f"asks {partner}")


def must_answer(db: Database, partner: str) -> bool:
    """Whether a partner asked, and no file to it answered yet."""
    asked = answers(db, partner)
    return bool(asked) and asked != local.state(db, f"answered {partner}")


def note_answered(db: Database, partner: str, told: str) -> None:
    """A file to a partner gave its number back."""
    local.set_state(db, f"answered {partner}", told)


def hear(db: Database, node: Node, letter: Letter, reading: Reading) -> None:
    """What a partner's file says of our being put back, of its own, and of our files."""
    header, partner = letter.batch.header, letter.partner
    for one in header.news:
        if one.short_code:
            letters.note_heard(
                db, partner.node, one.short_code, one.outcome, one.code, one.facts, node.now()
            )
    if not letters.is_known(db, letter.short_code):
        local.set_state(db, f"asks {partner.node}", header.asks)
        local.set_state(db, f"answered {partner.node}", "")
    told = restored.read(db)
    if told is None or header.answers != told.asks:
        return
    for kind in streams.route(node.settings.role, partner.role).streams:
        key = (kind, streams.reader_of(kind, partner.node), node.settings.incarnation)
        # A node's hub is believed, and the mark says from now on how far it was. A hub believes
        # its own signature: the chain stays unsure until the entries are back.
        if key not in reading.beyond or partner.role == "hub":
            restored.settle(db, key)
        else:
            told_seq, _ = reading.beyond[key]
            local.set_state(db, f"reaches {partner.node}", f"{told.asks} {told_seq}")


def note_back(db: Database, node: Node, partner: str) -> None:
    """Entries came back to a hub: a chain is whole once it is as far as its reader said today.

    One volume of several, or an archive of an earlier time, is not all of it.
    """
    told = restored.read(db)
    for chain in told.chains if told else ():
        kind, reader, number = chain
        end = journal.find(db, node.settings.node_id, kind, reader, number)
        asked, _, seq = local.state(db, f"reaches {partner}").partition(" ")
        if told is None or end is None or reader != partner or asked != told.asks:
            continue
        if node.settings.role == "hub" and end.last >= int(seq):
            restored.settle(db, chain)


def head_at(db: Database, node: Node, seq: int) -> str:
    """The head (64 hex) of a group's books after entry `seq`, whichever card wrote it; or ""."""
    for end in journal.ends(db):
        mine = end.owner == node.settings.node_id and end.kind == kinds.LEDGER
        if mine and end.incarnation > 0 and end.base <= seq <= end.counted:
            here = journal.head_at(db, end, seq) if end.own else exchange.kept_head(db, end, seq)
            if here:
                return here
    return ""


def code_of_books(db: Database, node: Node) -> str:
    """The eight letters that stand last in the members' passbooks if these books are whole.

    They were read out just before the last meeting was closed. "": a meeting is open, and what
    was read out at its end nobody knows here. Without any meeting they are of the end.
    """
    book = books.book_of(db, node.settings.node_id)
    last = next(iter(books.meetings(db, book, limit=1)), None)
    if last is not None:
        head = head_at(db, node, last.closed_seq - 1) if last.closed_seq else ""
    else:
        end = max((one.counted for one in journal.ends(db) if one.book == book), default=0)
        head = head_at(db, node, end)
    return seal.letters(bytes.fromhex(head)) if head else ""


def confirm(store: Store, *, letters_read: str = "") -> None:
    """The officers say that nothing was written after the copy, so the books may go on.

    `letters_read`: the last eight letters in the members' passbooks; with them the books are
    proved to be whole ("": two officers answer for it, whom the caller asked). Raises Refusal
    `not-restored`, `passbook-differs`.
    """
    node = store.node
    if not store.is_restored() and node.settings.role != "hub":
        raise refuse("not-restored")
    with store.writing() as db:
        if letters_read:
            typed = "".join(one for one in letters_read.upper() if one.isalnum())
            known = code_of_books(db, node)
            if not known or typed.translate(str.maketrans("ILO", "110")) != known:
                raise refuse("passbook-differs")
        restored.write(db, None)
        ends = journal.ends(db)
    mark.lower_marks(node, ends)
    with store.writing() as db:
        for partner in {end.partner for end in ends if end.own and end.kind == kinds.REPLIES}:
            relay.enter_postponed(db, node, partner)

"""Reads of looks by the office, of corrections that it asks for, and what became of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Final

import peewee as pw

from federation.core import kinds

from .. import exchange, journal
from ..tables import Entry, Look, Orig, Proposal, ProposalAnswer, Stream
from . import books

OPEN: Final = "open"
WITHDRAWN: Final = "withdrawn"
GONE: Final = "gone"
ELSEWHERE: Final = "elsewhere"
"""States of a proposal beside the answers: its entry was taken back, or is in another version."""


@dataclass(frozen=True, slots=True)
class LookView:
    """A look: `user` of the office (`name`), at a `member` or at entries `first` to `last`."""

    look: str
    node: str
    day: str
    user: int
    member: int
    first: int
    last: int
    asked_by: str
    name: str
    note: str
    ordinal: int

    def covers(self, entry: books.EntryView) -> bool:
        """Whether an entry is one of those that were looked at."""
        if self.member:
            return entry.member == self.member
        return self.first <= entry.seq <= self.last


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What the group said: by entry `seq`, whose note are its words; what came of it (0: none)."""

    seq: int
    day: str
    user: int
    second: int
    answer: str
    reversal: int
    entered: int
    note: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A correction that is asked for: what, why and by whom, and how it stands.

    `state`: open, withdrawn, one of the answers, `gone` (its entry was taken back without it) or
    `elsewhere` (its entry is in a version of the books that does not count). `seq`: the entry in
    the books as they are (0: not there).
    """

    proposal: str
    node: str
    day: str
    user: int
    entry: int
    head: str
    form: str
    amount: int
    member: int
    purpose: str
    entered_on: str
    name: str
    note: str
    withdrawn_on: str
    withdrawn_why: str
    ordinal: int
    state: str = OPEN
    seq: int = 0
    answer: AnswerView | None = None


_LOOK: Final = tuple(Look._meta.fields[one.name] for one in fields(LookView))
_PROPOSAL: Final = tuple(
    Proposal._meta.fields[one.name]
    for one in fields(ProposalView)
    if one.name in Proposal._meta.fields
)


def looks(
    db: pw.Database, node: str = "", *, before: int = 0, limit: int = 100
) -> tuple[LookView, ...]:
    """Looks at a group's entries, or at all groups', the newest first; `before` that ordinal."""
    query = Look.select(*_LOOK).order_by(Look.ordinal.desc())
    if node:
        query = query.where(Look.node == node)
    if before:
        query = query.where(Look.ordinal < before)
    return tuple(LookView(*row) for row in query.limit(limit).tuples().execute(db))


def look(db: pw.Database, name: str) -> LookView | None:
    """One look, or None."""
    rows = Look.select(*_LOOK).where(Look.look == name).tuples().execute(db)
    return next((LookView(*row) for row in rows), None)


def newest_look(db: pw.Database) -> int:
    """The ordinal of the newest look; 0 where there was none."""
    return int(Look.select(pw.fn.MAX(Look.ordinal)).scalar(db) or 0)


def entries_of(
    db: pw.Database, book: int, seen: LookView, *, before: int = 0, limit: int = 100
) -> tuple[books.EntryView, ...]:
    """The entries that a look is at, the newest first, from the one before number `before` on.

    Of a member also those that take one of hers back: without them nobody could reckon after it.
    """
    if seen.member:
        hers = Entry.select(Entry.seq).where(Entry.book == book, Entry.member == seen.member)
        of_many = (Entry.amount == 0) & (Entry.kind == "entry-reversed") & (Entry.of << hers)
        where = (Entry.member == seen.member) | of_many
    else:
        where = Entry.seq.between(seen.first, seen.last)
    return books.newest(db, book, where, before=before, limit=limit)


def head_of(db: pw.Database, node: str, seq: int) -> str:
    """The head (64 hex) of a group's books after entry `seq`, whichever card wrote it, or ""."""
    for end in journal.ends(db, node):
        if end.kind == kinds.LEDGER and end.incarnation > 0 and end.base < seq <= end.counted:
            here = journal.head_at(db, end, seq) if end.own else exchange.kept_head(db, end, seq)
            return here or ""
    return ""


def proposals(
    db: pw.Database, node: str = "", *, before: int = 0, limit: int = 100
) -> tuple[ProposalView, ...]:
    """Corrections asked of a group, or of all, with how they stand; the newest first."""
    query = Proposal.select(*_PROPOSAL).order_by(Proposal.ordinal.desc())
    if node:
        query = query.where(Proposal.node == node)
    if before:
        query = query.where(Proposal.ordinal < before)
    found = [ProposalView(*row) for row in query.limit(limit).tuples().execute(db)]
    return tuple(_standing(db, found))


def proposal(db: pw.Database, name: str) -> ProposalView | None:
    """One of them, or None."""
    rows = Proposal.select(*_PROPOSAL).where(Proposal.proposal == name).tuples().execute(db)
    return next(_standing(db, [ProposalView(*row) for row in rows]), None)


def _standing(db: pw.Database, found: Iterable[ProposalView]) -> Iterator[ProposalView]:
    book_of: dict[str, int] = {}
    for one in found:
        if one.node not in book_of:
            book_of[one.node] = books.book_of(db, one.node)
        yield _as_it_stands(db, book_of[one.node], one)


def _as_it_stands(db: pw.Database, book: int, one: ProposalView) -> ProposalView:
    answer = _answer(db, book, one.proposal)
    if answer is not None:
        return replace(one, state=answer.answer, seq=one.entry, answer=answer)
    if one.withdrawn_on:
        return replace(one, state=WITHDRAWN, seq=one.entry)
    seq = _here(db, book, one)
    if not seq:
        return replace(one, state=ELSEWHERE)
    back = Entry.select(Entry.reversed_by).where(Entry.book == book, Entry.seq == seq).scalar(db)
    return replace(one, state=GONE if back else OPEN, seq=seq)


def _answer(db: pw.Database, book: int, name: str) -> AnswerView | None:
    told = ProposalAnswer
    shown = (told.seq, told.day, told.user, told.second, told.answer, told.reversal, told.entered)
    rows = told.select(*shown).where(told.book == book, told.proposal == name).tuples().execute(db)
    row = next(iter(rows), None)
    if row is None:
        return None
    note = Entry.select(Entry.note).where(Entry.book == book, Entry.seq == row[0]).scalar(db)
    return AnswerView(*[*row, note or ""])


def _here(db: pw.Database, book: int, one: ProposalView) -> int:
    """The number of the very entry that is meant, as the books are now; 0: it is not in them.

    What was first written on a branch that was closed may have been entered again since.
    """
    if head_of(db, one.node, one.entry) == one.head:
        return one.entry
    again = Orig.select(Orig.seq).where(Orig.book == book, Orig.orig == one.head)
    return int(again.scalar(db) or 0)


def open_proposals(db: pw.Database, node: str) -> tuple[ProposalView, ...]:
    """Those that wait for this group's answer, the oldest first."""
    answered = ProposalAnswer.select(ProposalAnswer.proposal).where(
        ProposalAnswer.book == books.book_of(db, node)
    )
    query = Proposal.select(*_PROPOSAL).where(
        Proposal.node == node, Proposal.withdrawn_on == "", Proposal.proposal.not_in(answered)
    )
    rows = query.order_by(Proposal.ordinal).tuples().execute(db)
    return tuple(_standing(db, [ProposalView(*row) for row in rows]))


def waiting(db: pw.Database) -> int:
    """How many proposals nobody answered or withdrew; those that mean no entry any more too."""
    answered = (
        ProposalAnswer.select(ProposalAnswer.proposal)
        .join(Stream, on=(Stream.id == ProposalAnswer.book))
        .where(ProposalAnswer.proposal == Proposal.proposal, Stream.owner == Proposal.node)
    )
    query = Proposal.select().where(Proposal.withdrawn_on == "", ~pw.fn.EXISTS(answered))
    return int(query.count(db))

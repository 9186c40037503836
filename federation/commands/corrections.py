"""A correction that the federation's office asks for, and what the group says to it.

The office writes no entry of a group. What it proposes becomes entries when two officers accept it:
the reversal, the new entry and the answer, in one deed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.core.rules import corrections as rules
from federation.i18n import gettext
from federation.store import Draft, journal
from federation.store.queries import books, corrections
from federation.store.queries.books import EntryView
from federation.store.queries.corrections import ProposalView

from .deed import Decision, Desk, Order
from .looking import group_of, open_look, words_of
from .money import EnterMoney, MoneyLine, ReverseEntry, enter_money, needs_of, reverse_entry

SHEET_OF: Final[Mapping[str, str]] = MappingProxyType(
    {row.tag: row.sheet for row in kinds.KINDS.values() if row.sheet}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeCorrection(Order):
    """Ask a group to correct one entry that was seen in `look`; amount in minor units.

    `form`: replace (then what is to stand instead), take-back, or question.
    """

    partner: str
    look: str
    entry: int
    form: str
    day: str
    reason: str
    amount: int = 0
    member: int = 0
    purpose: str = ""
    entered_on: str = ""


class Instead(NamedTuple):
    """What is to stand in an entry's place (amount in minor units); blank where nothing is.

    `entered_on` is blank, too, where the day was not wrong.
    """

    amount: int = 0
    member: int = 0
    purpose: str = ""
    entered_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawProposal(Order):
    """Ask for it no more."""

    proposal: str
    day: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptCorrection(Order):
    """Take the entry back and enter what is proposed instead; `second`: the other officer."""

    proposal: str
    day: str
    second: int
    meeting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerProposal(Order):
    """Say no to a correction, or answer a question; nothing in the books changes."""

    proposal: str
    day: str
    reason: str
    meeting: int = 0


def can_be_replaced(entry: EntryView) -> bool:
    """Whether one line says all of it, so that another may take its place."""
    return SHEET_OF.get(entry.kind, "") in rules.REPLACEABLE


def can_be_taken_back(entry: EntryView) -> bool:
    """Whether it stands and is of a kind that goes."""
    stands = not (entry.reversed_by or entry.of)
    return stands and (bool(entry.amount_minor) or entry.kind in kinds.REVERSIBLE)


def propose_correction(desk: Desk, order: ProposeCorrection) -> Decision:
    """Tell the group. Raises Refusal: nothing was proposed.

    `entry-unknown`, `proposal-not-seen`, `proposal-twice`, `reason-short`, `reason-names-member`,
    as `_instead` does, and those of looking.
    """
    group = group_of(desk, order.partner)
    seen = open_look(desk.db, order.look, order.user, order.day)
    book = books.book_of(desk.db, group.node)
    entry = next(iter(books.entries(desk.db, book, seq=order.entry)), None)
    if entry is None or not order.entry:
        raise refuse("entry-unknown", entry=order.entry)
    if seen.node != group.node or not seen.covers(entry):
        raise refuse("proposal-not-seen")
    rules.check_reason(order.reason, books.names(desk.db, book), entry.member)
    head = corrections.head_of(desk.db, group.node, entry.seq)
    for other in corrections.open_proposals(desk.db, group.node):
        if other.head == head and other.state == corrections.OPEN:
            raise refuse("proposal-twice", proposed_day=other.day)
    instead = _instead(desk, book, order, entry)
    event = e.CorrectionProposed(
        user=order.user,
        day=order.day,
        proposal=desk.node.new_id(),
        group=group.node,
        entry=entry.seq,
        head=head,
        form=order.form,
        amount=instead.amount,
        member=instead.member,
        purpose=instead.purpose,
        entered_on=instead.entered_on,
    )
    rules.check_from_office(event)
    words = words_of(desk.db, order.user, order.reason)
    return [Draft(kinds.REPLIES, event, words, partner=group.node)], {"proposal": event.proposal}


def _instead(desk: Desk, book: int, order: ProposeCorrection, entry: EntryView) -> Instead:
    """What is to stand instead; nothing where nothing is.

    Raises Refusal `entry-reversed-already`, `entry-not-reversible`, `proposal-kind`,
    `proposal-day-ahead`, `proposal-member-stays`, `proposal-same`, `member-unknown`,
    `entry-needs`, `entry-has-no`, `amount-out-of-range`.
    """
    if order.form == rules.QUESTION:
        return Instead()
    if entry.reversed_by:
        raise refuse("entry-reversed-already", entry=entry.seq, by=entry.reversed_by)
    if not can_be_taken_back(entry):
        raise refuse("entry-not-reversible", entry=entry.seq)
    if order.form != rules.REPLACE:
        return Instead()
    if not can_be_replaced(entry):
        raise refuse("proposal-kind")
    if not order.amount:
        raise refuse("amount-out-of-range", amount_minor=order.amount)
    word, purpose = SHEET_OF[entry.kind], ""
    if word in rules.WITH_PURPOSE:
        purpose = order.purpose or entry.purpose
    _check_member(desk, book, word, order.member, entry)
    day = order.entered_on if order.entered_on != entry.day else ""
    if day > order.day:
        raise refuse("proposal-day-ahead", day=day)
    told = Instead(order.amount, order.member, purpose, day)
    if told == (entry.amount_minor, entry.member, purpose and entry.purpose, ""):
        raise refuse("proposal-same")
    return told


def _check_member(desk: Desk, book: int, word: str, member: int, entry: EntryView) -> None:
    has = needs_of(word)
    if word in rules.OF_LOANS and member != entry.member:
        raise refuse("proposal-member-stays")
    if member and "member" not in has:
        raise refuse("entry-has-no", kind=word, field="member")
    if has.get("member") and not member:
        raise refuse("entry-needs", kind=word, field="member")
    if member and books.member(desk.db, book, member) is None:
        raise refuse("member-unknown", member=member)


def withdraw_proposal(desk: Desk, order: WithdrawProposal) -> Decision:
    """Tell the group. Raises Refusal `looking-not-here`, and as `_unsettled` does."""
    if desk.node.settings.role != "hub":
        raise refuse("looking-not-here")
    found = _unsettled(desk, order.proposal)
    names = books.names(desk.db, books.book_of(desk.db, found.node))
    rules.check_reason(order.reason, names)
    event = e.CorrectionWithdrawn(user=order.user, day=order.day, proposal=found.proposal)
    words = words_of(desk.db, order.user, order.reason)
    return [Draft(kinds.REPLIES, event, words, partner=found.node)], {"proposal": found.proposal}


def _unsettled(desk: Desk, name: str) -> ProposalView:
    """Raises Refusal `proposal-unknown`, `proposal-withdrawn`, `correction-answered`."""
    found = corrections.proposal(desk.db, name)
    if found is None:
        raise refuse("proposal-unknown")
    if found.answer is not None:
        raise refuse("correction-answered", entry=found.answer.seq)
    if found.state == corrections.WITHDRAWN:
        raise refuse("proposal-withdrawn", day=found.withdrawn_on)
    return found


def _at_group(desk: Desk, name: str) -> ProposalView:
    if desk.node.settings.role != "group":
        raise refuse("proposal-not-ours")
    return _unsettled(desk, name)


def accept_correction(desk: Desk, order: AcceptCorrection) -> Decision:
    """Reversal, new entry and answer, together.

    Raises Refusal `proposal-unknown`, `proposal-withdrawn`, `correction-answered`,
    `proposal-entry-gone`, `proposal-elsewhere`, `proposal-is-question`, and whatever reversing and
    entering money refuse.
    """
    found = _at_group(desk, order.proposal)
    if found.form == rules.QUESTION:
        raise refuse("proposal-is-question")
    if found.state == corrections.ELSEWHERE:
        raise refuse("proposal-elsewhere", entry=found.entry)
    (entry,) = books.entries(desk.db, desk.book, seq=found.seq)
    if found.state == corrections.GONE:
        raise refuse("proposal-entry-gone", entry=found.seq, by=entry.reversed_by)
    back = _reversal(desk, order, found)
    new = _new_entry(desk, order, found, entry) if found.form == rules.REPLACE else None
    last = _last(desk)
    drafts = [back] if new is None else [new, back] if _brings_money(new) else [back, new]
    entries = tuple(last + 1 + drafts.index(one) for one in (back, new) if one is not None)
    answer = e.CorrectionAnswered(
        user=order.user,
        day=order.day,
        proposal=found.proposal,
        answer=rules.ACCEPTED,
        entries=entries,
        member=entry.member,
        second=order.second,
        meeting=order.meeting,
    )
    return [*drafts, Draft(kinds.LEDGER, answer)], {"proposal": found.proposal}


def _reversal(desk: Desk, order: AcceptCorrection, found: ProposalView) -> Draft:
    why = gettext("Asked for by the federation's office: %(why)s", why=found.note)
    told = ReverseEntry(
        of=found.seq,
        day=order.day,
        reason=why,
        second=order.second,
        user=order.user,
        meeting=order.meeting,
    )
    (draft,) = reverse_entry(desk, told)[0]
    return draft


def _new_entry(desk: Desk, order: AcceptCorrection, found: ProposalView, entry: EntryView) -> Draft:
    """What was not to be changed stays as it was: loan, slip, what a fine is for, the note.

    It is of the day on which the entry is taken back: what was told of the time before stays.
    """
    line = MoneyLine(
        kind=SHEET_OF[entry.kind],
        day=found.entered_on or order.day,
        amount=found.amount,
        member=found.member,
        purpose=found.purpose,
        loan=entry.loan,
        slip=entry.slip,
        why=entry.why,
        note=entry.note,
    )
    (draft,) = enter_money(desk, EnterMoney(lines=(line,), user=order.user))[0]
    return draft


def _brings_money(draft: Draft) -> bool:
    """Whether it fills box or bank: then it comes first, so that no pot is short in between."""
    moved = kinds.postings(draft.event)
    return sum(one.amount for one in moved if one.account in ("cash", "bank")) > 0


def _last(desk: Desk) -> int:
    """The number of this group's newest entry."""
    own = desk.node.settings
    end = journal.find(desk.db, own.node_id, kinds.LEDGER, "", own.incarnation)
    return end.last if end else 0


def answer_proposal(desk: Desk, order: AnswerProposal) -> Decision:
    """The answer with its words. Raises Refusal as `_unsettled` does, `reversal-needs-reason`."""
    found = _at_group(desk, order.proposal)
    if not order.reason:
        raise refuse("reversal-needs-reason")
    entry = (
        next(iter(books.entries(desk.db, desk.book, seq=found.seq)), None) if found.seq else None
    )
    answer = e.CorrectionAnswered(
        user=order.user,
        day=order.day,
        proposal=found.proposal,
        answer=rules.ANSWERED if found.form == rules.QUESTION else rules.DECLINED,
        member=entry.member if entry else 0,
        meeting=order.meeting,
    )
    return [Draft(kinds.LEDGER, answer, e.Note(note=order.reason))], {"proposal": found.proposal}

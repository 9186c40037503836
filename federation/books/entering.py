"""From items to drafts, in order, with the money rules looked at day by day.

The same `core.ledger` that checks every entry checks these before they are entered, so that what
cannot be is told with sheet, row and column: when a pot is short at the end of a day, the row named
is the last of that day which took from it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from federation.commands.money import MoneyLine, money_draft
from federation.core import events as e
from federation.core import kinds
from federation.core.accounts import ACCOUNTS
from federation.core.ledger import Key, Ledger
from federation.core.posting import Postings, opposite
from federation.core.refusals import Refusal, refuse
from federation.core.terms import MARKS
from federation.schemas.base import Fault, fault
from federation.store import Draft

from . import oddities
from .items import Item, Phase
from .known import Known
from .rows import (
    CashCountRow,
    EntryRow,
    LoanRow,
    MeetingRow,
    MemberRow,
    ReversalRow,
)
from .sifting import FORGOTTEN, Sifted

# Where a refusal of the ledger points: the account that is short.
_SHORT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "savings-short": "savings",
        "loan-overpaid": "loans",
        "shares-short": "shares",
        "fines-due-short": "fines_due",
    }
)


@dataclass(slots=True)
class Entering:
    """The books while the drafts are made. `last`: number of the newest entry, drafts included."""

    sifted: Sifted
    ledger: Ledger
    user: int
    share_price: int
    today: str
    last: int
    drafts: list[Draft] = field(default_factory=list)
    seq_of: dict[int, int] = field(default_factory=dict)
    postings_of: dict[int, Postings] = field(default_factory=dict)
    day_items: list[tuple[Item, Postings]] = field(default_factory=list)
    watch: oddities.Watch = field(default_factory=oddities.Watch)

    @property
    def known(self) -> Known:
        """What was there before."""
        return self.sifted.known

    @property
    def cash(self) -> int:
        """The box as the books have it now, in minor units."""
        return self.ledger.balances.get(("cash", 0, "", 0), 0)


def make_drafts(entering: Entering, items: Iterable[Item]) -> None:
    """Fill `entering.drafts`, one per item; the first thing that cannot be ends it as a fault."""
    day = ""
    for item in items:
        try:
            if item.day != day:
                _settle(entering)
                day = item.day
            draft, postings = _MAKERS[item.phase](entering, item)
            _check(entering, item, draft, postings)
        except _Short as short:
            entering.sifted.faults.append(short.fault)
            return
        except Refusal as refusal:
            place = (item.sheet, item.row.row, _column(item, refusal))
            entering.sifted.faults.append(fault(place, refusal))
            return
        entering.drafts.append(draft)
    try:
        _settle(entering)
    except _Short as short:
        entering.sifted.faults.append(short.fault)


class _Short(Exception):
    """A pot is short at the end of a day; `fault` names the row."""

    def __init__(self, told: Fault) -> None:
        super().__init__(told.code)
        self.fault = told


def _settle(entering: Entering) -> None:
    try:
        entering.ledger.settle()
    except Refusal as refusal:
        if not entering.day_items:  # short before this file
            raise
        raise _Short(_blamed(entering.day_items, refusal)) from None
    entering.day_items.clear()


def _blamed(items: list[tuple[Item, Postings]], refusal: Refusal) -> Fault:
    """The fault at the last row of the day that took from what is short."""
    for item, postings in reversed(items):
        if any(_takes(posting[:4], posting.amount, refusal) for posting in postings):
            return fault((item.sheet, item.row.row, _amount_column(item)), refusal)
    item = items[-1][0]
    return fault((item.sheet, item.row.row, _amount_column(item)), refusal)


def _takes(key: Key, amount: int, refusal: Refusal) -> bool:
    account, member, purpose, loan = key
    if amount * ACCOUNTS[account].side >= 0:
        return False
    facts = refusal.facts
    if refusal.code == "pot-set-aside":
        return account in ("cash", "bank")
    if refusal.code == "pot-short":
        return account == facts["pot"]
    return (
        account == _SHORT[refusal.code]
        and member == facts.get("member", member)
        and purpose == facts.get("purpose", purpose)
        and loan == facts.get("loan", loan)
    )


def _amount_column(item: Item) -> str:
    return {Phase.COUNT: "counted", Phase.REVERSE: "of_entry_no"}.get(item.phase, "amount")


def _column(item: Item, refusal: Refusal) -> str:
    """The column that a refusal about one entry is about."""
    named = {"member": "member_no", "loan": "loan_no", "meeting": "meeting_no"}
    for word, column in named.items():
        if refusal.code.startswith(word) and hasattr(item.row, column):
            return column
    return _amount_column(item)


def _check(entering: Entering, item: Item, draft: Draft, postings: Postings) -> None:
    """Take the entry into the running books and give it its number."""
    entering.ledger.day = item.day  # settled at the change of day, above
    event = draft.event
    if isinstance(event, e.Dated) and event.day != item.day:
        raise AssertionError("an item's day is its event's day")
    entering.ledger.enter(event, postings)
    entering.last += 1
    if item.no:
        entering.seq_of[item.no] = entering.last
        entering.postings_of[entering.last] = postings
    if postings:
        entering.day_items.append((item, postings))
        entering.watch.posted(postings)


def _admit(entering: Entering, item: Item) -> tuple[Draft, Postings]:
    row = item.row
    assert isinstance(row, MemberRow)
    event = e.MemberAdmitted(
        user=entering.user,
        day=row.joined_on,
        member=row.member_no,
        gender=row.gender,
        roles=row.roles,
    )
    record = None if row.name == FORGOTTEN else _record(row)
    return Draft(kinds.LEDGER, event, record), ()


def _record(row: MemberRow) -> e.MemberRecord:
    return e.MemberRecord(
        name=row.name, phone=row.phone, id_number=row.id_number, birth_year=row.birth_year
    )


def _change(entering: Entering, item: Item) -> tuple[Draft, Postings]:
    row = item.row
    assert isinstance(row, MemberRow)
    event = e.MemberChanged(
        user=entering.user, day=item.day, member=row.member_no, gender=row.gender, roles=row.roles
    )
    return Draft(kinds.LEDGER, event, _record(row)), ()


def _leave(entering: Entering, item: Item) -> tuple[Draft, Postings]:
    row = item.row
    assert isinstance(row, MemberRow)
    odd = oddities.left_with_money(entering.watch, row.member_no)
    if odd is not None:
        entering.sifted.odd("members", row, "left_on", odd)
    event = e.MemberLeft(user=entering.user, day=row.left_on, member=row.member_no)
    return Draft(kinds.LEDGER, event), ()


def _agree(entering: Entering, item: Item) -> tuple[Draft, Postings]:
    row = item.row
    assert isinstance(row, LoanRow)
    event = e.LoanAgreed(
        user=entering.user,
        day=row.disbursed_on,
        member=row.member_no,
        loan=row.loan_no,
        principal=row.principal,
        rate=row.rate,
        per=row.per,
        method=row.method,
        instalments=row.instalments,
        every=row.every,
        first_due_on=row.first_due_on,
        source=row.source,
        purpose=row.purpose,
    )
    entering.watch.agreed(event)
    return Draft(kinds.LEDGER, event), ()


def _open(entering: Entering, item: Item) -> tuple[Draft, Postings]:
    row = item.row
    assert isinstance(row, MeetingRow)
    event = e.MeetingOpened(user=entering.user, day=row.date, meeting=row.meeting_no)
    return Draft(kinds.LEDGER, event, e.Note(note=row.note) if row.note else None), ()


def _attend(entering: Entering, item: Item) -> tuple[Draft, Postings]:
    told = {mark: tuple(member for member, said in item.marks if said == mark) for mark in MARKS}
    meeting = int(getattr(item.row, "meeting_no", 0))
    event = e.AttendanceTaken(
        user=entering.user,
        day=item.day,
        meeting=meeting,
        present=told["present"],
        late=told["late"],
        absent=told["absent"],
        sent=told["sent"],
    )
    return Draft(kinds.LEDGER, event), ()


def _entry(entering: Entering, item: Item) -> tuple[Draft, Postings]:
    row = item.row
    assert isinstance(row, EntryRow)
    line = MoneyLine(
        kind=row.kind,
        day=row.date,
        amount=row.amount,
        member=row.member_no,
        purpose=row.purpose,
        loan=row.loan_no,
        note=row.note,
    )
    settles = 0
    if row.kind == "fine_paid":
        due = entering.ledger.balances.get(("fines_due", row.member_no, "", 0), 0)
        settles = max(0, min(row.amount, due))
    draft = money_draft(
        line,
        user=entering.user,
        meeting=row.meeting_no,
        source=entering.sifted.loans[row.loan_no][1] if row.loan_no else "group",
        settles=settles,
        price=entering.share_price if row.kind == "share" else 0,
    )
    assert isinstance(draft.event, e.Money)
    for column, odd in entering.watch.odd(draft.event, entering.today):
        entering.sifted.odd("entries", row, column, odd)
    return draft, kinds.postings(draft.event)


def _reverse(entering: Entering, item: Item) -> tuple[Draft, Postings]:
    row = item.row
    assert isinstance(row, ReversalRow)
    seq = entering.seq_of.get(row.of_entry_no) or entering.sifted.seq_of.get(row.of_entry_no, 0)
    taken = entering.postings_of.get(seq)
    if taken is None and seq in entering.known.events:
        taken = kinds.postings(entering.known.events[seq])
    if not taken:
        raise refuse("entry-not-reversible", entry=row.of_entry_no)
    event = e.EntryReversed(user=entering.user, day=row.date, of=seq, meeting=row.meeting_no)
    note = e.Note(note=row.reason) if row.reason else None
    return Draft(kinds.LEDGER, event, note), opposite(taken)


def _count(entering: Entering, item: Item) -> tuple[Draft, Postings]:
    row = item.row
    assert isinstance(row, CashCountRow)
    event = e.CashCounted(
        user=entering.user,
        day=row.date,
        meeting=row.meeting_no,
        counted=row.counted,
        expected=entering.cash,
    )
    if row.counted != entering.cash:
        odd = refuse("books-count-differs", difference_minor=row.counted - entering.cash)
        entering.sifted.odd("cash_counts", row, "counted", odd)
    note = e.Note(note=row.note) if row.note else None
    return Draft(kinds.LEDGER, event, note), kinds.postings(event)


def _close(entering: Entering, item: Item) -> tuple[Draft, Postings]:
    meeting = int(getattr(item.row, "meeting_no", 0))
    event = e.MeetingClosed(user=entering.user, day=item.day, meeting=meeting)
    return Draft(kinds.LEDGER, event), ()


_MAKERS: Final[Mapping[Phase, Callable[[Entering, Item], tuple[Draft, Postings]]]] = (
    MappingProxyType(
        {
            Phase.ADMIT: _admit,
            Phase.CHANGE: _change,
            Phase.AGREE: _agree,
            Phase.OPEN: _open,
            Phase.ATTEND: _attend,
            Phase.ENTRY: _entry,
            Phase.REVERSE: _reverse,
            Phase.COUNT: _count,
            Phase.CLOSE: _close,
            Phase.LEAVE: _leave,
        }
    )
)

"""One maker per phase: the draft of an item, and what it posts."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from federation.commands.money import needs_of
from federation.core import events as e
from federation.core import kinds
from federation.core.posting import Postings, opposite
from federation.core.refusals import refuse
from federation.core.terms import MARKS
from federation.store import Draft

from . import oddities
from .bench import Bench
from .columns import Column
from .further import FURTHER, event_of, record_of
from .items import Item, Phase
from .rows import (
    AttendanceRow,
    CashCountRow,
    EntryRow,
    FurtherRow,
    LoanRow,
    MeetingRow,
    MemberRow,
    ReversalRow,
)
from .sifted import FORGOTTEN

Made = tuple[Draft, Postings]


def make(bench: Bench, item: Item) -> Made:
    """The draft of an item and its postings. Raises Refusal when it cannot be."""
    row = item.row
    if isinstance(row, FurtherRow):
        return _further(bench, item, row)
    return _MAKERS[item.phase](bench, item)


def _note(text: str) -> e.Note | None:
    return e.Note(note=text) if text else None


def _admit(bench: Bench, item: Item) -> Made:
    row = item.row
    assert isinstance(row, MemberRow)
    event = e.MemberAdmitted(
        user=bench.user, day=row.joined_on, member=row.member_no, gender=row.gender, roles=row.roles
    )
    return Draft(kinds.LEDGER, event, _record(row)), ()


def _record(row: MemberRow) -> e.MemberRecord | None:
    if row.name == FORGOTTEN:
        return None
    return e.MemberRecord(
        name=row.name,
        phone=row.phone,
        id_number=row.id_number,
        birth_year=row.birth_year,
        slip_language=row.slip_language,
    )


def _change(bench: Bench, item: Item) -> Made:
    row = item.row
    assert isinstance(row, MemberRow)
    event = e.MemberChanged(
        user=bench.user, day=item.day, member=row.member_no, gender=row.gender, roles=row.roles
    )
    return Draft(kinds.LEDGER, event, _record(row)), ()


def _leave(bench: Bench, item: Item) -> Made:
    row = item.row
    assert isinstance(row, MemberRow)
    _odd_leaving(bench, item, row.member_no, "left_on")
    event = e.MemberLeft(user=bench.user, day=row.left_on, member=row.member_no)
    return Draft(kinds.LEDGER, event), ()


def _odd_leaving(bench: Bench, item: Item, member: int, column: str) -> None:
    odd = oddities.left_with_money(bench.watch, member)
    if odd is not None:
        bench.sifted.odd(item.sheet, item.row, column, odd)


def _agree(bench: Bench, item: Item) -> Made:
    row = item.row
    assert isinstance(row, LoanRow)
    event = e.LoanAgreed(
        user=bench.user,
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
        **row.more,
    )
    bench.watch.told(event)
    return Draft(kinds.LEDGER, event, _note(row.note)), ()


def _open(bench: Bench, item: Item) -> Made:
    row = item.row
    assert isinstance(row, MeetingRow)
    event = e.MeetingOpened(user=bench.user, day=row.date, meeting=row.meeting_no, **row.more)
    return Draft(kinds.LEDGER, event, _note(row.note)), ()


def _attend(bench: Bench, item: Item) -> Made:
    row = item.row
    assert isinstance(row, AttendanceRow)
    told = {mark: tuple(member for member, said in item.marks if said == mark) for mark in MARKS}
    event = e.AttendanceTaken(
        user=bench.user,
        day=item.day,
        meeting=row.meeting_no,
        present=told["present"],
        late=told["late"],
        absent=told["absent"],
        sent=told["sent"],
    )
    return Draft(kinds.LEDGER, event), ()


def _entry(bench: Bench, item: Item) -> Made:
    row = item.row
    assert isinstance(row, EntryRow)
    kind = kinds.BY_SHEET[row.kind]
    event = kind.payload(**_money_fields(bench, row))
    assert isinstance(event, e.Money)
    for column, odd in bench.watch.odd(event, bench.today):
        bench.sifted.odd("entries", row, column, odd)
    return Draft(kinds.LEDGER, event, _note(row.note)), kinds.postings(event)


def _money_fields(bench: Bench, row: EntryRow) -> dict[str, Any]:
    """What the row tells, and what follows: whose loan, the share price, what a fine settles."""
    has = needs_of(row.kind)
    told: dict[str, Any] = {
        "user": bench.user,
        "meeting": row.meeting_no,
        "day": row.date,
        "amount": row.amount,
        "member": row.member_no,
        "loan": row.loan_no,
        "purpose": row.purpose,
        **row.more,
    }
    if row.loan_no:
        told["source"] = bench.sifted.loans[row.loan_no][1]
    if row.kind == "share":
        told.setdefault("price", bench.share_price)
    if row.kind == "fine_paid":
        due = bench.ledger.balances.get(("fines_due", row.member_no, "", 0), 0)
        told.setdefault("settles", max(0, min(row.amount, due)))
    if "request" in told:
        told["request"] = bench.requests.get(told["request"], told["request"])
    return {name: value for name, value in told.items() if name in has}


def _reverse(bench: Bench, item: Item) -> Made:
    row = item.row
    assert isinstance(row, ReversalRow)
    seq = bench.seq(row.of_entry_no)
    if not seq:
        raise refuse("entry-unknown", entry=row.of_entry_no)
    taken = bench.event(seq)
    postings = kinds.postings(taken)
    if not postings and kinds.KINDS[type(taken)].tag not in kinds.REVERSIBLE:
        raise refuse("entry-not-reversible", entry=row.of_entry_no)
    bench.take_back(taken)
    event = e.EntryReversed(
        user=bench.user, day=row.date, of=seq, meeting=row.meeting_no, **row.more
    )
    return Draft(kinds.LEDGER, event, _note(row.reason)), opposite(postings)


def _count(bench: Bench, item: Item) -> Made:
    row = item.row
    assert isinstance(row, CashCountRow)
    told = {name: value for name, value in row.more.items() if name != "expected"}
    event = e.CashCounted(
        user=bench.user,
        day=row.date,
        meeting=row.meeting_no,
        counted=row.counted,
        expected=bench.cash,
        **told,
    )
    if row.more.get("expected", bench.cash) != bench.cash:
        odd = refuse("books-expected-differs", expected_minor=bench.cash)
        bench.sifted.odd("cash_counts", row, "expected", odd)
    if row.counted != bench.cash:
        odd = refuse("books-count-differs", difference_minor=row.counted - bench.cash)
        bench.sifted.odd("cash_counts", row, "counted", odd)
    return Draft(kinds.LEDGER, event, _note(row.note)), kinds.postings(event)


def _close(bench: Bench, item: Item) -> Made:
    row = item.row
    assert isinstance(row, MeetingRow)
    event = e.MeetingClosed(user=bench.user, day=item.day, meeting=row.meeting_no)
    return Draft(kinds.LEDGER, event), ()


def _further(bench: Bench, item: Item, row: FurtherRow) -> Made:
    kind = FURTHER[item.sheet]

    def say(column: Column, value: Any) -> Any:
        if column.form == "request":
            return bench.requests.get(value, value)
        return _earlier(bench, value) if column.form == "references" else value

    if kind.payload is e.MemberLeft:
        _odd_leaving(bench, item, row.member_no, "date")
    event = kind.payload(user=bench.user, **event_of(kind, row, item.listed, say))
    bench.watch.told(event)
    record = None if row.member_no in bench.sifted.forgotten else record_of(kind, row)
    return Draft(kinds.LEDGER, event, record), kinds.postings(event)


def _earlier(bench: Bench, numbers: tuple[int, ...]) -> tuple[int, ...]:
    seqs = tuple(map(bench.seq, numbers))
    if not all(seqs):
        raise refuse("entry-unknown", entry=numbers[seqs.index(0)])
    return seqs


_MAKERS: Final[Mapping[Phase, Callable[[Bench, Item], Made]]] = MappingProxyType(
    {
        Phase.ADMIT: _admit,
        Phase.CHANGE: _change,
        Phase.AGREE: _agree,
        Phase.OPEN: _open,
        Phase.ATTEND: _attend,
        Phase.ENTRY: _entry,
        Phase.PART: _entry,
        Phase.REVERSE: _reverse,
        Phase.COUNT: _count,
        Phase.CLOSE: _close,
        Phase.LEAVE: _leave,
    }
)

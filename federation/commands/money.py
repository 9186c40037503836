"""Money of a group: one entry, a step of a meeting with many, a reversal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import msgspec

from federation.core import events as e
from federation.core import kinds
from federation.core.constitution import PURPOSES
from federation.core.posting import SHARE
from federation.core.refusals import refuse
from federation.i18n import word
from federation.store import Draft
from federation.store.queries import books, group
from federation.store.queries import meetings as held

from .days import check_day
from .deed import Amount, Decision, Desk, Order
from .meetings import open_now
from .share_out import check_reversal
from .shares import whole_shares

# Fields of a line beyond the contract's columns; of them, numbers of something.
NUMBERED: Final = ("round", "fund_loan", "decision", "rotation", "turn", "cycle")
FURTHER: Final = ("slip", "why", "to", "request", *NUMBERED)
# What may still be written down for a member who left: what she owes, what is hers.
SETTLED_LATER: Final = (
    "loan_principal",
    "loan_interest",
    "loan_written_off",
    "fine_paid",
    "fine_forgiven",
    "share_out_debt_paid",
    "share_out_paid",
    "withdrawal",
    "share_returned",
    "credit_returned",
    "surplus_paid",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyLine:
    """One amount by the word of the `entries` sheet (`kind`); minor units above zero.

    The further fields are those of the event of that kind; what it has not is left as it is here.
    """

    kind: str
    day: str
    amount: int
    member: int = 0
    purpose: str = ""
    loan: int = 0
    note: str = ""
    slip: str = ""
    why: str = ""
    to: str = "pool"
    request: str = ""
    round: int = 0
    fund_loan: int = 0
    decision: int = 0
    rotation: int = 0
    turn: int = 0
    cycle: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterMoney(Order):
    """Enter these lines together, perhaps in a meeting: all of them or none.

    `keep_rest`: what is left over of an amount for shares is kept for the member.
    """

    lines: tuple[MoneyLine, ...]
    meeting: int = 0
    keep_rest: bool = False

    def amounts(self) -> tuple[Amount, ...]:
        """Each line's."""
        return tuple(
            Amount(kinds.BY_SHEET[one.kind].tag, one.amount, one.member, one.purpose)
            for one in self.lines
            if one.kind in kinds.BY_SHEET
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseEntry(Order):
    """Take entry `of` back, with a reason and a second person (her user number)."""

    of: int
    day: str
    reason: str
    second: int
    meeting: int = 0


@cache
def needs_of(word: str) -> Mapping[str, bool]:
    """The fields that entries of a kind of the `entries` sheet have; whether each is required."""
    payload = kinds.BY_SHEET[word].payload
    found = {field.name: field.required for field in msgspec.structs.fields(payload)}
    return MappingProxyType(found)


def money_draft(
    line: MoneyLine,
    *,
    user: int = 0,
    meeting: int = 0,
    source: str = "group",
    settles: int = 0,
    price: int = 0,
) -> Draft:
    """The draft of one money line. Raises Refusal when its kind lacks or cannot have a field."""
    kind = kinds.BY_SHEET.get(line.kind)
    if kind is None:
        raise refuse("entry-kind-unknown", kind=line.kind, kinds=", ".join(kinds.BY_SHEET))
    fields = needs_of(line.kind)
    given: dict[str, Any] = {
        "user": user,
        "meeting": meeting,
        "day": line.day,
        "amount": line.amount,
        "member": line.member,
        "loan": line.loan,
        "source": source,
        "settles": settles,
        "price": price,
        **{name: getattr(line, name) for name in FURTHER},
    }
    if line.purpose:
        given["purpose"] = line.purpose
    for name in ("member", "loan", *NUMBERED):
        if fields.get(name) and not given[name]:
            raise refuse("entry-needs", kind=line.kind, field=name)
        if given[name] and name not in fields:
            raise refuse("entry-has-no", kind=line.kind, field=name)
    event = kind.payload(**{name: value for name, value in given.items() if name in fields})
    return Draft(kinds.LEDGER, event, e.Note(note=line.note) if line.note else None)


def _settles(desk: Desk, lines: Sequence[MoneyLine]) -> dict[int, int]:
    """Of each fine paid (by its place in `lines`), how much was charged before."""
    due = books.fines_due(desk.db, desk.book)
    settled = {}
    for place, line in enumerate(lines):
        if line.kind == "fine":
            due[line.member] = due.get(line.member, 0) + line.amount
        if line.kind == "fine_forgiven":
            due[line.member] = max(due.get(line.member, 0) - line.amount, 0)
        if line.kind == "fine_paid":
            settled[place] = min(line.amount, due.get(line.member, 0))
            due[line.member] = due.get(line.member, 0) - settled[place]
    return settled


def _check_people(desk: Desk, lines: Sequence[MoneyLine]) -> None:
    """Raises Refusal `member-gone`: after the day she left, only what was open is settled."""
    gone = held.left(desk.db, desk.book)
    for line in lines:
        one = gone.get(line.member)
        if one is not None and line.day > one.left_on and line.kind not in SETTLED_LATER:
            name = one.name or f"№ {line.member}"
            raise refuse("member-gone", name=name, member=line.member, left_day=one.left_on)


def enter_money(desk: Desk, order: EnterMoney) -> Decision:
    """Money lines as entries, in their order. Raises Refusal; then none was entered.

    A share is whole, a fine that is paid goes where the rules say, and a day or a member must be
    one of this group: what was written down elsewhere before comes in by spreadsheets.
    """
    if not order.lines:
        raise refuse("nothing-to-enter")
    if order.meeting:
        open_now(desk, order.meeting)
    for day in sorted({line.day for line in order.lines}):
        check_day(desk, day)
    _check_people(desk, order.lines)
    lines = whole_shares(desk, order.lines, order.meeting, keep_rest=order.keep_rest)
    rules = group.rules(desk.db, desk.book, desk.node.settings.share_price_minor)
    _check_purposes(rules, lines)
    named = {line.loan for line in lines if line.loan}
    loans = {one.loan: one for one in books.loans(desk.db, desk.book, only=named)}
    settled = _settles(desk, lines)
    drafts = []
    for place, typed in enumerate(lines):
        loan = loans.get(typed.loan)
        if typed.loan and loan is None:
            raise refuse("loan-unknown", loan=typed.loan)
        line = replace(typed, member=loan.member) if loan and not typed.member else typed
        if line.kind == "fine_paid":
            line = replace(line, to=rules.fines_to)
        drafts.append(
            money_draft(
                line,
                user=order.user,
                meeting=order.meeting,
                source=loan.source if loan else "group",
                settles=settled.get(place, 0),
                price=rules.share_price if line.kind == "share" else 0,
            )
        )
    total = sum(line.amount for line in lines)
    return drafts, {"entries": len(drafts), "total_minor": total}


def _check_purposes(rules: e.ConstitutionAdopted, lines: Sequence[MoneyLine]) -> None:
    """Savings are for what the rules say; shares are bought, never saved.

    Raises Refusal `savings-are-no-shares`, `purpose-not-in-rules`.
    """
    for line in lines:
        if line.kind not in ("savings", "withdrawal"):
            continue
        if line.purpose == SHARE:
            raise refuse("savings-are-no-shares", member=line.member)
        purpose = line.purpose or PURPOSES[0]
        if line.kind == "savings" and rules.version and purpose not in rules.purposes:
            told = ", ".join(word(one, "purpose") for one in rules.purposes)
            raise refuse("purpose-not-in-rules", purpose=purpose, purposes=told)


def reverse_entry(desk: Desk, order: ReverseEntry) -> Decision:
    """Take an entry back.

    Raises Refusal `reversal-needs-reason`, `reversal-needs-second`, those of the day, and for a
    share-out as `check_reversal` does.
    """
    if not order.reason:
        raise refuse("reversal-needs-reason")
    if not order.second or order.second == order.user:
        raise refuse("reversal-needs-second")
    if order.meeting:
        open_now(desk, order.meeting)
    check_day(desk, order.day)
    check_reversal(desk, order.of)
    event = e.EntryReversed(
        user=order.user, day=order.day, of=order.of, second=order.second, meeting=order.meeting
    )
    return [Draft(kinds.LEDGER, event, e.Note(note=order.reason))], {"entry": order.of}

"""The bank's statement beside the books: lines ticked off, and what is left to explain."""

from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.store import Draft
from federation.store.queries import bank

from .days import check_day
from .deed import Decision, Desk, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteStatement(Order):
    """A statement of `day` with its number and balance (minor units); `entries` stand on it."""

    day: str
    statement: str
    balance: int
    entries: tuple[int, ...] = ()
    note: str = ""


def note_statement(desk: Desk, order: NoteStatement) -> Decision:
    """Tick entries off. Raises Refusal `bank-entry-not-open` for one that cannot be ticked.

    The facts tell `difference_minor`: what the statement has more than the books explain.
    """
    check_day(desk, order.day)
    open_now = {one.seq: one.moved_minor for one in bank.open_lines(desk.db, desk.book)}
    entries = tuple(sorted(set(order.entries)))
    for entry in entries:
        if entry not in open_now:
            raise refuse("bank-entry-not-open", entry=entry)
    event = e.BankStatementSeen(
        user=order.user,
        day=order.day,
        statement=order.statement,
        balance=order.balance,
        entries=entries,
    )
    left = sum(moved for entry, moved in open_now.items() if entry not in entries)
    explained = bank.balance(desk.db, desk.book) - left
    note = e.Note(note=order.note) if order.note else None
    difference = order.balance - explained
    return [Draft(kinds.LEDGER, event, note)], {"difference_minor": difference}

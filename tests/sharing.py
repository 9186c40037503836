"""A group that shares out, and what it does at the end of a cycle: makers for tests."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from federation.commands import cycles
from federation.commands import share_out as sharing
from federation.commands.deed import Receipt, perform
from federation.commands.voting import Votes
from federation.core import events as e
from federation.core import kinds
from federation.store import Draft, Store
from federation.store.queries import books
from federation.store.queries import share_out as found
from federation.store.verify import verify
from tests import factories as f

SHARES: Mapping[str, Any] = {
    "savings": "shares", "share_price": 1_000, "shares_most": 1000, "shares_out": True,
    "officers_close": 2, "quorum": 0,
}  # fmt: skip
VOTES = Votes(votes_for=2, women_voting=2)


def weeks_before(count: int) -> str:
    """The day so many weeks before today."""
    return (date.fromisoformat(f.DAY) - timedelta(weeks=count)).isoformat()


def adopt(store: Store, **rules: Any) -> None:
    """The rules are now these."""
    with store.writing() as db:
        version = sharing.group.last_number(db, f.own_book(store), "version") + 1
        told = {"day": f.DAY, "version": version, **SHARES, **rules}
        event = e.ConstitutionAdopted(**told)
        f.record(db, store.node, [Draft(kinds.LEDGER, event)], {})


def begin(store: Store, day: str = f.DAY, **given: Any) -> int:
    """A cycle begins; returns its number."""
    order = cycles.BeginCycle(day=day, **given)
    return int(perform(store, order, cycles.begin_cycle).facts["cycle"])


def lend(store: Store, member: int, principal: int, **given: Any) -> int:
    """A loan of the group, without interest and without a vote; returns its number."""
    with store.writing() as db:
        number = books.next_loan(db, f.own_book(store))
        agreed = e.LoanAgreed(
            **{
                "day": f.DAY, "member": member, "loan": number, "principal": principal, "rate": 0,
                "per": "month", "method": "flat", "instalments": 6, "every": "month",
                "first_due_on": "2026-12-22", **given,
            }
        )  # fmt: skip
        paid = e.LoanDisbursed(
            day=agreed.day, amount=principal, member=member, loan=number, source=agreed.source
        )
        f.record(db, store.node, [Draft(kinds.LEDGER, one) for one in (agreed, paid)], {})
    return number


def preview(store: Store, **given: Any) -> sharing.Preview:
    """The share-out as it would be today."""
    with store.reading() as db:
        book = f.own_book(store)
        return sharing.preview(db, book, sharing.group.rules(db, book), f.DAY, **given)


def hold(store: Store, meeting: int, **given: Any) -> Receipt:
    """The share-out, as it is seen now."""
    seen = {name: given[name] for name in ("kept", "bank_stated") if name in given}
    told = {
        "day": f.DAY, "meeting": meeting, "votes": VOTES, "officers": (1, 2),
        "pool": given.pop("pool", None) or preview(store, **seen).pool, **given,
    }  # fmt: skip
    return perform(store, sharing.HoldShareOut(**told), sharing.hold_share_out)


def held(store: Store, **given: Any) -> Receipt:
    """A meeting of today, the box counted, and the share-out."""
    with store.reading() as db:
        running = books.open_meeting(db, f.own_book(store))
    meeting = running.meeting if running else f.open_meeting(store)
    f.count_box(store, meeting)
    return hold(store, meeting, **given)


def pay(store: Store, member: int, cash: int = 0, **given: Any) -> Receipt:
    """A member takes her part and signs."""
    told = {"member": member, "day": f.DAY, "cash": cash, "signed": True, **given}
    return perform(store, sharing.PayPart(**told), sharing.pay_part)


def pay_in(store: Store, member: int, amount: int) -> Receipt:
    """A member pays in of what she owes after the share-out."""
    order = sharing.PayShareDebt(member=member, day=f.DAY, amount=amount)
    return perform(store, order, sharing.pay_share_debt)


def due(store: Store) -> dict[int, int]:
    """What is still due to each member; below zero what she owes."""
    with store.reading() as db:
        return found.parts_due(db, f.own_book(store))


def sums(store: Store) -> dict[str, int]:
    """Each account's signed sum, without those at nothing."""
    with store.reading() as db:
        told = books.account_sums(db, f.own_book(store))
    return {code: amount for code, amount in told.items() if amount}


def check(store: Store) -> None:
    """The journal read again says the same."""
    with store.reading() as db:
        assert verify(db, store.node) == ()


def four(store: Store) -> Store:
    """Shares of 10.00: A 120, B 75, C 45, D 13, bought at the 1st and the 6th of ten meetings.

    A and C paid interest of 100.00 and 184.50 on loans that are paid back: the pool is 2,814.50.
    Held at meetings, their shares add up to 1020, 700, 300 and 80. The tenth meeting is open.
    """
    first = weeks_before(9)
    for name in "ABCD":
        f.admit(store, name, day=first)
    adopt(store)
    begin(store, first)
    bought = {1: (84, 65, 15, 3), 6: (36, 10, 30, 10)}
    for number in range(1, 11):
        day = weeks_before(10 - number)
        assert f.open_meeting(store, day) == number
        lines = [
            ("share", count * 1_000, member)
            for member, count in enumerate(bought.get(number, ()), 1)
        ]
        if lines:
            f.enter(store, *lines, day=day, meeting=number)
        if number == 2:
            loans = [lend(store, member, 20_000, day=day) for member in (1, 3)]
        if number == 8:
            f.enter(
                store,
                ("loan_interest", 10_000, 1, loans[0]),
                ("loan_principal", 20_000, 1, loans[0]),
                ("loan_interest", 18_450, 3, loans[1]),
                ("loan_principal", 20_000, 3, loans[1]),
                day=day,
                meeting=number,
            )
        f.count_box(store, number)
        if number < 10:
            f.close_meeting(store, number)
    return store

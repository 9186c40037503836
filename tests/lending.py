"""Loans in tests: rules that a group adopts, a meeting that votes, deeds, how a loan stands."""

from typing import Any

import pytest

from federation.commands import borrowing, constitution, meetings, money, repayments
from federation.commands.deed import Receipt, perform
from federation.commands.voting import Votes
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.store import Store
from federation.store.queries import books
from federation.store.queries import loans as lent
from tests import factories as f

CARRIED = Votes(votes_for=3)
FLAT = {"rate": 20_000, "per": "month", "method": "flat", "instalments": 3}


def refusal_of(deed: Any, *given: Any, **more: Any) -> Refusal:
    """The refusal that a deed is met with."""
    with pytest.raises(Refusal) as caught:
        deed(*given, **more)
    return caught.value


def rules(store: Store, **told: Any) -> None:
    """The group adopts rules."""
    adopted = e.ConstitutionAdopted(day="", version=0, **{"officers_close": 2, **told})
    order = constitution.AdoptConstitution(
        day=f.DAY, rules=adopted, votes_for=3, present=3, words="our rules"
    )
    perform(store, order, constitution.adopt_constitution)


def meet(store: Store, here: tuple[int, ...] = (1, 2, 3), of: int = 3) -> int:
    """A meeting with these members."""
    number = f.open_meeting(store)
    marks = tuple((one, "present" if one in here else "absent") for one in range(1, of + 1))
    order = meetings.TakeAttendance(meeting=number, day=f.DAY, marks=marks)
    perform(store, order, meetings.take_attendance)
    return number


def ask(store: Store, member: int = 1, principal: int = 30_000, **given: Any) -> Receipt:
    """A member asks for a loan."""
    order = borrowing.AskLoan(member=member, principal=principal, day=f.DAY, **given)
    return perform(store, order, borrowing.ask_loan)


def agree(store: Store, member: int = 1, principal: int = 30_000, **given: Any) -> int:
    """A loan at 2 percent a month, flat, in three payments."""
    return f.lend(store, member, principal, **{**FLAT, **given})


def pay(store: Store, loan: int, amount: int, day: str, **given: Any) -> Receipt:
    """One amount on a loan."""
    line = money.MoneyLine(kind="loan_payment", loan=loan, amount=amount, day=day)
    return perform(store, money.EnterMoney(lines=(line,), **given), repayments.repay)


def one(store: Store, loan: int, day: str = f.DAY) -> lent.LoanStanding:
    """How a loan stands on a day."""
    with store.reading() as db:
        (found,) = lent.lending(db, f.own_book(store), day, loan)
    return found


def paid_as(store: Store, receipt: Receipt) -> list[tuple[str, int]]:
    """Kinds and amounts that a deed entered."""
    with store.reading() as db:
        found = books.entries(db, f.own_book(store), after=receipt.first - 1)
    return [(entry.kind, entry.amount_minor) for entry in found if entry.seq <= receipt.last]


def entries(store: Store) -> int:
    """How many entries there are."""
    with store.reading() as db:
        return len(books.entries(db, f.own_book(store)))


def three_savers(store: Store) -> None:
    """Three members with 100.00, 200.00 and 300.00 saved."""
    for number, name in enumerate(("Anna", "Berta", "Celia"), 1):
        f.admit(store, name)
        f.enter(store, ("savings", 10_000 * number, number))

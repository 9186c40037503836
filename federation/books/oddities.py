"""What is odd in a history and taken all the same: a person should look at it.

1. a loan of the group's own pot above what the rules allow on that day: so many percent of what
   its member had saved (three times where no rules say it);
2. a loan paid out in another amount than was agreed;
3. interest that the loan's terms did not ask for by that day: before the first day it is due, or
   more in all than principal × rate × instalments due until then (which no method exceeds);
4. a member who left and still had savings or owed a loan;
5. an entry of a day that has not come yet.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

from federation.core import events as e
from federation.core.ledger import Key
from federation.core.posting import Postings
from federation.core.refusals import Refusal, refuse

from .known import Known

LOAN_LIMIT: Final = 300
"""A member may owe this many percent of her own savings, where no rules of the group say it."""

WHOLE: Final = 100

RATE_UNIT: Final = 1_000_000
"""A rate is percent times 10,000: this much is the whole principal."""

# Instalments a year, and the days between two (0: by the calendar's months).
_EVERY: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {"month": (12, 0), "week": (52, 7), "2-weeks": (26, 14), "15-days": (24, 15)}
)


class Terms(NamedTuple):
    """What a loan may ask for; money in minor units, rate in percent × 10,000."""

    principal: int
    rate: int
    per: str
    instalments: int
    every: str
    first_due_on: str


@dataclass(slots=True)
class Watch:
    """What each member has saved and owes, and what each loan paid in interest, in minor units.

    `limit`: of loans of the group's own pot, in percent of a member's savings (0: none).
    `before`: of a loan whose terms were changed, what held before each change, in order.
    """

    saved: dict[int, int] = field(default_factory=dict)
    owes: dict[int, int] = field(default_factory=dict)
    interest: dict[int, int] = field(default_factory=dict)
    terms: dict[int, Terms] = field(default_factory=dict)
    limit: int = LOAN_LIMIT
    before: dict[int, list[tuple[Terms, int]]] = field(default_factory=dict)

    def posted(self, postings: Postings) -> None:
        """Take an entry's postings in."""
        for account, member, _, _, amount in postings:
            if account in ("savings", "shares"):
                self.saved[member] = self.saved.get(member, 0) - amount
            elif account == "loans":
                self.owes[member] = self.owes.get(member, 0) + amount

    def told(self, event: e.Event) -> None:
        """Take in what an entry says of a loan's terms, or of the rules for loans."""
        if isinstance(event, e.LoanRescheduled):
            held = self.terms[event.loan], self.interest.get(event.loan, 0) + event.interest
            self.before.setdefault(event.loan, []).append(held)
        if isinstance(event, e.LoanAgreed | e.LoanRescheduled):
            self.terms[event.loan] = Terms(
                event.principal,
                event.rate,
                event.per,
                event.instalments,
                event.every,
                event.first_due_on,
            )
            if isinstance(event, e.LoanRescheduled):
                # What was paid is reckoned anew; what was due already may be paid besides.
                self.interest[event.loan] = -event.interest
        elif isinstance(event, e.ConstitutionAdopted):
            self.limit = event.loan_limit

    def back(self, event: e.Event) -> None:
        """An entry is taken back: a loan's terms are again those before its last change."""
        if isinstance(event, e.LoanRescheduled):
            self.terms[event.loan], paid = self.before[event.loan].pop()
            self.interest[event.loan] = self.interest.get(event.loan, 0) + paid

    def odd(self, event: e.Money, today: str) -> Iterator[tuple[str, Refusal]]:
        """What is odd about an entry that comes next: column and why."""
        if event.day > today:
            yield "date", refuse("books-day-to-come", today_day=today)
        if isinstance(event, e.LoanDisbursed):
            yield from self._paid_out(event)
        elif isinstance(event, e.LoanInterest):
            yield from self._interest(event)

    def _paid_out(self, event: e.LoanDisbursed) -> Iterator[tuple[str, Refusal]]:
        agreed = self.terms[event.loan].principal
        if event.amount != agreed:
            yield "amount", refuse("books-loan-differs", loan=event.loan, agreed_minor=agreed)
        saved = self.saved.get(event.member, 0)
        owes = self.owes.get(event.member, 0) + event.amount
        over = WHOLE * owes > self.limit * saved
        if event.source == "group" and self.limit and over:
            limit = refuse(
                "books-loan-over-limit",
                loan=event.loan,
                member=event.member,
                saved_minor=saved,
                times=_times(self.limit),
            )
            yield "amount", limit

    def _interest(self, event: e.LoanInterest) -> Iterator[tuple[str, Refusal]]:
        terms = self.terms[event.loan]
        paid = self.interest[event.loan] = self.interest.get(event.loan, 0) + event.amount
        due = interest_due(terms, event.day)
        if paid > due:
            yield (
                "amount",
                refuse(
                    "books-interest-not-due",
                    loan=event.loan,
                    paid_minor=paid,
                    due_minor=due,
                ),
            )


def _times(percent: int) -> str:
    """300 percent are 3 times, 250 are 2.5."""
    whole, parts = divmod(percent, WHOLE)
    return f"{whole}.{parts:02d}".rstrip("0").rstrip(".")


def start(known: Known, balances: Mapping[Key, int]) -> Watch:
    """A watch over the books as they are."""
    watch = Watch()
    for (account, member, _, _), amount in balances.items():
        if account in ("savings", "shares"):
            watch.saved[member] = watch.saved.get(member, 0) - amount
        elif account == "loans":
            watch.owes[member] = watch.owes.get(member, 0) + amount
    for event in known.events.values():
        if isinstance(event, e.LoanInterest):
            watch.interest[event.loan] = watch.interest.get(event.loan, 0) + event.amount
        elif isinstance(event, e.EntryReversed):
            watch.back(known.events[event.of])
        elif not isinstance(event, e.Money):
            watch.told(event)
    return watch


def left_with_money(watch: Watch, member: int) -> Refusal | None:
    """Why a member's leaving is odd, or None."""
    saved, owes = watch.saved.get(member, 0), watch.owes.get(member, 0)
    if not saved and not owes:
        return None
    return refuse("books-left-with-money", member=member, saved_minor=saved, owes_minor=owes)


def interest_due(terms: Terms, day: str) -> int:
    """The most interest (minor units) that any method asks for until `day`, rounded up."""
    a_year, _ = _EVERY[terms.every]
    yearly = terms.rate * (12 if terms.per == "month" else 1)
    asked = terms.principal * yearly * instalments_due(terms, day)
    return -(-asked // (RATE_UNIT * a_year))


def instalments_due(terms: Terms, day: str) -> int:
    """How many instalments were due until `day`, that day included."""
    first, now = date.fromisoformat(terms.first_due_on), date.fromisoformat(day)
    if now < first:
        return 0
    _, days = _EVERY[terms.every]
    if days:
        return min(terms.instalments, 1 + (now - first) // timedelta(days=days))
    months = (now.year - first.year) * 12 + now.month - first.month
    # The 31st falls on a shorter month's last day.
    last_of_month = (now + timedelta(days=1)).day == 1
    if now.day < first.day and not last_of_month:
        months -= 1
    return min(terms.instalments, 1 + months)

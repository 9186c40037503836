"""What groups pay back of the fund's loans, and when; where a loan stands; how a payment is parted.

A loan is paid out in parts, and each is paid back with interest in those agreed payments that are
still to come when it goes out: nobody owes anything for money that did not go out, or not yet. Of
a loan that goes out as a whole before its first payment this is what `calc loan` says of it.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple

from . import events as e
from .days import days_between, due_dates
from .fund import LoanSums, Out
from .loans import Row, Schedule, Standing, Terms, allocate, interest_owed, reschedule
from .terms import INSTALMENTS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What was before a loan's payments were agreed: paid of its principal and interest until then.

    `carried`: interest that was due and not paid, and stands in the first payment.
    """

    principal: int = 0
    interest: int = 0
    carried: int = 0


FROM_THE_START: Final = Before()


Piece = tuple[str, int]
"""The day on which money went out, and how much."""


class Plan(NamedTuple):
    """What a loan's payments follow from, as they were agreed last, and what of it went `outs`.

    `since`: the entry by which they were agreed anew (0: never), `before`: what was settled then;
    what was out then begins with them, what went out later on its own day.
    """

    terms: Terms
    outs: tuple[Out, ...] = ()
    before: Before = FROM_THE_START
    since: int = 0

    @property
    def laid(self) -> Schedule:
        """What is paid back, and when; before anything went out: of the whole as agreed."""
        out_then = sum(one.amount for one in self.outs if one.entry <= self.since)
        begun = out_then - self.before.principal
        first = ((self.terms.disbursed_on, begun),) if begun > 0 else ()
        later = tuple((one.day, one.amount) for one in self.outs if one.entry > self.since)
        return laid_out(self.terms, self.before.carried, first + later)


@lru_cache(maxsize=4096)
def laid_out(terms: Terms, carried: int = 0, pieces: tuple[Piece, ...] = ()) -> Schedule:
    """What a group pays back, and when: `calc loan` of the terms. Raises Refusal likewise.

    `carried`: interest that was owed before. `pieces`: what of it went out; none: the whole. What
    went out after the day of the terms is paid back in those payments that were not yet due, at
    least in one. Kept, for a page over every loan asks for the same ones again.
    """
    if not pieces:
        return reschedule(terms, carried_interest=carried)
    dues = _dues(terms, max(day for day, _ in pieces))
    parts: dict[int, int] = {}
    for day, amount in pieces:
        place = bisect_right(dues, day) if day > terms.disbursed_on else 0
        parts[place] = parts.get(place, 0) + amount
    laid = [_laid_from(terms, dues, place, parts[place], carried) for place in sorted(parts)]
    return laid[0] if len(laid) == 1 else _together(laid)


def _dues(terms: Terms, latest: str) -> tuple[str, ...]:
    """The agreed days, and so many more of them that one comes after the latest money."""
    count = terms.instalments
    dues = due_dates(terms.first_due_on, terms.every, count)
    while dues[-1] <= latest and count < INSTALMENTS_MAX + terms.instalments:
        count += 1
        dues = due_dates(terms.first_due_on, terms.every, count)
    return dues


def _laid_from(
    terms: Terms, dues: Sequence[str], place: int, amount: int, carried: int
) -> Schedule:
    """What went out while `place` payments had been due already, in those that are left."""
    own = replace(terms, principal=amount)
    if not place:
        return reschedule(own, carried_interest=carried)
    left = max(terms.instalments - place, 1)
    own = replace(own, instalments=left, first_due_on=dues[place], disbursed_on=dues[place - 1])
    laid = reschedule(own)
    rows = (
        replace(row, n=place + row.n, due=due)
        for row, due in zip(laid.rows, dues[place:], strict=False)
    )
    return replace(laid, rows=tuple(rows))


def _together(some: Sequence[Schedule]) -> Schedule:
    """Schedules over the same days as one."""
    owed = sum(one.principal for one in some)
    by_day: dict[str, list[Row]] = {}
    for one in some:
        for row in one.rows:
            by_day.setdefault(row.due, []).append(row)
    rows = []
    for due in sorted(by_day):
        same = by_day[due]
        principal, interest = sum(one.principal for one in same), sum(one.interest for one in same)
        owed -= principal
        charged = sum(one.charged for one in same)
        rows.append(Row(same[0].n, due, principal, interest, principal + interest, owed, charged))
    principal, interest = sum(one.principal for one in some), sum(one.interest for one in some)
    return replace(
        some[0],
        rows=tuple(rows),
        principal=principal,
        interest=interest,
        total=principal + interest,
    )


@dataclass(frozen=True, slots=True)
class _Running:
    """A schedule with the sums of its rows: `principal[n]` and `interest[n]` of the first n."""

    laid: Schedule
    dues: tuple[str, ...]
    principal: tuple[int, ...]
    interest: tuple[int, ...]


@lru_cache(maxsize=4096)
def _running(plan: Plan) -> _Running:
    laid = plan.laid
    return _Running(
        laid,
        tuple(row.due for row in laid.rows),
        tuple(accumulate((row.principal for row in laid.rows), initial=0)),
        tuple(accumulate((row.interest for row in laid.rows), initial=0)),
    )


def standing_of(plan: Plan, sums: LoanSums, day: str) -> Standing:
    """Where a loan stands at the end of `day`: nothing is due before any money went out.

    The schedule is the one that was agreed last, for what went out; what was paid before it settles
    nothing of it. What `core.loans.standing` says, found by halving
    and not by walking: a page looks at a thousand loans of a hundred payments each.
    """
    if not sums.paid_out:
        return replace(_NOTHING, day=day)
    run, paid = _running(plan), _paid(sums, plan.before)
    due, owed = bisect_right(run.dues, day), _interest_owed(run.laid, sums, paid)
    unpaid_interest = min(max(run.interest[due] - paid[1], 0), owed)
    late = min(max(run.principal[due] - paid[0], 0), sums.outstanding)
    first = _first_unpaid(run, *paid, owed)
    following = _next_unpaid(run, *paid, owed, max(first, due))
    is_late = first < due and bool(late or unpaid_interest)
    return Standing(
        day=day,
        due_principal=run.principal[due],
        due_interest=run.interest[due],
        paid_principal=paid[0],
        paid_interest=paid[1],
        unpaid_principal=late,
        unpaid_interest=unpaid_interest,
        days_late=days_between(run.dues[first], day) if is_late else 0,
        next_due=following.due,
        next_principal=following.principal,
        next_interest=following.interest,
        outstanding=sums.outstanding,
        interest_to_come=owed - unpaid_interest,
    )


def _interest_owed(laid: Schedule, sums: LoanSums, paid: tuple[int, int]) -> int:
    """Interest that is not paid. Of a loan whose rest was written off nobody waits for more."""
    return 0 if _is_given_up(sums) else interest_owed(laid, *paid)


def _is_given_up(sums: LoanSums) -> bool:
    return sums.is_settled and sums.written_off > 0


def _paid(sums: LoanSums, before: Before) -> tuple[int, int]:
    """Principal and interest that count against the schedule that was agreed last."""
    principal = sums.principal + sums.written_off - before.principal
    return principal, sums.interest - before.interest


def _first_unpaid(run: _Running, principal: int, interest: int, owed: int) -> int:
    """The place of the first row of which something is not paid; as many as there are: none."""
    first = bisect_right(run.principal, principal) - 1
    return min(first, bisect_right(run.interest, interest) - 1) if owed else first


def _next_unpaid(run: _Running, principal: int, interest: int, owed: int, start: int) -> Row:
    """What is left of the first row from a place on of which something is not paid."""
    for place, row in enumerate(run.laid.rows[start:], start):
        left = min(max(run.principal[place + 1] - principal, 0), row.principal)
        more = min(max(run.interest[place + 1] - interest, 0), row.interest) if owed else 0
        if left or more:
            return Row(row.n, row.due, left, more, 0, 0)
    return Row(0, "", 0, 0, 0, 0)


def split_remittance(plan: Plan, sums: LoanSums, amount: int, day: str) -> e.GroupRemittance:
    """What `amount` paid on `day` settles: what is due first, interest before principal.

    Then what was written off; the rest is over. Once all is settled and some of it was written off,
    that comes first: interest has ended. The entry lacks its number, loan and slip.
    """
    paid = _paid(sums, plan.before)
    told = allocate(
        plan.laid,
        paid_principal=paid[0],
        paid_interest=paid[1],
        amount=amount,
        day=day,
    )
    principal = min(told.principal, sums.outstanding)
    interest = 0 if _is_given_up(sums) else told.interest
    left = amount - interest - principal
    recovered = min(left, sums.written_off - sums.recovered)
    return e.GroupRemittance(
        entry=0,
        loan=0,
        day=day,
        amount=amount,
        principal=principal,
        interest=interest,
        recovered=recovered,
        over=left - recovered,
    )


_NOTHING: Final = Standing(
    day="",
    due_principal=0,
    due_interest=0,
    paid_principal=0,
    paid_interest=0,
    unpaid_principal=0,
    unpaid_interest=0,
    days_late=0,
    next_due="",
    next_principal=0,
    next_interest=0,
    outstanding=0,
    interest_to_come=0,
)

"""A loan's schedule: what falls due on which day, from its terms. Money in whole minor units.

The rules, in order:

1. each period's interest is rounded half-even to the cent; the last instalment takes the rest;
2. `declining`: equal instalments (annuity), rounded half-even to the cent or to `round_to`; the
   principal is the instalment less the period's interest;
3. `equal-principal`: equal parts of the principal, interest on what is still owed. `round_to`
   does not touch them;
4. `flat`: interest on the whole principal in every period, all together rounded once; with
   `round_to` the instalment is the principal part and the interest each rounded to it, the
   interest stays as it is and the principal takes the difference;
5. `grace_principal` periods have no principal, the others share it; in `interest_free` ones none
   is charged; the interest of `defer_interest` ones is charged and falls due with the first period
   after them (without interest on it);
6. no row is below zero: an instalment smaller than its interest repays nothing.

Nothing but whole numbers is calculated with, so every machine agrees to the last cent. The rules
are those of Apache Fineract's cumulative schedules (`LoanApplicationTerms`), with whose published
cases the tests compare.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from .accounts import AMOUNT_MAX
from .day_counts import Rate, half_even, rate_between, to_multiple, usual_rate, yearly
from .days import due_dates, is_day
from .refusals import refuse
from .terms import DAYS, EVERIES, INSTALMENTS_MAX, METHODS, PERS, RATE_MAX

# A book's loans are laid out for what is owed, and again for what was paid in time.
LAID_OUT_KEPT: Final = 128
FLAT: Final = "flat"
DECLINING: Final = "declining"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed about a loan.

    `principal` and `round_to` in minor units (0: no rounding to a multiple); `rate` in percent ×
    10,000 per `per`; days ISO; the last three count instalments from the first.
    """

    principal: int
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    disbursed_on: str
    first_due_on: str
    days: str = "period"
    round_to: int = 0
    grace_principal: int = 0
    defer_interest: int = 0
    interest_free: int = 0


_MORE: Final = ("days", "round_to", "grace_principal", "defer_interest", "interest_free")


def terms_of(told: Any, principal: int, disbursed_on: str) -> Terms:
    """The terms that were told, of a principal (minor units) paid out on a day.

    `told` is an entry, a form or a view that says them in the words of an entry: `rate`, `per`,
    `method`, `instalments`, `every`, `first_due_on`, and perhaps more.
    """
    return Terms(
        principal=principal,
        rate=told.rate,
        per=told.per,
        method=told.method,
        instalments=told.instalments,
        every=told.every,
        disbursed_on=disbursed_on,
        first_due_on=told.first_due_on,
        **{name: getattr(told, name) for name in _MORE if hasattr(told, name)},
    )


@dataclass(frozen=True, slots=True)
class Row:
    """Instalment `n` (from 1), due on an ISO day; `balance` is the principal owed after it.

    `charged`: the interest of its own period, which may fall due later. All in minor units.
    """

    n: int
    due: str
    principal: int
    interest: int
    total: int
    balance: int
    charged: int = 0


@dataclass(frozen=True, slots=True)
class Schedule:
    """All instalments and their sums in minor units.

    `method` as agreed; `since`: the ISO day from which interest is charged; `carried`: what of the
    first instalment's interest was owed before (a loan that was rescheduled).
    """

    rows: tuple[Row, ...]
    principal: int
    interest: int
    total: int
    method: str = FLAT
    since: str = ""
    carried: int = 0


@lru_cache(LAID_OUT_KEPT)
def schedule(terms: Terms) -> Schedule:
    """The instalments of a loan.

    Raises Refusal `loan-terms` for a word that is none or a number out of bounds, and
    `loan-too-large` where the sums or the days leave what books can hold.
    """
    _check(terms)
    return _laid_out(terms, 0)


def reschedule(terms: Terms, *, carried_interest: int = 0) -> Schedule:
    """The instalments in which the rest of a loan is paid back from now on.

    `terms.principal` is what is owed now, `terms.disbursed_on` the day of the decision;
    `carried_interest` (minor units) was due and unpaid: it stands in the first instalment, and no
    interest is charged on it. Raises Refusal as `schedule` does.
    """
    _check(terms)
    if not 0 <= carried_interest <= AMOUNT_MAX:
        raise refuse("loan-terms")
    return _laid_out(terms, carried_interest)


def check_new(terms: Terms) -> None:
    """Whether people may agree this now; journals may hold more than that.

    Raises Refusal `loan-first-due`, `loan-grace`, and what `schedule` raises for its words.
    """
    _check(terms)
    if terms.first_due_on < terms.disbursed_on:
        raise refuse(
            "loan-first-due", first_day=terms.first_due_on, paid_out_day=terms.disbursed_on
        )
    before_last = max(terms.grace_principal, terms.defer_interest)
    if before_last >= terms.instalments or terms.interest_free > terms.instalments:
        raise refuse("loan-grace", instalments=terms.instalments)


def _check(terms: Terms) -> None:
    if max(terms.principal, terms.round_to) > AMOUNT_MAX:
        raise refuse("loan-too-large")
    graces = (terms.grace_principal, terms.defer_interest, terms.interest_free)
    fits = (
        terms.principal >= 1
        and 0 <= terms.rate <= RATE_MAX
        and terms.per in PERS
        and terms.method in METHODS
        and 1 <= terms.instalments <= INSTALMENTS_MAX
        and terms.every in EVERIES
        and terms.days in DAYS
        and terms.round_to >= 0
        and all(grace >= 0 for grace in graces)
        and is_day(terms.disbursed_on)
        and is_day(terms.first_due_on)
    )
    if not fits:
        raise refuse("loan-terms")


def _laid_out(terms: Terms, carried: int) -> Schedule:
    """Day by day: interest, principal, what is left. `carried` joins the first instalment."""
    try:
        dues = due_dates(terms.first_due_on, terms.every, terms.instalments)
    except OverflowError:
        raise refuse("loan-too-large") from None
    rates = _rates(terms, dues)
    flat = _flat_interest(terms, rates) if terms.method == FLAT else ()
    part = _part(terms)
    balance, deferred, rows = terms.principal, 0, []
    for n, due in enumerate(dues, 1):
        charged = flat[n - 1] if flat else half_even(balance * rates[n - 1][0], rates[n - 1][1])
        deferred += charged
        is_last = n == terms.instalments
        interest = 0
        if n > terms.defer_interest or is_last:
            interest, deferred = deferred, 0
        principal = balance if is_last else _principal(terms, n, part, charged, interest)
        principal = min(max(principal, 0), balance)
        balance -= principal
        interest += carried if n == 1 else 0
        rows.append(Row(n, due, principal, interest, principal + interest, balance, charged))
    owed = sum(row.interest for row in rows)
    total = terms.principal + owed
    if total > AMOUNT_MAX:
        raise refuse("loan-too-large")
    return Schedule(
        tuple(rows), terms.principal, owed, total, terms.method, terms.disbursed_on, carried
    )


def _principal(terms: Terms, n: int, part: int, charged: int, interest: int) -> int:
    """The principal of instalment `n` before it is held between nothing and the balance."""
    if n <= terms.grace_principal:
        return 0
    if terms.method == DECLINING:
        return part - charged
    if terms.method == FLAT and terms.round_to:
        return part + to_multiple(interest, 1, terms.round_to) - interest
    return part


def _rates(terms: Terms, dues: tuple[str, ...]) -> tuple[Rate, ...]:
    """The rate of each period; 0 in the interest-free ones, the denominator the same in all."""
    a_year = yearly(terms.rate, terms.per)
    if terms.days == "period":
        usual = usual_rate(a_year, terms.every, terms.days)
        rates = [usual] * terms.instalments
    else:
        starts = [date.fromisoformat(day) for day in (terms.disbursed_on, *dues)]
        rates = [
            rate_between(a_year, terms.every, terms.days, start, end)
            for start, end in pairwise(starts)
        ]
    free = min(terms.interest_free, terms.instalments)
    return tuple((0, rate[1]) if place < free else rate for place, rate in enumerate(rates))


def _flat_interest(terms: Terms, rates: tuple[Rate, ...]) -> tuple[int, ...]:
    """Interest of each period on the whole principal; all together are rounded once."""
    denominator = rates[0][1]
    left = half_even(terms.principal * sum(rate[0] for rate in rates), denominator)
    parts = []
    for numerator, _ in rates[:-1]:
        parts.append(min(half_even(terms.principal * numerator, denominator), left))
        left -= parts[-1]
    return (*parts, left)


def _part(terms: Terms) -> int:
    """The equal instalment of a declining loan, else the equal part of the principal."""
    count = max(terms.instalments - terms.grace_principal, 1)
    if terms.method != DECLINING:
        step = terms.round_to if terms.method == FLAT else 0
        return to_multiple(terms.principal, count, step)
    num, den = usual_rate(yearly(terms.rate, terms.per), terms.every, terms.days)
    if not num:
        return to_multiple(terms.principal, count, terms.round_to)
    grown, whole = (den + num) ** count, den**count
    return to_multiple(terms.principal * num * grown, den * (grown - whole), terms.round_to)

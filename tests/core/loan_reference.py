"""A loan's schedule worked out another way, to compare the engine with. It shares nothing with it.

Fractions and long decimals instead of whole numbers, one list per column instead of one walk; the
equal instalment from the sum of discount factors instead of powers; days by stepping through the
calendar. Amounts in cents, rates in percent × 10,000.
"""

import datetime as dt
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

STEP = {"week": 7, "2-weeks": 14, "15-days": 15}
A_YEAR = {"month": 12, "week": 52, "2-weeks": 26, "15-days": 24}


def rounded(value: Fraction, step: int = 0) -> int:
    """Half-even to the cent, or to a multiple: `round` of a Fraction is exact."""
    return round(value / (step or 1)) * (step or 1)


def plus_month(day: dt.date, anchor: int) -> dt.date:
    """Into the next month by single days, on the anchor's day or the last that there is."""
    one = dt.timedelta(days=1)
    next_month = day.replace(day=1) + 31 * one
    found = next_month.replace(day=1)
    while found.day < anchor and (found + one).month == found.month:
        found += one
    return found


def calendar(first: str, every: str, count: int) -> list[dt.date]:
    """The due dates."""
    days = [dt.date.fromisoformat(first)]
    anchor = days[0].day
    while len(days) < count:
        step = STEP.get(every)
        days.append(days[-1] + dt.timedelta(step) if step else plus_month(days[-1], anchor))
    return days


def thirties(start: dt.date, end: dt.date) -> int:
    """Thirty for a whole month, else 30E/360."""
    gap = (end.year * 12 + end.month) - (start.year * 12 + start.month)
    last_of_end = (end + dt.timedelta(days=1)).day == 1
    last_of_start = (start + dt.timedelta(days=1)).day == 1
    whole = (
        start.day == end.day
        or (start.day > end.day and last_of_end)
        or (end.day > start.day and last_of_start)
    )
    return 30 * gap if whole else 30 * gap + min(end.day, 30) - min(start.day, 30)


def period_rates(terms: dict[str, Any], days: list[dt.date]) -> list[Fraction]:
    """What a cent owed costs in each period."""
    a_year = Fraction(terms["rate"], 10_000) / 100 * (12 if terms["per"] == "month" else 1)
    monthly, how = terms["every"] == "month", terms["days"]
    found = []
    for start, end in zip(
        [dt.date.fromisoformat(terms["disbursed_on"]), *days], days, strict=False
    ):
        if how == "period":
            found.append(a_year / A_YEAR[terms["every"]])
        elif how == "30/360":
            counted = thirties(start, end) if monthly else (end - start).days
            found.append(a_year * counted / 360)
        else:
            found.append(a_year * (end - start).days / int(how.removeprefix("actual/")))
    return [Fraction(0) if n < terms["interest_free"] else rate for n, rate in enumerate(found)]


def equal_instalment(terms: dict[str, Any], count: int) -> int:
    """Principal ÷ the sum of the discount factors of all instalments that have principal."""
    a_year = Fraction(terms["rate"], 1_000_000) * (12 if terms["per"] == "month" else 1)
    usual = a_year / A_YEAR[terms["every"]]
    if terms["days"] != "period" and terms["every"] != "month":
        usual = a_year * STEP[terms["every"]] / int(terms["days"].split("/")[1])
    with localcontext(prec=120):
        factor = 1 / (1 + Decimal(usual.numerator) / Decimal(usual.denominator))
        worth, discount = Decimal(0), Decimal(1)
        for _ in range(count):
            discount *= factor
            worth += discount
        return rounded(Fraction(Decimal(terms["principal"]) / worth), terms["round_to"])


def later(charged: list[int], deferred: int) -> list[int]:
    """Interest as it falls due: what was put off comes with the first period after."""
    if not deferred:
        return charged
    return [0] * deferred + [sum(charged[: deferred + 1])] + charged[deferred + 1 :]


def reference(terms: dict[str, Any]) -> list[tuple[str, int, int]]:
    """Due day, principal, interest of each instalment."""
    count, left = terms["instalments"], terms["principal"]
    days = calendar(terms["first_due_on"], terms["every"], count)
    rates = period_rates(terms, days)
    paying = count - terms["grace_principal"]
    principals: list[int] = []
    charged: list[int] = []
    if terms["method"] == "flat":
        whole = rounded(sum(rates, Fraction(0)) * terms["principal"])
        for rate in rates[:-1]:
            charged.append(min(rounded(rate * terms["principal"]), whole - sum(charged)))
        charged.append(whole - sum(charged))
        due = later(charged, terms["defer_interest"])
        part = rounded(Fraction(terms["principal"], paying), terms["round_to"])
        for interest in due:
            extra = rounded(Fraction(interest), terms["round_to"]) - interest
            principals.append(part + extra)
    elif terms["method"] == "equal-principal":
        principals = [rounded(Fraction(terms["principal"], paying))] * count
    else:
        emi = equal_instalment(terms, paying)
    kept: list[int] = []
    for n in range(count):
        if terms["method"] != "flat":
            charged.append(rounded(rates[n] * left))
        wanted = emi - charged[n] if terms["method"] == "declining" else principals[n]
        if n < terms["grace_principal"]:
            wanted = 0
        if n == count - 1:
            wanted = left
        kept.append(sorted((0, wanted, left))[1])
        left -= kept[-1]
    due = later(charged, terms["defer_interest"])
    return [(day.isoformat(), p, i) for day, p, i in zip(days, kept, due, strict=True)]

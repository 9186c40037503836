"""How a group is doing: indicators, each an exact value with its divisor and its evidence.

One function for each, of whole numbers that the books give (money in minor units); the formula
stands in its docstring, its words in `federation.sentences.indicators`. Where the divisor is 0
there is no value, which is shown as “–”: a group without loans does not repay badly.

The names are the usual ones of savings groups; the wordings are our own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Final, Literal

from .day_counts import half_even
from .loans import AGES

Kind = Literal["share", "rate", "money", "days", "count"]
Evidence = tuple[tuple[str, int], ...]

MEETINGS_SEEN: Final = 4
WEEKS_A_YEAR: Final = 52
YOUTH_UNDER: Final = 35
PEER_CHECK_DAYS: Final = 183
"""A peer check is overdue when the last one is longer ago."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """`numerator` ÷ `denominator` is the value; `kind` says how people read it.

    `share`: a part of a whole, `rate`: a year's return, both shown in percent; `money`: minor
    units; `days`, `count`: as they are. `evidence`: what it was reckoned from, as label and
    number; a label that ends in `_minor` is money.
    """

    code: str
    numerator: int
    denominator: int
    kind: Kind
    evidence: Evidence = ()

    @property
    def value(self) -> Fraction | None:
        """Exactly; None where the divisor is 0."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    def scaled(self, times: int) -> int | None:
        """The value × `times` as a whole number, half-even: `scaled(1000)` is tenths of percent."""
        if not self.denominator:
            return None
        return half_even(self.numerator * times, self.denominator)


def _share(
    code: str, part: tuple[str, int], whole: tuple[str, int], *more: tuple[str, int]
) -> Indicator:
    return Indicator(code, part[1], whole[1], "share", (part, whole, *more))


# Meeting


def attendance(meetings: Sequence[tuple[int, int]]) -> Indicator:
    """Members who were there (late ones too) ÷ members: the mean of the last 4 meetings.

    `meetings`: (present, members) of each, in order; one without members is passed over.
    """
    return _mean_of_meetings("attendance", "present", meetings)


def sent_someone(meetings: Sequence[tuple[int, int]]) -> Indicator:
    """Members who sent somebody in their place ÷ members: the mean of the last 4 meetings."""
    return _mean_of_meetings("sent-someone", "sent", meetings)


def _mean_of_meetings(code: str, part: str, meetings: Sequence[tuple[int, int]]) -> Indicator:
    seen = [one for one in meetings if one[1]][-MEETINGS_SEEN:]
    common = lcm(*(members for _, members in seen))
    evidence = tuple(
        told for count, members in seen for told in ((part, count), ("members", members))
    )
    parts = sum(count * (common // members) for count, members in seen)
    return Indicator(code, parts, len(seen) * common, "share", evidence)


def attendance_of_all(attended: int, expected: int) -> Indicator:
    """How often members came ÷ how often they could have: over all meetings of the period."""
    return _share("attendance-of-all", ("attended", attended), ("expected", expected))


# Saving and earning


def savers_active(savers: int, members: int) -> Indicator:
    """Members who saved in the period ÷ members."""
    return _share("savers-active", ("savers", savers), ("members", members))


def average_savings(savings: int, members: int) -> Indicator:
    """Savings, the part that is lent out included, ÷ members."""
    evidence = (("savings_minor", savings), ("members", members))
    return Indicator("average-savings", savings, members, "money", evidence)


def return_on_savings(surplus: int, savings: int, weeks: int) -> Indicator:
    """Surplus ÷ savings × 52 ÷ weeks elapsed; below zero for a loss."""
    evidence = (("surplus_minor", surplus), ("savings_minor", savings), ("weeks", weeks))
    yearly = surplus * WEEKS_A_YEAR
    return Indicator("return-on-savings", yearly, savings * weeks, "rate", evidence)


def return_on_assets(surplus: int, opening: int, present: int, weeks: int) -> Indicator:
    """Surplus ÷ mean of opening and present assets × 52 ÷ weeks elapsed."""
    evidence = (
        ("surplus_minor", surplus),
        ("opening-assets_minor", opening),
        ("present-assets_minor", present),
        ("weeks", weeks),
    )
    yearly = surplus * WEEKS_A_YEAR * 2
    return Indicator("return-on-assets", yearly, (opening + present) * weeks, "rate", evidence)


# Lending


def loan_fund_use(lent: int, idle: int) -> Indicator:
    """Loans outstanding ÷ (loans outstanding + cash and bank of the loan fund)."""
    told = (("lent_minor", lent), ("idle_minor", idle))
    return Indicator("loan-fund-use", lent, lent + idle, "share", told)


def past_due(overdue: Sequence[int], outstanding: int) -> Indicator:
    """Principal that fell due and is unpaid ÷ loans outstanding.

    `overdue`: by days late, as `loans.AGES` has it: 1-30, 31-60, 61-90, over 90.
    """
    ages = tuple((f"late-{age}_minor", late) for age, late in zip(AGES, overdue, strict=True))
    evidence = (*ages, ("outstanding_minor", outstanding))
    return Indicator("past-due", sum(overdue), outstanding, "share", evidence)


def par_30(risky: int, outstanding: int) -> Indicator:
    """Whole balance of loans with an instalment more than 30 days late ÷ loans outstanding."""
    return _share("par-30", ("risky_minor", risky), ("outstanding_minor", outstanding))


def written_off(lost: int, lent: int) -> Indicator:
    """Principal written off ÷ principal of the loans given."""
    return _share("written-off", ("lost_minor", lost), ("given_minor", lent))


# Members


def retention(left: int, at_start: int, joined: int) -> Indicator:
    """1 − left ÷ (members at the start + joined)."""
    whole = at_start + joined
    return Indicator("retention", whole - left, whole, "share", _stayed(left, at_start, joined))


def dropout(left: int, at_start: int, joined: int) -> Indicator:
    """Left ÷ (members at the start + joined)."""
    whole = at_start + joined
    return Indicator("dropout", left, whole, "share", _stayed(left, at_start, joined))


def _stayed(left: int, at_start: int, joined: int) -> Evidence:
    return (("left", left), ("at-start", at_start), ("joined", joined))


def women(count: int, members: int) -> Indicator:
    """Women ÷ members."""
    return _share("women", ("women", count), ("members", members))


def youth(birth_years: Iterable[int], year: int) -> Indicator:
    """Members who are under 35 all through `year` ÷ members; year of birth 0: not known.

    Who gave no year is a member all the same; the evidence says how many they are.
    """
    years = list(birth_years)
    young = sum(bool(born) and year - born < YOUTH_UNDER for born in years)
    unknown = ("age-unknown", years.count(0))
    return _share("youth", ("young", young), ("members", len(years)), unknown)


# Books


def cash_against_book(differences: Sequence[int]) -> Indicator:
    """Sum of the unexplained differences in the period: counted less book, one for each count.

    What was missing is below zero; the evidence keeps both sides, which may hide each other.
    """
    evidence = (
        ("missing_minor", -sum(one for one in differences if one < 0)),
        ("over_minor", sum(one for one in differences if one > 0)),
        ("counts", len(differences)),
    )
    return Indicator("cash-against-book", sum(differences), 1, "money", evidence)


def days_since_check(last: str, today: str) -> Indicator:
    """Days since the last peer check (ISO days; "": there was none, so no value).

    The evidence says after how many days one is due, and by how many it is overdue.
    """
    due = ("due-after", PEER_CHECK_DAYS)
    if not last:
        return Indicator("days-since-check", 0, 0, "days", (due,))
    days = (date.fromisoformat(today) - date.fromisoformat(last)).days
    overdue = ("overdue", max(days - PEER_CHECK_DAYS, 0))
    return Indicator("days-since-check", days, 1, "days", (due, overdue))

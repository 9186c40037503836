"""The national report of a half-year, and the ministry's of a quarter; any other period is taken.

Half a year: regions tell each other of savings, houses, loans, requests and work (the federation's
national meetings). A quarter: what came in, went out and stands, for the ministry that lends beside
the members. Each table has a row for every region, and its last line adds them up.
"""

from collections.abc import Iterator
from typing import Final

from federation.core import periods
from federation.core.day_counts import half_even
from federation.core.periods import Period
from federation.core.rules.requests import NEEDS
from federation.i18n import gettext, word
from federation.node import Node
from federation.store import Database, clock

from .regional import Section, Take, amount, count, percent, report, trend
from .regions import OTHER, PURPOSES, SHARES, Country, country
from .table import Report

NATIONAL, MINISTRY = "national", "ministry"
_USUAL: Final = ((NATIONAL, periods.HALF_YEAR), (MINISTRY, periods.QUARTER))
_HOUR: Final = 60


def usual_period(name: str, today: str) -> Period:
    """The period that the report is of when none is named: the last one that is over."""
    return periods.before(periods.holding(dict(_USUAL)[name], today))


def make(
    db: Database, node: Node, name: str, period: Period | None = None, place: str = ""
) -> Iterator[Report]:
    """The tables of `national` or `ministry`, in their order. Raises Refusal `report-only-hub`."""
    found = country(db, node, period or usual_period(name, clock.today(db, node)), place)
    yield from tables(node, name, found)


def tables(node: Node, name: str, found: Country) -> Iterator[Report]:
    """The tables of these figures."""
    sections = _national() if name == NATIONAL else _ministry(found)
    for one in sections:
        yield report(name, node, found, one)
        if one.table == "savings":
            yield trend(name, node, found)


def _national() -> Iterator[Section]:
    yield from (_people(), _savings(), _loans(), _late(), _houses(), _requests(), _work())


def _loans() -> Section:
    return Section(
        "loans",
        gettext("Loans to members"),
        gettext(
            "Loans of groups to their members, not of the fund to groups: what members have "
            "borrowed and not yet paid back, how many loans were given in this time, what was "
            "paid back, and what is given up as lost."
        ),
        (
            amount("outstanding", gettext("Still lent"), lambda now, _: now.loans_outstanding),
            count("loans_given", gettext("New loans"), lambda now, _: now.loans_given),
            amount("lent", gettext("Lent"), lambda now, _: now.lent),
            amount("repaid", gettext("Paid back"), lambda now, _: now.repaid),
            amount("interest", gettext("Interest"), lambda now, _: now.interest),
            amount("written_off", gettext("Lost"), lambda now, _: now.written_off),
            amount(
                "growth",
                gettext("More lent than before"),
                lambda now, then: now.loans_outstanding - then.loans_outstanding,
            ),
        ),
        drawn=1,
    )


def _houses() -> Section:
    return Section(
        "houses",
        gettext("Plots and houses"),
        gettext(
            "How many members had a plot, a finished house and a title by the last day, and how "
            "many more than at the end of the time before."
        ),
        (
            count("plots", gettext("Plots"), lambda now, _: now.plots),
            count("plots_more", gettext("More plots"), lambda now, then: now.plots - then.plots),
            count("houses", gettext("Houses"), lambda now, _: now.built),
            count("houses_more", gettext("More houses"), lambda now, then: now.built - then.built),
            count("titles", gettext("Titles"), lambda now, _: now.titles),
        ),
        drawn=3,
    )


def _work() -> Section:
    return Section(
        "work",
        gettext("Meetings and work"),
        gettext(
            "What people gave: meetings held, how many in a hundred came, and hours of work that "
            "nobody paid for."
        ),
        (
            count("meetings", gettext("Meetings"), lambda now, _: now.meetings),
            count(
                "attendance_percent",
                gettext("Came, percent"),
                lambda now, _: percent(now.attended, now.expected),
            ),
            count(
                "hours_unpaid",
                gettext("Hours, unpaid"),
                lambda now, _: half_even(now.minutes_unpaid, _HOUR),
            ),
            count(
                "hours_paid",
                gettext("Hours, paid"),
                lambda now, _: half_even(now.minutes_paid, _HOUR),
            ),
        ),
    )


def _saved_for(purpose: str) -> Take:
    return lambda now, _: now.savings[purpose]


def _waiting_for(need: str) -> Take:
    return lambda now, _: now.needs[need]


def _people() -> Section:
    return Section(
        "people",
        gettext("Groups and members"),
        gettext(
            "How many groups and members there were on the last day, how many of them women, and "
            "how many more than at the end of the time before."
        ),
        (
            count("groups", gettext("Groups"), lambda now, _: now.groups),
            count(
                "groups_more", gettext("More groups"), lambda now, then: now.groups - then.groups
            ),
            count("members", gettext("Members"), lambda now, _: now.members),
            count(
                "members_more",
                gettext("More members"),
                lambda now, then: now.members - then.members,
            ),
            count("women", gettext("Women"), lambda now, _: now.women),
            count(
                "women_percent",
                gettext("Women, percent"),
                lambda now, _: percent(now.women, now.members),
            ),
        ),
        drawn=3,
    )


def _savings() -> Section:
    every = (*PURPOSES, OTHER, SHARES)
    return Section(
        "savings",
        gettext("Savings by what they are for"),
        gettext(
            "What members had saved on the last day, by what they save for, and how much more than "
            "at the end of the time before."
        ),
        (
            *(amount(one, word(one, "saved for"), _saved_for(one)) for one in every),
            amount("savings", gettext("Together"), lambda now, _: now.saved),
            amount("growth", gettext("More than before"), lambda now, then: now.saved - then.saved),
        ),
        drawn=len(every) + 1,
    )


def _late() -> Section:
    return Section(
        "arrears",
        gettext("Loans to members, what is late"),
        gettext(
            "Loans of groups to their members, not of the fund to groups: payments that fell "
            "due and were not made, and the whole of those loans that are more than 30 days "
            "late, as a part of everything lent."
        ),
        (
            count("loans_late", gettext("Loans late"), lambda now, _: now.loans_late),
            amount("past_due", gettext("Payments late"), lambda now, _: now.past_due),
            amount("at_risk", gettext("Late over 30 days"), lambda now, _: now.at_risk),
            amount("outstanding", gettext("Still lent"), lambda now, _: now.loans_outstanding),
            count(
                "par_30_percent",
                gettext("Of it, percent"),
                lambda now, _: percent(now.at_risk, now.loans_outstanding),
            ),
        ),
    )


def _requests() -> Section:
    return Section(
        "requests",
        gettext("What is asked of cities"),
        gettext(
            "Requests that groups raised in this time, those that waited on the last day with "
            "their households, and those that got an answer or were handed over in it."
        ),
        (
            count("raised", gettext("Raised"), lambda now, _: now.raised),
            count("waiting", gettext("Waiting"), lambda now, _: now.asking),
            count("households", gettext("Households"), lambda now, _: now.households),
            count("answered", gettext("Answered"), lambda now, _: now.answered),
            count("handed_over", gettext("Handed over"), lambda now, _: now.handed_over),
        ),
        drawn=2,
    )


def _ministry(found: Country) -> Iterator[Section]:
    yield _people()
    yield _savings()
    yield Section(
        "loan-movement",
        gettext("Loans to members, what moved"),
        gettext(
            "Loans of groups to their members, not of the fund to groups: what was lent "
            "when the time before ended, what was lent, paid back and lost since, what "
            "else moved, and what is lent now."
        ),
        (
            amount("before", gettext("Before"), lambda _, then: then.loans_outstanding),
            amount("lent", gettext("Lent"), lambda now, _: now.lent),
            amount("repaid", gettext("Paid back"), lambda now, _: -now.repaid),
            amount("written_off", gettext("Lost"), lambda now, _: -now.written_off),
            amount(
                "other",
                gettext("Else"),
                lambda now, then: (
                    now.loans_outstanding
                    - then.loans_outstanding
                    - now.lent
                    + now.repaid
                    + now.written_off
                ),
            ),
            amount("outstanding", gettext("Now"), lambda now, _: now.loans_outstanding),
        ),
        drawn=6,
    )
    yield _late()
    yield Section(
        "money",
        gettext("Where the money is"),
        gettext(
            "Cash in the groups' boxes and money in their banks on the last day, what of it is set "
            "aside as social fund, and what groups owe to funds and to the state, by the groups' "
            "books: there a debt falls when a member pays. The fund's statement has more, because "
            "there it falls when the money comes in: what lies between is money under way, or a "
            "loan that a group has not yet written down."
        ),
        (
            amount("cash", gettext("Cash"), lambda now, _: now.cash),
            amount("bank", gettext("In the bank"), lambda now, _: now.bank),
            amount("social_fund", gettext("Social fund"), lambda now, _: now.social_fund),
            amount("owed_to_funds", gettext("Owed to funds"), lambda now, _: now.owed_to_fund),
        ),
    )
    asked = [one for one in NEEDS if found.now.needs[one]]
    yield Section(
        "needs",
        gettext("What people wait for"),
        gettext("Open requests on the last day, by what is asked for."),
        (
            *(count(one, word(one, "need"), _waiting_for(one)) for one in asked),
            count("waiting", gettext("Together"), lambda now, _: now.asking),
        ),
        drawn=len(asked) + 1,
    )

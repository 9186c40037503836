"""What the groups of each region have and did in a period, gathered once for every report of it.

Nothing is read for one group at a time. A region's figures are sums over its groups, the national
ones are sums over the regions; so the rows of a table always add up to its last line.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Final

from federation.core.days import month_after
from federation.core.periods import Period, before
from federation.core.refusals import refuse
from federation.i18n import gettext
from federation.node import Node
from federation.store import Database, clock
from federation.store.queries import books, figures, groups, portfolios, requests
from federation.store.queries.requests import RequestView

from .asked import is_open_by
from .table import Span
from .where import HUB, nodes_in, regions_of

MONTHS: Final = 12
PURPOSES: Final = ("general", "land", "materials", "house", "services")
OTHER: Final = "other"
SHARES: Final = "shares"
PLOT, BUILT, TITLE = "allocated", "complete", "title"
HANDED_OVER: Final = "hand-over"
_Sum = tuple[int, str, str, int]
"""A book, an account, what it is for, and what it holds or moved (debit above zero)."""


@dataclass(slots=True)
class Figures:
    """Sums over some groups: what stands on the last day of a period, and what moved in it.

    Money in minor units, work in minutes. `savings` by purpose, shares among them; `needs`: open
    requests by what is asked for. `plots`, `built`, `titles`: members who had come so far by then.
    """

    groups: int = 0
    members: int = 0
    women: int = 0
    savings: Counter[str] = field(default_factory=Counter)
    loans_outstanding: int = 0
    loans_given: int = 0
    lent: int = 0
    repaid: int = 0
    interest: int = 0
    written_off: int = 0
    loans_late: int = 0
    past_due: int = 0
    at_risk: int = 0
    cash: int = 0
    bank: int = 0
    social_fund: int = 0
    owed_to_fund: int = 0
    plots: int = 0
    built: int = 0
    titles: int = 0
    raised: int = 0
    asking: int = 0
    households: int = 0
    answered: int = 0
    handed_over: int = 0
    needs: Counter[str] = field(default_factory=Counter)
    minutes_unpaid: int = 0
    minutes_paid: int = 0
    meetings: int = 0
    attended: int = 0
    expected: int = 0

    @property
    def saved(self) -> int:
        """Savings of all purposes, and shares."""
        return sum(self.savings.values())

    def add(self, other: "Figures") -> None:
        """Take another's sums in."""
        for name in COUNTERS:
            if theirs := getattr(other, name):
                getattr(self, name).update(theirs)
        for name in NUMBERS:
            if more := getattr(other, name):
                setattr(self, name, getattr(self, name) + more)


COUNTERS: Final = ("savings", "needs")
NUMBERS: Final = tuple(one.name for one in fields(Figures) if one.name not in COUNTERS)


@dataclass(frozen=True, slots=True)
class Region:
    """A region with its figures; `code` "": groups that nobody placed.

    `before`: what stood at the end of the period before; nothing that moved in it.
    """

    code: str
    name: str
    now: Figures
    before: Figures


@dataclass(frozen=True, slots=True)
class Country:
    """Every region in which groups live, by name, and the sums; `trend`: savings by month's end."""

    period: Period
    regions: tuple[Region, ...]
    now: Figures
    before: Figures
    trend: tuple[tuple[str, int], ...]


def country(db: Database, node: Node, period: Period, place: str = "") -> Country:
    """The figures of a period and those of the period before it, by region, at a hub.

    Raises Refusal `report-only-hub`, and as `where.nodes_in`.
    """
    if node.settings.role != HUB:
        raise refuse("report-only-hub")
    today = clock.today(db, node)
    earlier = before(period)
    wanted = nodes_in(db, Span(period.first, period.last, place))
    here = [
        one
        for one in books.books(db)
        if one.node != node.settings.node_id and (wanted is None or one.node in wanted)
    ]
    views = [one for one in requests.requests(db) if wanted is None or one.owner in wanted]
    names, region_of = regions_of(db, period.last)
    ids = [one.id for one in here]
    stood = tuple(figures.book_sums(db, ids, "", period.last))
    moved = tuple(figures.book_sums(db, ids, period.first, period.last))
    back = ((*one[:3], -one[3]) for one in moved)  # what stood when the one before ended
    begun = groups.first_months(db)
    now = _standing(db, here, period, stood, begun)
    then = _standing(db, here, earlier, (*stood, *back), begun)
    _move(db, {one.id: now[one.node] for one in here}, period, today, moved)
    for view in views:
        _add_request(now.setdefault(view.owner, Figures()), view, period)
    by_region: dict[str, tuple[Figures, Figures]] = {}
    for node_id in {*now, *then}:
        sums = by_region.setdefault(region_of.get(node_id, ""), (Figures(), Figures()))
        sums[0].add(now.get(node_id, Figures()))
        sums[1].add(then.get(node_id, Figures()))
    regions = tuple(
        Region(code, names.get(code, "") or gettext("no region said"), *sums)
        for code, sums in sorted(
            by_region.items(), key=lambda one: (not one[0], names.get(one[0], ""), one[0])
        )
    )
    whole = _summed(one.now for one in regions), _summed(one.before for one in regions)
    mine = {one: begun[one] for one in ids if one in begun}
    line = _trend(db, mine, period, today, whole[0].saved)
    return Country(period, regions, *whole, line)


def _summed(some: Iterable[Figures]) -> Figures:
    found = Figures()
    for one in some:
        found.add(one)
    return found


def _trend(
    db: Database, begun: Mapping[int, str], period: Period, today: str, saved: int
) -> tuple[tuple[str, int], ...]:
    """What members had saved at the end of each month, also of one in which nothing moved.

    Of the last twelve until the period ends, from the one in which the first of these books began
    (`begun`: the month of each) to the newest that has begun itself. `saved`: what they have then.
    """
    start, end = min(begun.values(), default=period.last[:7]), period.last[:7]
    moved = groups.savings_by_month(db, [*begun], month_after(end, -(MONTHS - 1)), end)
    newest, line = max((min(today[:7], end), *moved)), []
    for place in range(MONTHS):
        month = month_after(newest, -place)
        if month < start:
            break
        line.append((month, saved))
        saved -= moved.get(month, 0)
    return tuple(reversed(line))


def _standing(
    db: Database,
    here: Sequence[books.Book],
    period: Period,
    stood: Iterable[_Sum],
    begun: Mapping[int, str],
) -> dict[str, Figures]:
    """What each group (by its node) had on the last day of a period."""
    found = {one.node: Figures() for one in here}
    by_book = {one.id: found[one.node] for one in here}
    _count_people(db, by_book, period, begun)
    _add_money(by_book, stood)
    for book, steps in groups.houses(db, period.last, (PLOT, BUILT, TITLE)).items():
        if book in by_book:
            own = by_book[book]
            own.plots, own.built, own.titles = (steps.get(one, 0) for one in (PLOT, BUILT, TITLE))
    return found


def _move(
    db: Database,
    by_book: Mapping[int, Figures],
    period: Period,
    today: str,
    moved: Iterable[_Sum],
) -> None:
    """What moved in a period, and which loans were late at its end."""
    for book, account, _, amount in moved:
        if account == "interest_income":
            by_book[book].interest -= int(amount)
    _add_loans(db, by_book, period, today)
    _add_deeds(db, by_book, period)


def _count_people(
    db: Database, by_book: Mapping[int, Figures], period: Period, begun: Mapping[int, str]
) -> None:
    heads = groups.heads(db, period.last)
    for book, own in by_book.items():
        people = heads.get(book)
        is_there = begun.get(book, "9999") <= period.last[:7] or bool(people and people.members)
        own.groups = int(is_there)
        if people:
            own.members, own.women = people.members, people.women


def _add_money(by_book: Mapping[int, Figures], stood: Iterable[_Sum]) -> None:
    for book, account, purpose, amount in stood:
        own = by_book[book]
        if account == "savings":
            own.savings[purpose if purpose in PURPOSES else OTHER] -= int(amount)
        elif account == "shares":
            own.savings[SHARES] -= int(amount)
        elif account == "loans":
            own.loans_outstanding += int(amount)
        elif account in ("cash", "bank"):
            setattr(own, account, getattr(own, account) + int(amount))
        elif account == "social_fund":
            own.social_fund -= int(amount)
        elif account == "fund_loan":
            own.owed_to_fund -= int(amount)


def _add_loans(db: Database, by_book: Mapping[int, Figures], period: Period, today: str) -> None:
    day = min(period.last, today)
    upto = period.last if period.last < today else ""
    for book, some in portfolios.by_age(db, [*by_book], day, upto).items():
        own, found = by_book[book], portfolios.portfolio(some)
        own.loans_late, own.past_due = found.late, found.past_due_minor
        own.at_risk = found.at_risk.risky


def _add_deeds(db: Database, by_book: Mapping[int, Figures], period: Period) -> None:
    for book, told in groups.done(db, period.first, period.last).items():
        own = by_book.get(book)
        if own is not None:
            own.loans_given, own.lent = told.loans, told.given
            own.repaid, own.written_off = told.repaid, told.written_off
            own.minutes_unpaid, own.minutes_paid = told.unpaid_minutes, told.paid_minutes
            own.meetings, own.attended, own.expected = told.meetings, told.attended, told.expected


def _add_request(own: Figures, view: RequestView, period: Period) -> None:
    """What a request adds: raised, open at the end, answered or handed over in the period."""
    span = Span(period.first, period.last)
    own.raised += span.holds(view.raised_on)
    if is_open_by(view, period.last):
        own.asking += 1
        own.households += max(view.households, 0)
        own.needs[view.need] += 1
    days = [one for one in view.answers if span.holds(one.day)]
    own.answered += bool(days)
    own.handed_over += any(one.verb == HANDED_OVER for one in days)

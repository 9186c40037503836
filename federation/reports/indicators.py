"""How a group is doing: every indicator with formula, divisor and evidence, over a span of days.

The span is by default the last twelve months; members, savings and loans are those of its last day.
Gains are those of whole months. Sources of the formulas: `core.indicators`, `core.grades`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from federation.core import events as e
from federation.core import indicators as ind
from federation.core.accounts import SET_ASIDE, SURPLUS
from federation.core.grades import Grade, WomenLed, women_led
from federation.core.loans import AGES
from federation.core.terms import GROUP
from federation.i18n import gettext, money, number, word
from federation.node import Node
from federation.store import Database, clock
from federation.store.queries import books, figures, grading, group, loans
from federation.store.queries import indicators as facts

from .ledgers import own_book
from .spans import told
from .table import Column, Report, Span

YEAR: Final = 365
WEEK: Final = 7
OFFICES: Final = ("treasurer", "secretary", "chair", "chairperson", "collector")
TREASURER: Final = "treasurer"
ASSETS: Final = ("cash", "bank", "loans")
PERMILLE: Final = 1000
NONE: Final = "–"


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the page of figures shows; `first` and `last` are the days of the span."""

    first: str
    last: str
    indicators: tuple[ind.Indicator, ...]
    grade: Grade
    led: WomenLed
    meetings: tuple[facts.MeetingSeen, ...]
    savings: tuple[tuple[str, int], ...]
    portfolio: loans.Portfolio


def figures_of(
    db: Database, book: int, span: Span, today: str, rules: e.ConstitutionAdopted
) -> Figures:
    """The figures of a book over a span; "" on a side: a year until today.

    Members, savings and loans are those of its last day.
    """
    last = span.last or today
    first = span.first or year_before(last)
    upto = last if last < today else ""
    held = facts.meetings_held(db, book, first, last)
    standings = loans.lending(db, book, last, upto=upto)
    portfolio = loans.portfolio(standings)
    members = _members_of(db, book, upto)
    counts = facts.differences(db, book, [one.meeting for one in held])
    return Figures(
        first=first,
        last=last,
        indicators=(
            *_of_meetings(held),
            *_of_savings(db, book, members, first, last, upto),
            *_of_loans(db, book, standings, first, last, upto),
            *_of_members(db, book, members, first, last),
            ind.cash_against_book(counts),
            ind.days_since_check(_last_check(db, book, last), last),
        ),
        grade=grading.grade_of(
            db,
            book,
            held,
            len(members),
            first=first,
            last=last,
            meets_every=rules.meets_every,
            began_on=group.began_on(db, book),
        ),
        led=_women_led(db, book, members, first, last),
        meetings=held,
        savings=savings_by_month(db, book, first, last),
        portfolio=portfolio,
    )


def year_before(day: str) -> str:
    """The first day of a year that ends on that day."""
    return (date.fromisoformat(day) - timedelta(days=YEAR - 1)).isoformat()


def _last_check(db: Database, book: int, last: str) -> str:
    checks = group.peer_checks(db, book)
    return max((one.day for one in checks if one.day <= last), default="")


def _members_of(db: Database, book: int, upto: str) -> tuple[books.MemberView, ...]:
    """Members of that day ("": of now)."""
    if not upto:
        return books.members(db, book, also_left=False)
    return tuple(
        one
        for one in books.members(db, book)
        if one.joined_on <= upto and (not one.left_on or one.left_on > upto)
    )


def _of_meetings(held: Sequence[facts.MeetingSeen]) -> Iterator[ind.Indicator]:
    yield ind.attendance([(one.present, one.members) for one in held])
    yield ind.sent_someone([(one.sent, one.members) for one in held])


def _weeks(first: str, last: str) -> int:
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    return max(days // WEEK, 1)


def _side(sums: Mapping[str, int], codes: Sequence[str]) -> int:
    """The sum of accounts, gains above zero and losses below."""
    return -sum(sums.get(code, 0) for code in codes)


def _of_savings(
    db: Database,
    book: int,
    members: Sequence[books.MemberView],
    first: str,
    last: str,
    upto: str,
) -> Iterator[ind.Indicator]:
    sums = figures.account_sums(db, [book], last=upto)
    saved = -sum(sums.get(code, 0) for code in figures.ON_SIDE_OF_MEMBERS)
    # Gains are kept per month: from the first of a month, and so are the weeks they took.
    begins = max(f"{first[:7]}-01", group.began_on(db, book))
    ends = last if not upto else _end_of_month(last)
    moved = facts.account_in(db, book, begins[:7], ends[:7])
    # What was there at the beginning is no gain of the span, and what was shared out no loss.
    earned = _side(moved, [one for one in SURPLUS if one not in ("opening_equity", "shared_out")])
    before = facts.account_until(db, book, begins[:7])
    opening = sum(before.get(code, 0) for code in ASSETS)
    present = opening + sum(moved.get(code, 0) for code in ASSETS)
    weeks = _weeks(begins, ends)
    yield ind.savers_active(facts.savers(db, book, first, last), len(members))
    yield ind.average_savings(saved, len(members))
    yield ind.return_on_savings(earned, saved, weeks)
    yield ind.return_on_assets(earned, opening, present, weeks)


def _end_of_month(day: str) -> str:
    first = date.fromisoformat(day).replace(day=1)
    return ((first + timedelta(days=31)).replace(day=1) - timedelta(days=1)).isoformat()


def _of_loans(
    db: Database,
    book: int,
    standings: Sequence[loans.LoanStanding],
    first: str,
    last: str,
    upto: str,
) -> Iterator[ind.Indicator]:
    portfolio = loans.portfolio(standings)
    at_risk = portfolio.at_risk
    given, lost = facts.loan_sums(db, book, first, last)
    own = sum(one.outstanding for one in standings if one.loan.source == GROUP)
    sums = figures.account_sums(db, [book], last=upto)
    idle = sum(sums.get(code, 0) for code in ("cash", "bank", *SET_ASIDE))
    yield ind.loan_fund_use(own, max(idle, 0))
    overdue = [_late_principal(standings, age) for age in AGES]
    yield ind.past_due(overdue, at_risk.outstanding)
    yield ind.par_30(at_risk.risky, at_risk.outstanding)
    yield ind.written_off(lost, given)


def _late_principal(standings: Sequence[loans.LoanStanding], age: str) -> int:
    return sum(one.standing.unpaid_principal for one in standings if one.age == age)


def _of_members(
    db: Database, book: int, members: Sequence[books.MemberView], first: str, last: str
) -> Iterator[ind.Indicator]:
    moved = facts.movement(db, book, first, last)
    yield ind.retention(moved.left, moved.at_start, moved.joined)
    yield ind.dropout(moved.left, moved.at_start, moved.joined)
    yield ind.women(sum(one.gender == "f" for one in members), len(members))
    yield ind.youth([one.birth_year for one in members], int(last[:4]))


def _women_led(
    db: Database, book: int, members: Sequence[books.MemberView], first: str, last: str
) -> WomenLed:
    def women_of(some: Sequence[books.MemberView]) -> tuple[int, int]:
        return sum(one.gender == "f" for one in some), len(some)

    roles = {one.member: set(one.roles.split(";")) for one in members}
    voted = facts.votes(db, book, first, last)
    return women_led(
        members=women_of(members),
        officers=women_of([one for one in members if roles[one.member] & set(OFFICES)]),
        treasurers=women_of([one for one in members if TREASURER in roles[one.member]]),
        voters=(voted.women_voting, voted.voting),
        speakers=(voted.women_speaking, voted.speaking),
    )


def savings_by_month(db: Database, book: int, first: str, last: str) -> tuple[tuple[str, int], ...]:
    """What members had saved at the end of each month of the span."""
    moved = facts.months(db, book, ("savings", "shares"))
    total = sum(amount for month, amount in moved.items() if month < first[:7])
    line = []
    for month in grading.months(first[:7], last[:7]):
        total += moved.get(month, 0)
        line.append((month, total))
    return tuple(line)


def shown(one: ind.Indicator) -> str:
    """The value as people read it: percent with one place, money, a count; “–” for none."""
    if one.kind in ("share", "rate"):
        permille = one.scaled(PERMILLE)
        if permille is None:
            return NONE
        sign = "−" if permille < 0 else ""
        return f"{sign}{abs(permille) // 10}.{abs(permille) % 10} %"
    whole = one.scaled(1)
    if whole is None:
        return NONE
    return money(whole) if one.kind == "money" else number(whole)


def evidence(one: ind.Indicator) -> str:
    """What it was reckoned from, in words."""
    told = (
        f"{word(label, 'evidence')} {money(count) if label.endswith('_minor') else number(count)}"
        for label, count in one.evidence
    )
    return " · ".join(told)


def make(db: Database, node: Node, span: Span) -> Report:
    """Every indicator. Raises Refusal `report-only-at-group`."""
    own, book, today = node.settings, own_book(db, node), clock.today(db, node)
    rules = group.rules(db, book, own.share_price_minor)
    found = figures_of(db, book, span, today, rules)
    every = (
        *found.indicators,
        found.grade.total,
        *(test for test, _ in found.grade.tests),
        found.led.total,
        *found.led.places,
    )
    rows = tuple(
        (
            word(one.code, "indicator"),
            shown(one),
            word(one.code, "formula"),
            word(one.code, "divisor"),
            evidence(one),
        )
        for one in every
    )
    return Report(
        name="indicators",
        title=gettext("Figures of the group"),
        about=own.name,
        currency=own.currency,
        columns=(
            Column("indicator", gettext("Figure")),
            Column("value", gettext("Value")),
            Column("formula", gettext("How it is reckoned")),
            Column("divisor", gettext("Divided by")),
            Column("evidence", gettext("From")),
        ),
        rows=rows,
        plain={
            "from": found.first,
            "to": found.last,
            "grade": found.grade.letter,
            "women_led": [found.led.total.numerator, found.led.total.denominator],
            "indicators": [plain(one) for one in every],
            "currency": own.currency,
        },
        time=told(Span(found.first, found.last), today),
    )


def plain(one: ind.Indicator) -> dict[str, object]:
    """For programs: exact parts, and the value in thousandths (None: divided by nothing)."""
    return {
        "code": one.code,
        "kind": one.kind,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "thousandths": one.scaled(PERMILLE),
        "evidence": [list(told) for told in one.evidence],
    }

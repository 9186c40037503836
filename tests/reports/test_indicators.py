"""Indicators out of real books: each figure reckoned by hand beside it."""

from datetime import date, timedelta

import pytest

from federation.commands import meetings as m
from federation.commands.deed import enter, perform
from federation.core import events as e
from federation.core import kinds
from federation.reports import making
from federation.reports.indicators import figures_of, shown
from federation.reports.table import Span
from federation.store import Draft, Store
from federation.store.queries import books
from federation.store.queries import group as governed
from federation.store.queries.indicators import differences, own_loan_spans
from federation.store.queries.punctual import paid_on_time
from tests import factories as f

FIRST, LAST = "2026-09-01", "2026-11-22"


def week(n: int) -> str:
    return (date(2026, 9, 6) + timedelta(weeks=n)).isoformat()


@pytest.fixture
def lived(group: Store) -> Store:
    """Four members (three women), four Sundays, a loan 31 days late, a grant of interest."""
    day = "2026-08-30"
    for name, gender, roles, born in (
        ("Anna", "f", ("treasurer",), 1990),
        ("Beata", "f", ("chair",), 1960),
        ("Celia", "f", (), 0),
        ("David", "m", ("treasurer",), 2001),
    ):
        f.admit(group, name, gender=gender, roles=roles, birth_year=born, day=day)
    for n in range(4):
        number = f.open_meeting(group, week(n))
        marks = ((1, "present"), (2, "late"), (3, "absent" if n else "sent"), (4, "present"))
        order = m.TakeAttendance(meeting=number, day=week(n), marks=marks)
        perform(group, order, m.take_attendance)
        lines = [("savings", 10_000, 1), ("savings", 5_000, 2)]
        if n == 0:
            lines.append(("savings", 5_000, 4))
        f.enter(group, *lines, day=week(n), meeting=number)
        if n == 0:
            f.lend(group, 1, 10_000, day=week(0), meeting=number, rate=0, instalments=2,
                   method="flat", first_due_on="2026-10-06")  # fmt: skip
        with group.reading() as db:
            box = books.pots(db, books.books(db)[0].id).cash
        f.count_box(group, number, counted=box - 50 if n == 1 else box, reason="a coin")
        f.close_meeting(group, number)
    f.enter(group, ("loan_principal", 5_000, 1, 1), day="2026-10-22")
    f.enter(group, ("income", 1_300), day="2026-10-22")
    decision = e.DecisionTaken(
        day=week(1), decision=1, about="loan", votes_for=3, votes_against=1, women_voting=3,
        speaking=2, women_speaking=1,
    )  # fmt: skip
    with group.writing() as db:
        enter(db, group.node, [Draft(kinds.LEDGER, decision)], {})
    return group


def test_every_indicator_is_reckoned_as_it_says(lived: Store) -> None:
    with lived.reading() as db:
        book = books.books(db)[0].id
        rules = governed.rules(db, book)
        found = figures_of(db, book, Span(FIRST, LAST), "2026-11-22", rules)
    told = {one.code: shown(one) for one in found.indicators}
    savings = 4 * 10_000 + 4 * 5_000 + 5_000
    assert told["attendance"] == "75.0 %"  # 3 of 4, four times
    assert told["sent-someone"] == "6.2 %"  # 1 of 16, half-even
    assert told["savers-active"] == "75.0 %"
    assert told["average-savings"] == "N$ 162.50".replace(" ", "\u202f")
    # Gained 1 300 − 50 missing = 1 250 in 11 weeks on 65 000: 1 250 ÷ 65 000 × 52 ÷ 11 = 9.09 %
    assert savings == 65_000
    assert told["return-on-savings"] == "9.1 %"
    # Assets: 0 before, 66 250 now; 1 250 ÷ 33 125 × 52 ÷ 11
    assert told["return-on-assets"] == "17.8 %"
    # Lent 5 000; box 61 250
    assert told["loan-fund-use"] == "7.5 %"
    # The second instalment (6 Nov) is 16 days late: past due whole, not at risk
    assert told["past-due"] == "100.0 %"
    assert told["par-30"] == "0.0 %"
    assert told["written-off"] == "0.0 %"
    assert told["retention"] == "100.0 %"
    assert told["dropout"] == "0.0 %"
    assert told["women"] == "75.0 %"
    assert told["youth"] == "25.0 %"  # David, 25; Anna is 36
    assert told["cash-against-book"] == "−N$ 0.50".replace(" ", "\u202f")
    assert told["days-since-check"] == "–"


def test_the_grade_and_who_leads(lived: Store) -> None:
    with lived.reading() as db:
        book = books.books(db)[0].id
        rules = governed.rules(db, book)
        found = figures_of(db, book, Span(FIRST, LAST), "2026-11-22", rules)
    tests = {test.code: (test.numerator, test.denominator) for test, _ in found.grade.tests}
    assert tests["sutra-meets"] == (4, 83 // 7)
    assert tests["sutra-saves"] == (9, 16)  # two at each of four, one more at the first
    assert tests["sutra-lends"] == (3, 3)
    assert tests["sutra-repays"] == (0, 2)  # due 6 Oct and 6 Nov; paid once, on 22 Oct
    f.open_meeting(lived, "2026-10-25")  # the first meeting after the day: it was in time
    with lived.reading() as db:
        assert paid_on_time(db, book, FIRST, LAST) == (1, 2)
    assert tests["sutra-books"] == (4, 4)
    points = [earned for _, earned in found.grade.tests]
    assert points == [5, 10, 20, 0, 20]
    assert found.grade.letter == "C"
    places = {one.code: (one.numerator, one.denominator) for one in found.led.places}
    assert places == {
        "women-members": (3, 4), "women-officers": (2, 3), "women-treasurers": (1, 2),
        "women-voters": (3, 4), "women-speakers": (1, 2),
    }  # fmt: skip
    assert (found.led.total.numerator, found.led.total.denominator) == (5, 5)
    assert [month for month, _ in found.savings] == ["2026-09", "2026-10", "2026-11"]
    assert [saved for _, saved in found.savings] == [65_000, 65_000, 65_000]


def test_a_group_that_has_just_begun_has_dashes_and_no_fault(group: Store) -> None:
    f.admit(group, "Anna", gender="f")
    (made,) = making.make(group, "indicators", Span())
    values = {row[0]: row[1] for row in made.rows}
    assert values["Attendance"] == "–"
    assert values["Loans at risk (more than 30 days behind)"] == "–"
    assert values["Women"] == "100.0 %"
    assert made.plain["grade"] == ""


def test_a_rescheduled_loan_is_judged_by_its_new_days(lived: Store) -> None:
    change = e.LoanRescheduled(
        day="2026-11-01", member=1, loan=1, principal=5_000, rate=0, per="month", method="flat",
        instalments=1, every="month", first_due_on="2026-11-20",
    )  # fmt: skip
    with lived.writing() as db:
        enter(db, lived.node, [Draft(kinds.LEDGER, change)], {})
    f.enter(lived, ("loan_principal", 5_000, 1, 1), day="2026-11-20")
    with lived.reading() as db:
        book = books.books(db)[0].id
        found = figures_of(db, book, Span(FIRST, LAST), "2026-11-22", governed.rules(db, book))
    repays = next(test for test, _ in found.grade.tests if test.code == "sutra-repays")
    assert (repays.numerator, repays.denominator) == (1, 2)


def test_a_loan_settled_by_a_share_out_or_closed_early_is_paid(group: Store) -> None:
    f.admit(group, "Anna", day="2026-08-30")
    f.enter(group, ("share", 50_000, 1), day="2026-08-30")
    terms = {"rate": 120_000, "per": "year", "every": "month", "instalments": 6}
    f.lend(group, 1, 6_000, day="2026-09-01", first_due_on="2026-10-01", method="flat", **terms)
    f.lend(
        group, 1, 6_000, day="2026-09-01", first_due_on="2026-10-01", method="declining", **terms
    )
    # The second is closed whole on the first day it is due, so later interest never falls due.
    f.enter(group, ("loan_interest", 60, 1, 2), ("loan_principal", 6_000, 1, 2), day="2026-10-01")
    with group.reading() as db:
        assert paid_on_time(db, 1, "2026-09-01", "2027-06-01") == (1, 7)
    line = e.ShareOutLine(
        member=1, gross=50_000, shares=50_000, loans=(e.SettledLoan(loan=1, principal=6_000),)
    )
    told = (
        e.CycleBegun(day="2026-09-20", cycle=1),
        e.ShareOutHeld(
            day="2026-09-27", cycle=1, method="proportional", pool=50_000, by_cash=50_000,
            by_books=50_000, lines=(line,),
        ),
    )  # fmt: skip
    with group.writing() as db:
        enter(db, group.node, [Draft(kinds.LEDGER, one) for one in told], {})
    with group.reading() as db:
        assert paid_on_time(db, 1, "2026-09-01", "2027-06-01") == (2, 2)
        assert sorted(own_loan_spans(db, 1)) == [("2026-09", "2026-09"), ("2026-09", "2026-10")]


def test_figures_of_an_earlier_day_are_those_of_that_day(lived: Store) -> None:
    f.enter(lived, ("savings", 99_000, 1), ("loan_principal", 5_000, 1, 1), day="2026-11-22")
    with lived.reading() as db:
        book = books.books(db)[0].id
        rules = governed.rules(db, book)
        then = figures_of(db, book, Span("2026-10-25", "2026-11-21"), "2026-11-30", rules)
        told = {one.code: dict(one.evidence) for one in then.indicators}
    assert told["average-savings"]["savings_minor"] == 65_000
    assert told["par-30"]["outstanding_minor"] == 5_000
    # October and November whole (61 days, 8 weeks): 1 300 came in, 50 were missing.
    assert told["return-on-savings"]["surplus_minor"] == 1_250
    assert told["return-on-savings"]["weeks"] == 8


def test_every_count_of_a_meeting_is_seen(group: Store) -> None:
    f.admit(group, "Anna")
    number = f.open_meeting(group)
    f.enter(group, ("savings", 10_000, 1), meeting=number)
    f.count_box(group, number, counted=9_500, reason="a note was torn")
    f.count_box(group, number, counted=9_500)
    with group.reading() as db:
        assert differences(db, 1, [number]) == (-500, 0)

"""Indicators: formula, divisor, evidence; nothing to divide by is no value; words for each."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.core import grades
from federation.core import indicators as i
from federation.sentences.indicators import WORDS

WORKED = (
    # 28, 31, 25 and 31 of 31, the one before them no longer counts.
    (i.attendance([(2, 31), (28, 31), (31, 31), (25, 31), (31, 31)]), Fraction(115, 124)),
    (i.attendance([(10, 20), (30, 40)]), Fraction(5, 8)),
    (i.attendance_of_all(1400, 1600), Fraction(7, 8)),
    (i.sent_someone([(1, 31), (0, 31)]), Fraction(1, 62)),
    (i.savers_active(27, 31), Fraction(27, 31)),
    (i.average_savings(4_068_750, 31), Fraction(131_250)),
    # 900.00 gained on 4,500.00 in 26 weeks: 40 % a year.
    (i.return_on_savings(90_000, 450_000, 26), Fraction(2, 5)),
    (i.return_on_savings(-90_000, 450_000, 52), Fraction(-1, 5)),
    # Assets 3,000.00, now 6,000.00: 900.00 on a mean of 4,500.00.
    (i.return_on_assets(90_000, 300_000, 600_000, 26), Fraction(2, 5)),
    (i.loan_fund_use(300_000, 100_000), Fraction(3, 4)),
    (i.past_due((1_000, 2_000, 0, 7_000), 100_000), Fraction(1, 10)),
    (i.par_30(45_000, 100_000), Fraction(9, 20)),
    (i.written_off(5_000, 400_000), Fraction(1, 80)),
    (i.retention(3, 28, 4), Fraction(29, 32)),
    (i.dropout(3, 28, 4), Fraction(3, 32)),
    (i.women(20, 31), Fraction(20, 31)),
    # In 2026: born 1991 is 35 this year, born 1992 is not; one gave no year.
    (i.youth([1991, 1992, 2004, 0], 2026), Fraction(1, 2)),
    (i.cash_against_book([-1_250, 0, 250]), Fraction(-1_000)),
    (i.days_since_check("2026-05-25", "2026-11-24"), Fraction(183)),
)
NOTHING = (
    i.attendance([]),
    i.attendance([(0, 0)]),
    i.attendance_of_all(0, 0),
    i.sent_someone([]),
    i.savers_active(0, 0),
    i.average_savings(0, 0),
    i.return_on_savings(0, 0, 26),
    i.return_on_savings(5, 5, 0),
    i.return_on_assets(0, 0, 0, 26),
    i.loan_fund_use(0, 0),
    i.past_due((0, 0, 0, 0), 0),
    i.par_30(0, 0),
    i.written_off(0, 0),
    i.retention(0, 0, 0),
    i.dropout(0, 0, 0),
    i.women(0, 0),
    i.youth([], 2026),
    i.days_since_check("", "2026-11-24"),
)


@pytest.mark.parametrize(("indicator", "value"), WORKED)
def test_worked_numbers(indicator: i.Indicator, value: Fraction) -> None:
    assert indicator.value == value


@pytest.mark.parametrize("indicator", NOTHING)
def test_nothing_to_divide_by_is_no_value(indicator: i.Indicator) -> None:
    assert indicator.value is None
    assert indicator.scaled(1000) is None


def test_a_value_is_shown_rounded_to_the_even() -> None:
    assert i.women(20, 31).scaled(1000) == 645
    assert i.average_savings(5, 2).scaled(1) == 2
    assert i.average_savings(7, 2).scaled(1) == 4
    assert i.return_on_savings(-1, 16, 52).scaled(1000) == -62


def test_evidence_says_what_it_was_reckoned_from() -> None:
    assert i.attendance([(28, 31), (30, 32)]).evidence == (
        ("present", 28), ("members", 31), ("present", 30), ("members", 32),
    )  # fmt: skip
    assert i.past_due((1, 2, 3, 4), 50).evidence == (
        ("late-1-30_minor", 1), ("late-31-60_minor", 2), ("late-61-90_minor", 3),
        ("late-over-90_minor", 4), ("outstanding_minor", 50),
    )  # fmt: skip
    assert i.cash_against_book([-5, 5]).evidence == (
        ("missing_minor", 5), ("over_minor", 5), ("counts", 2),
    )  # fmt: skip
    assert dict(i.youth([0, 0, 2004], 2026).evidence) == {
        "young": 1, "members": 3, "age-unknown": 2,
    }  # fmt: skip


@pytest.mark.parametrize(("last", "overdue"), [("2026-05-25", 0), ("2026-05-24", 1)])
def test_a_peer_check_is_overdue_after_183_days(last: str, overdue: int) -> None:
    evidence = dict(i.days_since_check(last, "2026-11-24").evidence)
    assert evidence == {"due-after": 183, "overdue": overdue}


# The grade

FULL = (1, 1)


def graded(**given_: Any) -> grades.Grade:
    return grades.pancha_sutra(**{**dict.fromkeys(grades.TESTS, FULL), **given_})


@pytest.mark.parametrize(
    ("counts", "points"),
    [
        ((100, 100), 20), ((90, 100), 20), ((89, 100), 15), ((75, 100), 15), ((74, 100), 10),
        ((50, 100), 10), ((49, 100), 5), ((25, 100), 5), ((24, 100), 0), ((0, 9), 0),
        ((60, 52), 20), ((5, 0), None),
    ],
)  # fmt: skip
def test_a_test_earns_up_to_twenty_points(counts: grades.Counts, points: int | None) -> None:
    assert graded(meets=counts).tests[0][1] == points


@pytest.mark.parametrize(
    ("given_", "points", "letter"),
    [
        ({}, (100, 100), "A"),
        ({"meets": (3, 4), "saves": (1, 2)}, (85, 100), "B"),
        ({"meets": (1, 2)}, (90, 100), "A"),
        ({"meets": (0, 4), "saves": (3, 4)}, (75, 100), "B"),
        ({"meets": (0, 4), "saves": (1, 2)}, (70, 100), "C"),
        ({"repays": (0, 0)}, (80, 80), "A"),
        ({"repays": (0, 0), "lends": (0, 12)}, (60, 80), "B"),
        ({"repays": (0, 0), "lends": (0, 0)}, (60, 60), "A"),
        ({"repays": (0, 0), "lends": (0, 0), "meets": (0, 0)}, (40, 40), ""),
    ],
)
def test_a_is_above_85_b_from_75(given_: Any, points: tuple[int, int], letter: str) -> None:
    grade = graded(**given_)
    assert (grade.total.numerator, grade.total.denominator) == points
    assert grade.letter == letter


def test_a_grade_shows_what_each_test_saw() -> None:
    grade = grades.pancha_sutra(
        meets=(50, 52), saves=(1400, 1612), lends=(9, 12), repays=(0, 0), books=(50, 50)
    )
    assert grade.total.evidence == (
        ("sutra-meets", 20), ("sutra-saves", 15), ("sutra-lends", 15), ("sutra-books", 20),
    )  # fmt: skip
    assert [test.evidence for test, _ in grade.tests] == [
        (("meetings-held", 50), ("meetings-due", 52)),
        (("savings-made", 1400), ("savings-due", 1612)),
        (("months-lending", 9), ("months", 12)),
        (("instalments-on-time", 0), ("instalments-due", 0)),
        (("meetings-in-books", 50), ("meetings-held", 50)),
    ]
    assert grade.tests[3][0].value is None
    assert grade.letter == "A"  # 70 of 80


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=5, max_size=5))
def test_doing_more_never_lowers_a_grade(counts: list[tuple[int, int]]) -> None:
    before = grades.pancha_sutra(**dict(zip(grades.TESTS, counts, strict=True)))
    more = [(part + 1, whole) for part, whole in counts]
    after = grades.pancha_sutra(**dict(zip(grades.TESTS, more, strict=True)))
    assert after.total.numerator >= before.total.numerator
    assert after.total.denominator == before.total.denominator
    assert before.total.numerator % 5 == 0


# Women-led

LED = grades.women_led(
    members=(20, 31), officers=(2, 5), treasurers=(1, 2), voters=(300, 420), speakers=(0, 0)
)


def test_women_led_by_five_places() -> None:
    """Half is enough; where nobody was counted nothing is said."""
    values = [place.value for place in LED.places]
    assert values == [Fraction(20, 31), Fraction(2, 5), Fraction(1, 2), Fraction(5, 7), None]
    assert (LED.total.numerator, LED.total.denominator) == (3, 4)
    assert LED.places[3].evidence == (("women", 300), ("voters", 420))


# Words


def every() -> Iterator[i.Indicator]:
    yield from (one for one, _ in WORKED)
    yield from NOTHING
    yield from (graded().total, *(test for test, _ in graded().tests), LED.total, *LED.places)


def test_every_indicator_has_its_words_and_no_word_is_idle() -> None:
    said = {f"{area} {one.code}" for one in every() for area in ("indicator", "formula", "divisor")}
    said |= {f"evidence {label}" for one in every() for label, _ in one.evidence}
    assert said | {"indicator none"} == set(WORDS)

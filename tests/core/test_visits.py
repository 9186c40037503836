"""Who needs a visit first: the heaviest reason leads, and none is made of what nobody knows."""

import pytest

from federation.core.visits import Health, Post, reasons, urgency
from federation.sentences import WORDS

TODAY = "2026-12-01"
WELL = Health(
    book=1, seq=9, day="2026-11-29", began_on="2025-11-30", last_meeting="2026-11-29",
    meetings=50, here=9, expected=10, counts=50, checked_on="2026-10-01", outstanding_minor=1000,
    letter="A", points=90,
)  # fmt: skip
SENT = Post("2026-11-29T10:00:00Z", 0, forked=False)


def codes(found):
    return [one.code for one in found]


def test_a_group_that_is_well_needs_nobody():
    assert reasons(WELL, SENT, TODAY) == ()


def changed(**given):
    told = {name: getattr(WELL, name) for name in Health.__slots__}
    return Health(**{**told, **given})


@pytest.mark.parametrize(
    ("given", "code", "figure"),
    [
        ({"last_meeting": "2026-10-30"}, "no-meeting", 30),
        ({"differences": 2}, "differences", 2),
        ({"risky_minor": 100}, "at-risk", 10),
        ({"here": 6}, "absent", 40),
        ({"checked_on": "2026-05-01"}, "unchecked", 212),
        ({"checked_on": ""}, "unchecked", 364),
        # One that meets monthly has six meetings by then.
        ({"checked_on": "", "began_on": "2026-05-29", "meetings": 6}, "unchecked", 184),
        ({"letter": "C", "points": 40}, "poor-grade", 40),
        ({"unclosed": 2}, "unclosed", 2),
        ({"taken_back": 10}, "taken-back", 10),
    ],
)
def test_each_reason_comes_with_its_figure(given, code, figure):
    (found,) = reasons(changed(**given), SENT, TODAY)
    assert (found.code, found.figure) == (code, figure)
    assert found.weight > 0


@pytest.mark.parametrize(
    "given",
    [
        {"last_meeting": "2026-11-02"},
        {"risky_minor": 94},
        {"here": 61, "expected": 100},
        {"outstanding_minor": 0},
        {"expected": 0},
        {"unclosed": 1},
        {"began_on": "2026-05-30", "checked_on": ""},
        {"began_on": "", "checked_on": ""},
        {"letter": ""},
    ],
)
def test_what_is_just_so_or_unknown_is_no_reason(given):
    assert reasons(changed(**given), SENT, TODAY) == ()


def test_coins_weigh_less_than_notes():
    (coins,) = reasons(changed(differences=3, difference_minor=250), SENT, TODAY)
    (notes,) = reasons(changed(differences=3, difference_minor=35_000), SENT, TODAY)
    assert (coins.weight, notes.weight) == (5, 30)
    assert notes.amount_minor == 35_000


def test_the_heaviest_stands_first():
    post = Post("2026-09-01T10:00:00Z", 1, forked=True)
    found = reasons(changed(letter="C", last_meeting="2026-08-30"), post, TODAY)
    assert codes(found) == ["forked", "missing", "silent", "poor-grade"]
    assert urgency(found) == 100 + 60 + 40 + 10
    assert found[2].figure == 91


def test_what_happened_after_the_last_file_is_not_guessed():
    """A group that is silent is silent; that it does not meet nobody can know."""
    post = Post("2026-09-01T10:00:00Z", 0, forked=False)
    assert codes(reasons(changed(last_meeting="2026-08-30"), post, TODAY)) == ["silent"]
    assert codes(reasons(None, Post("", 0, forked=False), TODAY)) == ["never-sent"]


def test_every_reason_has_its_words():
    said = {key.removeprefix("visit ") for key in WORDS if key.startswith("visit ")}
    chosen = {key.removeprefix("urgent ") for key in WORDS if key.startswith("urgent ")}
    assert said == chosen
    assert len(said) == 12

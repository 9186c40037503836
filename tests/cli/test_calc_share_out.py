"""`federation calc share-out`: JSON in, everybody's part out, or one sentence with its place."""

import json
from typing import Any

import pytest

from tests.cli.conftest import Run

GIVEN: dict[str, Any] = {
    "method": "proportional",
    "share_price": 1000,
    "pool": 281450,
    "social_fund": {"amount": 9500, "rule": "equal"},
    "members": [
        {"no": "A", "shares": 120, "interest_paid": 10000, "weight": 1020, "owes": 0},
        {"no": "ǁB", "shares": 75, "interest_paid": 0, "weight": 700, "owes": 100000},
        {"no": 3, "shares": 45, "interest_paid": 18450, "weight": 300},
        {"no": 4, "shares": 13},
    ],
}
ONE = {"method": "equal", "share_price": 1000, "pool": 5, "members": [{"no": 1, "shares": 1}]}


def test_the_parts(run: Run) -> None:
    """No node is needed; numbers and names come back as they were given."""
    assert run("calc", "share-out", stdin=json.dumps(GIVEN)).row == {
        "value_per_share": "11.124505928854",
        "members": [
            {"no": "A", "gross": 133494, "social": 2375, "owes": 0, "net": 135869},
            {"no": "ǁB", "gross": 83434, "social": 2375, "owes": 100000, "net": -14191},
            {"no": 3, "gross": 50060, "social": 2375, "owes": 0, "net": 52435},
            {"no": 4, "gross": 14462, "social": 2375, "owes": 0, "net": 16837},
        ],
        "gross": 281450,
        "social": 9500,
        "net": 190950,
    }


@pytest.mark.parametrize(
    ("method", "parts"),
    [
        ("equal", [127113, 82113, 52112, 20112]),
        ("interest-back", [130000, 75000, 63450, 13000]),
        ("duration", [134366, 84859, 49225, 13000]),
    ],
)
def test_other_methods(run: Run, method: str, parts: list[int]) -> None:
    asked = {**GIVEN, "method": method}
    made = run("--json", "calc", "share-out", stdin=json.dumps(asked)).row
    assert [one["gross"] for one in made["members"]] == parts


def test_what_may_be_left_out(run: Run) -> None:
    """No social fund: nothing of it; no shares at all: no value of a share; a BOM before it."""
    made = run("calc", "share-out", stdin="\ufeff" + json.dumps(ONE)).row
    assert made["members"] == [{"no": 1, "gross": 5, "social": 0, "owes": 0, "net": 5}]
    none = {**ONE, "members": [{"no": 1, "shares": 0}]}
    assert run("calc", "share-out", stdin=json.dumps(none)).row["value_per_share"] is None


def test_a_table_for_people(run: Run) -> None:
    shown = run("calc", "share-out", "--format", "table", stdin=json.dumps(GIVEN)).out
    assert "11.124505928854" in shown
    assert "−141.91" in shown
    assert "1\u202f909.50" in shown


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ("", ("line 1, letter 1",)),
        ('{"pool": 5,\n "method" "equal"}', ("line 2, letter 11",)),
        ("\udcff", ("UTF-8",)),
        ("[" * 100_000, ("brackets within brackets",)),
        (f'{{"pool": {"9" * 5000}}}', ("number without end",)),
        ("[]", ("one JSON object",)),
        ('{"pool": 1, "pool": 2}', ("“pool”", "twice")),
        ({}, ("method", "filled in")),
        ({**ONE, "method": "even"}, ("method", "“even”", "interest-back")),
        ({**ONE, "currency": "NAD"}, ("currency",)),
        ({**ONE, "pool": 12.5}, ("pool", "“12.5”", "cents")),
        ({**ONE, "pool": "12.50"}, ("pool", "“12.50”", "cents")),
        ({**ONE, "pool": -5}, ("pool", "“-5”")),
        ({**ONE, "pool": True}, ("pool",)),
        ({**ONE, "pool": 2**53}, ("pool", "9007199254740992")),
        ({**ONE, "pool": "٣"}, ("pool", "“٣”")),
        ({**ONE, "share_price": 0}, ("share_price", "“0”")),
        ({**ONE, "social_fund": {"amount": 5, "rule": "spend"}}, ("social_fund › rule", "keep")),
        ({**ONE, "social_fund": 5}, ("social_fund",)),
        ({**ONE, "members": []}, ("at least one member",)),
        ({**ONE, "members": 5}, ("square brackets",)),
        ({**ONE, "members": [5]}, ("square brackets",)),
        ({**ONE, "members": None}, ("members", "filled in")),
        ({**ONE, "members": [{"no": 1, "shares": 1}, {"no": 2}]}, ("member 2", "shares")),
        ({**ONE, "members": [{"no": 1, "shares": 1.5}]}, ("member 1", "shares", "“1.5”")),
        ({**ONE, "members": [{"no": 1, "shares": 1, "owes": -1}]}, ("member 1", "owes", "“-1”")),
        ({**ONE, "members": [{"no": 1, "shares": 1, "debt": 1}]}, ("member 1", "“debt”")),
        ({**ONE, "members": [{"no": [], "shares": 1}]}, ("member 1", "no")),
        (
            {**ONE, "members": [{"no": 1, "shares": 1}, {"no": "1", "shares": 1}]},
            ("member 2", "no", "twice"),
        ),
    ],
)
def test_one_sentence_that_says_where(run: Run, given: Any, places: tuple[str, ...]) -> None:
    text = given if isinstance(given, str) else json.dumps(given)
    stdin: Any = text.encode("utf-8", "surrogateescape")
    ran = run("calc", "share-out", stdin=stdin, code=1)
    assert not ran.out
    assert ran.err.count("\n") == 1
    assert "cannot be done (" not in ran.err
    assert all(place in ran.err for place in places), ran.err


def test_more_than_any_group_has_is_not_read(run: Run) -> None:
    ran = run("calc", "share-out", stdin=" " * 4_000_001, code=1)
    assert "too large" in ran.err

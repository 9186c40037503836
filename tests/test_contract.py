"""The shapes that others build on: JSON of each command, exit codes, streams, money in cents."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import TOTALS, Run, at_a_desk, books, carry, linked, run

__all__ = ["at_a_desk", "books", "carry", "linked", "run"]

Shape = Any
"""A type; a tuple of types; a list with the shape of each item; a mapping of keys to shapes."""

CELL = {
    "settlement": str,
    "kind": str,
    "households": (int, type(None)),
    "requests": int,
    "suppressed": bool,
}
RUNG_CELL = {("rung" if key == "kind" else key): shape for key, shape in CELL.items()}
SHAPES: Mapping[str, Shape] = {
    "card": {"file": str, "node": str, "digits": str},
    "enrol": {"file": str, "node": str, "code": str, "digits": str},
    "export": {
        "file": str,
        "to": str,
        "stream": str,
        "first": int,
        "last": int,
        "entries": int,
        "short_code": str,
    },
    "import": {
        "file": str,
        "outcome": str,
        "reason": str,
        "from": str,
        "stream": str,
        "incarnation": int,
        "first": int,
        "last": int,
        "entries": int,
        "new": int,
    },
    "status": {
        "node": str,
        "role": str,
        "name": str,
        "partners": [
            {
                "node": str,
                "code": str,
                "name": str,
                "role": str,
                "forked": bool,
                "streams": [
                    {
                        "stream": str,
                        "last": int,
                        "sent": int,
                        "acknowledged": int,
                        "received": int,
                        "missing": [[int]],
                        "held": int,
                    }
                ],
            }
        ],
    },
    "verify": {"ok": bool, "entries": int, "problems": [{"where": str, "what": str}]},
    "totals": {
        "groups": int,
        "members": int,
        "women": int,
        "savings": int,
        "loans_outstanding": int,
        "cash": int,
        "bank": int,
        "social_fund": int,
        "requests_open": int,
        "households_asking": int,
        "currency": str,
    },
    "trial-balance": {
        "accounts": [{"account": str, "debit": int, "credit": int}],
        "debit": int,
        "credit": int,
        "balanced": bool,
    },
    "requests": {
        "requests": [
            {
                "id": str,
                "request_no": str,
                "group": str,
                "kind": str,
                "settlement": str,
                "stage": str,
                "households": (int, type(None)),
                "offer": {"savings": int, "labour_days": int},
                "days_waiting": int,
                "answers": [
                    {
                        "verb": str,
                        "text": str,
                        "department": str,
                        "by": str,
                        "reason": str,
                        "resolution": str,
                        "amount": int,
                        "on_paper": bool,
                    }
                ],
            }
        ]
    },
    "city": {
        "release": str,
        "threshold": int,
        "period": str,
        "cells": [CELL],
        "totals": [CELL],
        "other": [{"name": str, "cells": [RUNG_CELL], "totals": [RUNG_CELL]}],
        "facilities": [
            {
                "settlement": str,
                "facility_type": str,
                "installed": int,
                "working": int,
                "unchecked": int,
                "checked_since": str,
            }
        ],
    },
}
MAY_HAVE_MORE = ("trial-balance", "requests")  # the currency stands in every report of money


def misfit(value: Any, shape: Shape, where: str = "") -> str:
    """Where a value has another shape, or ""."""
    if isinstance(shape, dict):
        if not isinstance(value, dict) or value.keys() != shape.keys():
            return f"{where}: {value!r} has not just {sorted(shape)}"
        found = (misfit(value[key], part, f"{where}.{key}") for key, part in shape.items())
        return next(filter(None, found), "")
    if isinstance(shape, list):
        if not isinstance(value, list):
            return f"{where}: {value!r} is no list"
        found = (misfit(one, shape[0], f"{where}[]") for one in value)
        return next(filter(None, found), "")
    wanted = shape if isinstance(shape, tuple) else (shape,)
    return "" if type(value) in wanted else f"{where}: {value!r} is not {wanted}"


def fits(value: dict[str, Any], name: str) -> None:
    """The value has exactly the shape of that name."""
    told = {key: one for key, one in value.items() if key != "currency" or name == "totals"}
    assert misfit(told if name in MAY_HAVE_MORE else value, SHAPES[name], name) == ""


@pytest.fixture
def walked(linked: Run, books: Path) -> Run:
    """A request went to the city and its answer is on the way back."""
    linked("books", "import", str(books), data="group")
    linked("export", "-o", "stick/", data="group")
    linked("import", "stick", data="hub")
    linked("release", "--all", data="hub")
    linked("publish", data="hub")
    linked("export", "-o", "stick2/", data="hub")
    linked("import", "stick2", data="city")
    return linked


def test_files_and_their_receipts(walked: Run, at_a_desk: Path) -> None:
    """Card, enrol, export, import, status, verify; and which stream goes to whom."""
    run = walked
    card = run("card", "--json", data="group").row
    fits(card, "card")
    assert len(card["digits"].replace(" ", "")) == 30
    fits(run("enrol", card["file"], "--confirm", card["digits"], "--json", data="hub").row, "enrol")
    made = run("export", "--full", "-o", "again/", "--json", data="group").rows
    for one in made:
        fits(one, "export")
        assert Path(one["file"]).is_file()
        assert one["entries"] == one["last"] - one["first"] + 1
    assert {one["stream"] for one in made} == {"ledger", "requests"}
    for one in run("import", "again", "--json", data="hub").rows:
        fits(one, "import")
        assert one["outcome"] == "already"
        assert one["from"] == card["node"]
    (at_a_desk / "again" / "note.txt").write_text("hello", "utf-8")
    outcomes = {one["outcome"] for one in run("import", "again", "--json", data="hub").rows}
    assert outcomes == {"already", "skipped"}
    for role in ("group", "hub", "city"):
        fits(run("status", "--json", data=role).row, "status")
        fits(run("verify", "--json", data=role).row, "verify")


def test_nothing_to_send_says_nothing_on_stdout(linked: Run) -> None:
    for _ in range(2):
        linked("export", "-o", "stick/", data="hub")
        linked("import", "stick", data="group")
        linked("export", "-o", "stick/", data="group")
        linked("import", "stick", data="hub")
    ran = linked("export", "--to", "hub", data="group")
    assert ran.out == ""


def test_reports(walked: Run) -> None:
    """Every report of this version, at each node that makes it."""
    for name, roles in (
        ("totals", ("group", "hub")),
        ("trial-balance", ("group", "hub")),
        ("requests", ("group", "hub", "city")),
        ("city", ("hub", "city")),
    ):
        for role in roles:
            fits(walked("report", name, "--json", data=role).row, name)
            fits(walked("report", name, "--format", "json", data=role).row, name)
    assert walked("report", "totals", "--json", data="hub").row == TOTALS
    asked = walked("report", "requests", "--json", data="city").row["requests"]
    raised = walked("report", "requests", "--json", data="group").row["requests"]
    assert [one["id"] for one in asked] == [one["id"] for one in raised]
    assert asked[0]["offer"] == {"savings": 1_200_000, "labour_days": 60}


def test_a_report_goes_into_a_file_of_its_format(walked: Run, at_a_desk: Path) -> None:
    for name in ("out.csv", "out.xlsx", "out.json"):
        assert walked("report", "totals", "-o", name, data="group").out == ""
    assert json.loads((at_a_desk / "out.json").read_text("utf-8")) == TOTALS
    assert (at_a_desk / "out.csv").read_bytes().startswith(b"\xef\xbb\xbfgroups,members,")
    assert (at_a_desk / "out.xlsx").read_bytes()[:2] == b"PK"


def test_suppressed_cells_are_null(linked: Run, books: Path) -> None:
    """A cell of 3 households: null and suppressed; its requests are counted all the same."""
    text = (books / "requests.csv").read_text("utf-8")
    small = text + "3,2026-11-01,water,Havana,Taps,3,,0,0\n4,2026-11-01,water,Oat,Taps,50,,0,0\n"
    (books / "requests.csv").write_text(small, "utf-8")
    linked("books", "import", str(books), data="group")
    linked("export", "-o", "stick/", data="group")
    linked("import", "stick", data="hub")
    linked("release", "--all", data="hub")
    linked("publish", data="hub")
    linked("export", "-o", "stick2/", data="hub")
    linked("import", "stick2", data="city")
    told = linked("report", "city", "--json", data="city").row
    fits(told, "city")
    (cell,) = (
        one for one in told["cells"] if (one["settlement"], one["kind"]) == ("Havana", "water")
    )
    assert (cell["households"], cell["suppressed"], cell["requests"]) == (None, True, 1)
    assert told["threshold"] == 5
    listed = linked("report", "requests", "--json", data="city").row["requests"]
    assert [one["households"] for one in listed if one["request_no"] == "3"] == [None]

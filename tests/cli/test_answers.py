"""Answers of a filled-in sheet at the terminal, and the sheet itself."""

import csv
from pathlib import Path

from tests.web import portals

from .conftest import Run


def fill(path: Path, count: int, **told: str) -> None:
    """Write an answer into the first rows of a sheet."""
    with path.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    for row in rows[:count]:
        row.update(told)
    with path.open("w", encoding="utf-8", newline="") as goal:
        writer = csv.DictWriter(goal, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def test_a_sheet_is_written_tried_and_taken_once(run: Run, at_a_desk: Path) -> None:
    portals.build(at_a_desk, 6)
    assert run("answers", "todo.csv", "--blank", "--json", data="city").row["file"] == "todo.csv"
    run("answers", "todo.xlsx", "--blank", data="city")
    assert "says what is answered" in run("answers", "todo.xlsx", data="city", code=1).err
    assert "says what is answered" in run("answers", "todo.csv", data="city", code=1).err
    sheet = at_a_desk / "todo.csv"
    fill(sheet, 3, verb="acknowledge", department="Water")
    tried = run("answers", "todo.csv", "--dry-run", "--json", data="city").row
    assert (tried["answers"], tried["already"], tried["dry_run"]) == (3, 0, True)
    given = run("answers", "todo.csv", "--json", data="city").row
    assert [one["row"] for one in given["rows"]] == [2, 3, 4]
    again = run("answers", "todo.csv", "--json", data="city").row
    assert (again["answers"], again["already"]) == (0, 3)
    assert "0 answers were given; 3 rows" in run("answers", "todo.csv", data="city").out
    assert run("verify", "--json", data="city").row["ok"]


def test_faults_are_told_row_by_row(run: Run, at_a_desk: Path) -> None:
    portals.build(at_a_desk, 3)
    run("answers", "todo.csv", "--blank", data="city")
    fill(at_a_desk / "todo.csv", 2, verb="visit")
    told = run("answers", "todo.csv", data="city", code=1)
    assert "row 2, column by" in told.out
    assert "row 3, column by" in told.out
    faults = run("answers", "todo.csv", "--json", data="city", code=1).row["faults"]
    assert len(faults) == 2
    assert "at the city" in run("answers", "todo.csv", data="hub", code=1).err
    assert "at the city" in run("answers", "x.csv", "--blank", data="hub", code=1).err
    run("answers", "todo.txt", "--blank", data="city", code=2)
    run("answers", "nowhere.csv", data="city", code=1)

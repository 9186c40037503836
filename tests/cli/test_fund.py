"""The fund's spreadsheet at the terminal: the sheet, a trial, what is wrong, and taken once."""

import csv
from pathlib import Path

from federation.books.fund_sheet import COLUMNS

from .conftest import Run


def write(path: Path, **told: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as goal:
        writer = csv.DictWriter(goal, COLUMNS)
        writer.writeheader()
        writer.writerow(told)


def test_a_fund_comes_in_by_a_sheet(run: Run, at_a_desk: Path) -> None:
    run("init", "--role", "hub", "--name", "Federation", data="hub")
    assert run("fund", "import", "f.csv", "--blank", "--json").row["file"] == "f.csv"
    run("fund", "import", "f.xlsx", "--blank")
    run("fund", "import", "f.txt", "--blank", code=2)
    assert "has no row" in run("fund", "import", "f.csv", data="hub", code=1).err
    assert "has no row" in run("fund", "import", "f.xlsx", data="hub", code=1).err
    sheet = at_a_desk / "f.csv"
    write(sheet, what="capital", date="2026-11-22", amount="much", source="donor")
    assert "row 2, column amount" in run("fund", "import", "f.csv", data="hub", code=1).out
    told = run("fund", "import", "f.csv", "--json", data="hub", code=1)
    assert len(told.row["faults"]) == 1
    write(sheet, what="capital", date="2026-01-22", amount="2000", source="donor")
    assert "1 row would be entered" in run("fund", "import", "f.csv", "--dry-run", data="hub").out
    taken = run("fund", "import", "f.csv", "--json", data="hub").row
    assert (taken["entered"], taken["already"]) == ({"capital": 1}, 0)
    again = run("fund", "import", "f.csv", data="hub").out
    assert "0 rows were entered; 1 row is there already." in again
    assert run("verify", "--json", data="hub").row["ok"]

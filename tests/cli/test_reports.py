"""Reports at the terminal: by period and place, and the two that a federation writes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from .conftest import Run, at_a_desk, books, carry, linked, run

__all__ = ["at_a_desk", "books", "carry", "linked", "run"]


Carry = Callable[[str, str], list[dict[str, Any]]]


def test_reports_take_a_period_and_a_place(
    run: Run, at_a_desk: Path, books: Path, carry: Carry
) -> None:
    run("books", "import", str(books), data="group")
    carry("group", "hub")
    now = run("report", "totals", "--json", data="hub").row
    assert run("report", "totals", "--period", "2026-Q4", "--json", data="hub").row == now
    before = run("report", "totals", "--period", "2026-09", "--json", data="hub").row
    assert (before["savings"], before["loans_outstanding"]) == (0, 0)
    assert now["savings"] > 0
    nowhere = run("report", "totals", "--place", "NA-ER", "--json", data="hub").row
    assert (nowhere["groups"], nowhere["savings"]) == (0, 0)
    assert "2026-13" in run("report", "totals", "--period", "2026-13", data="hub", code=1).err
    assert "NA-XX" in run("report", "arrears", "--place", "NA-XX", data="hub", code=1).err
    assert (
        "Leave the place out" in run("report", "city", "--place", "NA-KH", data="hub", code=1).err
    )
    tables = run("report", "national", "--period", "2026-H2", "--json", data="hub").rows
    savings = next(one for one in tables if one["table"] == "savings")
    assert savings["sums"]["savings"] == now["savings"]
    for form in ("pdf", "xlsx"):
        run("report", "ministry", "--period", "2026-Q4", "-o", f"m.{form}", data="hub")
        assert (at_a_desk / f"m.{form}").stat().st_size > 5_000
    assert "office makes it" in run("report", "national", data="group", code=1).err

"""A fund's loans and payments out of a federation's spreadsheet: all of them, or none."""

import csv
from pathlib import Path
from typing import Any

import pytest

from federation.books import fund_sheet
from federation.books.writer import write_xlsx
from federation.core.fund import LoanSums
from federation.core.refusals import Refusal
from federation.store import Database, Store
from federation.store.queries import fund as told
from federation.store.verify import verify
from tests.commands.test_fund import DAY, office, reverse, sums

__all__ = ["office"]
Cells = dict[str, Any]
LOAN: Cells = {
    "what": "loan", "loan_no": "17", "date": "2026-11-22", "amount": "50000", "group": "G0001",
    "product": "1", "first_due_on": "2026-12-31", "approved_by": "board",
}  # fmt: skip
OUT: Cells = {"what": "paid_out", "loan_no": "17", "date": "2026-11-23", "amount": "50000"}
BACK: Cells = {
    "what": "paid_back", "loan_no": "17", "date": "2026-12-31", "amount": "518.35", "slip": "F1",
}  # fmt: skip


def sheet(folder: Path, *rows: Cells) -> Path:
    """A CSV file with these rows."""
    path = folder / "fund.csv"
    with path.open("w", encoding="utf-8", newline="") as goal:
        writer = csv.DictWriter(goal, fund_sheet.COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def sound(db: Database, store: Store) -> bool:
    """Whether the fund's books follow from the journal; the group's are made up here."""
    found = [one.where for one in verify(db, store.node)]
    return not any(word in where for where in found for word in ("fund", "register", "loan"))


def faults(store: Store, path: Path) -> list[tuple[str, str, str]]:
    """Row, column and code of everything that is wrong; and nothing was entered."""
    with store.reading() as db:
        before = told.last_numbers(db)
    with pytest.raises(Refusal) as caught:
        fund_sheet.take(store, path)
    with store.reading() as db:
        assert told.last_numbers(db) == before
        assert sound(db, store)
    assert caught.value.code == "books-refused"
    found = caught.value.facts["faults"]
    return [(str(one.where[1]), str(one.where[2]), one.refusal.code) for one in found]


def test_loans_and_payments_are_taken_by_their_days_whatever_their_order(
    office: Store, tmp_path: Path
) -> None:
    path = sheet(tmp_path, BACK, OUT, LOAN)
    tried = fund_sheet.take(office, path, dry_run=True)
    assert (tried.entered, tried.already) == ({"loan": 1, "paid_out": 1, "paid_back": 1}, 0)
    assert sums(office) == LoanSums()
    taken = fund_sheet.take(office, path)
    assert taken == tried
    assert sums(office) == LoanSums(paid_out=5_000_000, principal=26_835, interest=25_000)
    with office.reading() as db:
        assert sound(db, office)


def test_the_same_sheet_again_adds_nothing_and_a_longer_one_what_is_new(
    office: Store, tmp_path: Path
) -> None:
    path = sheet(tmp_path, LOAN, OUT, BACK)
    fund_sheet.take(office, path)
    again = fund_sheet.take(office, path)
    assert (again.entered.total(), again.already) == (0, 3)
    twice = {**BACK, "slip": "F2", "date": "2027-01-31"}
    more = fund_sheet.take(office, sheet(tmp_path, LOAN, OUT, BACK, BACK, twice))
    assert (more.entered, more.already) == ({"paid_back": 2}, 3)
    with office.reading() as db:
        (lent,) = told.lent(db, "2027-02-01")
    assert lent.sums.received == 3 * 51_835


def test_what_was_taken_back_by_hand_may_come_again(office: Store, tmp_path: Path) -> None:
    path = sheet(tmp_path, LOAN, OUT, BACK)
    fund_sheet.take(office, path)
    with office.reading() as db:
        last = told.last_numbers(db).entry
    reverse(office, last, day="2026-12-31")
    assert fund_sheet.take(office, path).entered == {"paid_back": 1}


def test_a_workbook_and_capital_come_in_too(office: Store, tmp_path: Path) -> None:
    table = fund_sheet.table()
    row = {
        "what": "capital", "date": DAY, "amount": "300000.00", "source": "donor",
        "party": "A donor",
    }  # fmt: skip
    rows = [tuple(row.get(name) for name in fund_sheet.COLUMNS)]
    path = tmp_path / "fund.xlsx"
    write_xlsx(path, [type(table)(table.name, table.columns, rows)])
    assert fund_sheet.take(office, path).entered == {"capital": 1}
    with office.reading() as db:
        assert told.balances(db)["capital"] == 50_000_000


def test_everything_that_is_wrong_is_told_by_row_and_nothing_is_half_taken(
    office: Store, tmp_path: Path
) -> None:
    path = sheet(
        tmp_path,
        LOAN,
        {**LOAN, "loan_no": "18", "group": "G0099"},
        {**OUT, "loan_no": "18"},
        {**OUT, "amount": "50000.01"},
        {**OUT, "loan_no": "19"},
        {**LOAN, "date": "2026-11-24"},
        {"what": "capital", "date": "2090-01-01", "amount": "1", "source": "donor"},
        {"what": "capital", "date": "2026-11-21", "amount": "1", "source": "donor"},
    )
    assert faults(office, path) == [
        ("3", "group", "partner-unknown"),
        ("5", "amount", "fund-paid-out-more"),
        ("6", "loan_no", "fund-sheet-no-loan"),
        ("7", "loan_no", "fund-sheet-loan-twice"),
        ("8", "date", "fund-day-ahead"),
    ]


def test_what_a_row_cannot_do_without_is_asked_for(office: Store, tmp_path: Path) -> None:
    path = sheet(tmp_path, {**LOAN, "approved_by": "", "product": ""}, {**OUT, "loan_no": ""})
    assert faults(office, path) == [
        ("2", "product", "field-missing"),
        ("2", "approved_by", "field-missing"),
        ("3", "loan_no", "field-missing"),
    ]
    path = sheet(tmp_path, {**OUT, "what": "gift", "amount": "much", "date": "yesterday"})
    assert {column for _, column, _ in faults(office, path)} == {"what", "amount", "date"}


def test_an_empty_sheet_and_another_node_are_told(
    office: Store, group: Store, tmp_path: Path
) -> None:
    for store, code in ((office, "fund-sheet-empty"), (group, "fund-not-here")):
        with pytest.raises(Refusal) as caught:
            fund_sheet.take(store, sheet(tmp_path))
        assert caught.value.code == code

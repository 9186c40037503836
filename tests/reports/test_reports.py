"""Reports: figures of a day, the same table in every format, and what a spreadsheet may not run."""

import csv
import io
import json
import re
from collections.abc import Callable
from decimal import Decimal

import openpyxl
import pytest

from federation.core.refusals import Refusal
from federation.i18n import THIN
from federation.papers.paper import Picture
from federation.reports import charts, making
from federation.reports.render import FORMATS, render
from federation.reports.render.csv import guard
from federation.reports.render.pdf import paper
from federation.reports.spans import told
from federation.reports.table import Chart, Column, Kind, Report, Span, for_people
from federation.store import Store
from tests.factories import admit, enter, lend, raise_request

EARLY, LATE = "2026-10-04", "2026-11-01"


def made(store: Store, name: str, first: str = "", last: str = "") -> Report:
    (only,) = making.make(store, name, Span(first, last))
    return only


@pytest.fixture
def busy(group: Store) -> Store:
    """Two members, savings on two days, a loan paid back in part, a request."""
    selma = admit(group, "Selma Iipinge", day=EARLY, gender="f")
    petrus = admit(group, "=HYPERLINK(1)", day=LATE, gender="m")
    enter(group, ("savings", 50_000, selma), ("social_contribution", 500, selma), day=EARLY)
    enter(group, ("savings", 2_050, petrus), day=LATE)
    loan = lend(group, selma, 30_000, day=EARLY, first_due_on=LATE)
    enter(group, ("loan_principal", 10_000, selma, loan), day=LATE)
    raise_request(group, day=LATE, households=24)
    return group


def test_totals_of_a_day_and_of_now(busy: Store) -> None:
    """The end date decides who was a member, what was saved and who was asking."""
    now = made(busy, "totals").plain
    assert now == {
        "groups": 1,
        "members": 2,
        "women": 1,
        "savings": 52_050,
        "loans_outstanding": 20_000,
        "cash": 52_050 + 500 - 20_000,
        "bank": 0,
        "social_fund": 500,
        "requests_open": 1,
        "households_asking": 24,
        "currency": "NAD",
    }
    assert made(busy, "totals", last="2026-11-22").plain == now
    then = made(busy, "totals", last="2026-10-31").plain
    assert then == {
        **now,
        "members": 1,
        "savings": 50_000,
        "loans_outstanding": 30_000,
        "cash": 20_500,
        "requests_open": 0,
        "households_asking": 0,
    }


def test_a_trial_balance_balances_over_any_days(busy: Store) -> None:
    """By now, by a day, and what moved between two days; parts add up to the whole."""
    whole = made(busy, "trial-balance").plain
    parts = [
        made(busy, "trial-balance", last="2026-10-31").plain,
        made(busy, "trial-balance", first=LATE).plain,
    ]

    def signed(plain: object) -> dict[str, int]:
        assert isinstance(plain, list)
        return {one["account"]: one["debit"] - one["credit"] for one in plain}

    for plain in (whole, *parts):
        assert plain["balanced"] is True
        assert plain["debit"] == plain["credit"]
    early, late = (signed(part["accounts"]) for part in parts)
    summed = {code: early.get(code, 0) + late.get(code, 0) for code in early | late}
    assert {code: amount for code, amount in summed.items() if amount} == signed(whole["accounts"])


def test_lists_of_members_and_loans(busy: Store) -> None:
    members = made(busy, "members").plain
    assert (members["savings"], members["owes"]) == (52_050, 20_000)
    assert made(busy, "members", last=EARLY).plain["savings"] == 50_000
    (loan,) = made(busy, "loans").plain["loans"]  # type: ignore[misc]  # a list of one
    assert (loan["principal"], loan["outstanding"], loan["rate"]) == (30_000, 20_000, "12")
    assert made(busy, "loans", first=LATE).plain["loans"] == []


def test_requests_wait_from_the_day_they_were_raised(busy: Store) -> None:
    (asked,) = made(busy, "requests").plain["requests"]  # type: ignore[misc]  # a list of one
    assert (asked["stage"], asked["days_waiting"], asked["group"]) == ("raised", 21, "Ehangano")
    (then,) = made(busy, "requests", last="2026-11-03").plain["requests"]  # type: ignore[misc]
    assert then["days_waiting"] == 2
    assert made(busy, "requests", first="2026-11-02").plain["requests"] == []


def test_every_format_tells_the_same(busy: Store) -> None:
    """JSON in cents, CSV with a point, a spreadsheet with numbers and dates, text for people."""
    report = made(busy, "members")
    content = {form: render([report], form) for form in FORMATS}
    assert json.loads(content["json"]) == report.plain
    rows = list(csv.reader(io.StringIO(content["csv"].decode("utf-8-sig"))))
    assert [row[1] for row in rows] == ["name", "Selma Iipinge", "'=HYPERLINK(1)"]
    assert [row[6] for row in rows[1:]] == ["500.00", "20.50"]
    sheet = openpyxl.load_workbook(io.BytesIO(content["xlsx"])).active
    assert sheet is not None
    cells = list(sheet.iter_rows(values_only=True))
    assert cells[0][0] == sheet.title == "Members"
    assert cells[1][0] == "Ehangano · up to 22 Nov 2026 · amounts in NAD"
    assert [one for one in cells[3] if one] == [one.title for one in report.columns]
    assert [row[1] for row in cells[4:-1]] == ["Selma Iipinge", "=HYPERLINK(1)"]
    assert [Decimal(str(row[6])) for row in cells[4:-1]] == [Decimal(500), Decimal("20.5")]
    assert (cells[-1][1], cells[-1][6]) == ("Sum", 520.5)
    assert sheet["B6"].data_type == "s"
    assert sheet["E5"].is_date
    text = content["table"].decode()
    assert "Members · Ehangano" in text
    assert f"52{THIN}050" not in text
    assert "520.50" in text
    assert render([report], "xlsx") == content["xlsx"]


def test_a_private_figure_looks_the_same_everywhere() -> None:
    """None is a dot in text, empty in CSV, null in JSON: whatever the reason."""
    columns = (Column("where", "Where"), Column("households", "Households", Kind.COUNT))
    rows = (("Havana", None), ("Oat", 12), ("Klip", 0))
    plain = {"cells": [dict(zip(("where", "households"), row, strict=True)) for row in rows]}
    report = Report("city", "City", "Windhoek", "NAD", columns, rows, plain)
    assert b'"households": null' in render([report], "json")
    assert render([report], "csv").decode("utf-8-sig").splitlines()[1:] == [
        "Havana,",
        "Oat,12",
        "Klip,0",
    ]
    lines = render([report], "table").decode().splitlines()
    assert [line.split() for line in lines[-3:]] == [["Havana", "…"], ["Oat", "12"], ["Klip", "0"]]
    sheet = openpyxl.load_workbook(io.BytesIO(render([report], "xlsx"))).active
    assert sheet is not None
    assert [cell.value for cell in sheet["B"]] == [None, None, None, "Households", None, 12, 0]


@pytest.mark.parametrize("text", ["=1+1", "+27", "-3", "@x", "\tx", "\rx", "＝1"])
def test_no_text_is_run_as_a_formula(text: str) -> None:
    assert guard(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Selma", "a=b", "'tis"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert guard(text) == text


def test_refusals(busy: Store, hub: Store, city: Store) -> None:
    def refused(code: str, deed: Callable[[], object]) -> None:
        with pytest.raises(Refusal) as caught:
            deed()
        assert caught.value.code == code

    refused("report-unknown", lambda: made(busy, "weather"))
    refused("report-days-crossed", lambda: made(busy, "totals", first=LATE, last=EARLY))
    refused("report-only-at-group", lambda: made(hub, "members"))
    refused("report-not-here", lambda: made(city, "totals"))
    refused("report-not-here", lambda: made(busy, "city"))
    refused("report-no-release", lambda: made(city, "city"))
    refused("publish-no-city", lambda: made(hub, "city"))


def test_codes_are_for_programs_and_words_for_people(busy: Store) -> None:
    """The CSV keeps its codes, whatever people read has the words of the pages."""
    report = made(busy, "requests")
    assert ",raised," in render([report], "csv").decode()
    for form in ("xlsx", "table"):
        content = render([report], form)
        if form == "xlsx":
            sheet = openpyxl.load_workbook(io.BytesIO(content)).active
            assert sheet is not None
            told = {cell for row in sheet.values for cell in row if isinstance(cell, str)}
        else:
            told = {*re.split(r"\s{2,}|\n", content.decode())}
        assert {"asked", "Toilets"} <= told
        assert not {"raised", "sanitation", "stage"} & told


def test_no_text_is_cut_off_at_a_terminal() -> None:
    said = "Loan money that was due and is not yet paid, " * 3 + "to the last word"
    columns = (Column("a", "Figure"), Column("b", "How it is reckoned"))
    report = Report("x", "X", "Ehangano", "NAD", columns, (("One", said), ("Two", "")), {})
    lines = render([report], "table").decode().splitlines()
    assert " ".join(line[5:].strip() for line in lines[4:-1]) == said
    assert lines[-1] == "Two"


def test_sheets_have_columns_as_wide_as_what_stands_in_them_and_names_of_their_own() -> None:
    columns = (Column("group", "Group"), Column("saved", "Saved", Kind.MONEY))
    name = "Oshitandashaaveta na Hamukwaya"
    long = "What is asked: of whom, [and] since when?"
    reports = [
        Report(
            "x", long, "Hub", "NAD", columns, ((name, 123_456_789_00), ("B", 1)), {},
            table=table, sentence="What it shows. " * 9,
        )
        for table in ("one", "two")
    ]  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(render(reports, "xlsx")))
    assert len({one.casefold() for one in book.sheetnames}) == 2
    assert all(len(one) <= 31 and not set("[]:*?/\\") & {*one} for one in book.sheetnames)
    for page in book:
        assert page.column_dimensions["A"].width >= len(name)
        assert page.column_dimensions["B"].width >= len("123 456 789.00")
        assert page["A3"].value.startswith("What it shows.")
        assert page.row_dimensions[3].height >= 3 * 15
        assert (page["A5"].value, page["B5"].value) == ("Group", "Saved")


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(), "up to 1 Dec 2026"),
        (Span("", "2026-10-04"), "up to 4 Oct 2026"),
        (Span("2026-10-04"), "from 4 Oct 2026 to 1 Dec 2026"),
        (Span("2026-07-01", "2026-09-30"), "2026-Q3: 1 Jul 2026 to 30 Sep 2026"),
        (Span("2026-07-01", "2026-09-29"), "from 1 Jul 2026 to 29 Sep 2026"),
        (
            Span("2026-10-01", "2026-12-31"),
            "2026-Q4: 1 Oct 2026 to 31 Dec 2026, not over yet: as of 1 Dec 2026",
        ),
        (
            Span("2026-11-30", "2026-12-02"),
            "from 30 Nov 2026 to 2 Dec 2026, not over yet: as of 1 Dec 2026",
        ),
    ],
)
def test_a_sheet_says_of_which_days_it_is(span: Span, words: str) -> None:
    assert told(span, "2026-12-01") == words


def test_a_chart_of_one_bar_or_of_nothing_is_left_out() -> None:
    columns = (
        Column("code", "Code", Kind.CODE),
        Column("region", "Region"),
        Column("houses", "Houses", Kind.COUNT),
    )
    drawn = [
        for_people(
            Report("x", "X", "Hub", "NAD", columns, rows, {}, chart=Chart("Houses", 2))
        ).chart
        for rows in (
            (("a", "Khomas", 3), ("b", "Erongo", 0)),
            (("a", "Khomas", 3),),
            (("a", "Khomas", 0), ("b", "Erongo", 0)),
            (("a", "Khomas", 3), ("b", "Erongo", None)),
            (),
        )
    ]
    assert drawn == [Chart("Houses", 1), None, None, None, None]


def by_region(rows: int) -> Report:
    """A table with a chart, of so many regions."""
    columns = (Column("region", "Region"), Column("a", "A", Kind.COUNT), Column("b", "B"))
    told = tuple((f"Region {number}", number * 7, "") for number in range(1, rows + 1))
    return Report(
        "x", "Houses", "Hub", "NAD", columns, told, {}, sums=("Together", 1, ""), table=f"t{rows}",
        sentence="What there is.", chart=Chart("Houses", 1),
    )  # fmt: skip


@pytest.mark.parametrize("rows", [2, 5, 12, 20])
def test_a_chart_and_its_table_stand_on_one_sheet_with_the_sums(rows: int) -> None:
    """Two sections of as many regions as the country has: a sheet each, or one for both."""
    made = render([by_region(rows), by_region(rows)], "pdf")
    (pages,) = {int(one) for one in re.findall(rb"/Type */Pages[^>]*?/Count (\d+)", made)}
    assert pages == (2 if rows == 20 else 1)


def test_many_bars_stand_in_columns_on_one_scale() -> None:
    (picture,) = (one for one in paper([by_region(14)]).blocks if isinstance(one, Picture))
    lengths = re.findall(
        r'<rect class="mark mark-1" x="0.00%" y="\d+" width="([0-9.]+)%', picture.sheet
    )
    told = [float(one) for one in lengths]
    assert told == pytest.approx([100 * number / 14 for number in range(1, 15)], abs=0.02)
    assert picture.sheet.count("<svg x=") == 4
    assert charts.height(picture.sheet) < charts.height(picture.page) // 3

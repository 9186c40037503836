"""Reports over many groups by period and place: they add up, and say what each group says."""

import csv
import io
import zipfile
from dataclasses import astuple, replace
from datetime import UTC, datetime
from decimal import Decimal

import frictionless
import openpyxl
import pytest

from federation.commands.deed import perform
from federation.commands.places import PlaceGroup, place_group
from federation.core import periods
from federation.core.refusals import Refusal
from federation.reports import making, national, open_figures, regions
from federation.reports.regions import Country, Figures, Region
from federation.reports.render import render
from federation.reports.table import Kind, Span, for_people
from federation.store import open_store
from federation.store.queries import books, burden, groups, loans, places, portfolios
from sync.enrolment import accept_charter, enrol_card, own_card
from sync.export import export
from sync.founding import found
from sync.intake import take_in_bytes
from tests import factories as f
from tests.bench import big_books
from tests.web.programs import hub_with_money

pytestmark = pytest.mark.xdist_group("regions")  # one worker makes its hub
NOW = f.Clock(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
PLACES = {"G0001": "NA-KH", "G0002": "NA-ER"}
PERIODS = ("2026-H2", "2026-Q3", "FY2026", "2026-10")
DAYS = ("", "2026-11-01", "2026-09-30", "2026-06-30")


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """A hub with three groups of a year and more: in Khomas, in Erongo, and nobody knows where."""
    root = tmp_path_factory.mktemp("regions")
    store = open_store(found(root / "hub", role="hub", name="Federation", clock=NOW).node)
    for number, members in enumerate((9, 7, 6), 1):
        node = found(root / f"g{number}", role="group", name=f"Group {number}", clock=NOW).node
        group = open_store(node)
        charter = enrol_card(store, node.card(), confirm=own_card(node).digits)
        accept_charter(group, charter.file.read_bytes(), confirm=charter.digits)
        big_books.grow(group, members=members, weeks=60, seed=number)
        f.raise_request(group, title="Toilets", households=40 + number)
        for one in export(group):
            (outcome,) = take_in_bytes(store, one.file.name, one.file.read_bytes())
            assert outcome.outcome == "applied", outcome
        group.close()
    for code, place in PLACES.items():
        order = PlaceGroup(partner=code, place=place, day="2026-11-22")
        perform(store, order, place_group)
    yield store
    store.close()


def tables(store, name, period, place=""):
    made = making.make(store, name, Span(place=place), period=period)
    return {one.table: one for one in made}


def plain(store, name, period, place=""):
    (made,) = making.make(store, name, Span(place=place), period=period)
    return made.plain


@pytest.mark.parametrize("name", ["national", "ministry"])
@pytest.mark.parametrize("period", PERIODS)
def test_the_regions_add_up_to_the_country(hub, name, period):
    for table in tables(hub, name, period).values():
        if not table.sums:
            continue
        assert [row[0] for row in table.rows] == ["Erongo", "Khomas", "no region said"]
        for place, column in enumerate(table.columns):
            if column.kind in (Kind.COUNT, Kind.MONEY) and not column.name.endswith("_percent"):
                parts = sum(row[place] for row in table.rows)
                rounding = len(table.rows) if column.name.startswith("hours") else 0
                assert abs(parts - table.sums[place]) <= rounding, (table.table, column.name)


@pytest.mark.parametrize("period", PERIODS)
def test_the_country_is_what_the_totals_say(hub, period):
    found = {
        name: one.plain["sums"] for name, one in tables(hub, "national", period).items() if one.sums
    }
    totals = plain(hub, "totals", period)
    assert found["savings"]["savings"] == totals["savings"] > 0
    assert found["loans"]["outstanding"] == totals["loans_outstanding"] > 0
    assert found["people"]["members"] == totals["members"]
    assert found["people"]["women"] == totals["women"]
    assert found["people"]["groups"] == totals["groups"] == 3
    assert found["requests"]["waiting"] == totals["requests_open"]
    assert found["requests"]["households"] == totals["households_asking"]
    money = tables(hub, "ministry", period)["money"].plain["sums"]
    assert money["cash"] == totals["cash"]
    assert money["social_fund"] == totals["social_fund"]


def test_totals_count_the_groups_that_were_there_then(hub):
    """Before any books began there was no group, though three are enrolled today."""
    assert plain(hub, "totals", "2024-Q1")["groups"] == 0
    (now,) = making.make(hub, "totals", Span())
    assert now.plain["groups"] == 3


def test_growth_is_against_the_period_before(hub):
    now, then = (tables(hub, "national", one)["savings"] for one in ("2026-Q3", "2026-Q2"))
    column = [one.name for one in now.columns].index
    for row, before in zip((*now.rows, now.sums), (*then.rows, then.sums), strict=True):
        grown = row[column("savings")] - before[column("savings")]
        assert row[column("growth")] == grown != 0
    trend = tables(hub, "national", "2026-Q3")["trend"].rows
    assert (trend[-1], len(trend)) == (("2026-09", now.sums[column("savings")]), 12)


def test_what_was_lent_moves_from_one_end_to_the_other(hub):
    table = tables(hub, "ministry", "2026-Q3")["loan-movement"]
    for _, before, lent, repaid, lost, other, now in (*table.rows, table.sums):
        assert before + lent + repaid + lost + other == now
        assert lent > 0 > repaid
    earlier = tables(hub, "ministry", "2026-Q2")["loan-movement"]
    assert table.sums[1] == earlier.sums[-1]


def test_places_and_the_rest_are_all(hub):
    whole = plain(hub, "totals", "2026-H2")
    parts = [plain(hub, "totals", "2026-H2", place) for place in PLACES.values()]
    assert [one["groups"] for one in parts] == [1, 1]
    table = tables(hub, "national", "2026-H2")["savings"]
    unplaced = table.rows[-1][[one.name for one in table.columns].index("savings")]
    assert sum(one["savings"] for one in parts) + unplaced == whole["savings"]
    only = tables(hub, "national", "2026-H2", "NA-KH")["savings"]
    assert [row[0] for row in only.rows] == ["Khomas"]
    assert only.rows[0][1:] == only.sums[1:]


def test_a_group_counts_where_it_lived_then(hub):
    """A place below the region is in it, and what is asked of a day before a move is as it was."""
    with hub.reading() as db:
        tree = places.tree(db)
        below = next(one.code for one in tree.children("NA-HA") if one.level == "constituency")
    before = tables(hub, "national", "2026-10")["people"].rows
    order = PlaceGroup(partner="G0003", place=below, day="2026-11-22")
    perform(hub, order, place_group)
    now = tables(hub, "national", "2026-10")["people"].rows
    assert [row[0] for row in now] == ["Erongo", "Hardap", "Khomas"]
    assert [row[1:] for row in now if row[0] != "Hardap"] == [row[1:] for row in before[:2]]
    moved = PlaceGroup(partner="G0003", place="NA-KH", day="2026-11-23")
    perform(hub, moved, place_group)
    assert [row[0] for row in tables(hub, "national", "2026-10")["people"].rows] == [
        row[0] for row in now
    ]
    assert plain(hub, "totals", "2026-10", "NA-HA")["groups"] == 1
    for name in ("national", "ministry"):
        whole = tables(hub, name, "2026-10")
        for table, told in tables(hub, name, "2026-10", "NA-HA").items():
            if told.sums:
                wanted = [row for row in whole[table].rows if row[0] == "Hardap"]
                assert [*told.rows] == wanted != [], "asked for by place it is the same group"
    assert plain(hub, "totals", "2026-11", "NA-KH")["groups"] == 2
    assert plain(hub, "totals", "", below)["groups"] == 0


@pytest.mark.parametrize("day", DAYS)
def test_loans_read_all_at_once_stand_as_read_one_group_at_a_time(hub, day):
    with hub.reading() as db:
        here = [one.id for one in books.books(db)]
        told = portfolios.standings(db, here, day or "2026-11-23", day)
        many = 0
        for book in here:
            one_by_one = loans.lending(db, book, day or "2026-11-23", upto=day)
            assert [told_of(one) for one in told.get(book, ())] == [*map(told_of, one_by_one)]
            many += len(one_by_one)
    assert many > 3


def told_of(one):
    return one.loan.loan, astuple(one.standing), one.age, one.outstanding, one.written_off_minor


@pytest.mark.parametrize("period", ["", "2026-Q3"])
def test_arrears_of_groups_are_those_of_all(hub, period):
    told = plain(hub, "arrears", period)
    for place, age in enumerate(told["ages"]):
        for name in ("loans", "past_due", "outstanding"):
            parts = [one["ages"][place][name] for one in told["groups"]]
            assert sum(parts) == age[name]
    assert told["outstanding"] == sum(one["outstanding"] for one in told["groups"])
    assert told["outstanding"] == plain(hub, "totals", period)["loans_outstanding"]
    for form in ("table", "csv"):
        (made,) = making.make(hub, "arrears", Span(), period=period)
        text = render([made], form).decode()
        assert "Group 1" in text
        assert "member" not in text.lower()


def test_indicators_over_groups_are_parts_summed(hub):
    whole = {one["code"]: one for one in plain(hub, "indicators", "2026-H1")["indicators"]}
    places = [plain(hub, "indicators", "2026-H1", place) for place in PLACES.values()]
    for code in ("women", "average-savings", "attendance-of-all", "par-30"):
        some = [next(one for one in place["indicators"] if one["code"] == code) for place in places]
        assert 0 < sum(one["denominator"] for one in some) < whole[code]["denominator"]
        assert sum(one["numerator"] for one in some) <= whole[code]["numerator"]
    assert (places[0]["from"], places[0]["to"], places[0]["groups"]) == (
        "2026-01-01", "2026-06-30", 1,
    )  # fmt: skip


def test_of_one_group_the_hub_says_what_the_group_says(hub):
    """The same figures from the group's own report, over the same days."""
    with hub.reading() as db:
        book = next(one for one in books.books(db) if one.code == "G0001")
        lent = groups.done(db, "2026-01-01", "2026-06-30")[book.id]
        told = loans.lending(db, book.id, "2026-06-30", upto="2026-06-30")
        portfolio = loans.portfolio(told)
    found = {one["code"]: one for one in plain(hub, "indicators", "2026-H1", "NA-KH")["indicators"]}
    assert found["par-30"]["numerator"] == portfolio.at_risk.risky
    assert found["par-30"]["denominator"] == portfolio.at_risk.outstanding
    assert found["written-off"]["denominator"] == lent.given > 0


def test_work_of_all_groups_at_once(hub):
    told = plain(hub, "burden", "FY2026")["groups"]
    assert [one["group"] for one in told] == ["Group 1", "Group 2", "Group 3"]
    assert all(one["meetings"] > 30 for one in told)
    (only,) = plain(hub, "burden", "FY2026", "NA-ER")["groups"]
    assert only == told[1]
    with hub.reading() as db:
        assert burden.burdens(db, [], "", "") == {}
    assert {one["settlement"] for one in plain(hub, "equity", "2026", "NA-KH")["settlements"]}


def test_a_report_for_a_meeting_in_every_form(hub):
    made = tuple(making.make(hub, "national", Span(), period="2026-H1"))
    assert all(one.sentence for one in made)
    assert render(made, "pdf").startswith(b"%PDF-")
    book = openpyxl.load_workbook(io.BytesIO(render(made, "xlsx")))
    assert book.sheetnames == [one.title for one in made]
    drawn = [one.title for one in made if for_people(one).chart]
    assert [page.title for page in book if page._charts] == drawn
    assert "Savings over a year" in drawn
    assert "Plots and houses" not in drawn, "nobody has a house: there is no bar of nothing"
    savings, table = book["Savings by what they are for"], made[1]
    assert savings["A1"].value == "National report: Savings by what they are for"
    assert savings["A2"].value == (
        "Federation · 2026-H1: 1 Jan 2026 to 30 Jun 2026 · all groups · amounts in NAD"
    )
    assert savings["A3"].value == table.sentence
    assert [one.value for one in savings[5]] == [one.title for one in table.columns]
    assert savings.cell(len(table.rows) + 6, 2).value * 100 == pytest.approx(table.sums[1])
    (of_a_place, *_) = making.make(hub, "national", Span(place="NA-KH"), period="2026-H2")
    assert of_a_place.of.endswith("not over yet: as of 23 Nov 2026 · Khomas")
    lines = render(made, "csv").decode("utf-8-sig").splitlines()
    assert lines[0] == "table,row,figure,value"
    assert any(line.startswith("savings,Khomas,land,") for line in lines)
    assert "Together" in render(made, "table").decode()
    assert len(render(made, "json").splitlines()) == len(made)


def test_open_figures_are_a_sound_data_package(hub, tmp_path):
    """Frictionless itself reads it, and finds every table as it is described."""
    with hub.reading() as db:
        content = open_figures.make(db, hub.node, periods.period("2026-H1"))
        assert content == open_figures.make(db, hub.node, periods.period("2026-H1"))
    (tmp_path / "figures.zip").write_bytes(content)
    with zipfile.ZipFile(tmp_path / "figures.zip") as package:
        package.extractall(tmp_path)
    told = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert told.valid, told.flatten(["type", "message"])
    assert {one.name for one in told.tasks} == {
        "people", "savings", "loans", "arrears", "houses", "work",
    }  # fmt: skip
    # One group a region: nobody may work out another's figures, so all are told together.
    table = next(
        one for one in tables(hub, "national", "2026-H1").values() if one.table == "savings"
    )
    (row,) = csv.DictReader((tmp_path / "savings.csv").read_text("utf-8").splitlines())
    assert row["region"] == "other regions"
    assert Decimal(row["savings"]) * 100 == table.plain["sums"]["savings"]
    wrong = (tmp_path / "savings.csv").read_text("utf-8").replace(row["savings"], "much")
    (tmp_path / "savings.csv").write_text(wrong, "utf-8")
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


@pytest.mark.parametrize(
    ("sizes", "rows"),
    [
        ((5, 4, 3), [5, 4, 3]),
        ((5, 4, 2), [5, 6]),
        ((5, 1, 1), [7]),
        ((5, 2, 1), [5, 3]),
        ((3,), [3]),
    ],
)
def test_no_open_row_is_of_fewer_than_three_groups(sizes, rows):
    regions_ = tuple(
        Region(str(place), str(place), Figures(groups=many), Figures())
        for place, many in enumerate(sizes)
    )
    whole = Figures(groups=sum(sizes))
    told = open_figures.together(Country(periods.period("2026"), regions_, whole, Figures(), ()))
    assert [one.now.groups for one in told.regions] == rows
    with pytest.raises(Refusal):
        open_figures.together(Country(told.period, (), Figures(groups=2), Figures(), ()))


def test_a_package_says_nothing_of_the_day_before_it(hub, monkeypatch):
    """Books of a group that came after an earlier package was made would be the difference."""
    period = periods.period("2026-H1")
    with hub.reading() as db:
        before = open_figures.make(db, hub.node, period)
        country = regions.country(db, hub.node, period)
        grown = [replace(one, before=Figures(groups=one.before.groups)) for one in country.regions]
        other = replace(country, regions=tuple(grown))
        monkeypatch.setattr(open_figures, "country", lambda *_: other)
        assert open_figures.make(db, hub.node, period) == before
    with zipfile.ZipFile(io.BytesIO(before)) as package:
        for name in package.namelist():
            columns = package.read(name).decode().splitlines()[0]
            assert "growth" not in columns
            assert "_more" not in columns


def test_the_usual_period_is_the_last_that_is_over():
    assert national.usual_period("national", "2026-11-23").code == "2026-H1"
    assert national.usual_period("ministry", "2026-11-23").code == "2026-Q3"
    assert periods.period("2026-H1").kind == periods.HALF_YEAR


@pytest.mark.parametrize(
    ("name", "span", "period", "code"),
    [
        ("totals", Span(), "2026-13", "period-unclear"),
        ("totals", Span(place="NA-XX"), "", "place-code-unknown"),
        ("national", Span(place="NA-XX"), "", "place-code-unknown"),
        ("requests", Span(place="NA-KH"), "", "report-place-not"),
    ],
)
def test_what_cannot_be_made(hub, name, span, period, code):
    with pytest.raises(Refusal) as refused:
        tuple(making.make(hub, name, span, period=period))
    assert refused.value.code == code


def test_a_group_makes_none_of_them(group):
    for name, span, code in (
        ("national", Span(), "report-only-hub"),
        ("totals", Span(place="NA-KH"), "report-place-only-hub"),
        ("equity", Span(place="NA-KH"), "report-place-only-hub"),
    ):
        with pytest.raises(Refusal) as refused:
            tuple(making.make(group, name, span))
        assert refused.value.code == code
    assert plain(group, "totals", "2026-11")["groups"] == 1


@pytest.mark.engines
def test_both_engines_say_the_same(tmp_path):
    world = hub_with_money(tmp_path)
    savings = tables(world.hub, "national", "2026-Q4")["savings"]
    assert [(row[0], row[-2], row[-1]) for row in (*savings.rows, savings.sums)] == [
        ("Khomas", 160_050, 0),
        ("no region said", 77_700, 77_700),
        ("Together", 237_750, 77_700),
    ]
    trend = tables(world.hub, "national", "FY2027")["trend"].rows
    assert trend == (("2026-09", 160_050), ("2026-10", 160_050), ("2026-11", 237_750)), (
        "a month in which nothing moved ended, too; one to come did not"
    )
    assert [month for month, _ in tables(world.hub, "national", "2026-10")["trend"].rows] == [
        "2026-09", "2026-10",
    ]  # fmt: skip
    assert tables(world.hub, "national", "2026-Q1")["trend"].rows == ()
    movement = tables(world.hub, "ministry", "2026-Q4")["loan-movement"]
    assert movement.sums[1:] == (0, 30_000, 0, 0, 0, 30_000)
    found = {one["code"]: one for one in plain(world.hub, "indicators", "")["indicators"]}
    assert (found["women"]["numerator"], found["women"]["denominator"]) == (2, 4)
    assert plain(world.hub, "arrears", "2026-10")["outstanding"] == 30_000
    assert [one["members"] for one in plain(world.hub, "burden", "")["groups"]] == [2, 2]
    for store in (world.hub, *world.groups):
        store.close()

"""Reports at the hub: chosen on a page, looked at, saved; the same figures in every form."""

import csv
import io
import re
import zipfile

import pytest

from federation.commands.users import add_user
from federation.reports import making
from federation.web import create_app
from federation.web.shared.keeping import KEPT_MAX, Newest
from tests import factories as f

from .conftest import PIN, Browser
from .programs import PLACED, hub_with_money

pytestmark = pytest.mark.xdist_group("reports-pages")  # one worker makes its hub


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    made = hub_with_money(tmp_path_factory.mktemp("reports"))
    add_user(made.hub, "Rosa", "staff", PIN)
    yield made
    for store in (made.hub, *made.groups):
        store.close()


@pytest.fixture(scope="module")
def app(world):
    made = create_app(world.hub.node)
    yield made
    made.extensions["federation"].close()


@pytest.fixture(scope="module")
def rosa(app):
    return Browser(app).log_in("Rosa")


def links(page):
    return [one.replace("&amp;", "&") for one in re.findall(r'href="(/reports/[^"]+)"', page.text)]


def test_what_is_chosen_stands_in_every_link(rosa):
    page = rosa.get("/reports")
    assert "1 Jan 2026 to 30 Jun 2026" in page.text  # the last half-year that is over
    assert f'value="{PLACED}"' in page.text
    chosen = rosa.get(f"/reports?period=2026-Q4&place={PLACED}")
    assert re.search(r'value="2026-Q4" selected', chosen.text)
    found = links(chosen)
    assert len(found) == 11 * 4 + 2
    assert all("period=2026-Q4" in one for one in found)
    assert sum(f"place={PLACED}" in one for one in found) == 8 * 4 + 1
    assert rosa.get("/").text.split("<main")[1].count('href="/reports"') == 1


def test_every_link_leads_to_what_it_says(rosa):
    heads = {"pdf": b"%PDF-", "xlsx": b"PK", "csv": b"\xef\xbb\xbf"}
    for address in links(rosa.get("/reports?period=2026-H2")):
        if address.endswith("as=pdf") and "national" not in address:
            continue  # one is enough: typesetting takes its time
        answer = rosa.get(address)
        if address.startswith("/reports/figures.zip"):
            assert answer.status_code == 422  # two groups are too few
            assert "at least 3 groups" in answer.text
            continue
        assert answer.status_code == 200, address
        form = re.search(r"as=(\w+)", address)
        if form:
            assert answer.data.startswith(heads[form[1]]), address
            assert f"{form[1]}" in answer.headers["Content-Disposition"]
        assert b"Ndapewa" not in answer.data


def test_a_report_on_its_page(rosa):
    page = rosa.get(f"/reports/national?period=2026-H2&place={PLACED}")
    assert "Savings by what they are for" in page.text
    assert "What members had saved on the last day" in page.text
    assert page.text.count('<svg class="chart"') == 1, "one place is no bar chart: only the year"
    assert page.text.count('class="beside"') == 1, "the year's table stands beside its chart"
    everywhere = rosa.get("/reports/national?period=2026-H2").text
    assert everywhere.count('<svg class="chart"') >= 3
    assert "not over yet: as of" in everywhere
    assert "1 600.50" in page.text.replace("\u202f", " ").replace("\xa0", " ")
    assert f"/reports?period=2026-H2&amp;place={PLACED}" in page.text


def test_everything_in_one_file(rosa):
    with zipfile.ZipFile(
        io.BytesIO(rosa.get("/reports/everything.zip?period=2026-H2").data)
    ) as kept:
        names = kept.namelist()
        rows = list(
            csv.DictReader(io.StringIO(kept.read("national-savings.csv").decode("utf-8-sig")))
        )
        totals = list(csv.DictReader(io.StringIO(kept.read("totals.csv").decode("utf-8-sig"))))
    assert {"totals.csv", "arrears.csv", "requests.csv", "national-people.csv"} <= set(names)
    assert "ministry-loan-movement.csv" in names
    assert sum(float(one["savings"]) for one in rows) == float(totals[0]["savings"]) == 2377.5


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/reports?period=2026-13", 422, "is no period"),
        ("/reports?place=NA-XX", 404, "No place here has the code"),
        ("/reports/national?place=NA-XX", 404, "No place here has the code"),
        ("/reports/members", 404, "page"),
        ("/reports/nothing", 404, "page"),
        ("/reports/requests?place=NA-KH", 422, "is not made for one place"),
    ],
)
def test_what_is_wrong_is_said(rosa, path, status, words):
    answer = rosa.get(path)
    assert answer.status_code == status
    assert words in answer.text


def test_only_staff(world, app):
    add_user(world.hub, "Ada", "admin", PIN)
    assert Browser(app).log_in("Ada").get("/reports").status_code == 200
    assert Browser(app).get("/reports").status_code == 303


def test_what_was_reckoned_is_kept_until_something_comes_in(world, rosa, monkeypatch):
    real, made = making.make, []

    def counted(*given, **more):
        made.append(given[1])
        return real(*given, **more)

    monkeypatch.setattr(making, "make", counted)
    address = "/reports/totals?period=FY2027&as=csv"
    first = rosa.get(address).data
    assert rosa.get(address).data == first
    assert rosa.get("/reports/totals?period=FY2027").status_code == 200
    assert made == ["totals"]
    f.enter(world.groups[1], ("savings", 4_400, 1))
    world.carry_to_hub()
    assert rosa.get(address).data != first
    assert made == ["totals"] * 2


def test_only_so_much_is_kept():
    kept = Newest()
    made = [kept.get(number, lambda number=number: number) for number in range(KEPT_MAX + 1)]
    assert made == [*range(KEPT_MAX + 1)]
    assert kept.get(1, lambda: "again") == 1
    assert kept.get(0, lambda: "again") == "again"

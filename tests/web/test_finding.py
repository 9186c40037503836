"""One field that finds: members at their group alone, requests and places everywhere."""

import re
from datetime import timedelta
from urllib.parse import quote, unquote, urlsplit

import pytest

from federation.commands.deed import perform
from federation.commands.repairs import ReportRepair, report_repair
from federation.node import open_node
from federation.web import create_app
from tests import factories
from tests.bench import bench_hub, furnished
from tests.bench import big_federation as big

from . import portals
from .conftest import Browser
from .test_group import REQUEST

NASTY = (
    "a\r\nSet-Cookie: x=1",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "100%&find=b#c",
    "=1+1",
    'x" onfocus="y',
    "ǃNamiǂnus 12 %41",
    "'; DROP TABLE member; --",
)


def hits(page):
    """What was found: the words of each link, by its address."""
    found = re.findall(r'<a class="found" href="([^"]+)"><b>(.*?)</b>', page.text)
    return dict(found)


def find(browser, typed):
    page = browser.get(f"/find?find={quote(typed, safe='')}")
    assert page.status_code == 200
    return hits(page)


@pytest.fixture
def books(treasurer, store):
    """Three members with telephones, loan 1, a request and a profile."""
    for name, phone in (
        ("ǃNamiǂnus Maria", "0811234567"),
        ("Moses ǁGaroëb", "+264 85 765 4321"),
        ("Ndapewa Shikongo", ""),
    ):
        treasurer.done("/members/new", name=name, phone=phone)
    factories.enter(store, ("savings", 50_000, 1))
    factories.lend(store, 2, 10_000)
    treasurer.done("/requests/new", **REQUEST)
    treasurer.done("/profiles/new", settlement="ǁKaras", status="planned")
    return treasurer


def test_a_member_is_found_in_any_spelling_by_number_and_by_telephone(books):
    maria, moses = ("/members/1", "ǃNamiǂnus Maria"), ("/members/2", "Moses ǁGaroëb")
    for typed in ("!Nami≠nus", "ǃnami#nus", "naminus", "maria !nami", "4567", "081 123 4567"):
        assert list(find(books, typed).items()) == [maria], typed
    for typed in ("//Garoeb", "||Garoëb", "garoeb", "4321"):
        assert list(find(books, typed).items()) == [moses], typed
    assert list(find(books, "no. 3")) == ["/members/3"]


def test_a_loan_a_request_and_a_settlement_are_found(books):
    assert find(books, "loan 1") == {"/loans/1": "loan 1"}
    assert list(find(books, "1"))[:2] == ["/members/1", "/loans/1"]
    (request,) = find(books, "toilets block")
    assert request.startswith("/requests/")
    assert request in find(books, "havana")
    assert find(books, "//karas") == {"/profiles/1": "ǁKaras"}


def test_what_is_not_there_says_what_to_try(books):
    page = books.get("/find?find=Qqqq")
    assert not hits(page)
    assert "Nothing here is called “Qqqq”." in page.text
    assert "the last four digits of a telephone" in page.text
    assert "Type a letter or a number." in books.get("/find?find=%E2%80%8B").text
    assert "You can type" in books.get("/find").text


def test_who_left_is_found_and_who_was_forgotten_is_not(books, store):
    with store.writing() as db:
        db.execute_sql("UPDATE member SET name = '', folded = '', phone = '' WHERE member = 3")
    assert find(books, "Shikongo") == {}


@pytest.mark.usefixtures("books")
def test_a_collector_and_a_stranger_find_nothing(app):
    collector = Browser(app).log_in("Collector")
    assert collector.get("/find?find=Maria").status_code == 403
    assert 'href="/find"' not in collector.get("/").text
    assert Browser(app).get("/find?find=Maria").status_code == 303


@pytest.mark.parametrize("typed", NASTY)
def test_what_is_typed_is_only_ever_text(books, typed):
    """In the page, in the address of the login that comes first, in every header."""
    page = books.get(f"/find?find={quote(typed, safe='')}")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert 'onfocus="' not in page.text
    assert "Set-Cookie" not in page.headers
    sent = re.search(r'name="find" type="search" value="([^"]*)"', page.text)[1]
    assert not set("\r\n<>") & set(sent)
    turned_away = Browser(books.client.application).get(f"/find?find={quote(typed, safe='')}")
    where = turned_away.headers["Location"]
    assert "\r" not in where
    assert "\n" not in where
    assert unquote(unquote(urlsplit(where).query)).endswith(f"/find?find={typed}")


@pytest.mark.parametrize("name", ["ǃNamiǂnus //x", "../a\\b", '=cmd|"x"!A0', "Ü;.exe", "CON"])
def test_such_names_are_safe_in_files(books, name):
    """A member is called so, and asked for: the spreadsheet, its file name, her paper's name."""
    books.done("/members/new", name=name)
    (address,) = [one for one, said in find(books, name).items() if one == "/members/4"]
    assert books.get(address).status_code == 200
    for path in (f"/papers{address}/statement?as=pdf", "/spreadsheets/books.xlsx"):
        sent = books.get(path).headers["Content-Disposition"]
        named = re.search(r'filename="?([^";]+)"?(;|$)', sent)[1]
        assert re.fullmatch(r"[\w .+-]+", named), sent
        assert not {"/", "\\", "\r", "\n", "\u202e"} & set(unquote(sent))
        assert ".." not in unquote(sent)


def test_a_hub_finds_groups_requests_and_places_and_no_member(tmp_path):
    hub = big.card_of(big.make_hub(tmp_path / "hub", 4))
    (tmp_path / "in").mkdir()
    for number in range(1, 5):
        writer = big.make_writer(1, number, big.LAST_SUNDAY - timedelta(weeks=8))
        big.write(writer, hub, 8, big.MEMBERS, tmp_path / "in")
    bench_hub.take(tmp_path)
    bench_hub.furnish(tmp_path, years=1)
    app = create_app(open_node(tmp_path / "hub"))
    store = app.extensions["federation"]
    with store.reading() as db:
        ((member,),) = db.execute_sql("SELECT name FROM member WHERE name <> '' LIMIT 1").fetchall()
        ((title,),) = db.execute_sql("SELECT title FROM request LIMIT 1").fetchall()
    rosa = Browser(app).log_in("Rosa", furnished.PIN)
    assert find(rosa, "G0002") == {"/groups/G0002": find(rosa, "g0002")["/groups/G0002"]}
    assert any(one.startswith("/requests/") for one in find(rosa, title))
    assert "/places/NA-KH-S-HAVANA" in find(rosa, "Havana")
    assert "/requests?settlement=Okuryangava" in find(rosa, "okuryangava")
    page = rosa.get(f"/find?find={quote(member)}")
    assert not hits(page)
    assert "Members are not searched here." in page.text
    store.close()


def test_a_city_finds_what_is_asked_and_where_and_nobody(tmp_path):
    portals.build(tmp_path, 7)
    app = create_app(open_node(tmp_path / "city"))
    official = Browser(app).log_in("Official")
    order = ReportRepair(service="light-out", channel="phone", place="ǁGaroëb, by the clinic")
    perform(app.extensions["federation"], order, report_repair)
    assert "ǁGaroëb" in find(official, "//garoeb").values()
    assert any(one.startswith("/requests/") for one in find(official, "//Garoeb"))
    assert any(one.startswith("/repairs/") for one in find(official, "garoeb clinic"))
    assert any(one.startswith("/requests/") for one in find(official, "Ehangano"))
    assert find(official, "Ndapewa") == find(official, "Shikongo") == {}
    assert Browser(app).log_in("Reader").get("/find?find=havana").status_code == 200
    app.extensions["federation"].close()

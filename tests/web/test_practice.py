"""Practice in a browser: marked on every page, apart from the real books, never left unseen."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from federation import i18n
from federation.commands.users import remove_user
from federation.node import open_node
from federation.store import local, open_store
from federation.store.queries import books
from tests.house import ROOT, product

from .conftest import Browser, forms_of

AWAY = "/settings/practice"
# Addresses in a page; those without a slash at the start stay where they are.
LINKS = re.compile(r'(?:href|src|action|data-keep)="(/[^"]*)"')


@pytest.fixture
def begun(treasurer):
    treasurer.done("/members/new", name="Ndapewa", member="1")
    answer = treasurer.send(AWAY, action=AWAY)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/practice/"
    return treasurer


@pytest.fixture
def player(app, begun):  # noqa: ARG001 - the copy is there
    there = Browser(app)
    assert there.get("/practice/").headers["Location"] == "/practice/login?next=/"
    assert (
        there.send("/practice/login?next=/", name="Treasurer", pin="1111").headers["Location"]
        == "/practice/"
    )
    return there


def log_everybody_out(browser):
    copy = open_store(open_node(store_of(browser).node.practice_folder))
    with copy.writing() as db:
        local.end_all_sessions(db)
    copy.close()


def store_of(browser):
    return browser.client.application.extensions["federation"]


def people(store):
    with store.reading() as db:
        return len(books.members(db, books.book_of(db, store.node.settings.node_id)))


def test_every_page_is_marked_and_leads_to_pages_of_the_copy(player):
    """A crawl: no link, form or file of a practice page is the real books', but the one way out."""
    seen, waiting = set(), ["/practice/"]
    while waiting:
        path = waiting.pop()
        if path in seen or "/static/" in path or len(seen) > 60:
            continue
        seen.add(path)
        page = player.get(path)
        if page.mimetype != "text/html" or page.status_code in (303, 404):
            continue
        assert "PRACTICE – not the real books" in page.text, path
        assert "<title>PRACTICE ·" in page.text, path
        links = set(LINKS.findall(page.text)) - {AWAY}
        assert [one for one in links if not one.startswith("/practice/")] == [], path
        waiting += sorted(urlsplit(one).path for one in links if not one.endswith("/logout"))
    assert len(seen) > 20
    style = next(one for one in LINKS.findall(player.get("/practice/").text) if "site.css" in one)
    assert player.get(style).mimetype == "text/css"


def test_papers_say_it_in_their_own_words(player, begun):
    assert "PRACTICE – not the real books · Natangwe" in player.get("/practice/papers/wall").text
    assert "PRACTICE" not in begun.get("/papers/wall").text


def test_the_real_pages_are_not_marked(begun):
    assert "practising" not in begun.get("/").text
    assert "PRACTICE" not in begun.get("/members").text


def test_what_is_entered_there_is_not_in_the_real_books(player, store):
    page = player.done("/practice/members/new", name="Nobody real", member="2")
    assert "Nobody real" in page.text
    assert "not the real books" in page.text
    assert people(store) == 1


def test_a_whole_step_of_a_meeting_stays_in_the_copy(player, store):
    player.done("/practice/meeting")
    player.done("/practice/meetings/1/attendance", button="rest")
    sheet = "/practice/meetings/1/savings"
    player.done(sheet, **{"savings:general:1": "20", "button": "confirm"})
    assert "20.00" in player.get(sheet).text
    with store.reading() as db:
        assert books.open_meeting(db, books.book_of(db, store.node.settings.node_id)) is None


def test_a_login_counts_on_its_own_side_only(begun, player):
    cookies = {one.key: one.path for one in player.client._cookies.values()}
    assert len(cookies) == 1
    assert next(iter(cookies)).endswith("_practice")
    assert set(cookies.values()) == {"/practice"}
    assert player.client.get("/", headers={"Host": "127.0.0.1"}).status_code == 303
    assert begun.client.get("/practice/", headers={"Host": "127.0.0.1"}).status_code == 303
    # A form that was open when the login ended comes back below /practice, with its words.
    goal, data = player.filled("/practice/members/new", {"name": "Selma"})
    assert goal == "/practice/members/new"
    log_everybody_out(begun)
    asked = player.post(goal, data)
    assert asked.status_code == 403
    again = next(one for one in forms_of(asked) if "log_in_here" in dict(one.fields))
    assert again.action == goal
    told = {**dict(again.fields), "name": "Treasurer", "pin": "1111"}
    shown = player.post(again.action, told)
    assert "what you typed is still here" in shown.text
    assert 'value="Selma"' in shown.text


def test_begun_again_and_ended(app, begun, player, store):
    player.done("/practice/members/new", name="Nobody real", member="2")
    begun.done("/members/new", name="Selma", member="2")
    assert begun.send(AWAY, action=AWAY).status_code == 303
    assert player.get("/practice/").headers["Location"] == "/practice/login?next=/"
    again = Browser(app)
    again.send("/practice/login?next=/", name="Treasurer", pin="1111")
    listed = again.get("/practice/members").text
    assert "Selma" in listed
    assert "Nobody real" not in listed
    goal, data = again.filled("/practice/members/new", {"name": "Too late"})
    page = begun.done(AWAY, action="/end")
    assert "thrown away" in page.text
    assert not store.node.practice_folder.exists()
    spoken = i18n._others.get()
    late = begun.post(goal, data)
    assert late.status_code == 422
    assert i18n._others.get() is spoken  # a page was looked at within: both let go of their words
    assert "no practice copy here now" in late.text
    assert "no practice copy here now" in begun.get("/practice/members").text
    assert people(store) == 2


def test_whoever_may_no_longer_log_in_cannot_look_at_the_copy(player, store):
    remove_user(store, 3)
    assert player.get("/practice/").headers["Location"].startswith("/login")


def test_exchange_says_that_practice_is_never_sent(player):
    page = player.get("/practice/exchange")
    assert "Practice is never sent" in page.text
    assert len(forms_of(page)) == 2  # the log-out, and out of the tour
    form = dict(forms_of(page)[0].fields)
    token = {"form_token": "0" * 20, **form}
    answer = player.post("/practice/exchange/write", token)
    assert answer.status_code == 422
    assert "never sent" in answer.text
    assert "never sent" in player.get("/practice/exchange/card").text
    assert "practice copy itself" in player.get("/practice/settings/practice").text


def test_only_officers_begin_it(app, stranger):
    collector = Browser(app).log_in("Collector")
    assert collector.get(AWAY).status_code == 403
    assert "An officer can begin it" in collector.get("/practice/").text
    assert stranger.get("/practice/").status_code == 303
    assert "Practise first" in Browser(app).log_in("Chair").get("/").text


def test_the_application_of_the_copy_is_made_when_it_is_opened(app, begun):
    mount = app.extensions["practice"]
    assert mount.copy is None
    begun.get("/practice/login")
    first = mount.copy
    begun.get("/practice/login")
    assert mount.copy is first
    assert first.extensions["federation"].db.is_closed()


def test_no_page_and_no_view_speaks_of_an_address_from_the_root():
    """Below `/practice` such an address would lead into the real books, unseen."""
    wrong = re.compile(r"""(?:href|action|src)="/|redirect\(\s*(?:request\.|f?"/)|data-\w+="/""")
    pages = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static").rglob("*.js")]
    views = [source.path for source in product() if "/web/" in source.name]
    told = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in map(Path, [*pages, *views])
        for found in wrong.finditer(path.read_text("utf-8"))
        if not found[0].endswith("request.") or "script_root" not in path.read_text("utf-8")
    ]
    assert told == []

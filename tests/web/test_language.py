"""Languages of pages: chosen before the login or after it, and of a member's papers."""

import re
from collections.abc import Mapping

import pytest
from flask import Flask

from federation import assets, catalogues, i18n
from federation.catalogues import NO_WORDS, Translated
from federation.commands import members as orders
from federation.commands.deed import Decision, Desk, Order, perform
from federation.commands.users import find_user
from federation.i18n import use_language
from federation.papers import members, slips
from federation.papers.laying import lay
from federation.papers.paper import Slips
from federation.store import Store, local
from tests import factories as f

from .conftest import Browser

SWAHILI = {
    "Log in": "Ingia",
    "Members": "Wanachama",
    "Savings": "Akiba",
    "Receipt": "Risiti",
    "Saved": "Ameweka <b>",
    "In the bank": "Benki",
}
PORTUGUESE = {
    "Receipt": "Recibo",
    "Savings": "Poupança",
    "Savings book": "Caderneta",
    "Loan of %(money)s for %(name)s": "Empréstimo de %(money)s para %(name)s",
}


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few words of two languages, of which one is confirmed."""
    told = {
        "sw": {key: Translated((value,)) for key, value in SWAHILI.items()},
        "pt": {key: Translated((value,), is_confirmed=True) for key, value in PORTUGUESE.items()},
    }

    def shipped(code: str) -> Mapping[str, Translated]:
        return told.get(code, NO_WORDS)

    monkeypatch.setattr(catalogues, "shipped", shipped)


def chosen(browser: Browser, code: str) -> None:
    answer = browser.send("/language?next=/login", code=code)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/login"


def test_the_login_page_speaks_what_was_chosen_at_this_browser(app: Flask) -> None:
    one, other = Browser(app), Browser(app)
    chosen(one, "sw")
    page = one.get("/login").text
    assert '<html lang="sw">' in page
    assert "Ingia" in page
    assert '<html lang="en">' in other.get("/login").text


def test_a_person_is_spoken_to_in_her_language_on_every_phone(app: Flask) -> None:
    hers = Browser(app).log_in()
    chosen(hers, "sw")
    assert "Wanachama" in hers.get("/").text
    there = Browser(app).log_in()
    assert "Wanachama" in there.get("/").text
    somebody = Browser(app).log_in("Secretary")
    assert '<html lang="en">' in somebody.get("/").text
    store: Store = app.extensions["federation"]
    with store.reading() as db:
        assert local.language(db, find_user(store, "Treasurer").id) == "sw"
    chosen(hers, "en")
    assert '<html lang="en">' in there.get("/").text


def test_a_phone_that_spoke_one_language_speaks_the_next_persons(app: Flask) -> None:
    phone = Browser(app)
    chosen(phone, "sw")
    phone.log_in("Secretary")
    assert '<html lang="en">' in phone.get("/").text


@pytest.mark.parametrize("code", ["xx", "", "../en", "ng", "en\r\nX: y"])
def test_what_is_no_language_with_words_is_nothing(app: Flask, code: str) -> None:
    browser = Browser(app)
    chosen(browser, "sw")
    chosen(browser, code)
    assert '<html lang="en">' in browser.get("/login").text


@pytest.mark.parametrize("told", ["xx", "ng", "<b>", "en; Path=/"])
def test_a_cookie_that_somebody_wrote_is_nothing(app: Flask, told: str) -> None:
    answer = Browser(app).get("/login", Cookie=f"language={told}")
    assert '<html lang="en">' in answer.text


def test_it_leads_back_to_this_machine_only(app: Flask) -> None:
    answer = Browser(app).send("/language?next=//elsewhere.example/", code="sw")
    assert answer.headers["Location"] == "/"


def test_words_that_no_speaker_confirmed_are_named_so(app: Flask) -> None:
    browser = Browser(app).log_in()
    page = browser.get("/language").text
    assert "No speaker has confirmed the words yet." in page
    assert "Every word was confirmed by a speaker." in page
    assert f"6 of {len(catalogues.terms()):,}".replace(",", "\u202f") in page
    assert "Oshindonga, Oshikwanyama" in page
    confirm = "No speaker has confirmed all of these words yet."
    assert confirm not in browser.get("/").text
    chosen(browser, "sw")
    assert confirm in browser.get("/").text
    chosen(browser, "pt")
    assert confirm not in browser.get("/").text


def test_words_are_text_and_never_markup(app: Flask) -> None:
    browser = Browser(app).log_in()
    f.admit(app.extensions["federation"], "Anna")
    chosen(browser, "sw")
    page = browser.get("/members/1").text
    assert "Ameweka &lt;b&gt;" in page
    assert "Ameweka <b>" not in page


def test_what_is_written_for_good_is_in_the_groups_language(group: Store) -> None:
    heard = []

    def decide(_desk: Desk, _order: Order) -> Decision:
        heard.append(i18n.gettext("Loan of %(money)s for %(name)s"))
        return [], {}

    with use_language("pt"):
        perform(group, Order(), decide)
    assert heard == ["Loan of %(money)s for %(name)s"]


def test_a_members_papers_are_in_her_language(treasurer: Browser, store: Store) -> None:
    for name in ("Anna", "Beata"):
        f.admit(store, name)
    treasurer.done("/members/2/change", slip_language="pt")
    f.enter(store, ("savings", 120_050, 1), ("savings", 120_050, 2))
    page = treasurer.get("/papers/members/2/passbook").text
    assert "Caderneta" in page
    assert "1\u202f200,50" in page
    assert "Savings book" in treasurer.get("/papers/members/1/passbook").text
    with store.reading() as db:
        seq = int(next(iter(db.execute_sql("SELECT max(seq) FROM entry")))[0])
        (both,) = slips.of_entry(db, store.node, seq).blocks
        assert isinstance(both, Slips)
        assert [(one.title, one.language) for one in both.slips] == [
            ("Recibo", "pt"),
            ("Receipt", "en"),
        ]
        laid = lay(slips.of_entry(db, store.node, seq))["blocks"][0]["slips"]
        assert [one["total"]["shown"][-5:] for one in laid] == ["00,50", "00.50"]
        assert lay(members.statement(db, store.node, 2))["language"] == "pt"


def test_a_language_without_words_leaves_her_papers_as_they_are(
    treasurer: Browser, store: Store
) -> None:
    f.admit(store, "Anna")
    treasurer.done("/members/1/change", slip_language="hz")
    assert "Savings book" in treasurer.get("/papers/members/1/passbook").text


def test_her_language_is_forgotten_with_her(treasurer: Browser, store: Store) -> None:
    f.admit(store, "Anna")
    treasurer.done("/members/1/change", slip_language="pt")
    with store.reading() as db:
        assert [*db.execute_sql("SELECT slip_language FROM member")] == [("pt",)]
    perform(store, orders.LetMemberLeave(member=1, day=f.DAY), orders.let_member_leave)
    perform(store, orders.ForgetMember(member=1, day=f.DAY), orders.forget_member)
    with store.reading() as db:
        assert [*db.execute_sql("SELECT slip_language FROM member")] == [("",)]


def test_no_attribute_stands_between_apostrophes() -> None:
    """Words are escaped but for the apostrophe (`pages`)."""
    wrong = [
        path.name
        for path in sorted(assets.folder("templates").rglob("*.html"))
        if re.search(r"='[^'\"]*\{\{", path.read_text("utf-8"))
    ]
    assert not wrong

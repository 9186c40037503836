"""Send and receive by browser: enrolled by digits, a file out, an answer back."""

import re

import pytest

from federation.commands.deed import perform
from federation.commands.requests import GiveAnswer, give_answer
from federation.store import letters, open_store
from federation.store.queries import requests as asked
from sync.enrolment import enrol_card, own_card
from sync.export import export
from sync.founding import found
from sync.intake import take_in_bytes

from .test_group import REQUEST


@pytest.fixture
def hub(tmp_path, clock):
    opened = open_store(found(tmp_path / "hub", role="hub", name="Federation", clock=clock).node)
    yield opened
    opened.close()


def bring(browser, name, content, **told):
    goal, data = browser.filled("/exchange", told, action="take")
    return browser.upload(goal, data, ("files", name, content)).text


def replies(hub):
    return [one.file.read_bytes() for one in export(hub, to="all")]


def test_there_and_back(treasurer, store, hub):
    assert "does not belong" in treasurer.get("/").text
    card = treasurer.get("/exchange/card").data
    charter = enrol_card(hub, card, confirm=own_card(store.node).digits)
    content = charter.file.read_bytes()

    page = bring(treasurer, "charter.sgc", content)
    assert "30 digits" in page
    assert "not taken" in page
    page = bring(treasurer, "charter.sgc", content, confirm=charter.digits.replace(" ", ""))
    assert "taken in" in page
    assert "Federation" in page

    treasurer.done("/members/new", name="Ndapewa Shikongo")
    treasurer.done("/requests/new", **{**REQUEST, "offer_savings": ""})
    assert "2 entries not sent" in treasurer.get("/").text
    page = treasurer.send("/exchange", action="write")
    assert page.status_code == 200
    files = re.findall(r'href="(/exchange/files/[^"]+)"[^>]*>(?:<svg.*?</svg>)? Save', page.text)
    assert len(files) == 2
    told = page.text.split("What became of your files")[0]
    assert len(re.findall(r'class="code whole">[0-9A-Z]{4}-', told)) == 2
    for address in files:
        saved = treasurer.get(address)
        assert "attachment" in saved.headers["Content-Disposition"]
        assert b"Ndapewa" not in saved.data
        (outcome,) = take_in_bytes(hub, address, saved.data)
        assert outcome.outcome == "applied"
    assert "under way" in treasurer.get("/").text
    assert treasurer.get("/exchange/files/..%2fnode.db").status_code == 404
    assert treasurer.get("/exchange/files/node.db").status_code == 404

    with hub.reading() as db:
        (view,) = asked.requests(db)
    order = GiveAnswer(
        request=view.request,
        day="2026-11-22",
        verb="commit",
        text="Four toilets",
        department="Infrastructure",
        by="2027-06-30",
        amount=300000,
        budget_line="C-114",
        on_paper=True,
        post="Section Engineer",
    )
    perform(hub, order, give_answer)
    (reply,) = replies(hub)
    page = bring(treasurer, "reply.bin", reply)
    assert "Four toilets" in page
    assert "1 new" in page
    assert "was here already" in bring(treasurer, "again.bin", reply)
    assert "not taken" in bring(treasurer, "half.bin", reply[: len(reply) // 2])
    assert "The office has everything" in treasurer.get("/").text
    home = treasurer.get("/").text
    assert "The city promises" in home
    page = treasurer.get(f"/requests/{view.request}").text
    for told in ("Four toilets", "30 Jun 2027", "C-114", "Section Engineer", "3\u202f000.00"):
        assert told in page


def test_nothing_chosen(treasurer):
    page = treasurer.send("/exchange", action="take")
    assert page.status_code == 422
    assert "Choose the files" in page.text


def test_before_a_charter_nothing_is_written(treasurer):
    goal, data = treasurer.filled("/exchange", {}, action="take")
    page = treasurer.post("/exchange/write", {**data, "confirm": ""})
    assert page.status_code in (409, 422)
    assert goal.endswith("take")


@pytest.mark.parametrize(
    "facts", ["[1]", "no facts", '{"first":"<b>","x":1.5}', "[" * 1900, '{"name":"\\ud800"}']
)
def test_whatever_a_partner_says_of_our_files_the_page_is_shown(treasurer, store, hub, facts):
    charter = enrol_card(
        hub, treasurer.get("/exchange/card").data, confirm=own_card(store.node).digits
    )
    digits = charter.digits.replace(" ", "")
    bring(treasurer, "charter.sgc", charter.file.read_bytes(), confirm=digits)
    treasurer.done("/members/new", name="Ndapewa Shikongo")
    treasurer.send("/exchange", action="write")
    with store.writing() as db:
        (out,) = letters.outs(db)
        told = (out.short_code, "refused", "stream-gap", facts, store.node.now())
        letters.note_heard(db, out.partner, *told)
    page = treasurer.get("/exchange")
    assert page.status_code == 200
    assert "(stream-gap)" in page.text

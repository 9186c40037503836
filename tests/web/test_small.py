"""What a page says back: in her currency, by field, by name; and a nought too many."""

import ast
import re

import pytest

from federation.commands.users import add_user
from federation.core.refusals import refuse
from federation.i18n import say
from federation.sentences import WORDS
from federation.store.queries import books
from federation.store.queries.usual import largest_lately
from federation.web import create_app
from federation.web.here import named
from sync.founding import found
from tests.house import ROOT, product

from .conftest import Browser, forms_of, sentences
from .setting_up import begins


def box(store):
    with store.reading() as db:
        return books.pots(db, books.book_of(db, store.node.settings.node_id)).cash


@pytest.fixture
def meeting(treasurer):
    for name in ("Ndapewa", "Selma"):
        treasurer.done("/members/new", name=name)
    treasurer.done("/meeting")
    return treasurer


def save(browser, **amounts):
    told = {f"savings:general:{name[1:]}": amount for name, amount in amounts.items()}
    return browser.send("/meetings/1/savings", button="confirm", **told)


# Currency


def test_amounts_are_written_in_the_node_s_own_currency(tmp_path, clock):
    node = found(tmp_path / "g2", role="group", name="Euro", currency="EUR", clock=clock).node
    app = create_app(node)
    add_user(app.extensions["federation"], "Anna", "treasurer", "4711")
    anna = Browser(app).log_in("Anna")
    anna.done("/members/new", name="Ndapewa")
    begins(anna, begin="now")
    anna.done("/meeting")
    ways = ("/meetings/1/savings", "/meetings/1/count", "/members/1/withdraw", "/styleguide")
    for path in (*ways, "/setup/box", "/setup/savings", "/setup/social"):
        page = anna.get(path).text
        assert 'aria-hidden="true">€</span>' in page, path
        assert 'data-sign="€"' in page, path
        assert "N$" not in page, path
    assert "How many € for each € 100 lent?" in anna.get("/setup/interest").text
    app.extensions["federation"].close()


def test_the_script_knows_no_currency():
    assert "N$" not in (ROOT / "static/js/site.js").read_text("utf-8")


# Empty fields


def test_an_empty_field_says_what_belongs_there(meeting):
    page = meeting.send("/requests/new")
    told = [
        "Choose what is asked for.",
        "Say in one line what is asked.",
        "Write how many households ask.",
        "Write in which settlement.",
    ]
    assert sorted(sentences(page)) == told
    assert all(page.text.count(one) == 2 for one in told)  # above the form, and beside the field


def required():
    """Fields of forms that must not be empty, read from the schemas' source."""
    for source in product():
        if not source.name.startswith("federation/schemas/"):
            continue
        if "/api_" in source.name:  # what programs are told, nobody fills in
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Call):
                words = {one.arg: one.value for one in node.value.keywords}
                if isinstance(words.get("required"), ast.Constant):
                    yield source.name, node.target.id


def test_every_field_that_must_be_filled_in_has_its_words():
    lacking = {f"{where}: missing {name}" for where, name in required()}
    lacking = {one for one in lacking if one.split(": ")[1] not in WORDS}
    assert lacking == set(), "give them a line in federation/sentences/missing.py"


# Words for pots and people


def test_a_sentence_says_the_box(meeting):
    page = meeting.send("/members/1/withdraw", amount="5")
    assert "too little in the box." in sentences(page)[0]
    assert "cash" not in sentences(page)[0]


def test_a_repayment_too_high_names_the_member(meeting):
    with meeting.client.application.test_request_context():
        told = say(named(refuse("loan-overpaid", loan=1, member=2, over_minor=100)))
        nobody = say(named(refuse("loan-overpaid", loan=1, member=9, over_minor=100)))
    assert "1.00 more than member Selma (2) still owes on loan 1." in told
    assert "more than member 9 still owes" in nobody


def test_a_number_that_is_taken_stays_a_number(meeting):
    page = meeting.send("/members/new", name="Ester", member="2")
    assert sentences(page)[0].startswith("Another member already has number 2.")


# Far above the usual


def test_a_nought_too_many_is_asked_about_once(meeting, store):
    save(meeting, m1="50", m2="20")
    assert box(store) == 7000
    asked = save(meeting, m1="500", m2="20")
    assert asked.status_code == 422
    assert "Is that right?" in asked.text
    assert "Yes, N$\u202f500.00" in asked.text
    assert "Ndapewa" in asked.text
    assert "the most of late was N$\u202f50.00" in asked.text
    assert box(store) == 7000
    form = next(one for one in forms_of(asked) if one.action != "/logout")
    assert form.buttons == [("sure", "50000"), ("sure", "change")]
    # To be changed: the sheet again, as it was typed; nothing is entered.
    again = meeting.post(form.action, {**dict(form.fields), "sure": "change"})
    assert 'value="500"' in again.text
    assert box(store) == 7000
    # Sure of another amount is not sure of this one.
    assert meeting.post(form.action, {**dict(form.fields), "sure": "5000"}).status_code == 422
    done = meeting.post(form.action, {**dict(form.fields), "sure": "50000"})
    assert done.status_code == 303
    assert box(store) == 59000
    # Now it is usual; and the same form twice is one deed.
    assert meeting.post(form.action, {**dict(form.fields), "sure": "50000"}).status_code == 303
    assert box(store) == 59000
    assert save(meeting, m2="600").status_code == 303


def test_less_than_ten_times_and_the_first_of_its_kind_are_not_asked_about(meeting):
    assert save(meeting, m1="50").status_code == 303
    assert save(meeting, m1="499.99").status_code == 303
    answer = meeting.send(
        "/meetings/1/social", button="confirm", **{"social_contribution::1": "9999"}
    )
    assert answer.status_code == 303


def test_a_form_of_one_amount_is_asked_about_with_its_words_kept(meeting, store):
    meeting.done("/meetings/1/fines", "charge", member="1", amount="5", note="late")
    asked = meeting.send("/meetings/1/fines", "charge", member="2", amount="50", note="<noise>")
    form = next(one for one in forms_of(asked) if one.action != "/logout")
    assert dict(form.fields)["note"] == "<noise>"
    assert meeting.post(form.action, {**dict(form.fields), "sure": "5000"}).status_code == 303
    with store.reading() as db:
        due = books.fines_due(db, books.book_of(db, store.node.settings.node_id))
    assert due == {1: 500, 2: 5000}


def test_what_was_taken_back_is_not_usual(meeting, store):
    save(meeting, m1="50")
    save(meeting, m1="7")
    with store.reading() as db:
        book = books.book_of(db, store.node.settings.node_id)
        newest = books.entries(db, book)[-2].seq
        assert largest_lately(db, book, "savings-received", "general") == 5000
        assert largest_lately(db, book, "savings-received") == 5000
        assert largest_lately(db, book, "savings-received", "land") == 0
    meeting.done(f"/entries/{newest}", reason="never paid", second="3", pin="4711")
    with store.reading() as db:
        assert largest_lately(db, book, "savings-received", "general") == 700


# Ways on


def test_from_a_request_raised_in_a_meeting_back_to_it(meeting):
    told = {
        "need": "sanitation",
        "settlement": "Havana",
        "title": "Toilets for block C",
        "households": "45",
    }
    page = meeting.done("/requests/new", **told)
    assert "Back to the meeting" in page.text
    way = re.search(r'<a class="button main screen" href="([^"]+)"', page.text)
    assert way[1] == "/meeting"
    assert meeting.get(way[1]).headers["Location"].startswith("/meetings/1/")


def test_without_a_meeting_there_is_no_way_to_one(treasurer):
    told = {"need": "sanitation", "settlement": "Havana", "title": "Toilets", "households": "4"}
    assert "Back to the meeting" not in treasurer.done("/requests/new", **told).text


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_a_number_no_book_can_hold_is_no_page(treasurer, number):
    for path in (f"/members/{number}", f"/entries/{number}", f"/meetings/{number}/savings"):
        answer = treasurer.get(path)
        assert answer.status_code == 404, path
        assert "There is no such page" in answer.text
    assert treasurer.get(f"/members/{2**63 - 1}").status_code == 404
    assert treasurer.get(f"/entries?before={number}").status_code == 200
    assert treasurer.get("/entries?before=-1").status_code == 200

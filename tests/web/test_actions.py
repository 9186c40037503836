"""What people do has one picture and one colour: on tile, step, heading and line, everywhere."""

import re
from types import MappingProxyType

import pytest

from federation import assets
from federation.core import actions
from federation.core.kinds import KINDS as EVENTS
from federation.sentences import WORDS
from federation.web.group import more, steps

# The page of a group, by its endpoint: which of the actions its picture tells.
PAGES = MappingProxyType(
    {
        "opening": "meeting",
        "daily": "savings",
        "rounds": "savings",
        "savings": "savings",
        "withdraw": "withdrawal",
        "loan_list": "loan",
        "loan_pay": "repayment",
        "decision_list": "decision",
        "count": "count",
        "other_money": "bank",
        "bank_page": "bank",
        "cycle": "share-out",
        "members": "member",
        "request_list": "request",
        "exchange": "send",
        "papers": "print",
    }
)


@pytest.fixture
def drawn(app):
    """An action, or an icon, as the pages draw it."""

    def drawing(code):
        with app.test_request_context():
            return str(app.jinja_env.get_template("macros/icons.html").module.act(code)).strip()

    return drawing


def test_each_action_differs_in_shape_and_has_a_word(drawn):
    pictures = {code: re.sub(r' class="[^"]*"', "", drawn(code)) for code in actions.ACTIONS}
    assert len(set(pictures.values())) == len(actions.ACTIONS)
    unknown = re.sub(r' class="[^"]*"', "", drawn("no such icon"))
    assert unknown not in pictures.values()
    assert {f"action {code}" for code in actions.ACTIONS} <= set(WORDS)
    css = (assets.folder("static") / "css" / "site.css").read_text("utf-8")
    for one in actions.ACTIONS.values():
        assert re.search(rf"^\.{one.colour} {{ color: var\(--", css, re.MULTILINE), one


def test_steps_kinds_and_pages_are_those_there_are(app):
    assert set(actions.STEPS) == set(steps.CODES)
    assert set(actions.KINDS) <= {row.tag for row in EVENTS.values()}
    assert {f"group.{page}" for page in PAGES} <= set(app.view_functions)
    told = {*actions.STEPS.values(), *actions.KINDS.values(), *PAGES.values()}
    assert told <= set(actions.ACTIONS)
    # What a step enters is of the step's own action, but for savings that are taken out in it.
    for step in steps.STEPS:
        for kind in step.kinds:
            if kind not in ("savings-withdrawn", "credit-kept"):
                assert actions.KINDS[kind] == actions.STEPS[step.code], kind
    for _, ways in more.AREAS:
        for page, what in ways:
            assert what == PAGES.get(page, what), page
            assert page in PAGES or what not in ("savings", "withdrawal", "count"), page


def heading(page):
    return re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)[1]


def links(page, app):
    """Each link with a picture, by the page it leads to; the way back has an arrow."""
    adapter = app.url_map.bind("localhost")
    for href, inner in re.findall(
        r'<a (?!class="back")[^>]*href="(/[^"?#]*)[^"]*"[^>]*>(.*?)</a>', page.text
    ):
        if "<svg" in inner:
            yield adapter.match(href)[0].removeprefix("group."), inner


@pytest.fixture
def meeting(treasurer):
    treasurer.done("/members/new", name="Ndapewa")
    treasurer.done("/meeting")
    return treasurer


def test_tiles_buttons_and_headings_have_the_picture_of_their_action(app, meeting, drawn):
    seen = set()
    for path in ("/", "/more", "/members", "/members/1"):
        for page, inner in links(meeting.get(path), app):
            if page in PAGES:
                assert drawn(PAGES[page]) in inner, (path, page)
                seen.add(page)
    assert {"opening", "members", "loan_list", "rounds", "request_list", "exchange"} <= seen
    headed = ("daily", "rounds", "loan_list", "decision_list", "other_money", "cycle", "members")
    for page in (*headed, "request_list", "exchange", "papers"):
        with app.test_request_context():
            path = app.url_for(f"group.{page}")
        assert drawn(PAGES[page]) in heading(meeting.get(path)), page
    assert drawn("withdrawal") in heading(meeting.get("/members/1/withdraw"))


def test_every_step_has_its_picture_on_the_bar_and_in_its_heading(meeting, drawn):
    for code, action in actions.STEPS.items():
        page = meeting.get(f"/meetings/1/{code}")
        assert drawn(action) in heading(page), code
        bar = re.search(r'<ol class="steps".*?</ol>', page.text, re.DOTALL)[0]
        assert [drawn(one) in bar for one in actions.STEPS.values()] == [True] * len(steps.CODES)
        words = re.findall(r'<span class="away">(.*?)</span>', bar)
        assert len(words) == len(steps.CODES)  # nobody needs the picture to know the step


def test_each_line_that_says_an_entry_back_has_its_picture(meeting, drawn):
    meeting.done("/meetings/1/savings", button="confirm", **{"savings:general:1": "20"})
    line = re.search(r'<span class="said">(.*?)</span>', meeting.get("/meetings/1/savings").text)
    assert line[1].startswith(drawn("savings"))
    entries = meeting.get("/entries").text
    assert drawn("savings") in entries
    assert drawn("member") in entries

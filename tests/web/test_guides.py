"""Help on pages and guides to print: closed in the real books, open in practice, by role."""

import pytest
from markupsafe import escape

from federation.catalogues import LANGUAGES, shipped
from federation.commands.users import add_user
from federation.i18n import gettext, use_language
from federation.papers import guides
from federation.sentences.helping import GUIDES
from federation.web import create_app
from federation.web.helping import TOPIC_OF
from sync.founding import found

from .conftest import PIN, Browser
from .test_practice import begun, player  # noqa: F401 - the same copy

ASKED = "What happens here?"


@pytest.fixture
def offices(tmp_path, clock):
    """A hub and a city, each with somebody logged in."""
    made = {}
    for face, role in (("hub", "staff"), ("city", "reader")):
        folder = tmp_path / f"office-{face}"
        app = create_app(found(folder, role=face, name="Office", clock=clock).node)
        add_user(app.extensions["federation"], "Rosa", role, PIN)
        made[face] = Browser(app).log_in("Rosa")
    yield made
    for one in made.values():
        one.client.application.extensions["federation"].close()


def test_every_topic_belongs_to_a_page_that_is_there(app, offices) -> None:
    faces = (app, *(one.client.application for one in offices.values()))
    pages = {rule.endpoint for one in faces for rule in one.url_map.iter_rules()}
    assert set(TOPIC_OF) <= pages
    assert set(TOPIC_OF.values()) <= set(guides.TOPICS)
    told = {topic for role in guides.ROLES for topic in guides.topics(role)}
    assert set(guides.TOPICS) == told | set(TOPIC_OF.values())


def test_a_step_says_what_happens_there_and_names_its_buttons(treasurer):
    treasurer.done("/members/new", name="Ndapewa")
    treasurer.done("/meeting")
    page = treasurer.get("/meetings/1/savings").text
    assert page.count(ASKED) == 1
    assert '<details class="help screen"><summary>' in page
    assert "onto her own page." in page
    assert "<b>Confirm, then …</b>" in page
    assert 'href="/guide"' in page
    assert '<svg class="drawing"' in page
    assert ASKED not in treasurer.get("/meetings").text


def test_the_door_has_help_and_no_guide(stranger):
    page = stranger.get("/login").text
    assert "Nobody tells hers to others." in page
    assert 'href="/guide"' not in page
    assert stranger.get("/guide").status_code == 303
    assert stranger.get("/guides/treasurer").headers["Location"].startswith("/login")


def test_in_practice_help_is_open(player):  # noqa: F811
    assert '<details class="help screen" open>' in player.get("/practice/").text
    assert 'href="/practice/guide"' in player.get("/practice/").text


@pytest.mark.parametrize(
    ("who", "title"),
    [("Treasurer", "treasurers"), ("Collector", "collectors"), ("Secretary", "secretaries")],
)
def test_everybody_gets_the_guide_of_her_own_role(app, who, title):
    page = Browser(app).log_in(who).get("/guide").text
    assert f"<h1>Guide for {title}</h1>" in page
    assert "Words in bold stand on the screen" in page
    assert 'href="/guide?as=pdf"' in page


def test_a_guide_is_a_file_too_and_no_other_face_has_it(treasurer):
    saved = treasurer.get("/guides/collector?as=pdf")
    assert saved.mimetype == "application/pdf"
    assert "guide-collector-en-2026-11-22.pdf" in saved.headers["Content-Disposition"]
    assert treasurer.get("/guides/staff").status_code == 404
    for page in ("/more", "/settings", "/papers"):
        assert "Guide" in treasurer.get(page).text
    assert "/guides/chair" in treasurer.get("/settings").text


def test_offices_have_guides_and_help_of_their_own(offices):
    hub, city = offices["hub"], offices["city"]
    assert "Guide for the federation&#39;s staff" in hub.get("/guide").text
    assert "<h1>Guide for officials of the city</h1>" in city.get("/guide").text
    for browser, page, said in (
        (hub, "/inbox", "taken in whole or not at all"),
        (hub, "/publish", "Small figures are kept private"),
        (hub, "/replies", "<b>Write all files</b>"),
        (city, "/tables", "a figure kept private"),
        (city, "/", "by the day on which it is due"),
    ):
        shown = browser.get(page).text
        assert said in shown, page
        assert 'href="/guide"' in shown


def test_a_guide_is_read_in_another_language_than_the_page(treasurer):
    for code in speaking_here():
        page = treasurer.get(f"/guides/treasurer/{code}")
        assert page.status_code == 200
        assert f'<article class="paper a4" lang="{code}">' in page.text
        assert f'href="/guides/treasurer/{code}?as=pdf"' in page.text
        assert "Print this page" in page.text  # the page itself speaks as before
        with use_language(code):
            assert f"<h1>{escape(gettext(GUIDES['treasurer']))}</h1>" in page.text
    assert len(speaking_here()) > 1
    assert f'href="/guides/treasurer/{speaking_here()[-1]}"' in treasurer.get("/guide").text
    assert treasurer.get("/guides/treasurer/xx").status_code == 404


def speaking_here() -> list[str]:
    return [code for code in LANGUAGES if code == "en" or shipped(code)]

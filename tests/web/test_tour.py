"""Tours: through a meeting in practice, by what its books hold; from page to page elsewhere."""

import re

from .test_guides import offices  # noqa: F401 - the same hub and city
from .test_practice import begun, player  # noqa: F401 - the same copy

HOME = "/practice/"
AT = re.compile(r"<b>Tour: (\d+) of (\d+)</b>.*?</section>", re.DOTALL)
SHOWN = '<section class="tour screen"'


def tour(page) -> tuple[str, str]:
    """How far the tour is, and what its box holds."""
    found = AT.search(page.text)
    assert found, page.text[:2000]
    return f"{found[1]}/{found[2]}", found[0]


def test_the_tour_says_what_comes_next_and_knows_what_was_done(player):  # noqa: F811
    far, box = tour(player.get(HOME))
    assert far == "2/12"
    assert 'href="/practice/meeting">Go on: Start the meeting' in box
    page = player.get("/practice/meeting")
    assert "A meeting begins with what the members remember" in tour(page)[1]
    assert "What happens here?" not in page.text  # the tour says it
    player.done("/practice/meeting")
    assert tour(player.get(HOME))[0] == "3/12"
    sheet = "/practice/meetings/1"
    player.done(f"{sheet}/attendance", button="rest")
    player.done(f"{sheet}/attendance", button="confirm")
    far, box = tour(player.get("/practice/members"))
    assert far == "4/12"
    assert f'href="{sheet}/savings">Go on: Savings' in box
    assert "<b>Confirm, then …</b>" in tour(player.get(f"{sheet}/savings"))[1]
    # A step with nothing to enter is passed by going on.
    far, box = tour(player.get(f"{sheet}/decisions"))
    assert far == "9/12"
    assert "What the group decides" in box
    # A step that is behind one: the way on, and the page's own help.
    page = player.get(f"{sheet}/attendance")
    assert tour(page)[0] == "4/12"
    assert "The books keep who came" in page.text


def close_the_meeting(there) -> None:
    sheet = "/practice/meetings/1"
    there.done("/practice/meeting")
    there.done(f"{sheet}/attendance", button="rest")
    there.done(f"{sheet}/attendance", button="confirm")
    there.done("/practice/members/new", name="Selma")
    there.done(f"{sheet}/count", counter1="1", counter2="2", total="0")
    assert "11/12" in tour(there.get(HOME))[0]
    officers = {f"officer{one}": str(one) for one in (1, 2)}
    pins = {f"pin{one}": "1111" for one in (1, 2)}
    there.done(f"{sheet}/close", **officers, **pins)


def test_at_the_end_one_can_start_for_real(player):  # noqa: F811
    close_the_meeting(player)
    page = player.get(HOME).text
    assert "You can start for real." in page
    assert '<a class="button" href="/">To the real books</a>' in page
    left = player.post("/practice/tour", {**token(player), "button": "left"})
    assert left.headers["Location"] == HOME
    assert "You can start for real." not in player.get(HOME).text


def token(there) -> dict[str, str]:
    return {"csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', there.get(HOME).text)[0]}


def test_it_is_left_at_any_time_and_taken_up_again(player):  # noqa: F811
    assert 'form="leave-tour" name="button" value="left"' in player.get("/practice/members").text
    player.post("/practice/tour", {**token(player), "button": "left"})
    assert SHOWN not in player.get("/practice/members").text
    assert "Take the tour" in player.get(HOME).text
    player.post("/practice/tour", {**token(player), "button": "again"})
    assert tour(player.get("/practice/members"))[0] == "2/12"


def test_a_meeting_of_before_is_not_the_tours(treasurer, app):
    treasurer.done("/members/new", name="Ndapewa", member="1")
    treasurer.done("/meeting")
    assert SHOWN not in treasurer.get("/").text
    assert treasurer.post("/tour", token_of(treasurer)).status_code == 404
    assert 'href="/settings/practice">Practise with a tour' in treasurer.get("/").text
    del app


def token_of(browser) -> dict[str, str]:
    return {
        "csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', browser.get("/").text)[0]
    }


def test_offices_have_a_tour_from_page_to_page(offices):  # noqa: F811
    for face, browser in offices.items():
        found = re.search(r'href="(/[^"]*\?tour=1)">A tour of the pages', browser.get("/").text)
        assert found
        address, seen = found[1], []
        while address:
            page = browser.get(address)
            assert page.status_code == 200
            far, box = tour(page)
            seen.append(far)
            assert "What happens here?" not in page.text
            further = re.search(r'class="button" href="([^"]+)">Next: ', box)
            address = further[1] if further else ""
        assert len(seen) >= 5
        assert seen[-1].split("/")[0] == seen[-1].split("/")[1] == str(len(seen)), face
        assert "You can start for real." in box
        for none in ("/?tour=99", "/?tour=x", "/settings?tour=1", "/?tour="):
            assert SHOWN not in browser.get(none).text


def test_a_reader_is_led_only_where_she_may_go(offices):  # noqa: F811
    reader = offices["city"]
    far, _ = tour(reader.get("/?tour=1"))
    assert far == "1/6"
    assert SHOWN not in reader.get("/exchange?tour=6").text

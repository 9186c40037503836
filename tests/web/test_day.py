"""Pages on a machine whose clock is wrong: the group holds its meeting, and looks at the day."""

from datetime import UTC, datetime

import pytest

from federation.commands.users import add_user
from federation.store import clock as days
from federation.web import create_app
from sync.founding import found
from tests import factories as f
from tests.web.conftest import PIN, Browser

IN_1970 = datetime(1970, 1, 1, 12, 0, tzinfo=UTC)
IN_2099 = datetime(2099, 3, 3, 12, 0, tzinfo=UTC)
LOOK = "Check the day."


@pytest.fixture
def entered(store, clock):
    """Books whose last entry is of 29 November."""
    clock.moment = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
    f.admit(store, "Ndapewa")
    f.enter(store, ("savings", 5000, 1), day="2026-11-29")
    return store


def day_in(page):
    """What stands in the field for the day."""
    assert 'id="f-day"' in page.text
    field = page.text.partition('id="f-day"')[2].partition(">")[0]
    return field.partition('value="')[2].partition('"')[0]


@pytest.mark.usefixtures("entered")
def test_nothing_is_said_of_a_clock_that_can_be_right(app):
    treasurer = Browser(app).log_in()
    for path in ("/", "/members", "/settings"):
        assert LOOK not in treasurer.get(path).text, path
    assert day_in(treasurer.get("/members/new")) == "2026-11-29"


def test_a_machine_that_woke_up_in_1970_holds_its_meeting(app, entered, clock):
    clock.moment = IN_1970
    treasurer = Browser(app).log_in()
    page = treasurer.get("/meeting")
    assert "clock says 1 Jan 1970; the last entry is of 29 Nov 2026. " + LOOK in page.text
    assert day_in(page) == "2026-11-29"
    assert "Check the day." in treasurer.get("/members/new").text
    treasurer.done("/meeting", day="2026-12-06")
    with entered.reading() as db:
        assert days.last_day(db, entered.node) == "2026-12-06"
    # Before anybody logs in, nothing is told of the books.
    assert LOOK not in Browser(app).get("/login").text


@pytest.mark.usefixtures("entered")
def test_a_clock_in_2099_leaves_the_day_to_people(app, clock):
    clock.moment = IN_2099
    treasurer = Browser(app).log_in()
    for path in ("/members/new", "/members/1/withdraw", "/meeting"):
        page = treasurer.get(path)
        assert day_in(page) == "", path
        assert "clock says 3 Mar 2099; the last entry is of 29 Nov 2026." in page.text, path
        assert "pages ask for it" in page.text
    left = treasurer.send("/members/1/withdraw", amount="1", day="")
    assert left.status_code == 422


@pytest.mark.usefixtures("entered")
def test_an_officer_says_which_day_it_is(app, clock):
    clock.moment = IN_1970
    treasurer = Browser(app).log_in()
    assert 'href="/settings/day"' in treasurer.get("/").text
    page = treasurer.get("/settings/day")
    assert day_in(page) == ""
    wrong = treasurer.send("/settings/day", day="1970-01-01")
    assert wrong.status_code == 422
    assert "today cannot be" in wrong.text
    done = treasurer.done("/settings/day", day="2026-12-06")
    assert "Written down." in done.text
    assert LOOK not in done.text
    assert day_in(treasurer.get("/meeting")) == "2026-12-06"


@pytest.mark.parametrize(("role", "person"), [("hub", "staff"), ("city", "official")])
def test_hub_and_city_have_the_same_page(tmp_path, clock, role, person):
    node = found(tmp_path / role, role=role, name="Elsewhere", clock=clock).node
    app = create_app(node)
    add_user(app.extensions["federation"], "Anna", person, PIN)
    clock.moment = IN_1970
    anna = Browser(app).log_in("Anna")
    assert "clock says 1 Jan 1970, and that cannot be" in anna.get("/").text
    assert LOOK not in anna.done("/settings/day", day="2026-11-29").text
    app.extensions["federation"].close()

"""Every page of a group: rendered for a treasurer, closed to a stranger; words for every code."""

import re
from dataclasses import fields, is_dataclass

import pytest

from federation import assets, i18n
from federation.commands.deed import enter as record
from federation.core import codes, kinds, ladders
from federation.core import events as e
from federation.core.accounts import ACCOUNTS
from federation.core.rules import answers, households, profiles, requests, stages
from federation.core.rules import corrections as asked_for
from federation.schemas import bank, money
from federation.sentences import WORDS
from federation.store import Draft
from federation.store.queries import corrections
from federation.web.group.profiles import CHOICES
from federation.web.guard import EVERYBODY
from federation.web.pages import Page
from tests import factories, worlds

from .conftest import Browser
from .test_group import REQUEST, enter

# Pages that lead on: the open meeting, money kept for a member for whom none is, and a spreadsheet
# that nobody brought yet.
ELSEWHERE = {
    "group.opening",
    "group.minutes",
    "group.loan_credit",
    "group.look",
    "group.new_card",
    "group.new_card_square",
    "group.take_in",
}
OPEN_TO_ALL = {"static", "health.healthz", "auth.login", "language.language"}


@pytest.fixture
def lived_in(treasurer, store):
    """A group with one of everything."""
    live(treasurer, store)
    return treasurer


def live(treasurer, store):
    """What the treasurer and others do until there is one of everything."""
    for name in ("Ndapewa Shikongo", "x" * 80, "<b>ǁGaroëb</b> & ǃUri"):
        treasurer.done("/members/new", name=name)
    treasurer.done("/meeting")
    treasurer.done("/meetings/1/attendance", button="rest")
    treasurer.done("/meetings/1/attendance", button="confirm")
    enter(treasurer, "savings", **{"savings:general:1": "9999999.99", "savings:general:3": "1"})
    treasurer.done("/meetings/1/fines", "charge", member="3", amount="2", note="<late>")
    loan = {"member": "1", "principal": "12", "rate": "9.4822", "instalments": "3"}
    treasurer.shown("/meetings/1/loans", **loan)
    treasurer.done("/requests/new", **REQUEST)
    worlds.govern(store, 1, 3, loan=1, owed=1200)
    factories.list_facility(store, "public_tap_standpipe", 4, place="<i>block C</i>")
    factories.check_facility(store, 1, 3)
    treasurer.done("/profiles/new", settlement="<b>ǁKaras</b>", status="planned")
    asked_by_office(store)


def asked_by_office(store):
    """What a hub would have said: it looked at entries, and asks to correct one."""
    group, words = store.node.settings.node_id, e.OfficeWords(name="<b>ǁR</b>", note="<b>ǁ why</b>")
    look = e.EntriesLookedAt(day=factories.DAY, look="l1", group=group, member=3)
    with store.writing() as db:
        head = corrections.head_of(db, group, 6)
        asked = e.CorrectionProposed(
            day=factories.DAY, proposal="c1", group=group, entry=6, head=head, form="take-back"
        )
        told = [Draft(kinds.REPLIES, one, words, partner="b" * 32) for one in (look, asked)]
        record(db, store.node, told, {})


def addresses(app, store):
    """Every address that can be looked at, with numbers that exist filled in."""
    with store.reading() as db:
        name = next(iter(db.execute_sql("SELECT request FROM request")))[0]
    values = {"number": 1, "seq": 6, "name": name, "kind": "bank_deposit"}
    values |= {"loan": 1, "application": 1, "what": "promise-made", "part": "people"}
    values |= {"proposal": "c1", "role": "chair", "thing": "box", "language": "en"}
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if "GET" in rule.methods and rule.endpoint not in OPEN_TO_ALL:
            if "/files/" in str(rule):  # a file that was written first
                continue
            told = {one: values[one] for one in rule.arguments}
            with app.test_request_context():
                yield rule.endpoint, app.url_for(rule.endpoint, **told)


def test_every_page_for_a_treasurer_and_none_for_a_stranger(lived_in, app, store):
    stranger = Browser(app)
    found = list(addresses(app, store))
    assert len(found) > 30
    for endpoint, path in found:
        page = lived_in.get(path)
        expected = 303 if endpoint in ELSEWHERE else 200
        if endpoint == "group.fund_offer":
            expected = 422  # the fund offers nothing here
        assert page.status_code == expected, (endpoint, path)
        assert page.mimetype != "text/html" or "<b>ǁ" not in page.text
        turned_away = stranger.get(path)
        assert turned_away.status_code == 303, endpoint
        assert turned_away.headers["Location"].startswith("/login"), endpoint
        assert "Ndapewa" not in turned_away.text


@pytest.mark.usefixtures("lived_in")
def test_every_form_is_closed_to_a_stranger(app, store):
    stranger = Browser(app)
    _, tokens = stranger.filled("/login", {})
    with store.reading() as db:
        before = list(db.execute_sql("SELECT stream, head FROM line"))
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods and rule.endpoint not in OPEN_TO_ALL:
            told = {"number": 1, "seq": 6, "name": "x", "step": "savings", "kind": "fee"}
            told |= {"loan": 1, "application": 1, "what": "promise-made", "part": "people"}
            told |= {"proposal": "c1", "thing": "savings"}
            with app.test_request_context():
                path = app.url_for(rule.endpoint, **{one: told[one] for one in rule.arguments})
            answer = stranger.post(path, tokens)
            assert (answer.status_code, answer.headers["Location"][:6]) == (303, "/login"), path
    with store.reading() as db:
        assert list(db.execute_sql("SELECT stream, head FROM line")) == before


def test_every_view_says_for_whom_it_is(app):
    for endpoint, view in app.view_functions.items():
        roles = getattr(view, "allowed_roles", None)
        assert getattr(view, "is_public", False) == (endpoint in OPEN_TO_ALL), endpoint
        assert endpoint in OPEN_TO_ALL or (roles and roles <= EVERYBODY), endpoint


def _pages(kind=Page):
    for sub in kind.__subclasses__():
        yield sub
        yield from _pages(sub)


@pytest.mark.usefixtures("app")
def test_one_template_each():
    # A class with slots is made twice; the second is the one in use.
    pages = {f"{page.__module__}.{page.__qualname__}": page for page in _pages()}
    named = [page.template for page in pages.values()]
    assert len(named) == len(set(named)) > 30
    for page in pages.values():
        assert is_dataclass(page)
        assert page.__dataclass_params__.frozen
        text = (assets.folder("templates") / page.template).read_text("utf-8")
        told = {one.name for one in fields(page)}
        told |= {name for name in dir(page) if isinstance(getattr(page, name), property)}
        assert set(re.findall(r"\bpage\.(\w+)", text)) <= told, page.template


def test_no_word_of_machines():
    """What stands between tags and in sentences: no sync, invalid, record, null, error."""
    bad = re.compile(r"\b(sync|invalid|record|null|error|submit|database|server)\b", re.IGNORECASE)
    for path in sorted(assets.folder("templates").rglob("*.html")):
        said = re.findall(r'_\(\s*"([^"]*)"', path.read_text("utf-8"))
        assert not [text for text in said if bad.search(text)], path.name
    assert not [text for text in WORDS.values() if bad.search(text)]


def test_words_for_every_code():
    tags = [row.tag for row in kinds.KINDS.values() if kinds.LEDGER in row.streams]
    wanted = (
        [f"kind {tag}" for tag in tags]
        + [f"stage {stage}" for stage in (*stages.STAGES, *stages.BESIDE)]
        + [f"verb {verb}" for verb in answers.VERBS]
        + [f"reason {reason}" for reason in answers.REASONS]
        + [f"need {need}" for need in requests.NEEDS]
        + [f"facility {one}" for one in requests.FACILITIES]
        + [f"facility-type {one}" for one in codes.FACILITY_TYPES]
        + [f"facility-fault {one}" for one in codes.FAULTS]
        + [f"keyholder {one}" for one in codes.KEYHOLDERS]
        + [f"upkeep {one}" for one in codes.UPKEEP]
        + [f"closing {one}" for one in codes.CLOSINGS]
        + [f"toilet {one}" for one in codes.TOILETS]
        + [f"water-source {one}" for one in codes.WATER_SOURCES]
        + [f"handwashing {one}" for one in codes.HANDWASHING]
        + [f"{area} {one}" for area in ("tenure", "tenure-about") for one in codes.TENURES]
        + [f"fear {one}" for one in codes.FEARS]
        + [f"dwelling {one}" for one in codes.DWELLINGS]
        + [f"walls {one}" for one in codes.WALLS]
        + [f"roof {one}" for one in codes.ROOFS]
        + [f"floor {one}" for one in codes.FLOORS]
        + [f"house-step {one}" for one in households.STEPS]
        + [f"sanitation {one}" for one in ladders.SANITATION_RUNGS]
        + [f"water {one}" for one in ladders.WATER_RUNGS]
        + [f"hygiene {one}" for one in ladders.HYGIENE_RUNGS]
        + [f"lacks {one}" for one in ladders.DEPRIVATIONS]
        + [f"profile-part {one}" for one in profiles.PARTS]
        + [f"profile {one}" for part in profiles.PARTS.values() for one in part]
        + [f"hazard {one}" for one in profiles.HAZARDS]
        + [f"priority {one}" for one in profiles.PRIORITIES]
        + [f"{area} {one}" for codes, area in CHOICES.values() for one in codes]
        + [f"account {one}" for one in ACCOUNTS]
        + [f"asked-by {one}" for one in asked_for.ASKED_BY]
        + [f"wanted {one}" for one in asked_for.FORMS]
        + [f"correction {one}" for one in asked_for.ANSWERS]
        + [f"correction {one}" for one in ("open", "withdrawn", "gone", "elsewhere")]
        + [f"choose {kind}" for kind in bank.OTHER]
        + [f"about {kind}" for kind in bank.OTHER]
        + [f"city {purpose}" for purpose in bank.CITY_PURPOSES]
        + [f"purpose {purpose}" for purpose in money.PURPOSES]
    )
    assert [code for code in wanted if code not in WORDS] == []


def test_a_constant_in_a_template_speaks_for_whom_it_is_shown_now(app):
    """Whoever asked first does not decide the words and the currency of all who come after."""
    page = app.jinja_env.from_string("{{ 125000|money }} {{ '2026-11-22'|day }}")
    with i18n.use_language("en", "EUR"):
        first = page.render()
    with i18n.use_language("en", "NAD"):
        assert (first[0], page.render()[:2]) == ("€", "N$")

"""Group, hub and city together, by pages and files alone: nothing is done behind a form."""

import re
from dataclasses import dataclass

import pytest

from federation.commands.users import add_user
from federation.store import Store
from federation.web import create_app
from sync.founding import found

from .cities import FILLED, main_of, send_answer
from .conftest import PIN, Browser
from .test_group import REQUEST

MEMBER, PHONE = "Taimi Nghipandulwa", "0817654321"
# Title, kind, settlement, households; the small one is kept private, and another with it.
ASKED = (
    ("Toilets for block C", "sanitation", "Havana", "145"),
    ("Water for the corner", "water", "Havana", "3"),
    ("Toilets by the river", "sanitation", "Otjomuise", "158"),
    ("Water by the river", "water", "Otjomuise", "169"),
    ("Land to build on", "land", "Goreangab", "136"),
)
SEATS = (("group", "treasurer"), ("hub", "staff"), ("city", "official"))


@dataclass
class Desk:
    """Somebody at her node."""

    role: str
    store: Store
    browser: Browser

    def digits(self) -> str:
        """Her card's figures, as she reads them from her screen."""
        page = self.browser.get("/enrol" if self.role == "hub" else "/exchange")
        return " ".join(re.findall(r"<li>(\d{5})</li>", page.text)[:6])

    def takes(self, *contents: bytes, **told: str) -> str:
        """Bring files to the page for it; the words of the page that comes back."""
        page = "/inbox" if self.role == "hub" else "/exchange"
        goal, data = self.browser.filled(page, told, action="take")
        files = [("files", f"{place}.bin", one) for place, one in enumerate(contents)]
        sent = self.browser.upload(goal, data, *files)
        return main_of(self.browser.taken(sent) if self.role == "hub" else sent)

    def writes(self, code: str = "") -> list[bytes]:
        """Write all files; those that were just written, or the rows that name this partner."""
        page = "/replies" if self.role == "hub" else "/exchange"
        end = '<form method="post" class="card"' if self.role == "hub" else '<details class="card"'
        told = self.browser.send(page, action="write").text.split(end, 1)[0]
        rows = re.findall(r"<tr.*?</tr>", told, re.DOTALL) if code else [told]
        some = "".join(row for row in rows if not code or code in row)
        links = dict.fromkeys(re.findall(r'href="(/\w+/files/[^"]+)"', some))
        assert links, f"no file for {code or 'the office'}"
        return [self.browser.get(one).data for one in links]

    def pages(self) -> dict[str, str]:
        """Every page that can be opened here, with its whole text."""
        app = self.browser.client.application
        requests = set(re.findall(r'href="/requests/(\w+)"', self.browser.get("/requests").text))
        found = {}
        for rule in app.url_map.iter_rules():
            path = str(rule).replace("<code>", "G0001").replace("<int:number>", "1")
            path = path.replace("<what>", "payment-told")
            if "GET" not in rule.methods or rule.endpoint == "static" or "/files/" in path:
                continue
            for one in requests if "<name>" in path else ("",):
                real = path.replace("<name>", one)
                found[real] = self.browser.get(real).get_data().decode("utf-8", "replace")
        return found


def enrol(hub: Desk, other: Desk) -> None:
    """Card there, figures by telephone, charter back."""
    goal, data = hub.browser.filled("/enrol", {"confirm": other.digits()})
    card = other.browser.get("/exchange/card").data
    page = hub.browser.upload(goal, data, ("card", "their.sgk", card))
    (address,) = re.findall(r'href="(/replies/files/[^"]+)"', page.text)
    assert "taken in" in other.takes(hub.browser.get(address).data, confirm=hub.digits())


@pytest.fixture
def desks(tmp_path, clock):
    made = []
    for role, task in SEATS:
        app = create_app(found(tmp_path / role, role=role, name=f"A {role}", clock=clock).node)
        store = app.extensions["federation"]
        add_user(store, "Somebody", task, PIN)
        made.append(Desk(role, store, Browser(app).log_in("Somebody")))
    group, hub, city = made
    enrol(hub, group)
    enrol(hub, city)
    group.browser.done("/members/new", name=MEMBER, phone=PHONE)
    for title, need, settlement, households in ASKED:
        told = {"title": title, "need": need, "settlement": settlement, "households": households}
        told["offer_savings"] = ""  # nothing is saved yet
        group.browser.done("/requests/new", **{**REQUEST, **told})
    assert "2 of 2 files are in the books" in hub.takes(*group.writes())
    hub.browser.done("/requests", action="release")
    yield made
    for desk in made:
        desk.store.close()


def grids(page: str) -> list[str]:
    """The tables of figures, as they are written on the page."""
    return re.findall(r'<table class="grid.*?</table>', page, re.DOTALL)


def published(hub: Desk, city: Desk) -> str:
    """Look, publish, carry it over; the page that was looked at."""
    looked = hub.browser.get("/publish").text
    hub.browser.done("/publish")
    assert "not taken" not in city.takes(*hub.writes("A city"))
    return looked


def of(desk: Desk, title: str) -> str:
    """The request with that title."""
    listed = desk.browser.get("/requests").text
    return re.findall(rf'href="/requests/(\w+)"[^>]*>{title}<', listed)[0]


def test_the_city_sees_what_the_preview_showed(desks):
    _, hub, city = desks
    looked = published(hub, city)
    tables = grids(looked)
    assert len(tables) == 2
    assert "kept-private" in tables[0]
    assert grids(city.browser.get("/tables").text) == tables
    row = r'href="/requests/(\w+)".*?data-label="Households"[^>]*>(.*?)</td>'
    announced = dict(re.findall(row, looked.split("</h2>", 1)[1], re.DOTALL))
    assert len(announced) == len(ASKED)
    for name, households in announced.items():
        page = city.browser.get(f"/requests/{name}").text
        told = re.findall(r"<dt>Households</dt><dd>(.*?)</dd>", page, re.DOTALL)[0]
        assert ("kept-private" in told) == (households == "…"), name
        assert households == "…" or told.strip() == households


def test_no_page_of_the_city_or_the_office_tells_what_is_private(desks):
    group, hub, city = desks
    published(hub, city)
    assert MEMBER in group.browser.get("/members").text
    seen = city.pages()
    for desk, pages in ((hub, hub.pages()), (city, seen)):
        assert len(pages) > 15
        for path, text in pages.items():
            assert MEMBER not in text, path
            assert PHONE not in text, path
        for path in ("/members", "/members/1", "/groups/G0001/members"):
            assert desk.browser.get(path).status_code == 404
    kept = '<dt>Households</dt><dd><span class="kept-private"'
    private = {
        households
        for title, _, _, households in ASKED
        if kept in seen[f"/requests/{of(city, title)}"]
    }
    assert {"3"} < private < {households for _, _, _, households in ASKED}
    for path, text in seen.items():
        shown = re.findall(r"<(?:dd|td)[^>]*>(?:<span>)?\s*(\d+)\b", text)
        assert not private & set(shown), path
        if not path.endswith("/card"):
            said = re.sub(r"<[^>]+>", " ", text)
            assert not [one for one in private if len(one) > 2 and re.search(rf"\b{one}\b", said)]


def test_an_answer_reaches_the_group_s_page(desks):
    group, hub, city = desks
    published(hub, city)
    name = of(city, "Toilets for block C")
    told = {one: FILLED[one] for one in ("text", "department", "by", "amount", "budget_line")}
    assert send_answer(city.browser, name, "commit", **told).status_code == 303
    assert "in no file yet" not in hub.browser.get("/").text
    assert "taken in" in hub.takes(*city.writes())
    # The answer for the group, and word for the city that it came.
    assert "2 partners have something coming" in main_of(hub.browser.get("/"))
    assert FILLED["text"] in main_of(hub.browser.get(f"/requests/{name}"))

    other = of(hub, "Land to build on")
    goal, data = hub.browser.filled(
        f"/requests/{other}/paper?verb=ask", {"text": "Which plots?", "post": "Town Planner"}
    )
    assert hub.browser.post(goal, data).status_code == 303
    assert "taken in" in group.takes(*hub.writes("A group"))
    assert "in no file yet" not in hub.browser.get("/").text
    page = main_of(group.browser.get(f"/requests/{name}"))
    for words in (FILLED["text"], "N$ 3 000.00", "C-114", "30 Jun 2027"):
        assert words in page
    assert "on paper" not in page
    assert "came on paper from the Town Planner" in main_of(group.browser.get(f"/requests/{other}"))
    assert "Which plots?" not in main_of(city.browser.get(f"/requests/{other}"))

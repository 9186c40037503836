"""What tests of a city stand on: a hub with two groups and small figures, and its pages' words."""

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

from federation.commands import publication, releasing
from federation.commands.users import add_user
from federation.node import open_node
from federation.store import Store, open_store
from federation.store.queries import requests as asked
from sync.enrolment import accept_charter, enrol_card, own_card
from sync.export import export
from sync.founding import found
from sync.intake import take_in_bytes
from tests import factories

from .conftest import PIN, Clock

# Settlement, kind, households: two small figures, and what could give them away.
ASKED = (
    (1, "Havana", "sanitation", 147, {"sanitation_facility": "pit-open", "women_headed": 91}),
    (1, "Havana", "water", 3, {"women_headed": 2}),
    (1, "Otjomuise", "sanitation", 158, {"sanitation_facility": "flush", "women_headed": 83}),
    (2, "Otjomuise", "water", 169, {"non_member_households": 74}),
    (2, "Goreangab", "land", 136, {}),
    (2, "Goreangab", "drainage", 4, {}),
)
PARTS = {91, 83, 74}  # of those households; they never travel to a city
FILLED = {
    "text": "Four toilets with taps",
    "department": "Infrastructure",
    "by": "2027-06-30",
    "amount": "3000",
    "budget_line": "C-114",
    "resolution": "31/02/2026",
    "reason": "no-budget",
}


@dataclass
class World:
    """The hub and its groups, and where the city's folders are: before its charter, and after."""

    hub: Store
    groups: tuple[Store, ...]
    clock: Clock
    fresh: Path
    lived_in: Path
    charter: bytes
    digits: str

    def publish(self) -> list[bytes]:
        """Give all free, freeze a release, write it for everybody; what was written."""
        releasing.release(self.hub)
        publication.publish(self.hub)
        return [one.file.read_bytes() for one in export(self.hub, to="all")]

    def carry_to_hub(self) -> None:
        """The groups' requests."""
        for group in self.groups:
            for one in export(group):
                (outcome,) = take_in_bytes(self.hub, one.file.name, one.file.read_bytes())
                assert outcome.outcome in ("applied", "already")


def bring_all(store, contents):
    """Take in whichever of these files are for this node."""
    return [take_in_bytes(store, "file", one, named=False) for one in contents]


def build(root: Path) -> World:
    """The world, from its founding to the first release at the city."""
    clock = Clock(datetime(2026, 11, 22, 12, 0, tzinfo=UTC))
    hub = open_store(found(root / "hub", role="hub", name="Federation", clock=clock).node)
    groups = []
    for name in ("Ehangano", "Tunombili"):
        group = open_store(found(root / name, role="group", name=name, clock=clock).node)
        charter = enrol_card(hub, group.node.card(), confirm=own_card(group.node).digits)
        accept_charter(group, charter.file.read_bytes(), confirm=charter.digits)
        factories.admit(group, "Ndapewa Shikongo")
        groups.append(group)
    for number, settlement, need, households, more in ASKED:
        told = {"settlement": settlement, "need": need, "households": households, **more}
        title = f"{need.capitalize()} for {settlement}"
        factories.raise_request(groups[number - 1], title=title, offer_labour_days=60, **told)
    city = found(root / "fresh", role="city", name="Windhoek", clock=clock).node
    charter = enrol_card(hub, city.card(), confirm=own_card(city).digits)
    made = World(
        hub,
        tuple(groups),
        clock,
        root / "fresh",
        root / "lived-in",
        charter.file.read_bytes(),
        charter.digits,
    )
    opened = open_store(city)
    for name, role in (("Official", "official"), ("Reader", "reader")):
        add_user(opened, name, role, PIN)
    opened.close()
    shutil.copytree(root / "fresh", root / "lived-in")
    made.carry_to_hub()
    opened = open_store(open_node(root / "lived-in", clock=clock))
    accept_charter(opened, made.charter, confirm=made.digits)
    bring_all(opened, made.publish())
    opened.close()
    return made


def views(store):
    with store.reading() as db:
        return asked.requests(db)


def of(store, need, settlement):
    """The request of that kind and place."""
    return next(one for one in views(store) if (one.need, one.settlement) == (need, settlement))


def answers(store):
    return [answer for one in views(store) for answer in one.answers]


def beside(page):
    """The sentence beside each field, by the field's name."""
    sentence = r'class="fault" id="w-(\w+)">(?:<svg.*?</svg>)?(.*?)</p>'
    return dict(re.findall(sentence, page.text, re.DOTALL))


def send_answer(browser, request, verb, **told):
    """Type an answer; a reason is chosen among those on the page."""
    path = f"/requests/{request}/answer"
    goal, data = browser.filled(f"{path}?verb={verb}", {})
    return browser.post(goal, {**data, **told})


def words(html):
    """What stands between the tags."""
    told = unescape(re.sub(r"<[^>]+>", " ", html))
    return re.sub(r"\s+", " ", told).strip()


def main_of(page):
    """What a page says in its main part, as words."""
    return words(page.text.split("<main", 1)[1].split(">", 1)[1].split("</main>", 1)[0])

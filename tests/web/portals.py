"""A city with as many requests as wanted, asked for over ten weeks, some of them answered."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from federation.commands import publication, releasing
from federation.commands.deed import perform
from federation.commands.requests import GiveAnswer, give_answer
from federation.commands.users import add_user
from federation.node import Node, open_node
from federation.store import open_store
from sync.enrolment import accept_charter, enrol_card, own_card
from sync.export import export
from sync.founding import found
from sync.intake import take_in_bytes
from tests import factories

from .cities import bring_all, views
from .conftest import PIN, Clock

TODAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BEFORE = timedelta(weeks=10)
PLACES = ("Havana", "Otjomuise", "Goreangab", "ǁGaroëb", "//Gomxas")
KINDS = ("sanitation", "water", "land", "drainage", "energy")
SIZES = (147, 3, 58, 34, 4, 89, 22)
PEOPLE = (("Official", "official"), ("Clerk", "clerk"), ("Reader", "reader"))
COMMITTED = {
    "text": "Four toilets with taps",
    "department": "Infrastructure",
    "amount": 300_000,
    "budget_line": "C-114",
}


def build(root: Path, many: int, today: datetime = TODAY) -> Node:
    """The city's node on that day; `many` requests came in three files in the weeks before."""
    start = today - BEFORE
    clock = Clock(start)
    hub = open_store(found(root / "hub", role="hub", name="Federation", clock=clock).node)
    group = open_store(found(root / "g", role="group", name="Ehangano", clock=clock).node)
    city = found(root / "city", role="city", name="Windhoek", clock=clock).node
    charter = enrol_card(hub, group.node.card(), confirm=own_card(group.node).digits)
    accept_charter(group, charter.file.read_bytes(), confirm=charter.digits)
    charter = enrol_card(hub, city.card(), confirm=own_card(city).digits)
    opened = open_store(city)
    accept_charter(opened, charter.file.read_bytes(), confirm=charter.digits)
    for name, role in PEOPLE:
        add_user(opened, name, role, PIN)
    factories.admit(group, "Ndapewa Shikongo", day=start.date().isoformat())
    for turn in range(3 if many else 0):
        clock.moment = start + timedelta(weeks=turn * 4)
        for number in range(turn, many, 3):
            _ask(group, number, clock)
        for one in export(group):
            take_in_bytes(hub, one.file.name, one.file.read_bytes())
        releasing.release(hub)
        publication.publish(hub)
        bring_all(opened, [one.file.read_bytes() for one in export(hub, to="all")])
        _answer(opened, turn, clock)
    clock.moment = today
    for store in (hub, group, opened):
        store.close()
    return open_node(root / "city", clock=clock)


def _ask(group, number: int, clock: Clock) -> None:
    place, kind = PLACES[number % len(PLACES)], KINDS[number // 5 % len(KINDS)]
    factories.raise_request(
        group,
        title=f"{kind.capitalize()} for block {number + 1}, {place}",
        settlement=place,
        need=kind,
        households=SIZES[number % len(SIZES)],
        offer_labour_days=number % 4 * 20,
        day=clock.moment.date().isoformat(),
    )


def _answer(city, turn: int, clock: Clock) -> None:
    """Each of the older ones got another kind of answer."""
    day = clock.moment.date()
    later = (day + timedelta(days=40)).isoformat()
    told = (
        {"verb": "commit", "by": later, **COMMITTED},
        {"verb": "acknowledge", "department": "Water"},
        {"verb": "ask", "text": "Which plots?"},
        {"verb": "visit", "by": (day + timedelta(days=62)).isoformat()},
    )
    asked = [one for one in views(city) if not one.answers]
    for number, one in enumerate(asked if turn < 2 else ()):
        order = GiveAnswer(request=one.request, day=day.isoformat(), **told[number % 4])
        perform(city, order, give_answer)

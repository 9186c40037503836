"""The hub's and the city's part: files carried, requests given free, tables, answers.

What the city says here is made up, whatever the real city did; its answers show each verb once.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from federation.commands import requests
from federation.commands.deed import perform
from federation.commands.publication import publish
from federation.core.refusals import Refusal, refuse
from federation.store import Store
from federation.store.queries import requests as asked
from sync.export import export
from sync.intake import take_in

from . import looking, negotiating, repairs, sharing
from .wishes import WAITING

MINOR: Final = 100


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a request in round `turn` (from 1); `days`: how far off what it promises is."""

    key: str
    turn: int
    order: requests.GiveAnswer
    days: int = 0


def _reply(key: str, turn: int, verb: str, days: int = 0, **told: object) -> Reply:
    order = requests.GiveAnswer(request="", day="", verb=verb, **told)  # type: ignore[arg-type]
    return Reply(key, turn, order, days)


HOUSING: Final = "Housing and Land"
WATER: Final = "Water and Sanitation"

REPLIES: Final = (
    _reply("land-0", 1, "acknowledge", department=HOUSING),
    _reply("havana", 1, "acknowledge", department=WATER),
    _reply("land-1", 1, "ask", text="Please send the list of plots that the survey found."),
    _reply("tap", 1, "offer", text="A tap with prepaid meters, if the group looks after it."),
    _reply("land-0", 1, "visit", days=21),
    _reply("havana", 2, "visit", days=10),
    _reply("land-2", 2, "acknowledge", department=HOUSING),
    _reply("drain", 2, "defer", days=180, reason="needs-planning",
           text="The flood lines of the river are being drawn anew."),
    _reply("lights", 2, "refuse", reason="not-our-duty",
           text="Street lights on this road belong to the roads authority."),
    _reply("land-0", 2, "decide", days=60, resolution="DEMO 12/05"),
    _reply("havana", 3, "commit", days=90, department=WATER, amount=42_000 * MINOR,
           budget_line="DEMO-114", many=7, text="All seven toilets mended, with new locks."),
    _reply("tap", 2, "deliver", text="The pipe is laid to the corner of block 4."),
    _reply("pits", 3, "acknowledge", department=WATER),
    _reply("waste", 2, "ask", on_paper=True, post="Section Engineer",
           text="Where could a lorry turn?"),
)  # fmt: skip


@dataclass(slots=True)
class Offices:
    """Hub and city with their people (user numbers), the carrier's folder, ids by a wish's key."""

    hub: Store
    city: Store
    stick: Path
    staff: int = 0
    official: int = 0
    ids: dict[str, str] = field(default_factory=dict)
    said: set[int] = field(default_factory=set)


def carry(sender: Store, receiver: Store, stick: Path, to: str = "") -> None:
    """Write what is due, carry it, take it in; the stick is empty after."""
    folder = stick / f"{sender.node.settings.node_id}-{receiver.node.settings.node_id}"
    folder.mkdir(parents=True, exist_ok=True)
    for written in export(sender, to=to, path=folder):
        outcomes = list(take_in(receiver, [written.file]))
        for outcome in outcomes:
            if outcome.outcome not in ("applied", "already"):
                raise outcome.reason or refuse("demo-went-wrong", file=outcome.file)
        written.file.unlink()


def go_round(offices: Offices, groups: list[Store], day: str, turn: int, turns: int) -> None:
    """One whole way: groups, hub, city, and back. The last turn says all that is left."""
    for group in groups:
        carry(group, offices.hub, offices.stick)
    _give_free(offices, day)
    negotiating.pass_on(offices.hub, offices.staff)
    sharing.tell_groups(offices.hub, day, offices.staff)
    to_city = offices.city.node.settings.node_id
    carry(offices.hub, offices.city, offices.stick, to_city)
    _answer(offices, day, turn if turn < turns else len(REPLIES))
    negotiating.in_the_city(offices.city, offices.official, day)
    repairs.go_on(offices.city, offices.official, day, turn if turn < turns else repairs.LAST)
    carry(offices.city, offices.hub, offices.stick)
    if turn == turns:
        first = groups[0].node.settings.node_id
        looking.at_the_office(offices.hub, first, day, offices.staff)
    for group in groups:
        carry(offices.hub, group, offices.stick, group.node.settings.node_id)
    carry(offices.hub, offices.city, offices.stick, to_city)


def _give_free(offices: Offices, day: str) -> None:
    with offices.hub.reading() as db:
        here = {one.request for one in asked.requests(db) if not one.step_day("released")}
    free = tuple(
        request for key, request in offices.ids.items() if request in here and key != WAITING
    )
    if not free:
        return
    order = requests.ReleaseRequests(
        day=day, city=offices.city.node.settings.node_id, requests=free, user=offices.staff
    )
    perform(offices.hub, order, requests.release_requests)
    publish(offices.hub, user=offices.staff)


def _answer(offices: Offices, day: str, turn: int) -> None:
    for place, reply in enumerate(REPLIES):
        if reply.turn > turn or place in offices.said:
            continue
        store = offices.hub if reply.order.on_paper else offices.city
        user = offices.staff if reply.order.on_paper else offices.official
        if _say(store, offices, reply, day, user):
            offices.said.add(place)


def _say(store: Store, offices: Offices, reply: Reply, day: str, user: int) -> bool:
    """Answer if that request is known at this node; whether it was."""
    request = offices.ids.get(reply.key, "")
    with store.reading() as db:
        known = bool(request) and asked.request(db, request) is not None
    if not known:
        return False
    by = date.fromisoformat(day) + timedelta(days=reply.days)
    order = replace(
        reply.order,
        request=request,
        day=day,
        by=by.isoformat() if reply.days else "",
        user=user,
    )
    try:
        perform(store, order, requests.give_answer)
    except Refusal as refusal:
        raise AssertionError(f"the demo's answers carry what they need: {refusal}") from refusal
    return True

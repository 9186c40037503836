"""Books of a large old group, the same for the same seed: 250 members, ten years, 400,000 entries.

The weeks of `big_life` are entered by the product's own journal and views, a quarter of a year at
a time. The last meeting is open, with its savings and the social fund entered.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Final

from federation.commands import deed
from federation.commands.users import add_user
from federation.core import events as e
from federation.core import kinds
from federation.demo.chance import Chance
from federation.demo.people import make_people
from federation.node import Node
from federation.store import Draft, Store, open_store
from sync.enrolment import accept_charter, enrol_card, own_card
from sync.founding import found
from tests import factories as f

from .big_life import Group, Told, admitted, meeting

MEMBERS: Final = 250
WEEKS: Final = 520
LAST_DAY: Final = date(2026, 11, 22)
PIN: Final = "2580"
OFFICERS: Final = (("Hilma", "treasurer"), ("Selma", "secretary"), ("Taimi", "chair"))
TOGETHER: Final = 13  # meetings of one transaction


def _numbered(group: Group, told: Iterator[Told]) -> Iterator[Draft]:
    """Drafts; what makes the next one finds in `seq` the number of this one."""
    for one in told:
        group.seq += 1
        yield Draft(kinds.LEDGER, *one)


def stories(members: int, weeks: int, seed: int) -> Iterator[list[Draft]]:
    """What such a group enters: its members, then a meeting at a time, `weeks` and one."""
    first = LAST_DAY - timedelta(weeks=weeks)
    group = Group(Random(seed), first, here=list(range(1, members + 1)))
    people: list[Told] = [
        (e.MemberAdmitted(day="", member=0, gender=one.gender), e.MemberRecord(
            name=one.name, phone=one.phone, birth_year=one.birth_year))
        for one in make_people(Chance(seed, "big"), members * 5 // 4, 0)
    ]  # fmt: skip
    group.numbered["member"] = members
    day = first.isoformat()
    yield list(_numbered(group, (admitted(people, number, day) for number in group.here)))
    for week in range(weeks + 1):
        group.day = first + timedelta(weeks=week)
        yield list(_numbered(group, meeting(group, people, last=week == weeks)))


def grow(store: Store, members: int = MEMBERS, weeks: int = WEEKS, seed: int = 1) -> int:
    """Fill an empty group's books; returns how many entries they have."""
    told, count = stories(members, weeks, seed), 0
    while some := [draft for one in islice(told, TOGETHER) for draft in one]:
        with store.writing() as db:
            deed.enter(db, store.node, some, {})
        count += len(some)
    return count


def make(folder: Path, members: int = MEMBERS, weeks: int = WEEKS, seed: int = 1) -> Node:
    """A group in `folder`/group with such books, its officers, its federation and two requests."""
    hub = open_store(found(folder / "hub", role="hub", name="Federation").node)
    node = found(folder / "group", role="group", name="Natangwe").node
    store = open_store(node)
    enrolled = enrol_card(hub, node.card(), confirm=own_card(node).digits)
    accept_charter(store, enrolled.file.read_bytes(), confirm=own_card(hub.node).digits)
    hub.close()
    for name, role in OFFICERS:
        add_user(store, name, role, PIN)
    grow(store, members, weeks, seed)
    for title in ("Toilets for block 3", "Water for block 4"):
        f.raise_request(store, title=title)
    store.close()
    return node

"""Building the demo: nodes founded and enrolled, a year lived, files carried all the way round."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final

from federation.commands import matching, members
from federation.commands.deed import perform
from federation.commands.users import add_user
from federation.core.refusals import refuse
from federation.node import Node, Settings, open_node, sync_folder, write_file
from federation.store import Store, open_store
from sync.enrolment import accept_charter, enrol_card, own_card
from sync.export import export
from sync.founding import found

from . import facts, fund, ground, life, needs, negotiating, office, settling, wishes
from .chance import Chance
from .group import Group
from .people import Person, make_people

GROUPS_MAX: Final = 99
MEMBERS_MAX: Final = 5_000
WEEKS_MAX: Final = 520
IN_TWO: Final = 7
"""The number of a woman of the first group whom the second wrote down, too, as its number 7."""

LEFT_IN_INBOX: Final = 2
"""By its place, the group whose newest file lies in the hub's inbox and was not taken in yet."""

ROUNDS: Final = (40, 70, 100)
"""How far through, in percent, files go all the way round."""

THRESHOLD: Final = 5
PINS: Final = MappingProxyType({"group": "2468", "hub": "1357", "city": "8642"})
HUB_NAME: Final = "Federation office (demo)"
CITY_NAME: Final = "City of Windhoek (demo)"
HUB_PERSON: Final = "Penehafo Demo"
CITY_PERSON: Final = "Gerson Demo"
# Whoever else may log in there, for what two people agree on: with the same PIN.
SECOND: Final = MappingProxyType({"hub": "Rauna Demo", "city": "Ester Demo"})
_MORNING: Final = time(7, 0, tzinfo=UTC)
_SUNDAY: Final = 6


class Clock:
    """The world's clock: stands where it is put, and goes on a second each time it is read."""

    def __init__(self) -> None:
        self.moment = datetime(2016, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The moment."""
        self.moment += timedelta(seconds=1)
        return self.moment

    def put(self, day: str, hour: int = 0) -> None:
        """Stand at a day, `hour` hours after its morning."""
        start = datetime.combine(date.fromisoformat(day), _MORNING)
        self.moment = start + timedelta(hours=hour)


@dataclass(frozen=True, slots=True)
class Size:
    """How large the world is, and its Sundays (ISO days), the last one last."""

    groups: int
    members: int
    seed: int
    sundays: tuple[str, ...]

    @property
    def weeks(self) -> int:
        """How many meetings each group holds."""
        return len(self.sundays)


def build(
    folder: Path,
    groups: int = 3,
    members: int = 30,
    weeks: int = 52,
    seed: int = 1,
    until: str = "",
) -> None:
    """Make `folder`/g1 … gN, hub, city and demo.json; it appears whole or not at all.

    `until` ("YYYY-MM-DD"): the last meeting is held on the last Sunday up to it (default: today).
    Raises Refusal `demo-folder-used`, `demo-size`, `demo-day`.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise refuse("demo-folder-used", folder=str(folder))
    size = _size(folder, groups, members, weeks, seed, until)
    target = folder.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    with _workshop(target) as workshop:
        names = _build(workshop, size)
        _tell(workshop, target, names)
        if target.exists():
            target.rmdir()
        workshop.rename(target)
        sync_folder(target.parent)


def _size(folder: Path, groups: int, members: int, weeks: int, seed: int, until: str) -> Size:
    bounds = (("groups", groups, 1, GROUPS_MAX), ("members", members, 2, MEMBERS_MAX))
    for what, told, least, most in (*bounds, ("weeks", weeks, 1, WEEKS_MAX)):
        if not least <= told <= most:
            raise refuse("demo-size", what=what, least=least, most=most)
    # The machine's own day, as any node tells it.
    today = Node(folder, Settings(node_id="", role="hub", name="")).today()
    try:
        last = date.fromisoformat(until or today)
    except ValueError:
        raise refuse("demo-day", text=until) from None
    last -= timedelta(days=(last.weekday() - _SUNDAY) % 7)
    days = tuple((last - timedelta(weeks=n)).isoformat() for n in reversed(range(weeks)))
    return Size(groups, members, seed, days)


@contextmanager
def _workshop(target: Path) -> Iterator[Path]:
    """A folder beside the target, gone afterwards whatever happens."""
    workshop = target.parent / f".{target.name}.building"
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir()
    try:
        yield workshop
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _build(workshop: Path, size: Size) -> dict[str, str]:
    """Everything but demo.json; who may log in at each folder."""
    clock = Clock()
    clock.put(size.sundays[0])
    with ExitStack() as stack:

        def opened(name: str, role: str, title: str) -> Store:
            chance = Chance(size.seed, name)
            node = found(workshop / name, role=role, name=title, clock=clock, entropy=chance).node
            store = open_store(open_node(node.folder, clock=clock, entropy=chance))
            stack.callback(store.close)
            return store

        hub, city = opened("hub", "hub", HUB_NAME), opened("city", "city", CITY_NAME)
        groups = [_group(opened, place, size) for place in range(size.groups)]
        stick = workshop / "stick"
        offices = office.Offices(hub, city, stick)
        offices.staff = add_user(hub, HUB_PERSON, "staff", PINS["hub"])
        offices.official = add_user(city, CITY_PERSON, "official", PINS["city"])
        add_user(hub, SECOND["hub"], "staff", PINS["hub"])
        add_user(city, SECOND["city"], "official", PINS["city"])
        for store in (*(group.store for group in groups), city):
            _enrol(hub, store)
        settling.settle(hub, offices.staff)
        ground.survey(hub, offices.staff)
        fund.begin(offices, size.groups, size.sundays[0])
        _live(offices, groups, size, clock)
        shutil.rmtree(stick, ignore_errors=True)
    names = {f"g{group.place + 1}": group.people[0].name for group in groups}
    return {**names, "hub": HUB_PERSON, "city": CITY_PERSON}


def _group(opened: Callable[[str, str, str], Store], place: int, size: Size) -> Group:
    folder = f"g{place + 1}"
    chance = Chance(size.seed, f"{folder} life")
    leaves = size.weeks >= life.SHORT_YEAR
    people = make_people(chance, size.members + leaves, place)
    if place == 1 and size.members >= IN_TWO:
        people = _with_one_of_the_first(people, size)
    group = Group(
        store=opened(folder, "group", facts.group_name(place)),
        place=place,
        chance=chance,
        people=people,
        leaver=size.members + 1 if leaves else 0,
    )
    day = size.sundays[0]
    life.admit(group, [n for n in range(1, len(group.people) + 1) if not _is_late(n, size)], day)
    users = [
        add_user(group.store, person.name, person.roles[0], PINS["group"], number)
        for number, person in enumerate(group.people, start=1)
        if person.roles
    ]
    group.treasurer, group.officers = users[0], tuple(users[:3])
    return group


def _with_one_of_the_first(people: tuple[Person, ...], size: Size) -> tuple[Person, ...]:
    """One of these is also in the first group: the office may find that she was told twice."""
    leaves = size.weeks >= life.SHORT_YEAR
    first = make_people(Chance(size.seed, "g1 life"), size.members + leaves, 0)[IN_TWO - 1]
    own = people[IN_TWO - 1]
    both = replace(
        own,
        name=first.name,
        gender=first.gender,
        birth_year=first.birth_year,
        phone=first.phone,
    )
    return (*people[: IN_TWO - 1], both, *people[IN_TWO:])


def _is_late(number: int, size: Size) -> bool:
    """Whether a member joins only later in the year."""
    if size.weeks < life.SHORT_YEAR or size.members <= 2 * life.LATE_JOINERS + life.HOUSE_BUILDER:
        return False
    return size.members - life.LATE_JOINERS < number <= size.members


def _enrol(hub: Store, store: Store) -> None:
    """Card there, charter back, digits compared both times, as two people would."""
    card = own_card(store.node)
    enrolled = enrol_card(hub, store.node.card(), confirm=card.digits, threshold=THRESHOLD)
    digits = own_card(hub.node).digits
    accept_charter(store, enrolled.file.read_bytes(), confirm=digits)
    enrolled.file.unlink()


def _live(offices: office.Offices, groups: list[Group], size: Size, clock: Clock) -> None:
    """Sunday by Sunday; some Sundays end with files going all the way round."""
    turns = sorted({max(0, size.weeks * percent // 100 - 1) for percent in ROUNDS})
    waiting = {group.place: list(wishes.wishes(size.groups)) for group in groups}
    for week, day in enumerate(size.sundays):
        clock.put(day, 1)
        _lend(offices, groups, week, size)
        for group in groups:
            clock.put(day, 2)
            mine = [one for one in waiting[group.place] if one.group == group.place]
            due = [one for one in mine if _week(one, size) <= week]
            _sunday(offices, group, day, week, size, due)
            waiting[group.place] = [one for one in mine if one not in due]
        if week in turns:
            clock.put(day, 6)
            fund.receive(offices, groups)
            stores = [group.store for group in groups]
            office.go_round(offices, stores, day, turns.index(week) + 1, len(turns))
    clock.put(size.sundays[-1], 9)
    fund.audited(offices, size.sundays[-1])
    for group in groups[:3]:
        _not_sent(group, size.sundays[-1])
    if len(groups) > LEFT_IN_INBOX:
        own = groups[LEFT_IN_INBOX].store
        export(own, path=offices.hub.node.inbox)
    matching.look_through(offices.hub)


def _lend(offices: office.Offices, groups: list[Group], week: int, size: Size) -> None:
    """The fund offers each group its loan on the Sunday before, and pays it out on the day."""
    taken = size.weeks // 3
    if size.weeks < life.SHORT_YEAR:
        return
    for group in groups:
        if week == taken - 1:
            fund.offer(offices, group, size.sundays[week], size.sundays[taken])
        elif week == taken + 1:
            fund.pay_out(offices, group, size.sundays[taken])


def _week(wish: wishes.Wish, size: Size) -> int:
    return (size.weeks - 1) * wish.percent // 100


def _sunday(
    offices: office.Offices,
    group: Group,
    day: str,
    week: int,
    size: Size,
    due: list[wishes.Wish],
) -> None:
    if week == size.weeks // 4:
        late = [n for n in range(1, size.members + 1) if _is_late(n, size)]
        if late:
            life.admit(group, late, day)
    life.hold_meeting(group, day, week, size.weeks)
    for wish in due:
        offices.ids[wish.key] = wishes.ask(group, wish, day)
    negotiating.go_on(group, day)
    needs.tell(group, day, week, size.weeks)
    life.shut_meeting(group, day, week)


def _not_sent(group: Group, day: str) -> None:
    """A group has something that the hub does not have yet, but no money that moved."""
    for number in group.here[:3]:
        person = group.people[number - 1]
        changed = members.ChangeMember(
            member=number,
            name=person.name,
            day=day,
            phone=person.phone[:-1] + "9",
            birth_year=person.birth_year,
            gender=person.gender,
            roles=person.roles,
            user=group.treasurer,
        )
        perform(group.store, changed, members.change_member)


def _tell(workshop: Path, target: Path, names: dict[str, str]) -> None:
    """Write demo.json: where each node lies, its address, and who may log in."""
    groups = [name for name in names if name not in ("hub", "city")]
    order = [groups[0], "hub", "city", *groups[1:]]
    told = []
    for place, name in enumerate(order):
        role = name if name in PINS else "group"
        told.append(
            {
                "role": role,
                "folder": str(target / name),
                "url": f"http://127.0.0.1:{8080 + place}/",
                "name": names[name],
                "pin": PINS[role],
            }
        )
    content = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    write_file(workshop / "demo.json", content.encode())

"""What a group of the demo can do, learns and shares: skills, deputies, visits, badges, ideas.

All of it is made up. No person is named in what other groups read.
"""

from typing import Final

from federation.commands import learning as deeds
from federation.commands.deed import Desk, perform
from federation.core.learning import SKILLS
from federation.store import Store
from federation.store.queries import books, learning

from . import facts
from .chance import Chance
from .group import Group

SKILLS_WEEK: Final = 1
DEPUTY_WEEK: Final = 2
VISITS: Final = (17, 3)
BADGE_WEEK: Final = 4
BUILDER_WEEK: Final = 5
IDEA_WEEK: Final = 2
TRAININGS: Final = (20, 4)
ADOPTED: Final = 1  # so many ideas of others a group takes up
COLLECTOR: Final = 2
IDEAS: Final = (
    (
        "Two count the box",
        "Two members count the box, each alone, before the treasurer says what the book has.",
        "Two members who do not keep the books, and ten minutes.",
    ),
    (
        "One key-holder for each four houses",
        "Four households share a key to the toilet, and one of them answers for it that month.",
        "A list on the wall and a second key with the group.",
    ),
    (
        "Bricks on Saturdays",
        "Everybody makes bricks two Saturdays a month, and who cannot come sends somebody.",
        "A mould, cement for the month, shade.",
    ),
)
HOW: Final = (
    "We do just the same.",
    "We do it with three people, because we are more.",
    "We do it only at the end of the month.",
)


def of_a_sunday(group: Group, day: str, week: int) -> None:
    """What one Sunday brings of it."""
    chance = Chance(week, f"{group.place} sharing")
    if week == SKILLS_WEEK:
        _skills(group, day, chance)
    if week == DEPUTY_WEEK:
        _deputy(group, day)
    if week % VISITS[0] == VISITS[1]:
        _visit(group, day)
    if week % TRAININGS[0] == TRAININGS[1]:
        _train(group, day, chance)
    if week == IDEA_WEEK:
        _idea(group, day)
    if week == BADGE_WEEK:
        _badge_of_visit(group, day)
    if week == BUILDER_WEEK:
        _badge_of_work(group, day)
    if week > IDEA_WEEK:
        _adopt(group, day, chance)


def _own(group: Group) -> str:
    return group.store.node.settings.node_id


def _skills(group: Group, day: str, chance: Chance) -> None:
    """Every second one says what she can do, and now and then what she can teach."""
    for number in group.here[::2]:
        some = dict.fromkeys(chance.pick(SKILLS) for _ in range(2))
        if number == group.here[0]:
            some = dict.fromkeys((*some, "bricklaying"))
        order = deeds.NoteSkills(
            member=number,
            day=day,
            skills=tuple((skill, chance.happens(30)) for skill in some),
            user=group.treasurer,
        )
        perform(group.store, order, deeds.note_skills)


def _deputy(group: Group, day: str) -> None:
    """Somebody without an office learns the treasurer's work."""
    free = [number for number in group.here if not group.people[number - 1].roles]
    if free:
        order = deeds.NameDeputy(role="treasurer", member=free[0], day=day, user=group.treasurer)
        perform(group.store, order, deeds.name_deputy)


def _visit(group: Group, day: str) -> None:
    """Four of us go to the neighbours and look at their books."""
    order = deeds.TellExchange(
        day=day,
        form="visit-out",
        topic="books",
        group=facts.group_name(group.place - 1 if group.place else 1),
        people=4,
        days=1,
        learned="Each treasurer counts alone first, then both compare.",
        user=group.treasurer,
    )
    perform(group.store, order, deeds.tell_exchange)


def _train(group: Group, day: str, chance: Chance) -> None:
    order = deeds.TellExchange(
        day=day,
        form="training",
        topic="computer",
        group="Federation office (demo)",
        people=3 + chance.below(4),
        officials=chance.below(2),
        learned="A file on a stick is enough; nobody needs the internet.",
        user=group.treasurer,
    )
    perform(group.store, order, deeds.tell_exchange)


def _idea(group: Group, day: str) -> None:
    title, did, needs = IDEAS[group.place % len(IDEAS)]
    order = deeds.SharePractice(
        day=day, title=title, did=did, needs=needs, place="Otjomuise", user=group.treasurer
    )
    perform(group.store, order, deeds.share_practice)


def _badge_of_visit(group: Group, day: str) -> None:
    """The collector went along and compared the books there."""
    with group.store.reading() as db:
        held = [one for one in learning.exchanges(db, _own(group)) if one.topic == "books"]
    if held and COLLECTOR in group.here:
        order = deeds.IssueBadge(
            member=COLLECTOR,
            day=day,
            award="peer-checker",
            exchange=held[0].exchange,
            issuer=held[0].group,
            witness="visitor",
            consents=True,
            user=group.treasurer,
        )
        perform(group.store, order, deeds.issue_badge)


def _badge_of_work(group: Group, day: str) -> None:
    """Whoever worked first has earned it."""
    with group.store.reading() as db:
        book = books.book_of(db, _own(group))
        did = {number: learning.tasks_of(db, book, number) for number in group.here}
    number = next((one for one, tasks in did.items() if tasks), 0)
    if number:
        order = deeds.IssueBadge(
            member=number,
            day=day,
            award="builder",
            task=did[number][0],
            witness="chair",
            user=group.treasurer,
        )
        perform(group.store, order, deeds.issue_badge)


def _adopt(group: Group, day: str, chance: Chance) -> None:
    """An idea of another group that came with the federation's file."""
    own = _own(group)
    with group.store.reading() as db:
        used = {one.practice for one in learning.uses(db, own)}
        cards = learning.catalogue(db)
    if len(used) >= ADOPTED:
        return
    open_ = [one for one in cards if one.owner != own and one.practice not in used]
    if open_:
        order = deeds.AdoptPractice(
            practice=open_[0].practice, day=day, adapted=chance.pick(HOW), user=group.treasurer
        )
        perform(group.store, order, deeds.adopt_practice)


def tell_groups(hub: Store, day: str, user: int) -> None:
    """The office sends what is new among the ideas to every group."""
    with hub.reading() as db:
        waiting = deeds.unsent(Desk(db, hub.node))
    if waiting:
        perform(hub, deeds.SendCatalogue(day=day, user=user), deeds.send_catalogue)

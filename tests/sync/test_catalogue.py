"""An idea goes from one group over the hub to another and back; a stranger's word does not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.commands import learning as deeds
from federation.commands.deed import Desk, perform
from federation.core import canonical, kinds
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.reports import learning as report
from federation.store import Store
from federation.store.queries import group, learning
from federation.store.queries import requests as asked
from tests import factories as f
from tests.sync import links
from tests.sync.links import World, bring, carry, save, sealed


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


@pytest.fixture
def second(world: World) -> Iterator[Store]:
    store = links.node(world.folder, "group", "Tunombili")
    links.enrol(world.hub, store)
    yield store
    store.close()


def share(store: Store) -> str:
    order = deeds.SharePractice(day=f.DAY, title="Two count", did="two count the box", needs="Time")
    return str(perform(store, order, deeds.share_practice).facts["practice"])


def tell(world: World, *groups: Store) -> None:
    """The office sends the catalogue, and its files are carried."""
    perform(world.hub, deeds.SendCatalogue(day=f.DAY), deeds.send_catalogue)
    with world.hub.reading() as db:
        codes = {one.node: one.code for one in asked.partners(db)}
    for store in groups:
        carry(world.hub, store, to=codes[store.node.settings.node_id])


def cards(store: Store) -> list[tuple[str, str, int, bool]]:
    with store.reading() as db:
        return [(one.title, one.group, one.adopted, one.is_gone) for one in learning.catalogue(db)]


def waiting(world: World) -> int:
    with world.hub.reading() as db:
        return len(deeds.unsent(Desk(db, world.hub.node)))


def test_an_idea_goes_round_is_taken_up_and_taken_back(world: World, second: Store) -> None:
    for store in (world.group, second):
        save(store)
    name = share(world.group)
    carry(world.group, world.hub)
    carry(second, world.hub)
    assert waiting(world) == 2
    tell(world, world.group, second)
    assert waiting(world) == 0
    with pytest.raises(Refusal, match="catalogue-sent"):
        perform(world.hub, deeds.SendCatalogue(day=f.DAY), deeds.send_catalogue)
    assert cards(second) == [("Two count", "Ehangano", 0, False)]
    adopt = deeds.AdoptPractice(practice=name, day=f.DAY, adapted="three of us")
    perform(second, adopt, deeds.adopt_practice)
    with pytest.raises(Refusal, match="idea-adopted"):
        perform(second, adopt, deeds.adopt_practice)
    carry(second, world.hub)
    tell(world, world.group, second)
    assert cards(world.group) == [("Two count", "", 1, False)]
    back = deeds.TakeBackSharing(of=name, day=f.DAY, reason="it did not last")
    perform(world.group, back, deeds.take_back_sharing)
    carry(world.group, world.hub)
    tell(world, second)
    assert cards(second) == [("Two count", "Ehangano", 1, True)]
    third = links.node(world.folder, "group", "Shangwana")
    links.enrol(world.hub, third)
    assert waiting(world) == 0  # nobody hears first of what is gone
    third.close()
    assert all(links.is_sound(store) for store in (world.group, world.hub, second))


def test_the_hub_sees_who_learned_from_whom_once(world: World, second: Store) -> None:
    for store, form, other in (
        (world.group, "visit-out", "tunombili"),
        (second, "visit-in", "Ehangano"),
    ):
        save(store)
        order = deeds.TellExchange(day=f.DAY, form=form, topic="books", people=4, group=other)
        perform(store, order, deeds.tell_exchange)
        carry(store, world.hub)
    with world.hub.reading() as db:
        names = {one.node: one.name for one in asked.partners(db, "group")}
        ways = report.learning_map(db, names)
        own = {name: node for node, name in names.items()}
        rules = group.rules(db, 0, 0)
        figures = {
            (name, one.code): one.count
            for name in ("Ehangano", "Tunombili")
            for one in report.figures_of(db, 0, own[name], f.DAY, rules, (name, ways))
        }
    assert [(one.came.lower(), one.host.lower(), one.people) for one in ways] == [
        ("ehangano", "tunombili", 4)
    ]
    assert report.never_visited(ways, names) == ("Ehangano",)
    assert (figures["Ehangano", "visits-made"], figures["Ehangano", "visits-had"]) == (1, 0)
    assert (figures["Tunombili", "visits-made"], figures["Tunombili", "visits-had"]) == (0, 1)


def line(event: e.Event) -> bytes:
    return canonical.encode(event)


def why(store: Store, forged: bytes) -> tuple[str, str]:
    """What became of a file, and the refusal of the entry in it."""
    [one] = bring(store, forged)
    assert one.reason is not None
    because = one.reason.facts["because"]
    assert isinstance(because, Refusal)
    return one.outcome, because.code


def test_only_its_own_group_speaks_of_an_exchange_or_card(world: World, second: Store) -> None:
    save(world.group)
    name = share(world.group)
    carry(world.group, world.hub)
    for event in (
        e.SharingTakenBack(day=f.DAY, of=name, reason="no good"),
        e.PracticeShared(day=f.DAY, practice=name, title="Mine", did="mine"),
        e.ExchangeHeld(
            day=f.DAY, exchange=name, form="visit-in", topic="books", people=1, group="X"
        ),
    ):
        forged = sealed(second, world.hub, [line(event)], kind=kinds.REQUESTS)
        assert why(world.hub, forged) == ("refused", "sharing-of-another")


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (
            e.ExchangeHeld(
                day=f.DAY, exchange="x", form="visit-in", topic="books", people=0, group="X"
            ),
            "exchange-needs-people",
        ),
        (e.PracticeAdopted(day=f.DAY, practice="p", adapted=""), "sharing-unclear"),
        (e.PracticeAdopted(day="2026-02-30", practice="p", adapted="so"), "day-none"),
    ],
)
def test_what_does_not_hold_together_is_not_taken_in(
    world: World, event: e.Event, code: str
) -> None:
    forged = sealed(world.group, world.hub, [line(event)], kind=kinds.REQUESTS)
    assert why(world.hub, forged) == ("refused", code)


def test_a_city_lists_no_ideas(world: World) -> None:
    told = e.PracticeListed(day=f.DAY, practice="p", group="We", title="T", did="D")
    forged = sealed(world.city, world.hub, [line(told)], kind=kinds.REPLIES)
    assert why(world.hub, forged) == ("refused", "word-of-another")

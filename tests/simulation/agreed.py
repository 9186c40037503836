"""What must hold at rest of everything that was said: the same words and the same agreement."""

from collections.abc import Iterable

from federation.core import events as e
from federation.core import kinds
from federation.store import Store, replay
from federation.store.projections.words import canonical_word
from federation.store.queries import requests
from federation.store.queries.requests import RequestView

from . import truth
from .invariants import frozen, stands_still
from .machines import CITY, HUB
from .talk import KEPT
from .world import Violation, World


def check(world: World) -> None:
    """Every invariant about words. Raises Violation."""
    hub = views(world.hub.store)
    for line in world.lines():
        if not stands_still(world, line):
            equal_words(world, line, hub)
    none_reach_the_city(world)
    if not city_stands_still(world):
        equal_at_the_city(world, hub)


def views(store: Store) -> dict[str, RequestView]:
    """Requests as a machine has them, by id."""
    with store.reading() as db:
        return {one.request: one for one in requests.requests(db)}


def told(some: Iterable[e.Word]) -> dict[str, e.Word]:
    """Words by their ids, as they are on every node."""
    return {one.word: canonical_word(one) for one in some}


def equal_words(world: World, line: int, hub: dict[str, RequestView]) -> None:
    """Group and hub have the same words of its requests, and come to the same agreement."""
    machine, who = world.machines[line][-1], truth.owner(world, line)
    for request, here in views(machine.store).items():
        there = hub.get(request)
        if here.owner != who or there is None:
            continue
        world.counts["words at rest"] += len(here.words)
        if told(here.words) != told(there.words):
            raise Violation("equal words", f"group {line}: {differs(here, there)}")
        codes = [one.agreement(world.day()).code for one in (here, there)]
        if codes[0] != codes[1]:
            raise Violation("equal agreements", f"group {line}: {codes}")


def differs(here: RequestView, there: RequestView) -> str:
    """The words that one of two has, or has otherwise."""
    one, other = told(here.words), told(there.words)
    lost = [word for word in one.values() if other.get(word.word) != word]
    more = [word for word in other.values() if one.get(word.word) != word]
    return f"only here {lost[:3]}, only there {more[:3]}"


def city_stands_still(world: World) -> bool:
    """Whether between city and hub something must be put right before it goes on."""
    city, hub = truth.owner(world, CITY), truth.owner(world, HUB)
    return world.city.store.is_restored() or bool(
        frozen(world.hub, city) or frozen(world.city, hub)
    )


def none_reach_the_city(world: World) -> None:
    """What stays with the federation is in no file and no table of any city."""
    for machine in world.machines[CITY]:
        with machine.store.reading() as db:
            events = [numbered.event for unit in replay.units(db) for numbered in unit.entries]
        kept = [one for one in events if type(one) in kinds.WORDS]
        wrong = [one for one in kept if type(one) not in kinds.FOR_THE_CITY]
        wrong += [one for one in kept if KEPT in repr(one)]
        if wrong:
            raise Violation("kept from the city", f"{machine.name}: {wrong[:3]}")


def equal_at_the_city(world: World, hub: dict[str, RequestView]) -> None:
    """Everything passed on is there under its own id, everything that the city said is at the hub;
    and both come to the same agreement where nothing came on paper besides."""
    with world.hub.store.reading() as db:
        shown = {one.city for one in requests.releases(db)}
    for request, here in views(world.city.store).items():
        there = hub.get(request)
        if there is None or not there.step_day("submitted") or not shown:
            continue
        city, office = told(here.words), told(there.words)
        due = {
            word: one for word, one in office.items()
            if type(one) in kinds.FOR_THE_CITY and one.side != "city"
        }  # fmt: skip
        said = {word: one for word, one in city.items() if one.side == "city"}
        lost = [one for word, one in due.items() if city.get(word) != one]
        lost += [one for word, one in said.items() if office.get(word) != one]
        if lost:
            raise Violation("equal words", f"city, {there.title}: {lost[:3]}")
        world.counts["words at the city"] += len(city)
        beside = any(one.on_paper for one in (*there.words, *there.answers))
        # What a city says to an ask of several groups is at the office in each of its parts.
        if beside or there.merges or set(city) != {*due, *said}:
            continue
        codes = [one.agreement(world.day()).code for one in (here, there)]
        world.counts["agreements at the city"] += 1
        if codes[0] != codes[1]:
            raise Violation("equal agreements", f"city, {there.title}: {codes}")

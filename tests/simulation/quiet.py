"""Rest: the carrier turns honest, everybody exchanges until nothing moves, officers put right."""

from federation.store import exchange as kept
from federation.store import journal

from . import exchange, life, truth
from .machines import HUB, Machine
from .world import Violation, World

ROUNDS = 12


def rest(world: World) -> None:
    """Come to rest. Raises Violation when it does not."""
    world.trace("--- quiet ---")
    world.alive = truth.survey(world)
    world.carrier.honest = True
    for machine in world.all_machines():
        machine.older = False
    old = [parcel for parcel in world.carrier.attic if world.rng.random() < 0.3]
    world.carrier.parcels += old
    world.carrier.attic.clear()
    settle(world)
    last_words(world)
    settle(world)


def last_words(world: World) -> None:
    """The hub, and whoever must, says one thing more to each partner, so that each must listen.

    A hub that was put back and says nothing learns nothing; then every group has to speak first.
    """
    asked = {one.owner for one in life.wanted(world.hub.store)}
    for line in world.lines():
        silent = HUB not in world.shaken and truth.owner(world, line) in asked
        if not silent or world.rng.random() < 0.5:
            life.pay(world, world.machines[line][-1])
            life.ask(world, world.machines[line][-1])
    settle(world)
    life.publish(world, world.hub)
    newest = {one.owner: one for one in life.wanted(world.hub.store)}
    for request in newest.values():
        life.answer_to(world, world.hub, request, on_paper=True, post="Section Engineer")
    life.answer(world, world.city)


def settle(world: World) -> None:
    """Exchange until a whole round changes nothing."""
    before = None
    for _ in range(ROUNDS):
        for machine in list(world.all_machines()):
            exchange.write(world, machine, carelessly=False)
            while exchange.arrive(world):
                pass
        now = [picture(machine) for machine in world.all_machines()]
        if now == before:
            return
        before = now
    raise Violation("comes to rest", f"after {ROUNDS} rounds files still change something")


def picture(machine: Machine) -> object:
    """How far everything is at this machine."""
    with machine.store.reading() as db:
        ends = [(one.last, one.head, one.state) for one in journal.ends(db)]
        held = {(one.sender, one.kind, one.first, one.last, one.code) for one in kept.held(db)}
        return ends, kept.acknowledgements(db), held

"""Rest: the carrier turns honest, everybody exchanges until nothing moves, officers put right."""

from federation.store import journal, mark, restored

from . import exchange, invariants, life, officers, talk, truth
from .machines import CITY, HUB, Machine
from .world import Violation, World

ROUNDS = 12
TRIES = 3


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
    mend(world)
    last_words(world)
    settle(world)
    mend(world)  # what was seen only when everybody spoke
    talk.pass_on(world, world.hub)
    settle(world)


def mend(world: World) -> None:
    """Put right and exchange, until there is nothing to put right."""
    for _ in range(TRIES):
        before = len(world.trace.lines)
        put_right(world)
        if len(world.trace.lines) == before:
            return
        settle(world)


def put_right(world: World) -> None:
    """Officers look at everything that is shown, and one machine of each group stays."""
    for line in world.lines():
        choose(world, line)
        officers.look(world, line)
        if world.machines[line][-1].store.is_restored():
            officers.confirm(world, world.machines[line][-1])
    officers.look(world, CITY)
    for machine in (world.hub, world.city):
        if is_unsure(machine):
            officers.confirm(world, machine)


def is_unsure(machine: Machine) -> bool:
    """Whether this node knows that it was put back, and not yet how far it once was."""
    store = machine.store
    with store.reading() as db:
        ahead = any(
            mark.is_chain_behind(mark.read_marks(store.node), end)
            for end in journal.ends(db)
            if end.own
        )
        return ahead or restored.read(db) is not None


def choose(world: World, line: int) -> None:
    """Of a folder that went on in two places one is kept: the one the hub does not know."""
    some = world.machines[line]
    if len(some) == 1:
        return
    hub = invariants.ends(world.hub.store, truth.owner(world, line), "")
    known = [one for one in some if truth.agrees(one, hub)]
    kept = next((one for one in reversed(some) if one not in known), None)
    if kept is None:
        kept = max(some, key=truth.length)
    world.trace(f"{kept.name} is kept")
    world.retired += [one for one in some if one is not kept]
    world.machines[line] = [kept]


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
    talk.talk(world, world.city)
    if len(newest) % 2:  # and what the city said to several crosses the word that they are split
        life.merge(world, world.hub)


def settle(world: World) -> None:
    """Exchange until nothing that anybody wrote changes anything anywhere."""
    written: dict[str, object] = {}
    for _ in range(ROUNDS):
        moved = False
        for machine in list(world.all_machines()):
            if written.get(machine.name) == picture(machine):
                continue
            moved = True
            exchange.write(world, machine, carelessly=False)
            written[machine.name] = picture(machine)
            while exchange.arrive(world):
                pass
        if not moved:
            return
    raise Violation("comes to rest", f"after {ROUNDS} rounds files still change something")


# What decides whether a machine has something to say that it has not said.
STATE = (
    "SELECT * FROM stream", "SELECT * FROM acknowledgement", "SELECT * FROM local_sent",
    "SELECT * FROM local_state", "SELECT * FROM postponed",
    "SELECT DISTINCT sender, kind, first, last, code FROM held_file",
    "SELECT count(*) FROM local_in WHERE told = 0 AND outcome IN ('held', 'refused')",
)  # fmt: skip


def picture(machine: Machine) -> object:
    """How far everything is at this machine."""
    db = machine.store.db
    db.connect(reuse_if_open=True)
    told = [sorted(map(repr, db.execute_sql(query).fetchall())) for query in STATE]
    return told, mark.read_marks(machine.store.node)

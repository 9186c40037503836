"""What must hold at rest, whatever went wrong before."""

from dataclasses import fields

from federation.store import Store, exchange, journal
from federation.store.queries import books, requests
from sync import audit, status

from . import truth
from .machines import HUB, Machine
from .world import Chain, Violation, World

# Those that say what people would lose, or have twice; the others are of the machinery.
OF_PEOPLE = (
    "none lost unseen", "none counted twice", "none made up", "equal ends", "equal balances",
    "equal requests", "equal words", "equal agreements", "kept from the city", "forks are seen",
    "acknowledged was there", "verify", "equal between", "stays at the office",
)  # fmt: skip


def check(world: World) -> None:
    """Every invariant. Raises Violation."""
    everything_verifies(world)
    stopped = {line for line in world.lines() if stands_still(world, line)}
    world.counts["groups at rest"] += world.groups
    world.counts["groups that stand still, shown"] += len(stopped)
    no_false_alarm(world)
    hub = truth.read(world.hub.store)
    for line in world.lines():
        who = truth.owner(world, line)
        ledger = hub.get((who, "ledger"), truth.Told())
        asked = hub.get((who, "requests"), truth.Told())
        none_made_up(world, line, ledger, asked)
        none_counted_twice(world, line, ledger)
        none_lost(world, line, ledger, asked)
        if line not in stopped:
            equal_on_both_sides(world, line)
    forks_are_seen(world)


def everything_verifies(world: World) -> None:
    """What every machine holds follows from what was written and signed."""
    for machine in world.all_machines():
        found = audit.verify(machine.store).problems
        if machine.store.is_restored():  # then that very thing is to be told
            found = tuple(one for one in found if one.where != "node.mark")
        if found:
            raise Violation("verify", f"{machine.name}: {found[:3]}")


def stands_still(world: World, line: int) -> bool:
    """Whether between this group and the hub something must be put right before it goes on."""
    machine, hub = world.machines[line][-1], world.hub
    who, other = truth.owner(world, line), truth.owner(world, HUB)
    return machine.store.is_restored() or bool(frozen(hub, who) or frozen(machine, other))


def frozen(machine: Machine, owner: str) -> list[str]:
    """The chains of another node that stand still here."""
    with machine.store.reading() as db:
        ends = journal.ends(db)
    return [one.kind for one in ends if one.owner == owner and one.state == "frozen"]


def is_forked(machine: Machine, partner: str) -> bool:
    """Whether the status tells of a fork (with that partner; "": with any)."""
    told = status.status(machine.store).partners
    return any(one.forked for one in told if partner in ("", one.node))


def no_false_alarm(world: World) -> None:
    """Nothing is told of a fork where nothing was ever put back, copied or stolen."""
    if HUB in world.shaken:
        return
    for line in set(world.lines()) - world.shaken:
        if is_forked(world.hub, truth.owner(world, line)) or stands_still(world, line):
            raise Violation("no false alarm", f"group {line}")


def none_made_up(world: World, line: int, *told: truth.Told) -> None:
    """The hub counts nothing that nobody did."""
    known = world.tried[line] | {("savings", 100_000), ("savings", 50_000)}
    extra = {mark for one in told for _, mark in one.marks} - known
    extra |= {mark for one in told for _, mark in one.marks} & world.forged
    if extra:
        raise Violation("none made up", f"group {line}: {sorted(extra)[:5]}")


def none_counted_twice(world: World, line: int, ledger: truth.Told) -> None:
    """The hub's sums are those of its entries, each deed once."""
    wanted = ledger.sums()
    found = sums(world.hub.store, truth.owner(world, line))
    for account in ("savings", "social_fund", "loans"):
        if found.get(account, 0) != wanted[account]:
            raise Violation(
                "none counted twice",
                f"group {line}: {account} {found.get(account, 0)}, told {wanted[account]}",
            )


def sums(store: Store, owner: str) -> dict[str, int]:
    """What the views of a machine say that a group's accounts hold."""
    with store.reading() as db:
        book = books.book_of(db, owner)
        if not book:
            return {}
        pots = books.pots(db, book)
    return {field.name: getattr(pots, field.name) for field in fields(pots)}


def none_lost(world: World, line: int, ledger: truth.Told, asked: truth.Told) -> None:
    """Every deed of which there was a copy when all turned honest counts, or is shown."""
    here = {mark for told in (ledger, asked) for _, mark in told.marks}
    alive = {mark for mark in world.alive[line] if mark[0] != "answer"}
    lost = alive - here - truth.evidence(world)[line]
    if lost:
        raise Violation("none lost unseen", f"group {line}: {sorted(lost)[:5]}")


def equal_on_both_sides(world: World, line: int) -> None:
    """Group and hub hold the same chains, the same sums, the same requests and answers."""
    machine, hub = world.machines[line][-1], world.hub
    who, other = truth.owner(world, line), truth.owner(world, HUB)
    for owner, reader in ((who, ""), (other, who)):
        here, there = ends(machine.store, owner, reader), ends(hub.store, owner, reader)
        if here != there:
            raise Violation("equal ends", f"group {line}: {here} here, {there} at the hub")
    here_sums, there_sums = sums(machine.store, who), sums(hub.store, who)
    if here_sums != there_sums:
        raise Violation("equal balances", f"group {line}: {here_sums}, hub: {there_sums}")
    here_asked, there_asked = asked_for(machine.store, who), asked_for(hub.store, who)
    if here_asked != there_asked:
        raise Violation("equal requests", f"group {line}: {here_asked}, hub: {there_asked}")


def ends(store: Store, owner: str, reader: str) -> dict[str, tuple[int, str]]:
    """How far the chains of a node go here, as far as they count."""
    with store.reading() as db:
        found = {
            end.kind: (end.counted, end.head if end.closed < 0 else "")
            for end in sorted(journal.ends(db), key=lambda one: one.incarnation)
            if end.owner == owner and end.counted and end.incarnation > 0
            and (not end.own or end.partner in ("", reader))
        }  # fmt: skip
    found.pop("register", None)
    return found


def acknowledged_was_there(world: World, machine: Machine) -> None:
    """What a writer believes to have arrived was once held by its reader, under that very head."""
    for partner, chain, told in believed(machine.store):
        if told[0] and (partner, *chain, *told) not in world.held:
            text = f"{machine.name}: {chain[1]} up to {told[0]} never was at its reader"
            raise Violation("acknowledged was there", text)


def believed(store: Store) -> list[tuple[str, Chain, tuple[int, str]]]:
    """Partner, own chain, number and head: how far the partner holds it, as this machine knows."""
    query = (
        "SELECT told.partner, owner, kind, incarnation, told.seq, told.head "
        "FROM acknowledgement told JOIN stream ON stream.id = told.stream"
    )
    with store.reading() as db:
        rows = db.execute_sql(query).fetchall()
    return [(partner, tuple(chain), (seq, head)) for partner, *chain, seq, head in rows]


def note_held(world: World, machine: Machine) -> None:
    """Write down how far this machine holds the chains of others, before it tells them."""
    store = machine.store
    with store.reading() as db:
        for end in journal.ends(db):
            if not end.own:
                told = end.counted, exchange.kept_head(db, end, end.counted) or ""
                world.held.add((store.node.settings.node_id, *chain_of(end), *told))


def chain_of(end: journal.StreamEnd) -> Chain:
    """Whose chain that is, of which stream, written with which card."""
    return end.owner, end.kind, end.incarnation


def asked_for(store: Store, owner: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """A group's requests: id, stage, answers."""
    with store.reading() as db:
        return sorted(
            (one.request, one.stage, tuple(sorted(given.answer for given in one.answers)))
            for one in requests.requests(db)
            if one.owner == owner
        )


def forks_are_seen(world: World) -> None:
    """A chain that stands still is shown as forked where it does."""
    for line in world.lines():
        machine, hub = world.machines[line][-1], world.hub
        for here, owner in ((hub, truth.owner(world, line)), (machine, truth.owner(world, HUB))):
            if frozen(here, owner) and not is_forked(here, owner):
                raise Violation("forks are seen", f"{here.name}: a chain is frozen, unseen")

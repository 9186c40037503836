"""After rest: what people try once more, each on spare copies, by a chance of its own.

What was lived stays the same for a seed, whatever is tried here. Everything that is tried has an
end that is known: a sentence and nothing changed, or the very books.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from federation.core.refusals import Refusal
from federation.node import Node
from federation.store import Store, journal, open_store
from federation.store.queries import requests
from sync import audit, backup, copies, paper, passphrase, putback, restored, roster, succession
from tests import factories as f
from tests.sync import planting

from . import exchange, paperwork
from .machines import HUB, Machine
from .world import Violation, World


@dataclass
class Spares:
    """Copies of machines, to be tried out; `chance` is not that of the lives before."""

    world: World
    chance: random.Random
    made: int = 0

    def of(self, machine: Machine) -> Machine:
        """The same node in a folder of its own."""
        self.made += 1
        folder = self.world.folder / f"spare-{self.made}"
        machine.copy_to(folder)
        spare = Machine(
            folder.name, machine.line, folder, machine.disk, f.Entropy(f"spare {self.made}"),
            f.Clock(machine.clock.moment), recovery_key=machine.recovery_key,
        )  # fmt: skip
        self.world.retired.append(spare)  # closed with all others
        return spare

    def any(self, *roles: str) -> Machine:
        """A machine in use, of one of these roles (none: of any)."""
        some = [one for one in self.world.all_machines() if not roles or one.role in roles]
        return self.chance.choice(some)

    def tells(self, text: str) -> None:
        self.world.trace(f"  {text}")


def refused(
    machine: Machine, codes: tuple[str, ...], what: Callable[[Store], object], label: str = ""
) -> None:
    """It is not done, for one of these reasons, and nothing changed. Raises Violation."""
    before = exchange.tables(machine.store)
    where = f"{machine.name} {label}"
    try:
        machine.run(what)
    except Refusal as refusal:
        if refusal.code not in codes:
            raise Violation("plainly refused", f"{where}: {refusal.code}, not {codes}") from None
    else:
        raise Violation("plainly refused", f"{where}: it was done, and not {codes}")
    after = exchange.tables(machine.store)
    changed = [name for name in after if after[name] != before[name] and name != "local_state"]
    if changed:
        raise Violation("nothing half", f"{where}: {changed} changed")


@contextmanager
def store_of(node: Node) -> Iterator[Store]:
    """The open store of a node that was just made."""
    store = open_store(node)
    try:
        yield store
    finally:
        store.close()


def is_sound(machine: Machine, label: str) -> None:
    """The books there follow from what was written and signed."""
    found = [one for one in audit.verify(machine.store).problems if one.where != "node.mark"]
    if found:
        raise Violation("verify", f"{machine.name} {label}: {found[:3]}")


def shown(spares: Spares) -> None:
    """What stands still is told on the machine's own page; what does not, is not."""
    world = spares.world
    for line in world.lines():
        machine = world.machines[line][-1]
        told = paperwork.trouble(world, machine)
        if told in ("restored", "forked", "taken", "missing") and not {line, HUB} & world.shaken:
            raise Violation("no false alarm", f"{machine.name}: {told}")
        with machine.store.reading() as db:
            standing = copies.standing(db, machine.store.node.today())
        if standing.is_away_old and standing.last is None:
            raise Violation("copies are told of", f"{machine.name}: {standing}")
    back = spares.of(spares.any("group"))
    restored.begin(back.store)
    paperwork.trouble(world, back)


def rotten(spares: Spares) -> None:
    """A disk that rots: a changed field of the journal is found, whichever it is."""
    store, chance = spares.any().store, spares.chance
    db = store.db
    db.connect(reuse_if_open=True)
    for table, column in chance.sample(planting.COLUMNS, 6):
        name, keys = table._meta.table_name, planting.keys_of(table)
        columns = [field.column_name for field in table._meta.sorted_fields]
        rows = db.execute_sql(f'SELECT {", ".join(columns)} FROM "{name}"').fetchall()
        if not rows:
            continue
        row = dict(zip(columns, chance.choice(sorted(rows, key=repr)), strict=True))
        if column in ("own", "id") and name == "stream" and row["last"] == row["base"]:
            continue  # of a chain without entries nothing tells who began it, nor its number
        # Far enough that no other row has that number, nor the card of another that was set aside.
        far = 500 if column in (*keys, "incarnation") else planting.FAR.get(column, 1)
        old = row[column]
        new = 1 - old if column == "own" else planting.other(old, far)
        where = " AND ".join(f'"{key}" = ?' for key in keys)
        with db.atomic() as transaction:
            db.execute_sql(
                f'UPDATE "{name}" SET "{column}" = ? WHERE {where}',
                (new, *(row[key] for key in keys)),
            )
            found = audit.verify(store).problems
            transaction.rollback()
        spares.tells(f"{store.node.folder.name} {name}.{column} rots: {len(found)} problems")
        if not found:
            raise Violation("rot is found", f"{store.node.folder.name} {name}.{column} of {row}")


def put_back(spares: Spares) -> None:
    """A copy comes back whole with the words on paper, and in no other way."""
    machine = spares.of(spares.any())
    if not machine.recovery_key:
        return
    world, chance = spares.world, spares.chance
    locked = chance.random() < 0.3
    if locked:
        passphrase.switch_on(machine.store.node, paperwork.PHRASE)
    made = machine.run(backup.keep)
    content, words = made.path.read_bytes(), list(paper.words(machine.recovery_key))
    cut, flipped = made.path.with_name("cut.sgk"), made.path.with_name("flipped.sgk")
    cut.write_bytes(content[: chance.randrange(len(content))])
    place = chance.randrange(len(content))
    flipped.write_bytes(content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :])
    fresh = world.folder / f"{machine.name}-back"
    other = world.machines[HUB if machine.line != HUB else 0][-1].recovery_key
    damaged = ("file-cut", "file-damaged", "file-strange", "file-empty", "backup-other-key",
               "file-blank", "backup-unsound", "batch-newer")  # fmt: skip
    for label, file, key, codes in (
        ("of another", made.path, other, ("backup-other-key",)),
        ("cut", cut, machine.recovery_key, damaged),
        ("flipped", flipped, machine.recovery_key, damaged),
        ("gone", made.path.with_name("gone.sgk"), machine.recovery_key, ("path-missing",)),
        *([("locked", made.path, machine.recovery_key, ("backup-unsigned",))] if locked else []),
    ):
        refused(machine, codes, lambda _, f=file, k=key: putback.restore(fresh, f, k), label)
        if fresh.exists():
            raise Violation("nothing half", f"{machine.name}: {label}, and a folder is there")
    refused(
        machine, ("restore-not-empty",),
        lambda _: putback.restore(machine.folder, made.path, machine.recovery_key),
    )  # fmt: skip
    mistyped(machine, chance, words)
    key = paper.read_recovery(" ".join(words).upper())
    with passphrase.using(paperwork.PHRASE):
        putback.restore(fresh, made.path, key, anyway=not is_whole(machine))
    again = world.machine(fresh.name, machine.line)
    world.retired.append(again)
    is_sound(again, "put back")
    if heads(again) != heads(machine):
        raise Violation("copies are good", f"{machine.name}: {heads(again)}")
    spares.tells(f"{machine.name} is put back whole{', locked' if locked else ''}")


def is_whole(machine: Machine) -> bool:
    """Whether nothing is found there, its mark included."""
    return not audit.verify(machine.store).problems


def mistyped(machine: Machine, chance: random.Random, words: list[str]) -> None:
    """Words that are wrong or too few open nothing; in another order they are no key, or another's.

    The check in the last word is of eight bits (BIP 39): one slip in 256 passes it.
    """
    wrong, swapped = list(words), list(words)
    wrong[chance.randrange(len(words))] = "ehangano"
    for some in (wrong, words[:-1], []):
        codes = ("word-unknown", "words-count")
        refused(machine, codes, lambda _, s=some: paper.read_recovery(" ".join(s)), "words")
    first = next(n for n in range(len(words) - 1) if words[n] != words[n + 1])
    swapped[first], swapped[first + 1] = swapped[first + 1], swapped[first]
    with suppress(Refusal):
        if paper.read_recovery(" ".join(swapped)) == machine.recovery_key:
            raise Violation("papers are good", f"{machine.name}: in any order")


def heads(machine: Machine) -> list[tuple[str, str, int, int, str]]:
    """How far each chain goes there."""
    with machine.store.reading() as db:
        ends = journal.ends(db)
    return sorted((one.owner, one.kind, one.incarnation, one.last, one.head) for one in ends)


def closed_again(spares: Spares) -> None:
    """A list of partners closes a stolen card also at an office that forgot that it was closed."""
    world = spares.world
    before, now = spares.of(world.hub), spares.of(world.hub)
    line = spares.chance.choice(list(world.lines()))
    code = f"G{line + 1:04d}"
    if was_closed(now, code):
        refused(now, ("writer-revoked",), lambda s: succession.revoke(s, code))
    else:
        now.run(lambda store: succession.revoke(store, code))
    now.run(roster.keep_if_late)
    listed = roster.path(now.store.node).read_bytes()
    refused(before, ("roster-unsound",), lambda s: roster.take_back(s, listed[:-70] + listed[-69:]))
    back = before.run(lambda store: roster.take_back(store, listed))
    again = before.run(lambda store: roster.take_back(store, listed))
    spares.tells(f"{code} closed again: {back.closed}, then {again.closed}")
    if again.closed or not was_closed(before, code) or closings(before) != closings(now):
        raise Violation("closed is closed", f"{code}: {closings(before)}, {closings(now)}")
    for one in (before, now):
        is_sound(one, "after its list")


def was_closed(hub: Machine, code: str) -> bool:
    """Whether the present card of a partner is closed at this office."""
    with hub.store.reading() as db:
        found = requests.partner(db, code)
        return found is not None and succession.present_writer(db, found).closed is not None


def closings(hub: Machine) -> list[tuple[str, str, int, int]]:
    """Where each chain of a closed card ends for good."""
    with hub.store.reading() as db:
        ends = journal.ends(db)
    return sorted(
        (one.owner, one.kind, one.incarnation, one.closed) for one in ends if one.state == "closed"
    )

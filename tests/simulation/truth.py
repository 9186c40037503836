"""What is in the books, told apart from how the product tells it: by reading the journals again."""

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal
from federation.store import Store, exchange, replay
from sync import batch, seal

from .machines import HUB, Machine
from .world import World

Mark = tuple[str, int]
# What an entry does to the sums that are compared: account and sign.
MOVES = {
    "savings": ("savings", 1),
    "withdrawal": ("savings", -1),
    "social_contribution": ("social_fund", 1),
    "loan": ("loans", 1),
    "loan_principal": ("loans", -1),
}


@dataclass
class Told:
    """The entries of one group as some machine holds them, in order; by number and mark."""

    marks: list[tuple[int, Mark]] = field(default_factory=list)
    reversed: list[int] = field(default_factory=list)

    def once(self) -> dict[Mark, int]:
        """Each mark with the first number under which it stands."""
        found: dict[Mark, int] = {}
        for seq, mark in self.marks:
            found.setdefault(mark, seq)
        return found

    def sums(self) -> Counter[str]:
        """What the accounts hold when every deed counts once, and none that was taken back."""
        by_number = dict(self.marks)
        gone = {by_number[seq] for seq in self.reversed if seq in by_number}
        sums: Counter[str] = Counter()
        for kind, amount in self.once():
            if kind in MOVES and (kind, amount) not in gone:
                account, sign = MOVES[kind]
                sums[account] += sign * amount
        return sums


def mark_of(event: e.Event) -> Mark | None:
    """The fingerprint of a deed that has one."""
    if isinstance(event, e.RequestRaised):
        return "request", event.households
    if isinstance(event, e.AnswerGiven):
        return "answer", int(event.text.rsplit(" ", 1)[-1])
    if isinstance(event, e.LoanDisbursed):
        return "loan", event.amount
    row = kinds.KINDS[type(event)]
    if row.sheet and isinstance(event, e.Money):
        return row.sheet, event.amount
    return None


def read(store: Store) -> dict[tuple[str, str], Told]:
    """By owner and stream: the entries that count on this machine."""
    found: dict[tuple[str, str], Told] = {}
    with store.reading() as db:
        for unit in replay.units(db):
            told = found.setdefault((unit.stream.owner, unit.stream.kind), Told())
            for numbered in unit.entries:
                mark = mark_of(numbered.event)
                if mark is not None:
                    told.marks.append((numbered.seq, mark))
                if isinstance(numbered.event, e.EntryReversed):
                    told.reversed.append(numbered.event.of)
    return found


def in_file(hub: Machine, content: bytes) -> Iterator[tuple[str, Mark]]:
    """What a sound file for the hub holds: its writer, and the deeds told."""
    with contextlib.suppress(Refusal):
        told = batch.read_batch(seal.open_sealed(content, hub.store.node))
        for numbered in replay.read_entries(told.header.kind, told.told()):
            mark = mark_of(numbered.event)
            if mark is not None:
                yield told.header.writer, mark


def survey(world: World) -> dict[int, set[Mark]]:
    """Deeds of each line of which a copy is still somewhere: a machine, the hub, a stick."""
    lines = {owner(world, line): line for line in world.lines()}
    alive: dict[int, set[Mark]] = {line: set() for line in world.lines()}
    for machine in world.all_machines():
        for (who, _), told in read(machine.store).items():
            if who in lines and machine.line in (HUB, lines[who]):
                alive[lines[who]] |= {mark for _, mark in told.marks}
    files = [parcel.content for parcel in world.carrier.parcels if parcel.to == HUB]
    for content in (*files, *_held(world.hub.store)):
        for writer, mark in in_file(world.hub, content):
            alive[lines[writer]].add(mark)
    return alive


def _held(store: Store) -> Iterable[bytes]:
    with store.reading() as db:
        for view in exchange.held(db):
            content = exchange.held_bytes(db, view.digest)
            if content is not None:
                yield content


def owner(world: World, line: int) -> str:
    """The lasting id of a line's node."""
    return world.machines[line][-1].store.node.settings.node_id

"""What is in the books, told apart from how the product tells it: by reading the journals again."""

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal
from federation.store import Store, exchange, journal, replay
from federation.store.queries import requests
from sync import batch, earlier, seal

from . import talk
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

STOPPED = ("closed", "branch")
STREAMS = (kinds.LEDGER, kinds.REQUESTS)  # what groups write


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
    if isinstance(event, e.Word):
        number = talk.number_of(event)
        return ("word", number) if number else None
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


def own_marks(store: Store, states: tuple[str, ...] = STOPPED) -> Iterator[Mark]:
    """Deeds that this machine wrote, or has of its earlier cards, on chains of these states,
    whether they count or not."""
    who = store.node.settings.node_id
    with store.reading() as db:
        for end in journal.ends(db, who):
            if end.state in states and end.kind in STREAMS:
                told = earlier.lines(db, end, end.base + 1, end.last)
                for numbered in replay.read_entries(end.kind, told):
                    mark = mark_of(numbered.event)
                    if mark is not None:
                        yield mark


def survey(world: World) -> dict[int, set[Mark]]:
    """Deeds of each group of which a copy is still somewhere: a machine, the hub, a stick."""
    lines = {owner(world, line): line for line in world.lines()}
    alive: dict[int, set[Mark]] = {line: set() for line in world.lines()}
    for line in world.lines():
        for machine in world.machines[line]:
            alive[line] |= set(own_marks(machine.store, (*STOPPED, "open", "frozen")))
    for (who, _), told in read(world.hub.store).items():
        if who in lines:
            alive[lines[who]] |= {mark for _, mark in told.marks}
    files = [parcel.content for parcel in world.carrier.parcels if parcel.to == HUB]
    for writer, mark in _in_files(world.hub, files):
        alive[lines[writer]].add(mark)
    for line, marks in evidence(world).items():
        alive[line] |= marks
    return alive


def evidence(world: World) -> dict[int, set[Mark]]:
    """Deeds that are kept and shown, though they do not count: in files that the hub holds, and
    on branches of a group's own machine."""
    lines = {owner(world, line): line for line in world.lines()}
    found = {line: set(own_marks(world.machines[line][-1].store)) for line in world.lines()}
    for writer, mark in _in_files(world.hub, _held(world.hub.store)):
        found[lines[writer]].add(mark)
    for who, mark in _past_closing(world.hub.store):
        found[lines[who]].add(mark)
    return found


def _past_closing(hub: Store) -> Iterator[tuple[str, Mark]]:
    """Deeds in files that the hub took in, and that count no more since their card was closed."""
    with hub.reading() as db:
        for end in journal.ends(db):
            aside = end.state == "branch"
            if not end.own and (aside or end.counted < end.last) and end.kind in STREAMS:
                whole = replay.chain_lines(db, replace(end, closed=-1))
                lines = (one for one in whole if aside or one[0] > end.counted)
                for numbered in replay.read_entries(end.kind, lines):
                    mark = mark_of(numbered.event)
                    if mark is not None:
                        yield end.owner, mark


def _in_files(hub: Machine, files: Iterable[bytes]) -> Iterator[tuple[str, Mark]]:
    with hub.store.reading() as db:
        lasting = {
            writer.writer: writer.node
            for one in requests.partners(db, "group")
            for writer in requests.writers(db, one.node)
        } | {one.writer: one.node for one in requests.partners(db, "group")}
    for content in files:
        for writer, mark in in_file(hub, content):
            if writer in lasting:
                yield lasting[writer], mark


def agrees(machine: Machine, hub: dict[str, tuple[int, str]]) -> bool:
    """Whether a machine's own chains and the hub's are one, as far as both go."""
    number = machine.store.node.settings.incarnation
    with machine.store.reading() as db:
        for end in journal.ends(db):
            if end.own and end.incarnation == number and end.kind in hub:
                seq, head = hub[end.kind]
                here = journal.head_at(db, end, seq) if seq <= end.last else None
                if here is not None and here != head:
                    return False
    return True


def length(machine: Machine) -> int:
    """How many entries this machine wrote."""
    with machine.store.reading() as db:
        return sum(end.last for end in journal.ends(db) if end.own)


def _held(store: Store) -> Iterable[bytes]:
    with store.reading() as db:
        for view in exchange.held(db):
            content = exchange.held_bytes(db, view.digest)
            if content is not None:
                yield content


def owner(world: World, line: int) -> str:
    """The lasting id of a line's node."""
    return world.machines[line][-1].store.node.settings.node_id

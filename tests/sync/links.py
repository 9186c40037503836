"""A group, a hub and a city that know each other, and files carried between them."""

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from federation.commands import requests
from federation.commands.deed import enter, perform
from federation.core import canonical, chain, kinds
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.node import open_node
from federation.store import Draft, Store, exchange, journal, open_store
from federation.store.queries import books
from federation.store.replay import Told
from sync import audit, batch, enrolment, export, intake, keys, seal
from sync.export import Written
from sync.intake import Outcome
from tests import factories as f

CLOCK = f.Clock()
Brief = tuple[str, str]


@dataclass(frozen=True)
class World:
    """Three nodes, enrolled with each other; a second group where it is asked for."""

    folder: Path
    group: Store
    hub: Store
    city: Store

    @property
    def stores(self) -> tuple[Store, ...]:
        return (self.group, self.hub, self.city)

    def close(self) -> None:
        for store in self.stores:
            store.close()


def node(folder: Path, role: str, name: str) -> Store:
    """A new node with real keys."""
    chance = f.Entropy(f"{folder} {role} {name}")
    return open_store(f.make_node(folder / name, role=role, name=name, clock=CLOCK, entropy=chance))


def reopened(folder: Path, seed: str = "") -> Store:
    """The node in a folder, as a program started anew would find it."""
    return open_store(open_node(folder, clock=CLOCK, entropy=f.Entropy(f"{folder} again {seed}")))


def copied(store: Store, folder: Path) -> Store:
    """The same node in another folder, as a backup or a copied disk has it."""
    store.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(store.node.folder, folder)
    return reopened(folder, "copy")


def enrol(hub: Store, other: Store, **given: Any) -> None:
    """Both sides compare their digits and know each other."""
    digits = enrolment.own_card(other.node).digits
    enrolled = enrolment.enrol_card(hub, other.node.card(), confirm=digits, **given)
    enrolment.accept_charter(
        other, enrolled.file.read_bytes(), confirm=enrolment.own_card(hub.node).digits
    )
    enrolled.file.unlink()


def make(folder: Path) -> World:
    """A group (G0001), its hub and a city (C01)."""
    world = World(
        folder,
        node(folder, "group", "Ehangano"),
        node(folder, "hub", "Federation"),
        node(folder, "city", "Windhoek"),
    )
    enrol(world.hub, world.group)
    enrol(world.hub, world.city)
    return world


def save(store: Store, weeks: int = 1) -> None:
    """A member (the first time) and some savings, each week a deed of its own."""
    with store.reading() as db:
        end = journal.find(db, store.node.settings.node_id, "ledger")
    if end is None or not end.last:
        f.admit(store, "Selma Iipinge", phone="081 123 4567")
    for _ in range(weeks):
        f.enter(store, ("savings", 1000, 1))


def write(store: Store, **given: Any) -> tuple[Written, ...]:
    return export.export(store, **given)


def contents(written: Iterable[Written]) -> list[bytes]:
    return [one.file.read_bytes() for one in written]


def bring(store: Store, content: bytes, name: str = "file.sgb", **given: Any) -> list[Outcome]:
    return list(intake.take_in_bytes(store, name, content, **given))


def brief(outcomes: Iterable[Outcome]) -> list[Brief]:
    """What became of each, and the code of why."""
    return [(one.outcome, one.reason.code if one.reason else "") for one in outcomes]


def carry(giver: Store, taker: Store, **given: Any) -> list[Outcome]:
    """Everything that is due is written, carried and taken in."""
    return [one for part in write(giver, **given) for one in bring(taker, part.file.read_bytes())]


def sealed(
    writer: Store,
    reader: Store,
    lines: Iterable[bytes | tuple[bytes, bytes]] = (),
    *,
    signed_by: Store | None = None,
    sealed_for: Store | None = None,
    **header: Any,
) -> bytes:
    """A file with these lines (with what stands beside them), signed and sealed as told."""
    first = int(header.get("first", 1))
    told: list[Told] = []
    for seq, line in enumerate(lines, first):
        told.append((seq, *line) if isinstance(line, tuple) else (seq, line, None))
    own, theirs = enrolment.own_card(writer.node), enrolment.own_card(reader.node)
    fields: dict[str, Any] = {
        "kind": "ledger",
        "writer": writer.node.settings.node_id,
        "first": first,
        "prev": chain.start(own.line).hex(),
        "to_rcpt": (keys.key_id(theirs.seal), keys.key_id(own.recovery)),
        "schema": 1,
        "app": "test",
    }
    made = batch.write_batch(
        batch.Header(**{**fields, **header}), told, keys.sign_key((signed_by or writer).node)
    )
    return seal.seal(made.inner, (enrolment.own_card((sealed_for or reader).node).seal,))


def savings(amount: int = 1000, day: str = f.DAY) -> bytes:
    """An entry's line: member 1 saved."""
    return canonical.encode(e.SavingsReceived(day=day, amount=amount, member=1))


def admitted(member: int = 1) -> bytes:
    """An entry's line: a member joined, without a record."""
    return canonical.encode(e.MemberAdmitted(day=f.DAY, member=member))


def tables(store: Store) -> dict[str, str]:
    """A digest of each table's rows: equal digests, equal tables."""
    found = {}
    for name in store.db.get_tables():
        rows = sorted(repr(row) for row in store.db.execute_sql(f'SELECT * FROM "{name}"'))
        found[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def is_sound(store: Store) -> bool:
    """`verify` finds nothing (it is told what it found when it does)."""
    found = audit.verify(store)
    assert found.ok, found.problems
    return found.ok


@contextmanager
def unchanged(store: Store, *but: str) -> Iterator[None]:
    """Every table is what it was before, those named apart; and `verify` finds nothing."""
    before = tables(store)
    yield
    after = tables(store)
    assert {name for name in before if before[name] != after[name]} <= {*but, "local_in"}
    assert is_sound(store)


def chains(store: Store) -> tuple[Any, ...]:
    """Every chain that a node holds."""
    with store.reading() as db:
        return journal.ends(db)


def quarantined(store: Store) -> set[str]:
    return {path.name for path in store.node.quarantine.iterdir()}


def head_at(store: Store, kind: str, seq: int) -> str:
    """The head of an own chain after an entry."""
    with store.reading() as db:
        end = journal.find(db, store.node.settings.node_id, kind)
        assert end is not None
        head = journal.head_at(db, end, seq)
    assert head is not None
    return head


def saved(hub: Store, owner: Store) -> int:
    """What the hub has the group's member saving, in minor units."""
    with hub.reading() as db:
        end = journal.find(db, owner.node.settings.node_id, "ledger")
        if end is None:
            return 0
        found = books.member(db, end.id, 1)
    return found.saved_minor if found else 0


def waiting(store: Store) -> list[tuple[int, int, str]]:
    with store.reading() as db:
        return [(view.first, view.last, view.code) for view in exchange.held(db)]


def publish(world: World, became: Brief = ("applied", "")) -> str:
    """A request raised, taken in at the hub and shown to the city; returns its id.

    `became`: what is to become of the city's file.
    """
    request = f.raise_request(world.group)
    carry(world.group, world.hub)
    city = world.city.node.settings.node_id
    events = [
        e.TablesPublished(day=f.DAY, release="R1", threshold=5, tables=(), certificate="c"),
        e.RequestPublished(
            request=request, release="R1", number="1", group="Ehangano", need="sanitation",
            settlement="Havana", title="Toilets", raised_on=f.DAY, submitted_on=f.DAY,
        ),
    ]  # fmt: skip
    with world.hub.writing() as db:
        drafts = [Draft(kinds.PUBLICATION, event, partner=city) for event in events]
        enter(db, world.hub.node, drafts, {})
    assert brief(carry(world.hub, world.city, to="C01")) == [became]
    return request


def answer(world: World, request: str, text: str = "How many?") -> None:
    """The city answers, and its file is taken in at the hub."""
    order = requests.GiveAnswer(request=request, day=f.DAY, verb="ask", text=text)
    perform(world.city, order, requests.give_answer)
    carry(world.city, world.hub)


def expense(amount: int) -> bytes:
    """An entry's line: the group paid for something."""
    return canonical.encode(e.ExpensePaid(day=f.DAY, amount=amount))


def head_of(reader: Store, content: bytes) -> str:
    """The head after the last entry of a file."""
    return batch.read_batch(seal.open_sealed(content, reader.node)).head


def short(pot: str, minor: int) -> Refusal:
    """A pot would fall below zero by so much."""
    return Refusal("pot-short", {"pot": pot, "short_minor": minor, "day": f.DAY})

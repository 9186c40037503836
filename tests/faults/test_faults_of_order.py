"""Faults of several files: repeated, out of order, lost, at odds with the clock, cut off half-way.

| fault | test | outcome |
|---|---|---|
| 4 twice, 100 times, two workers | `test_fault_04_twice` | applied once, else already |
| 5 reply lost, more entries | `test_fault_05_reply_lost` | compared, the tail applied, one answer |
| 6 files 1, 3, 2 and 3, 2, 1 | `test_fault_06_order` | held, then applied; the gap is told |
| 7 the middle file never comes | `test_fault_07_never` | held for ever, told each time |
| 13 clocks | `test_fault_13_clock` | applied; kept as evidence; our clock stays |
| 21 refers to what is in the gap | `test_fault_21_referred` | held, applied when the gap closes |
| 22 one number in two groups | `test_fault_22_unique` | both kept, each its own |
| 24 the machine stops | `test_fault_24_power_cut…` | state before or state after |
"""

import itertools
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.commands.deed import enter
from federation.core import canonical, kinds
from federation.core import events as e
from federation.store import Draft, exchange, journal, projections, replay
from federation.store.queries import books
from sync import acks, batch, export, holding, intake, seal, status
from tests import factories as f
from tests.faults import forge
from tests.faults.outcomes import Expected, brought, is_told, says, told
from tests.sync import links
from tests.sync.links import World, brief, bring, carry, contents, save, unchanged, write

GAP = Expected("held", "stream-gap")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


def three_files(world: World) -> list[bytes]:
    """Entries 1 to 6 in three files."""
    save(world.group, 5)
    return contents(write(world.group, volume_entries=2))


def test_fault_04_twice(world: World) -> None:
    save(world.group)
    (content,) = contents(write(world.group))
    assert brief(bring(world.hub, content)) == [("applied", "")]
    with unchanged(world.hub, "local_in"):
        for _ in range(100):
            (outcome,) = bring(world.hub, content)
            assert (outcome.outcome, outcome.reason, outcome.new) == ("already", None, 0)
    assert links.saved(world.hub, world.group) == 1000


def test_fault_04_at_the_same_moment(world: World) -> None:
    files = three_files(world)
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def worker() -> None:
        barrier.wait()
        store = links.reopened(world.hub.node.folder)
        for content in files:
            outcomes.extend(out for out, _ in brief(bring(store, content)))
        store.close()

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (outcomes.count("applied"), outcomes.count("already")) == (3, 3)
    assert links.saved(world.hub, world.group) == 5000
    assert links.is_sound(world.hub)


def test_fault_05_reply_lost(world: World) -> None:
    save(world.group, 2)
    carry(world.group, world.hub)
    assert len(write(world.hub, to="G0001")) == 1  # and never comes
    save(world.group, 2)
    (longer,) = contents(write(world.group))
    (outcome,) = bring(world.hub, longer)
    assert (outcome.outcome, outcome.first, outcome.entries, outcome.new) == ("applied", 1, 5, 2)
    (reply,) = contents(write(world.hub, to="G0001"))
    header = batch.read_batch(seal.open_sealed(reply, world.group.node)).header
    assert [(ack.stream, ack.seq) for ack in header.acks if ack.seq] == [("ledger", 5)]
    assert brief(bring(world.group, reply)) == [("applied", "")]
    assert write(world.group) == ()
    assert links.saved(world.hub, world.group) == 4000
    assert links.is_sound(world.hub)


@pytest.mark.parametrize("order", [(0, 2, 1), (2, 1, 0), (1, 2, 0)])
def test_fault_06_order(world: World, order: tuple[int, ...]) -> None:
    files = three_files(world)
    here: set[int] = set()
    for place in order:
        if here >= set(range(place)):
            outcomes = bring(world.hub, files[place])
            assert {one.outcome for one in outcomes} == {"applied"}
            here |= {0, place} | {one for one in here if one > place}
            continue
        outcome = brought(world.hub, files[place], GAP, f"{place}.sgb")
        assert outcome.reason is not None
        missing = outcome.reason.facts["first"], outcome.reason.facts["last"]
        assert missing[1] == 2 * place
        news = is_told(world.hub, world.group, files[place], GAP)
        gaps = [one for one in news if one.outcome == "missing"]
        assert [one.code for one in gaps] == ["stream-gap"]
        here.add(place)
    assert links.saved(world.hub, world.group) == 5000
    assert links.waiting(world.hub) == []
    assert not [one for one in told(world.hub, world.group) if one.outcome == "missing"]
    assert links.is_sound(world.hub)


def test_fault_07_never(world: World) -> None:
    one, _, three = three_files(world)
    bring(world.hub, one)
    brought(world.hub, three, GAP)
    for _ in range(3):
        links.CLOCK.forward(days=200)
        (again,) = bring(world.hub, three)
        assert (again.outcome, says(again)[:30]) == ("held", "The file is sound, but the one")
        is_told(world.hub, world.group, three, GAP)
        with unchanged(world.hub, "local_in"):
            assert brief(bring(world.hub, one)) == [("already", "")]
        (group,) = (row for row in status.status(world.hub).partners if row.role == "group")
        (ledger,) = (row for row in group.streams if row.stream == "ledger")
        assert (ledger.received, ledger.last, ledger.missing, ledger.held) == (2, 6, ((3, 4),), 1)
    links.CLOCK.forward(days=-600)
    assert links.waiting(world.hub) == [(5, 6, "stream-gap")]
    # The group hears of it and sends again from where the hub stands.
    carry(world.hub, world.group)
    assert {out for out, _ in brief(carry(world.group, world.hub))} <= {"applied", "already"}
    assert links.saved(world.hub, world.group) == 5000


CLOCKS = {
    "1970": ("1970-01-01T00:00:00Z", "unknown"),
    "2099": ("2099-12-31T23:59:59Z", "human"),
    "no clock at all": ("", "unknown"),
    "nonsense": ("soon", "file"),
}


@pytest.mark.parametrize("clock", CLOCKS)
def test_fault_13_clock(world: World, clock: str) -> None:
    """What a machine far away takes for now is kept as it said, and moves nothing here."""
    save(world.group)
    (content,) = contents(write(world.group))
    parts = forge.take_apart(forge.inside(content, world.hub))
    wall, quality = CLOCKS[clock]
    parts.header |= {"wall": wall, "clock": quality, "boot": "0" * 32, "up": 2**53 - 1}
    before = world.hub.node.now(), world.hub.node.today()
    assert brief(bring(world.hub, forge.Forger.of(world.group, world.hub).file(parts))) == [
        ("applied", "")
    ]
    assert (world.hub.node.now(), world.hub.node.today()) == before
    assert links.saved(world.hub, world.group) == 1000
    with world.hub.reading() as db:
        (arrival,) = (arrival for arrival, *_ in exchange.kept_inners(db))
        assert replay.header(replay.kept_plain(db, arrival))["wall"] == wall
    assert links.is_sound(world.hub)


def test_fault_13_clock_going_back_within_a_meeting(world: World) -> None:
    """Order is the number: days that go back are entered as they were said."""
    f.admit(world.group, "Selma Iipinge")
    for days in (3, -10, 4):
        links.CLOCK.forward(days=days)
        f.enter(world.group, ("savings", 100, 1))
        assert {out for out, _ in brief(carry(world.group, world.hub))} == {"applied"}
    links.CLOCK.forward(days=3)
    assert links.saved(world.hub, world.group) == 300
    assert all(links.is_sound(store) for store in (world.group, world.hub))


def test_fault_21_referred(world: World) -> None:
    """A loan and its member stand in files that are not here yet."""
    member = f.admit(world.group, "Selma Iipinge")
    f.enter(world.group, ("savings", 90_000, member))
    loan = f.lend(world.group, member, 50_000)
    f.enter(world.group, ("loan_principal", 10_000, member, loan))
    files = contents(write(world.group, volume_entries=1))
    for content in reversed(files[1:]):
        brought(world.hub, content, GAP)
        is_told(world.hub, world.group, content, GAP)
    outcomes = bring(world.hub, files[0])
    assert brief(outcomes) == [("applied", "")] * len(files)
    with world.hub.reading() as db:
        book = books.book_of(db, world.group.node.settings.node_id)
        found = books.member(db, book, member)
    assert found is not None
    assert found.saved_minor == 90_000
    assert links.is_sound(world.hub)


def test_fault_21_an_answer_before_its_request(world: World) -> None:
    asked = canonical.encode(
        e.AnswerGiven(day=f.DAY, answer="a1", request="r1", verb="ask", text="Where?")
    )
    content = links.sealed(world.city, world.hub, [asked], kind="replies")
    brought(world.hub, content, Expected("held", "request-not-here"))
    is_told(world.hub, world.city, content, Expected("held", "request-not-here"))


def test_fault_22_unique(world: World, tmp_path: Path) -> None:
    """Member 1, meeting 1 and request 1 of two groups are four people's own."""
    other = links.node(tmp_path, "group", "Natangwe")
    links.enrol(world.hub, other)
    for store, name in ((world.group, "Selma Iipinge"), (other, "Beata ǁKaras")):
        f.admit(store, name, phone="081 123 4567")
        f.enter(store, ("savings", 700, 1), meeting=f.open_meeting(store))
        f.raise_request(store)
        assert {out for out, _ in brief(carry(store, world.hub))} == {"applied"}
    with world.hub.reading() as db:
        names = [
            books.member(db, books.book_of(db, one.node.settings.node_id), 1)
            for one in (world.group, other)
        ]
    assert [one.name for one in names if one] == ["Selma Iipinge", "Beata ǁKaras"]
    assert [links.saved(world.hub, one) for one in (world.group, other)] == [700, 700]
    assert links.is_sound(world.hub)
    other.close()


INTAKE_STEPS = (
    (journal, "begin"),
    (journal, "advance"),
    (journal, "note_arrival"),
    (exchange, "keep_batch"),
    (replay, "read_record"),
    (holding, "release"),
    (exchange, "note_acknowledged"),
    (projections, "apply"),
    (acks, "note"),
)
EXPORT_STEPS = (
    (batch, "write_batch"),
    (seal, "seal"),
    (export, "_write"),
    (exchange, "note_sent"),
)


class PowerCut(BaseException):
    """The machine stops here."""


def stopping(real: object, *, after: bool) -> object:
    """In place of a function: the machine stops before it, or right after."""

    def cut(*given: object, **named: object) -> object:
        if after:
            real(*given, **named)  # type: ignore[operator]
        raise PowerCut

    return cut


@pytest.mark.parametrize(("step", "after"), list(itertools.product(range(9), (False, True))))
def test_fault_24_power_cut_at_intake(
    world: World, monkeypatch: pytest.MonkeyPatch, step: int, *, after: bool
) -> None:
    with world.hub.writing() as db:
        word = e.RequestReviewed(day=f.DAY, request="r")
        partner = world.group.node.settings.node_id
        enter(db, world.hub.node, [Draft(kinds.REPLIES, word, partner=partner)], {})
    carry(world.hub, world.group)
    save(world.group, 2)
    (content,) = contents(write(world.group))
    module, name = INTAKE_STEPS[step]
    with unchanged(world.hub), monkeypatch.context() as patched:
        patched.setattr(module, name, stopping(getattr(module, name), after=after))
        with pytest.raises(PowerCut):
            bring(world.hub, content)
    assert brief(bring(world.hub, content)) == [("applied", "")]
    assert links.is_sound(world.hub)


@pytest.mark.parametrize(("step", "after"), list(itertools.product(range(4), (False, True))))
def test_fault_24_power_cut_at_export(
    world: World, monkeypatch: pytest.MonkeyPatch, step: int, *, after: bool
) -> None:
    save(world.group, 2)
    module, name = EXPORT_STEPS[step]
    with unchanged(world.group), monkeypatch.context() as patched:
        patched.setattr(module, name, stopping(getattr(module, name), after=after))
        with pytest.raises(PowerCut):
            write(world.group)
    for path in world.group.node.outbox.iterdir():  # whole, or not there
        assert brief(intake.take_in(world.hub, [path])) == [("applied", "")]
    assert {out for out, _ in brief(carry(world.group, world.hub))} <= {"applied", "already"}
    assert links.saved(world.hub, world.group) == 2000
    assert all(links.is_sound(store) for store in (world.group, world.hub))

"""Taking files in: applied once, in any order; waiting for what is missing; refused whole."""

import itertools
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from federation.store import Store
from sync import checks, enrolment, holding, intake, seal
from tests.faults import forge
from tests.sync import links
from tests.sync.links import (
    World,
    brief,
    bring,
    contents,
    save,
    saved,
    unchanged,
    waiting,
    write,
)

pytestmark = pytest.mark.engines


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


def three_files(world: World) -> list[bytes]:
    save(world.group, 5)
    return contents(write(world.group, volume_entries=2))


def test_what_a_file_says_of_itself_is_told(world: World) -> None:
    save(world.group, 2)
    (content,) = contents(write(world.group))
    group, code = world.group.node.settings.node_id, seal.short_code(content)
    assert bring(world.hub, content, "a.sgb") == [
        intake.Outcome("a.sgb", "applied", None, group, "ledger", 1, 1, 3, 3, 3, code, group)
    ]
    assert bring(world.hub, content, "b.sgb") == [
        intake.Outcome("b.sgb", "already", None, group, "ledger", 1, 1, 3, 3, 0, code, group)
    ]
    save(world.group)
    (longer,) = contents(write(world.group))
    code = seal.short_code(longer)
    assert bring(world.hub, longer, "c.sgb") == [
        intake.Outcome("c.sgb", "applied", None, group, "ledger", 1, 1, 4, 4, 1, code, group)
    ]
    assert saved(world.hub, world.group) == 3000


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_three_files_in_any_order_come_to_the_same(world: World, order: tuple[int, ...]) -> None:
    files = three_files(world)
    results = []
    for place in order:
        results.append(brief(bring(world.hub, files[place], f"{place}.sgb")))
        assert links.is_sound(world.hub)
    assert saved(world.hub, world.group) == 5000
    assert waiting(world.hub) == []
    applied = sum(outcome == "applied" for result in results for outcome, _ in result)
    assert applied == 3
    held = [result[0] for result in results if result[0][0] == "held"]
    early = [at for at, place in enumerate(order) if not set(range(place)) <= set(order[:at])]
    assert held == [("held", "stream-gap")] * len(early)


def test_an_earlier_file_that_goes_on_has_its_own_line(world: World) -> None:
    one, two, three = three_files(world)
    bring(world.hub, three, "three.sgb")
    bring(world.hub, two, "two.sgb")
    reason = bring(world.hub, three, "three.sgb")[0].reason
    assert reason is not None
    assert (reason.facts["first"], reason.facts["last"]) == (1, 4)
    told = [(out.file, out.outcome, out.new) for out in bring(world.hub, one, "one.sgb")]
    assert told == [
        ("one.sgb", "applied", 2),
        ("two.sgb", "applied", 2),
        ("three.sgb", "applied", 2),
    ]


def test_a_gap_is_held_for_ever_and_nothing_is_forced(world: World) -> None:
    one, _, three = three_files(world)
    bring(world.hub, one)
    with unchanged(world.hub, "held_file", "local_sent"):
        assert brief(bring(world.hub, three)) == [("held", "stream-gap")]
    for _ in range(3):
        with unchanged(world.hub):
            assert brief(bring(world.hub, three)) == [("held", "stream-gap")]
    links.CLOCK.forward(days=400)
    with unchanged(world.hub):
        assert brief(bring(world.hub, one)) == [("already", "")]
    links.CLOCK.forward(days=-400)
    assert waiting(world.hub) == [(5, 6, "stream-gap")]


def test_a_hundred_times_is_once(world: World) -> None:
    save(world.group)
    (content,) = contents(write(world.group))
    bring(world.hub, content)
    with unchanged(world.hub):
        for _ in range(100):
            assert brief(bring(world.hub, content)) == [("already", "")]


def test_at_the_same_moment_is_once(world: World) -> None:
    files = three_files(world)
    save(world.group)
    files += contents(write(world.group))
    outcomes: list[str] = []
    barrier = threading.Barrier(4)

    def worker() -> None:
        barrier.wait()
        store = links.reopened(world.hub.node.folder)
        for content in files:
            outcomes.extend(out for out, _ in brief(bring(store, content)))
        store.close()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(set(outcomes)) == ["already", "applied"]
    assert outcomes.count("applied") == 4
    assert saved(world.hub, world.group) == 6000
    assert links.is_sound(world.hub)


def test_an_overlap_is_compared_and_its_tail_applied(world: World) -> None:
    save(world.group, 2)
    bring(world.hub, contents(write(world.group))[0])
    save(world.group, 2)
    (longer,) = contents(write(world.group, full=True))
    (outcome,) = bring(world.hub, longer)
    assert (outcome.outcome, outcome.entries, outcome.new) == ("applied", 5, 2)
    (part, _) = contents(write(world.group, volume_entries=4))
    with unchanged(world.hub, "local_sent"):
        assert brief(bring(world.hub, part)) == [("already", "")]
    assert saved(world.hub, world.group) == 4000


def test_a_day_may_go_on_in_the_next_volume(world: World) -> None:
    save(world.group)
    day = [
        links.expense(300),  # paid before the day's savings are written down
        links.savings(100),
        links.savings(100),
        links.expense(1),
    ]
    head = links.head_at(world.group, "ledger", 2)
    bring(world.hub, contents(write(world.group))[0])
    with_savings = [links.expense(1100), *day]
    parts = [with_savings[:1], with_savings[1:3], with_savings[3:]]
    files, first = [], 3
    for number, part in enumerate(parts, 1):
        content = links.sealed(
            world.group, world.hub, part, first=first, prev=head, vol=(number, 3)
        )
        files.append(content)
        head = links.head_of(world.hub, content)
        first += len(part)
    assert [brief(bring(world.hub, content)) for content in files[:2]] == [[("applied", "")]] * 2
    # At the end of the last one the box must hold what was paid out of it.
    with unchanged(world.hub):
        (outcome,) = bring(world.hub, files[2])
    assert outcome.reason is not None
    assert outcome.reason.facts["because"] == links.short("cash", 201)
    enough = [links.savings(100), links.savings(500)]
    content = links.sealed(
        world.group, world.hub, enough, first=6, prev=links.head_of(world.hub, files[1])
    )
    assert brief(bring(world.hub, content)) == [("applied", "")]
    assert links.is_sound(world.hub)


def test_a_stranger_is_refused(world: World, tmp_path: Path) -> None:
    stranger = links.node(tmp_path, "group", "Stranger")
    content = links.sealed(stranger, world.hub, [links.admitted()])
    with unchanged(world.hub):
        assert brief(bring(world.hub, content)) == [("refused", "writer-unknown")]
        forged = links.sealed(world.group, world.hub, [links.admitted()], signed_by=stranger)
        assert brief(bring(world.hub, forged)) == [("refused", "signature-wrong")]
    assert len(links.quarantined(world.hub)) == 5
    stranger.close()


def test_a_file_for_somebody_else_is_not_taken_even_if_it_is_packed_again(world: World) -> None:
    save(world.group)
    (content,) = contents(write(world.group))
    inner = seal.open_sealed(content, world.hub.node)
    wrapped = seal.seal(inner, (enrolment.own_card(world.city.node).seal,))
    with unchanged(world.city):
        assert brief(bring(world.city, content)) == [("refused", "file-for-others")]
        assert brief(bring(world.city, content, named=False)) == [("skipped", "file-for-others")]
        assert brief(bring(world.city, wrapped)) == [("refused", "writer-unknown")]
    # From a hub that this node knows, but written for another one.
    rewrapped = links.sealed(world.hub, world.group, kind="replies", to_rcpt=("0" * 32,))
    with unchanged(world.group):
        assert brief(bring(world.group, rewrapped)) == [("refused", "file-rewrapped")]


def test_a_stream_that_its_writer_may_not_write_is_refused(world: World) -> None:
    for kind in ("register", "publication", "replies", "gossip"):
        content = links.sealed(world.group, world.hub, kind=kind)
        with unchanged(world.hub):
            assert brief(bring(world.hub, content)) == [("refused", "stream-not-here")]
    second = links.sealed(world.group, world.hub, [links.admitted()], inc=2)
    assert brief(bring(world.hub, second)) == [("refused", "stream-not-here")]


def test_a_chain_that_begins_elsewhere_is_refused(world: World) -> None:
    content = links.sealed(world.group, world.hub, [links.admitted()], prev="0" * 64)
    with unchanged(world.hub):
        assert brief(bring(world.hub, content)) == [("refused", "chain-start-differs")]


def test_what_is_too_new_is_looked_at_once_by_each_program(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not with everything that anybody brings: it may be large, and there may be many."""
    stick = tmp_path / "stick"
    stick.mkdir()
    save(world.group)
    (content,) = contents(write(world.group))
    parts = forge.take_apart(forge.inside(content, world.hub))
    parts.header.update(min=9, v=9)
    newer = forge.Forger.of(world.group, world.hub).file(parts)
    assert brief(bring(world.hub, newer)) == [("held", "batch-newer")]
    opened: list[str] = []
    real = checks.open_letter

    def opening(store: Store, name: str, content: bytes, **given: Any) -> Any:
        opened.append(name)
        return real(store, name, content, **given)

    monkeypatch.setattr(checks, "open_letter", opening)
    for _ in range(3):
        assert list(intake.take_in(world.hub, [stick])) == []
    assert len(opened) == 1
    monkeypatch.setattr(holding, "_program", lambda: "a later one")
    for _ in range(2):
        assert list(intake.take_in(world.hub, [stick])) == []
    assert len(opened) == 2


def test_of_files_that_only_tell_of_a_gap_the_one_that_tells_most_is_kept(world: World) -> None:
    """They say that something is missing, and hold nothing that could be lost."""
    links.carry(world.group, world.hub)
    said = [("held", "stream-gap"), ("already", ""), ("held", "stream-gap")]
    for first, became in zip((9, 7, 12), said, strict=True):
        told = links.sealed(world.group, world.hub, first=first, prev=f"{first:064d}")
        assert brief(bring(world.hub, told)) == [became]
    assert links.waiting(world.hub) == [(12, 11, "stream-gap")]
    assert links.is_sound(world.hub)

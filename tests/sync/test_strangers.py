"""Files whose writers were not known when they came: kept, and taken in once they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.store import Store
from sync import (
    enrolment,
    intake,
    passphrase,
    quarantine,
    renewal,
)
from sync.outcome import Outcome
from tests.sync import links
from tests.sync.links import World, brief, bring, carry, contents, copied, is_sound, save, saved
from tests.sync.test_succession import take_place


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


def new_card(hub: Store, group: Store) -> None:
    renewal.prepare(group)
    take_place(hub, group)


def carry_full(group: Store, hub: Store) -> list[Outcome]:
    return [
        out for one in links.write(group, full=True) for out in bring(hub, one.file.read_bytes())
    ]


def test_an_archive_of_keys_that_had_their_time_is_told_and_not_tried_again(
    world: World, tmp_path: Path
) -> None:
    save(world.group)
    old = copied(world.hub, tmp_path / "old")
    carry(world.group, world.hub)
    request = links.publish(world)
    links.answer(world, request)
    carry(world.hub, world.group, to="G0001")
    carry_full(world.group, old)
    carry(old, world.group, to="G0001")
    archives = [one for one in links.write(world.group) if one.stream == "archive"]
    content = archives[0].file.read_bytes()
    new_card(old, world.group)
    for _ in range(2):
        assert brief(bring(old, content)) == [("refused", "archive-too-old")]
    assert list(quarantine.strangers(old.node)) == []
    old.close()


def test_only_so_many_strangers_files_are_tried_again(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is kept; anybody can make any number of them, each with another card."""
    monkeypatch.setattr(quarantine, "STRANGERS_MAX", 2)
    for number in range(3):
        other = links.node(tmp_path, "group", f"Group {number}")
        hub = links.copied(world.hub, tmp_path / f"hub {number}")
        links.enrol(hub, other)
        save(other)
        (file,) = contents(links.write(other))
        assert brief(bring(world.hub, file)) == [("refused", "writer-unknown")]
        for store in (other, hub):
            store.close()
    assert len([*world.hub.node.quarantine.glob("*.bin")]) == 3
    assert len(list(quarantine.strangers(world.hub.node))) == 2


@pytest.mark.parametrize("what", ["changed", "gone", "a link", "no room"])
def test_what_people_do_in_the_folder_of_refused_files(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """It is tried once; nothing that is not the very file is taken for it, and nothing is lost."""
    early = links.node(tmp_path / "early", "group", "Tomorrow")
    content = links.sealed(early, world.hub, [links.admitted(), links.savings(7)])
    bring(world.hub, content)
    (kept,) = quarantine.strangers(world.hub.node)
    if what == "changed":
        kept.path.write_bytes(content[:-1] + b"x")
    elif what == "gone":
        kept.path.unlink()
    elif what == "a link":
        kept.path.rename(tmp_path / "elsewhere")
        kept.path.symlink_to(tmp_path / "elsewhere")
    links.enrol(world.hub, early)
    if what == "no room":

        def full(*_args: object, **_given: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "unlink", full)
    assert brief(intake.take_known(world.hub)) == ([("applied", "")] if what == "no room" else [])
    monkeypatch.undo()
    assert brief(intake.take_known(world.hub)) == ([("already", "")] if what == "no room" else [])
    assert list(quarantine.strangers(world.hub.node)) == []
    assert is_sound(world.hub)
    early.close()


def test_a_file_that_keeps_no_rule_stays_though_its_writer_is_known(
    world: World, tmp_path: Path
) -> None:
    early = links.node(tmp_path / "early", "group", "Tomorrow")
    content = links.sealed(early, world.hub, [links.admitted(), links.savings(-7)])
    bring(world.hub, content)
    links.enrol(world.hub, early)
    (told,) = intake.take_known(world.hub)
    assert told.outcome == "refused"
    assert list(quarantine.strangers(world.hub.node)) == []
    assert any(name.endswith(".bin") for name in links.quarantined(world.hub))
    early.close()


def test_while_the_keys_are_locked_a_known_writer_s_file_waits(
    world: World, tmp_path: Path
) -> None:
    early = links.node(tmp_path / "early", "group", "Tomorrow")
    bring(world.hub, links.sealed(early, world.hub, [links.admitted(), links.savings(7)]))
    links.enrol(world.hub, early)
    passphrase.switch_on(world.hub.node, "five words that nobody knows")
    assert list(intake.take_known(world.hub)) == []
    save(world.group)
    (later,) = contents(links.write(world.group))
    with passphrase.using("five words that nobody knows"):
        assert brief(bring(world.hub, later)) == [("applied", ""), ("applied", "")]
    assert saved(world.hub, early) == 7
    early.close()


def test_a_file_of_a_writer_who_becomes_known_is_taken_by_itself(
    world: World, tmp_path: Path
) -> None:
    early = links.node(tmp_path / "early", "group", "Tomorrow")
    other = links.node(tmp_path / "other", "group", "Never")
    lines = [links.admitted(), links.savings(7)]
    for store in (early, other):
        content = links.sealed(store, world.hub, lines)
        assert brief(bring(world.hub, content)) == [("refused", "writer-unknown")]
    assert list(intake.take_known(world.hub)) == []
    links.enrol(world.hub, early)
    assert brief(intake.take_known(world.hub)) == [("applied", "")]
    assert saved(world.hub, early) == 7
    assert list(intake.take_known(world.hub)) == []
    (left,) = quarantine.strangers(world.hub.node)
    assert left.writer == enrolment.own_card(other.node).node
    links.enrol(world.hub, other)  # an office that forgets to look: the next file does
    assert brief(intake.take_in(world.hub, [])) == [("applied", "")]
    assert list(quarantine.strangers(world.hub.node)) == []
    assert is_sound(world.hub)
    for store in (early, other):
        store.close()

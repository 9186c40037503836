"""Files on a stick: found by what they hold, put aside with a reason, a charter among them."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.commands.deed import enter
from federation.core import events as e
from federation.core import kinds
from federation.store import Draft
from sync import enrolment, intake
from tests import factories as f
from tests.sync import links
from tests.sync.links import World, brief, bring, contents, save, unchanged, write


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


def test_files_are_found_by_what_they_hold(world: World, tmp_path: Path) -> None:
    save(world.group)
    f.raise_request(world.group)
    ledger, request = contents(write(world.group))
    stick = tmp_path / "stick"
    (stick / "deep" / "er").mkdir(parents=True)
    (stick / "DOC-2025-WA0000.").write_bytes(ledger)
    (stick / "deep" / "er" / "foto.jpg").write_bytes(request)
    (stick / "deep" / "holiday.jpg").write_bytes(b"\xff\xd8\xff no batch at all")
    (stick / "empty.txt").write_bytes(b"")
    (stick / "lost.SGB").write_bytes(b"")
    (stick / "zeros.sgb").write_bytes(bytes(5000))
    (stick / "cut.bin").write_bytes(ledger[:-1])
    (stick / "for-others").write_bytes(links.sealed(world.group, world.city))
    (stick / "card.txt").write_bytes(world.city.node.card())
    for name in ("System Volume Information", ".Trash-1000", "$RECYCLE.BIN"):
        (stick / name).mkdir()
        (stick / name / "thrown away.sgb").write_bytes(request)
    (stick / "._DOC-2025-WA0000.").write_bytes(b"beside")
    (stick / ".DOC.sgb.77.new").write_bytes(ledger[:100])
    (stick / "film.mp4").write_bytes(b"\0\0\0 ftyp" + bytes(30_000_000))
    (stick / "strange.sgb").write_bytes(b"another kind of file")
    outside = tmp_path / "outside.sgb"
    outside.write_bytes(ledger)
    (stick / "link.sgb").symlink_to(outside)
    os.mkfifo(stick / "pipe")
    told = {Path(out.file).name: out for out in intake.take_in(world.hub, [stick])}
    assert {name: brief([out])[0] for name, out in told.items()} == {
        "DOC-2025-WA0000.": ("applied", ""),
        "foto.jpg": ("applied", ""),
        "holiday.jpg": ("skipped", "file-strange"),
        "empty.txt": ("skipped", "file-empty"),
        "lost.SGB": ("refused", "file-empty"),
        "zeros.sgb": ("refused", "file-blank"),
        "cut.bin": ("refused", "file-damaged"),
        "for-others": ("skipped", "file-for-others"),
        "card.txt": ("skipped", "file-is-card"),
        "film.mp4": ("skipped", "file-strange"),
        "strange.sgb": ("refused", "file-strange"),
    }
    assert links.is_sound(world.hub)
    named = [stick / "deep" / "holiday.jpg", tmp_path / "nowhere", stick / "card.txt"]
    assert brief(intake.take_in(world.hub, named)) == [
        ("refused", "file-strange"),
        ("refused", "path-missing"),
        ("refused", "file-is-card"),
    ]


def test_two_groups_in_one_folder_each_go_their_way(world: World, tmp_path: Path) -> None:
    """Two groups' files and a reply of the hub on one stick, none by its own name."""
    other = links.node(tmp_path, "group", "Natangwe")
    links.enrol(world.hub, other)
    stick = tmp_path / "stick"
    stick.mkdir()
    for name, store in (("DOC-1 (1)", world.group), ("DOC-1 (2).bin", other)):
        save(store, 2)
        (stick / name).write_bytes(contents(write(store))[0])
    taken = list(intake.take_in(world.hub, [stick]))
    assert brief(taken) == [("applied", ""), ("applied", "")]
    whose = {one.sender: Path(one.file).name for one in taken}
    assert whose[world.group.node.settings.node_id] == "DOC-1 (1)"
    assert whose[other.node.settings.node_id] == "DOC-1 (2).bin"
    for place, one in enumerate(write(world.hub, to="all")):
        (stick / f"answer{place}").write_bytes(one.file.read_bytes())
    for store in (world.group, other):
        told = sorted(brief(intake.take_in(store, [stick])))
        assert ("applied", "") in told
        assert {outcome for outcome, _ in told} == {"applied", "skipped"}
    other.close()


def test_a_folder_that_does_not_open_is_told(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a stick that begins to fail."""
    (tmp_path / "stick" / "failing").mkdir(parents=True)
    scandir = os.scandir

    def failing(path: str | int) -> object:
        if not isinstance(path, int) and Path(path).name == "failing":
            raise OSError(errno.EIO, "Input/output error", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", failing)
    (outcome,) = intake.take_in(world.hub, [tmp_path / "stick"])
    assert brief([outcome]) == [("refused", "file-unreadable")]
    assert outcome.file.endswith("failing")


def test_a_refused_file_is_kept_once_with_its_reason(world: World) -> None:
    for name in ("../../escape\n.sgb", "again.sgb"):
        bring(world.hub, b"age-encryption.org/v1\nnothing", name)
    reason, kept = sorted(world.hub.node.quarantine.iterdir(), key=lambda path: path.suffix)[::-1]
    assert kept.read_bytes() == b"age-encryption.org/v1\nnothing"
    assert kept.stem + ".reason.txt" == reason.name
    name, day, sentence = reason.read_text().splitlines()
    assert (name, day[:10]) == ("again.sgb", f.DAY)
    assert "incomplete" in sentence


def test_a_charter_wants_the_digits_and_once_known_no_more(tmp_path: Path, world: World) -> None:
    group = links.node(tmp_path, "group", "Third")
    digits = enrolment.own_card(group.node).digits
    charter = enrolment.enrol_card(world.hub, group.node.card(), confirm=digits).file
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "z-charter.txt").write_bytes(charter.read_bytes())
    hub_digits = enrolment.own_card(world.hub.node).digits
    with unchanged(group):
        assert brief(intake.take_in(group, [stick])) == [("refused", "digits-missing")]
        wrong = hub_digits.replace(hub_digits[0], "x")
        assert brief(intake.take_in(group, [stick], confirm=wrong)) == [
            ("refused", "digits-differ")
        ]
    assert links.quarantined(group) == set()
    # The charter comes first, so the office's file beside it is not a stranger's.
    with world.hub.writing() as db:
        word = e.RequestReviewed(day=f.DAY, request="r")
        partner = group.node.settings.node_id
        enter(db, world.hub.node, [Draft(kinds.REPLIES, word, partner=partner)], {})
    write(world.hub, to="G0002", path=stick)
    assert brief(intake.take_in(group, [stick], confirm=hub_digits)) == [("applied", "")] * 2
    assert brief(intake.take_in(group, [stick])) == [("already", "")] * 2
    group.close()

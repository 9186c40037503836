"""Copies of the whole node: what is in them, how they are made, kept and remembered."""

import hashlib
import os
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from federation.core.refusals import Refusal
from federation.node import Node
from federation.store import Store
from sync import backup, bundle, copies, keys, putback
from sync.bundle import Manifest
from sync.intake import take_in
from sync.sticks import Stick
from tests import factories as f
from tests.sync import links
from tests.sync.backups import founded, plain, refused

PIN = "4711"


def test_only_the_paper_opens_it(paper: tuple[Store, str], tmp_path: Path) -> None:
    store, _ = paper
    made = backup.keep(store)
    sealed = made.path.read_bytes()
    assert sealed.count(b"\n-> X25519 ") == 1
    assert b"Selma" not in sealed
    assert made.hash == hashlib.sha256(sealed).hexdigest()
    assert made.path.stat().st_mode & 0o077 == 0
    own = keys.identity(store.node)
    assert refused(lambda: putback.restore(tmp_path / "x", made.path, own)) == "backup-other-key"
    assert not list(tmp_path.glob("*x*"))


def test_what_is_in_it_and_what_is_not(paper: tuple[Store, str]) -> None:
    store, identity = paper
    (store.node.outbox / "old.sgb").write_bytes(b"x")
    store.node.practice_folder.mkdir()
    made = backup.keep(store)
    manifest, members, _ = plain(made.path, identity)
    assert tuple(members) == bundle.NAMES == tuple(one.name for one in manifest.members)
    for name in (bundle.SETTINGS, bundle.CARD, bundle.SIGN, bundle.SEAL, bundle.MARK):
        assert members[name] == store.node.secret(name)
    (end,) = [one for one in manifest.ends if one.kind == "ledger"]
    assert (end.last, end.head) == (4, links.head_at(store, "ledger", 4))
    assert (manifest.node, manifest.inc) == (store.node.settings.node_id, 1)
    assert sorted(one.name for one in store.node.backups.iterdir()) == [
        "backup-000001-2026-11-22-ehangano.sgk",
        "node.lock",
    ]


def test_a_copy_while_others_write(paper: tuple[Store, str], tmp_path: Path) -> None:
    """Each copy is of one moment: what it holds fits together, whatever was written meanwhile."""
    store, identity = paper
    enough = threading.Event()

    def write() -> None:
        while not enough.is_set():
            links.save(store)
        store.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [backup.keep(store) for _ in range(3)]
    finally:
        enough.set()
        writer.join()
    for place, one in enumerate(made):
        found = putback.drill(None, one.path, identity, aside=tmp_path / f"aside{place}")
        assert (found.problems, found.entries) == ((), one.entries)
    assert made[0].entries < made[-1].entries


def test_one_at_a_time(paper: tuple[Store, str]) -> None:
    store, _ = paper
    with Node(store.node.backups, store.node.settings).locked():
        assert refused(lambda: backup.keep(store)) == "backup-running"
    assert backup.keep(store).path.exists()


def test_only_a_copy_is_replaced(paper: tuple[Store, str], tmp_path: Path) -> None:
    store, _ = paper
    mine = tmp_path / "letter.txt"
    mine.write_text("mine")
    assert refused(lambda: backup.write(store, mine)) == "file-exists"
    assert mine.read_text() == "mine"
    first = backup.write(store, tmp_path / "copy.sgk")
    links.save(store)
    assert backup.write(store, first.path).entries == first.entries + 1
    assert refused(lambda: backup.write(store, tmp_path / "no" / "x.sgk")) == "folder-missing"


class Full:
    """A disk that refuses the piece of that length; `taken`: what it took."""

    def __init__(self, refused: int) -> None:
        self.refused = refused
        self.taken: list[int] = []

    def write(self, part: bytes) -> None:
        if len(part) == self.refused:
            raise OSError(28, "No space left on device")
        self.taken.append(len(part))


@pytest.mark.parametrize("place", [1, -1])
def test_no_fault_of_the_disk_is_passed_over(paper: tuple[Store, str], place: int) -> None:
    """Also one while the last piece is written, of which the library that seals says nothing."""
    content = os.urandom(100_000)
    members = [
        bundle.Member(name, len(part), hashlib.sha256(part).hexdigest())
        for name in bundle.NAMES
        for part in [content if name == "node.db" else b"x"]
    ]
    manifest = Manifest(
        node="0" * 32, writer="0" * 32, inc=1, role="group", name="x", app="", wall="", entries=0,
        ends=(), members=tuple(members),
    )  # fmt: skip
    recovery = keys.recipient_of(paper[1])

    def run(refused: int) -> list[int]:
        packed = bundle.write(manifest, [[b"x"]] * 5 + [[content]], None)
        target = backup._Target(Full(refused))  # type: ignore[arg-type] # it only writes
        backup._run(backup._Source(packed), target, recovery)
        return target.out.taken  # type: ignore[attr-defined, no-any-return]

    pieces = run(-1)
    assert len(pieces) == 3
    with pytest.raises(OSError, match="No space left"):
        run(pieces[place])


def test_which_copies_stay(paper: tuple[Store, str]) -> None:
    """The newest eight and one of each of twelve months; days that a wrong clock told hurt none."""
    node = paper[0].node
    others = ("before-0002.db", "backup.sgk", "backup-000009-2020-01-01-x.sgk.txt", "notes.txt")
    for name in others:
        (node.backups / name).write_bytes(b"x")
    days = [f"{2025 + month // 12}-{month % 12 + 1:02}-{day:02}" for month in range(20)
            for day in (7, 21)]  # fmt: skip
    days.insert(37, "2099-12-31")
    days.insert(38, "1970-01-01")
    for number, day in enumerate(days, 1):
        (node.backups / f"backup-{number:06}-{day}-ehangano.sgk").write_bytes(b"x")
        copies.prune(node)
    kept = [one.name[7:24] for one in copies.kept_files(node)]
    newest = [f"{number:06}-{days[number - 1]}" for number in range(len(days), len(days) - 8, -1)]
    assert kept[:8] == newest
    months = [name[7:14] for name in kept]
    assert len(set(months)) == 12
    assert kept[8:] == [
        f"{number:06}-{days[number - 1]}" for number in (34, 32, 30, 28, 26, 24, 22)
    ]
    assert all((node.backups / name).exists() for name in others)
    assert copies.next_path(node).name == f"backup-{len(days) + 1:06}-2026-11-22-ehangano.sgk"


def test_what_is_remembered(paper: tuple[Store, str], tmp_path: Path) -> None:
    store, _ = paper

    def standing(day: str = "2026-11-22") -> copies.Standing:
        with store.reading() as db:
            return copies.standing(db, day)

    assert not standing().is_away_old  # a machine on which no copy was made says nothing yet
    made = backup.keep(store)
    assert standing().is_away_old
    stick = Stick(tmp_path / "STICK-A", "STICK-A", 10**9, writable=True)
    stick.path.mkdir()
    there = backup.carry(store, made.path, stick)
    assert there == stick.path / "federation" / "backups" / made.path.name
    assert there.read_bytes() == made.path.read_bytes()
    now = standing()
    assert now.away is not None
    assert (now.away.where, now.since, now.is_away_old) == ("STICK-A", 0, False)
    assert not standing("2027-11-22").is_away_old  # nothing came after it
    links.save(store)
    assert (standing().since, standing("2026-12-23").is_away_old) == (1, False)
    assert standing("2026-12-24").is_away_old
    assert standing("1970-01-01").days == 0
    copies.note_failed(store, Refusal("copy-failed", {"reason": "disk I/O error"}))
    failed = standing().failed
    assert failed is not None
    assert failed.refusal.facts == {"reason": "disk I/O error"}
    backup.keep(store)
    assert standing().failed is None
    (stick.path / "federation" / "backups" / made.path.name).unlink()
    stick.path.joinpath("federation", "backups").rmdir()
    stick.path.joinpath("federation").rmdir()
    stick.path.rmdir()
    assert refused(lambda: backup.carry(store, made.path, stick)) == "stick-gone"


def test_a_stick_with_a_copy_on_it_disturbs_no_one(
    paper: tuple[Store, str], tmp_path: Path
) -> None:
    store, _ = paper
    stick = Stick(tmp_path / "STICK", "STICK", 10**9, writable=True)
    stick.path.mkdir()
    backup.carry(store, backup.keep(store).path, stick)
    assert {one.outcome for one in take_in(store, [stick.path])} == {"skipped"}


def test_practice_is_not_copied(paper: tuple[Store, str], tmp_path: Path) -> None:
    store, _ = paper
    practice = replace(store, node=replace(store.node, settings=replace(
        store.node.settings, practice=True)))  # fmt: skip
    assert refused(lambda: backup.write(practice, tmp_path / "x.sgk")) == "practice-never-sent"


def test_the_day_in_a_name_is_only_a_day(tmp_path: Path) -> None:
    """A clock in 1970 makes a copy that is the newest all the same, and is not thrown away."""
    store, _ = founded(tmp_path / "g")
    for _ in range(9):
        backup.keep(store)
    clock = f.Clock(datetime(1970, 1, 1, 12, tzinfo=UTC))
    old = replace(store, node=replace(store.node, clock=clock))
    made = backup.keep(old)
    assert copies.kept_files(store.node)[0] == made.path
    assert "-1970-01-01-" in made.path.name
    store.close()

"""Copies of the whole node: made, put back, tried; damaged and made up ones told apart."""

import gzip
import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pyrage
import pytest
from pyrage import x25519

from federation.commands.users import add_user, check_pin_of
from federation.core.refusals import Refusal
from federation.node import Node, open_node
from federation.store import Store, local, open_store
from sync import backup, bundle, copies, keys, passphrase, putback
from sync.bundle import Manifest
from sync.founding import Founded, found
from sync.intake import take_in
from sync.sticks import Stick
from tests import factories as f
from tests.sync import links

PIN = "4711"


def founded(folder: Path, name: str = "Ehangano", role: str = "group") -> tuple[Store, str]:
    """A new node, opened, and the recovery key of its paper."""
    chance = f.Entropy(f"{role} {name}")
    made: Founded = found(folder, role=role, name=name, clock=links.CLOCK, entropy=chance)
    return open_store(made.node), made.recovery_key


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[tuple[Store, str]]:
    """A group with a few entries, and its recovery key."""
    store, identity = founded(tmp_path / "group")
    links.save(store, 3)
    yield store, identity
    store.close()


def opened(folder: Path) -> Store:
    return open_store(open_node(folder, clock=links.CLOCK, entropy=f.Entropy(str(folder))))


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as caught:
        deed()
    return caught.value.code


def plain(path: Path, identity: str) -> tuple[Manifest, dict[str, bytes], bytes]:
    """What a backup holds: its manifest, its members, the packed bytes."""
    packed = pyrage.decrypt(path.read_bytes(), [x25519.Identity.from_str(identity)])
    members: dict[str, bytes] = {}

    def put(name: str, part: bytes) -> None:
        members[name] = members.get(name, b"") + part

    reader = bundle.Reader(put=put)
    reader.feed(packed)
    manifest, _ = reader.end()
    return manifest, members, packed


def test_a_node_put_back_is_the_same_and_knows_it(tmp_path: Path) -> None:
    """Books and people stay, logins end; an enrolled node writes nothing until it heard."""
    world = links.make(tmp_path)
    store, identity = founded(tmp_path / "group", "Natangwe")
    links.enrol(world.hub, store)
    links.save(store, 3)
    number = add_user(store, "Maria", "treasurer", PIN)
    with store.writing() as db:
        local.open_session(db, "ab" * 32, number, "2027-01-01T00:00:00Z")
    made = backup.write(store, tmp_path / "copy.sgk")
    links.save(store, 2)  # after the copy, carried to the hub, lost with the machine
    links.carry(store, world.hub)
    before = links.tables(store)
    store.close()

    told = putback.restore(
        tmp_path / "new" / "group", made.path, identity, clock=links.CLOCK, entropy=f.Entropy("n")
    )
    assert (told.problems, told.signed, told.entries) == ((), True, made.entries)
    back = opened(told.folder)
    assert check_pin_of(back, number, PIN).name == "Maria"
    with back.reading() as db:
        assert local.session_user(db, "ab" * 32, "2026-11-23T00:00:00Z") is None
    assert back.is_restored()
    assert refused(lambda: links.save(back)) == "node-restored"
    assert (told.folder.stat().st_mode & 0o777, told.folder.parent.name) == (0o700, "new")
    assert [one.name for one in told.folder.parent.iterdir()] == ["group"]

    for _ in range(2):  # it asks and is answered: what was lost comes back
        links.carry(back, world.hub)
        links.carry(world.hub, back, to="all")
    assert not back.is_restored()
    assert links.saved(world.hub, back) == 5000
    links.save(back)
    links.carry(back, world.hub)
    assert links.saved(world.hub, back) == 6000
    assert links.is_sound(back)
    assert before["member"] == links.tables(back)["member"]
    back.close()
    world.close()


def test_a_hub_with_what_it_took_in(tmp_path: Path) -> None:
    world = links.make(tmp_path)
    hub, identity = founded(tmp_path / "office", "Office", "hub")
    group = links.node(tmp_path, "group", "Omulunga")
    links.enrol(hub, group)
    links.save(group, 3)
    links.carry(group, hub)
    made = backup.keep(hub)
    told = putback.restore(tmp_path / "again", made.path, identity)
    back = opened(told.folder)
    assert links.saved(back, group) == 3000
    for store in (hub, group, back):
        store.close()
    world.close()


def test_only_the_paper_opens_it(paper: tuple[Store, str], tmp_path: Path) -> None:
    store, identity = paper
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


def test_a_drill_touches_nothing_but_its_note(paper: tuple[Store, str]) -> None:
    store, identity = paper
    made = backup.keep(store)
    links.save(store)
    aside = store.node.folder / putback.DRILL
    (aside / "left").mkdir(parents=True)  # of a drill that was killed
    with links.unchanged(store, "local_state"):
        found = putback.drill(store, made.path, identity, aside=aside)
    assert (found.problems, found.entries, found.signed) == ((), 4, True)
    assert not aside.exists()
    with store.reading() as db:
        tried = copies.standing(db, "2026-11-24").tried
    assert tried == copies.Tried(
        "2026-11-22T10:00:00Z", made.path.name, "2026-11-22T10:00:00Z", 4, 0
    )
    other, _ = founded(store.node.folder.parent / "other", "Tunombili")
    assert refused(lambda: putback.drill(other, made.path, identity, aside=aside)) == (
        "restore-of-another"
    )
    assert not aside.exists()
    other.close()


def test_put_back_only_where_nothing_is(paper: tuple[Store, str], tmp_path: Path) -> None:
    store, identity = paper
    made = backup.write(store, tmp_path / "copy.sgk")
    there = tmp_path / "there"
    there.mkdir()
    (there / "letter.txt").write_text("mine")
    for folder in (there, there / "letter.txt", store.node.folder):
        code = refused(lambda at=folder: putback.restore(at, made.path, identity))
        assert code == "restore-not-empty"
    assert [one.name for one in there.iterdir()] == ["letter.txt"]
    (there / "letter.txt").unlink()
    putback.restore(there, made.path, identity)  # an empty folder is taken
    assert (there / "node.toml").exists()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["copy.sgk", "group", "there"]


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
    """A file on a disk that takes so many bytes and no more."""

    def __init__(self, most: int) -> None:
        self.left = most

    def write(self, part: bytes) -> None:
        self.left -= len(part)
        if self.left < 0:
            raise OSError(28, "No space left on device")


@pytest.mark.parametrize("short", [1, 40, 9000, 70_000])
def test_no_fault_of_the_disk_is_passed_over(paper: tuple[Store, str], short: int) -> None:
    """Also one while the last piece is written, of which the library that seals says nothing."""
    content = os.urandom(100_000)
    recovery = keys.recipient_of(paper[1])
    member = bundle.Member("node.db", len(content), hashlib.sha256(content).hexdigest())
    small = [
        bundle.Member(name, 1, hashlib.sha256(b"x").hexdigest())
        for name in bundle.NAMES
        if name not in ("node.db", "node.mark")
    ]
    manifest = Manifest(
        node="0" * 32, writer="0" * 32, inc=1, role="group", name="x", app="", wall="", entries=0,
        ends=(), members=(*small, member),
    )  # fmt: skip

    def run(most: int) -> int:
        packed = bundle.write(manifest, [[b"x"]] * 4 + [[content]], None)
        source, target = backup._Source(packed), backup._Target(Full(most))  # type: ignore[arg-type]
        backup._run(source, target, recovery)
        return target.size

    whole = run(10**9)
    with pytest.raises(OSError, match="No space left"):
        run(whole - short)


def damaged(sealed: bytes) -> Iterator[tuple[str, bytes]]:
    """The file cut and changed in every sort of place."""
    for at in (0, 1, 21, 60, 150, 200, len(sealed) // 2, len(sealed) - 17, len(sealed) - 1):
        yield f"cut at {at}", sealed[:at]
        yield f"bit at {at}", sealed[:at] + bytes([sealed[at] ^ 4]) + sealed[at + 1 :]
    yield "longer", sealed + b"x"
    yield "zeros", bytes(len(sealed))
    yield "another kind", b"PK\x03\x04" + sealed


def test_a_damaged_copy_is_told(paper: tuple[Store, str], tmp_path: Path) -> None:
    store, identity = paper
    file = tmp_path / "copy.sgk"
    backup.write(store, file)
    good = file.read_bytes()
    codes = set()
    for what, content in damaged(good):
        file.write_bytes(content)
        code = refused(lambda: putback.restore(tmp_path / "new", file, identity))
        assert code.startswith(("file-", "backup-")), (what, code)
        codes.add(code)
        assert sorted(one.name for one in tmp_path.iterdir()) == ["copy.sgk", "group"], what
    assert {"file-empty", "file-cut", "file-damaged", "file-blank", "file-strange"} <= codes


def packed_again(
    manifest: Manifest, members: dict[str, bytes], key: object, **changed: object
) -> bytes:
    """The same copy made by somebody else: packed with another content, signed by another key."""
    told = tuple(
        bundle.Member(name, len(part), hashlib.sha256(part).hexdigest())
        for name, part in members.items()
    )
    fresh = msgspec.structs.replace(manifest, **{"members": told, **changed})
    return b"".join(bundle.write(fresh, [[part] for part in members.values()], key))  # type: ignore[arg-type]


def test_a_made_up_copy_is_told_apart(paper: tuple[Store, str], tmp_path: Path) -> None:
    """Whoever has the card can seal for the paper; only the node can sign."""
    store, identity = paper
    made = backup.keep(store)
    manifest, members, _ = plain(made.path, identity)
    other, _ = founded(tmp_path / "other", "Tunombili")
    theirs = keys.sign_key(other.node)
    stolen = {**members, "sign.key": other.node.secret("sign.key")}
    lies = {**members, "node.db": plain(backup.keep(other).path, founded_key(other))[1]["node.db"]}
    own = keys.sign_key(store.node)
    cases = {
        "signed by another": (packed_again(manifest, members, theirs), "backup-made-up"),
        "not signed": (packed_again(manifest, stolen, None), "backup-unsigned"),
        "the card of another": (
            packed_again(manifest, {**members, "node.card": other.node.card()}, theirs),
            "backup-made-up",
        ),
        "another's database": (packed_again(manifest, lies, own), "restore-differs"),
        "no database": (packed_again(manifest, {**members, "node.db": b"no"}, own), "copy-failed"),
        "entries left out": (
            packed_again(manifest, members, own, ends=()),
            "restore-differs",
        ),
    }
    file = tmp_path / "made-up.sgk"
    for what, (packed, code) in cases.items():
        file.write_bytes(pyrage.encrypt(packed, [recipient(identity)]))
        assert refused(lambda: putback.restore(tmp_path / "n", file, identity)) == code, what
        assert not (tmp_path / "n").exists()
    other.close()


def founded_key(store: Store) -> str:
    """The recovery key that `founded` drew for this node, drawn once more."""
    own = store.node.settings
    chance = f.Entropy(f"{own.role} {own.name}")
    chance(32), chance(32)
    return keys.make_identity(chance)


def recipient(identity: str) -> x25519.Recipient:
    return x25519.Identity.from_str(identity).to_public()


def test_bounds_and_forms(paper: tuple[Store, str], tmp_path: Path) -> None:
    """What the manifest may say: our names in their order, what fits, and nothing behind it."""
    store, identity = paper
    manifest, members, packed = plain(backup.keep(store).path, identity)
    own = keys.sign_key(store.node)

    digest = hashlib.sha256(b"x").hexdigest()
    cases = {
        "a path": _raw(_line(manifest, members=[["../../evil", 1, digest]])),
        "twice": _raw(_line(manifest, members=[["node.toml", 1, digest]] * 2)),
        "huge": _raw(_line(manifest, members=[["node.toml", 2**41, digest]])),
        "one too many": _raw(_line(manifest, more=1)),
        "not a manifest": _raw("[]"),
        "spaces": _raw(" " + _line(manifest)),
        "endless first line": _raw("x" * 9_000_000),
        "bytes behind": packed + b"x",
        "two": packed + packed,
        "half": packed[: len(packed) // 2],
        "not packed": b"plain",
    }
    file = tmp_path / "odd.sgk"
    for what, content in cases.items():
        file.write_bytes(pyrage.encrypt(content, [recipient(identity)]))
        assert refused(lambda: putback.restore(tmp_path / "n", file, identity)) == (
            "backup-unsound"
        ), what
    newer = packed_again(manifest, members, own, min=2, v=2)
    file.write_bytes(pyrage.encrypt(newer, [recipient(identity)]))
    assert refused(lambda: putback.restore(tmp_path / "n", file, identity)) == "backup-newer"
    large = msgspec.structs.replace(manifest.members[-1], size=2**40)
    line = msgspec.structs.replace(manifest, members=(*manifest.members[:-1], large))
    file.write_bytes(pyrage.encrypt(_raw(_line(line)), [recipient(identity)]))
    assert refused(lambda: putback.restore(tmp_path / "n", file, identity)) == "restore-no-room"
    assert not (tmp_path / "n").exists()


def _line(manifest: Manifest, **changed: object) -> str:
    told = msgspec.json.decode(msgspec.json.encode(manifest))
    return msgspec.json.encode({**told, **changed}, order="sorted").decode()


def _raw(line: str) -> bytes:
    return gzip.compress(line.encode() + b"\n" + b"x" * 100, mtime=0)


def test_locked_keys_sign_nothing_and_the_passphrase_vouches(
    paper: tuple[Store, str], tmp_path: Path
) -> None:
    store, identity = paper
    told = "goat river seven table"
    passphrase.switch_on(store.node, told)
    made = backup.keep(store)
    assert not made.signed
    aside = store.node.folder / putback.DRILL
    assert putback.drill(store, made.path, identity, aside=aside).signed
    place = tmp_path / "new"
    assert refused(lambda: putback.restore(place, made.path, identity)) == "backup-unsigned"
    with passphrase.using("goat river seven chair"):
        assert refused(lambda: putback.restore(place, made.path, identity)) == "passphrase-wrong"
    with passphrase.using(told):
        assert putback.restore(place, made.path, identity).signed
        assert backup.keep(store).signed
    assert not putback.restore(tmp_path / "any", made.path, identity, anyway=True).signed


def test_books_with_a_fault_are_not_lost(paper: tuple[Store, str], tmp_path: Path) -> None:
    """A copy of books in which something differs is put back where people say so, and told."""
    store, identity = paper
    store.db.execute_sql("UPDATE balance SET amount = amount + 1")
    made = backup.keep(store)
    place = tmp_path / "new"
    assert refused(lambda: putback.restore(place, made.path, identity)) == "restore-differs"
    assert not place.exists()
    told = putback.restore(place, made.path, identity, anyway=True)
    assert told.problems
    aside = store.node.folder / putback.DRILL
    assert putback.drill(store, made.path, identity, aside=aside).problems
    with store.reading() as db:
        tried = copies.standing(db, "2026-11-24").tried
    assert tried is not None
    assert not tried.is_sound


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

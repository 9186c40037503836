"""A node put back from a copy, or tried; damaged copies and made up ones are told apart."""

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyrage
import pytest

from federation.commands.users import add_user, check_pin_of
from federation.store import Store, local
from sync import backup, bundle, copies, keys, passphrase, putback, seal
from sync.bundle import Manifest
from tests import factories as f
from tests.sync import links
from tests.sync.backups import founded, founded_key, opened, plain, recipient, refused

PIN = "4711"
# A copy holds its books as a file, also those of a server (`test_postgres`); opened on a server of
# tests it would be an empty database.
pytestmark = pytest.mark.sqlite


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
    with back.reading() as db:
        assert copies.standing(db, "2026-11-22").last is None  # none lies beside these books yet
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
        "packed otherwise": gzip.compress(gzip.decompress(packed)),
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
    return seal.pack([line.encode() + b"\n" + b"x" * 100])


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


def test_files_that_wait_stay_shut_while_keys_are_locked(tmp_path: Path) -> None:
    """That is no fault of the copy."""
    hub, identity = founded(tmp_path / "office", "Office", "hub")
    group = links.node(tmp_path, "group", "Omulunga")
    links.enrol(hub, group)
    links.save(group, 2)
    parts = links.contents(links.write(group, volume_entries=1))
    assert links.brief(links.bring(hub, parts[1])) == [("held", "stream-gap")]
    passphrase.switch_on(hub.node, "goat river seven table")
    found = putback.drill(
        hub, backup.keep(hub).path, identity, aside=hub.node.folder / putback.DRILL
    )
    assert found.problems == ()
    hub.close()
    group.close()


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

"""Archives: ours found in them, nothing unpacked, bombs and tricks told plainly."""

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.core.refusals import Refusal
from sync import armour, enrolment, finding, intake, zipped
from tests.sync import links
from tests.sync.links import World, brief, bring, contents, save, unchanged, write


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    save(made.group)
    yield made
    made.close()


def archive(
    members: dict[str, bytes], packed: int = zipfile.ZIP_DEFLATED, comment: bytes = b""
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as made:
        for name, content in members.items():
            made.writestr(name, content)
        made.comment = comment
    return out.getvalue()


def test_ours_are_found_in_an_archive(world: World, tmp_path: Path) -> None:
    """Two groups' files, one as text, beside other things; names that would lead elsewhere."""
    other = links.node(tmp_path, "group", "Natangwe")
    links.enrol(world.hub, other)
    save(other)
    first, second = contents(write(world.group))[0], contents(write(other))[0]
    members = {
        "../../escape.sgb": first,
        "C:\\sub\\DOC-2025-WA0000.": armour.armour(second),
        "sub/photo (1).jpg": b"\xff\xd8\xff",
        "sub/": b"",
    }
    stick = tmp_path / "stick" / "deep"
    stick.mkdir(parents=True)
    (stick / "books.zip.bin").write_bytes(archive(members, comment=b"from Maria"))
    before = sorted(tmp_path.rglob("*"))
    outcomes = list(intake.take_in(world.hub, [tmp_path / "stick"]))
    assert brief(outcomes) == [("applied", "")] * 2
    assert {one.sender for one in outcomes} == {
        one.node.settings.node_id for one in (world.group, other)
    }
    assert [one.file.rsplit(": ", 1)[1] for one in outcomes] == ["escape.sgb", "DOC-2025-WA0000."]
    after = {one for one in tmp_path.rglob("*") if "quarantine" not in str(one)}
    assert {one.name for one in after - set(before)} <= {"node.db-wal", "node.db-shm", "node.mark"}
    other.close()


def test_a_charter_in_an_archive_comes_before_what_needs_it(world: World, tmp_path: Path) -> None:
    fresh = links.node(tmp_path, "group", "Fresh")
    digits = enrolment.own_card(fresh.node).digits
    enrolled = enrolment.enrol_card(world.hub, fresh.node.card(), confirm=digits)
    told = links.sealed(world.hub, fresh)
    packed = archive({"a.sgb": told, "b": enrolled.file.read_bytes()})
    confirm = enrolment.own_card(world.hub.node).digits
    outcomes = bring(fresh, packed, "both.zip", confirm=confirm)
    assert outcomes[0].file.endswith(": b")
    assert outcomes[0].outcome == "applied"
    assert all(one.reason is None or one.reason.code != "writer-unknown" for one in outcomes)
    fresh.close()


def locked(content: bytes) -> bytes:
    """An archive whose first member says that it is encrypted."""
    made = bytearray(archive({"a.sgb": content}))
    made[6] |= 1
    made[made.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


def longer_list(content: bytes) -> bytes:
    """An archive that says at its end that its list has two thousand members."""
    made = bytearray(archive({"a.sgb": content}))
    struct.pack_into("<HH", made, made.rfind(b"PK\x05\x06") + 8, 2000, 2000)
    return bytes(made)


def test_what_cannot_be_read_is_told(world: World, tmp_path: Path) -> None:
    (content,) = contents(write(world.group))
    good = archive({"a.sgb": content})
    flipped = bytearray(good)
    flipped[40 + len(content) // 2] ^= 1
    for made, codes in (
        (good[: len(good) // 2], ["zip-unsound"]),
        (bytes(flipped), ["zip-unsound"]),
        (archive({"a.sgb": content}, zipfile.ZIP_BZIP2), ["zip-packed-otherwise"]),
        (archive({"a.sgb": content}, zipfile.ZIP_LZMA), ["zip-packed-otherwise"]),
        (locked(content), ["zip-locked"]),
        (longer_list(content), ["zip-too-large"]),
        (archive({f"{at}": b"" for at in range(1001)}), ["zip-too-large"]),
        (archive({"in.zip": good}), ["zip-nested"]),
        (archive({"letter.txt": b"hello"}), ["file-strange"]),
        (archive({"cut.sgb": content[:-1]}), ["file-damaged"]),
        (archive({}), ["file-strange"]),
    ):
        with unchanged(world.hub):
            assert brief(bring(world.hub, made, "some.zip")) == [("refused", one) for one in codes]
        stick = tmp_path / "stick"
        stick.mkdir(exist_ok=True)
        (stick / "some.docx").write_bytes(made)
        (outcome,) = intake.take_in(world.hub, [stick])
        assert outcome.outcome == ("refused" if codes == ["file-damaged"] else "skipped")
    mixed = archive({"in.zip": good, "a.sgb": content})
    assert brief(bring(world.hub, mixed, "m.zip")) == [("applied", ""), ("refused", "zip-nested")]


def test_a_bomb_stops_at_its_bound_with_flat_memory(world: World) -> None:
    bomb = archive({"a.sgb": b"age-encryption.org/v1\n" + bytes(150_000_000)})
    tracemalloc.start()
    try:
        with unchanged(world.hub):
            assert brief(bring(world.hub, bomb)) == [("refused", "zip-too-large")]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 60_000_000


def test_made_up_archives_raise_nothing_but_refusals(world: World) -> None:
    """Each byte of the lists changed in turn."""
    (content,) = contents(write(world.group))
    good = archive({"a.sgb": content, "b": b"x"})
    at = good.find(b"PK\x01\x02")
    for place in (*range(30), *range(at, len(good))):
        for value in (0, 255):
            made = bytearray(good)
            made[place] = value
            for _, told in _members(bytes(made)):
                assert told == content or not isinstance(told, bytes)


def _members(made: bytes) -> list[zipped.Member]:
    if not zipped.is_archive(made):
        return []
    try:
        return list(zipped.members(io.BytesIO(made), finding.wants))
    except Refusal:
        return []

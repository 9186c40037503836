"""Writing files: what is due, for whom, where to, and nothing said to be done that is not."""

from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from pyrage import x25519

from federation.commands.deed import enter
from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal
from federation.store import Draft, Store
from sync import batch, enrolment, founding, keys, seal
from sync.batch import Batch
from tests import factories as f
from tests.sync import links
from tests.sync.links import World, brief, bring, carry, contents, save, write


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = links.make(tmp_path)
    yield made
    made.close()


def opened(reader: Store, content: bytes) -> Batch:
    return batch.read_batch(seal.open_sealed(content, reader.node))


def ranges(store: Store, **given: object) -> list[tuple[str, str, int, int, int]]:
    return [(w.to, w.stream, w.first, w.last, w.entries) for w in write(store, **given)]


def test_everything_is_written_again_until_it_is_acknowledged(world: World) -> None:
    save(world.group, 2)
    f.raise_request(world.group)
    due = [("hub", "ledger", 1, 3, 3), ("hub", "requests", 1, 1, 1)]
    assert ranges(world.group) == due
    assert ranges(world.group) == due
    assert brief(carry(world.group, world.hub)) == [("applied", "")] * 2
    assert brief(carry(world.hub, world.group)) == [("applied", "")]
    assert write(world.group) == ()
    save(world.group)
    assert ranges(world.group) == [("hub", "ledger", 4, 4, 1)]
    assert ranges(world.group, full=True) == [
        ("hub", "ledger", 1, 4, 4),
        ("hub", "requests", 1, 1, 1),
    ]


def test_an_acknowledgement_not_sent_yet_is_something_to_send_once(world: World) -> None:
    assert write(world.hub) == ()
    save(world.group)
    carry(world.group, world.hub)
    assert ranges(world.hub) == [("G0001", "replies", 1, 0, 0)]
    assert write(world.hub) == ()


def test_a_lost_acknowledgement_is_sent_again_when_its_receiver_shows_that_it_lacks_it(
    world: World,
) -> None:
    save(world.group)
    carry(world.group, world.hub)
    write(world.hub)  # and the stick is lost
    again = contents(write(world.group))
    assert brief(bring(world.hub, again[0])) == [("already", "")]
    assert ranges(world.hub) == [("G0001", "replies", 1, 0, 0)]


def test_a_header_says_for_whom_and_from_where(world: World) -> None:
    save(world.group, 3)
    carry(world.group, world.hub)
    carry(world.hub, world.group)
    save(world.group)
    (content,) = contents(write(world.group))
    made = opened(world.hub, content)
    own, hub = (enrolment.own_card(one.node) for one in (world.group, world.hub))
    assert made.header.to_rcpt == (keys.key_id(hub.seal), keys.key_id(own.recovery))
    assert made.header.writer == world.group.node.settings.node_id
    assert (made.first, made.last, made.header.inc) == (5, 5, 1)
    assert made.header.prev == links.head_at(world.group, "ledger", 4)
    assert [(ack.owner, ack.stream, ack.seq) for ack in made.header.acks] == [("", "replies", 0)]
    assert made.header.wall == "2026-11-22T10:00:00Z"


def test_a_file_opens_with_the_paper_key_of_its_writer(tmp_path: Path, world: World) -> None:
    founded = founding.found(
        tmp_path / "g2", role="group", name="Oshiwana", clock=links.CLOCK, entropy=f.Entropy("g2")
    )
    store = links.reopened(tmp_path / "g2")
    links.enrol(world.hub, store)
    save(store)
    sealed = contents(write(store))[0]
    inner = pyrage.decrypt(sealed, [x25519.Identity.from_str(founded.recovery_key)])
    assert batch.read_batch(inner).last == 2
    store.close()


def test_volumes_are_complete_and_any_of_them_applies_up_to_the_first_gap(world: World) -> None:
    save(world.group, 6)
    one, two, three = contents(write(world.group, volume_entries=3))
    made = [opened(world.hub, part) for part in (one, two, three)]
    assert [(part.first, part.last, part.header.vol) for part in made] == [
        (1, 3, (1, 3)),
        (4, 6, (2, 3)),
        (7, 7, (3, 3)),
    ]
    assert brief(bring(world.hub, one)) == [("applied", "")]
    assert brief(bring(world.hub, three)) == [("held", "stream-gap")]
    assert brief(bring(world.hub, two)) == [("applied", ""), ("applied", "")]
    assert links.is_sound(world.hub)


def test_the_hub_writes_for_each_partner_by_its_code(tmp_path: Path, world: World) -> None:
    second = links.node(tmp_path, "group", "Oshiwana")
    links.enrol(world.hub, second)
    for store in (world.group, second):
        save(store)
        carry(store, world.hub)
    assert [(w.to, w.file.name) for w in write(world.hub)] == [
        ("G0001", "Federation-G0001-replies-W1-000000-received.sgb"),
        ("G0002", "Federation-G0002-replies-W1-000000-received.sgb"),
    ]
    save(second)
    carry(second, world.hub)
    assert ranges(world.hub, to="G0001") == []
    assert ranges(world.hub, to="G0002") == [("G0002", "replies", 1, 0, 0)]
    with pytest.raises(Refusal) as caught:
        write(world.hub, to="G0009")
    assert caught.value == Refusal("partner-unknown", {"partner": "G0009"})
    second.close()


def test_streams_go_to_their_readers_only(world: World) -> None:
    told = e.AnswerGiven(day=f.DAY, answer="a", request="r", verb="ask", text="Where?")
    with world.hub.writing() as db:
        group = world.group.node.settings.node_id
        enter(db, world.hub.node, [Draft(kinds.REPLIES, told, partner=group)], {})
    assert ranges(world.hub) == [("G0001", "replies", 1, 1, 1)]
    assert ranges(world.hub, to="C01") == []


def test_before_enrolment_it_is_refused(tmp_path: Path) -> None:
    for role in ("group", "hub", "city"):
        store = links.node(tmp_path, role, f"A {role}")
        with pytest.raises(Refusal) as caught:
            write(store)
        assert caught.value.code == "not-enrolled"
        store.close()


def test_where_to(tmp_path: Path, world: World) -> None:
    save(world.group)
    (one,) = write(world.group, path=tmp_path / "stick.sgb")
    assert one.file == tmp_path / "stick.sgb"
    assert one.file.is_file()
    (one,) = write(world.group, path=f"{tmp_path}/new/deep/")
    assert one.file.parent == tmp_path / "new" / "deep"
    (one,) = write(world.group, path=tmp_path)
    assert one.file.parent == tmp_path
    (one,) = write(world.group)
    assert one.file.parent == world.group.node.outbox
    assert one.short_code == seal.short_code(one.file.read_bytes())
    f.raise_request(world.group)
    with pytest.raises(Refusal) as caught:
        write(world.group, path=tmp_path / "both.sgb")
    assert caught.value.code == "path-not-folder"
    assert not (tmp_path / "both.sgb").exists()


def test_a_device_that_does_not_keep_what_is_written_is_noticed(
    tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(world.group)
    before = links.tables(world.group)
    missing = tmp_path / "not" / "there.sgb"
    (tmp_path / "taken").write_text("a file where a folder is meant to be")
    for path in (missing, f"{tmp_path}/taken/"):
        with pytest.raises(Refusal) as caught:
            write(world.group, path=path)
        assert caught.value.code == "export-not-written"
    real = Path.replace

    def worn(fresh: Path, path: Path) -> Path:
        content = bytearray(fresh.read_bytes())
        content[-1] ^= 1
        fresh.write_bytes(bytes(content))
        return real(fresh, path)

    monkeypatch.setattr(Path, "replace", worn)
    with pytest.raises(Refusal) as caught:
        write(world.group)
    assert caught.value.code in ("file-not-written", "export-not-written")
    assert links.tables(world.group) == before
    assert not [one for one in world.group.node.outbox.iterdir() if one.suffix == ".new"]

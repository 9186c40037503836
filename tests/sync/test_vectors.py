"""The test vectors: made again they are the same inside, and the program reads them as told.

Real nodes with the keys of the vectors live through them: a group's entries come in, its machine
is stolen, another one takes its place, gets the entries back and goes on.
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from federation.core.refusals import Refusal
from federation.store import Store, exchange, journal, local, open_store, replay
from sync import archive, batch, enrolment, keys, returning, seal, telling
from sync.batch import Batch
from tests import factories as f
from tests.sync import links
from tests.sync.links import brief, bring
from tests.vectors import make

KEYS = json.loads((make.HERE / "keys.json").read_text("utf-8"))
MADE = make.vectors()
# Who reads each file; the one of version 1 stays as it was written then, and is not made again.
READERS = {
    "version-1.sgb": "hub",
    "ledger.sgb": "hub",
    "reply.sgb": "group",
    "first-card.sgb": "hub",
    "late.sgb": "hub",
    "second-card.sgb": "hub",
    "archive.sgb": "second",
}


def content(name: str) -> bytes:
    return (make.HERE / name).read_bytes()


def expected(name: str) -> dict[str, Any]:
    told = json.loads((make.HERE / name).with_suffix(".json").read_text("utf-8"))
    assert isinstance(told, dict)
    return told


def opened(name: str, key: str = "seal") -> bytes:
    return seal.open_with(content(name), KEYS[READERS[name]][key])


def as_expected(read: Batch) -> dict[str, Any]:
    """What the program reads in a batch, as the vectors tell it."""
    heads = dict(read.heads())
    return {
        "writer": read.header.writer,
        "kind": read.header.kind,
        "first": read.first,
        "prev": read.header.prev,
        "head": read.head,
        "entries": [
            {
                "number": seq,
                "head": heads[seq].hex(),
                "entry": json.loads(line),
                **make.record_of(beside),
            }
            for seq, line, beside in read.told()
        ],
    }


def test_made_again_they_are_the_same_inside() -> None:
    assert make.key_table() == KEYS
    assert {name: line + b"\n" for name, line in make.charters().items()} == {
        path.name: path.read_bytes() for path in make.HERE.glob("*.sgc")
    }
    assert {path.name for path in make.HERE.glob("*.sgb")} == set(READERS)
    assert set(MADE) == set(READERS) - {"version-1.sgb"}
    for name, one in MADE.items():
        # Another zlib may pack the same bytes in another way.
        assert gzip.decompress(opened(name)) == gzip.decompress(one.inner)
        assert expected(name) == one.expected


@pytest.mark.parametrize("name", [name for name in READERS if name != "archive.sgb"])
def test_each_batch_is_read_to_the_heads_and_entries_told(name: str) -> None:
    read = batch.read_batch(opened(name))
    assert as_expected(read) == expected(name)
    assert len(list(replay.read_entries(read.header.kind, read.told()))) == read.trailer.n
    by_id = {party.card.node: party.card for party in make.PARTIES.values()}
    assert read.is_signed_by(by_id[read.header.writer].sign)
    assert read.is_for(make.PARTIES[READERS[name]].card)
    assert read.header.v == (1 if name == "version-1.sgb" else batch.VERSION)
    # Whoever wrote it can open it with the key on paper.
    writer = next(
        told for told in KEYS.values() if told["card"].encode() == by_id[read.header.writer].line
    )
    assert seal.open_with(content(name), writer["paper"]) == read.inner


def test_the_archive_is_read_to_its_batches() -> None:
    read = archive.read_archive(opened("archive.sgb"))
    assert expected("archive.sgb") == {
        "writer": read.header.writer,
        "of": read.header.of,
        "head": read.closing.head,
        "batches": [as_expected(one) for one in read.batches()],
    }
    assert read.is_signed_by(make.HUB.card.sign)
    assert read.is_for(make.SECOND.card)
    assert opened("archive.sgb", "paper") == read.inner


# The same with real nodes.


def node(folder: Path, party: make.Party, start: int, step: int = 1) -> Store:
    """A node whose keys are those of the vectors."""
    card, chance = party.card, make.counting(start, step)
    made = f.make_node(folder, role=card.role, name=card.name, clock=f.Clock(), entropy=chance)
    assert journal.own_card(made) == card.line
    return open_store(made)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Store]:
    """The hub, after it admitted the group."""
    store = node(tmp_path / "hub", make.HUB, 0x60)
    assert admit(store, make.GROUP) == content("first.sgc")
    yield store
    store.close()


def admit(hub: Store, party: make.Party, **given: str) -> bytes:
    """The charter by which the hub admits a card."""
    line, digits = party.card.line, party.card.digits
    return enrolment.enrol_card(hub, line, confirm=digits, **given).file.read_bytes()


def ledger(store: Store, incarnation: int, last: int) -> str:
    """The head at which a chain of the group's ledger stands, which is at entry `last`."""
    with store.reading() as db:
        end = journal.find(db, make.GROUP.card.node, "ledger", incarnation=incarnation)
    assert end is not None
    assert end.last == last
    return end.head


def test_a_hub_takes_in_what_both_machines_wrote(hub: Store) -> None:
    assert brief(bring(hub, content("ledger.sgb"))) == [("applied", "")]
    (longer,) = bring(hub, content("first-card.sgb"))
    assert (longer.outcome, longer.entries, longer.new) == ("applied", 4, 2)
    assert ledger(hub, 1, 7) == expected("first-card.sgb")["head"]
    assert admit(hub, make.SECOND, code="G0001") == content("second.sgc")
    assert brief(bring(hub, content("late.sgb"))) == [("held", "branch-closed")]
    assert ledger(hub, 1, 7) == expected("first-card.sgb")["head"]
    assert brief(bring(hub, content("second-card.sgb"))) == [("applied", "")]
    assert ledger(hub, 2, 9) == expected("second-card.sgb")["head"]
    assert links.is_sound(hub)


def test_the_other_machine_gets_everything_back_and_goes_on(tmp_path: Path) -> None:
    store = node(tmp_path / "second", make.SECOND, 0xFF, -1)
    assert accept(store, "second.sgc") == "G0001"
    (outcome,) = bring(store, content("archive.sgb"))
    assert (outcome.outcome, outcome.entries, outcome.new) == ("applied", 9, 7)
    assert ledger(store, 1, 7) == expected("first-card.sgb")["head"]
    # The next entry stands where the batch of the vectors goes on.
    assert ledger(store, 2, 7) == expected("second-card.sgb")["prev"]
    assert links.is_sound(store)
    store.close()


def test_a_group_learns_from_the_reply_what_its_hub_holds(tmp_path: Path) -> None:
    store = node(tmp_path / "group", make.GROUP, 0)
    accept(store, "first.sgc")
    own = batch.read_batch(seal.open_with(content("ledger.sgb"), KEYS["group"]["paper"]))
    assert returning.take_own_batch(store, own) == 5
    assert brief(bring(store, content("reply.sgb"))) == [("applied", "")]
    with store.reading() as db:
        end = journal.find(db, store.node.settings.node_id, "ledger")
        assert end is not None
        held = exchange.acknowledged(db, end.id, make.HUB.card.node)
        assert held == (5, expected("ledger.sgb")["head"])
        # The hub's figures were compared with the group's own, and are the same.
        assert local.state(db, telling.DIFFERS) == ""
    assert keys.identity(store.node) == KEYS["group"]["seal"]
    store.close()


def accept(store: Store, name: str) -> str:
    digits = make.HUB.card.digits
    return enrolment.accept_charter(store, content(name), confirm=digits).code


def test_an_archive_of_a_newer_form_is_told_as_such() -> None:
    plain = gzip.decompress(opened("archive.sgb"))
    newer = plain.replace(b'"min":1,"of"', b'"min":2,"of"').replace(b'"v":1,"vol"', b'"v":2,"vol"')
    with pytest.raises(Refusal, match="batch-newer"):
        archive.read_archive(seal.pack([newer]))
    with pytest.raises(Refusal, match="batch-unsound"):
        archive.read_archive(seal.pack([plain.replace(b'"min":1,"of"', b'"min":"1","of"')]))

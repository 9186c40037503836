"""The other reader: it reads the vectors and what real nodes write; what was changed it refuses."""

import gzip
import itertools
import json
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from pyrage import DecryptError

from federation.store import Store, journal
from sync import keys, seal
from tests import reader
from tests.sync import links
from tests.sync.test_vectors import KEYS, READERS, content, expected
from tests.vectors import make

CARDS = [told["card"] for told in KEYS.values()]
# However a file is wrong, one of these is raised.
FAULTS = (AssertionError, ValueError, LookupError, TypeError, AttributeError, OverflowError)
FAULTS_OUTSIDE = (DecryptError, OSError, EOFError, zlib.error, InvalidSignature)

Change = Callable[[list[bytes]], list[bytes]]


def read(name: str) -> list[dict[str, Any]]:
    found = reader.read(content(name), KEYS[READERS[name]]["seal"], *CARDS)
    return [dict(one) for one in found]


@pytest.mark.parametrize("name", READERS)
def test_it_reads_the_vectors(name: str) -> None:
    told = expected(name)
    for found, one in zip(read(name), told.get("batches", [told]), strict=True):
        header = found.pop("header")
        assert found == {"head": one["head"], "entries": one["entries"]}
        assert [header[key] for key in ("writer", "kind", "from", "prev")] == [
            one[key] for key in ("writer", "kind", "first", "prev")
        ]


def test_it_runs_by_itself() -> None:
    """As FORMAT.md shows it, far from the house and with nothing of it at hand."""
    command = [sys.executable, "-I", reader.__file__, KEYS["hub"]["seal"], *CARDS]
    done = subprocess.run(
        command, input=content("ledger.sgb"), capture_output=True, check=True, cwd="/"
    )
    assert json.loads(done.stdout) == read("ledger.sgb")


# What real nodes write.


@pytest.fixture
def world(tmp_path: Path) -> Iterator[links.World]:
    made = links.make(tmp_path)
    yield made
    made.close()


def written(writer: Store, taker: Store, *others: Store, **given: Any) -> list[dict[str, Any]]:
    """What this reader finds in the files that a node has ready for another."""
    cards = [one.node.card().decode().strip() for one in (writer, taker, *others)]
    files = links.contents(links.write(writer, **given))
    return [
        dict(one) for file in files for one in reader.read(file, keys.identity(taker.node), *cards)
    ]


def end_of(store: Store, kind: str) -> tuple[int, str]:
    with store.reading() as db:
        own = next(one for one in journal.ends(db) if one.own and one.kind == kind)
    return own.last, own.head


def test_it_reads_what_real_nodes_write(world: links.World) -> None:
    links.save(world.group, 3)
    request = links.publish(world)
    # Both streams of the group, in several volumes that follow each other.
    volumes = written(world.group, world.hub, full=True, volume_entries=2)
    for kind in ("ledger", "requests"):
        found = [one for one in volumes if one["header"]["kind"] == kind]
        for one, following in itertools.pairwise(found):
            assert following["header"]["prev"] == one["head"]
        last = found[-1]
        assert (last["entries"][-1]["number"], last["head"]) == end_of(world.group, kind)
    member = next(one for one in volumes[0]["entries"] if "record" in one)
    assert member["record"] == {"name": "Selma Iipinge", "phone": "081 123 4567"}
    # The hub's words to the city and to the group, and the city's answer.
    (publication,) = written(world.hub, world.city, to="C01", full=True)
    assert publication["head"] == end_of(world.hub, "publication")[1]
    links.answer(world, request)
    (answer,) = written(world.city, world.hub, full=True)
    assert answer["entries"][-1]["entry"]["text"] == "How many?"
    (reply,) = written(world.hub, world.group, to="G0001")
    assert reply["header"]["acks"][0][3:] == list(end_of(world.group, "ledger"))
    # An archive, as a new machine of the group would get it.
    *_, last = written(world.hub, world.group, to="G0001", rebuild=True)
    assert last["head"] in {end_of(world.group, kind)[1] for kind in ("ledger", "requests")}


# What was changed.


def test_a_damaged_file_is_refused() -> None:
    whole = content("archive.sgb")
    for at in range(0, len(whole), 7):
        damaged = whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :]
        for one in (damaged, whole[:at]):
            with pytest.raises((*FAULTS, *FAULTS_OUTSIDE)):
                reader.read(one, KEYS["second"]["seal"], *CARDS)


def test_a_file_for_others_or_of_a_stranger_is_refused() -> None:
    with pytest.raises(DecryptError):
        reader.read(content("ledger.sgb"), KEYS["second"]["seal"], *CARDS)
    rewrapped = seal.seal(make.vectors()["ledger.sgb"].inner, (make.SECOND.card.seal,))
    with pytest.raises(AssertionError, match="for others"):
        reader.read(rewrapped, KEYS["second"]["seal"], *CARDS)
    with pytest.raises(KeyError):
        reader.read(content("ledger.sgb"), KEYS["hub"]["seal"], CARDS[1])


def swapped(old: bytes, new: bytes) -> Change:
    """Every line with `new` for `old`, which must be there."""

    def change(lines: list[bytes]) -> list[bytes]:
        changed = [line.replace(old, new) for line in lines]
        assert changed != lines
        return changed

    return change


LEDGER_CHANGES: dict[str, Change] = {
    "an amount": swapped(b'"amount":2000', b'"amount":9000'),
    "a name": swapped(b"Maria", b"Marta"),
    "a salt": swapped(b"c0c1c2c3", b"c0c1c2c4"),
    "a record of another": swapped(b'{"of":1,', b'{"of":2,'),
    "a number": swapped(b'"from":1,', b'"from":2,'),
    "the head before": swapped(b'"prev":"be9e', b'"prev":"be9f'),
    "the stream": swapped(b'"kind":"ledger"', b'"kind":"requests"'),
    "the writer": swapped(
        b'"writer":"be9ec961a13c25cab08b3f8e86b6c8cd"',
        b'"writer":"66e4fecf6609f5470573f9bce519fb4d"',
    ),
    "what a reader needs": swapped(b'"min":1', b'"min":3'),
    "how many": swapped(b'"n":5', b'"n":4'),
    "the signature": swapped(b'"sig":"20', b'"sig":"21'),
    "a space": swapped(b'"user":1}', b'"user": 1}'),
    "a part of a number": swapped(b'"amount":2000', b'"amount":2000.0'),
    "a name twice": swapped(b'{"amount":2000', b'{"amount":1,"amount":2000'),
    "an entry less": lambda lines: [*lines[:-2], lines[-1]],
    "an entry twice": lambda lines: [*lines[:6], lines[5], *lines[6:]],
    "two exchanged": lambda lines: [*lines[:5], lines[6], lines[5], *lines[7:]],
    "a record gone": lambda lines: [*lines[:2], *lines[3:]],
    "a record twice": lambda lines: [*lines[:3], *lines[2:]],
    "a record for all": lambda lines: [*lines[:7], b'{"of":4,"record":"","salt":""}', *lines[7:]],
    "no end": lambda lines: lines[:-1],
    "something after": lambda lines: [*lines, b"{}"],
    "an empty line": lambda lines: [*lines[:3], b"", *lines[3:]],
    "nothing": lambda _: [],
}
ARCHIVE_CHANGES: dict[str, Change] = {
    "a batch less": lambda lines: [*lines[:11], lines[-1]],
    "batches exchanged": lambda lines: [lines[0], *lines[11:-1], *lines[1:11], lines[-1]],
    "how long one is": swapped(b'{"lines":7}', b'{"lines":8}'),
    "longer than all": swapped(b'{"lines":7}', b'{"lines":900}'),
    "less than nothing": swapped(b'{"lines":7}', b'{"lines":-1}'),
    "a name that is in it": swapped(b"Maria", b"Marta"),
    "one blanked later": swapped(
        b'{"of":1,"record":"{\\"name\\":\\"Maria\\"}","salt":"c0c1c2c3c4c5c6c7c8c9cacbcccdcecf"}',
        b'{"of":1,"record":"","salt":""}',
    ),
    "whose it is": swapped(b'"of":"be9e', b'"of":"be9f'),
    "the signature": swapped(b'"sig":"', b'"sig":"0'),
    "no end": lambda lines: lines[:-1],
}
CHANGES = [("ledger.sgb", name, change) for name, change in LEDGER_CHANGES.items()] + [
    ("archive.sgb", name, change) for name, change in ARCHIVE_CHANGES.items()
]


@pytest.mark.parametrize(
    ("name", "change"),
    [pytest.param(name, change, id=f"{name[:-4]}: {what}") for name, what, change in CHANGES],
)
def test_a_file_changed_inside_is_refused(name: str, change: Change) -> None:
    """Packed and sealed again as it should be, by one who has no key to sign with."""
    plain = gzip.decompress(make.vectors()[name].inner)
    changed = b"".join(line + b"\n" for line in change(plain.split(b"\n")[:-1]))
    reader_key = KEYS[READERS[name]]["seal"]
    again = seal.seal(gzip.compress(changed), (keys.recipient_of(reader_key),))
    with pytest.raises((*FAULTS, InvalidSignature)):
        reader.read(again, reader_key, *CARDS)


def test_a_record_may_be_blanked_and_all_else_stands() -> None:
    change = ARCHIVE_CHANGES["one blanked later"]
    lines = change(gzip.decompress(make.vectors()["ledger.sgb"].inner).split(b"\n"))
    again = seal.seal(gzip.compress(b"\n".join(lines)), (make.HUB.card.seal,))
    (found,) = reader.read(again, KEYS["hub"]["seal"], *CARDS)
    assert found["entries"][0]["record"] is None
    assert found["head"] == expected("ledger.sgb")["head"]

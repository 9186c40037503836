"""FORMAT.md tells the truth: its examples are the vectors, made anew and opened as it says."""

import base64
import gzip
import hashlib
import json
import re
import zlib
from pathlib import Path

import msgspec
import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from federation.core import chain
from federation.store import open_store
from sync import (
    archive,
    armour,
    batch,
    bundle,
    cards,
    enrolment,
    intake,
    keys,
    roster,
    seal,
)
from tests import factories as f
from tests.vectors import make
from tests.vectors.make import GROUP, HUB, SECOND

TEXT = (Path(__file__).parents[2] / "sync" / "FORMAT.md").read_text("utf-8")
CODED = dict(re.findall(r"```([a-z]+)\n(.*?)\n```", TEXT, re.DOTALL))
SEALED = base64.b64decode(CODED["sealed"].replace("\n", ""))
PLAIN = f"{CODED['batch']}\n".encode()
CLOSED, ROOT = re.findall(r"head\s+`([0-9a-f]{64})`", TEXT)


def test_cards_and_charters_are_those_of_the_vectors() -> None:
    assert GROUP.card.line.decode() == CODED["card"]
    assert f"`{GROUP.card.node}`" in TEXT
    assert f"`{GROUP.card.digits}`" in TEXT
    assert f"`{GROUP.paper}`" in TEXT
    made = make.charters()
    assert made["first.sgc"].decode() == CODED["charter"]
    assert made["second.sgc"].decode() == CODED["successor"]


def test_a_second_card_goes_on_as_told() -> None:
    read = cards.read_charter(CODED["successor"].encode())
    (closed,) = (one for one in read.earlier[-1].closed if one.stream == "ledger")
    assert (closed.seq, closed.head) == (7, CLOSED)
    assert chain.advance(bytes.fromhex(CLOSED), SECOND.card.line).hex() == ROOT
    first = batch.read_batch(make.vectors()["second-card.sgb"].inner)
    assert (first.first, first.header.prev, first.header.inc) == (8, ROOT, read.incarnation)


def test_the_batch_is_the_vector_and_is_read_as_told() -> None:
    assert gzip.decompress(make.vectors()["ledger.sgb"].inner) == PLAIN
    assert (make.HERE / "ledger.sgb").read_bytes() == SEALED
    assert f"({len(SEALED):,} bytes, short code `{seal.short_code(SEALED)}`" in TEXT
    read = batch.read_batch(seal.open_with(SEALED, HUB.identity))
    assert [head.hex() for _, head in read.heads()] == CODED["heads"].split("\n")
    assert batch.file_name("Ehangano", read) in TEXT
    assert seal.open_with(SEALED, GROUP.paper) == read.inner


def keys_of(struct: type[msgspec.Struct]) -> set[str]:
    return {one.encode_name for one in msgspec.structs.fields(struct)}


@pytest.mark.parametrize(
    ("chapter", "structs"),
    [
        ("## 3.", [cards.CardLine]),
        ("## 4.", [cards.CharterLine]),
        ("### 4.1", [roster.HeaderLine, roster.ClosedLine, roster.LastLine]),
        ("### 5.2", [batch.Header]),
        ("## 7.", [archive.Header]),
        ("## 8.", [bundle.Manifest]),
    ],
)
def test_every_key_that_a_file_has_is_told(
    chapter: str, structs: list[type[msgspec.Struct]]
) -> None:
    part = re.split("\n##+ ", TEXT.split(f"\n{chapter}")[1])[0]
    assert {key for struct in structs for key in keys_of(struct)} <= set(
        re.findall("`(\\w+)`", part)
    )


def test_the_closing_lines_are_those_of_the_program() -> None:
    for struct, shown in (
        (batch.Trailer, '{"head":"<h after the last entry>","n":<how many entries>'),
        (batch.Trailer, '{"head":"<SHA-256 of all bytes before this line>","n":<how many batches>'),
        (bundle.Closing, '{"hash":"<SHA-256 of all bytes before this line>","n":<how many bytes>'),
    ):
        assert shown in TEXT
        assert keys_of(struct) == {*re.findall('"(\\w+)":', shown), "sig"}


def test_the_bounds_are_those_of_the_program() -> None:
    told = {int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*\d|\d", TEXT)}
    assert told >= {
        seal.FILE_BYTES_MAX,
        seal.PLAIN_BYTES_MAX,
        seal.SMALL_BYTES,
        seal.RATIO_MAX,
        seal.RECIPIENTS_MAX,
        seal.STANZAS_MAX,
        seal.AGE_HEADER_BYTES_MAX,
        batch.LINES_MAX,
        batch.DEPTH_MAX,
        batch.NEWS_MAX,
        archive.BATCHES_MAX,
        cards.CARD_BYTES_MAX,
        cards.CHARTER_BYTES_MAX,
        cards.EARLIER_MAX,
        roster.BYTES_MAX,
        armour.CODES_MAX,
    }
    assert seal.GZIP_HEADER.hex(" ") in TEXT
    assert f"now {batch.VERSION}; version a reader must have, now {batch.READABLE_BY}" in TEXT


def test_the_vectors_are_all_told_of() -> None:
    names = set(re.findall("`([a-z0-9-]+\\.(?:sgb|sgc))`", TEXT.split("\n## 10. ")[1]))
    assert names == {path.name for path in make.HERE.iterdir() if path.suffix in (".sgb", ".sgc")}
    assert json.loads((make.HERE / "keys.json").read_text("utf-8")).keys() == make.PARTIES.keys()


def test_the_recipients_shown_are_the_keys_told() -> None:
    header = json.loads(PLAIN.split(b"\n")[0])
    assert header["to_rcpt"] == [keys.key_id(HUB.card.seal), keys.key_id(GROUP.card.recovery)]


def by_hand(first_line: dict[str, object], lines: list[bytes]) -> bytes:
    """A batch of the group, written after FORMAT.md with nothing of the program."""
    spelled = json.dumps(first_line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    header = spelled.encode()
    head = bytes.fromhex(str(first_line["prev"]))
    for line in lines:
        head = hashlib.sha256(head + line).digest()
    signed = hashlib.sha256(header).digest() + len(lines).to_bytes(8, "big") + head
    secret = json.loads((make.HERE / "keys.json").read_text("utf-8"))["group"]["sign"]
    sig = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)).sign(b"sg-batch-v1" + signed)
    closing = f'{{"head":"{head.hex()}","n":{len(lines)},"sig":"{sig.hex()}"}}'.encode()
    plain = b"".join(line + b"\n" for line in (header, *lines, closing))
    deflated = zlib.compress(plain)[2:-4]
    sizes = zlib.crc32(plain).to_bytes(4, "little") + len(plain).to_bytes(4, "little")
    packed = bytes.fromhex("1f 8b 08 00 00 00 00 00 00 ff") + deflated + sizes
    reader = json.loads(CODED["charter"])["hub"]
    return pyrage.encrypt(packed, [pyrage.x25519.Recipient.from_str(json.loads(reader)["seal"])])


def test_a_file_written_by_hand_is_taken_in(tmp_path: Path) -> None:
    chance = make.counting(0x60)
    hub = open_store(f.make_node(tmp_path, role="hub", name="Federation", entropy=chance))
    enrolment.enrol_card(hub, CODED["card"].encode(), confirm=GROUP.card.digits)
    header = {
        "acks": [], "answers": "", "app": "by hand", "asks": "", "boot": "", "clock": "human",
        "fmt": "sg-batch", "from": 1, "inc": 1, "kind": "ledger", "min": 1, "news": [],
        "prev": hashlib.sha256(CODED["card"].encode()).hexdigest(), "schema": 2, "states": [],
        "to_rcpt": [keys.key_id(HUB.card.seal)], "up": 0, "v": 2, "vol": [1, 1],
        "wall": "2031-05-06T07:08Z", "writer": GROUP.card.node,
    }  # fmt: skip
    lines = [
        b'{"day":"2026-11-22","kind":"member-admitted","member":1}',
        b'{"amount":2000,"day":"2026-11-22","kind":"savings-received","member":1}',
    ]
    (outcome,) = intake.take_in_bytes(hub, "by hand", by_hand(header, lines))
    assert (outcome.outcome, outcome.new) == ("applied", 2)
    (other,) = intake.take_in_bytes(hub, "by hand", by_hand({**header, "min": 3, "v": 3}, lines))
    assert (other.outcome, other.reason and other.reason.code) == ("held", "batch-newer")
    (later,) = intake.take_in_bytes(hub, "by hand", by_hand({**header, "v": 3, "zeal": 1}, lines))
    assert later.outcome == "already"
    hub.close()

"""FORMAT.md tells the truth: its examples are made anew, and its sealed file is opened."""

import base64
import gzip
import re
from pathlib import Path

import msgspec
import pytest

from federation.core import chain, kinds
from federation.store import replay
from sync import batch, cards, keys, seal
from sync.batch import Header

TEXT = (Path(__file__).parents[2] / "sync" / "FORMAT.md").read_text("utf-8")
CODED = dict(re.findall(r"```([a-z]+)\n(.*?)\n```", TEXT, re.DOTALL))
SEALED = base64.b64decode(CODED["sealed"].replace("\n", ""))
PLAIN = f"{CODED['batch']}\n".encode()


class Example:
    """A node whose keys are made from bytes that count up from `start`."""

    def __init__(self, role: str, name: str, start: int) -> None:
        self.count = start
        self.key = keys.load_sign_key(keys.make_sign_key(self.chance))
        self.identity, self.paper = (keys.make_identity(self.chance) for _ in range(2))
        seals = [keys.recipient_of(identity) for identity in (self.identity, self.paper)]
        self.line = cards.make_card(
            self.key, role=role, name=name, seal=seals[0], recovery=seals[1]
        )
        self.card = cards.read_card(self.line)

    def chance(self, length: int) -> bytes:
        """The next so many bytes."""
        self.count += length
        return bytes(range(self.count - length, self.count))


GROUP, HUB = Example("group", "Ehangano", 0), Example("hub", "Federation", 0x60)


def test_the_card_and_the_charter_are_made_as_told() -> None:
    assert GROUP.line.decode() == CODED["card"]
    assert f"`{GROUP.card.node}`" in TEXT
    assert f"`{GROUP.card.digits}`" in TEXT
    charter = cards.make_charter(
        HUB.key, hub=HUB.card, partner=GROUP.card, code="G0001", day="2026-11-22"
    )
    assert charter.decode() == CODED["charter"]


def test_the_batch_is_made_as_told() -> None:
    header_line, *_, closing = PLAIN.split(b"\n")[:-1]
    header = msgspec.json.decode(header_line, type=Header)
    told = list(replay.kept_lines(PLAIN))
    made = batch.write_batch(header, told, GROUP.key)
    assert gzip.decompress(made.inner) == PLAIN
    assert closing.endswith(f'"sig":"{made.trailer.sig}"}}'.encode())
    assert [head.hex() for _, head in made.heads()] == CODED["heads"].split("\n")
    assert header.prev == chain.start(GROUP.line).hex()
    assert header.to_rcpt == (keys.key_id(HUB.card.seal), keys.key_id(GROUP.card.recovery))
    assert batch.file_name("Ehangano", made) in TEXT
    assert len(list(replay.read_entries(kinds.LEDGER, told))) == 2


@pytest.mark.parametrize("identity", [HUB.identity, GROUP.paper])
def test_the_sealed_file_of_the_first_version_still_opens(identity: str) -> None:
    read = batch.read_batch(seal.open_with(SEALED, identity))
    assert gzip.decompress(read.inner) == PLAIN
    assert read.is_signed_by(GROUP.card.sign)
    assert read.is_for(HUB.card)
    assert f"({len(SEALED)} bytes, short code `{seal.short_code(SEALED)}`" in TEXT
    assert f"`{GROUP.paper}`" in TEXT


def test_the_bounds_are_those_of_the_program() -> None:
    for bound in (
        seal.FILE_BYTES_MAX,
        seal.PLAIN_BYTES_MAX,
        seal.SMALL_BYTES,
        seal.AGE_HEADER_BYTES_MAX,
        batch.LINES_MAX,
        cards.CARD_BYTES_MAX,
        cards.CHARTER_BYTES_MAX,
    ):
        assert f"{bound:,} " in TEXT or f"{bound:,};" in TEXT or f"| {bound:,} |" in TEXT
    assert seal.GZIP_HEADER.hex(" ") in TEXT

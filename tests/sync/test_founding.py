"""A node is founded whole, once; its recovery key stands nowhere on the machine."""

from pathlib import Path
from typing import Any

import pytest

from federation.core.refusals import Refusal
from federation.node import open_node
from sync import cards, keys, seal
from sync.enrolment import own_card
from sync.founding import found
from tests.factories import Clock, Entropy

GIVEN: dict[str, Any] = {"role": "group", "name": "Ehangano"}


def test_a_founded_node_opens_with_what_was_said(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "g1"
    founded = found(
        folder, role="group", name=" Ehangano  ǁKhara ", language="ng", share_price_minor=1000
    )
    node = open_node(folder)
    assert node.settings == founded.node.settings
    assert (node.settings.name, node.settings.language) == ("Ehangano ǁKhara", "ng")
    assert node.settings.share_price_minor == 1000
    card = own_card(node)
    assert card.node == node.settings.node_id
    assert node.card() == card.line + b"\n"
    assert card.sign == keys.public_half(keys.sign_key(node))
    assert card.seal == keys.recipient_of(keys.identity(node))
    assert card.recovery == keys.recipient_of(founded.recovery_key)
    for name in (keys.SIGN_FILE, keys.SEAL_FILE):
        assert (folder / name).stat().st_mode & 0o777 == 0o600


def test_the_recovery_key_opens_files_and_stands_nowhere(tmp_path: Path) -> None:
    founded = found(tmp_path / "g1", **GIVEN)
    card = own_card(founded.node)
    sealed = seal.seal(b"books", [card.seal, card.recovery])
    assert seal.open_with(sealed, founded.recovery_key) == b"books"
    secret = founded.recovery_key.encode()
    files = [path for path in (tmp_path / "g1").rglob("*") if path.is_file()]
    assert len(files) == 4
    assert not any(secret in path.read_bytes() for path in files)
    assert founded.recovery_key not in repr(founded)


def test_a_node_is_founded_once(tmp_path: Path) -> None:
    found(tmp_path / "g1", **GIVEN)
    before = {path: path.read_bytes() for path in (tmp_path / "g1").iterdir() if path.is_file()}
    with pytest.raises(Refusal, match="node-exists"):
        found(tmp_path / "g1", role="hub", name="Another")
    assert {path: path.read_bytes() for path in before} == before


def test_chance_decides_and_nothing_else(tmp_path: Path) -> None:
    def made(folder: str, seed: str) -> str:
        chance = Entropy(seed)
        node = found(tmp_path / folder, **GIVEN, clock=Clock(), entropy=chance).node
        return node.settings.node_id

    assert made("a", "1") == made("b", "1") != made("c", "2")
    real = {found(tmp_path / f"r{n}", **GIVEN).node.settings.node_id for n in range(3)}
    assert len(real) == 3


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"role": "bank"}, "role-unknown"),
        ({"name": "  "}, "node-name-missing"),
        ({"name": "x" * (cards.NAME_LETTERS_MAX + 1)}, "text-too-long"),
        ({"name": "turned \u202e round"}, "text-unclean"),
        ({"currency": "N$"}, "currency-unclear"),
        ({"language": "English"}, "language-unclear"),
        ({"share_price_minor": -1}, "share-price-unclear"),
    ],
)
def test_what_cannot_be_leaves_nothing(tmp_path: Path, given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as told:
        found(tmp_path / "g1", **{**GIVEN, **given})
    assert told.value.code == code
    assert not (tmp_path / "g1").exists()


def test_the_longest_name_still_fits_a_card(tmp_path: Path) -> None:
    name = "𐀀" * cards.NAME_LETTERS_MAX
    node = found(tmp_path / "g1", role="group", name=name).node
    assert own_card(node).name == name

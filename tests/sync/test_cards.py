"""Cards and charters: whatever was changed on the way shows, by signature or by the digits."""

import hashlib

import msgspec
import pytest

from federation.core import canonical
from federation.core.refusals import Refusal
from sync import cards, keys
from tests.factories import Entropy


class Maker:
    """A node's keys without a folder."""

    def __init__(self, role: str, name: str) -> None:
        chance = Entropy(name)
        self.key = keys.load_sign_key(keys.make_sign_key(chance))
        seal, recovery = (keys.recipient_of(keys.make_identity(chance)) for _ in range(2))
        line = cards.make_card(self.key, role=role, name=name, seal=seal, recovery=recovery)
        self.card = cards.read_card(line)


GROUP = Maker("group", "ǁKhara Women")
HUB = Maker("hub", "Federation")
OTHER = Maker("hub", "Somebody else")
CHARTER = cards.make_charter(
    HUB.key, hub=HUB.card, partner=GROUP.card, code="G0001", day="2026-11-22"
)


def changed(line: bytes, **fields: object) -> bytes:
    """The line with other fields, still canonical, its signature as it was."""
    return canonical.encode({**msgspec.json.decode(line), **fields})


def test_a_card_tells_who_it_is() -> None:
    card = GROUP.card
    assert (card.role, card.name, card.sign) == (
        "group",
        "ǁKhara Women",
        keys.public_half(GROUP.key),
    )
    assert card.node == hashlib.sha256(card.line).hexdigest()[:32]
    assert cards.is_card(card.line)
    for ending in (b"", b"\n", b"\r\n"):
        assert cards.read_card(card.line + ending) == card


def test_no_bit_of_a_card_can_be_changed() -> None:
    line = GROUP.card.line
    for place in range(len(line)):
        flipped = bytearray(line)
        flipped[place] ^= 1 << place % 8
        with pytest.raises(Refusal, match="card-unsound"):
            cards.read_card(bytes(flipped))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"[]",
        GROUP.card.line[:-1],
        GROUP.card.line + b"\n" + GROUP.card.line,
        b" " + GROUP.card.line,
        GROUP.card.line.replace(b",", b", "),
        GROUP.card.line + b" " * cards.CARD_BYTES_MAX,
        changed(GROUP.card.line, extra=1),
        changed(GROUP.card.line, role="hub"),
        changed(GROUP.card.line, sig=""),
        changed(GROUP.card.line, v=2),
        CHARTER,
    ],
)
def test_what_is_no_card_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal, match="card-unsound"):
        cards.read_card(content)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("role", "bank"),
        ("seal", GROUP.card.seal.upper()),
        ("recovery", "age1nobody"),
        ("name", "two  spaces"),
        ("name", "turned \u202e round"),
        ("name", "e\u0301"),
        ("v", 2),
        ("fmt", "sg-charter"),
    ],
)
def test_even_a_signed_card_must_be_sound(field: str, value: object) -> None:
    told = msgspec.json.decode(GROUP.card.line, type=cards.CardLine)
    odd = msgspec.structs.replace(told, **{field: value, "sig": ""})
    signature = GROUP.key.sign(b"sg-card-v1" + canonical.encode(odd)).hex()
    with pytest.raises(Refusal, match="card-unsound"):
        cards.read_card(canonical.encode(msgspec.structs.replace(odd, sig=signature)))


def test_an_exchanged_card_is_sound_but_its_digits_differ() -> None:
    """A thief signs a card with the group's name and her own keys: only people can see that."""
    thief = Maker("group", "ǁKhara Women and more")
    forged = cards.make_card(
        thief.key,
        role="group",
        name=GROUP.card.name,
        seal=thief.card.seal,
        recovery=thief.card.recovery,
    )
    read = cards.read_card(forged)
    assert read.name == GROUP.card.name
    assert not cards.same_digits(read.digits, GROUP.card.digits)


def test_digits_are_thirty_in_six_groups_and_follow_from_every_bit() -> None:
    told = cards.digits(GROUP.card.line)
    assert [len(group) for group in told.split(" ")] == [5] * 6
    number = int.from_bytes(hashlib.sha256(GROUP.card.line).digest(), "big") % 10**30
    assert int(told.replace(" ", "")) == number
    assert cards.digits(b"14807") == "00005 32995 91827 02124 73623 31215"  # zeros stay in front


def test_digits_are_compared_as_people_type_them() -> None:
    told = GROUP.card.digits
    for typed in (
        told.replace(" ", ""),
        told.replace(" ", "-"),
        told.replace(" ", "\u00a0"),
        told.replace(" ", " \u2013 "),
        f"\t{told}\n",
    ):
        assert cards.same_digits(typed, told)
        assert cards.same_digits(told, typed)
    bare = told.replace(" ", "")
    for place in range(30):
        wrong = bare[:place] + str((int(bare[place]) + 1) % 10) + bare[place + 1 :]
        assert not cards.same_digits(wrong, told)
    arabic = "".join(chr(0x0660 + int(digit)) for digit in bare)
    for wrong in ("", bare[:-1], bare + "0", f"{bare}x", arabic):
        assert not cards.same_digits(wrong, told)
    assert not cards.same_digits("", "")
    assert not cards.same_digits(arabic, arabic)


def test_a_charter_holds_both_cards_and_the_hubs_word() -> None:
    charter = cards.read_charter(CHARTER + b"\n")
    assert (charter.hub, charter.partner) == (HUB.card, GROUP.card)
    assert (charter.no, charter.code, charter.threshold) == (1, "G0001", 0)
    assert cards.is_charter(CHARTER)
    assert not cards.is_card(CHARTER)
    assert not cards.is_charter(GROUP.card.line)


def test_no_bit_of_a_charter_can_be_changed() -> None:
    for place in range(len(CHARTER)):
        flipped = bytearray(CHARTER)
        flipped[place] ^= 1 << place % 8
        with pytest.raises(Refusal, match="charter-unsound"):
            cards.read_charter(bytes(flipped))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        GROUP.card.line,
        changed(CHARTER, threshold=5),
        changed(CHARTER, partner=OTHER.card.line.decode()),
        changed(CHARTER, hub=OTHER.card.line.decode()),
        changed(CHARTER, extra=1),
        CHARTER + b"\n" + CHARTER,
        CHARTER + b" " * cards.CHARTER_BYTES_MAX,
    ],
)
def test_what_is_no_charter_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal, match="charter-unsound"):
        cards.read_charter(content)


def test_only_the_hub_itself_can_sign_its_charter() -> None:
    told = {"hub": HUB.card, "partner": GROUP.card, "code": "G0001", "day": "2026-11-22"}
    with pytest.raises(Refusal, match="charter-unsound"):
        cards.make_charter(OTHER.key, **told)
    with pytest.raises(Refusal, match="charter-unsound"):  # a group is no hub
        cards.make_charter(GROUP.key, **{**told, "hub": GROUP.card})
    with pytest.raises(Refusal, match="charter-unsound"):
        cards.make_charter(HUB.key, **{**told, "code": "../G1"})

"""Keys: made from given chance, read back from files and paper, and nothing else taken for one."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyrage import x25519

from federation.core.refusals import Refusal, refuse
from sync import keys
from tests.factories import Entropy

BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def test_an_identity_is_what_age_itself_would_write() -> None:
    for _ in range(20):
        theirs = str(x25519.Identity.generate())
        number = 0
        for letter in theirs.lower().removeprefix("age-secret-key-1")[:52]:
            number = number << 5 | BECH32.index(letter)
        secret = (number >> 4).to_bytes(32, "big")
        assert keys.make_identity(lambda count, made=secret: made[:count]) == theirs


def test_the_same_chance_makes_the_same_keys() -> None:
    assert keys.make_identity(Entropy("a")) == keys.make_identity(Entropy("a"))
    assert keys.make_identity(Entropy("a")) != keys.make_identity(Entropy("b"))
    assert keys.make_sign_key(Entropy("a")) == keys.make_sign_key(Entropy("a"))


def test_a_recipient_has_one_spelling() -> None:
    recipient = keys.recipient_of(keys.make_identity(Entropy("a")))
    assert keys.is_recipient(recipient)
    for other in (recipient.upper(), recipient + " ", recipient[:-1], "", "age1", "ssh-ed25519 A"):
        assert not keys.is_recipient(other)
    assert len(keys.key_id(recipient)) == 32


def test_a_key_from_paper_is_read_as_people_write_it() -> None:
    made = keys.make_identity(Entropy("a"))
    noted = f"# created: 2026-11-22\r\n# public key: age1…\r\n\r\n  {made.lower()} \r\n"
    assert keys.read_identity(noted.encode(), "paper.txt") == made


def test_a_key_from_paper_with_one_wrong_letter_is_refused() -> None:
    made = keys.make_identity(Entropy("a"))
    for place in range(len(made)):
        wrong = made[:place] + ("Q" if made[place] != "Q" else "P") + made[place + 1 :]
        with pytest.raises(Refusal) as told:
            keys.read_identity(wrong.encode(), "paper.txt")
        assert told.value == refuse("key-unsound", file="paper.txt")


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"\xff\xfe", b"\0" * 100])
def test_what_is_no_key_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal, match="key-unsound"):
        keys.read_identity(content, keys.SEAL_FILE)
    with pytest.raises(Refusal, match="key-unsound"):
        keys.load_sign_key(content)


def test_two_keys_in_a_file_or_one_of_another_kind_are_refused() -> None:
    made = keys.make_identity(Entropy("a"))
    with pytest.raises(Refusal, match="key-unsound"):
        keys.read_identity(f"{made}\n{made}\n".encode(), keys.SEAL_FILE)
    other = X25519PrivateKey.from_private_bytes(bytes(range(32)))
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(Refusal, match="key-unsound"):
        keys.load_sign_key(pem)


def test_a_signature_holds_for_its_key_and_message_alone() -> None:
    key = keys.load_sign_key(keys.make_sign_key(Entropy("a")))
    other = keys.load_sign_key(keys.make_sign_key(Entropy("b")))
    public, signature = keys.public_half(key), key.sign(b"200 dollars")
    assert keys.is_signed(public, signature.hex(), b"200 dollars")
    assert not keys.is_signed(public, signature.hex(), b"900 dollars")
    assert not keys.is_signed(keys.public_half(other), signature.hex(), b"200 dollars")
    for place in range(len(signature)):
        changed = bytearray(signature)
        changed[place] ^= 1
        assert not keys.is_signed(public, changed.hex(), b"200 dollars")
    for odd in ("", "00", "zz" * 64, signature.hex() + "00"):
        assert not keys.is_signed(public, odd, b"200 dollars")
    assert not keys.is_signed("00", signature.hex(), b"200 dollars")


def test_a_point_to_which_nothing_can_be_sealed_is_no_recipient() -> None:
    """Points of small order give everybody the same secret; age itself would panic on them."""
    good = keys.recipient_of(keys.make_identity(lambda size: bytes(range(size))))
    assert keys.is_recipient(good)
    for point in (bytes(32), b"\x01" + bytes(31)):
        told = _fives(point)
        bad = f"age1{keys._letters(told)}{keys._letters(keys._checksum('age', told))}"
        assert not keys.is_recipient(bad)


def _fives(content: bytes) -> list[int]:
    number = int.from_bytes(content, "big") << 4
    return [number >> 5 * place & 31 for place in range(51, -1, -1)]

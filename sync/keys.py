"""A node's keys: Ed25519 to sign, an age identity (X25519) to open what is sealed for it.

The recovery key is a second age identity, on paper with two officers: the node keeps only its
public half, in the card. Keys are made from the bytes that the node's own source of chance gives.
Where officers want a passphrase on the node's keys: `passphrase`.
"""

import hashlib
from collections.abc import Callable
from typing import Final

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from pyrage import x25519

from federation.core.refusals import refuse
from federation.node import Node

from . import passphrase

SIGN_FILE: Final = passphrase.SIGN_FILE
SEAL_FILE: Final = passphrase.SEAL_FILE
KEY_BYTES: Final = 32
KEY_FILE_BYTES_MAX: Final = 4096

# Bech32 as BIP 173 has it, which age uses for its keys.
_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_IDENTITY: Final = "age-secret-key-"


def make_sign_key(entropy: Callable[[int], bytes]) -> bytes:
    """A new signing key as it is kept: PKCS 8 in PEM."""
    key = Ed25519PrivateKey.from_private_bytes(entropy(KEY_BYTES))
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def make_identity(entropy: Callable[[int], bytes]) -> str:
    """A new age identity, `AGE-SECRET-KEY-1…`, as the `age` command reads it."""
    return spell_identity(entropy(KEY_BYTES))


def spell_identity(secret: bytes) -> str:
    """The age identity of these 32 bytes."""
    number = int.from_bytes(secret, "big") << 4  # 256 bits fill 52 letters of 5
    told = [number >> 5 * place & 31 for place in range(51, -1, -1)]
    return f"{_IDENTITY}1{_letters(told + _checksum(_IDENTITY, told))}".upper()


def _letters(values: list[int]) -> str:
    return "".join(_BECH32[value] for value in values)


def _checksum(prefix: str, told: list[int]) -> list[int]:
    spread = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    check = 1
    for value in [*spread, *told, 0, 0, 0, 0, 0, 0]:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            check ^= generator if top >> place & 1 else 0
    check ^= 1
    return [check >> 5 * place & 31 for place in range(5, -1, -1)]


def load_sign_key(content: bytes) -> Ed25519PrivateKey:
    """The signing key in a file's bytes. Raises Refusal `key-unsound`."""
    try:
        key = load_pem_private_key(content, None)
    except (ValueError, TypeError):
        raise refuse("key-unsound", file=SIGN_FILE) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise refuse("key-unsound", file=SIGN_FILE)
    return key


def sign_key(node: Node) -> Ed25519PrivateKey:
    """The key this node signs with.

    Raises Refusal `secret-missing`, `key-unsound`; `keys-locked`, `passphrase-wrong`.
    """
    return load_sign_key(passphrase.read(node, SIGN_FILE))


def identity(node: Node) -> str:
    """The age identity that opens what is sealed for this node.

    Raises Refusal `secret-missing`, `key-unsound`; `keys-locked`, `passphrase-wrong`.
    """
    return read_identity(passphrase.read(node, SEAL_FILE), SEAL_FILE)


def read_identity(content: bytes, file: str) -> str:
    """The one age identity in a key file, typed from paper or written by `age-keygen`.

    Empty lines and those that begin with `#` are passed over. Raises Refusal `key-unsound`.
    """
    lines = content[:KEY_FILE_BYTES_MAX].decode("utf-8", "replace").split("\n")
    told = [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]
    if len(told) != 1:
        raise refuse("key-unsound", file=file)
    recipient_of(told[0].upper(), file)
    return told[0].upper()


def public_half(key: Ed25519PrivateKey) -> str:
    """The public half of a signing key (64 hex digits)."""
    return key.public_key().public_bytes_raw().hex()


def recipient_of(identity_text: str, file: str = SEAL_FILE) -> str:
    """The public half of an age identity, `age1…`. Raises Refusal `key-unsound`."""
    try:
        return str(x25519.Identity.from_str(identity_text).to_public())
    except pyrage.IdentityError:
        raise refuse("key-unsound", file=file) from None


def is_recipient(text: str) -> bool:
    """Whether this is an age recipient in its one proper spelling, to which a file can be sealed.

    A point of small order reads as one, and gives everybody the same secret (RFC 7748, 6.1).
    """
    try:
        if str(x25519.Recipient.from_str(text)) != text:
            return False
        X25519PrivateKey.from_private_bytes(bytes(32)).exchange(
            X25519PublicKey.from_public_bytes(_point(text))
        )
    except (pyrage.RecipientError, ValueError):
        return False
    return True


def secret_of(identity_text: str) -> bytes:
    """The 32 bytes of an age identity. Raises Refusal `key-unsound`."""
    recipient_of(identity_text, "")
    return _point(identity_text.lower())


def _point(spelled: str) -> bytes:
    """The 32 bytes in a recipient or identity: Bech32 (BIP 173), without its checksum."""
    number = 0
    for letter in spelled.rpartition("1")[2][:-6]:
        number = number << 5 | _BECH32.index(letter)
    return (number >> 4).to_bytes(32, "big")


def key_id(recipient: str) -> str:
    """The short name of a recipient (32 hex digits): the start of its SHA-256."""
    return hashlib.sha256(recipient.encode()).hexdigest()[:32]


def is_signed(public: str, signature: str, message: bytes) -> bool:
    """Whether the signature (128 hex) over the message was made with this key (64 hex)."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True

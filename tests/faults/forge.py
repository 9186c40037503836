"""Files taken apart and put together again by a hand that knows the format and has the keys.

Nothing of the product writes here: header, lines, chain, closing line and signature are made from
the description of the format (`sync/FORMAT.md`), so that anything can be put on any line and still
be chained, signed and sealed as its rightful writer would.
"""

import copy
import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyrage import x25519

from federation.store import Store
from sync import enrolment, keys

GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
BESIDE = b'{"of":'
DOMAIN = b"sg-batch-v1"
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))  # whom nobody knows
_encoder = msgspec.json.Encoder(order="sorted")


def line_of(value: object) -> bytes:
    """The canonical bytes of anything, also of what may not stand on a line."""
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError:  # half a letter: only JSON's escapes can write it
        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


@dataclass
class Parts:
    """A file in parts: header as a mapping, rows of a line and what stands beside it or None.

    `closing`: what the closing line says in place of the truth.
    """

    header: dict[str, Any]
    rows: list[tuple[bytes, bytes | None]]
    closing: dict[str, Any] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """The number of the first entry, as far as the header tells one."""
        told = self.header.get("from")
        return told if isinstance(told, int) else 1

    @property
    def size(self) -> int:
        """How long it is, unpacked and without its closing line, in bytes."""
        rows = sum(len(line) + len(beside or b"") for line, beside in self.rows)
        return rows + len(line_of(self.header))


def take_apart(plain: bytes) -> Parts:
    """The parts of an unpacked file."""
    header, *lines = plain.split(b"\n")[:-2]
    rows: list[tuple[bytes, bytes | None]] = []
    for line in lines:
        if line.startswith(BESIDE):
            rows[-1] = (rows[-1][0], line)
        else:
            rows.append((line, None))
    return Parts(json.loads(header), rows)


def copied(parts: Parts) -> Parts:
    """Parts of their own, to be changed."""
    return Parts(copy.deepcopy(parts.header), list(parts.rows), dict(parts.closing))


def chained(prev: str, rows: Iterable[tuple[bytes, bytes | None]]) -> list[str]:
    """The heads (64 hex) after each row; where `prev` is no head, from zeros on."""
    try:
        head = bytes.fromhex(prev)
    except (TypeError, ValueError):
        head = bytes(32)
    heads = []
    for line, _ in rows:
        head = hashlib.sha256(head + line).digest()
        heads.append(head.hex())
    return heads


def put_together(parts: Parts, key: Ed25519PrivateKey) -> list[bytes]:
    """All lines of a file: header, rows, closing line; chained anew, counted anew, signed."""
    header = line_of(parts.header)
    heads = chained(parts.header.get("prev", ""), parts.rows)
    prev = parts.header.get("prev")
    n, head = len(heads), heads[-1] if heads else prev
    if not isinstance(head, str):
        head = "0" * 64
    told = {"n": n, "head": head, "sig": signature(header, n, head, key), **parts.closing}
    rows = [line for row in parts.rows for line in row if line is not None]
    return [header, *rows, line_of(told)]


def signature(header: bytes, n: int, head: str, key: Ed25519PrivateKey) -> str:
    """The signature (128 hex) over a file's header, number of entries and head."""
    try:
        end = bytes.fromhex(head)
    except ValueError:
        end = bytes(32)
    message = DOMAIN + hashlib.sha256(header).digest() + n.to_bytes(8, "big") + end
    return key.sign(message).hex()


def joined(lines: Iterable[bytes]) -> bytes:
    """Lines, each with its end."""
    return b"".join(line + b"\n" for line in lines)


def packed(plain: bytes, level: int = 6) -> bytes:
    """One gzip member with the ten bytes that each of our files begins with."""
    deflate = zlib.compressobj(level, zlib.DEFLATED, -15, 9)
    body = deflate.compress(plain) + deflate.flush()
    tail = zlib.crc32(plain).to_bytes(4, "little") + (len(plain) % 2**32).to_bytes(4, "little")
    return GZIP_HEADER + body + tail


def sealed(inner: bytes, *readers: str) -> bytes:
    """Locked for these age recipients: anybody can, for a card is no secret."""
    found = [x25519.Recipient.from_str(reader) for reader in readers]
    return bytes(pyrage.encrypt(inner, found))


def inside(content: bytes, reader: Store) -> bytes:
    """What a sealed file of a good writer holds, unpacked."""
    identity = x25519.Identity.from_str(keys.identity(reader.node))
    return gunzipped(bytes(pyrage.decrypt(content, [identity])))


def gunzipped(inner: bytes) -> bytes:
    """What is packed in a good file."""
    return gzip.decompress(inner)


@dataclass(frozen=True)
class Forger:
    """Whoever has a writer's key and the card of a reader."""

    key: Ed25519PrivateKey
    reader: str

    @classmethod
    def of(cls, writer: Store, reader: Store) -> "Forger":
        """With the writer's own key, for this reader."""
        return cls(keys.sign_key(writer.node), enrolment.own_card(reader.node).seal)

    def file(self, parts: Parts) -> bytes:
        """The parts as a whole file, as its writer would have written it."""
        return self.seal(joined(put_together(parts, self.key)))

    def seal(self, plain: bytes) -> bytes:
        """Plain content, packed and sealed."""
        return sealed(packed(plain), self.reader)

"""The outside of a file: gzip within age, with bounds before any work; and its short code.

A file comes from anybody. So its length is looked at before it is read, its age header before it
is opened, and what it unpacks to while it is unpacked; nothing is trusted to stop by itself.
"""

import hashlib
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyrage
from pyrage import x25519

from federation.core.names import CROCKFORD
from federation.core.refusals import refuse
from federation.node import Node
from federation.store import packing
from federation.store.packing import pack, plain_bytes_max

from . import keys

FILE_BYTES_MAX: Final = 20_000_000
PLAIN_BYTES_MAX: Final = packing.PLAIN_BYTES_MAX
RATIO_MAX: Final = packing.RATIO_MAX
SMALL_BYTES: Final = packing.SMALL_BYTES
RECIPIENTS_MAX: Final = 8
# Of every kind, with those that only keep readers from growing stiff: age reads each one again and
# again, and a header full of them would take it seconds.
STANZAS_MAX: Final = 16
AGE_HEADER_BYTES_MAX: Final = 16_384
# What sealing may add at most: the header, a nonce, 16 bytes to each 64 KiB.
SEAL_BYTES_MAX: Final = 32_768
BLANK_BYTES: Final = 4096  # zeros for so long at the start: the stick lost them
INNER_BYTES_MAX: Final = packing.INNER_BYTES_MAX

AGE_MAGIC: Final = b"age-encryption.org/v1\n"
GZIP_HEADER: Final = packing.GZIP_HEADER

_STANZA: Final = b"\n-> X25519 "
_ANY_STANZA: Final = b"\n-> "
_AGE_TEXT_END: Final = b"\n--- "
_AGE_MAC_LETTERS: Final = 43
_NONCE_AND_TAG: Final = 32
_GZIP: Final = 31
_FED: Final = 65_536
_GIVEN: Final = 262_144

CODE_LETTERS: Final = CROCKFORD
CODE_BYTES: Final = 5
HALF: Final = 4


__all__ = [
    "pack",
    "plain_bytes_max",
]


def read_file(path: Path, most: int = FILE_BYTES_MAX) -> bytes:
    """The bytes of a file that was brought. Raises Refusal `file-too-big`, `file-unreadable`."""
    try:
        with path.open("rb") as brought:
            is_small = os.fstat(brought.fileno()).st_size <= most
            content = brought.read(most + 1) if is_small else b""
    except OSError:
        raise refuse("file-unreadable") from None
    if not is_small or len(content) > most:
        raise refuse("file-too-big", most_mb=most // 1_000_000)
    return content


def is_sealed(content: bytes) -> bool:
    """Whether this wants to be a sealed file, whatever its name."""
    return content.startswith(AGE_MAGIC)


def seal(inner: bytes, recipients: Iterable[str]) -> bytes:
    """Seal a packed batch for its recipients (`age1…`); only they can open it.

    Raises Refusal `recipients-too-many`, `file-too-big`.
    """
    found = [x25519.Recipient.from_str(recipient) for recipient in dict.fromkeys(recipients)]
    if len(found) > RECIPIENTS_MAX:
        raise refuse("recipients-too-many", most=RECIPIENTS_MAX)
    sealed = bytes(pyrage.encrypt(inner, found))
    if len(sealed) > FILE_BYTES_MAX:
        raise refuse("file-too-big", most_mb=FILE_BYTES_MAX // 1_000_000)
    return sealed


def check_outside(sealed: bytes) -> None:
    """Look at a file before it is opened.

    Raises Refusal `file-empty`, `file-blank`, `file-too-big` (damaged stick, not a wrong key),
    `file-strange`, `file-cut`, `recipients-too-many`, `file-for-others`.
    """
    if not sealed:
        raise refuse("file-empty")
    if len(sealed) > FILE_BYTES_MAX:
        raise refuse("file-too-big", most_mb=FILE_BYTES_MAX // 1_000_000)
    if not is_sealed(sealed):
        if not sealed[:BLANK_BYTES].strip(b"\0"):
            raise refuse("file-blank")
        raise refuse("file-cut" if AGE_MAGIC.startswith(sealed) else "file-strange")
    end = sealed.find(_AGE_TEXT_END, 0, AGE_HEADER_BYTES_MAX)
    if end < 0:
        raise refuse("file-damaged" if len(sealed) > AGE_HEADER_BYTES_MAX else "file-cut")
    if len(sealed) < end + len(_AGE_TEXT_END) + _AGE_MAC_LETTERS + 1 + _NONCE_AND_TAG:
        raise refuse("file-cut")
    if (
        sealed.count(_STANZA, 0, end) > RECIPIENTS_MAX
        or sealed.count(_ANY_STANZA, 0, end) > STANZAS_MAX
    ):
        raise refuse("recipients-too-many", most=RECIPIENTS_MAX)


def open_sealed(sealed: bytes, node: Node) -> bytes:
    """What a file holds for this node, still packed. Raises Refusal as `open_with` does."""
    return open_with(sealed, keys.identity(node))


def open_with(sealed: bytes, identity: str) -> bytes:
    """What a file holds for an age identity (a node's, or the key on paper), still packed.

    Raises Refusal as `check_outside`, and `file-for-others`, `file-damaged` (or cut: a sealed
    file does not tell which).
    """
    check_outside(sealed)
    try:
        return bytes(pyrage.decrypt(sealed, [x25519.Identity.from_str(identity)]))
    except pyrage.DecryptError as error:
        others = str(error) == "No matching keys found"
        raise refuse("file-for-others" if others else "file-damaged") from None


def unpack(inner: bytes) -> Iterator[bytes]:
    """The content of a packed batch, some hundred kilobytes at a time, and never too much.

    Raises Refusal `batch-unsound` (another kind of file, cut, or something after its end),
    `batch-unpacks-too-large`.
    """
    if not inner.startswith(GZIP_HEADER):
        raise refuse("batch-unsound", why="not packed as a batch is")
    left = plain_bytes_max(len(inner))
    inflate = zlib.decompressobj(_GZIP)
    view = memoryview(inner)
    for at in range(0, len(inner), _FED):
        fed: bytes | memoryview = view[at : at + _FED]
        while fed and not inflate.eof:
            try:
                part = inflate.decompress(fed, _GIVEN)
            except zlib.error:
                raise refuse("batch-unsound", why="its packing is damaged") from None
            fed = inflate.unconsumed_tail
            left -= len(part)
            if left < 0:
                raise refuse("batch-unpacks-too-large", most_mb=PLAIN_BYTES_MAX // 1_000_000)
            if part:
                yield part
        if inflate.eof:
            if inflate.unused_data or at + _FED < len(inner):
                raise refuse("batch-unsound", why="something stands after its end")
            return
    # Everything was fed in; what is still inside comes out only if the end was there.
    raise refuse("batch-unsound", why="its packing has no end")


def short_code(content: bytes) -> str:
    """The name of a file for people, `7K2M-9QXD-C`: it proves nothing, it only tells files apart.

    The first 40 bits of its SHA-256 as eight letters, and a check letter.
    """
    return code_of(hashlib.sha256(content).digest())


def code_of(digest: bytes) -> str:
    """The same of a file by the SHA-256 of it."""
    eight = letters(digest)
    return f"{eight[:HALF]}-{eight[HALF:]}-{_check_letter(eight)}"


def letters(digest: bytes) -> str:
    """Eight letters for the first 40 bits of a digest (of a file, or a chain's head)."""
    number = int.from_bytes(digest[:CODE_BYTES], "big")
    return "".join(CODE_LETTERS[number >> 5 * place & 31] for place in range(7, -1, -1))


def _check_letter(eight: str) -> str:
    """Σ aⁱ·dᵢ over GF(32) with a⁵ = a² + 1: one wrong letter, or two that changed places, show."""
    check = 0
    for letter in eight:
        check ^= CODE_LETTERS.index(letter)
        check = check << 1 ^ (0b100101 if check & 16 else 0)
    return CODE_LETTERS[check]

"""An archive: whole batches of a writer, as they were signed, in one file for whoever lost them.

    header    {"fmt":"sg-archive","of":…,"to_rcpt":…,"writer":…}
    {"lines":58}
    header, entries and closing line of a batch, to the byte
    …
    closing   {"head":…,"n":…,"sig":…}

The hub gives a group's own entries back with it, a group its hub's; what is inside proves itself
by the signatures of its own writer. Who packed it signs the whole.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Final, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from federation.core import canonical
from federation.core.refusals import Refusal, refuse

from . import batch, keys, seal
from .batch import Id, Number, Recipients, Text, Trailer
from .cards import Card

FORMAT: Final = "sg-archive"
VERSION: Final = 1
STREAM: Final = "archive"
_SIGN: Final = b"sg-archive-v1"
_STARTS: Final = b'{"app":'
_ENDS: Final = b'{"head":'
BATCHES_MAX: Final = 20_000
_TOGETHER: Final = 1_000  # lines


class Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first line: packed by node `writer` (id of its card), batches of the line of node `of`.

    `wall` is UTC, evidence only; `vol`: which of how many files.
    """

    fmt: Literal["sg-archive"] = FORMAT
    v: Number = VERSION
    min: Number = VERSION
    writer: Id
    of: Id
    to_rcpt: Recipients
    vol: tuple[Number, Number] = (1, 1)
    app: Text
    wall: Text = ""


class _Lines(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lines: Annotated[int, msgspec.Meta(ge=2, le=batch.LINES_MAX)]


class _Newness(msgspec.Struct):
    min: int


_header_decoder: Final = msgspec.json.Decoder(type=Header)
_newness_decoder: Final = msgspec.json.Decoder(type=_Newness)
_lines_decoder: Final = msgspec.json.Decoder(type=_Lines)
_closing_decoder: Final = msgspec.json.Decoder(type=Trailer)


@dataclass(frozen=True, slots=True)
class Archive:
    """A whole archive, sound by itself.

    `closing`: how many batches, the SHA-256 of all bytes before it, the signature, as in a batch.
    """

    header: Header
    header_line: bytes
    closing: Trailer
    inner: bytes

    def is_signed_by(self, public: str) -> bool:
        """Whether the holder of this key (64 hex) packed it."""
        closing = self.closing
        message = batch.signed_bytes(self.header_line, closing.n, closing.head, _SIGN)
        return keys.is_signed(public, closing.sig, message)

    def is_for(self, card: Card) -> bool:
        """Whether it was packed for this node."""
        return not set(card.key_ids).isdisjoint(self.header.to_rcpt)

    def batches(self) -> Iterator[batch.Batch]:
        """Every batch in it, one at a time. Raises Refusal `batch-unsound` and the like."""
        lines = batch.lines(self.inner)
        next(lines)
        for line in lines:
            if line.startswith(_ENDS):
                return
            count = canonical.decode(line, _lines_decoder).lines
            yield batch.read_batch(seal.pack(_some(lines, count)))


def _some(lines: Iterator[bytes], count: int) -> Iterator[bytes]:
    """So many lines, in parts that are small beside a whole batch."""
    while count:
        part = list(islice(lines, min(count, _TOGETHER)))
        count -= len(part)
        yield b"\n".join((*part, b""))


def is_archive(inner: bytes) -> bool:
    """Whether a packed file wants to be an archive."""
    try:
        first = next(batch.lines(inner))
    except (Refusal, StopIteration):
        return False
    return first.startswith(_STARTS) and b'"fmt":"sg-archive"' in first


def write_archive(header: Header, plains: Iterable[bytes], key: Ed25519PrivateKey) -> Archive:
    """Pack whole batches (unpacked, each with its header and closing line).

    Raises Refusal `batch-too-large`: write several.
    """
    closings: list[Trailer] = []
    header_line = canonical.encode(header)

    def parts() -> Iterator[bytes]:
        digest, count = hashlib.sha256(), 0
        digest.update(header_line + b"\n")
        yield header_line + b"\n"
        for plain in plains:
            told = canonical.encode(_Lines(plain.count(b"\n"))) + b"\n"
            digest.update(told)
            digest.update(plain)
            count += 1
            yield told
            yield plain
        head = digest.hexdigest()
        signature = key.sign(batch.signed_bytes(header_line, count, head, _SIGN)).hex()
        closings.append(Trailer(n=count, head=head, sig=signature))
        yield canonical.encode(closings[0]) + b"\n"

    inner = seal.pack(parts())
    return Archive(header, header_line, closings[0], inner)


def read_archive(inner: bytes) -> Archive:
    """Read a packed archive through: its form, its hash, how many batches.

    The batches themselves are checked as they are taken (`Archive.batches`). Raises Refusal
    `batch-unsound`, `batch-newer`, `batch-unpacks-too-large`.
    """
    lines, digest, count = batch.lines(inner), hashlib.sha256(), 0
    try:
        first = next(lines)
        header = _read_header(first)
        digest.update(first + b"\n")
        for line in lines:
            if line.startswith(_ENDS):
                closing = canonical.decode(line, _closing_decoder)
                _check_end(lines, closing, digest.hexdigest(), count)
                return Archive(header, first, closing, inner)
            digest.update(line + b"\n")
            for _ in range(canonical.decode(line, _lines_decoder).lines):
                digest.update(next(lines) + b"\n")
            count += 1
            if count > BATCHES_MAX:
                break
    except StopIteration:
        raise refuse("batch-unsound", why="it ends too early") from None
    except Refusal as refusal:
        if refusal.code != "line-unsound":
            raise
        raise refuse("batch-unsound", why="a line of the archive is not one") from None
    raise refuse("batch-unsound", why="its last line is not the closing one")


def _read_header(line: bytes) -> Header:
    """Raises Refusal `batch-newer`, `line-unsound`."""
    try:
        needs = _newness_decoder.decode(line).min
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        needs = VERSION
    if needs > VERSION:
        raise refuse("batch-newer", needs=needs, reads=VERSION)
    return canonical.decode(line, _header_decoder)


def _check_end(lines: Iterator[bytes], closing: Trailer, digest: str, count: int) -> None:
    if next(lines, None) is not None:
        raise refuse("batch-unsound", why="something stands after its closing line")
    if (closing.n, closing.head) != (count, digest):
        raise refuse("batch-unsound", why="its batches are not those it closes with")

"""A batch: one chain's entries from one number to another, on lines, signed as a whole.

    header    {"acks":…,"fmt":"sg-batch","from":412,"prev":"<head at 411>",…}
    line      an entry, canonical; perhaps followed by {"of":412,…}, what is personal of it
    …
    trailer   {"head":"<head after the last entry>","n":56,"sig":"…"}

Chain, `n` and signature cover header and entries. What is personal stands outside of them, so
that it can be blanked; each entry holds its salted hash. Nothing here decodes an entry: `told`
hands lines on to `federation.store.replay.read_entries`. All of it runs over the packed bytes a
few hundred kilobytes at a time.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain as joined
from typing import Annotated, Final, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from federation.core import canonical
from federation.core.refusals import Refusal, refuse
from federation.store.journal import Told
from federation.store.replay import PERSONAL

from . import keys, seal
from .cards import Card, Count, Hex64, Signature

FORMAT: Final = "sg-batch"
VERSION: Final = 2
# So far back readers need to go to understand what is written now.
READABLE_BY: Final = 1
NEWS_MAX: Final = 40
ENDING: Final = ".sgb"
LINES_MAX: Final = 200_000
DEPTH_MAX: Final = 4  # lists and objects within the outermost one
LABEL_LETTERS_MAX: Final = 24
_SIGN: Final = b"sg-batch-v1"
_WRITTEN_TOGETHER: Final = 2000
_SQUARE: Final = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))

Text = Annotated[str, msgspec.Meta(max_length=64)]
Id = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
IdOrNone = Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{32})?$")]
Kind = Annotated[str, msgspec.Meta(pattern="^[a-z-]{1,24}$")]
Number = Annotated[int, msgspec.Meta(ge=1, lt=2**53)]
Recipients = Annotated[tuple[Id, ...], msgspec.Meta(min_length=1, max_length=seal.RECIPIENTS_MAX)]


class Ack(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """So far the sender holds a stream of its reader's (or of `owner`, a node id, if told)."""

    owner: IdOrNone
    stream: Kind
    incarnation: Number
    seq: Count
    head: Hex64


class News(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What became of a file of the reader: its short code, the outcome, the reason's code, facts.

    `code` is "stream-gap" and `short_code` "" for entries that never came.
    """

    short_code: Text
    outcome: Kind
    code: Text = ""
    facts: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class State(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What the writer's views make of the reader's entries up to `seq`: counts and balances."""

    stream: Kind
    incarnation: Number
    seq: Count
    counts: tuple[tuple[Kind, Count], ...]
    accounts: tuple[tuple[str, int], ...]


class Header(msgspec.Struct, frozen=True, kw_only=True, rename={"first": "from"}):
    """The first line. `first`: number of the first entry, one past the end when there is none.

    `prev`: head before it. `to_rcpt`: ids of every key that can open the file. `vol`: which of
    how many files. `wall` (UTC), `boot`, `up` (seconds since it) and `clock` are evidence only.
    Since version 2: `asks` and `answers`, numbers of a node that was put back from a copy and of
    a reader that heard so; `news` of the reader's files; `states` to compare views by.
    """

    fmt: Literal["sg-batch"] = FORMAT
    v: Number = VERSION
    min: Number = READABLE_BY
    kind: Kind
    writer: Id
    inc: Number = 1
    first: Number
    prev: Hex64
    to_rcpt: Recipients
    vol: tuple[Number, Number] = (1, 1)
    schema: Number
    app: Text
    acks: tuple[Ack, ...] = ()
    wall: Text = ""
    boot: Text = ""
    up: Count = 0
    clock: Literal["human", "file", "unknown"] = "unknown"
    asks: IdOrNone = ""
    answers: IdOrNone = ""
    news: Annotated[tuple[News, ...], msgspec.Meta(max_length=NEWS_MAX)] = ()
    states: Annotated[tuple[State, ...], msgspec.Meta(max_length=8)] = ()


# What the headers of the first version lack.
SINCE_2: Final = ("asks", "answers", "news", "states")


class Trailer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The last line: how many entries, the head after them, the signature (hex)."""

    n: Count
    head: Hex64
    sig: Signature


@dataclass(frozen=True, slots=True)
class Batch:
    """A whole batch: sound by itself. Whose it is and whether it is signed is asked apart."""

    header: Header
    header_line: bytes
    trailer: Trailer
    inner: bytes

    @property
    def first(self) -> int:
        """Number of its first entry (one past the end when it only acknowledges)."""
        return self.header.first

    @property
    def last(self) -> int:
        """Number of its last entry (`first` - 1 when it only acknowledges)."""
        return self.header.first + self.trailer.n - 1

    @property
    def head(self) -> str:
        """The head after its last entry (64 hex digits)."""
        return self.trailer.head

    def is_signed_by(self, public: str) -> bool:
        """Whether the holder of this key (64 hex, from her card, never from the file) signed it."""
        message = signed_bytes(self.header_line, self.trailer.n, self.trailer.head)
        return keys.is_signed(public, self.trailer.sig, message)

    def is_for(self, card: Card) -> bool:
        """Whether its writer sealed it for this node, or for this node's key on paper."""
        return not set(card.key_ids).isdisjoint(self.header.to_rcpt)

    def told(self) -> Iterator[Told]:
        """Number, line and personal line (or None) of every entry, in order."""
        seq, waiting = self.first - 1, None
        for line in self._body():
            if line.startswith(PERSONAL):
                assert waiting is not None
                yield seq, waiting, line
                waiting = None
                continue
            if waiting is not None:
                yield seq, waiting, None
            seq, waiting = seq + 1, line
        if waiting is not None:
            yield seq, waiting, None

    def heads(self) -> Iterator[tuple[int, bytes]]:
        """Number and head (32 bytes) of every entry, in order."""
        seq, head = self.first - 1, bytes.fromhex(self.header.prev)
        for line in self._body():
            if not line.startswith(PERSONAL):
                seq, head = seq + 1, hashlib.sha256(head + line).digest()
                yield seq, head

    def head_at(self, seq: int) -> str | None:
        """The head after entry `seq` as this batch tells it (64 hex); None when it does not."""
        if seq == self.first - 1:
            return self.header.prev
        if seq == self.last:
            return self.head
        return next((head.hex() for number, head in self.heads() if number == seq), None)

    def _body(self) -> Iterator[bytes]:
        """The lines between header and trailer."""
        lines = joined.from_iterable(_lines(self.inner))
        next(lines)
        held = next(lines)
        for line in lines:
            yield held
            held = line


def signed_bytes(header_line: bytes, n: int, head: str, name: bytes = _SIGN) -> bytes:
    """What a file's signature is over: name, hash of the header, n (8 bytes), head (32 bytes)."""
    return b"".join(
        (name, hashlib.sha256(header_line).digest(), n.to_bytes(8, "big"), bytes.fromhex(head))
    )


_header_decoder: Final = msgspec.json.Decoder(type=Header)
_trailer_decoder: Final = msgspec.json.Decoder(type=Trailer)
_any_decoder: Final = msgspec.json.Decoder()


def write_batch(header: Header, told: Iterable[Told], key: Ed25519PrivateKey) -> Batch:
    """Put entries (numbered on from `header.first`) into a batch, signed.

    Raises Refusal `batch-too-large` (more than a reader takes: write smaller volumes).
    """
    header_line = canonical.encode(header)
    _check_header(header_line)
    trailers: list[Trailer] = []

    def sign(n: int, head: str) -> bytes:
        signature = key.sign(signed_bytes(header_line, n, head)).hex()
        trailers.append(Trailer(n=n, head=head, sig=signature))
        return canonical.encode(trailers[0])

    inner = seal.pack(_written(header_line, header, told, sign))
    return Batch(header, header_line, trailers[0], inner)


def _written(
    header_line: bytes, header: Header, told: Iterable[Told], sign: Callable[[int, str], bytes]
) -> Iterator[bytes]:
    """The bytes of a batch in parts of some thousand lines, each line with its end."""
    sha256 = hashlib.sha256
    head, expected, count = bytes.fromhex(header.prev), header.first, 2
    lines = [header_line]
    for seq, line, beside in told:
        if seq != expected:
            raise AssertionError(f"entry {seq} where {expected} comes next")
        expected += 1
        head = sha256(head + line).digest()
        lines.append(line)
        count += 1
        if beside is not None:
            lines.append(beside)
            count += 1
        if len(lines) >= _WRITTEN_TOGETHER:
            yield b"\n".join(lines) + b"\n"
            lines = []
        if count > LINES_MAX:
            raise refuse("batch-too-large")
    lines.append(sign(expected - header.first, head.hex()))
    yield b"\n".join(lines) + b"\n"


def read_batch(inner: bytes, *, newer: bool = False) -> Batch:
    """Read a packed batch through and check all that can be without knowing its writer.

    Bounds, form of header and trailer, number of entries and chain. Not here: signature, typed
    entries, whether it fits what is known. `newer`: read one of a later version too, as far as
    its form is this one. Raises Refusal `batch-unsound` (with a `why`),
    `batch-newer`, `batch-too-long`, `batch-unpacks-too-large`.
    """
    parts = _lines(inner)
    first_part = next(parts, [])
    if not first_part:
        raise refuse("batch-unsound", why="it holds nothing")
    header_line = first_part[0]
    header = _check_header(header_line)
    if header.min > VERSION and not newer:
        raise refuse("batch-newer", needs=header.min, reads=VERSION)
    n, head, last_line = _walk(bytes.fromhex(header.prev), joined([first_part[1:]], parts))
    try:
        trailer = canonical.decode(last_line, _trailer_decoder)
    except Refusal:
        raise refuse("batch-unsound", why="its last line is not the closing one") from None
    if (trailer.n, trailer.head) != (n, head.hex()):
        raise refuse("batch-unsound", why="its entries are not those it closes with")
    return Batch(header, header_line, trailer, inner)


def _walk(head: bytes, parts: Iterable[list[bytes]]) -> tuple[int, bytes, bytes]:
    """How many entries, the head after them, and the last line, which is not one of them."""
    sha256, starts = hashlib.sha256, bytes.startswith
    n, count, may_follow, held = 0, 1, False, b""
    for part in parts:
        if not part:
            continue
        count += len(part)
        if count > LINES_MAX:
            raise refuse("batch-too-long", most=LINES_MAX)
        lines = [held, *part[:-1]] if held else part[:-1]
        held = part[-1]
        for line in lines:
            if line.count(b"{") + line.count(b"[") > DEPTH_MAX:
                _check_depth(line)
            if starts(line, PERSONAL):
                if not may_follow:
                    raise refuse("batch-unsound", why="something personal without its entry")
                may_follow = False
            else:
                head = sha256(head + line).digest()
                n += 1
                may_follow = True
    return n, head, held


def lines(inner: bytes) -> Iterator[bytes]:
    """The lines of a packed file, one after the other. Raises Refusal `batch-unsound`."""
    return joined.from_iterable(_lines(inner))


def _lines(inner: bytes) -> Iterator[list[bytes]]:
    """The lines of a packed batch, many at a time. Raises Refusal `batch-unsound`."""
    rest = b""
    for some in seal.unpack(inner):
        part = (rest + some).split(b"\n")
        rest = part.pop()
        if max(len(rest), *map(len, part), 0) > canonical.LINE_BYTES_MAX:
            raise refuse("batch-unsound", why="a line is too long")
        if part:
            if not all(part):
                raise refuse("batch-unsound", why="a line is empty")
            yield part
    if rest:
        raise refuse("batch-unsound", why="its last line has no end")


def _check_depth(line: bytes) -> None:
    """Nested no deeper than `DEPTH_MAX`, as its brackets tell: without the cost of reading it."""
    # Of what stands between quotes nothing counts, once no escaped quote is left.
    outside = line.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')[::2]
    open_ones = b"".join(outside).translate(_SQUARE, _NO_BRACKETS)
    for _ in range(DEPTH_MAX + 1):
        open_ones = open_ones.replace(b"[]", b"")
    if open_ones:
        raise refuse("batch-unsound", why="a line is nested too deeply")


def _check_header(line: bytes) -> Header:
    """The header on a line. One of a later version may hold more than is known here."""
    try:
        header = _header_decoder.decode(line)
        known = canonical.encode(header)
        canonical.decode(known, _header_decoder)
        whole = known if header.v == VERSION else canonical.encode(_any_decoder.decode(line))
        told = _any_decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, Refusal):
        raise refuse("batch-unsound", why="its first line is not the header of a batch") from None
    if whole != line or (header.v < VERSION and not _known_in(told, header.v)):
        raise refuse("batch-unsound", why="its header is not in canonical form")
    if header.vol[0] > header.vol[1] or header.min > header.v:
        raise refuse("batch-unsound", why="its header contradicts itself")
    return header


def _known_in(told: dict[str, object], version: int) -> bool:
    """Whether an old header has just the keys that its version had."""
    then = {one.encode_name for one in msgspec.structs.fields(Header)}
    return told.keys() == then - (set() if version > 1 else set(SINCE_2))


def file_name(label: str, batch: Batch, to: str = "") -> str:
    """A name such as `Natangwe-ledger-W1-000412-000467.sgb`: a hint for people, never trusted.

    `label`: who writes; `to`: for whom, where there are several.
    """
    who = "-".join(part for part in (plain_label(label), plain_label(to)) if part) or "file"
    header = batch.header
    numbers = f"{batch.first:06d}-{batch.last:06d}"
    if not batch.trailer.n:
        numbers = f"{batch.last:06d}-received"
    return f"{who}-{header.kind}-W{header.inc}-{numbers}{ENDING}"


def plain_label(text: str) -> str:
    """Only letters, digits and hyphens that every file system and chat takes."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub("[^A-Za-z0-9]+", "-", ascii_only)[:LABEL_LETTERS_MAX].strip("-")

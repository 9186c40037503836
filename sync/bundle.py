"""What is inside a backup: the whole node as one stream, read and written a little at a time.

    manifest  {"ends":…,"fmt":"sg-backup","members":[["node.toml",412,"<sha-256>"],…],…}
    the bytes of each member, one after the other, in the manifest's order
    closing   {"hash":"<sha-256 of all before>","n":<bytes before>,"sig":"…"}

Packed as one gzip member and sealed to the recovery key. Members have fixed names; a name is never
used as a path. `sig` is by the node's own key, so that a copy that somebody made up is told apart;
"" where the keys were locked.
"""

import hashlib
import importlib.metadata
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Annotated, Final, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from federation.core import canonical
from federation.core.refusals import Refusal, refuse

from . import keys
from .batch import Id, Kind, Number, Text
from .cards import Count, Hex64, Signature
from .seal import GZIP_HEADER

VERSION: Final = 1
ENDING: Final = ".sgk"
SETTINGS: Final = "node.toml"
CARD: Final = "node.card"
SIGN: Final = "sign.key"
SEAL: Final = "seal.key"
MARK: Final = "node.mark"
DATABASE: Final = "node.db"
# In their order; the mark may be missing.
NAMES: Final = (SETTINGS, CARD, SIGN, SEAL, MARK, DATABASE)
SMALL_BYTES_MAX: Final = 65_536
MARK_BYTES_MAX: Final = 4_000_000
DATABASE_BYTES_MAX: Final = 2**40
MANIFEST_BYTES_MAX: Final = 8_000_000  # a hub tells of one chain for each group
CLOSING_BYTES_MAX: Final = 1024
LEVEL: Final = 6
_SIGN: Final = b"sg-backup-v1"
_RAW_DEFLATE: Final = -15
_GZIP: Final = 31
_GIVEN: Final = 262_144

Name = Literal["node.toml", "node.card", "sign.key", "seal.key", "node.mark", "node.db"]
Size = Annotated[int, msgspec.Meta(ge=1, le=DATABASE_BYTES_MAX)]
Incarnation = Annotated[int, msgspec.Meta(gt=-(2**53), lt=2**53)]


class End(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """How far a chain of the node's own went when the copy was made.

    `incarnation` is below zero of a branch that was set aside.
    """

    kind: Kind
    partner: str
    incarnation: Incarnation
    last: Count
    head: Hex64


class Member(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A file of the node: its name, how many bytes, their SHA-256."""

    name: Name
    size: Size
    hash: Hex64


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first line. `node`: the lasting id, `writer` that of the card; `wall`: when, UTC."""

    fmt: Literal["sg-backup"] = "sg-backup"
    v: Number = VERSION
    min: Number = VERSION
    node: Id
    writer: Id
    inc: Number
    role: Kind
    name: str
    app: Text
    wall: Text
    entries: Count
    ends: tuple[End, ...]
    members: tuple[Member, ...]

    @property
    def size_bytes(self) -> int:
        """All members together."""
        return sum(one.size for one in self.members)


class Closing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The last line: SHA-256 and number of the bytes before it, and the signature over both."""

    hash: Hex64
    n: Count
    sig: Signature

    def is_signed_by(self, public: str) -> bool:
        """Whether the holder of this key (64 hex) made the copy."""
        return keys.is_signed(public, self.sig, _message(self.hash, self.n))


class _Newness(msgspec.Struct):
    fmt: str
    min: int


@cache
def app_version() -> str:
    """The version of this program, for whoever looks into a copy later."""
    try:
        return importlib.metadata.version("federation-toolkit")
    except importlib.metadata.PackageNotFoundError:
        return ""


def _message(digest: str, count: int) -> bytes:
    return b"".join((_SIGN, bytes.fromhex(digest), count.to_bytes(8, "big")))


def _unsound(why: str) -> Refusal:
    return refuse("backup-unsound", why=why)


def write(
    manifest: Manifest, contents: Iterable[Iterable[bytes]], key: Ed25519PrivateKey | None
) -> Iterator[bytes]:
    """The packed bytes; `contents` are the members', as the manifest tells them."""
    digest, count = hashlib.sha256(), 0
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, _RAW_DEFLATE, 9)
    check = size = 0

    def plain() -> Iterator[bytes]:
        nonlocal count
        for part in _joined(manifest, contents):
            digest.update(part)
            count += len(part)
            yield part
        told = digest.hexdigest()
        signature = key.sign(_message(told, count)).hex() if key else ""
        yield canonical.encode(Closing(hash=told, n=count, sig=signature)) + b"\n"

    yield GZIP_HEADER
    for part in plain():
        check = zlib.crc32(part, check)
        size += len(part)
        packed = deflate.compress(part)
        if packed:
            yield packed
    yield deflate.flush() + check.to_bytes(4, "little") + (size % 2**32).to_bytes(4, "little")


def _joined(manifest: Manifest, contents: Iterable[Iterable[bytes]]) -> Iterator[bytes]:
    yield canonical.encode(manifest) + b"\n"
    for content in contents:
        yield from content


class Reader:
    """Takes the packed stream piece by piece, checks all of it, and hands the members on.

    `begin` is called once with the manifest, before anything of a member; `put` with a member's
    name and a piece of it. Both may refuse. Nothing is to be trusted before `end` returned.
    """

    def __init__(
        self,
        begin: Callable[[Manifest], None] | None = None,
        put: Callable[[str, bytes], None] | None = None,
    ) -> None:
        self._begin, self._put = begin, put
        self._inflate = zlib.decompressobj(_GZIP)
        self._head = b""
        self._line = bytearray()
        self._all, self._count = hashlib.sha256(), 0
        self._one = hashlib.sha256()
        self._at = self._left = 0
        self.manifest: Manifest | None = None

    def feed(self, packed: bytes) -> None:
        """Take the next piece. Raises Refusal `backup-unsound`, `backup-newer`."""
        if len(self._head) < len(GZIP_HEADER):
            self._head += packed[: len(GZIP_HEADER) - len(self._head)]
            if not GZIP_HEADER.startswith(self._head):
                raise _unsound("not packed as a backup is")
        while packed and not self._inflate.eof:
            try:
                part = self._inflate.decompress(packed, _GIVEN)
            except zlib.error:
                raise _unsound("its packing is damaged") from None
            packed = self._inflate.unconsumed_tail
            self._take(part)
        if self._inflate.eof and (packed or self._inflate.unused_data):
            raise _unsound("something stands after its end")

    def end(self) -> tuple[Manifest, Closing]:
        """All of it was fed in, and is whole. Raises Refusal `backup-unsound`."""
        if not self._inflate.eof or self.manifest is None or self._at < len(self._members):
            raise _unsound("it ends too early")
        try:
            closing = msgspec.json.decode(self._line, type=Closing)
        except msgspec.DecodeError:
            raise _unsound("its last line is not the closing one") from None
        if (closing.hash, closing.n) != (self._all.hexdigest(), self._count):
            raise _unsound("it holds something else than it closes with")
        return self.manifest, closing

    @property
    def _members(self) -> tuple[Member, ...]:
        return self.manifest.members if self.manifest else ()

    def _take(self, part: bytes) -> None:
        while part:
            if self.manifest is None:
                part = self._take_manifest(part)
            elif self._at < len(self._members):
                part = self._take_member(part)
            else:
                self._line += part
                if len(self._line) > CLOSING_BYTES_MAX:
                    raise _unsound("something stands after its closing line")
                return

    def _take_manifest(self, part: bytes) -> bytes:
        line, found, rest = part.partition(b"\n")
        self._line += line
        if len(self._line) > MANIFEST_BYTES_MAX:
            raise _unsound("its first line is too long")
        if found:
            line = bytes(self._line)
            self._line.clear()
            self._count_in(line + b"\n")
            self.manifest = _read_manifest(line)
            self._left = self.manifest.members[0].size
            if self._begin:
                self._begin(self.manifest)
        return rest

    def _take_member(self, part: bytes) -> bytes:
        member = self._members[self._at]
        now, rest = part[: self._left], part[self._left :]
        self._count_in(now)
        self._one.update(now)
        self._left -= len(now)
        if self._put:
            self._put(member.name, now)
        if not self._left:
            if self._one.hexdigest() != member.hash:
                raise _unsound(f"{member.name} is not what it says")
            self._one, self._at = hashlib.sha256(), self._at + 1
            self._left = self._members[self._at].size if self._at < len(self._members) else 0
        return rest

    def _count_in(self, part: bytes) -> None:
        self._all.update(part)
        self._count += len(part)


def _read_manifest(line: bytes) -> Manifest:
    """Raises Refusal `backup-newer`, `backup-unsound`."""
    try:
        newness = msgspec.json.decode(line, type=_Newness)
        if newness.fmt != "sg-backup":
            raise _unsound("it is another kind of file")
        if newness.min > VERSION:
            raise refuse("backup-newer", needs=newness.min, reads=VERSION)
        manifest = msgspec.json.decode(line, type=Manifest)
    except msgspec.DecodeError:
        raise _unsound("its first line is not one") from None
    if canonical.encode(manifest) != line:
        raise _unsound("its first line is not one")
    names = tuple(one.name for one in manifest.members)
    if names not in (NAMES, tuple(name for name in NAMES if name != MARK)):
        raise _unsound("it does not hold the files of a node")
    for one in manifest.members:
        most = {DATABASE: DATABASE_BYTES_MAX, MARK: MARK_BYTES_MAX}.get(one.name, SMALL_BYTES_MAX)
        if one.size > most:
            raise _unsound(f"{one.name} is too large")
    return manifest

"""ZIP archives on a stick: what is ours in them is looked at in memory, and nothing is unpacked.

The names in an archive are shown and never used. An archive comes from anybody: how much of it is
read is bounded before and while it is read.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Final

from federation.core.refusals import Refusal, refuse

from .armour import TEXT_BYTES_MAX

MEMBERS_MAX: Final = 1000
RATIO_MAX: Final = 100
SMALL_BYTES: Final = 1_000_000  # so much may come of any member, however well it packs
READ_BYTES_MAX: Final = 200_000_000  # of one archive, unpacked
PEEK_BYTES: Final = 65_536

_BEGINS: Final = (b"PK\x03\x04", b"PK\x05\x06")
_END: Final = b"PK\x05\x06"
_END_BYTES: Final = 22
_LARGE: Final = b"PK\x06\x07"
_LARGE_BYTES: Final = 20
_COMMENT_BYTES_MAX: Final = 65_535
_DIRECTORY_BYTES_MAX: Final = 1_000_000
_ENCRYPTED: Final = 0x1
_KNOWN: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What the standard library says of an archive that somebody made up or that was cut.
_UNSOUND: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
)

Member = tuple[str, bytes | Refusal]


def is_archive(head: bytes) -> bool:
    """Whether a file that begins like this is a ZIP archive (or a document made as one)."""
    return head.startswith(_BEGINS)


def members(archive: IO[bytes], wants: Callable[[bytes], bool]) -> Iterator[Member]:
    """Each member that `wants` says yes to by its beginning: its name to show, its bytes.

    A member that cannot be had comes with a Refusal: `zip-locked`, `zip-packed-otherwise`,
    `zip-nested`, `zip-too-large`, `zip-unsound`. Raises the last two when it is so of the archive.
    """
    try:
        if not _is_small(archive):
            raise refuse("zip-too-large", most=MEMBERS_MAX)
        opened = zipfile.ZipFile(archive)
        listed = opened.infolist()
    except _UNSOUND:
        raise refuse("zip-unsound") from None
    if len(listed) > MEMBERS_MAX:
        raise refuse("zip-too-large", most=MEMBERS_MAX)
    left = READ_BYTES_MAX
    with opened:
        for one in listed:
            if one.filename.endswith("/"):
                continue
            told = _member(opened, one, wants, left)
            if told is not None:
                left -= len(told) if isinstance(told, bytes) else PEEK_BYTES
                yield one.filename.replace("\\", "/").rsplit("/", 1)[-1], told


def _is_small(archive: IO[bytes]) -> bool:
    """Whether its list is short enough to be read at all, as the end of the archive tells it."""
    size = archive.seek(0, 2)
    archive.seek(max(size - _END_BYTES - _COMMENT_BYTES_MAX - _LARGE_BYTES, 0))
    tail = archive.read()
    at = len(tail) - _END_BYTES
    if at < 0 or not tail.startswith(_END, at) or tail[-2:] != b"\0\0":
        at = tail.rfind(_END)
    if at < 0 or at + _END_BYTES > len(tail):
        raise zipfile.BadZipFile
    count, length = struct.unpack_from("<HL", tail, at + 10)
    is_large = tail[max(at - _LARGE_BYTES, 0) : at].startswith(_LARGE)
    return not is_large and count <= MEMBERS_MAX and length <= _DIRECTORY_BYTES_MAX


def _member(
    archive: zipfile.ZipFile, one: zipfile.ZipInfo, wants: Callable[[bytes], bool], left: int
) -> bytes | Refusal | None:
    """A member's bytes, why it cannot be read, or None: it is none of ours."""
    if one.flag_bits & _ENCRYPTED:
        return refuse("zip-locked")
    if one.compress_type not in _KNOWN:
        return refuse("zip-packed-otherwise")
    try:
        with archive.open(one) as member:
            head = member.read(PEEK_BYTES)
            if is_archive(head):
                return refuse("zip-nested")
            if not wants(head):
                return None
            most = min(TEXT_BYTES_MAX, left, max(SMALL_BYTES, RATIO_MAX * one.compress_size))
            content = head + member.read(max(most + 1 - len(head), 0))
    except _UNSOUND:
        return refuse("zip-unsound")
    return refuse("zip-too-large", most=MEMBERS_MAX) if len(content) > most else content

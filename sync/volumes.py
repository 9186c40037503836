"""Large exports in several files: by entry number, each complete in itself, none too large.

Chats and mail refuse large attachments: no sealed file is larger than 15 MB. What fits into one
file is known before it is packed: by its size, or, where that leaves it open, by packing it fast.
"""

import zlib
from collections.abc import Iterator
from typing import Final

from federation.store import Database, journal

# A reader takes more (`batch.LINES_MAX`, `seal.FILE_BYTES_MAX`).
FILE_BYTES_MAX: Final = 15_000_000
LINES_MAX: Final = 180_000
# Lines that pack too well are packed less well (`seal.pack`), to two thirds: 22 MB make 14.7 MB.
PLAIN_BYTES_MAX: Final = 22_000_000
# Packed they are at most this much; header, trailer and seal need the rest.
PACKED_BYTES_MAX: Final = 14_500_000

_FAST: Final = 1
_RAW_DEFLATE: Final = -15

Range = tuple[int, int]


def ranges(
    db: Database, stream: int, first: int, last: int, entries_max: int = 0
) -> tuple[Range, ...]:
    """Entries `first` to `last` of an own chain, file by file: first and last of each.

    `entries_max`: at most so many a file (0: as many as it takes). One range at least.
    """
    found: list[Range] = []
    begun, lines, size = first, 0, 0
    sizes = journal.own_sizes(db, stream, first, last)
    for seq, (told_bytes, more_lines) in enumerate(sizes, first):
        more_bytes = told_bytes + more_lines  # with the ends of the lines
        full = lines + more_lines > LINES_MAX or size + more_bytes > PLAIN_BYTES_MAX
        if seq > begun and (full or seq - begun == entries_max):
            found += _packed(db, stream, begun, seq - 1, size)
            begun, lines, size = seq, 0, 0
        lines, size = lines + more_lines, size + more_bytes
    found += _packed(db, stream, begun, last, size)
    return tuple(found)


def _packed(db: Database, stream: int, first: int, last: int, size: int) -> Iterator[Range]:
    """The same range, in parts where it would not pack into one file."""
    if size <= PACKED_BYTES_MAX:
        yield first, last
        return
    begun, packed, deflate = first, 0, _deflate()
    for seq, _, line, beside in journal.own_lines(db, stream, first, last):
        more = len(line) + len(beside or b"")
        if seq > begun and packed + more > PACKED_BYTES_MAX:
            # Almost full, if nothing of this entry packs: what was fed in comes out first.
            packed += len(deflate.flush(zlib.Z_SYNC_FLUSH))
            if packed + more > PACKED_BYTES_MAX:
                yield begun, seq - 1
                begun, packed, deflate = seq, 0, _deflate()
        packed += len(deflate.compress(line + (beside or b"")))
    yield begun, last


def _deflate() -> "zlib._Compress":
    return zlib.compressobj(_FAST, zlib.DEFLATED, _RAW_DEFLATE, 9)

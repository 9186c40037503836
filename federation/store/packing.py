"""Packing: one gzip member with the same ten first bytes everywhere, and how much may be inside.

Kept files are packed anew when a record in them is blanked, and files are packed when written.
"""

import zlib
from collections.abc import Iterable
from typing import Final

from federation.core.refusals import refuse

# A sealed file is at most 20 MB (`sync.seal`); sealing adds the rest.
INNER_BYTES_MAX: Final = 20_000_000 - 32_768
PLAIN_BYTES_MAX: Final = 256_000_000
RATIO_MAX: Final = 100
SMALL_BYTES: Final = 1_000_000  # so much may come of any file, however well it packs
# One member, no name, no time, of no particular system: the same bytes everywhere.
GZIP_HEADER: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_RAW_DEFLATE: Final = -15
_GZIP: Final = 31


def plain_bytes_max(packed: int) -> int:
    """How much a packed batch of so many bytes may unpack to."""
    return min(PLAIN_BYTES_MAX, max(SMALL_BYTES, RATIO_MAX * packed))


def pack(plain: Iterable[bytes]) -> bytes:
    """One gzip member, the same bytes for the same content.

    Raises Refusal `batch-too-large`: write smaller volumes.
    """
    inner, size = _pack(plain, zlib.Z_DEFAULT_STRATEGY)
    if size > plain_bytes_max(len(inner)):
        # So monotonous that a reader would take it for a bomb: pack it less well.
        deflated = zlib.decompressobj(_GZIP)
        inner, size = _pack([deflated.decompress(inner)], zlib.Z_HUFFMAN_ONLY)
    if len(inner) > INNER_BYTES_MAX or size > PLAIN_BYTES_MAX:
        raise refuse("batch-too-large")
    return inner


def _pack(plain: Iterable[bytes], strategy: int) -> tuple[bytes, int]:
    """Packed bytes, and how many they were."""
    deflate = zlib.compressobj(6, zlib.DEFLATED, _RAW_DEFLATE, 9, strategy)
    made, check, size = [GZIP_HEADER], 0, 0
    for part in plain:
        made.append(deflate.compress(part))
        check = zlib.crc32(part, check)
        size += len(part)
        if size > PLAIN_BYTES_MAX:
            raise refuse("batch-too-large")
    made += [deflate.flush(), check.to_bytes(4, "little"), size.to_bytes(4, "little")]
    return b"".join(made), size

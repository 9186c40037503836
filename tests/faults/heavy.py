"""The heaviest files that a known writer could make, taken in by a hub in a process of its own.

`python -m tests.faults.heavy take FOLDER FILE` brings a file to the node in FOLDER and prints the
outcome, the seconds of the processor and the peak of memory (MiB) as JSON.
"""

import json
import random
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from federation.node import open_node
from federation.store import open_store
from sync import intake, seal
from tests import factories as f
from tests.sync import links

from . import forge
from .faulty import Good

LINES = 199_990
RATIO = 60
FULL = 200_000_000  # bytes unpacked; a reader takes up to 256 million


def peak_mib() -> int:
    """The most memory that this process ever had (MiB); its parent's is not counted."""
    told = Path("/proc/self/status").read_text("ascii")
    (line,) = (one for one in told.splitlines() if one.startswith("VmHWM:"))
    return int(line.split()[1]) // 1024


def take(folder: Path, file: Path) -> None:
    """Bring the file; print what it cost."""
    store = open_store(open_node(folder))
    began = time.process_time()
    outcomes = list(intake.take_in(store, [file]))
    spent = time.process_time() - began
    store.close()
    told = {
        "outcome": outcomes[0].outcome,
        "code": outcomes[0].reason.code if outcomes[0].reason else "",
        "new": outcomes[0].new,
        "seconds": round(spent, 2),
        "peak_mib": peak_mib(),
    }
    sys.stdout.write(json.dumps(told))


def loosely(plain: bytes) -> bytes:
    """Packed just so loosely that it is within the ratio that a reader takes.

    Pieces of a megabyte, each packed by itself; where they pack too well, letter by letter.
    """
    packed, size, piece = [forge.GZIP_HEADER], 0, 1_000_000
    for at in range(0, len(plain), piece):
        tight = size + piece > RATIO * sum(map(len, packed))
        strategy = zlib.Z_HUFFMAN_ONLY if tight and at else zlib.Z_DEFAULT_STRATEGY
        deflate = zlib.compressobj(6, zlib.DEFLATED, -15, 9, strategy)
        some = plain[at : at + piece]
        packed.append(deflate.compress(some) + deflate.flush(zlib.Z_SYNC_FLUSH))
        size += len(some)
    packed.append(zlib.compressobj(6, zlib.DEFLATED, -15).flush())
    packed += [zlib.crc32(plain).to_bytes(4, "little"), (size % 2**32).to_bytes(4, "little")]
    return b"".join(packed)


def whole(good: Good, rows: Iterable[bytes]) -> bytes:
    """These entries after those that the hub has, as the group would have signed them."""
    parts = forge.Parts(dict(good.parts.header), [(row, None) for row in rows])
    plain = forge.joined(forge.put_together(parts, good.forger.key))
    return good.sealed(loosely(plain))


def _line(kind: str, **told: object) -> bytes:
    return forge.line_of({"day": f.DAY, "kind": kind, **told})


def _until_full(line: bytes) -> Iterator[bytes]:
    for _ in range(min(FULL // len(line), LINES)):
        yield line


def attendance(good: Good) -> bytes:
    """Five thousand members, then the attendance of all of them, told again and again."""
    members = [_line("member-admitted", member=number) for number in range(9, 5_000)]
    there = _line("attendance-taken", meeting=1, present=list(range(9, 5_000)))
    opened = _line("meeting-opened", meeting=1)
    return whole(good, [*members, opened, *_until_full(there)])


def forgotten(good: Good) -> bytes:
    """A member who left is forgotten, with every number that fits on a line, again and again."""
    left = _line("member-left", member=1)
    line = _line("member-forgotten", member=1, seqs=list(range(1, 4_500)))
    return whole(good, [left, *_until_full(line)])


def marks_of_nobody(good: Good) -> bytes:
    """Attendance of people who are not there."""
    opened = _line("meeting-opened", meeting=1)
    there = _line("attendance-taken", meeting=1, present=list(range(10_000, 14_500)))
    return whole(good, [opened, *_until_full(there)])


def tiny(good: Good) -> bytes:
    """As many lines as may be, the last one wrong."""
    return whole(good, [*[links.savings(1)] * LINES, b"{}"])


def tiny_and_unsound(good: Good) -> bytes:
    """As many lines as may be, none of them an entry."""
    return whole(good, [b"0"] * LINES)


def large_numbers(good: Good) -> bytes:
    """Sums that grow beyond every bound."""
    return whole(good, [links.savings(2**53 - 1)] * LINES)


def members(good: Good) -> bytes:
    """As many members as may be, the last one twice."""
    rows = [_line("member-admitted", member=number) for number in range(9, LINES)]
    return whole(good, [*rows, rows[-1]])


def long_lines(good: Good) -> bytes:
    """One line of 64 kB that is a text, again and again."""
    line = links.savings().replace(b'"member":1', b'"member":1,"purpose":"' + b"a" * 65_000 + b'"')
    return whole(good, _until_full(line))


def brackets(good: Good) -> bytes:
    """Lines of 64 kB of lists within the depth that is allowed."""
    line = b"[" + b",".join([b"[[],[]]"] * 8_000) + b"]"
    return whole(good, _until_full(line))


def escapes(good: Good) -> bytes:
    """Lines that have to be looked at letter by letter."""
    line = links.savings().replace(b'"member":1', b'"member":1,"purpose":"' + b"\\\\" * 900 + b'"')
    return whole(good, _until_full(line))


def letters_apart(good: Good) -> bytes:
    """Texts that have to be normalised to be judged."""
    text = "\u01c1\u00e9" * 900
    line = links.savings().replace(b'"member":1', f'"member":1,"purpose":"{text}"'.encode())
    return whole(good, _until_full(line))


def acknowledged(good: Good) -> bytes:
    """Hundreds of words of receipt, each of which has to be looked up."""
    head = "0" * 64
    acks = [["", "replies", 1, number, head] for number in range(650)]
    return good.headed(acks=acks)


def readers(good: Good) -> bytes:
    """Locked for eight readers, the hub the last of them."""
    keys = [forge.enrolment.own_card(one.node).recovery for one in good.world.stores] * 2
    return forge.sealed(forge.packed(good.plain), *keys, keys[0], good.forger.reader)


def zeros(good: Good) -> bytes:
    """A bomb whose lines are long enough to be held and short enough to be taken."""
    header = forge.line_of(good.parts.header)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflate.compress(header + b"\n")
    packed += b"".join(deflate.compress(b"0" * 65_000 + b"\n") for _ in range(3_900))
    return good.sealed(forge.GZIP_HEADER + packed + deflate.flush() + bytes(8))


def random_bytes(good: Good) -> bytes:
    """Twenty megabytes that nothing can be made of, behind a good beginning."""
    return good.content + random.Random("noise").randbytes(seal.FILE_BYTES_MAX - len(good.content))


FILES: dict[str, Callable[[Good], bytes]] = {
    made.__name__: made
    for made in (
        attendance, forgotten, marks_of_nobody, tiny, tiny_and_unsound, large_numbers, members,
        long_lines, brackets, escapes, letters_apart, acknowledged, readers, zeros, random_bytes,
    )
}  # fmt: skip


if __name__ == "__main__":
    take(Path(sys.argv[2]), Path(sys.argv[3]))

"""Faulty files, made from a good one: cut, flipped, sealed for others, signed by others, made up.

`Good` is the file that things are done to: the second of two of a group, its first taken at the
hub. Every generator gives names and bytes; what becomes of them stands in the tests.
"""

import dataclasses
import random
import zlib
from collections.abc import Iterator
from functools import cached_property

from federation.core import canonical, chain, personal
from federation.core import events as e
from sync import enrolment, seal
from tests import factories as f
from tests.sync import links
from tests.sync.links import World

from . import forge
from .forge import Forger, Parts

Row = tuple[bytes, bytes | None]
Named = tuple[str, bytes]


@dataclasses.dataclass(frozen=True)
class Good:
    """A good file that its reader does not know yet, and who could have made another one."""

    world: World
    content: bytes

    @cached_property
    def plain(self) -> bytes:
        """What is in it."""
        return forge.inside(self.content, self.world.hub)

    @cached_property
    def parts(self) -> Parts:
        """The same in parts."""
        return forge.take_apart(self.plain)

    @cached_property
    def forger(self) -> Forger:
        """With the group's own key."""
        return Forger.of(self.world.group, self.world.hub)

    def sealed(self, inner: bytes) -> bytes:
        """Something packed, locked for the hub: anybody can."""
        return forge.sealed(inner, self.forger.reader)

    def plainly(self, plain: bytes) -> bytes:
        """Something unpacked, packed and locked for the hub."""
        return self.forger.seal(plain)

    def with_rows(self, *rows: bytes | Row, **header: object) -> bytes:
        """These entries in place of the good ones, chained, signed and sealed as by the group."""
        made = [row if isinstance(row, tuple) else (row, None) for row in rows]
        return self.forger.file(Parts({**self.parts.header, **header}, made))

    def headed(self, signer: object = None, **header: object) -> bytes:
        """The good entries under another header; `signer` signs in place of the group's."""
        parts = Parts({**self.parts.header, **header}, list(self.parts.rows))
        hand = self.forger if signer is None else Forger(signer, self.forger.reader)  # type: ignore[arg-type]
        return hand.file(parts)


def make(world: World) -> Good:
    """The hub holds the first file of the group; the second has a record and two savings."""
    links.save(world.group, 2)
    links.carry(world.group, world.hub)
    links.carry(world.hub, world.group)
    f.admit(world.group, "Beata ǁKaras", phone="081 765 4321")
    links.save(world.group)
    f.enter(world.group, ("savings", 1234, 1))
    (content,) = links.contents(links.write(world.group))
    return Good(world, content)


def places(size: int, seed: str, few: int) -> list[int]:
    """Places in a file: both ends and some in between; in the long run every one."""
    if f.how_many(0, 1):
        return list(range(size))
    ends = [*range(3), *range(size - 3, size)]
    return sorted({*ends, *random.Random(seed).sample(range(size), min(few, size))})


def flipped(content: bytes, place: int) -> bytes:
    """One bit is another."""
    changed = bytearray(content)
    changed[place] ^= 1 << place % 8
    return bytes(changed)


def manifests(good: Good) -> Iterator[Named]:
    """The closing line missing, twice, changed, somewhere else, with something behind it."""
    header, *rows, closing = good.plain[:-1].split(b"\n")
    told = closing[:-130]
    other = Forger(forge.STRANGER, good.forger.reader)
    unsigned = forge.joined([header, *rows, closing[: closing.rindex(b'"sig":"') + 7] + b'"}'])
    yield "missing", forge.joined([header, *rows])
    yield "twice", forge.joined([header, *rows, closing, closing])
    yield "after the header", forge.joined([header, closing, *rows])
    yield "a line behind it", good.plain + b"{}\n"
    yield "an entry behind it", good.plain + rows[-1] + b"\n"
    yield "no end", good.plain[:-1]
    yield "half", forge.joined([header, *rows, told])
    yield "only it", forge.joined([closing])
    yield "only the header", forge.joined([header])
    yield "no header", forge.joined([*rows, closing])
    yield "the header twice", forge.joined([header, header, *rows, closing])
    yield "an entry left out", forge.joined([header, *rows[1:], closing])
    yield "an entry twice", forge.joined([header, *rows, rows[-1], closing])
    yield "entries exchanged", forge.joined([header, *rows[:-2], rows[-1], rows[-2], closing])
    yield "another number", good.plain.replace(b'"n":3', b'"n":4')
    yield "more money", good.plain.replace(b'"amount":1000', b'"amount":9000')
    yield "no signature", unsigned
    yield "of another's key", forge.joined(forge.put_together(good.parts, other.key))


def spellings() -> Iterator[Named]:
    """A line that says the same, or nothing, in a way that is not the one way."""
    line = links.savings()
    yield "a key twice", line.replace(b'"day"', b'"day":"2026-11-22","day"')
    yield "a float", line.replace(b"1000", b"1000.0")
    yield "an exponent", line.replace(b"1000", b"1e3")
    yield "2^64", links.savings(2**64)
    yield "2^53", links.savings(2**53)
    yield "NaN", line.replace(b"1000", b"NaN")
    yield "1e400", line.replace(b"1000", b"1e400")
    yield "-0", line.replace(b"1000", b"-0")
    yield "nothing", line.replace(b"1000", b"null")
    yield "a text for a number", line.replace(b"1000", b'"1000"')
    yield "half a letter", line.replace(b"2026-11-22", b"\\ud800")
    yield "an escape too many", line.replace(b"2026", b"\\u0032026")
    yield "a byte order mark", b"\xef\xbb\xbf" + line
    yield "a space", line.replace(b":", b": ", 1)
    yield "a space at the end", line + b" "
    yield "a line's end of another system", line + b"\r"
    yield "another order", b'{"member":1,"kind":"savings-received","day":"2026-11-22","amount":1}'
    yield "no letters at all", b"\xff\xfe"
    yield "a list", b"[1]"
    yield "another field", line.replace(b'"kind"', b'"interest":5,"kind"')


def texts() -> Iterator[Named]:
    """A text that is not what it seems to be."""
    for name, text in (
        ("NUL", "\\u0000"),
        ("NUL as it is", "\0"),
        ("a new line", "a\\nb"),
        ("a direction turned round", "\u202eabc"),
        ("letters taken apart", "e\u0301"),
        ("a mark at the start", "\ufeffland"),
        ("too many letters", "a" * 2001),
    ):
        line = links.savings().replace(b'"member":1', f'"member":1,"purpose":"{text}"'.encode())
        yield name, line


def bomb(before: bytes, piece: bytes, times: int) -> bytes:
    """The same again and again, packed as tightly as gzip can."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflate.compress(before)
    packed += b"".join(deflate.compress(piece) for _ in range(times))
    return forge.GZIP_HEADER + packed + deflate.flush() + bytes(8)


def bombs(good: Good) -> Iterator[tuple[str, bytes, str]]:
    """Small outside, large inside: name, file, code."""
    header, *rows, closing = good.plain[:-1].split(b"\n")
    packed = forge.packed(good.plain)
    yield (
        "1,029 to 1",
        good.sealed(bomb(header + b"\n", b"0" * 60_000 + b"\n", 5_000)),
        "batch-unpacks-too-large",
    )
    yield "zeros", good.sealed(bomb(b"", bytes(10**6), 300)), "batch-unsound"
    yield "many members", good.sealed(packed * 50), "batch-unsound"
    yield "something behind", good.sealed(packed + b"\0"), "batch-unsound"
    yield "packed twice", good.sealed(forge.packed(packed)), "batch-unsound"
    yield "not packed", good.sealed(good.plain), "batch-unsound"
    yield "its end missing", good.sealed(packed[:-9]), "batch-unsound"
    for name, lines, code in (
        ("a long line", [b"9" * 70_000], "batch-unsound"),
        ("a line of 200 MB", [b"9" * 2 * 10**8], "batch-unsound"),
        ("depth 10^5", [b"[" * 10**5], "batch-unsound"),
        ("depth in a line that is short", [b"[" * 9_000 + b"]" * 9_000], "batch-unsound"),
        ("10^7 lines", [b"0"] * 10**7, "batch-too-long"),
        ("300,000 lines", [b"0"] * 300_000, "batch-too-long"),
    ):
        yield name, good.plainly(forge.joined([header, *rows, *lines, closing])), code
    yield "stanzas without end", _stanzas(good.content), "recipients-too-many"
    yield "20 MB and one byte", good.content + bytes(seal.FILE_BYTES_MAX), "file-too-big"


def _stanzas(content: bytes) -> bytes:
    place = content.index(b"\n--- ")
    return content[:place] + b"\n-> a\n" * 2500 + content[place:]


def signatures(good: Good) -> Iterator[tuple[str, bytes, str]]:
    """Signed by somebody whom the hub does not know, or not so: name, file, code."""
    header, told = good.parts.header, forge.put_together(good.parts, good.forger.key)
    yield "an unknown key", good.headed(forge.STRANGER), "signature-wrong"
    yield (
        "of another file",
        good.plainly(good.plain.replace(b'"up":', b'"up":1')),
        "signature-wrong",
    )
    unknown = chain.start(b"nobody").hex()[:32]
    yield "an unknown writer", good.headed(forge.STRANGER, writer=unknown), "writer-unknown"
    yield "an algorithm in the file", good.headed(alg="none"), "batch-unsound"
    yield "a key in the file", good.headed(key="00" * 32), "batch-unsound"
    closing = forge.line_of({**_told(told[-1]), "alg": "none"})
    named = good.plainly(forge.joined([*told[:-1], closing]))
    yield "an algorithm beside the signature", named, "batch-unsound"
    assert header["writer"] != unknown


def _told(line: bytes) -> dict[str, object]:
    import json  # noqa: PLC0415

    told = json.loads(line)
    assert isinstance(told, dict)
    return told


def broken_rules() -> Iterator[tuple[str, tuple[bytes, ...], str]]:
    """Entries that a sound program would not have written: name, lines, code of the rule."""
    opened = canonical.encode(e.MeetingOpened(day=f.DAY, meeting=1))
    both = e.AttendanceTaken(day=f.DAY, meeting=1, present=(1,), late=(1,))
    back = canonical.encode(e.EntryReversed(day=f.DAY, of=3))
    yield "a pot below zero", (links.expense(50_000),), "pot-short"
    yield "a member nobody admitted", (links.savings().replace(b":1,", b":1,").replace(
        b'"member":1', b'"member":77'),), "member-unknown"  # fmt: skip
    yield "nothing at all", (links.savings(0),), "amount-out-of-range"
    yield "less than nothing", (links.savings(-5),), "amount-out-of-range"
    yield "no day", (links.savings(day="soon"),), "day-none"
    yield "no day of ours", (links.savings(day="9999-12-31"),), "day-too-far"
    yield "a member twice", (links.admitted(1),), "member-number-taken"
    yield "a reversal of nothing", (canonical.encode(e.EntryReversed(day=f.DAY, of=99)),), ""
    yield "a reversal twice", (back, back), ""
    yield "a reversal of a reversal", (back, back.replace(b'"of":3', b'"of":5')), ""
    yield "two marks for one member", (opened, canonical.encode(both)), ""
    yield "a sum beyond every pot", (links.savings(2**53 - 1),) * 1100, ""
    yield "a loan that was not agreed", (
        canonical.encode(e.LoanPrincipal(day=f.DAY, amount=5, member=1, loan=9)),
    ), ""  # fmt: skip


def records() -> Iterator[tuple[str, Row, str]]:
    """Something personal that is not what its entry says stands beside it: name, row, code."""
    told = canonical.encode(e.MemberAdmitted(day=f.DAY, member=9, personal="0" * 64))
    beside = personal.personal_line(4, e.MemberRecord(name="Eva"), b"x" * 16)
    yield "another than the one", (told, beside), "personal-differs"
    yield "where none belongs", (links.admitted(9), beside), "personal-differs"
    yield "left out", (told, None), "personal-differs"
    alone = canonical.encode(e.RequestReviewed(day=f.DAY, request="r"))
    yield "a kind of another stream", (alone, None), "line-unsound"


def of_another(good: Good, other: links.Store) -> Iterator[tuple[str, bytes, str]]:
    """Good files, but not from here or not for here: name, file, code. Takes the good file in."""
    world = good.world
    links.bring(world.hub, good.content)
    hub, city = (enrolment.own_card(one.node).seal for one in (world.hub, world.city))
    inner = forge.packed(good.plain)
    yield "of another federation's group", links.sealed(other, world.hub), "writer-unknown"
    yield "locked for the city", forge.sealed(inner, city), "file-for-others"
    (reply,) = links.contents(links.write(world.hub, to="G0001"))
    own = forge.inside(reply, world.group)
    yield "written here", forge.sealed(forge.packed(own), hub), "file-own"
    yield "written for somebody else", good.headed(to_rcpt=["0" * 32]), "file-rewrapped"

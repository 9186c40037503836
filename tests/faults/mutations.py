"""Ways to change a file: from outside its bytes, from inside its header, lines and records.

Each takes the chance it may use, so that a mutant can be made again from its number alone.
"""

import hashlib
import json
from collections.abc import Callable
from random import Random
from typing import Any

from .forge import BESIDE, Parts, line_of

NUMBERS = (
    0, -1, 1, 2, 3, 10**6, 2**31, 2**32, 2**53 - 2, 2**53 - 1, 2**53, -(2**53) + 1, 2**63, 2**64,
    10**40,
)  # fmt: skip
NO_FACT = "nothing"  # a name that no sentence uses
TEXTS = (
    "", " ", "x", "\0", "a\nb", "e\u0301", "é", "\u202eabc", "\ufeff", "<script>alert(1)</script>",
    "=cmd()", "../../etc/passwd", f"%({NO_FACT})s", "{}", "a" * 2000, "a" * 2001, "ǁ" * 2000,
    "0" * 64, "f" * 64, "0" * 32, "G" * 64, "2026-02-30", "2026-11-22", "0001-01-01", "9999-12-31",
    "1970-01-01", "2099-01-01T00:00:00Z", "\U0001f469\u200d\U0001f33e", "register", "ledger",
    "requests", "replies", "publication", "member-forgotten", "savings-received",
)  # fmt: skip
OTHERS: tuple[Any, ...] = (
    None, True, False, 1.5, -0.0, 1e308, [], [1], [[]], [[[[[[]]]]]], {}, {"a": {}}, ["a"] * 9,
)  # fmt: skip
RAW = (
    b"NaN", b"1e400", b"-0", b"1.0", b"00", b"+1", b'"\\ud800"', b'"\\u0041"', b"\xff", b"null",
    b"Infinity", b"1" * 400, b"[" * 2000, b'{"a":' * 200, b"\xef\xbb\xbf", b" ", b"\t", b"",
)  # fmt: skip

Outside = Callable[[Random, bytes, bytes], bytes]
Inside = Callable[[Random, Parts, Parts], None]
Lines = Callable[[Random, list[bytes]], None]


def number(chance: Random) -> int:
    """A number, most often one at an edge."""
    return chance.choice(NUMBERS) if chance.random() < 0.7 else chance.randrange(-9, 10**6)


def value(chance: Random, like: Any = None) -> Any:
    """Any value, most often of the kind of `like`."""
    if isinstance(like, int) and chance.random() < 0.7:
        return number(chance)
    if isinstance(like, str) and chance.random() < 0.7:
        return text(chance, like)
    if isinstance(like, list) and chance.random() < 0.7:
        return some(chance, like)
    return chance.choice((number(chance), chance.choice(TEXTS), chance.choice(OTHERS)))


def text(chance: Random, like: str) -> str:
    """Another text: an odd one, or this one with a letter changed."""
    if not like or chance.random() < 0.6:
        return chance.choice(TEXTS)
    place = chance.randrange(len(like))
    return like[:place] + chance.choice("0aZ9-é ") + like[place + chance.randrange(2) :]


def some(chance: Random, like: list[Any]) -> list[Any]:
    """The list with one thing more, less, changed, many times, or turned round."""
    made = list(like)
    match chance.randrange(6):
        case 0:
            made.append(value(chance, made[0] if made else 1))
        case 1 if made:
            made.pop(chance.randrange(len(made)))
        case 2 if made:
            place = chance.randrange(len(made))
            made[place] = value(chance, made[place])
        case 3:
            made = made * chance.choice((2, 9, 500 if len(made) < 100 else 1))
        case 4:
            made.reverse()
        case _:
            made = list(range(chance.choice((1, 30, 9000))))
    return made


# Outside: the bytes of the sealed file


def flip(chance: Random, content: bytes, _other: bytes) -> bytes:
    """Some bits flipped."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 8, 64))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(chance: Random, content: bytes, _other: bytes) -> bytes:
    """The end is missing, or the beginning, or a piece."""
    one, two = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    return chance.choice((content[:two], content[one:], content[:one] + content[two:]))


def splice(chance: Random, content: bytes, other: bytes) -> bytes:
    """The beginning of one file and the end of another."""
    if chance.random() < 0.3:
        return content + other[chance.randrange(len(other)) :]
    place = chance.randrange(len(content))
    return content[:place] + other[min(place + chance.randrange(-3, 4), len(other) - 1) :]


def repeat(chance: Random, content: bytes, _other: bytes) -> bytes:
    """A piece stands there twice or many times."""
    one, two = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    return content[:two] + content[one:two] * chance.choice((1, 1, 2, 20)) + content[two:]


def blank(chance: Random, content: bytes, _other: bytes) -> bytes:
    """A run of zeros, as sectors that were lost; or of other bytes."""
    size = chance.choice((1, 16, 512, 4096))
    place = chance.randrange(len(content)) // size * size
    run = bytes([chance.choice((0, 0, 0xFF, 0x20))]) * min(size, len(content) - place)
    return content[:place] + run + content[place + len(run) :]


def header_line(chance: Random, content: bytes, other: bytes) -> bytes:
    """A line of the lock exchanged, doubled, or of another kind."""
    lines = content.split(b"\n")
    last = next((at for at, line in enumerate(lines) if line.startswith(b"--- ")), 1)
    place = chance.randrange(min(last + 1, len(lines)))
    foreign = other.split(b"\n")[: last + 1]
    made = chance.choice(
        (
            [chance.choice(foreign)],
            [lines[place]] * chance.choice((2, 9, 300)),
            [],
            [b"-> scrypt bBBBBBBBBBBBBBBBBBBBBB 18", lines[place]],
            [b"-> X25519 " + b"A" * chance.choice((0, 43, 20_000))],
            [lines[place] + b"\r"],
        )
    )
    return b"\n".join(lines[:place] + made + lines[place + 1 :])


OUTSIDE: tuple[Outside, ...] = (flip, cut, splice, repeat, blank, header_line)


# Inside: header, rows, records; chained, signed and sealed anew afterwards


def _row(chance: Random, parts: Parts) -> int:
    return chance.randrange(len(parts.rows))


def _told(line: bytes) -> dict[str, Any]:
    """The entry on a line; none of an earlier change that left no entry."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def header_value(chance: Random, parts: Parts, _pool: Parts) -> None:
    """Something else in one field of the header."""
    name = chance.choice(sorted(parts.header))
    parts.header[name] = value(chance, parts.header[name])


def header_field(chance: Random, parts: Parts, _pool: Parts) -> None:
    """A field more or less in the header."""
    if chance.random() < 0.5:
        parts.header.pop(chance.choice(sorted(parts.header)))
    else:
        parts.header[chance.choice(("alg", "key", "zzz", "writer2", ""))] = value(chance)


def header_likely(chance: Random, parts: Parts, pool: Parts) -> None:
    """Other numbers, another stream, another version: as a sound header might say."""
    told = parts.header
    first = parts.first
    match chance.randrange(8):
        case 0:
            told["from"] = max(first + chance.choice((-3, -1, 1, 2, 2**40)), 1)
        case 1:
            told["inc"] = chance.choice((1, 2, 3, 2**52))
        case 2:
            told["kind"] = chance.choice(("ledger", "requests", "replies", "publication"))
        case 3:
            told["writer"] = pool.header["writer"]
        case 4:
            told["prev"] = hashlib.sha256(str(first).encode()).hexdigest()
        case 5:
            told["schema"] = chance.choice((1, 2, 3, 2**52))
        case 6:
            told["vol"] = chance.choice(([1, 2], [2, 2], [1, 1], [3, 2], [2**50, 2**52]))
        case _:
            told["v"], told["min"] = chance.choice(((1, 1), (2, 1), (2, 2), (3, 3), (9, 1), (1, 2)))


def acknowledged(chance: Random, parts: Parts, _pool: Parts) -> None:
    """Other words of receipt: changed, of other chains, far too high."""
    told = parts.header.get("acks")
    acks = list(told) if isinstance(told, list) else []
    for ack in acks:
        if isinstance(ack, list) and ack and chance.random() < 0.5:
            place = chance.randrange(len(ack))
            ack[place] = value(chance, ack[place])
    acks.append(["", chance.choice(("replies", "ledger", "requests")), 1, number(chance), "0" * 64])
    parts.header["acks"] = acks * chance.choice((1, 1, 1, 40))


def swapped(chance: Random, parts: Parts, _pool: Parts) -> None:
    """Two entries change places."""
    one, two = _row(chance, parts), _row(chance, parts)
    parts.rows[one], parts.rows[two] = parts.rows[two], parts.rows[one]


def dropped(chance: Random, parts: Parts, _pool: Parts) -> None:
    """Entries left out."""
    place = _row(chance, parts)
    del parts.rows[place : place + chance.choice((1, 1, 5))]


def doubled(chance: Random, parts: Parts, _pool: Parts) -> None:
    """Entries told twice, or many times."""
    place = _row(chance, parts)
    parts.rows[place:place] = [parts.rows[place]] * chance.choice((1, 1, 2, 300))


def foreign(chance: Random, parts: Parts, pool: Parts) -> None:
    """An entry of another file among these."""
    parts.rows.insert(chance.randrange(len(parts.rows) + 1), chance.choice(pool.rows))


def entry_value(chance: Random, parts: Parts, _pool: Parts) -> None:
    """Something else in one field of an entry."""
    place = _row(chance, parts)
    line, beside = parts.rows[place]
    told = _told(line)
    if told:
        name = chance.choice(sorted(told))
        told[name] = value(chance, told[name])
        parts.rows[place] = (line_of(told), beside)


def entry_field(chance: Random, parts: Parts, pool: Parts) -> None:
    """A field more or less in an entry: unknown, or of another kind."""
    place = _row(chance, parts)
    line, beside = parts.rows[place]
    told = _told(line)
    if told and chance.random() < 0.4:
        told.pop(chance.choice(sorted(told)))
    else:
        other = _told(chance.choice(pool.rows)[0])
        name = chance.choice((*sorted(other), "zzz", "user", "orig", "personal", "purpose"))
        told[name] = other.get(name, value(chance))
    parts.rows[place] = (line_of(told), beside)


def kind(chance: Random, parts: Parts, pool: Parts) -> None:
    """An entry says that it is of another kind."""
    place = _row(chance, parts)
    line, beside = parts.rows[place]
    told = _told(line)
    tags = ("visit-paid", _told(chance.choice(pool.rows + parts.rows)[0]).get("kind", ""))
    told["kind"] = chance.choice(tags)
    parts.rows[place] = (line_of(told), beside)


def record(chance: Random, parts: Parts, pool: Parts) -> None:
    """What stands beside an entry: changed, left out, of another, without or with a new hash."""
    spoken = [at for at, row in enumerate(parts.rows) if row[1] is not None]
    place = chance.choice(spoken) if spoken else _row(chance, parts)
    line, beside = parts.rows[place]
    told = _told(beside or b'{"of":1,"record":"{}","salt":"00112233445566778899aabbccddeeff"}')
    match chance.randrange(6):
        case 0:
            beside = None
        case 1:
            beside = chance.choice(pool.rows + parts.rows)[1]
        case 2:
            name = chance.choice(sorted(told))
            beside = line_of(told | {name: value(chance, told[name])})
        case 3:
            beside = line_of(told | {"record": "", "salt": ""})
        case _:
            line, beside = _recorded(chance, _told(line), told)
    if beside is None or beside.startswith(BESIDE):
        parts.rows[place] = (line, beside)


def _recorded(chance: Random, told: dict[str, Any], beside: dict[str, Any]) -> tuple[bytes, bytes]:
    """Another record, whose hash stands on the line as it must."""
    what = _told(str(beside.get("record", "")).encode())
    if what and chance.random() < 0.7:
        name = chance.choice(sorted(what))
        what[name] = value(chance, what[name])
    else:
        what[chance.choice(("name", "note", "phone", "zzz"))] = value(chance, "")
    spelled = line_of(what)
    salt = chance.randbytes(chance.choice((0, 15, 16, 16, 16, 40)))
    told["personal"] = hashlib.sha256(salt + spelled).hexdigest()
    made = {"of": beside.get("of", 1), "record": spelled.decode(), "salt": salt.hex()}
    return line_of(told), line_of(made)


def spelled(chance: Random, parts: Parts, _pool: Parts) -> None:
    """A line written in another way: order, spaces, a key twice, numbers that JSON has not."""
    place = _row(chance, parts)
    line, beside = parts.rows[place]
    comma = line.find(b",") + 1 or 1
    value_at = line.find(b":") + 1
    end = line.find(b",", value_at)
    made = chance.choice(
        (
            line[:comma] + b" " + line[comma:],
            line[:comma] + line[1:comma] + line[comma:],
            b"{" + b",".join(reversed(line[1:-1].split(b","))) + b"}",
            line[:value_at] + chance.choice(RAW) + line[end:],
            chance.choice(RAW) + line,
            line + chance.choice(RAW),
            chance.choice(RAW) or b"0",
        )
    )
    parts.rows[place] = (made.replace(b"\n", b"") or b"0", beside)


def letters(chance: Random, parts: Parts, _pool: Parts) -> None:
    """A byte of a line is another one."""
    place = _row(chance, parts)
    line, beside = parts.rows[place]
    changed = bytearray(line)
    changed[chance.randrange(len(changed))] = chance.choice(b'0123456789abz{}[]",:\\\x00\x7f\xc3 ')
    parts.rows[place] = (bytes(changed), beside)


INSIDE: tuple[Inside, ...] = (
    header_value, header_field, header_likely, acknowledged, swapped, dropped, doubled, foreign,
    entry_value, entry_value, entry_value, entry_field, kind, record, record, spelled, letters,
)  # fmt: skip


# The lines as they stand, after chain and signature


def closing(chance: Random, lines: list[bytes]) -> None:
    """The closing line: gone, twice, earlier, or with something else on it."""
    match chance.randrange(5):
        case 0:
            lines.pop()
        case 1:
            lines.append(lines[-1])
        case 2:
            lines.append(chance.choice(RAW).replace(b"\n", b"") or b"{}")
        case 3:
            lines.insert(chance.randrange(len(lines)), lines[-1])
        case _:
            told = _told(lines[-1])
            name = chance.choice(("n", "head", "sig"))
            told[name] = value(chance, told.get(name))
            lines[-1] = line_of(told)


def unsigned(chance: Random, lines: list[bytes]) -> None:
    """A line changed, exchanged, left out or empty, and the signature left as it was."""
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            lines[one], lines[two] = lines[two], lines[one]
        case 1:
            lines[one] = b""
        case 2:
            lines[one] = lines[one].replace(b"1", b"2")
        case _:
            del lines[one]


LINES: tuple[Lines, ...] = (closing, unsigned)

"""Files as text: for chats that refuse files they do not know, and as QR codes on a screen.

**Armour** is age's own (C2SP `age.md`, "ASCII Armor"): strict Base64 between two marker lines, 64
columns. **Code text** is what a QR code of ours holds: `SG:2/3:7K2M9QXDC:<Base32>:`, part and
number of parts, the file's short code, its bytes; only letters that a QR code packs well, and
none that a chat trims. What a chat puts around either is passed over; inside nothing is forgiven.
Both are the same file again once they are opened, with the same short code.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from federation.core.refusals import Refusal, refuse

from . import seal

ENDING: Final = ".txt"
COLUMNS: Final = 64
# Four letters for three bytes, a line's end after 64 letters, and something around it.
TEXT_BYTES_MAX: Final = 22_000_000

BEGIN: Final = b"-----BEGIN AGE ENCRYPTED FILE-----"
END: Final = b"-----END AGE ENCRYPTED FILE-----"

# A chat that was saved whole has so many; more are the work of somebody who wants to keep us busy.
FILES_MAX: Final = 200
CODE_BYTES_MAX: Final = 2000  # of a file, in one QR code
CODES_MAX: Final = 8
_CODE: Final = re.compile(rb"SG:([1-8])/([1-8]):([0-9A-Z]{9}):([A-Z2-7\s]*):")
_CODE_BEGINS: Final = re.compile(rb"SG:[1-8]/[1-8]:[0-9A-Z]{9}:")
_BASE32_GROUP: Final = 8
_BLANKS: Final = b" \t"


def armour(sealed: bytes) -> bytes:
    """A sealed file as text."""
    letters = base64.b64encode(sealed)
    lines = [letters[at : at + COLUMNS] for at in range(0, len(letters), COLUMNS)]
    return b"\n".join([BEGIN, *lines, END, b""])


def codes_of(size_bytes: int) -> int:
    """How many QR codes hold a file of that size; 0: it is too large for them."""
    count = -(-size_bytes // CODE_BYTES_MAX)
    return count if count <= CODES_MAX else 0


def code_texts(sealed: bytes) -> tuple[str, ...]:
    """The texts of a file's QR codes, one or several; none when it is too large for them."""
    count = codes_of(len(sealed))
    if not count:
        return ()
    each = -(-len(sealed) // count)
    code = seal.short_code(sealed).replace("-", "")
    parts = [sealed[at : at + each] for at in range(0, len(sealed), each)]
    return tuple(
        f"SG:{number}/{len(parts)}:{code}:{base64.b32encode(part).decode().rstrip('=')}:"
        for number, part in enumerate(parts, 1)
    )


def is_text(head: bytes) -> bool:
    """Whether a file that begins like this has one of ours in it as text, whatever its name."""
    return BEGIN in head or _CODE_BEGINS.search(head) is not None


def opened(text: bytes) -> Iterator[bytes | Refusal]:
    """Every file that stands in a text, or why it cannot be had from there: each reason once.

    Refusals: `paste-too-long`, `text-cut`, `text-changed`, `code-part-missing`.
    """
    told = set[str]()
    for number, one in enumerate(_opened(text)):
        if number == FILES_MAX:
            yield refuse("paste-too-long")
            return
        if not isinstance(one, Refusal) or one.code not in told:
            yield one
        if isinstance(one, Refusal):
            told.add(one.code)


def _opened(text: bytes) -> Iterator[bytes | Refusal]:
    if len(text) > TEXT_BYTES_MAX:
        yield refuse("paste-too-long")
        return
    text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    yield from _armoured(text)
    yield from _coded(text)


def _armoured(text: bytes) -> Iterator[bytes | Refusal]:
    begun = text.find(BEGIN)
    while begun >= 0:
        inside = begun + len(BEGIN)
        following = text.find(BEGIN, inside)
        ends = text.find(END, inside, following if following >= 0 else len(text))
        yield refuse("text-cut") if ends < 0 else _dearmour(text[inside:ends])
        begun = following


def _dearmour(body: bytes) -> bytes | Refusal:
    """What stands between the markers: full lines of Base64, the last one perhaps shorter."""
    found = [line.strip(_BLANKS) for line in body.split(b"\n")]
    lines = found[1:-1]
    full = all(len(line) == COLUMNS for line in lines[:-1])
    if found[0] or found[-1] or not lines or not full or not 0 < len(lines[-1]) <= COLUMNS:
        return refuse("text-changed")
    letters = b"".join(lines)
    try:
        sealed = base64.b64decode(letters, validate=True)
    except binascii.Error:
        return refuse("text-changed")
    if base64.b64encode(sealed) != letters or not seal.is_sealed(sealed):
        return refuse("text-changed")
    return sealed


def _coded(text: bytes) -> Iterator[bytes | Refusal]:
    whole = list(islice(_CODE.finditer(text), FILES_MAX * CODES_MAX + 1))
    if len(whole) < sum(1 for _ in _CODE_BEGINS.finditer(text)):
        yield refuse("text-cut")
    by_file: dict[tuple[bytes, int], dict[int, bytes]] = {}
    for found in whole[: FILES_MAX * CODES_MAX]:
        number, count, code, letters = found.groups()
        parts = by_file.setdefault((code, int(count)), {})
        parts[int(number)] = b"".join(letters.split())
    for (code, count), parts in by_file.items():
        yield _joined(code.decode(), count, parts)


def _joined(code: str, count: int, parts: dict[int, bytes]) -> bytes | Refusal:
    """The parts of one file put together. The short code shows whether it is the right file."""
    missing = [number for number in range(1, count + 1) if number not in parts]
    if missing:
        return refuse("code-part-missing", missing=", ".join(map(str, missing)), parts=count)
    try:
        sealed = b"".join(_base32(parts[number]) for number in range(1, count + 1))
    except binascii.Error:
        return refuse("text-changed")
    if seal.short_code(sealed).replace("-", "") != code:
        return refuse("text-changed")
    return sealed


def _base32(letters: bytes) -> bytes:
    return base64.b32decode(letters + b"=" * (-len(letters) % _BASE32_GROUP))

"""Canonical lines: one value, one sequence of bytes.

Keys sorted, no spaces, UTF-8, whole numbers only, texts in NFC without control or direction
characters. A line is read by decoding it, encoding what came out and comparing the bytes: a
duplicate key, a float, another order, a space or an unknown field cannot survive that
(RFC 8785 sorts likewise, but a reader that parses first no longer sees a duplicate key). What the
comparison lets through is looked for by itself: large integers and unclean texts.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from typing import Final, TypeVar

import msgspec

from .refusals import Refusal, refuse

INTEGER_MAX: Final = 2**53 - 1
LINE_BYTES_MAX: Final = 64 * 1024
TEXT_LETTERS_MAX: Final = 2000
# Lines that stand whole in one text, bounded by their own format.
_WHOLE: Final = ("card", "charter", "record")

# C0 and C1 controls, line and paragraph separators, bidirectional controls, byte order mark,
# noncharacters; lone surrogates cannot be encoded at all.
_UNCLEAN: Final = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
# The same as bytes of a line, and escapes: a quick look that may be wrong about a backslash.
_UNCLEAN_BYTES: Final = re.compile(
    rb"\\u00|\x7f|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]"
    rb"|\xef\xbb\xbf|\xef\xbf[\xbe\xbf]|\\[bfnrt]"
)
_LONG_DIGITS: Final = re.compile(rb"[:,\[]-?[0-9]{16,}")
# Where so many digits follow each other at all, the expression above looks more closely.
_DIGITS: Final = bytes(48 if byte in b"0123456789" else 32 for byte in range(256))
_MANY_DIGITS: Final = b"0" * 16

T = TypeVar("T")

_encoder: Final = msgspec.json.Encoder(order="sorted")


def encode(value: object) -> bytes:
    """The canonical bytes of a value, without a line end."""
    return _encoder.encode(value)


def decode(line: bytes, decoder: "msgspec.json.Decoder[T]") -> T:
    """The value of a canonical line. Raises Refusal `line-unsound` with a `why`."""
    try:
        value = decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refuse("line-unsound", why=str(error)[:200]) from None
    if _encoder.encode(value) != line:
        raise refuse("line-unsound", why="not in canonical form")
    why = _unsound(line)
    if why:
        raise refuse("line-unsound", why=why)
    return value


def decode_lines(lines: Sequence[bytes], decoder: "msgspec.json.Decoder[T]") -> list[T]:
    """The values of many canonical lines: `decode` of each, but several times as fast.

    Sound lines are decoded, encoded again and looked at together; where anything is odd each line
    is looked at alone. Raises Refusal `line-unsound` with a `why` and the `place` of the line.
    """
    joined = b"\n".join(lines)
    try:
        values = decoder.decode_lines(joined)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        values = []
    if (
        len(values) == len(lines)
        and _encoder.encode_lines(values) == joined + b"\n"
        and joined.isascii()
        and b"\\" not in joined
        and _are_short(lines)
        and b"\x7f" not in joined
        and (_MANY_DIGITS not in joined.translate(_DIGITS) or not _LONG_DIGITS.search(joined))
    ):
        return values
    values = []
    for place, line in enumerate(lines):
        try:
            values.append(decode(line, decoder))
        except Refusal as refusal:
            raise refuse("line-unsound", place=place, **refusal.facts) from None
    return values


def _are_short(lines: Sequence[bytes]) -> bool:
    """Whether no line and none of its texts is too long; the texts of lines without escapes."""
    longest = max(map(len, lines), default=0)
    if longest <= TEXT_LETTERS_MAX:
        return True
    return longest <= LINE_BYTES_MAX and all(
        max(map(len, line.split(b'"')[1::2]), default=0) <= TEXT_LETTERS_MAX for line in lines
    )


def encode_sound(value: object) -> bytes:
    """The canonical bytes of a value that will be read again. Raises Refusal `line-unsound`."""
    line = encode(value)
    why = _unsound(line)
    if why:
        raise refuse("line-unsound", why=why)
    return line


def _unsound(line: bytes) -> str:
    """What the comparison of bytes cannot see, or ""."""
    if len(line) > LINE_BYTES_MAX:
        return "too long"
    if _UNCLEAN_BYTES.search(line) and any(
        _UNCLEAN.search(text) for text in _texts(msgspec.json.decode(line))
    ):
        return "control or direction characters in a text"
    if _LONG_DIGITS.search(line) and not _fits(msgspec.json.decode(line)):
        return "a number beyond 2^53"
    if not line.isascii() and not unicodedata.is_normalized("NFC", line.decode()):
        return "text not in NFC"
    if len(line) > TEXT_LETTERS_MAX and any(
        len(text) > TEXT_LETTERS_MAX for text in _texts(msgspec.json.decode(line), _WHOLE)
    ):
        return "a text of too many letters"
    return ""


def _fits(value: object) -> bool:
    if isinstance(value, int):
        return -INTEGER_MAX <= value <= INTEGER_MAX
    if isinstance(value, dict):
        return all(_fits(inner) for inner in value.values())
    return all(_fits(inner) for inner in value) if isinstance(value, list) else True


def _texts(value: object, without: Collection[str] = ()) -> Iterable[str]:
    """Every text in a decoded line, but those that stand under a name in `without`."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in without:
                yield from _texts(inner, without)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, without)


def clean_text(text: str, longest: int = TEXT_LETTERS_MAX) -> str:
    """The text as a line may hold it: NFC, single spaces; `longest` in characters.

    Raises Refusal `text-unclean` (control or direction characters, lone surrogates),
    `text-too-long`.
    """
    clean = " ".join(unicodedata.normalize("NFC", text).split())
    if _UNCLEAN.search(clean) or any("\ud800" <= letter <= "\udfff" for letter in clean):
        raise refuse("text-unclean")
    if len(clean) > longest:
        raise refuse("text-too-long", most=longest)
    return clean

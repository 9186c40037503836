"""What somebody types to find a person, a loan, a request or a place, and how well it fits.

Click letters are found in any spelling, and when they are left out; words in any order; a telephone
by its end; a number with or without the word before it: "loan 12", "no. 12", "12".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .names import fold, is_seen

LETTERS_MAX: Final = 80
PHONE_END_LEAST, PHONE_END_MOST = 4, 8  # without what stands before it in or out of a country
WHOLE, BEGINS, HAS, SOUNDS, NOT = 4, 3, 2, 1, 0

_JOINTS: Final = re.compile(r"[\-\u2010-\u2015_]+")
_APOSTROPHES: Final = re.compile("['\u2018\u2019\u02bc`]")
_CLICKS: Final = str.maketrans("", "", "/#!")
_NUMBERED: Final = re.compile(r"(\D*?)[\s.:#/]*0*(\d{1,9})")
_DIALLED: Final = re.compile(r"\+?[\d\s()./-]+")
_SIGNS: Final = frozenset(("", "no", "nr", "number"))


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for. `text`: as it was typed, on one line; `words`: as they are compared.

    `number` with the `word` that stood before it (0: no number); `dialled`: the end of a telephone
    number, or "".
    """

    text: str
    words: tuple[str, ...]
    word: str
    number: int
    dialled: str


def sought(typed: str) -> Sought | None:
    """What somebody typed, or None where nothing of it can be looked for."""
    seen = "".join(letter if letter.isprintable() else " " for letter in typed[:LETTERS_MAX])
    text = " ".join(seen.split())
    words = tuple(plain(text).split())
    if not words or not is_seen(text):
        return None
    numbered = _NUMBERED.fullmatch(" ".join(words))
    digits = re.sub(r"\D", "", text) if _DIALLED.fullmatch(text) else ""
    return Sought(
        text=text,
        words=words,
        word=numbered[1].strip(" .:#") if numbered else "",
        number=int(numbered[2]) if numbered else 0,
        dialled=digits[-PHONE_END_MOST:] if len(digits) >= PHONE_END_LEAST else "",
    )


def plain(name: str) -> str:
    """A name as it is compared here: folded, double names as two words, without apostrophes."""
    return " ".join(_JOINTS.sub(" ", _APOSTROPHES.sub("", fold(name))).split())


# What many look for again and again, and is no person's name: groups, requests, places.
known: Final = lru_cache(maxsize=1 << 15)(plain)


def fits(what: Sought, texts: Iterable[str]) -> int:
    """How well the best of these texts (`plain`) fits: `WHOLE` to `SOUNDS`, or `NOT`."""
    return max((_fits(what.words, one) for one in texts), default=NOT)


def _fits(words: tuple[str, ...], text: str) -> int:
    whole = " ".join(words)
    if text == whole:
        return WHOLE
    if text.startswith(whole):
        return BEGINS
    if all(word in text for word in words):
        return HAS
    if not any(sign in part for part in (text, whole) for sign in "/#!"):
        return NOT
    bare = tuple(found for word in words if (found := word.translate(_CLICKS)))
    heard = text.translate(_CLICKS)
    return SOUNDS if bare and all(word in heard for word in bare) else NOT


def is_numbered(what: Sought, number: int, names: Iterable[str] = ()) -> bool:
    """Whether it is this number: alone, after "no.", or after one of these names of such things."""
    if not number or what.number != number:
        return False
    return what.word in _SIGNS or what.word in {plain(name).strip(" .:#") for name in names}


def is_dialled(what: Sought, phone: str) -> bool:
    """Whether a telephone number ends so."""
    digits = re.sub(r"\D", "", phone)
    return bool(what.dialled) and digits.endswith(what.dialled)

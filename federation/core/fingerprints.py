"""What of a person is compared, in one form however it was typed; and keyed hashes of it.

Whom to compare at all is found by blocking: two people are compared when they share a key, and a
key is the HMAC (RFC 2104, SHA-256) of such a form under a secret of one office, cut to 64 bits.
So the tables of keys hold no name and no number, and nothing can be looked up in them without
that secret.

The skeleton of a name is what is left of it for the ear: clicks, vowels after the first letter
and letters that stand for one another in the spellings of this country fall together, after the
idea of Soundex and its followers (P. Christen, *Data Matching*, Springer 2012, chapter 4).
"""

import hmac
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from .names import fold, fold_number

# Of a telephone number the last eight digits are compared: with or without the country's and the
# trunk prefix it is the same telephone (as Android compares callers, by their last digits).
PHONE_DIGITS: Final = 8
PHONE_DIGITS_MIN: Final = 7
DOCUMENT_LETTERS_MIN: Final = 5
PARTS_MOST: Final = 4
IDENTITY_DIGITS: Final = (11, 13)
BORN_LATEST: Final = 15  # in this century

# Sorts of keys. `PART` only counts how many people bear a name, as it is heard and as it is
# spelled; nobody is compared for it.
PART: Final = 0
PART_AND_YEAR: Final = 1
NAMES: Final = 2
PHONE: Final = 3
DOCUMENT: Final = 4
PLOT: Final = 5

# How many may share a key and still be compared for it; beyond that it says too little. Two names
# that more than a few bear together are found by the year, the telephone or the paper.
SHARED_MOST: Final = (0, 150, 16, 80, 12, 12)

_KEY_BYTES: Final = 8
_MONTHS, _DAYS = 12, 31
_LAST_CENTURY, _THIS_CENTURY = 1900, 2000
_CLICK_SIGNS: Final = str.maketrans("", "", "!/#'’ʼ`´.\"")
_WORDS: Final = re.compile(r"[^\W\d_]+")
_BETWEEN_PHONES: Final = re.compile(r"[/,;|&]| or | and ")
_WORDS_AND_NUMBERS: Final = re.compile(r"[^\W\d_]+|\d+")
_SAY_NOTHING: Final = frozenset({"erf", "plot", "no", "number", "house", "stand", "block"})
_TITLES: Final = frozenset(
    {"mr", "mrs", "ms", "miss", "dr", "meme", "tate", "kuku", "ouma", "oupa"}
)
_ALIKE: Final = (
    *(
        ("ny", "n"),
        ("nj", "n"),
        ("tsch", "s"),
        ("sch", "s"),
        ("tj", "s"),
        ("sh", "s"),
        ("sj", "s"),
        ("ch", "s"),
    ),
    *(("ph", "f"), ("th", "t"), ("kh", "k"), ("gh", "g"), ("ck", "k"), ("qu", "k")),
    *(("x", "k"), ("q", "k"), ("c", "k"), ("z", "s"), ("v", "w"), ("l", "r"), ("y", "i")),
    *(("mb", "b"), ("nd", "d"), ("ng", "g")),
)
_AFTER_FIRST: Final = frozenset("aeiouhjw")


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a name: folded, without clicks, and its skeleton."""

    text: str
    skeleton: str


@dataclass(frozen=True, slots=True)
class Form:
    """A person in the form in which she is compared; a gender of "": not told.

    `clicks` are the words of her name with clicks as they were folded. `birth_years`: the one that
    was told, and the one that her identity number begins with where it is another; `is_identity`:
    the number of her paper is such a one.
    """

    parts: tuple[Part, ...]
    clicks: tuple[str, ...]
    phones: tuple[str, ...]
    document: str
    birth_years: tuple[int, ...]
    gender: str
    is_identity: bool


@dataclass(frozen=True, slots=True)
class Key:
    """A blocking key: what sort it is of, and its hash, a whole number of 64 bits with sign."""

    sort: int
    hash: int


def form_of(name: str, phone: str, id_number: str, birth_year: int, gender: str) -> Form:
    """The form of what a group wrote down of a member."""
    folded = fold(name).replace("-", " ")
    words = [word for word in folded.split() if _bare(word)]
    bare = [_bare(word) for word in words]
    kept = [place for place, word in enumerate(bare) if word not in _TITLES] or range(len(bare))
    some = list(kept)[:PARTS_MOST]
    number = document(id_number)
    born = born_in(number)
    return Form(
        parts=tuple(Part(bare[place], skeleton(bare[place])) for place in some),
        clicks=tuple(words[place] for place in some),
        phones=phones(phone),
        document=number,
        birth_years=tuple(dict.fromkeys(year for year in (birth_year, born) if year)),
        gender=gender if gender in ("f", "m") else "",
        is_identity=bool(born),
    )


def _bare(word: str) -> str:
    """A folded word without clicks and signs: letters alone."""
    return "".join(_WORDS.findall(word.translate(_CLICK_SIGNS)))


def skeleton(word: str) -> str:
    """What of a bare word (letters alone) can be heard, however it is spelled."""
    for written, heard in _ALIKE:
        word = word.replace(written, heard)
    told = word[:1]
    for letter in word[1:]:
        if letter not in _AFTER_FIRST and letter != told[-1]:
            told += letter
    return "a" + told[1:] if told[:1] in "eiou" else told


def phones(text: str) -> tuple[str, ...]:
    """The telephones of a field, each by its last digits; one field often holds two."""
    several = [_digits(part) for part in _BETWEEN_PHONES.split(text.lower())]
    if any(len(one) < PHONE_DIGITS_MIN for one in several):
        several = [_digits(text)]  # 081/1234567 is one
    found = (one[-PHONE_DIGITS:] for one in several if len(one) >= PHONE_DIGITS_MIN)
    return tuple(dict.fromkeys(one for one in found if len(set(one)) > 1))


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(one)) for one in text if one.isdigit())


def document(number: str) -> str:
    """The number of a paper, letters and digits alone; "" for none, and for 0000000 and such."""
    told = fold_number(number).replace("/", "")
    is_one = len(told) >= DOCUMENT_LETTERS_MIN and len(set(told)) > 1
    return told if is_one and any(one.isdigit() for one in told) else ""


def born_in(number: str) -> int:
    """The year of birth that an identity number (as `document` has it) begins with, or 0.

    Those of Namibia (eleven digits) and of South Africa (thirteen) begin with the day of birth,
    YYMMDD. Of two centuries it is the one in which a member can have been born.
    """
    if len(number) not in IDENTITY_DIGITS or not number.isdecimal():
        return 0
    year, month, day = (int(number[at : at + 2]) for at in (0, 2, 4))
    if not (1 <= month <= _MONTHS and 1 <= day <= _DAYS):
        return 0
    return year + (_THIS_CENTURY if year <= BORN_LATEST else _LAST_CENTURY)


def plot(number: str, block: str) -> str:
    """A plot by its number and block; "" without a number. Words like erf say nothing."""
    words = [_WORDS_AND_NUMBERS.findall(fold(one)) for one in (number, block)]
    kept = ["".join(one for one in some if one not in _SAY_NOTHING) for some in words]
    return " ".join(kept) if kept[0] else ""


def keys(form: Form, secret: bytes) -> Iterator[Key]:
    """The keys of a person under an office's secret: whoever shares one is compared with her."""
    heard = tuple(dict.fromkeys(one.skeleton for one in form.parts if len(one.text) > 1))
    for spelled in dict.fromkeys(one.text for one in form.parts):
        yield key_of(PART, as_spelled(spelled), secret)
    for one in heard:
        yield key_of(PART, one, secret)
        for year in form.birth_years:
            yield key_of(PART_AND_YEAR, f"{one} {year}", secret)
    for two in combinations(sorted(heard), 2):
        yield key_of(NAMES, " ".join(two), secret)
    for one in form.phones:
        yield key_of(PHONE, one, secret)
    if form.document:
        yield key_of(DOCUMENT, form.document, secret)


def as_spelled(text: str) -> str:
    """What stands for a word of a name in this spelling, beside the skeletons."""
    return f"={text}"


def key_of(sort: int, text: str, secret: bytes) -> Key:
    """The key of one text."""
    told = hmac.digest(secret, f"{sort} {text}".encode(), "sha256")
    return Key(sort, int.from_bytes(told[:_KEY_BYTES], "big", signed=True))

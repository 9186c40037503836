"""Catalogues of words: which languages there are, what is shipped, and who vouches for it.

A message is known by its English words. Shipped words stand in `locale/LANG/LC_MESSAGES/
messages.po`, read with Babel when a language is first spoken; those that no speaker has confirmed
carry the mark `fuzzy` (GNU gettext manual, "Fuzzy Entries"). A federation's own words lie over
them: `Catalogue.own`, by the same English message.
"""

import gettext as _gettext
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from federation import assets

ENGLISH: Final = "en"
# Every language that the pages may speak, by its ISO 639 code, under its own name.
LANGUAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "en": "English",
        "ng": "Oshindonga",
        "kj": "Oshikwanyama",
        "naq": "Khoekhoegowab",
        "af": "Afrikaans",
        "hz": "Otjiherero",
        "kwn": "Rukwangali",
        "loz": "SiLozi",
        "pt": "Português",
        "sw": "Kiswahili",
    }
)
ONE_OR_MANY: Final = (2, "n != 1")
# How many forms a counted message has, and which one a number takes, as CLDR has it ("Language
# Plural Rules"); `pt` is the Portuguese of Europe and Africa. Languages that CLDR does not know
# count as English does until a speaker says otherwise.
PLURALS: Final[Mapping[str, tuple[int, str]]] = MappingProxyType(
    {"naq": (3, "n == 1 ? 0 : n == 2 ? 1 : 2")}
)
KEY_LETTERS: Final = 12


@dataclass(frozen=True, slots=True)
class Term:
    """One message to translate: its English for one and for many ("": not counted), and notes."""

    key: str
    one: str
    many: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Translated:
    """A message in another language, a form per plural; has a speaker confirmed it?"""

    forms: tuple[str, ...]
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """How far a language is: messages in all, those with words, those a speaker confirmed."""

    terms: int
    translated: int
    confirmed: int

    @property
    def unconfirmed(self) -> int:
        """Those with words that nobody has confirmed yet."""
        return self.translated - self.confirmed


NO_WORDS: Final[Mapping[str, Translated]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A language: a federation's own words over those that are shipped; English where both lack."""

    shipped: Mapping[str, Translated]
    own: Mapping[str, Translated]
    index: Callable[[int], int]

    def find(self, message: str) -> Translated | None:
        """What stands for a message, by its English (of a counted one: that for one)."""
        return self.own.get(message) or self.shipped.get(message)

    def one(self, message: str) -> str:
        """The message, in English where it has no words."""
        found = self.find(message)
        return (found.forms[0] if found else "") or message

    def counted(self, one: str, many: str, count: int) -> str:
        """The message for so many."""
        found = self.find(one)
        at = self.index(abs(count))
        if found and at < len(found.forms) and found.forms[at]:
            return found.forms[at]
        return one if count == 1 else many

    def count(self) -> Count:
        """How far it is, of the messages that the program has."""
        found = [self.find(term.one) for term in terms()]
        told = [one for one in found if one and all(one.forms)]
        return Count(len(found), len(told), sum(one.is_confirmed for one in told))


def term_key(one: str) -> str:
    """The key of a message: the first 12 hexadecimal digits of its English's SHA-256."""
    return hashlib.sha256(one.encode()).hexdigest()[:KEY_LETTERS]


def plural_rule(code: str) -> tuple[int, str]:
    """How many forms a language counts with, and gettext's expression that picks one."""
    return PLURALS.get(code, ONE_OR_MANY)


@cache
def terms() -> tuple[Term, ...]:
    """Every message of the program, in the order of the template file."""
    return tuple(
        Term(term_key(one.key), one.key, one.many, one.notes)
        for one in _read(assets.folder("locale") / "messages.pot")
    )


@cache
def shipped(code: str) -> Mapping[str, Translated]:
    """The words that come with the program for a language, by their English; none: empty."""
    path = assets.folder("locale") / code / "LC_MESSAGES" / "messages.po"
    if code not in LANGUAGES or not path.is_file():
        return NO_WORDS
    return MappingProxyType(
        {one.key: Translated(one.forms, one.is_confirmed) for one in _read(path) if any(one.forms)}
    )


def catalogue(code: str, own: Mapping[str, Translated] = NO_WORDS) -> Catalogue:
    """The words of a language. English, which needs none, for a code that is not known."""
    return Catalogue(shipped(code), own, _index(plural_rule(code)[1]))


@cache
def _index(expression: str) -> Callable[[int], int]:
    return _gettext.c2py(expression)


@dataclass(frozen=True, slots=True)
class _Line:
    """One message of a catalogue's file."""

    key: str
    many: str
    forms: tuple[str, ...]
    is_confirmed: bool
    notes: tuple[str, ...]


def _read(path: Path) -> tuple[_Line, ...]:
    # Babel takes a third of a second to come: only where a catalogue is read.
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with path.open("rb") as source:
        found = read_po(source)
    lines = []
    for message in found:
        ids, told = _texts(message.id), _texts(message.string)
        if ids[0]:
            notes = tuple(message.auto_comments)
            many = ids[1] if len(ids) > 1 else ""
            lines.append(_Line(ids[0], many, told, not message.fuzzy, notes))
    return tuple(lines)


def _texts(told: object) -> tuple[str, ...]:
    """A message of one form or of several, as Babel tells it, always as several."""
    return tuple(map(str, told)) if isinstance(told, tuple | list) else (str(told or ""),)

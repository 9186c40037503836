"""The words of the pages: written at the hub's desk, confirmed there by another, handed out.

`term` is the key of an English message (12 hex digits, the first of its SHA-256). `forms` are the
translation, one for each plural form of the language, or one alone; a new line stands as ⏎.
"""

import msgspec

from .base import Dated


class TermTranslated(Dated, frozen=True, kw_only=True, tag="term-translated"):
    """A translator wrote a term; `english` is what it was made of. A later one counts."""

    language: str
    term: str
    english: str
    forms: tuple[str, ...]


class TermConfirmed(Dated, frozen=True, kw_only=True, tag="term-confirmed"):
    """A second person, who speaks the language, read these forms and stands for them."""

    language: str
    term: str
    english: str
    forms: tuple[str, ...]


class TermSentBack(Dated, frozen=True, kw_only=True, tag="term-sent-back"):
    """A second person read it and wants it otherwise; nobody speaks it until it is written anew."""

    language: str
    term: str
    reason: str


class HandedWord(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A term as it is handed out; without forms it is taken back."""

    term: str
    forms: tuple[str, ...]
    is_confirmed: bool = False


class WordsHandedOut(Dated, frozen=True, kw_only=True, tag="words-handed-out"):
    """Words of the desk for every group: what changed in a language since `issue` before.

    One hand-out of many words comes in several entries of one `issue`; a later one counts.
    """

    language: str
    issue: int
    words: tuple[HandedWord, ...]


class OwnWordChosen(Dated, frozen=True, kw_only=True, tag="own-word-chosen"):
    """The group's own word for a thing of the trade (a code); "": the word of the pages again."""

    thing: str
    text: str = ""

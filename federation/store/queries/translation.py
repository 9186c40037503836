"""Reads of the words of the pages: the desk, what was handed out, groups' own words."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import peewee as pw

from ..tables import DeskTerm, HandedTo, HandedWord, OwnWord, WordsTurn


@dataclass(frozen=True, slots=True)
class DeskView:
    """A term at the desk; `writer` 0: shipped with the program. `forms`: ⏎ for a new line."""

    term: str
    english: str
    forms: tuple[str, ...]
    state: str
    writer: int
    written_on: str
    reviewer: int
    judged_on: str
    reason: str


@dataclass(frozen=True, slots=True)
class HandedView:
    """A term as it was last handed out, by which `issue`; without forms: taken back."""

    term: str
    forms: tuple[str, ...]
    is_confirmed: bool
    issue: int


@dataclass(frozen=True, slots=True)
class OwnWordView:
    """A group's own word for a thing, and since when."""

    thing: str
    text: str
    day: str


def desk(db: pw.Database, language: str, term: str = "") -> Mapping[str, DeskView]:
    """The terms of a language that were ever written or judged here (or one), by their key."""
    query = DeskTerm.select(
        DeskTerm.term,
        DeskTerm.english,
        DeskTerm.forms,
        DeskTerm.state,
        DeskTerm.writer,
        DeskTerm.written_on,
        DeskTerm.reviewer,
        DeskTerm.judged_on,
        DeskTerm.reason,
    ).where(DeskTerm.language == language)
    if term:
        query = query.where(DeskTerm.term == term)
    return {
        key: DeskView(key, english, tuple(json.loads(forms)), *rest)
        for key, english, forms, *rest in query.tuples().execute(db)
    }


def handed(db: pw.Database, language: str) -> Mapping[str, HandedView]:
    """What was handed out of a language: at the hub by it, at a group to it."""
    query = HandedWord.select(
        HandedWord.term, HandedWord.forms, HandedWord.is_confirmed, HandedWord.issue
    ).where(HandedWord.language == language)
    return {
        key: HandedView(key, tuple(json.loads(forms)), bool(confirmed), issue)
        for key, forms, confirmed, issue in query.tuples().execute(db)
    }


def told(db: pw.Database, language: str) -> Mapping[str, int]:
    """Up to which hand-out each group has the words of a language, by its node id."""
    rows = HandedTo.select(HandedTo.node, HandedTo.issue).where(HandedTo.language == language)
    return dict(rows.tuples().execute(db))


def turn(db: pw.Database, what: str, language: str) -> int:
    """How often the words of a language changed here, of the desk or handed out; 0: never."""
    found = (
        WordsTurn.select(WordsTurn.turn)
        .where(WordsTurn.what == what, WordsTurn.language == language)
        .scalar(db)
    )
    return int(found or 0)


def own_words(db: pw.Database, book: int) -> Mapping[str, OwnWordView]:
    """The words that a group chose for itself, by the thing."""
    rows = (
        OwnWord.select(OwnWord.thing, OwnWord.text, OwnWord.day)
        .where(OwnWord.book == book, OwnWord.text != "")
        .order_by(OwnWord.thing)
    )
    return {row[0]: OwnWordView(*row) for row in rows.tuples().execute(db)}


def called(db: pw.Database, thing: str = "") -> Mapping[str, tuple[tuple[str, int], ...]]:
    """What groups call each thing (or one), with how many do; the word of most groups first."""
    query = OwnWord.select(OwnWord.thing, OwnWord.text).where(OwnWord.text != "")
    if thing:
        query = query.where(OwnWord.thing == thing)
    counted: dict[str, Counter[str]] = {}
    for name, text in query.tuples().execute(db):
        counted.setdefault(name, Counter())[text.casefold()] += 1
    return {
        name: tuple(sorted(words.items(), key=lambda one: (-one[1], one[0])))
        for name, words in counted.items()
    }

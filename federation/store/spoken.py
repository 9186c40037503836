"""What a node's pages speak beside the words that are shipped.

At the hub that is the desk's words, at a group those that were handed out, and the group's own
words over all. They are read anew when they changed, not for each page: one small question tells.
Words that do not fit the English of this program (another version wrote them) stay unspoken.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from types import MappingProxyType
from typing import Final

import peewee as pw

from federation import catalogues
from federation.catalogues import ENGLISH, NO_WORDS, Term, Translated
from federation.core import glossary
from federation.core.rules import translation as rules

from .projections.translation import DESK, HANDED
from .queries import translation

Words = Mapping[str, Translated]

# Asked with every page: in plain words, for Peewee takes longer over its own.
_TURNS: Final = "SELECT language, turn FROM words_turn WHERE what = ?"
_OWN: Final = "SELECT thing, text FROM own_word WHERE text <> '' ORDER BY thing"


@dataclass(frozen=True, slots=True)
class State:
    """How often the words of each language changed here, and the group's own words as they are."""

    turns: Mapping[str, int]
    own: tuple[tuple[str, str], ...]


NOTHING: Final = State(MappingProxyType({}), ())
Key = tuple[int, tuple[tuple[str, str], ...]]


class Spoken:
    """The words of one node, kept by language until they change. Threads may share it."""

    def __init__(self, role: str) -> None:
        self._role = role
        self._kept: dict[tuple[str, bool], tuple[Key, Words]] = {}
        self._lock = Lock()

    def state(self, db: pw.Database) -> State:
        """What tells whether anything changed: two small questions."""
        if self._role not in ("hub", "group"):
            return NOTHING
        run = db.connection().execute
        turns = dict(run(_TURNS, (DESK if self._role == "hub" else HANDED,)).fetchall())
        own = () if self._role == "hub" else tuple(map(tuple, run(_OWN).fetchall()))
        return State(turns, own)

    def words(self, db: pw.Database, language: str, state: State | None = None) -> Words:
        """What lies over the shipped words of a language, by their English.

        `state`: as it was read already for this page; without the group's own words in it, those
        of the federation alone.
        """
        now = state if state is not None else self.state(db)
        key = now.turns.get(language, 0), now.own
        if key == (0, ()):
            return NO_WORDS
        with self._lock:
            kept = self._kept.get((language, bool(now.own)))
            if kept is not None and kept[0] == key:
                return kept[1]
        made = self._make(db, language, key)
        with self._lock:
            self._kept[language, bool(now.own)] = key, made
        return made

    def _make(self, db: pw.Database, language: str, key: Key) -> Words:
        found = dict(fitting(language, self._told(db, language) if key[0] else {}))
        # A group's own words alone make no language: they stand in one that has words.
        if found or language == ENGLISH or catalogues.shipped(language):
            found.update(own_words(key[1]))
        return MappingProxyType(found)

    def _told(self, db: pw.Database, language: str) -> Mapping[str, Translated]:
        if self._role == "hub":
            return {
                key: Translated(one.forms, one.state == rules.CONFIRMED)
                for key, one in translation.desk(db, language).items()
                if one.forms and one.state != rules.SENT_BACK
            }
        return {
            key: Translated(one.forms, one.is_confirmed)
            for key, one in translation.handed(db, language).items()
            if one.forms
        }


def fitting(
    language: str, told: Mapping[str, Translated], among: Iterable[Term] | None = None
) -> Iterator[tuple[str, Translated]]:
    """English message and translation, of those (by key) that can be spoken here."""
    plurals = catalogues.plural_rule(language)[0]
    for term in (catalogues.terms() if among is None else among) if told else ():
        found = told.get(term.key)
        if found is not None and rules.is_fit(term.one, term.many, found.forms, plurals):
            forms = tuple(map(rules.shown, found.forms))
            yield term.one, Translated(forms, found.is_confirmed)


def own_words(chosen: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Translated]]:
    """What a group's own words (thing, word) stand for: labels that are nothing but that thing."""
    for thing, text in chosen:
        for label in glossary.LABELS.get(thing, ()) if glossary.is_own_word(thing, text) else ():
            if rules.is_fit(label, "", (text,), 1):
                word = glossary.in_place_of(label, text)
                yield label, Translated((word,), is_confirmed=True)

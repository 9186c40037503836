"""What the pages of the translation desk stand on: the terms of a language as they are now."""

import inspect
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from types import CodeType
from typing import Any, Final

from flask import current_app

from federation import catalogues
from federation.books import screens
from federation.books.screens import AREAS, SUNDAY, Where
from federation.catalogues import Term
from federation.commands.translation import DESK_LANGUAGES, Now, now_of, terms_by_key
from federation.core.refusals import refuse
from federation.core.rules.translation import SENT_BACK
from federation.store import Database
from federation.store.projections.translation import DESK
from federation.store.queries import translation
from federation.store.queries.translation import DeskView

from ..here import store
from ..pages import Page
from ..shared.keeping import Newest

MISSING: Final = "missing"
UNCONFIRMED: Final = "unconfirmed"
CONFIRMED: Final = "confirmed"
STATES: Final = (MISSING, UNCONFIRMED, SENT_BACK, CONFIRMED)
LIKE_LEAST: Final = 0.6  # of what two sentences have in common (difflib, "ratio")
LIKE_MOST: Final = 3
_kept: Final[Newest[tuple["Row", ...]]] = Newest()
_old: Final[Newest[tuple[DeskView, ...]]] = Newest()


@dataclass(frozen=True, slots=True)
class Row:
    """A term, how it stands, and where it is read."""

    term: Term
    now: Now
    where: Where

    @property
    def state(self) -> str:
        """One of `STATES`."""
        if self.now.state == SENT_BACK:
            return SENT_BACK
        if not self.now.forms:
            return MISSING
        return CONFIRMED if self.now.is_confirmed else UNCONFIRMED

    @property
    def pill(self) -> str:
        """The code of its state in words: whose words wait is told, too."""
        if self.state != UNCONFIRMED:
            return self.state
        return self.now.state or "shipped"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a language is, in all and of the words of the Sunday path."""

    terms: int
    translated: int
    confirmed: int
    sunday: int
    sunday_translated: int
    sunday_confirmed: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Which terms are looked at: by state, area and what they say; each "" for all."""

    state: str = ""
    area: str = ""
    q: str = ""

    def takes(self, row: Row) -> bool:
        """Whether a term is among them."""
        if self.state and row.state != self.state:
            return False
        if self.area and row.where.area != self.area:
            return False
        told = (row.term.one, row.term.many, *row.now.forms, *row.where.codes)
        return not self.q or any(self.q.casefold() in one.casefold() for one in told)

    def query(self) -> dict[str, Any]:
        """As it stands in an address."""
        told = {"state": self.state, "area": self.area, "q": self.q}
        return {name: value for name, value in told.items() if value}


def filter_of(told: Mapping[str, str]) -> Filter:
    """The filter of an address; what it does not know it leaves out."""
    state, area = told.get("state", ""), told.get("area", "")
    return Filter(
        state if state in STATES else "",
        area if area in AREAS else "",
        told.get("q", "").strip()[:80],
    )


def check_language(code: str) -> str:
    """Raises Refusal `language-unknown`."""
    if code not in DESK_LANGUAGES:
        raise refuse("language-unknown")
    return code


def rows(db: Database, language: str) -> tuple[Row, ...]:
    """Every term of a language, those of the Sunday path first; kept until the desk changes."""
    at = (store().node.settings.node_id, language, translation.turn(db, DESK, language))
    return _kept.get(at, lambda: _rows(db, language))


def _rows(db: Database, language: str) -> tuple[Row, ...]:
    desk, places = translation.desk(db, language), screens.screens()
    made = [
        Row(term, now_of(language, term, desk.get(term.key)), places[term.one])
        for term in catalogues.terms()
    ]
    return tuple(sorted(made, key=lambda row: screens.place_of(row.where)))


def earlier(db: Database, language: str, term: Term) -> tuple[DeskView, ...]:
    """Terms of other versions of the program that are much like this one, the likest first."""
    at = (store().node.settings.node_id, language, translation.turn(db, DESK, language))
    old = _old.get(at, lambda: _gone(db, language))
    look = SequenceMatcher(b=term.one, autojunk=False)
    found = []
    for one in old:
        look.set_seq1(one.english)
        if look.real_quick_ratio() >= LIKE_LEAST and (like := look.ratio()) >= LIKE_LEAST:
            found.append((like, one))
    return tuple(one for _, one in sorted(found, key=lambda one: -one[0])[:LIKE_MOST])


def _gone(db: Database, language: str) -> tuple[DeskView, ...]:
    """What was translated for another version: this program has no such message."""
    known = terms_by_key()
    desk = translation.desk(db, language).values()
    return tuple(one for one in desk if one.term not in known and one.forms)


def progress(every: tuple[Row, ...]) -> Progress:
    """How far a language is. What was sent back counts as not translated."""
    done = [row for row in every if row.state in (UNCONFIRMED, CONFIRMED)]
    sure = [row for row in done if row.state == CONFIRMED]
    return Progress(
        len(every),
        len(done),
        len(sure),
        _on_sunday(every),
        _on_sunday(done),
        _on_sunday(sure),
    )


def _on_sunday(some: "tuple[Row, ...] | list[Row]") -> int:
    return sum(row.where.area == SUNDAY for row in some)


def after(every: tuple[Row, ...], key: str, chosen: Filter) -> str:
    """The term to look at after this one: the next that the filter takes, or the first; or ""."""
    at = next((place for place, row in enumerate(every) if row.term.key == key), 0)
    found = (
        row.term.key
        for row in (*every[at + 1 :], *every[:at])
        if row.term.key != key and chosen.takes(row)
    )
    return next(found, "")


def addresses() -> Mapping[str, str]:
    """The address of each page of this office that needs no further word, by its template."""
    return _addresses(current_app.name, len(list(current_app.url_map.iter_rules())))


@cache
def _addresses(_app: str, _rules: int) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for rule in current_app.url_map.iter_rules():
        if rule.arguments or "GET" not in (rule.methods or ()):
            continue
        view = inspect.unwrap(current_app.view_functions[rule.endpoint])
        names = vars(sys.modules[view.__module__])
        for template in _templates(view.__code__, names):
            found.setdefault(template.removesuffix(".html"), rule.rule)
    return found


def _templates(code: CodeType, names: Mapping[str, object], *, deep: bool = True) -> Iterator[str]:
    """The templates of the pages that a view makes, itself or by one function of its module."""
    for name in code.co_names:
        one = names.get(name)
        if isinstance(one, type) and issubclass(one, Page) and one.template:
            yield one.template
        elif deep and inspect.isfunction(one):
            yield from _templates(one.__code__, names, deep=False)

"""The translation desk at the hub: terms written, confirmed by another, sent back, handed out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from federation import catalogues
from federation.catalogues import Term
from federation.core import canonical, kinds
from federation.core import events as e
from federation.core.refusals import refuse
from federation.core.rules import translation as rules
from federation.store import Database, Draft
from federation.store.queries import requests as asked
from federation.store.queries import translation as views
from federation.store.queries.hub import regions
from federation.store.queries.translation import DeskView, HandedView

from .deed import Decision, Desk, Order

# Languages that the desk works on: all that the pages may speak but the one they are written in.
DESK_LANGUAGES: Final = tuple(one for one in catalogues.LANGUAGES if one != catalogues.ENGLISH)
# Words on one line: far below what a line may hold, so that a batch is cut between them.
LINE_BYTES: Final = 24_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing(Order):
    """Something said at the desk of a language."""

    language: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslateTerm(Writing):
    """Write a term in a language: a form for each plural, or one alone."""

    term: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmTerm(Writing):
    """Stand for a term as it was read: these forms."""

    term: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBackTerm(Writing):
    """Ask that a term be written otherwise."""

    term: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOut(Writing):
    """Hand out what changed in a language since it was handed out before, to every group.

    `unconfirmed`: words that no second person confirmed yet go with it, marked so. `region`: the
    code of the region whose groups get it now; "": all. The others get all of it when they do.
    """

    unconfirmed: bool = False
    region: str = ""


@dataclass(frozen=True, slots=True)
class Now:
    """A term as the hub speaks it now; `writer` 0 where it was shipped; no forms: English."""

    forms: tuple[str, ...]
    is_confirmed: bool
    writer: int
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """What a hand-out would send: words to each group (node id), and those new since the last.

    `confirmed`, `unconfirmed`, `gone`: of the new ones. `waiting`: words that stay here because
    nobody confirmed them. `issue`: its number.
    """

    issue: int
    new: tuple[e.HandedWord, ...]
    groups: Mapping[str, tuple[e.HandedWord, ...]]
    waiting: int

    @property
    def gone(self) -> int:
        """New ones that are taken back."""
        return sum(not one.forms for one in self.new)

    @property
    def confirmed(self) -> int:
        """New ones that a second person confirmed."""
        return sum(one.is_confirmed for one in self.new)

    @property
    def unconfirmed(self) -> int:
        """New ones that nobody confirmed."""
        return len(self.new) - self.gone - self.confirmed


def check_here(desk: Desk, language: str) -> None:
    """Raises Refusal `desk-not-here`, `language-unknown`."""
    if desk.node.settings.role != "hub":
        raise refuse("desk-not-here")
    if language not in DESK_LANGUAGES:
        raise refuse("language-unknown")


@cache
def terms_by_key() -> Mapping[str, Term]:
    """Every message of the program by its key."""
    return MappingProxyType({one.key: one for one in catalogues.terms()})


def term_of(key: str) -> Term:
    """A message of the program. Raises Refusal `term-unknown`."""
    found = terms_by_key().get(key)
    if found is None:
        raise refuse("term-unknown")
    return found


def now_of(language: str, term: Term, desk: DeskView | None) -> Now:
    """How a term stands: the desk's own word, or what is shipped."""
    if desk is not None and desk.forms:
        is_confirmed = desk.state == rules.CONFIRMED
        return Now(desk.forms, is_confirmed, desk.writer, desk.state, desk.reason)
    found = catalogues.shipped(language).get(term.one)
    sent_back = (desk.state, desk.reason) if desk is not None else ("", "")
    if found is None:
        return Now((), False, 0, *sent_back)
    forms = tuple(one.replace("\n", rules.NEW_LINE) for one in found.forms)
    return Now(forms, found.is_confirmed and not desk, 0, *sent_back)


def _english(term: Term) -> str:
    return term.one.replace("\n", rules.NEW_LINE)[: canonical.TEXT_LETTERS_MAX]


def _standing(desk: Desk, language: str, key: str) -> tuple[Term, Now]:
    term = term_of(key)
    return term, now_of(language, term, views.desk(desk.db, language, key).get(key))


def translate_term(desk: Desk, order: TranslateTerm) -> Decision:
    """Write it. Raises Refusal `term-unknown`, `term-same`, and as `check_forms` does."""
    check_here(desk, order.language)
    term, now = _standing(desk, order.language, order.term)
    return [written(order, term, order.forms, now)], {"term": term.key}


def written(order: Writing, term: Term, given: tuple[str, ...], now: Now) -> Draft:
    """The entry of a term that is written. Raises Refusal as `translate_term` does."""
    forms = tuple(map(rules.told, given))
    rules.check_forms(term.one, term.many, forms, catalogues.plural_rule(order.language)[0])
    if forms == now.forms and now.state != rules.SENT_BACK:
        raise refuse("term-same")
    event = e.TermTranslated(
        user=order.user,
        day=order.day,
        language=order.language,
        term=term.key,
        english=_english(term),
        forms=forms,
    )
    return Draft(kinds.REGISTER, event)


def confirm_term(desk: Desk, order: ConfirmTerm) -> Decision:
    """Stand for it.

    Raises Refusal `term-unknown`, `term-empty`, `term-own`, `term-changed`, `term-confirmed`, and
    as `check_forms` does for what was shipped.
    """
    check_here(desk, order.language)
    term, now = _standing(desk, order.language, order.term)
    forms = tuple(map(rules.told, order.forms))
    return [confirmed(order, term, forms, now)], {"term": term.key}


def confirmed(order: Writing, term: Term, forms: tuple[str, ...], now: Now) -> Draft:
    """The entry of a term that is confirmed. Raises Refusal as `confirm_term` does."""
    if not now.forms:
        raise refuse("term-empty")
    if forms != now.forms:
        raise refuse("term-changed")
    if now.is_confirmed:
        raise refuse("term-confirmed")
    rules.check_reviewer(now.writer, order.user)
    rules.check_forms(term.one, term.many, forms, catalogues.plural_rule(order.language)[0])
    event = e.TermConfirmed(
        user=order.user,
        day=order.day,
        language=order.language,
        term=term.key,
        english=_english(term),
        forms=forms,
    )
    return Draft(kinds.REGISTER, event)


def send_back_term(desk: Desk, order: SendBackTerm) -> Decision:
    """Ask for other words. Raises Refusal `term-unknown`, `term-empty`, `term-own`, `term-back`."""
    check_here(desk, order.language)
    term, now = _standing(desk, order.language, order.term)
    if not now.forms:
        raise refuse("term-empty")
    if now.state == rules.SENT_BACK:
        raise refuse("term-back")
    rules.check_reviewer(now.writer, order.user)
    event = e.TermSentBack(
        user=order.user,
        day=order.day,
        language=order.language,
        term=term.key,
        reason=order.reason,
    )
    return [Draft(kinds.REGISTER, event)], {"term": term.key}


def due(db: Database, language: str, *, unconfirmed: bool, region: str = "") -> Due:
    """What a hand-out of a language would send now."""
    before, waiting = views.handed(db, language), 0
    new = []
    for key, one in views.desk(db, language).items():
        word, waits = _due_word(key, one, before.get(key), unconfirmed=unconfirmed)
        waiting += waits
        if word is not None:
            new.append(word)
    last = max((one.issue for one in before.values()), default=0)
    issue = last + bool(new)
    fresh = {word.term for word in new}
    stands = [one for one in before.values() if one.term not in fresh]
    told = views.told(db, language)
    groups, made = {}, dict[int, tuple[e.HandedWord, ...]]()
    lives = regions(db) if region else {}
    for partner in asked.partners(db, "group"):
        if region and lives.get(partner.node) != region:
            continue
        has = told.get(partner.node, 0)
        if has not in made:
            made[has] = (*_since(stands, has), *(one for one in new if has or one.forms))
        if made[has] and has < issue:
            groups[partner.node] = made[has]
    return Due(issue, tuple(new), groups, waiting)


def _since(stands: Iterable[HandedView], issue: int) -> Iterator[e.HandedWord]:
    """What was handed out after `issue`; to who has nothing yet, nothing is taken back."""
    for one in stands:
        if one.issue > issue and (issue or one.forms):
            yield e.HandedWord(one.term, one.forms, one.is_confirmed)


def _due_word(
    key: str, one: DeskView, before: HandedView | None, *, unconfirmed: bool
) -> tuple[e.HandedWord | None, bool]:
    """The word to hand out (None: nothing new), and whether it waits for a second person.

    What waits changes nothing at the groups: they go on with what was confirmed before.
    """
    has = before.forms if before is not None else ()
    if one.state == rules.SENT_BACK:
        is_wrong = bool(has) and has == one.forms
        return (e.HandedWord(key, ()) if is_wrong else None), False
    is_confirmed = one.state == rules.CONFIRMED
    if not is_confirmed and not unconfirmed:
        return None, not (before is not None and has == one.forms)
    if before is not None and has == one.forms and before.is_confirmed == is_confirmed:
        return None, False
    return e.HandedWord(key, one.forms, is_confirmed), False


def hand_out(desk: Desk, order: HandOut) -> Decision:
    """Keep it here as handed out, and tell each group. Raises Refusal `words-handed-already`."""
    check_here(desk, order.language)
    found = due(desk.db, order.language, unconfirmed=order.unconfirmed, region=order.region)
    if not found.new and not found.groups:
        raise refuse("words-handed-already")
    drafts = [Draft(kinds.REGISTER, one) for one in _lines(order, found.issue, found.new)]
    made: dict[tuple[e.HandedWord, ...], tuple[e.WordsHandedOut, ...]] = {}
    for node, words in found.groups.items():
        lines = made.get(words)
        if lines is None:
            lines = made[words] = tuple(_lines(order, found.issue, words))
        drafts += [Draft(kinds.REPLIES, one, partner=node) for one in lines]
    return drafts, {"words": len(found.new), "groups": len(found.groups)}


def _lines(order: HandOut, issue: int, words: Iterable[e.HandedWord]) -> Iterator[e.WordsHandedOut]:
    """The words in as many entries as lines of that size take."""
    some: list[e.HandedWord] = []
    size = 0
    for one in words:
        more = len(canonical.encode(one))
        if some and size + more > LINE_BYTES:
            yield _line(order, issue, some)
            some, size = [], 0
        some.append(one)
        size += more
    if some:
        yield _line(order, issue, some)


def _line(order: HandOut, issue: int, words: Iterable[e.HandedWord]) -> e.WordsHandedOut:
    return e.WordsHandedOut(
        user=order.user, day=order.day, language=order.language, issue=issue, words=tuple(words)
    )

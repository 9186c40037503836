"""A translator's file taken in at the desk: whole or not at all, every bad term told."""

from dataclasses import dataclass
from typing import Final

from federation import catalogues
from federation.catalogues import Term
from federation.core.refusals import Refusal, refuse
from federation.core.rules import translation as rules
from federation.store import Draft
from federation.store.queries import translation as views

from .deed import Decision, Desk
from .translation import Now, Writing, check_here, confirmed, now_of, terms_by_key, written

WRITTEN: Final = "written"
CONFIRMED: Final = "confirmed"
LEFT: Final = "left"
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class FileTerm:
    """A message as the file has it; `place`: its line. `is_sure`: it is not marked as fuzzy."""

    place: int
    one: str
    forms: tuple[str, ...]
    is_sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeInWords(Writing):
    """Take in what a translator wrote and read in a file."""

    words: tuple[FileTerm, ...]


def take_in_words(desk: Desk, order: TakeInWords) -> Decision:
    """All of it or nothing; facts: how many were written, confirmed, left as they are, not known.

    Of a message that its translator is sure of, other words than those that stand are written, and
    the same words are confirmed, unless whoever brings the file wrote them, or is not known. What
    she is not sure of is left as it is. A message that this program does not have is left out.

    Raises Refusal `words-file-wrong` (`faults`: line and Refusal of each), `words-file-nothing`.
    """
    check_here(desk, order.language)
    standing = views.desk(desk.db, order.language)
    counts = dict.fromkeys((WRITTEN, CONFIRMED, LEFT, UNKNOWN), 0)
    drafts: list[Draft] = []
    faults: list[tuple[int, str, Refusal]] = []
    for told in order.words:
        term = terms_by_key().get(catalogues.term_key(told.one))
        if term is None:
            counts[UNKNOWN] += 1
            continue
        try:
            what, draft = _taken(
                order, told, term, now_of(order.language, term, standing.get(term.key))
            )
        except Refusal as refusal:
            faults.append((told.place, term.one, refusal))
            continue
        counts[what] += 1
        drafts += [draft] if draft is not None else []
    if faults:
        raise refuse("words-file-wrong", count=len(faults), faults=tuple(faults))
    if not drafts:
        raise refuse("words-file-nothing", unknown=counts[UNKNOWN])
    return drafts, dict(counts)


def _taken(order: TakeInWords, told: FileTerm, term: Term, now: Now) -> tuple[str, Draft | None]:
    """What becomes of one message of the file."""
    if not told.is_sure or not any(one.strip() for one in told.forms):
        return LEFT, None
    forms = tuple(map(rules.told, told.forms))
    if forms != now.forms:
        return WRITTEN, written(order, term, forms, now)
    is_hers = order.user in (0, now.writer)  # nobody confirms at a terminal: who is it?
    if now.is_confirmed or is_hers or now.state == rules.SENT_BACK:
        return LEFT, None
    return CONFIRMED, confirmed(order, term, forms, now)

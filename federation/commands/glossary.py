"""A group's own words for the things of the trade."""

from collections.abc import Mapping
from dataclasses import dataclass

from federation import catalogues, i18n
from federation.core import events as e
from federation.core import kinds
from federation.core.glossary import LABELS, check_own_word, check_untaken
from federation.core.refusals import refuse
from federation.store import Draft
from federation.store.queries import translation
from federation.store.queries.translation import OwnWordView

from .days import check_day
from .deed import Decision, Desk, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseOwnWord(Order):
    """Our word for a thing; "": the word of the pages again."""

    thing: str
    text: str
    day: str


def choose_own_word(desk: Desk, order: ChooseOwnWord) -> Decision:
    """Write it down.

    Raises Refusal `own-word-same`, and as `check_own_word` and `check_untaken` do.
    """
    text = check_own_word(order.thing, order.text)
    check_day(desk, order.day)
    own = translation.own_words(desk.db, desk.book)
    known = own.get(order.thing)
    if text == (known.text if known is not None else ""):
        raise refuse("own-word-same")
    check_untaken(order.thing, text, _names(own))
    event = e.OwnWordChosen(user=order.user, day=order.day, thing=order.thing, text=text)
    return [Draft(kinds.LEDGER, event)], {"thing": order.thing}


def _names(own: Mapping[str, OwnWordView]) -> Mapping[str, set[str]]:
    """What each thing is called: in every language, for a group's word stands in all; by it."""
    languages = (*map(catalogues.shipped, catalogues.LANGUAGES), i18n.words().own)
    names = {thing: set(labels) for thing, labels in LABELS.items()}
    for thing, labels in LABELS.items():
        told = (words.get(one) for one in labels for words in languages)
        names[thing].update(one.forms[0] for one in told if one is not None)
        names[thing].update((own[thing].text,) if thing in own else ())
    return names

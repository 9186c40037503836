"""A group's own words for the things of the trade."""

from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.glossary import check_own_word
from federation.core.refusals import refuse
from federation.store import Draft
from federation.store.queries import translation

from .days import check_day
from .deed import Decision, Desk, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseOwnWord(Order):
    """Our word for a thing; "": the word of the pages again."""

    thing: str
    text: str
    day: str


def choose_own_word(desk: Desk, order: ChooseOwnWord) -> Decision:
    """Write it down. Raises Refusal `own-word-same`, and as `check_own_word` does."""
    text = check_own_word(order.thing, order.text)
    check_day(desk, order.day)
    known = translation.own_words(desk.db, desk.book).get(order.thing)
    if text == (known.text if known is not None else ""):
        raise refuse("own-word-same")
    event = e.OwnWordChosen(user=order.user, day=order.day, thing=order.thing, text=text)
    return [Draft(kinds.LEDGER, event)], {"thing": order.thing}

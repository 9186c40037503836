"""Offers in a history: one that was above what the pot held on its day is taken, and told.

On its page an offer above the pot is refused. In a history it was made long ago, and what has
become of the money since is no reason to forget it.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from federation.core import events as e
from federation.core.accounts import SET_ASIDE
from federation.core.ledger import Key
from federation.core.posting import Posting, Postings
from federation.core.refusals import refuse
from federation.store import Draft

from .items import Item
from .known import Known
from .sifted import Sifted

_SAVED: Final = ("savings", "shares")
_HELD: Final = ("cash", "bank", *SET_ASIDE)
Sums = Counter[tuple[str, str]]


@dataclass(slots=True)
class Pots:
    """What was saved, and what lay there for it, at the end of each day; debit above zero.

    `now`: by account and purpose; `ends`: the same, of each day that went by.
    """

    now: Sums = field(default_factory=Counter)
    ends: dict[str, Sums] = field(default_factory=dict)

    def posted(self, postings: Postings) -> None:
        """Take an entry's postings in."""
        for account, _, purpose, _, amount in postings:
            if account in _SAVED or account in _HELD:
                self.now[account, purpose] += amount

    def close(self, day: str) -> None:
        """A day is over ("": what was before)."""
        self.ends[day] = self.now.copy()

    def offerable(self, day: str, purpose: str) -> int:
        """Minor units that could be offered on a day, of savings for a purpose ("": all)."""
        days = sorted(self.ends)
        held = self.ends[days[bisect_right(days, day) - 1]]
        lies = sum(amount for (account, _), amount in held.items() if account in _HELD)
        accounts = _SAVED[:1] if purpose else _SAVED
        saved = -sum(
            amount
            for (account, what), amount in held.items()
            if account in accounts and purpose in ("", what)
        )
        return max(0, min(saved, lies))


def start(balances: Mapping[Key, int]) -> Pots:
    """The pots as the books have them before a file."""
    pots = Pots()
    pots.posted(tuple(Posting(*key, amount) for key, amount in balances.items()))
    pots.close("")
    return pots


def look(found: Sifted, asked: Iterable[tuple[Item, Draft]], pots: Pots) -> None:
    """Tell of each offer that is more than the pot held, less what was offered elsewhere."""
    offered = _offered(found.known)
    for item, draft in asked:
        event = draft.event
        if isinstance(event, e.RequestRaised | e.OfferMade):
            raised = isinstance(event, e.RequestRaised)
            savings = event.offer_savings if isinstance(event, e.RequestRaised) else event.savings
            purpose = "" if isinstance(event, e.RequestRaised) else event.purpose
            others = sum(amount for one, amount in offered.items() if one != event.request)
            free = max(0, pots.offerable(event.day, purpose) - others)
            if savings > free:
                column = "offer_savings" if raised else "savings"
                found.odd(
                    item.sheet,
                    item.row,
                    column,
                    refuse("books-offer-above-pot", offered_minor=savings, free_minor=free),
                )
            offered[event.request] = savings
        elif isinstance(event, e.RequestWithdrawn | e.RequestEnded):
            offered.pop(event.request, None)


def _offered(known: Known) -> dict[str, int]:
    """What the books offer for requests that nobody ended, by request."""
    offered = {
        one.request: one.offer_savings
        for number, one in known.requests.items()
        if number not in known.withdrawn
    }
    for word in known.words.values():
        if isinstance(word, e.OfferMade) and word.request in offered:
            offered[word.request] = word.savings
    ended = {word.request for word in known.words.values() if isinstance(word, e.RequestEnded)}
    return {request: amount for request, amount in offered.items() if request not in ended}

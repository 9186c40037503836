"""The books while drafts are made: what was there before, and what this file made so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from federation.core import events as e
from federation.core.ledger import Ledger
from federation.core.posting import Postings
from federation.core.series import number_gone
from federation.store import Draft

from . import oddities, offering
from .items import Item
from .known import Known
from .once import Once
from .sifted import Sifted


@dataclass(slots=True)
class Bench:
    """What makers see. `requests`: ids of requests, by the group's number."""

    sifted: Sifted
    ledger: Ledger
    user: int
    share_price: int
    today: str
    once: Once
    requests: Mapping[str, str] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    seq_of: dict[int, int] = field(default_factory=dict)
    day_items: list[tuple[Item, Postings]] = field(default_factory=list)
    watch: oddities.Watch = field(default_factory=oddities.Watch)
    pots: offering.Pots = field(default_factory=offering.Pots)

    @property
    def known(self) -> Known:
        """What was there before."""
        return self.sifted.known

    @property
    def cash(self) -> int:
        """The box as the books have it now, in minor units."""
        return self.ledger.balances.get(("cash", 0, "", 0), 0)

    def seq(self, number: int) -> int:
        """The entry that the file calls so, made here or there before (0: neither)."""
        return self.seq_of.get(number) or self.sifted.seq_of.get(number, 0)

    def take_back(self, event: e.Event) -> None:
        """An entry is reversed. Raises Refusal when something later rests on it."""
        self.once.take_back(event)
        self.watch.back(event)
        number = number_gone(event)
        if number is not None:
            self.ledger.gone.add(number)

    def event(self, seq: int) -> e.Event:
        """An entry by its own number, made here or there before."""
        before = self.known.ends[0]
        return self.drafts[seq - before - 1].event if seq > before else self.known.events[seq]

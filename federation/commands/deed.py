"""One way for every deed: order, decide, append, apply, receipt; all in one transaction."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from federation.core import kinds
from federation.core.refusals import refuse
from federation.i18n import use_language
from federation.node import Node
from federation.store import Database, Draft, Store, journal, local, projections


class Amount(NamedTuple):
    """An amount that somebody typed (minor units), by the tag of the entry it becomes."""

    kind: str
    minor: int
    member: int = 0
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked. `token`: the form's own; the same token twice is the same deed.

    `user`: number of the person at this node (0: a command or a spreadsheet). `sent`: a hash of
    what the form held, by which the same form is told from one that was changed; or "".
    """

    token: str = ""
    user: int = 0
    sent: str = ""

    def amounts(self) -> tuple[Amount, ...]:
        """What is asked about once when it is far more than usual; most orders have none."""
        return ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was entered: numbers of the first and last entry in the first chain touched.

    `facts` are what the page says back (ids it gave, amounts). `again`: the same form came twice.
    """

    first: int = 0
    last: int = 0
    facts: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))
    again: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What a handler decides with: the picture inside the transaction, and the node."""

    db: Database
    node: Node

    @property
    def book(self) -> int:
        """The id of this group's own book; begun when it has none yet."""
        own = self.node.settings
        end = journal.begin(
            self.db,
            own.node_id,
            kinds.LEDGER,
            incarnation=own.incarnation,
            own=True,
            card_line=journal.own_card(self.node),
        )
        return end.book


AnOrder = TypeVar("AnOrder", bound=Order)
Decision = tuple[Iterable[Draft], Mapping[str, str | int]]


def perform(store: Store, order: AnOrder, decide: Callable[[Desk, AnOrder], Decision]) -> Receipt:
    """Do it, whole or not at all. Raises Refusal; then nothing was entered.

    The same form twice is one deed; what was changed in between is refused
    (`form-sent-already`), so that nobody believes it was entered.
    """
    if store.is_restored():
        raise refuse("node-restored")
    with store.writing() as db:
        seen = local.receipt(db, order.token) if order.token else None
        if seen is not None:
            first, last, facts, *sent = json.loads(seen)
            if sent and sent != [order.sent]:
                raise refuse("form-sent-already")
            return Receipt(first, last, MappingProxyType(facts), again=True)
        own = store.node.settings
        # What is written down for good is in the group's language, whoever writes it.
        with use_language(own.language, own.currency):
            drafts, facts = decide(Desk(db, store.node), order)
        receipt = enter(db, store.node, drafts, facts)
        if order.token:
            told = json.dumps([receipt.first, receipt.last, dict(facts), order.sent])
            local.note_receipt(db, order.token, told, store.node.today())
    return receipt


def enter(
    db: Database, node: Node, drafts: Iterable[Draft], facts: Mapping[str, str | int]
) -> Receipt:
    """Append drafts to the journal and to the views, inside the caller's transaction."""
    entered = journal.append(db, node, drafts)
    for stream, numbered in entered:
        projections.apply(db, stream, numbered)
    if not entered:
        return Receipt(facts=facts)
    first = entered[0][1]
    return Receipt(first[0].seq, first[-1].seq, MappingProxyType(dict(facts)))

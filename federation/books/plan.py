"""Taking books in: what would happen (a dry run), and doing it, whole or not at all.

`plan` only reads. `enter` does what was planned in one transaction; if something else was entered
in between, it plans again inside that transaction.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from federation.commands import practice
from federation.commands.deed import Decision, Desk, Order, Receipt, perform
from federation.core import kinds
from federation.core.refusals import refuse
from federation.node import Node
from federation.schemas.base import Fault
from federation.store import Database, Draft, Store, projections
from federation.store.queries import group

from . import oddities, offering, once
from .asking import Asked, ask
from .bench import Bench
from .entering import make_drafts
from .forgetting import forget, makes_forget
from .items import Item, Phase, in_order
from .known import Ends, ends, known
from .rows import Books
from .running import keep_to_history
from .sheets import SHEETS
from .sifted import Sifted
from .sifting import sift
from .standing import place
from .telling import refused


class Planned(NamedTuple):
    """A row that becomes an entry of the kind `entry`; `kind`: its word in the sheet.

    Money in minor units.
    """

    sheet: str
    row: int
    day: str
    kind: str
    member: int
    loan: int
    amount: int
    entry: str


class SheetPlan(NamedTuple):
    """What would happen to the rows of a sheet: entered, changed, there already; warnings."""

    sheet: str
    new: int
    changed: int
    already: int
    warnings: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen. `already`: rows that are in the books, `there` by sheet.

    `warnings`: look at these.

    `ends`: the last entries of ledger and requests when it was made.
    """

    books: Books
    user: int
    ends: Ends
    items: tuple[Item, ...]
    drafts: tuple[Draft, ...]
    already: int
    warnings: tuple[Fault, ...]
    there: Mapping[str, int]

    def sheets(self) -> tuple[SheetPlan, ...]:
        """Each sheet that has rows, in the order of the table of sheets."""
        changed = Counter(one.sheet for one in self.items if one.phase is Phase.CHANGE)
        new = Counter(one.sheet for one in self.items if one.phase is not Phase.CHANGE)
        odd = Counter(str(one.where[0]) for one in self.warnings)
        found = (
            SheetPlan(name, new[name], changed[name], self.there.get(name, 0), odd[name])
            for name in SHEETS
        )
        return tuple(one for one in found if any(one[1:]))

    def rows(self) -> Iterator[Planned]:
        """Each row that becomes an entry, in the order in which it does."""
        for item, draft in zip(self.items, self.drafts, strict=True):
            row = item.row
            tag = kinds.KINDS[type(draft.event)].tag
            yield Planned(
                item.sheet,
                row.row,
                item.day,
                str(getattr(row, "kind", "") or tag),
                int(getattr(row, "member_no", 0)),
                int(getattr(row, "loan_no", 0)),
                int(getattr(row, "amount", 0)),
                tag,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBooks(Order):
    """Enter what was planned."""

    plan: Plan


def plan(store: Store, books: Books, *, user: int = 0) -> Plan:
    """What taking these books in would do. Nothing is written.

    Raises Refusal "books-refused" with `faults` (see `telling`) when something cannot be.
    """
    if store.node.settings.role != "group":
        raise refuse("books-not-here")
    with store.reading() as db:
        return _plan(db, store.node, books, user)


def enter(store: Store, planned: Plan, *, token: str = "") -> Receipt:
    """Do it, all of it or nothing. The receipt's facts: `entered`, `already`, `warnings`."""
    order = TakeBooks(token=token, user=planned.user, plan=planned)
    return perform(store, order, take_books)


def take_books(desk: Desk, order: TakeBooks) -> Decision:
    """The drafts of a plan, made anew when the books went on since.

    When somebody is forgotten the copy to play in goes, as it does on the page.
    """
    planned = order.plan
    if ends(desk.db, desk.node) != planned.ends:
        planned = _plan(desk.db, desk.node, planned.books, planned.user)
    if makes_forget(planned.drafts):
        practice.end(desk.node)
    facts = {
        "entered": len(planned.drafts),
        "already": planned.already,
        "warnings": len(planned.warnings),
    }
    return planned.drafts, facts


def _plan(db: Database, node: Node, books: Books, user: int) -> Plan:
    held = known(db, node)
    found = sift(books, held, node.today())
    asked = ask(books, found, node, user)
    asked.drafts += place(books, found, node, user)
    items = in_order(found.items, books)
    keep_to_history(found, items, (item for item, _ in asked.drafts))
    bench = _bench(db, node, found, asked, user)
    if not found.faults:
        make_drafts(bench, items)
    if not found.faults:
        forget(bench, items)
        offering.look(found, asked.drafts, bench.pots)
    if found.faults:
        raise refused(books.file, found.faults)
    return Plan(
        books=books,
        user=user,
        ends=held.ends,
        items=(*items, *(item for item, _ in asked.drafts)),
        drafts=(*bench.drafts, *(draft for _, draft in asked.drafts)),
        already=sum(found.already.values()),
        warnings=tuple(found.warnings),
        there=MappingProxyType(found.already),
    )


def _bench(db: Database, node: Node, found: Sifted, asked: Asked, user: int) -> Bench:
    held = found.known
    running = projections.ledger.load(db, held.book)
    return Bench(
        sifted=found,
        ledger=running,
        user=user,
        share_price=group.rules(db, held.book, node.settings.share_price_minor).share_price,
        today=node.today(),
        once=once.start(held),
        requests={number: event.request for number, event in asked.requests.items()},
        watch=oddities.start(held, running.balances),
        pots=offering.start(running.balances),
    )

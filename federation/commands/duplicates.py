"""Two that may be one: somebody looks at both, and says whether they are one or two.

A link moves no money and changes nothing in any group's books: it is an entry of this office, and
can be taken back by another one.
"""

from dataclasses import dataclass
from typing import Any, Final

from federation.core import events as e
from federation.core import kinds
from federation.core.links import told_apart
from federation.core.refusals import refuse
from federation.store import Database, Draft
from federation.store.queries import books, duplicates
from federation.store.queries import requests as asked
from federation.store.queries.duplicates import ABOUTS, APART, LINKED, REQUEST, Pair, Side

from .deed import Decision, Desk, Order

ONE: Final = "one"
TWO: Final = "two"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderOfTwo(Order):
    """About which two it is; in whatever order they are told."""

    about: str
    left: Side
    right: Side
    day: str

    @property
    def pair(self) -> Pair:
        """The two, in their order."""
        return duplicates.pair_of(self.about, self.left, self.right)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtBoth(OrderOfTwo):
    """Show what two groups wrote down of these two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SayWhether(OrderOfTwo):
    """They are `one`, or `two`."""

    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack(OrderOfTwo):
    """What was said of them is taken back."""


def look_at_both(desk: Desk, order: LookAtBoth) -> Decision:
    """Note who looks. Raises Refusal `duplicates-not-here`, `duplicate-unknown`."""
    _check(desk, order.pair)
    return _entry(e.DuplicateLookedAt(**_told(order)))


def say_whether(desk: Desk, order: SayWhether) -> Decision:
    """Link them, or tell them apart.

    Raises Refusal `duplicates-not-here`, `duplicate-unknown`, `duplicate-verdict-none`,
    `duplicate-already`, `duplicate-told-apart`, `duplicate-linked-by-others`.
    """
    pair = order.pair
    _check(desk, pair)
    if order.verdict not in (ONE, TWO):
        raise refuse("duplicate-verdict-none")
    before = duplicates.judged(desk.db, pair)
    if before is not None and before.state in (LINKED, APART):
        raise refuse("duplicate-already", said_day=before.day)
    links = duplicates.pairs(desk.db, pair.about, LINKED)
    two = (pair.left, pair.right)
    if order.verdict == ONE:
        others = told_apart(two, links, duplicates.pairs(desk.db, pair.about, APART))
        if others:
            raise refuse("duplicate-told-apart", others=_named(desk.db, pair.about, others))
        return _entry(e.DuplicateLinked(**_told(order)))
    if links and told_apart(links[0], links, [two]):
        raise refuse("duplicate-linked-by-others")
    return _entry(e.DuplicateToldApart(**_told(order)))


def take_back(desk: Desk, order: TakeBack) -> Decision:
    """They are proposed again. Raises Refusal `duplicates-not-here`, `duplicate-not-said`."""
    _check_here(desk)
    before = duplicates.judged(desk.db, order.pair)
    if before is None or before.state not in (LINKED, APART):
        raise refuse("duplicate-not-said")
    return _entry(e.DuplicateReopened(**_told(order)))


def _check_here(desk: Desk) -> None:
    if desk.node.settings.role != "hub":
        raise refuse("duplicates-not-here")


def _check(desk: Desk, pair: Pair) -> None:
    """Both are known here, and of different groups."""
    _check_here(desk)
    groups = [_group_of(desk.db, pair.about, side) for side in (pair.left, pair.right)]
    if pair.about not in ABOUTS or not all(groups) or groups[0] == groups[1]:
        raise refuse("duplicate-unknown")


def _group_of(db: Database, about: str, side: Side) -> str:
    """Whose member or request it is; "" when it is not known here, or was forgotten."""
    if about == REQUEST:
        found = asked.request(db, side[0])
        return found.owner if found and not side[1] else ""
    book = books.book_of(db, side[0])
    member = books.member(db, book, side[1]) if book else None
    return side[0] if member is not None and member.name else ""


def _named(db: Database, about: str, two: tuple[Side, Side]) -> str:
    """Two by group and number, as a sentence tells them."""
    if about == REQUEST:
        found = [asked.request(db, one) for one, _ in two]
        return ", ".join(f"{one.group} {one.number}" for one in found if one)
    codes = {one.node: one.code for one in asked.partners(db)}
    return ", ".join(f"{codes.get(group, group)} № {number}" for group, number in two)


def _told(order: OrderOfTwo) -> dict[str, Any]:
    """What every entry of this kind tells."""
    pair = order.pair
    return {
        "user": order.user,
        "day": order.day,
        "about": pair.about,
        "left": pair.left[0],
        "left_number": pair.left[1],
        "right": pair.right[0],
        "right_number": pair.right[1],
    }


def _entry(event: e.Event) -> Decision:
    return [Draft(kinds.REGISTER, event)], {}

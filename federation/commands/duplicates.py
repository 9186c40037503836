"""Two that may be one: somebody looks at both, and says whether they are one or two.

A link moves no money and changes nothing in any group's books: it is an entry of this office, and
can be taken back by another one. Only two that were found alike, or judged before, are shown: else
whoever types an address would see anybody's particulars. Both groups are told of the look.
"""

from dataclasses import dataclass
from typing import Any, Final

from federation.core import events as e
from federation.core import kinds
from federation.core.links import told_apart
from federation.core.refusals import refuse
from federation.core.rules.corrections import COMPARED, check_from_office
from federation.store import Database, Draft
from federation.store.queries import books, duplicates
from federation.store.queries import requests as asked
from federation.store.queries.duplicates import ABOUTS, APART, LINKED, REQUEST, Pair, Side

from . import matching
from .deed import Decision, Desk, Order
from .looking import words_of

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
    """Note who looks, and tell both groups whose member's particulars are compared.

    No group is told of the other one, nor twice of one person on one day. Raises Refusal
    `duplicates-not-here`, `duplicate-unknown`, `duplicate-not-proposed`.
    """
    pair = order.pair
    _check(desk, pair)
    drafts = [Draft(kinds.REGISTER, e.DuplicateLookedAt(**_told(order)))]
    if pair.about == REQUEST or duplicates.has_looked(desk.db, pair, order.user, order.day):
        return drafts, {}
    words = words_of(desk.db, order.user, "")
    for group, number in (pair.left, pair.right):
        look = e.EntriesLookedAt(
            user=order.user,
            day=order.day,
            look=desk.node.new_id(),
            group=group,
            member=number,
            asked_by=COMPARED,
        )
        check_from_office(look)
        drafts.append(Draft(kinds.REGISTER, look, words))
        drafts.append(Draft(kinds.REPLIES, look, words, partner=group))
    return drafts, {}


def say_whether(desk: Desk, order: SayWhether) -> Decision:
    """Link them, or tell them apart.

    Raises Refusal `duplicates-not-here`, `duplicate-unknown`, `duplicate-not-proposed`,
    `duplicate-verdict-none`, `duplicate-already`, `duplicate-told-apart`,
    `duplicate-linked-by-others`.
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
    """Both are known here, of different groups, and somebody may ask whether they are one."""
    _check_here(desk)
    groups = [_group_of(desk.db, pair.about, side) for side in (pair.left, pair.right)]
    if pair.about not in ABOUTS or not all(groups) or groups[0] == groups[1]:
        raise refuse("duplicate-unknown")
    if not may_be_compared(desk.db, pair):
        raise refuse("duplicate-not-proposed")


def may_be_compared(db: Database, pair: Pair) -> bool:
    """Whether these two are on the list of what was found alike, or were judged before."""
    found = duplicates.candidate(db, pair)
    if found is not None and found.weight >= matching.least_shown(db, pair.about):
        return True
    return duplicates.judged(db, pair) is not None


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

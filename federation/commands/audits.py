"""Peer checks: another group's members compared the books; and what was put right after."""

from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.store import Draft
from federation.store.queries import books, group

from .days import check_day
from .deed import Decision, Desk, Order

NOT_LOOKED_AT = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePeerCheck(Order):
    """What the visiting `group` saw on `day`; money in minor units, -1: not looked at.

    `compared`: member number and what her own book says she has saved.
    """

    day: str
    group: str
    visitors: str
    compared: tuple[tuple[int, int], ...]
    books_seen: int
    cash_counted: int = NOT_LOOKED_AT
    bank_stated: int = NOT_LOOKED_AT
    findings: str = ""
    follow_up: str = ""
    due_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowPeerCheck(Order):
    """What peer check `check` asked for is done; `note` says how."""

    check: int
    day: str
    note: str


def note_peer_check(desk: Desk, order: NotePeerCheck) -> Decision:
    """Write down a peer check; what the books say is read here, not typed.

    Raises Refusal `peer-check-empty`, `peer-check-needs-findings`, `peer-check-due-unclear`.
    """
    check_day(desk, order.day)
    if not order.compared:
        raise refuse("peer-check-empty")
    saved = {one.member: one.saved_minor for one in books.members(desk.db, desk.book)}
    unknown = [member for member, _ in order.compared if member not in saved]
    if unknown:
        raise refuse("member-unknown", member=unknown[0])
    pots = books.pots(desk.db, desk.book)
    differences = tuple(
        e.BookDifference(member=member, members_book=told, group_book=saved[member])
        for member, told in order.compared
        if told != saved[member]
    )
    differs = bool(differences)
    differs |= order.cash_counted not in (NOT_LOOKED_AT, pots.cash)
    differs |= order.bank_stated not in (NOT_LOOKED_AT, pots.bank)
    if differs and not (order.findings and order.follow_up and order.due_on):
        raise refuse("peer-check-needs-findings", differences=len(differences))
    if order.due_on and order.due_on < order.day:
        raise refuse("peer-check-due-unclear", due_day=order.due_on)
    number = group.last_number(desk.db, desk.book, "check") + 1
    event = e.PeerChecked(
        user=order.user,
        day=order.day,
        check=number,
        group=order.group,
        books_seen=order.books_seen,
        compared=len(order.compared),
        differences=differences,
        cash_counted=order.cash_counted,
        cash_books=_beside(order.cash_counted, pots.cash),
        bank_stated=order.bank_stated,
        bank_books=_beside(order.bank_stated, pots.bank),
        due_on=order.due_on,
    )
    record = e.CheckRecord(note=order.findings, visitors=order.visitors, follow_up=order.follow_up)
    facts = {"check": number, "differences": len(differences)}
    return [Draft(kinds.LEDGER, event, record)], facts


def _beside(seen: int, in_the_books: int) -> int:
    """What the books say, where somebody looked."""
    return in_the_books if seen != NOT_LOOKED_AT else NOT_LOOKED_AT


def follow_peer_check(desk: Desk, order: FollowPeerCheck) -> Decision:
    """What was found is put right. Raises `number-unknown`, `peer-check-followed`."""
    found = next(
        (one for one in group.peer_checks(desk.db, desk.book) if one.check == order.check), None
    )
    if found is None:
        raise refuse("number-unknown", what="check", number=order.check)
    check_day(desk, order.day)
    if found.followed_on:
        raise refuse("peer-check-followed", check=order.check, followed_day=found.followed_on)
    event = e.PeerCheckFollowed(user=order.user, day=order.day, check=order.check)
    return [Draft(kinds.LEDGER, event, e.Note(note=order.note))], {"check": order.check}

"""People of a group: admit, change, leave, forget."""

from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.store import Draft, blanking
from federation.store.queries import books, group

from . import practice
from .days import check_not_ahead
from .deed import Decision, Desk, Order
from .leaving import check_free


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitMember(Order):
    """A person joins; `member` 0: the next free number."""

    name: str
    day: str
    member: int = 0
    phone: str = ""
    id_number: str = ""
    birth_year: int = 0
    slip_language: str = ""
    gender: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMember(Order):
    """What is known of a member is now this."""

    member: int
    name: str
    day: str
    phone: str = ""
    id_number: str = ""
    birth_year: int = 0
    slip_language: str = ""
    gender: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetMemberLeave(Order):
    """A member leaves on `day`; her savings must have been paid out and her loans paid back."""

    member: int
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetMember(Order):
    """Blank what is personal of a member who left; her money stays provable."""

    member: int
    day: str


def _record(order: AdmitMember | ChangeMember) -> e.MemberRecord:
    return e.MemberRecord(
        name=order.name,
        phone=order.phone,
        id_number=order.id_number,
        birth_year=order.birth_year,
        slip_language=order.slip_language,
    )


def _known(desk: Desk, number: int) -> books.MemberView:
    found = books.member(desk.db, desk.book, number)
    if found is None:
        raise refuse("member-unknown", member=number)
    return found


def admit_member(desk: Desk, order: AdmitMember) -> Decision:
    """A new member. Raises Refusal `member-number-taken`, `member-name-missing`."""
    if not order.name:
        raise refuse("member-name-missing")
    check_not_ahead(desk, order.day)
    number = order.member or books.next_member(desk.db, desk.book)
    event = e.MemberAdmitted(
        user=order.user, day=order.day, member=number, gender=order.gender, roles=order.roles
    )
    return [Draft(kinds.LEDGER, event, _record(order))], {"member": number}


def change_member(desk: Desk, order: ChangeMember) -> Decision:
    """Other particulars of a member. Raises Refusal `member-unknown`, `member-name-missing`."""
    _known(desk, order.member)
    if not order.name:
        raise refuse("member-name-missing")
    event = e.MemberChanged(
        user=order.user,
        day=order.day,
        member=order.member,
        gender=order.gender,
        roles=order.roles,
    )
    return [Draft(kinds.LEDGER, event, _record(order))], {"member": order.member}


def let_member_leave(desk: Desk, order: LetMemberLeave) -> Decision:
    """A member leaves with nothing to settle.

    Raises Refusal `member-unknown`, `member-left`, `member-has-money`, and as `check_free` does.
    """
    found = _known(desk, order.member)
    if found.left_on:
        raise refuse("member-left", member=order.member, left_day=found.left_on)
    if found.saved_minor or found.owes_minor:
        raise refuse(
            "member-has-money",
            member=order.member,
            saved_minor=found.saved_minor,
            owes_minor=found.owes_minor,
        )
    check_free(desk.db, desk.book, order.member)
    event = e.MemberLeft(user=order.user, day=order.day, member=order.member)
    return [Draft(kinds.LEDGER, event)], {"member": order.member}


def forget_member(desk: Desk, order: ForgetMember) -> Decision:
    """Blank a member's records in this node's journal; every node that takes the entry follows.

    With her particulars go the notes of her entries, of those that took one of them back, and of
    decisions on her loans;
    and the copy to play in, which has them all.
    Raises Refusal `member-unknown`, `member-still-here`.
    """
    found = _known(desk, order.member)
    if not found.left_on:
        raise refuse("member-still-here", member=order.member)
    hers = books.entries(desk.db, desk.book, member=order.member, limit=10**6)
    taken_back = (entry.reversed_by for entry in hers if entry.reversed_by)
    decided = group.decided_about(desk.db, desk.book, order.member)
    seqs = tuple(sorted({*(entry.seq for entry in hers), *taken_back, *decided}))
    event = e.MemberForgotten(user=order.user, day=order.day, member=order.member, seqs=seqs)
    blanking.blank(desk.db, desk.book, seqs)
    practice.end(desk.node)
    return [Draft(kinds.LEDGER, event)], {"member": order.member}

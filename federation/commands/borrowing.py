"""Borrowing: what a member asks for, and whether the rules let her."""

from collections.abc import Sequence
from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.constitution import WHOLE
from federation.core.refusals import refuse
from federation.core.terms import GROUP
from federation.store import Draft
from federation.store.queries import books, group, loans

from .days import check_day
from .deed import Decision, Desk, Order
from .meetings import open_now
from .voting import rules_now


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLoan(Order):
    """A member asks for a loan; money in minor units. `guarantors`: member numbers."""

    member: int
    principal: int
    day: str
    instalments: int = 0
    source: str = GROUP
    purpose: str = ""
    guarantors: tuple[int, ...] = ()
    note: str = ""
    meeting: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """What a member may still borrow of the group's pot, and why; minor units.

    `limit` None: the rules set none.
    """

    saved: int
    limit: int | None
    owes: int

    @property
    def left(self) -> int | None:
        """What she may ask for now, not below 0."""
        return None if self.limit is None else max(self.limit - self.owes, 0)


def room(desk: Desk, member: books.MemberView) -> Room:
    """How much of the pot's money a member may borrow by the rules in force.

    What she saved and her shares count, times the limit; what she owes the pot is taken off.
    """
    limit = rules_now(desk).loan_limit
    owes = loans.owed_to_pot(desk.db, desk.book, member.member)
    most = member.saved_minor * limit // WHOLE if limit else None
    return Room(member.saved_minor, most, owes)


def borrower(desk: Desk, number: int) -> books.MemberView:
    """A member who is here. Raises Refusal `member-unknown`, `member-left`."""
    found = books.member(desk.db, desk.book, number)
    if found is None:
        raise refuse("member-unknown", member=number)
    if found.left_on:
        raise refuse("member-left", member=number, left_day=found.left_on)
    return found


def open_application(desk: Desk, number: int) -> group.ApplicationView:
    """A loan asked for and not answered yet. Raises Refusal `number-unknown`, `-settled`."""
    known = group.applications(desk.db, desk.book)
    found = next((one for one in known if one.application == number), None)
    if found is None:
        raise refuse("application-unknown", application=number)
    if found.state != "asked":
        raise refuse("application-settled", application=number)
    return found


def check_room(desk: Desk, member: books.MemberView, principal: int) -> None:
    """Raises Refusal `loan-over-limit` above what her savings allow."""
    told = room(desk, member)
    if told.left is not None and told.limit is not None and principal > told.left:
        raise refuse(
            "loan-over-limit",
            member=member.member,
            saved_minor=told.saved,
            limit_minor=told.limit,
            owes_minor=told.owes,
            may_minor=told.left,
        )


def check_guarantors(desk: Desk, member: int, guarantors: Sequence[int]) -> None:
    """Raises Refusal `guarantors-few`, `guarantor-herself`, `guarantor-twice`, and for who left."""
    needed = rules_now(desk).loan_guarantors
    for number in guarantors:
        borrower(desk, number)
        if number == member:
            raise refuse("guarantor-herself", member=member)
    if len(set(guarantors)) != len(guarantors):
        raise refuse("guarantor-twice")
    if len(guarantors) < needed:
        raise refuse("guarantors-few", needed=needed, given=len(guarantors))


def check_length(desk: Desk, instalments: int) -> None:
    """Raises Refusal `loan-too-long` above what the group's own rules allow."""
    rules = rules_now(desk)
    if rules.version and instalments > rules.loan_instalments_most:
        raise refuse("loan-too-long", instalments=instalments, most=rules.loan_instalments_most)


def ask_loan(desk: Desk, order: AskLoan) -> Decision:
    """Write down that a member asks for a loan.

    Raises Refusal for a member who left, guarantors, a loan over the limit or too long.
    """
    if order.meeting:
        open_now(desk, order.meeting)
    check_day(desk, order.day)
    member = borrower(desk, order.member)
    if order.source == GROUP:
        check_guarantors(desk, order.member, order.guarantors)
        check_length(desk, order.instalments)
        check_room(desk, member, order.principal)
    number = group.last_number(desk.db, desk.book, "application") + 1
    event = e.LoanAsked(
        user=order.user,
        day=order.day,
        application=number,
        member=order.member,
        principal=order.principal,
        instalments=order.instalments,
        source=order.source,
        purpose=order.purpose,
        guarantors=order.guarantors,
        meeting=order.meeting,
    )
    note = e.Note(note=order.note) if order.note else None
    return [Draft(kinds.LEDGER, event, note)], {"application": number}

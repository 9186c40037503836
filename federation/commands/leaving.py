"""A member leaves in mid-cycle: what she gets by the rules and what she owes, settled in one deed.

All of it goes through the box, as people do it on the table: she takes what is hers and pays what
she owes. What cannot be paid now stays her savings, and she stays a member until it can.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from federation.core import events as e
from federation.core import kinds
from federation.core.posting import SHARE
from federation.core.refusals import refuse
from federation.core.share_out import LeavingPart, leaving_part
from federation.core.terms import GROUP, SOCIAL, SOURCES
from federation.i18n import gettext, money
from federation.store import Database, Draft
from federation.store.queries import books, group, loans
from federation.store.queries import leaving as settled
from federation.store.queries import rotation as rotating
from federation.store.queries import share_out as found

from .days import check_day
from .deed import Decision, Desk, Order
from .meetings import open_now
from .voting import rules_now

USUAL = "general"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveGroup(Order):
    """A member takes what is hers, pays what she owes, and leaves; `paid` as it was seen."""

    member: int
    day: str
    paid: int
    meeting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """What keeps a member though her money is settled: pots (number, turns) and loans of others."""

    rotations: tuple[tuple[int, int], ...] = ()
    guaranteed: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything does."""
        return bool(self.rotations or self.guaranteed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """What a leaver gets and owes on a day, in minor units; `part` is her own money by the rule.

    `saved` is what she has in, by purpose (`share`: shares). `part_due` of a share-out, below zero
    what she owes of it. `paid`: what she takes home now.
    """

    rule: str
    part: LeavingPart
    saved: tuple[tuple[str, int], ...]
    credit: int
    part_due: int
    loans: tuple[found.LoanOwed, ...]
    fines: int
    fines_to: str
    paid: int
    ties: Ties

    @property
    def comes(self) -> int:
        """All that is hers."""
        return self.part.due + self.credit + max(self.part_due, 0)

    @property
    def owes(self) -> int:
        """All that she owes: loans with interest, fines, the rest of a share-out."""
        lent = sum(one.principal_minor + one.interest_minor for one in self.loans)
        return lent + self.fines + max(-self.part_due, 0)

    @property
    def net(self) -> int:
        """What she gets once all is settled; below zero what she still owes."""
        return self.comes - self.owes

    @property
    def later(self) -> int:
        """What cannot be paid now and stays due to her."""
        return max(self.net, 0) - self.paid

    @property
    def is_free(self) -> bool:
        """Whether she can leave with this deed."""
        return self.net >= 0 and not self.later and not self.ties


def ties(db: Database, book: int, member: int) -> Ties:
    """What keeps a member beside her own money."""
    pots = [(pot.pot.rotation, pot.not_settled(member)) for pot in rotating.all_rotating(db, book)]
    stands_for = [
        one.loan
        for one in books.loans(db, book, still_owed=True)
        if str(member) in one.guarantors.split()
    ]
    return Ties(rotations=tuple(one for one in pots if one[1]), guaranteed=tuple(stands_for))


def check_free(db: Database, book: int, member: int) -> None:
    """Whether nothing but her name ties a member, beside savings and loans.

    Raises Refusal `member-has-more`, `member-in-rotation`, `member-guarantees`.
    """
    credit = loans.kept_credit(db, book).get(member, 0)
    due = found.parts_due(db, book).get(member, 0)
    fines = books.fines_due(db, book).get(member, 0)
    if credit or due or fines:
        raise refuse(
            "member-has-more",
            member=member,
            credits_minor=credit,
            due_minor=due,
            fines_minor=fines,
        )
    _check_ties(ties(db, book, member), member)


def _check_ties(tied: Ties, member: int) -> None:
    for number, turns in tied.rotations:
        raise refuse("member-in-rotation", member=member, rotation=number, turns=turns)
    for loan in tied.guaranteed:
        raise refuse("member-guarantees", member=member, loan=loan)


def reckon(
    db: Database, book: int, rules: e.ConstitutionAdopted, member: int, day: str
) -> Reckoning:
    """What a member who leaves on a day gets by these rules, and what of it can be paid."""
    everybody, _ = found.own_money(db, book)
    own = everybody.get(member, {})
    before = settled.reckoned(db, book, found.began_after(db, book))
    is_again = member in before
    pots = books.pots(db, book)
    part = leaving_part(
        "savings" if is_again else rules.leaving,
        sum(own.values()),
        pool=max(pots.loan_pot, 0),
        all_own=sum(sum(parts.values()) for no, parts in everybody.items() if no not in before),
        surplus=found.surplus(db, book),
        fee=0 if is_again else rules.leaving_fee,
    )
    owed = found.loans_owed(db, book, day, member=member, sources=SOURCES)
    told = Reckoning(
        rule=rules.leaving,
        part=part,
        saved=tuple(sorted(own.items())),
        credit=loans.kept_credit(db, book).get(member, 0),
        part_due=found.parts_due(db, book).get(member, 0),
        loans=owed,
        fines=books.fines_due(db, book).get(member, 0),
        fines_to=rules.fines_to,
        paid=0,
        ties=ties(db, book, member),
    )
    return replace(told, paid=_payable(told, pots))


def _payable(told: Reckoning, pots: books.Pots) -> int:
    """What she can take home now: there is cash for it, and it is not set aside for others."""
    for_others = sum(
        one.principal_minor + one.interest_minor for one in told.loans if one.source != GROUP
    )
    for_others += told.fines if told.fines_to == SOCIAL else 0
    free = pots.loan_pot - for_others + told.credit + told.part_due
    return max(min(told.net, pots.cash, free), 0)


def leave_group(desk: Desk, order: LeaveGroup) -> Decision:
    """Settle and let go; where something stays due, only what can be paid is done.

    Raises Refusal `member-unknown`, `member-left`, `member-in-rotation`, `member-guarantees`,
    `leaving-changed`, `leaving-nothing`, `leaving-owes`, and what the ledger refuses.
    """
    check_day(desk, order.day)
    if order.meeting:
        open_now(desk, order.meeting)
    member = books.member(desk.db, desk.book, order.member)
    if member is None:
        raise refuse("member-unknown", member=order.member)
    if member.left_on:
        raise refuse("member-left", member=order.member, left_day=member.left_on)
    told = reckon(desk.db, desk.book, rules_now(desk), order.member, order.day)
    _check_ties(told.ties, order.member)
    if told.paid != order.paid:
        raise refuse("leaving-changed", paid_minor=told.paid)
    if told.net > 0 and not (told.paid or told.owes):
        raise refuse("leaving-nothing", member=order.member)
    if told.owes and not told.comes:
        raise refuse("leaving-owes", member=order.member, owes_minor=told.owes)
    drafts = [
        Draft(kinds.LEDGER, event, e.Note(note=note) if note else None)
        for event, note in _events(desk, order, told)
    ]
    if told.is_free:
        gone = e.MemberLeft(user=order.user, day=order.day, member=order.member)
        drafts.append(Draft(kinds.LEDGER, gone))
    facts = {
        "member": order.member,
        "paid_minor": told.paid,
        "later_minor": told.later,
        "owes_minor": max(-told.net, 0),
        "left": int(told.is_free),
    }
    return drafts, facts


def _events(desk: Desk, order: LeaveGroup, told: Reckoning) -> Iterator[tuple[e.Money, str]]:
    """Fee and loss out of her savings; what is hers out of the box; what she owes into it."""
    common: dict[str, Any] = {
        "user": order.user, "day": order.day, "meeting": order.meeting, "member": order.member,
    }  # fmt: skip
    cycles = group.cycles(desk.db, desk.book)
    shared = next((one.cycle for one in cycles if one.shared_seq), 0)
    loss = max(-told.part.surplus, 0)
    saved = dict(told.saved)
    note = gettext("Her part of the loss so far: %(money)s", money=money(loss)) if loss else ""
    unpaid = told.part.fee + loss
    for purpose, amount in _taken(saved, unpaid):
        yield e.LeavingFeeTaken(amount=amount, purpose=purpose, **common), note
        unpaid -= amount
    needed = min(told.owes, told.comes) + told.paid + unpaid
    if told.credit:
        yield e.CreditReturned(amount=told.credit, **common), ""
    if told.part_due > 0:
        yield e.SharePaidOut(amount=told.part_due, cycle=shared, **common), ""
    if told.part.surplus > 0:
        yield e.SurplusPaid(amount=told.part.surplus, **common), ""
    in_hand = told.credit + max(told.part_due, 0) + max(told.part.surplus, 0)
    for purpose, amount in _taken(saved, max(needed - in_hand, 0)):
        if purpose == SHARE:
            yield e.SharesReturned(amount=amount, **common), ""
        else:
            yield e.SavingsWithdrawn(amount=amount, purpose=purpose, **common), ""
    if in_hand > needed:
        yield e.SavingsReceived(amount=in_hand - needed, purpose=USUAL, **common), ""
    if unpaid:  # a fee above what she saved comes out of her part of the surplus
        yield e.FeeReceived(amount=unpaid, **common), ""
    yield from _debts(common, told, shared)


def _taken(saved: dict[str, int], amount: int) -> Iterator[tuple[str, int]]:
    """So much out of her savings, purpose after purpose; what is left stays in `saved`."""
    for purpose in list(saved):
        taken = min(saved[purpose], amount)
        if taken:
            saved[purpose] -= taken
            amount -= taken
            yield purpose, taken


def _debts(common: dict[str, Any], told: Reckoning, shared: int) -> Iterator[tuple[e.Money, str]]:
    """What she pays of what she owes, as far as what is hers reaches: interest, loan, fines."""
    left = told.comes
    for one in told.loans:
        for kind, owed in (
            (e.LoanInterest, one.interest_minor),
            (e.LoanPrincipal, one.principal_minor),
        ):
            paid = min(owed, left)
            left -= paid
            if paid:
                yield kind(amount=paid, loan=one.loan, source=one.source, **common), ""
    paid = min(told.fines, left)
    left -= paid
    if paid:
        yield e.FinePaid(amount=paid, settles=paid, to=told.fines_to, **common), ""
    paid = min(max(-told.part_due, 0), left)
    if paid:
        yield e.ShareDebtPaid(amount=paid, cycle=shared, **common), ""

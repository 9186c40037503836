"""What a group has when its books begin: counted in front of everybody, entered in one deed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from federation.core import events as e
from federation.core import kinds
from federation.core.loans import Terms, check_new, terms_of
from federation.core.refusals import refuse
from federation.core.terms import GROUP
from federation.store import Draft, local
from federation.store.queries import books, group

from .constitution import AdoptConstitution, adoption
from .days import latest_day
from .deed import Decision, Desk, Order

OFFICERS_MIN: Final = 2


@dataclass(frozen=True, slots=True)
class Saved:
    """What a member had in, in minor units; `purpose` "": for shares."""

    member: int
    purpose: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningLoan:
    """A loan as it was agreed, and what of its principal is `owed` still. Minor units."""

    member: int
    principal: int
    owed: int
    rate: int
    per: str
    method: str
    instalments: int
    every: str
    disbursed_on: str
    first_due_on: str
    source: str = GROUP
    purpose: str = ""

    @property
    def terms(self) -> Terms:
        """What its instalments follow from."""
        return terms_of(self, self.principal, self.disbursed_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """All that was there on `day`, in minor units.

    `social` and `held` (for the federation's fund) are parts of box and bank. The notes say how
    it was counted, on which paper it stood, and `why` something is missing.
    """

    day: str
    cash: int = 0
    bank: int = 0
    saved: tuple[Saved, ...] = ()
    loans: tuple[RunningLoan, ...] = ()
    social: int = 0
    held: int = 0
    cash_note: str = ""
    bank_note: str = ""
    why: str = ""

    @property
    def savings(self) -> int:
        """Members' savings of every purpose."""
        return sum(one.amount for one in self.saved if one.purpose)

    @property
    def shares(self) -> int:
        """What members paid for shares."""
        return sum(one.amount for one in self.saved if not one.purpose)

    @property
    def lent(self) -> int:
        """What members owe, whoever lent it."""
        return sum(one.owed for one in self.loans)

    @property
    def owed_on(self) -> int:
        """What of that the group owes on to a fund or the state."""
        return sum(one.owed for one in self.loans if one.source != GROUP)

    @property
    def here(self) -> int:
        """All that there is: box, bank and loans."""
        return self.cash + self.bank + self.lent

    @property
    def theirs(self) -> int:
        """What of it belongs to somebody: members, pots, funds."""
        return self.savings + self.shares + self.social + self.held + self.owed_on

    @property
    def over(self) -> int:
        """What is over, from before these books; below zero: what is missing."""
        return self.here - self.theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterOpening(Order):
    """Enter what was there; `officers` (user numbers) confirmed it with their PINs."""

    opening: Opening
    officers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp(Order):
    """Adopt the first rules, and with them enter what is there (None: nothing, or later)."""

    adoption: AdoptConstitution
    opening: Opening | None = None
    officers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitMany(Order):
    """People of the group: names, each with a gender ("": not told), members since `day`."""

    day: str
    people: tuple[tuple[str, str], ...]


def admit_many(desk: Desk, order: AdmitMany) -> Decision:
    """Members with the next free numbers, in this order. Raises Refusal `names-none`."""
    if not order.people:
        raise refuse("names-none")
    first = books.next_member(desk.db, desk.book)
    drafts = [
        Draft(
            kinds.LEDGER,
            e.MemberAdmitted(user=order.user, day=order.day, member=number, gender=gender),
            e.MemberRecord(name=name),
        )
        for number, (name, gender) in enumerate(order.people, first)
    ]
    return drafts, {"members": len(drafts), "first": first}


def set_up(desk: Desk, order: SetUp) -> Decision:
    """Rules and opening figures, all or nothing.

    Raises Refusal `setup-done` when there are rules, and as `adoption` and `enter_opening` do.
    """
    if group.last_number(desk.db, desk.book, "version"):
        raise refuse("setup-done")
    drafts = list(adoption(desk, order.adoption))
    if order.opening is not None:
        drafts += _opening(desk, order.opening, order.user, order.officers)
    return drafts, {"entries": len(drafts)}


def enter_opening(desk: Desk, order: EnterOpening) -> Decision:
    """What was there, all or nothing.

    Raises Refusal `opening-done`, `opening-nothing`, `opening-day-ahead`, `opening-short`,
    `opening-aside-short`, `opening-twice`, those of a loan, `setup-officers`, `member-unknown`.
    """
    drafts = _opening(desk, order.opening, order.user, order.officers)
    return drafts, {"entries": len(drafts), "over_minor": order.opening.over}


def has_begun(desk: Desk) -> bool:
    """Whether money stands in the books."""
    return any(books.account_sums(desk.db, desk.book).values())


def check_loan(loan: RunningLoan, day: str) -> None:
    """A running loan by itself. Raises Refusal `opening-loan-more`, `-late`, and of its terms."""
    if loan.owed > loan.principal:
        raise refuse("opening-loan-more", owed_minor=loan.owed, principal_minor=loan.principal)
    if loan.disbursed_on > day:
        raise refuse("opening-loan-late", counted_day=day)
    check_new(loan.terms)


def _check(desk: Desk, opening: Opening, officers: tuple[int, ...]) -> None:
    if has_begun(desk):
        raise refuse("opening-done")
    if opening.day > latest_day(desk):
        raise refuse("opening-day-ahead", day=opening.day)
    if not (opening.here or opening.theirs):
        raise refuse("opening-nothing")
    kept = Counter((one.member, one.purpose) for one in opening.saved)
    for (member, _), times in kept.items():
        if times > 1:
            raise refuse("opening-twice", member=member)
    for loan in opening.loans:
        check_loan(loan, opening.day)
    here, aside = opening.cash + opening.bank, opening.social + opening.held
    if aside > here:
        raise refuse("opening-aside-short", here_minor=here, aside_minor=aside)
    if opening.over < 0 and not opening.why:
        raise refuse("opening-short", short_minor=-opening.over)
    if len(set(officers)) < OFFICERS_MIN:
        raise refuse("setup-officers")


def _opening(
    desk: Desk, opening: Opening, user: int, officers: tuple[int, ...]
) -> tuple[Draft, ...]:
    """The entries: loans as agreed, then the money of the day, what is missing told beside it."""
    _check(desk, opening, officers)
    witnesses = ", ".join(one.name for one in local.users(desk.db) if one.id in officers)
    first = books.next_loan(desk.db, desk.book)
    drafts = [
        Draft(kinds.LEDGER, _agreed(loan, first + place, user))
        for place, loan in enumerate(opening.loans)
    ]
    for place, (event, note) in enumerate(_money(opening, user, first)):
        words = (note, opening.why if not place else "", witnesses if not place else "")
        told = " · ".join(word for word in words if word)
        drafts.append(Draft(kinds.LEDGER, event, e.Note(note=told) if told else None))
    return tuple(drafts)


def _money(opening: Opening, user: int, first: int) -> Iterator[tuple[e.Money, str]]:
    """Money of the day with its notes.

    No kind says what was held for the fund: it comes in as collected that day, so much less is
    said to have been there before, and what of it lies in the bank is taken there.
    """
    day = opening.day
    in_box = min(opening.held, opening.cash)
    in_bank = opening.held - in_box
    if opening.cash - in_box:
        cash = opening.cash - in_box
        yield e.OpeningCash(user=user, day=day, amount=cash), opening.cash_note
    if opening.bank - in_bank:
        bank = opening.bank - in_bank
        yield e.OpeningBank(user=user, day=day, amount=bank), opening.bank_note
    for place, loan in enumerate(opening.loans):
        owed = e.OpeningLoan(
            user=user,
            day=day,
            amount=loan.owed,
            member=loan.member,
            loan=first + place,
            source=loan.source,
        )
        yield owed, ""
    for one in opening.saved:
        yield _kept(one, day, user), ""
    if opening.social:
        yield e.OpeningSocial(user=user, day=day, amount=opening.social), ""
    if opening.held:
        yield e.FundContribution(user=user, day=day, amount=opening.held), ""
    if in_bank:
        yield e.BankDeposited(user=user, day=day, amount=in_bank), ""


def _kept(one: Saved, day: str, user: int) -> e.Money:
    if not one.purpose:
        return e.OpeningShares(user=user, day=day, amount=one.amount, member=one.member)
    return e.OpeningSavings(
        user=user, day=day, amount=one.amount, member=one.member, purpose=one.purpose
    )


def _agreed(loan: RunningLoan, number: int, user: int) -> e.LoanAgreed:
    return e.LoanAgreed(
        user=user,
        day=loan.disbursed_on,
        member=loan.member,
        loan=number,
        principal=loan.principal,
        rate=loan.rate,
        per=loan.per,
        method=loan.method,
        instalments=loan.instalments,
        every=loan.every,
        first_due_on=loan.first_due_on,
        source=loan.source,
        purpose=loan.purpose,
    )

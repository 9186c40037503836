"""What a group numbers in order (decisions, applications, cycles …), and what its entries must say.

A further rule of the books, beside those of `ledger`:

6. the versions of the constitution, decisions, loan applications, fund loans, rotating pots,
   cycles, peer checks, daily rounds and badges are each numbered 1, 2, 3 …; whatever an entry
   names was numbered before and not taken back since; a share-out's parts add up to its pool, and
   nobody takes more of her part than is due to her.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import msgspec

from . import events as e
from .accounts import AMOUNT_MAX
from .constitution import TEXT_MAX, check_constitution
from .posting import FINES_TO
from .refusals import refuse
from .rules.corrections import check_answered
from .rules.households import check_step
from .terms import check_terms

if TYPE_CHECKING:
    from .ledger import Ledger

# The field by which a kind numbers a new one, and what it is called where it is counted.
_NEW: Final[Mapping[type[e.Event], str]] = MappingProxyType(
    {
        e.ConstitutionAdopted: "version",
        e.DecisionTaken: "decision",
        e.LoanAsked: "application",
        e.FundLoanAgreed: "fund_loan",
        e.RotationBegun: "rotation",
        e.CycleBegun: "cycle",
        e.PeerChecked: "check",
        e.RoundAccepted: "round",
        e.BadgeIssued: "badge",
    }
)
SERIES: Final = tuple(_NEW.values())
Number = tuple[str, int]
"""What is counted, and its number."""

# Taken back, these are no more: nothing can name them, and the number is not given out again.
_GOING: Final = (e.FundLoanAgreed, e.RotationBegun, e.CycleBegun, e.PeerChecked)

MINUTES_MAX: Final = 24 * 60
PEOPLE_MAX: Final = 100_000


@cache
def named(kind: type[e.Event]) -> tuple[tuple[str, bool], ...]:
    """The fields of a kind that name something numbered, and whether they must."""
    new = _NEW.get(kind)
    return tuple(
        (one.name, one.required)
        for one in msgspec.structs.fields(kind)
        if one.name in SERIES and one.name != new
    )


def check_named(ledger: "Ledger", event: e.Event, names: Iterable[tuple[str, bool]]) -> None:
    """Raises Refusal `number-unknown` when what an entry names was never numbered.

    Raises Refusal `number-taken-back` when it is no more.
    """
    for name, must in names:
        number = getattr(event, name)
        if not (number or must):
            continue
        if not 0 < number <= ledger.numbered.get(name, 0):
            raise refuse("number-unknown", what=name, number=number)
        if (name, number) in ledger.gone:
            raise refuse("number-taken-back", what=name, number=number)


def number_gone(event: e.Event) -> Number | None:
    """The number that is no more when this entry is taken back; None: none."""
    if not isinstance(event, _GOING):
        return None
    name = _NEW[type(event)]
    return name, getattr(event, name)


def numbering(kind: type[e.Event]) -> Callable[["Ledger", Any], None]:
    """The check of a kind of this area: its number, what it names, and what it must say."""
    new, names = _NEW.get(kind, ""), named(kind)
    more = _MORE.get(kind)

    def check(ledger: "Ledger", event: Any) -> None:
        meeting = getattr(event, "meeting", 0)
        if meeting and meeting not in ledger.meetings:
            raise refuse("meeting-unknown", meeting=meeting)
        check_named(ledger, event, names)
        if more is not None:
            more(ledger, event)
        if new:
            number, due = getattr(event, new), ledger.numbered.get(new, 0) + 1
            if number != due:
                raise refuse("number-not-next", what=new, number=number, due=due)
            ledger.numbered[new] = number

    return check


def _amount(amount: int, *, least: int = 1) -> None:
    if not least <= amount <= AMOUNT_MAX:
        raise refuse("amount-out-of-range", amount_minor=amount)


def _members(ledger: "Ledger", members: Iterable[int]) -> None:
    for member in members:
        if member not in ledger.members:
            raise refuse("member-unknown", member=member)


def _constitution(_: "Ledger", event: e.ConstitutionAdopted) -> None:
    check_constitution(event)


def _decision(_: "Ledger", event: e.DecisionTaken) -> None:
    counts = (event.votes_for, event.votes_against, event.abstained, event.present)
    women = (event.women_voting, event.speaking, event.women_speaking)
    if min(counts) < 0 or min(women) < -1 or max(*counts, *women) > PEOPLE_MAX:
        raise refuse("decision-unclear", decision=event.decision)
    voting = event.votes_for + event.votes_against + event.abstained
    if event.women_voting > voting or event.women_speaking > max(event.speaking, 0):
        raise refuse("decision-unclear", decision=event.decision)


def _asked(ledger: "Ledger", event: e.LoanAsked) -> None:
    _amount(event.principal)
    _members(ledger, (event.member, *event.guarantors))


def _rescheduled(ledger: "Ledger", event: e.LoanRescheduled) -> None:
    terms = ledger.loans.get(event.loan)
    if terms is None:
        raise refuse("loan-unknown", loan=event.loan)
    if terms.member != event.member:
        raise refuse("loan-of-another", loan=event.loan, member=event.member)
    _amount(event.principal)
    _amount(event.interest, least=0)
    owed = ledger.balances.get(("loans", event.member, "", event.loan), 0)
    if event.principal != owed:
        raise refuse("loan-reschedule-stale", loan=event.loan, owed_minor=owed)
    check_terms(event)


def _fund_loan(_: "Ledger", event: e.FundLoanAgreed) -> None:
    _amount(event.principal)
    check_terms(event)


def _rotation(ledger: "Ledger", event: e.RotationBegun | e.RotationReordered) -> None:
    if isinstance(event, e.RotationBegun):
        _amount(event.amount)
    _members(ledger, event.order)
    if len(set(event.order)) != len(event.order) or not event.order:
        raise refuse("rotation-order-unclear", rotation=event.rotation)


def _share_out(ledger: "Ledger", event: e.ShareOutHeld) -> None:
    _members(ledger, (line.member for line in event.lines))
    if len({line.member for line in event.lines}) != len(event.lines):
        raise refuse("share-out-unclear", cycle=event.cycle)
    for line in event.lines:
        # In a loss a part can be below zero: she bears more than she had in the pool.
        _amount(line.gross, least=-AMOUNT_MAX)
        parts = [line.social, line.shares, line.fines]
        parts += [one.amount for one in line.savings]
        parts += [part for one in line.loans for part in (one.principal, one.interest)]
        for amount in parts:
            _amount(amount, least=0)
        for settled in line.loans:
            terms = ledger.loans.get(settled.loan)
            if terms is None or terms.member != line.member or terms.source != "group":
                raise refuse("loan-of-another", loan=settled.loan, member=line.member)
    gross = sum(line.gross for line in event.lines)
    social = sum(line.social for line in event.lines)
    if (gross, social) != (event.pool, event.social) or event.fines_to not in FINES_TO:
        raise refuse("share-out-unclear", cycle=event.cycle)


def _checked(ledger: "Ledger", event: e.PeerChecked) -> None:
    _members(ledger, (one.member for one in event.differences))
    counts = (event.books_seen, event.compared)
    sums = [event.cash_counted, event.cash_books, event.bank_stated, event.bank_books]
    sums += [part for one in event.differences for part in (one.members_book, one.group_book)]
    if min(counts) < 0 or max(counts) > PEOPLE_MAX or event.compared < len(event.differences):
        raise refuse("peer-check-unclear", check=event.check)
    for amount in sums:
        _amount(amount, least=-1)


def _statement(_: "Ledger", event: e.BankStatementSeen) -> None:
    _amount(event.balance, least=0)


def _work(ledger: "Ledger", event: e.WorkDone) -> None:
    _members(ledger, (event.member,) if event.member else ())
    if not 0 < event.minutes <= MINUTES_MAX or not 0 < event.people <= PEOPLE_MAX:
        raise refuse("work-out-of-range", minutes=event.minutes, people=event.people)


def _household(ledger: "Ledger", event: e.HouseholdTold) -> None:
    _members(ledger, (event.member,))


def _house(ledger: "Ledger", event: e.HouseStepTaken) -> None:
    _members(ledger, (event.member,))
    check_step(event)


def _round(_: "Ledger", event: e.RoundAccepted) -> None:
    _amount(event.sheet)
    if event.handed != event.sheet:
        raise refuse("round-differs", sheet_minor=event.sheet, handed_minor=event.handed)


def _learned(ledger: "Ledger", event: e.SkillNoted | e.DeputyNamed | e.BadgeIssued) -> None:
    _members(ledger, (event.member,) if event.member else ())
    needs_member = not isinstance(event, e.DeputyNamed)
    codes = [getattr(event, name, "") for name in ("skill", "role", "award", "task", "witness")]
    if (needs_member and not event.member) or max(map(len, codes)) > TEXT_MAX:
        raise refuse("skill-unclear")


def _own_word(_: "Ledger", event: e.OwnWordChosen) -> None:
    if max(len(event.thing), len(event.text)) > TEXT_MAX:
        raise refuse("own-word-unknown")


def _correction(ledger: "Ledger", event: e.CorrectionAnswered) -> None:
    _members(ledger, (event.member,) if event.member else ())
    check_answered(event)


_MORE: Final[Mapping[type[e.Event], Callable[["Ledger", Any], None]]] = MappingProxyType(
    {
        e.ConstitutionAdopted: _constitution,
        e.DecisionTaken: _decision,
        e.LoanAsked: _asked,
        e.LoanRescheduled: _rescheduled,
        e.FundLoanAgreed: _fund_loan,
        e.RotationBegun: _rotation,
        e.RotationReordered: _rotation,
        e.ShareOutHeld: _share_out,
        e.PeerChecked: _checked,
        e.BankStatementSeen: _statement,
        e.WorkDone: _work,
        e.RoundAccepted: _round,
        e.HouseholdTold: _household,
        e.HouseStepTaken: _house,
        e.SkillNoted: _learned,
        e.DeputyNamed: _learned,
        e.BadgeIssued: _learned,
        e.CorrectionAnswered: _correction,
        e.OwnWordChosen: _own_word,
    }
)
KINDS: Final[tuple[type[e.Event], ...]] = (
    *_MORE,
    e.LoanDeclined,
    e.CycleBegun,
    e.PeerCheckFollowed,
)

"""What an entry left in the views goes with it when it is taken back, and what keeps it.

An entry stays while something later rests on it: money that moved, a newer change, a share-out.
What was numbered keeps its number, which nothing can name from then on (`Ledger.gone`).
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

import peewee as pw

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.core.series import Number

from ..tables import (
    Application,
    BankStatement,
    BankTick,
    Cycle,
    Deputy,
    Entry,
    FundLoan,
    Loan,
    LoanChange,
    Member,
    PeerCheck,
    Rotation,
    RotationTurn,
    Skill,
    Work,
)
from . import households
from .group import AGREED, ASKED, TAKEN_BACK

# Where what is numbered, and can be taken back, is kept.
_KEPT: Final = (
    ("fund_loan", "SELECT fund_loan FROM fund_loan WHERE book = ?"),
    ("rotation", "SELECT rotation FROM rotation WHERE book = ?"),
    ("cycle", "SELECT cycle FROM cycle WHERE book = ?"),
    ("check", 'SELECT "check" FROM peer_check WHERE book = ?'),
)


class Taken(NamedTuple):
    """The entry that is taken back, as far as its views need it."""

    seq: int
    kind: str
    member: int
    loan: int


def _tag(payload: type[e.Event]) -> str:
    return kinds.KINDS[payload].tag


# Kinds that move money of a member's loan, and of a fund's loan to the group.
OF_LOANS: Final = tuple(
    row.tag
    for kind, row in kinds.KINDS.items()
    if issubclass(kind, e.Money) and "loan" in kind.__struct_fields__
)
OF_FUND_LOANS: Final = (_tag(e.FundReceived), _tag(e.FundRemitted))


def gone(db: pw.Database, book: int, given: Mapping[str, int]) -> set[Number]:
    """Numbers that were `given` out (the last of each series), and what had them was taken back."""
    found: set[Number] = set()
    for name, words in _KEPT:
        if name in given:
            there = {one for (one,) in db.connection().execute(words, (book,)).fetchall()}
            found.update((name, one) for one in range(1, given[name] + 1) if one not in there)
    return found


def _has_money(db: pw.Database, book: int, loan: int, of: tuple[str, ...]) -> bool:
    moved = Entry.select(Entry.seq).where(
        Entry.book == book,
        Entry.loan == loan,
        Entry.loan > 0,
        Entry.kind << of,
        Entry.reversed_by == 0,
    )
    return bool(moved.limit(1).scalar(db))


def _loan(db: pw.Database, book: int, taken: Taken) -> None:
    if _has_money(db, book, taken.loan, OF_LOANS):
        raise refuse("loan-has-money", loan=taken.loan)
    Loan.update(taken_back=1).where(Loan.book == book, Loan.loan == taken.loan).execute(db)
    Application.update(state=ASKED, loan=0, decision=0, settled_seq=0).where(
        Application.book == book, Application.loan == taken.loan, Application.state == AGREED
    ).execute(db)


def _asked(db: pw.Database, book: int, taken: Taken) -> None:
    Application.update(state=TAKEN_BACK).where(
        Application.book == book, Application.seq == taken.seq, Application.state == ASKED
    ).execute(db)


def _rescheduled(db: pw.Database, book: int, taken: Taken) -> None:
    newest = LoanChange.select(pw.fn.MAX(LoanChange.seq)).where(
        LoanChange.book == book, LoanChange.loan == taken.loan
    )
    if newest.scalar(db) != taken.seq:
        raise refuse("loan-changed-since", loan=taken.loan)
    LoanChange.delete().where(
        LoanChange.book == book, LoanChange.loan == taken.loan, LoanChange.seq == taken.seq
    ).execute(db)


def _fund_loan(db: pw.Database, book: int, taken: Taken) -> Number:
    number = taken.loan  # an entry names a fund's loan where others name a member's
    lent = Loan.select(Loan.loan).where(
        Loan.book == book, Loan.fund_loan == number, Loan.taken_back == 0
    )
    if lent.limit(1).scalar(db) or _has_money(db, book, number, OF_FUND_LOANS):
        raise refuse("fund-loan-used", fund_loan=number)
    FundLoan.delete().where(FundLoan.book == book, FundLoan.fund_loan == number).execute(db)
    return "fund_loan", number


def _shared(db: pw.Database, book: int, taken: Taken) -> None:
    Cycle.update(shared_seq=0, shared_on="", body="").where(
        Cycle.book == book, Cycle.shared_seq == taken.seq
    ).execute(db)


def _cycle(db: pw.Database, book: int, taken: Taken) -> Number:
    rows = Cycle.select(Cycle.cycle, Cycle.seq, Cycle.shared_seq).where(Cycle.book == book)
    newest = next(iter(rows.order_by(Cycle.cycle.desc()).limit(1).tuples().execute(db)))
    if newest[1:] != (taken.seq, 0):
        raise refuse("cycle-went-on", cycle=newest[0])
    Cycle.delete().where(Cycle.book == book, Cycle.cycle == newest[0]).execute(db)
    return "cycle", int(newest[0])


def _rotation(db: pw.Database, book: int, taken: Taken) -> Number:
    begun = Rotation.select(Rotation.rotation).where(
        Rotation.book == book, Rotation.seq == taken.seq
    )
    number = int(begun.scalar(db))
    paid = (
        RotationTurn.select(RotationTurn.seq)
        .join(Entry, on=((Entry.book == RotationTurn.book) & (Entry.seq == RotationTurn.seq)))
        .where(RotationTurn.book == book, RotationTurn.rotation == number, Entry.reversed_by == 0)
    )
    if paid.limit(1).scalar(db):
        raise refuse("rotation-has-money", rotation=number)
    Rotation.delete().where(Rotation.book == book, Rotation.rotation == number).execute(db)
    return "rotation", number


def _checked(db: pw.Database, book: int, taken: Taken) -> Number:
    here = (PeerCheck.book == book) & (PeerCheck.seq == taken.seq)
    number = int(PeerCheck.select(PeerCheck.check).where(here).scalar(db))
    PeerCheck.delete().where(here).execute(db)
    return "check", number


def _followed(db: pw.Database, book: int, taken: Taken) -> None:
    PeerCheck.update(followed_on="", followed_seq=0).where(
        PeerCheck.book == book, PeerCheck.followed_seq == taken.seq
    ).execute(db)


def _left(db: pw.Database, book: int, taken: Taken) -> None:
    """She is a member as before, unless nobody knows any more who she was."""
    hers = (Entry.book == book) & (Entry.member == taken.member) & (Entry.reversed_by == 0)
    of_kind = Entry.select(Entry.day).where(hers, Entry.seq != taken.seq)
    if of_kind.where(Entry.kind == _tag(e.MemberForgotten)).limit(1).scalar(db):
        raise refuse("member-forgotten", member=taken.member)
    other = of_kind.where(Entry.kind == _tag(e.MemberLeft)).order_by(Entry.seq.desc())
    Member.update(left_on=other.limit(1).scalar(db) or "").where(
        Member.book == book, Member.member == taken.member
    ).execute(db)


def _statement(db: pw.Database, book: int, taken: Taken) -> None:
    for model in (BankTick, BankStatement):
        model.delete().where(model.book == book, model.seq == taken.seq).execute(db)


def _work(db: pw.Database, book: int, taken: Taken) -> None:
    Work.delete().where(Work.book == book, Work.seq == taken.seq).execute(db)


def _household(db: pw.Database, book: int, taken: Taken) -> None:
    households.taken_back(db, book, taken.seq)


def _skill(db: pw.Database, book: int, taken: Taken) -> None:
    Skill.delete().where(Skill.book == book, Skill.seq == taken.seq).execute(db)


def _deputy(db: pw.Database, book: int, taken: Taken) -> None:
    Deputy.delete().where(Deputy.book == book, Deputy.seq == taken.seq).execute(db)


_UNDO: Final[Mapping[str, Callable[[pw.Database, int, Taken], Number | None]]] = MappingProxyType(
    {
        _tag(e.LoanAgreed): _loan,
        _tag(e.LoanAsked): _asked,
        _tag(e.LoanRescheduled): _rescheduled,
        _tag(e.FundLoanAgreed): _fund_loan,
        _tag(e.ShareOutHeld): _shared,
        _tag(e.CycleBegun): _cycle,
        _tag(e.RotationBegun): _rotation,
        _tag(e.PeerChecked): _checked,
        _tag(e.PeerCheckFollowed): _followed,
        _tag(e.MemberLeft): _left,
        _tag(e.BankStatementSeen): _statement,
        _tag(e.WorkDone): _work,
        _tag(e.HouseholdTold): _household,
        _tag(e.HouseStepTaken): _household,
        _tag(e.SkillNoted): _skill,
        _tag(e.DeputyNamed): _deputy,
    }
)


def taken_back(db: pw.Database, book: int, taken: Taken) -> Number | None:
    """An entry is reversed: what it left in the views goes; returns the number that is no more.

    Raises Refusal `loan-has-money`, `loan-changed-since`, `fund-loan-used`, `cycle-went-on`,
    `rotation-has-money`, `member-forgotten`.
    """
    undo = _UNDO.get(taken.kind)
    return undo(db, book, taken) if undo else None

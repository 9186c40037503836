"""Where each loan stands: its terms now, what was paid, what is due. Money in minor units.

Terms are those agreed, or those of the last rescheduling; what was paid counts from there. What is
owed of the principal is what the postings say: a loan that ran before these books began counts as
paid down to what was owed then, with its interest until that day. A loan is open while principal
is owed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final, NamedTuple

import peewee as pw

from federation.core import events as e
from federation.core.loans import (
    AGES,
    AtRisk,
    Row,
    Schedule,
    Standing,
    Terms,
    age,
    portfolio_at_risk,
    reschedule,
    schedule,
    settle_now,
    standing,
    terms_of,
    unpaid_rows,
)
from federation.core.refusals import Refusal

from ..database import fetch, marks
from ..tables import Balance, Entry, Loan
from . import books, fines, group
from .book_views import EntryView, LoanView

GIVEN: Final = ("loan-disbursed", "opening-loan-stated")
REPAID: Final = ("loan-principal-repaid", "loan-written-off")
INTEREST: Final = "loan-interest-paid"
ADVANCE: Final = "loan-advance-paid"
FINE: Final = "fine-charged"
WRITTEN_OFF: Final = "loan-written-off"
KINDS: Final = (*GIVEN, *REPAID, INTEREST, ADVANCE, FINE)
_TOLD: Final = ("loan-agreed", "loan-rescheduled", *KINDS)


class Line(NamedTuple):
    """An entry of a loan that was not taken back."""

    seq: int
    day: str
    kind: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanStanding:
    """A loan as it stands on a day.

    `terms` hold now; `change` is the rescheduling they come from. `fines_minor`: charged for
    paying it late and not paid; `to_fine`: late instalments nobody was fined for yet.
    """

    loan: LoanView
    terms: Terms
    schedule: Schedule
    standing: Standing
    is_paid_out: bool
    change: e.LoanRescheduled | None = None
    written_off_minor: int = 0
    advance_minor: int = 0
    fines_minor: int = 0
    closes_minor: int = 0
    to_fine: tuple[Row, ...] = ()

    @property
    def outstanding(self) -> int:
        """The principal still owed; 0 before it is paid out."""
        return self.standing.outstanding if self.is_paid_out else 0

    @property
    def is_open(self) -> bool:
        """Whether principal is owed."""
        return self.outstanding > 0

    @property
    def due_minor(self) -> int:
        """What she pays to be up to date: interest, principal, fines for paying late."""
        return self.standing.unpaid + self.fines_minor

    @property
    def age(self) -> str:
        """The column of arrears it stands in, "" when nothing is late."""
        return age(self.standing.days_late) if self.standing.unpaid else ""

    @property
    def left(self) -> tuple[tuple[Row, int, int], ...]:
        """Each instalment, and what of its principal and interest is not paid."""
        told = self.standing
        paid = (told.paid_principal, told.paid_interest)
        return tuple(unpaid_rows(self.schedule, *paid))


@dataclass(frozen=True, slots=True)
class AgeRow:
    """Loans whose oldest unpaid instalment is so many days late."""

    age: str
    loans: int
    unpaid_minor: int
    outstanding_minor: int


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All open loans by age of their oldest unpaid instalment; the first row: nothing late."""

    rows: tuple[AgeRow, ...]
    at_risk: AtRisk

    @property
    def late(self) -> int:
        """How many loans are late."""
        return sum(row.loans for row in self.rows if row.age)

    @property
    def past_due_minor(self) -> int:
        """What is due and not paid of loans that are late."""
        return sum(row.unpaid_minor for row in self.rows if row.age)


@dataclass(slots=True)
class Paid:
    """What entries say of one loan, gathered."""

    given: int = 0
    opened_on: str = ""
    paid_out_on: str = ""
    written_off: int = 0
    advance: int = 0
    charged: int = 0
    fined_on: str = ""
    repaid: list[tuple[int, int]] = field(default_factory=list)
    interest: list[tuple[int, int]] = field(default_factory=list)

    def owed(self, upto: int = 0) -> int:
        """The principal that is owed, or was after entry `upto`."""
        return self.given - sum(amount for seq, amount in self.repaid if not upto or seq <= upto)

    def take(self, line: Line) -> None:
        """One entry more."""
        if line.kind in GIVEN:
            self.given += line.amount
            if line.kind == GIVEN[0]:
                self.paid_out_on = self.paid_out_on or line.day
            else:
                self.opened_on = line.day
        elif line.kind in REPAID:
            self.repaid.append((line.seq, line.amount))
            self.written_off += line.amount if line.kind == WRITTEN_OFF else 0
        elif line.kind == INTEREST:
            self.interest.append((line.seq, line.amount))
        elif line.kind == ADVANCE:
            self.advance += line.amount
        else:
            self.charged += line.amount
            self.fined_on = max(self.fined_on, line.day)


def history(
    db: pw.Database, book: int, loans: Sequence[int], upto: str = ""
) -> Mapping[int, list[Line]]:
    """Entries of these loans that were not taken back, in order; `upto` a day, or "" for all.

    Whatever was taken back later than that day still counts on it.
    """
    if not loans:
        return {}
    until, words = (upto,) if upto else (), _HISTORY.format(marks(loans), marks(KINDS))
    asked = (book, *loans, *KINDS, *until)
    found_rows = db.connection().execute(words + " AND day <= ?" * len(until), asked).fetchall()
    # Put in order here: asked for in order, the planner would walk the whole book instead.
    rows = sorted(found_rows, key=itemgetter(1))
    back: dict[int, str] = {}
    if upto and (undone := [row[5] for row in rows if row[5]]):
        days = Entry.select(Entry.seq, Entry.day).where(Entry.book == book, Entry.seq << undone)
        back = dict(days.tuples().execute(db))
    found: dict[int, list[Line]] = {number: [] for number in loans}
    for loan, seq, day, kind, amount, reversed_by in rows:
        if not reversed_by or back.get(reversed_by, "") > upto:
            found[loan].append(Line(seq, day, kind, amount))
    return found


_HISTORY: Final = (
    "SELECT loan, seq, day, kind, amount, reversed_by FROM entry"
    " WHERE book = ? AND loan > 0 AND loan IN ({}) AND kind IN ({})"
)


def entries_of(db: pw.Database, book: int, loan: int) -> tuple[EntryView, ...]:
    """Every entry of a loan in order, what was taken back among them."""
    query = Entry.select().where(
        Entry.book == book, Entry.loan > 0, Entry.loan == loan, Entry.kind << _TOLD
    )
    return tuple(EntryView(*row[1:]) for row in query.order_by(Entry.seq).tuples().execute(db))


def lending(
    db: pw.Database, book: int, day: str, loan: int = 0, *, member: int = 0, upto: str = ""
) -> tuple[LoanStanding, ...]:
    """How open loans (of all, or of a member; or one loan, open or not) stand on a day, by number.

    By all that is written down; with `upto` (a day) by what was entered for days until then.
    """
    if loan:
        agreed = books.loans(db, book, only=(loan,))
    else:
        agreed = books.loans(db, book, member, still_owed=not upto)
    lines = history(db, book, [one.loan for one in agreed], upto)
    changes = group.loan_changes(db, book) if agreed else {}
    shared = settled(db, book, min((one.seq for one in agreed), default=0), upto)
    gathered = {number: gathered_of(some) for number, some in lines.items()}
    fined = {one.member for one in agreed if gathered[one.loan].charged}
    due = fines.of_loans(db, book, fined, upto)
    found = []
    for one in agreed:
        paid = gathered[one.loan]
        for line in shared.get(one.loan, ()):
            paid.take(line)
        change = changes.get(one.loan)
        if change and upto and change[1].day > upto:
            change = None
        told = stands(one, paid, change, due.get(one.loan, 0), day)
        if loan or told.is_open:
            found.append(told)
    return tuple(found)


def stands(
    one: LoanView, paid: Paid, change: tuple[int, e.LoanRescheduled] | None, fined: int, day: str
) -> LoanStanding:
    """How a loan stands on a day, by what was paid, its last rescheduling and its unpaid fines."""
    terms = _terms(one, paid, change)
    laid = laid_out(terms, change[1].interest if change else 0)
    since = change[0] if change else 0
    interest = sum(amount for seq, amount in paid.interest if seq > since)
    if paid.opened_on and not change:
        interest += sum(row.interest for row in laid.rows if row.due <= paid.opened_on)
    owed = paid.owed()
    principal = max(terms.principal - owed, 0) if paid.given else 0
    now = standing(laid, paid_principal=principal, paid_interest=interest, day=day)
    late = tuple(
        row
        for row, left, charge in unpaid_rows(laid, principal, interest)
        if (left or charge) and paid.fined_on <= row.due < day
    )
    closes = settle_now(laid, paid_principal=principal, paid_interest=interest, day=day)
    return LoanStanding(
        loan=one,
        terms=terms,
        schedule=laid,
        standing=now,
        is_paid_out=bool(paid.given),
        change=change[1] if change else None,
        written_off_minor=paid.written_off,
        advance_minor=paid.advance,
        fines_minor=fined,
        closes_minor=closes + fined if owed > 0 else 0,
        to_fine=late if owed > 0 else (),
    )


def _terms(one: LoanView, paid: Paid, change: tuple[int, e.LoanRescheduled] | None) -> Terms:
    """What holds now; interest runs from the day the money was paid out.

    New terms are of all that was owed then, also of what was paid back before and taken back since.
    """
    if change:
        since, told = change
        return terms_of(told, max(paid.owed(since), told.principal), told.day)
    lent = one.principal_minor if paid.opened_on or not paid.given else paid.given
    return terms_of(one, lent, paid.paid_out_on or one.disbursed_on)


def laid_out_of(one: LoanView, lines: Iterable[Line]) -> Schedule:
    """The schedule that was agreed, of what these entries say was paid out."""
    return laid_out(_terms(one, gathered_of(lines), None), 0)


def terms_then(
    one: LoanView, lines: Iterable[Line], change: tuple[int, e.LoanRescheduled] | None
) -> Terms:
    """What was agreed, or by a rescheduling (number of its entry, and what it says)."""
    return _terms(one, gathered_of(lines), change)


def gathered_of(lines: Iterable[Line]) -> Paid:
    """What these entries say of one loan."""
    paid = Paid()
    for line in lines:
        paid.take(line)
    return paid


def laid_out(terms: Terms, carried: int) -> Schedule:
    """The schedule; where none can be made of what old books hold, all is due on the first day."""
    try:
        return reschedule(terms, carried_interest=carried) if carried else schedule(terms)
    except Refusal:
        whole = Row(1, terms.first_due_on, terms.principal, 0, terms.principal, 0)
        return Schedule((whole,), terms.principal, 0, terms.principal, since=terms.disbursed_on)


def settled(db: pw.Database, book: int, after: int = 0, upto: str = "") -> Mapping[int, list[Line]]:
    """What share-outs by entries after `after` settled of each loan, as lines of it.

    `upto` a day, or "" for all.
    """
    found: dict[int, list[Line]] = {}
    for seq, held in group.share_outs(db, book, after=after):
        if upto and held.day > upto:
            continue
        for one in (part for line in held.lines for part in line.loans):
            parts = ((REPAID[0], one.principal), (INTEREST, one.interest))
            lines = [Line(seq, held.day, kind, amount) for kind, amount in parts]
            found.setdefault(one.loan, []).extend(lines)
    return found


def portfolio(standings: Iterable[LoanStanding]) -> Portfolio:
    """Open loans by the age of their oldest unpaid instalment, and what of them is at risk."""
    open_loans = [one for one in standings if one.is_open]
    rows = []
    for wanted in ("", *AGES):
        of_age = [one for one in open_loans if one.age == wanted]
        unpaid = sum(one.standing.unpaid for one in of_age)
        rows.append(AgeRow(wanted, len(of_age), unpaid, sum(one.outstanding for one in of_age)))
    return Portfolio(tuple(rows), portfolio_at_risk(one.standing for one in open_loans))


def not_paid_out(db: pw.Database, book: int) -> tuple[LoanView, ...]:
    """Loans that were agreed and whose money was not paid out yet."""
    given = Entry.select(Entry.seq).where(
        Entry.book == Loan.book,
        Entry.loan == Loan.loan,
        Entry.loan > 0,
        Entry.kind << GIVEN,
        Entry.reversed_by == 0,
    )
    query = Loan.select(Loan.loan).where(
        Loan.book == book, Loan.taken_back == 0, ~pw.fn.EXISTS(given)
    )
    waiting = {number for (number,) in query.tuples().execute(db)}
    if not waiting:
        return ()
    return books.loans(db, book, only=waiting)


def over(db: pw.Database, book: int) -> tuple[int, ...]:
    """Numbers of the loans that were paid out and are owed no more, the newest first."""
    owed = Balance.select(Balance.loan).where(
        Balance.book == book, Balance.account == "loans", Balance.amount != 0
    )
    query = Loan.select(Loan.loan).where(Loan.book == book).order_by(Loan.loan.desc())
    going = {number for (number,) in fetch(db, owed)}
    going |= {one.loan for one in not_paid_out(db, book)}
    return tuple(number for (number,) in fetch(db, query) if number not in going)


def owed_to_pot(db: pw.Database, book: int, member: int) -> int:
    """What a member owes the group's own pot, with loans agreed and not paid out yet."""
    mine = books.loans(db, book, member)
    waiting = {one.loan for one in not_paid_out(db, book)}
    return sum(
        one.principal_minor if one.loan in waiting else one.owes_minor
        for one in mine
        if one.source == "group"
    )


def kept_credit(db: pw.Database, book: int) -> dict[int, int]:
    """Money kept for members by name."""
    rows = Balance.select(Balance.member, Balance.amount).where(
        Balance.book == book, Balance.account == "credits", Balance.amount < 0
    )
    return {member: -amount for member, amount in rows.tuples().execute(db)}

"""How a group governs itself: rules, decisions, loans asked for, cycles, checks, work."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import peewee as pw

from federation.core import canonical
from federation.core import events as e
from federation.core.refusals import refuse

from ..database import insert_many
from ..journal import Numbered
from ..tables import (
    Application,
    Badge,
    BankStatement,
    BankTick,
    Constitution,
    Cycle,
    Decision,
    FundLoan,
    LoanChange,
    PeerCheck,
    Rotation,
    RotationTurn,
    Round,
    Work,
)
from . import corrections, learning, translation

ASKED: Final = "asked"
AGREED: Final = "agreed"
DECLINED: Final = "declined"
TAKEN_BACK: Final = "taken-back"

SETTLE_APPLICATION: Final = (
    "UPDATE application SET state = :state, loan = :loan, decision = :decision, settled_seq = :seq"
    " WHERE book = :book AND application = :application AND state = :asked"
)

View = Callable[[pw.Database, int, Numbered], None]


def put(db: pw.Database, model: type[pw.Model], **row: object) -> None:
    """One row. Peewee would take twenty times as long to say the same to the database."""
    insert_many(db, model, [[row[name] for name in model._meta.sorted_field_names]])


def _columns(model: type[pw.Model], numbered: Numbered, book: int) -> dict[str, Any]:
    """The columns of a view that are called as the event's fields are."""
    event = numbered.event
    told = {name: getattr(event, name) for name in event.__struct_fields__}
    told |= {"book": book, "seq": numbered.seq}
    return {name: told[name] for name in model._meta.sorted_field_names if name in told}


def _body(numbered: Numbered) -> str:
    return canonical.encode(numbered.event).decode()


def _plainly(model: type[pw.Model], **more: object) -> View:
    """A view of a kind whose fields are its columns; `more` are columns that begin as given."""

    def view(db: pw.Database, book: int, numbered: Numbered) -> None:
        row = more | _columns(model, numbered, book)
        if "body" in model._meta.fields and "body" not in more:
            row["body"] = _body(numbered)
        put(db, model, **row)

    return view


def _spaced(numbers: tuple[int, ...]) -> str:
    return " ".join(map(str, numbers))


def _asked(db: pw.Database, book: int, numbered: Numbered) -> None:
    event = numbered.event
    assert isinstance(event, e.LoanAsked)
    row = _columns(Application, numbered, book) | {"guarantors": _spaced(event.guarantors)}
    put(db, Application, **row, state=ASKED, loan=0, decision=0, settled_seq=0)


def loan_row(book: int, event: e.LoanAgreed, seq: int) -> tuple[object, ...]:
    """A loan that was agreed by entry `seq`, as its row."""
    return (
        book,
        event.loan,
        event.member,
        event.source,
        event.purpose,
        event.principal,
        event.rate,
        event.per,
        event.method,
        event.instalments,
        event.every,
        event.day,
        event.first_due_on,
        event.days,
        event.round_to,
        event.grace_principal,
        event.defer_interest,
        event.interest_free,
        " ".join(map(str, event.guarantors)),
        event.application,
        event.decision,
        event.fund_loan,
        event.meeting,
        seq,
        0,
    )


def agreed(db: pw.Database, book: int, event: e.LoanAgreed, seq: int) -> None:
    """What was asked for is settled by the loan that was agreed."""
    if event.application:
        settle_application(
            db, book, event.application, seq, AGREED, loan=event.loan, decision=event.decision
        )


def _declined(db: pw.Database, book: int, numbered: Numbered) -> None:
    event = numbered.event
    assert isinstance(event, e.LoanDeclined)
    settle_application(db, book, event.application, numbered.seq, DECLINED, decision=event.decision)


def settle_application(
    db: pw.Database,
    book: int,
    application: int,
    seq: int,
    state: str,
    *,
    loan: int = 0,
    decision: int = 0,
) -> None:
    """What became of a loan asked for. Raises Refusal `application-settled` the second time."""
    settled = {"book": book, "application": application, "seq": seq, "state": state}
    settled |= {"loan": loan, "decision": decision, "asked": ASKED}
    changed = db.connection().execute(SETTLE_APPLICATION, settled).rowcount
    if not changed:
        raise refuse("application-settled", application=application)


def _rotation(db: pw.Database, book: int, numbered: Numbered) -> None:
    event = numbered.event
    assert isinstance(event, e.RotationBegun)
    row = _columns(Rotation, numbered, book)
    put(db, Rotation, **row, turns=_spaced(event.order))


def _reordered(db: pw.Database, book: int, numbered: Numbered) -> None:
    event = numbered.event
    assert isinstance(event, e.RotationReordered)
    Rotation.update(turns=_spaced(event.order)).where(
        Rotation.book == book, Rotation.rotation == event.rotation
    ).execute(db)


def _turn(sign: int) -> View:
    def view(db: pw.Database, book: int, numbered: Numbered) -> None:
        event = numbered.event
        assert isinstance(event, e.RotationPaidIn | e.RotationPaidOut)
        row = _columns(RotationTurn, numbered, book)
        put(db, RotationTurn, **row, paid=sign * event.amount)

    return view


def _shared(db: pw.Database, book: int, numbered: Numbered) -> None:
    event = numbered.event
    assert isinstance(event, e.ShareOutHeld)
    changed = (
        Cycle.update(shared_seq=numbered.seq, shared_on=event.day, body=_body(numbered))
        .where(Cycle.book == book, Cycle.cycle == event.cycle, Cycle.shared_seq == 0)
        .execute(db)
    )
    if not changed:
        raise refuse("cycle-shared-out", cycle=event.cycle)


def _checked(db: pw.Database, book: int, numbered: Numbered) -> None:
    record = numbered.record
    told = record if isinstance(record, e.CheckRecord) else e.CheckRecord(note="")
    row = _columns(PeerCheck, numbered, book) | {"body": _body(numbered)}
    more = {"visitors": told.visitors, "follow_up": told.follow_up}
    put(db, PeerCheck, **row, **more, followed_on="", followed_seq=0)


def _followed(db: pw.Database, book: int, numbered: Numbered) -> None:
    event = numbered.event
    assert isinstance(event, e.PeerCheckFollowed)
    PeerCheck.update(followed_on=event.day, followed_seq=numbered.seq).where(
        PeerCheck.book == book, PeerCheck.check == event.check
    ).execute(db)


def _statement(db: pw.Database, book: int, numbered: Numbered) -> None:
    event = numbered.event
    assert isinstance(event, e.BankStatementSeen)
    if not all(0 < entry < numbered.seq for entry in event.entries):
        raise refuse("entry-unknown", entry=max(event.entries))
    put(db, BankStatement, **_columns(BankStatement, numbered, book))
    insert_many(db, BankTick, [(book, entry, numbered.seq) for entry in event.entries])


VIEWS: Final[Mapping[type[e.Event], View]] = MappingProxyType(
    {
        e.ConstitutionAdopted: _plainly(Constitution),
        e.DecisionTaken: _plainly(Decision),
        e.LoanAsked: _asked,
        e.LoanDeclined: _declined,
        e.LoanRescheduled: _plainly(LoanChange),
        e.FundLoanAgreed: _plainly(FundLoan),
        e.RotationBegun: _rotation,
        e.RotationReordered: _reordered,
        e.RotationPaidIn: _turn(1),
        e.RotationPaidOut: _turn(-1),
        e.CycleBegun: _plainly(Cycle, shared_seq=0, shared_on="", body=""),
        e.ShareOutHeld: _shared,
        e.PeerChecked: _checked,
        e.PeerCheckFollowed: _followed,
        e.BankStatementSeen: _statement,
        e.WorkDone: _plainly(Work),
        e.RoundAccepted: _plainly(Round),
        e.SkillNoted: learning.noted,
        e.DeputyNamed: learning.named,
        e.BadgeIssued: _plainly(Badge),
        e.CorrectionAnswered: corrections.answered,
        e.OwnWordChosen: translation.chosen,
    }
)


def forget(db: pw.Database, book: int, seqs: list[int]) -> None:
    """Blank the personal columns beside these entries."""
    PeerCheck.update(visitors="", follow_up="").where(
        PeerCheck.book == book, PeerCheck.seq << seqs
    ).execute(db)

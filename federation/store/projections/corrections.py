"""Views of looks by the federation's office, of corrections that it asks for, and of the answers.

An answer may be here before what it answers, or without it: a book that is brought as a
spreadsheet knows no office.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import peewee as pw

from federation.core import events as e
from federation.core.refusals import refuse
from federation.core.rules.corrections import check_from_office

from ..database import insert_many
from ..journal import Numbered, StreamEnd
from ..tables import Look, Partner, Proposal, ProposalAnswer

FROM_OFFICE: Final = (e.EntriesLookedAt, e.CorrectionProposed, e.CorrectionWithdrawn)
HUB: Final = "hub"


def check(db: pw.Database, stream: StreamEnd, event: e.Event) -> None:
    """Raises Refusal when it does not hold together, or another node than the hub says it."""
    if not isinstance(event, FROM_OFFICE):
        return
    check_from_office(event)
    role = Partner.select(Partner.role).where(Partner.node == stream.owner).scalar(db)
    if role not in (None, HUB):
        raise refuse("word-of-another")


def _row(event: e.Event, model: type[pw.Model], **more: object) -> dict[str, object]:
    told = {name: getattr(event, name) for name in event.__struct_fields__}
    return {name: told[name] for name in model._meta.fields if name in told} | more


def _next(db: pw.Database, model: type[pw.Model]) -> int:
    return int(model.select().count(db)) + 1


def looked(db: pw.Database, _stream: StreamEnd, event: e.EntriesLookedAt) -> None:
    """Noted once, though the office has it in its register and in its word to the group."""
    row = _row(event, Look, node=event.group, name="", note="", ordinal=_next(db, Look))
    Look.insert(**row).on_conflict_ignore().execute(db)


def proposed(db: pw.Database, _stream: StreamEnd, event: e.CorrectionProposed) -> None:
    """A correction is asked for."""
    more = dict.fromkeys(("name", "note", "withdrawn_on", "withdrawn_why"), "")
    row = _row(event, Proposal, node=event.group, ordinal=_next(db, Proposal), **more)
    Proposal.insert(**row).on_conflict_ignore().execute(db)


def withdrawn(db: pw.Database, _stream: StreamEnd, event: e.CorrectionWithdrawn) -> None:
    """It is asked for no more; of several words the first counts."""
    Proposal.update(withdrawn_on=event.day).where(
        Proposal.proposal == event.proposal, Proposal.withdrawn_on == ""
    ).execute(db)


def keep_words(db: pw.Database, event: e.Event, record: e.OfficeWords) -> None:
    """Who it was, and why."""
    if isinstance(event, e.EntriesLookedAt):
        Look.update(name=record.name, note=record.note).where(Look.look == event.look).execute(db)
    elif isinstance(event, e.CorrectionProposed):
        Proposal.update(name=record.name, note=record.note).where(
            Proposal.proposal == event.proposal
        ).execute(db)
    elif isinstance(event, e.CorrectionWithdrawn):
        Proposal.update(withdrawn_why=record.note).where(
            Proposal.proposal == event.proposal, Proposal.withdrawn_why == ""
        ).execute(db)


VIEWS: Final[Mapping[type[e.Event], Callable[[pw.Database, StreamEnd, Any], None]]] = (
    MappingProxyType(
        {
            e.EntriesLookedAt: looked,
            e.CorrectionProposed: proposed,
            e.CorrectionWithdrawn: withdrawn,
        }
    )
)


def answered(db: pw.Database, book: int, numbered: Numbered) -> None:
    """A proposal is answered once. Raises Refusal `correction-answered`, `entry-unknown`."""
    event = numbered.event
    assert isinstance(event, e.CorrectionAnswered)
    here = (ProposalAnswer.book == book) & (ProposalAnswer.proposal == event.proposal)
    before = ProposalAnswer.select(ProposalAnswer.seq).where(here).scalar(db)
    if before is not None:
        raise refuse("correction-answered", entry=before)
    if not all(0 < entry < numbered.seq for entry in event.entries):
        raise refuse("entry-unknown", entry=max(event.entries))
    reversal, entered = (*event.entries, 0, 0)[:2]
    row = {
        "book": book,
        "proposal": event.proposal,
        "seq": numbered.seq,
        "day": event.day,
        "user": event.user,
        "second": event.second,
        "answer": event.answer,
        "reversal": reversal,
        "entered": entered,
    }
    names = ProposalAnswer._meta.sorted_field_names
    insert_many(db, ProposalAnswer, [[row[name] for name in names]])

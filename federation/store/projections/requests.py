"""Requests, what happened to them, partners and releases; from every stream but the ledger.

No rule here depends on which of two streams came in first: an answer may arrive before what it
answers, and the picture is the same after. What another node writes is held to the rules that its
own program should have kept: days are days, figures fit together, a group speaks of its own
requests only.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

import msgspec
import peewee as pw

from federation.core import canonical, kinds
from federation.core import events as e
from federation.core.days import is_day, unfit_day
from federation.core.geography import check_place
from federation.core.refusals import refuse
from federation.core.rules.answers import check_answer
from federation.core.rules.requests import FIGURE_MAX, aim_of, check_request
from federation.core.rules.words import is_id

from ..database import insert_many
from ..journal import Numbered, StreamEnd
from ..tables import Answer, Cell, Fork, Partner, Release, Request, Writer
from . import (
    beneficiaries,
    corrections,
    duplicates,
    embargoes,
    facilities,
    fund,
    learning,
    merges,
    places,
    profiles,
    repairs,
    translation,
    tree,
    words,
)
from .words import note_step

View = Callable[[pw.Database, StreamEnd, e.Event], None]
NODE_ID_LETTERS: Final = 32


def enter(db: pw.Database, stream: StreamEnd, entries: Iterable[Numbered]) -> None:
    """Take entries into the views, in order."""
    for numbered in entries:
        # What the hub would refuse must not get into an own chain either, by a repair say.
        facilities.check(db, stream, numbered.event)
        profiles.check(db, stream, numbered.event)
        fund.check(stream, numbered.event)
        if not stream.own:
            _check(db, stream, numbered.event)
        if isinstance(numbered.event, e.Word):
            if stream.own:  # what the hub would refuse must not get into an own chain, by a repair
                words.check(db, stream, numbered.event)
            words.enter(db, stream, numbered.event)
            continue
        view = _VIEWS.get(type(numbered.event))
        if view is not None:
            view(db, stream, numbered.event)
        if isinstance(numbered.record, e.RepairWords):
            repairs.keep_words(db, numbered.event, numbered.record)
        elif isinstance(numbered.record, e.PrintingRecord):
            beneficiaries.keep_words(db, numbered.event, numbered.record)
        elif isinstance(numbered.record, e.OfficeWords):
            corrections.keep_words(db, numbered.event, numbered.record)
        elif isinstance(numbered.record, e.CoordinatorRecord):
            tree.keep_name(db, numbered.event, numbered.record)
        elif isinstance(numbered.record, e.FundNote):
            fund.keep_words(db, numbered)


def _check_shape(event: e.Event) -> None:
    """Raises Refusal when an entry by itself breaks a rule."""
    if isinstance(event, e.Dated) and not is_day(event.day):
        raise unfit_day(event.day)
    if isinstance(event, e.AnswerGiven):
        check_answer(event)
    if isinstance(event, e.RequestRaised):
        check_request(event)
    if isinstance(event, e.RequestRaised | e.RequestPublished) and not is_id(event.request):
        raise refuse("word-id-unclear", id=event.request[:40])
    if isinstance(event, e.SettlementMapped | e.PlacePublished):
        check_place(event)
    if isinstance(event, e.RequestWithdrawn) and event.closing and not is_id(event.closing):
        raise refuse("word-id-unclear", id=event.closing[:40])
    if isinstance(event, e.RequestPublished):
        for day in (event.raised_on, event.submitted_on):
            if not is_day(day):
                raise unfit_day(day)


def _check(db: pw.Database, stream: StreamEnd, event: e.Event) -> None:
    """Raises Refusal when an entry of another node breaks a rule."""
    _check_shape(event)
    if isinstance(event, e.FiguresReleased) and not (
        0 <= event.votes_against < event.votes_for <= FIGURE_MAX
    ):
        raise refuse("vote-not-carried", votes=event.votes_for, against=event.votes_against)
    if isinstance(event, e.Word):
        words.check(db, stream, event)
    learning.check(db, stream, event)
    corrections.check(db, stream, event)
    merges.check(event)
    translation.check(db, stream, event)
    if stream.kind == kinds.REQUESTS and isinstance(
        event, e.RequestRaised | e.RequestWithdrawn | e.FiguresReleased
    ):
        owner = Request.select(Request.owner).where(Request.request == event.request).scalar(db)
        raised = isinstance(event, e.RequestRaised)
        if owner != stream.owner and not (raised and owner is None):
            raise refuse("request-of-another", request=event.request)
        if raised and owner is not None:
            # What the hub read before it gave the request free must stay what the city reads.
            raise refuse("request-told-twice", request=event.request)


def _put_request(db: pw.Database, row: dict[str, object]) -> None:
    """A request told again (by its next release) takes the place of what was known."""
    kept = [field for name, field in Request._meta.fields.items() if name != "request"]
    Request.insert(**row).on_conflict(conflict_target=[Request.request], preserve=kept).execute(db)


def _raised(db: pw.Database, stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.RequestRaised)
    told = msgspec.structs.asdict(event)
    row = {name: told[name] for name in Request._meta.fields if name in told}
    measure, baseline, target = aim_of(event)
    aim = {"measure": measure, "baseline": baseline, "target": target}
    known = {"owner": stream.owner, "group_name": "", "raised_on": event.day}
    _put_request(db, {**row, **aim, **known})
    note_step(db, event.request, "raised", event.day)


def _published(db: pw.Database, stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.RequestPublished)
    if stream.own:
        return note_step(db, event.request, "submitted", event.submitted_on, event.release)
    told = msgspec.structs.asdict(event)
    row = {name: told[name] for name in Request._meta.fields if name in told}
    blank = {
        "owner": "",
        "group_name": event.group,
        "women_headed": -1,
        "non_member_households": -1,
        "sanitation_facility": "",
        "sharing_households": -1,
    }
    _put_request(db, {**row, **blank})
    note_step(db, event.request, "raised", event.raised_on)
    return note_step(db, event.request, "submitted", event.submitted_on, event.release)


def _withdrawn(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.RequestWithdrawn)
    note_step(db, event.request, "withdrawn", event.day, event.closing)


def _voted(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.FiguresReleased)
    votes = f"{event.meeting} {event.votes_for} {event.votes_against}"
    note_step(db, event.request, "figures-released", event.day, votes)


def _released(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.RequestReleased)
    note_step(db, event.request, "released", event.day, event.city)
    for word in event.words:
        note_step(db, event.request, "read", event.day, word)


def _reviewed(db: pw.Database, stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.RequestReviewed)
    if not stream.own:
        note_step(db, event.request, "released", event.day)


def _submitted(db: pw.Database, stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.RequestSubmitted)
    if not stream.own:
        note_step(db, event.request, "submitted", event.day, event.release)


def _answered(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.AnswerGiven)
    told = msgspec.structs.asdict(event)
    row = {name: told[name] for name in Answer._meta.fields if name in told}
    ordinal = (Answer.select(pw.fn.MAX(Answer.ordinal)).scalar(db) or 0) + 1
    Answer.insert(
        **{**row, "on_paper": int(event.on_paper), "ordinal": ordinal}
    ).on_conflict_ignore().execute(db)


def _enrolled(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.PartnerEnrolled)
    row: dict[str, object] = {
        "node": event.line or event.partner if event.role != "hub" else event.partner,
        "writer": event.partner,
        "incarnation": event.incarnation if event.role != "hub" else 1,
        "code": event.code,
        "role": event.role,
        "name": event.name,
        "card": event.card,
        "charter": event.charter,
        "threshold": event.threshold,
        "enrolled_on": event.day,
    }
    kept = [field for name, field in Partner._meta.fields.items() if name != "node"]
    Partner.insert(**row).on_conflict(conflict_target=[Partner.node], preserve=kept).execute(db)
    _put_writers(db, event)


def _put_writers(db: pw.Database, event: e.PartnerEnrolled) -> None:
    """The cards of the admitted node, the earlier ones with the place where each was closed.

    The line is as the newest charter has it: what a hub forgot when it was put back has its number
    no more, and forks of a card speak of no other that has its number now. A card that was closed
    stays so, whatever else is said of its node.
    """
    node = event.line or event.partner
    here = {
        number: (str(named), str(closed))
        for number, named, closed in Writer.select(Writer.incarnation, Writer.writer, Writer.closed)
        .where(Writer.node == node)
        .tuples()
        .execute(db)
    }
    rows = []
    for number, one in enumerate(event.earlier, 1):
        named = hashlib.sha256(one.card.encode()).hexdigest()[:NODE_ID_LETTERS]
        rows.append((node, number, named, one.card, _closed_text(one.closed)))
    if event.role != "hub":
        closed = next((last for named, last in here.values() if named == event.partner), "")
        rows.append((node, event.incarnation, event.partner, event.card, closed))
    Writer.delete().where(Writer.node == node).execute(db)
    if rows:
        Writer.insert_many(rows).execute(db)
    now = {number: named for _, number, named, _, _ in rows}
    other = [number for number, (named, _) in here.items() if now.get(number, named) != named]
    if other:
        Fork.delete().where(Fork.writer == node, Fork.incarnation << other).execute(db)


def _closed_text(closed: tuple[e.ChainClosed, ...]) -> str:
    return canonical.encode(closed).decode()


def _revoked(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.PartnerRevoked)
    Writer.update(closed=_closed_text(event.closed)).where(
        Writer.node == event.partner, Writer.incarnation == event.incarnation
    ).execute(db)


def _forked(db: pw.Database, stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.ForkFound)
    Fork.insert(
        teller=stream.owner,
        writer=event.writer,
        stream=event.stream,
        incarnation=event.incarnation,
        card=stream.incarnation,
        seq=event.seq,
        head=event.head,
    ).on_conflict_ignore().execute(db)


def _tables(db: pw.Database, stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.TablesPublished)
    ordinal = (Release.select(pw.fn.MAX(Release.ordinal)).scalar(db) or 0) + 1
    Release.insert(
        release=event.release,
        city=stream.partner,
        day=event.day,
        period=event.period,
        threshold=event.threshold,
        certificate=event.certificate,
        ordinal=ordinal,
    ).on_conflict_ignore().execute(db)  # a large release comes in several entries
    rows = [
        (event.release, table.name, total, cell.row, cell.column, cell.households, cell.requests)
        for table in event.tables
        for total, cells in ((0, table.cells), (1, table.totals))
        for cell in cells
    ]
    try:
        insert_many(db, Cell, rows)
    except pw.IntegrityError:  # one figure told twice
        raise refuse("release-unclear", release=event.release) from None


_VIEWS: Final[Mapping[type[e.Event], View]] = MappingProxyType(
    {
        e.RequestRaised: _raised,
        e.RequestPublished: _published,
        e.RequestWithdrawn: _withdrawn,
        e.FiguresReleased: _voted,
        e.RequestReleased: _released,
        e.RequestReviewed: _reviewed,
        e.RequestSubmitted: _submitted,
        e.AnswerGiven: _answered,
        e.ForkFound: _forked,
        e.PartnerEnrolled: _enrolled,
        e.PartnerRevoked: _revoked,
        e.TablesPublished: _tables,
        e.SettlementMapped: places.mapped,
        e.PlacePublished: places.published,
        **repairs.VIEWS,
        **facilities.VIEWS,
        **profiles.VIEWS,
        e.SettlementEmbargoed: embargoes.put,
        e.EmbargoLifted: embargoes.lift,
        **beneficiaries.VIEWS,
        **duplicates.VIEWS,
        **learning.VIEWS,
        **merges.VIEWS,
        **corrections.VIEWS,
        **tree.VIEWS,
        **fund.VIEWS,
        **translation.VIEWS,
    }
)

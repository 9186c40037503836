"""Reads of requests, answers, partners and releases."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import msgspec
import peewee as pw

from federation.core import events as e
from federation.core import kinds
from federation.core.events import ChainClosed

from ..database import fetch
from ..tables import Answer, Cell, Partner, Release, Request, RequestStep, Said, Writer
from .merges import MergeView, by_request, merges
from .request_views import AnswerView, RequestView, StepView, as_one, as_part, stage

__all__ = [
    "AnswerView",
    "CellView",
    "PartnerView",
    "ReleaseView",
    "RequestView",
    "StepView",
    "WriterView",
    "cells",
    "closed_writers",
    "is_closed",
    "partner",
    "partners",
    "releases",
    "request",
    "requests",
    "said_by_cities",
    "writer",
    "writers",
]

_CLOSED = tuple[ChainClosed, ...]


@dataclass(frozen=True, slots=True)
class PartnerView:
    """An enrolled node: `node` is the id of its first card, `writer` that of the present one."""

    node: str
    writer: str
    incarnation: int
    code: str
    role: str
    name: str
    card: str
    charter: str
    threshold: int
    enrolled_on: str


@dataclass(frozen=True, slots=True)
class WriterView:
    """A card in the line of `node`: its id, its line, and where its chains were closed, if so."""

    node: str
    incarnation: int
    writer: str
    card: str
    closed: tuple[ChainClosed, ...] | None = None

    def end(self, stream: str) -> tuple[int, str] | None:
        """The number and head (64 hex) at which a chain was closed; None while it goes on."""
        found = (one for one in self.closed or () if one.stream == stream)
        return next(((one.seq, one.head) for one in found), None)


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A frozen release of tables."""

    release: str
    city: str
    day: str
    period: str
    threshold: int
    certificate: str


@dataclass(frozen=True, slots=True)
class CellView:
    """A published figure; households -1: kept private; `total`: a margin."""

    name: str
    total: bool
    row: str
    column: str
    households: int
    requests: int


ON_PAPER: Final = AnswerView.__slots__.index("on_paper")


def requests(db: pw.Database, wanted: Iterable[str] | None = None) -> tuple[RequestView, ...]:
    """Requests by day raised, all or those named."""
    asks = {one.merge: one for one in merges(db)}
    within = by_request(asks.values())
    if wanted is None:
        found = _views(db, None)
    else:
        ids = dict.fromkeys(wanted)
        more = [part for one in ids if one in asks for part in asks[one].requests]
        more += [ask.merge for one in (*ids, *more) for ask in within.get(one, ())]
        found = _views(db, [*ids, *more])
    if asks:
        known = {one.request: one for one in found}
        found = tuple(
            as_one(one, asks[one.request], _parts(asks[one.request], within, known))
            if one.request in asks
            else as_part(one, within[one.request], known)
            if one.request in within
            else one
            for one in found
        )
    return found if wanted is None else tuple(one for one in found if one.request in ids)


def _parts(
    ask: MergeView,
    within: Mapping[str, tuple[MergeView, ...]],
    known: Mapping[str, RequestView],
) -> list[RequestView]:
    return [as_part(known[one], within[one], known) for one in ask.requests if one in known]


def _views(db: pw.Database, wanted: Iterable[str] | None) -> tuple[RequestView, ...]:
    """Each by itself."""
    query = Request.select().order_by(Request.raised_on, Request.request)
    steps_query = RequestStep.select().order_by(RequestStep.day, RequestStep.step)
    answers_query = Answer.select().order_by(Answer.ordinal)
    words_query = Said.select(Said.request, Said.line).order_by(Said.ordinal)
    if wanted is not None:
        ids = list(wanted)
        query = query.where(Request.request << ids)
        steps_query = steps_query.where(RequestStep.request << ids)
        answers_query = answers_query.where(Answer.request << ids)
        words_query = words_query.where(Said.request << ids)
    steps: dict[str, list[StepView]] = {}
    for request, step, day, detail in fetch(db, steps_query):
        steps.setdefault(request, []).append(StepView(step, day, detail))
    answers: dict[str, list[AnswerView]] = {}
    for row in fetch(db, answers_query):
        told = (*row[:ON_PAPER], bool(row[ON_PAPER]), *row[ON_PAPER + 1 : -1])
        answers.setdefault(row[0], []).append(AnswerView(*told))
    words: dict[str, list[e.Word]] = {}
    for request, line in fetch(db, words_query):
        words.setdefault(request, []).append(_word(line))
    named = {partner.node: partner.name for partner in partners(db)}
    found = []
    for request, owner, group, *rest in fetch(db, query):
        happened, said = tuple(steps.get(request, ())), tuple(answers.get(request, ()))
        found.append(
            RequestView(
                *[
                    request,
                    owner,
                    group or named.get(owner, ""),
                    *rest,
                    stage(happened, said),
                    happened,
                    said,
                    tuple(words.get(request, ())),
                ]
            )
        )
    return tuple(found)


@cache
def _words() -> "msgspec.json.Decoder[e.Event]":
    return kinds.decoder(kinds.REQUESTS)


def _word(line: str) -> e.Word:
    told = _words().decode(line)
    assert isinstance(told, e.Word)
    return told


def request(db: pw.Database, wanted: str) -> RequestView | None:
    """One request, or None."""
    return next(iter(requests(db, [wanted])), None)


def said_by_cities(db: pw.Database) -> frozenset[tuple[str, str]]:
    """Request and id of every answer known here, and of every other word of a city."""
    answers = Answer.select(Answer.request, Answer.answer).tuples().execute(db)
    words = Said.select(Said.request, Said.word).where(Said.side == "city").tuples().execute(db)
    return frozenset(tuple(row) for row in (*answers, *words))


def _all_of(model: type[pw.Model]) -> str:
    names = ", ".join(f'"{field.column_name}"' for field in model._meta.sorted_fields)
    return f'SELECT {names} FROM "{model._meta.table_name}"'  # noqa: S608 - our own names


_PARTNERS: Final = _all_of(Partner)
_WRITER: Final = f"{_all_of(Writer)} WHERE writer = ?"
_ORDERED: Final = f"{_PARTNERS} ORDER BY code"
_NAMED: Final = tuple(f"{_PARTNERS} WHERE {column} = ?" for column in ("node", "writer", "code"))


def partners(db: pw.Database, role: str = "") -> tuple[PartnerView, ...]:
    """Enrolled nodes by code, of one role if named."""
    # Read with every file and page: in plain words, for Peewee takes longer over its own.
    asked = (f"{_PARTNERS} WHERE role = ? ORDER BY code", (role,)) if role else (_ORDERED, ())
    return tuple(PartnerView(*row) for row in db.connection().execute(*asked).fetchall())


def partner(db: pw.Database, named: str) -> PartnerView | None:
    """One enrolled node by its id or short code, or None."""
    for asked in _NAMED:
        row = db.connection().execute(asked, (named,)).fetchone()
        if row:
            return PartnerView(*row)
    return None


def writers(db: pw.Database, node: str) -> tuple[WriterView, ...]:
    """The cards of a node's line, the first one first."""
    rows = Writer.select().where(Writer.node == node).order_by(Writer.incarnation)
    return tuple(_writer(row) for row in rows.tuples().execute(db))


def writer(db: pw.Database, named: str) -> WriterView | None:
    """The card of that id, in whoever's line it stands, or None."""
    row = db.connection().execute(_WRITER, (named,)).fetchone()
    return _writer(row) if row else None


def is_closed(db: pw.Database, partner: PartnerView) -> bool:
    """Whether a partner's present card was closed, and no other took its place."""
    found = writer(db, partner.writer)
    return found is not None and found.closed is not None


def closed_writers(db: pw.Database) -> frozenset[str]:
    """Ids of every card that was closed."""
    rows = fetch(db, Writer.select(Writer.writer).where(Writer.closed != ""))
    return frozenset(named for (named,) in rows)


def _writer(row: tuple[str, int, str, str, str]) -> WriterView:
    node, incarnation, named, card, closed = row
    told = msgspec.json.decode(closed, type=_CLOSED) if closed else None
    return WriterView(node, incarnation, named, card, told)


def releases(db: pw.Database, city: str = "") -> tuple[ReleaseView, ...]:
    """Releases, the newest first; at a hub perhaps of one city only."""
    query = Release.select().order_by(Release.ordinal.desc())
    if city:
        query = query.where(Release.city == city)
    return tuple(ReleaseView(*row[:-1]) for row in query.tuples().execute(db))


def cells(db: pw.Database, release: str) -> tuple[CellView, ...]:
    """Every figure of a release."""
    query = (
        Cell.select()
        .where(Cell.release == release)
        .order_by(Cell.name, Cell.total, Cell.row, Cell.column)
    )
    return tuple(
        CellView(name, bool(total), row, column, households, count)
        for _, name, total, row, column, households, count in query.tuples().execute(db)
    )

"""Words that the sides say of a request: each as it was said, and the steps that follow from it.

A group speaks for itself and of its own requests; a city for itself; a hub for itself, passes on
what the others said, and types what came on paper. Whose word it is stands in the word.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec
import peewee as pw

from federation.core import canonical, kinds
from federation.core import events as e
from federation.core.refusals import refuse
from federation.core.rules.stages import REOPENED
from federation.core.rules.words import check_word

from ..journal import StreamEnd
from ..tables import Request, RequestStep, Said

# Whoever reads a stream of its office said its own words itself: none comes back as news.
_NEVER_TO: Final[Mapping[str, str]] = MappingProxyType(
    {kinds.REPLIES: "group", kinds.PUBLICATION: "city"}
)
PASSED: Final = "passed"
"""A word (its detail) was passed on to the city."""


def check(db: pw.Database, stream: StreamEnd, event: e.Word) -> None:
    """Raises Refusal when a word of another node is not its to say, or does not hold together."""
    check_word(event)
    if stream.kind == kinds.REQUESTS:
        owner = Request.select(Request.owner).where(Request.request == event.request).scalar(db)
        if owner != stream.owner:
            raise refuse("request-of-another", request=event.request)
        if event.side != "group" or event.on_paper:
            raise refuse("word-of-another")
    if event.side == _NEVER_TO.get(stream.kind):
        raise refuse("word-of-another")


def enter(db: pw.Database, stream: StreamEnd, event: e.Word) -> None:
    """Keep a word; one that was told before changes nothing, but that it was passed on."""
    if stream.own and stream.kind == kinds.PUBLICATION:
        note_step(db, event.request, PASSED, event.day, event.word)
    ordinal = (Said.select(pw.fn.MAX(Said.ordinal)).scalar(db) or 0) + 1
    fresh = Said.insert(
        request=event.request,
        word=event.word,
        kind=str(event.__struct_config__.tag),
        side=event.side,
        day=event.day,
        line=canonical.encode(canonical_word(event)).decode(),
        ordinal=ordinal,
    )
    if fresh.on_conflict_ignore().as_rowcount().execute(db):
        step = _STEPS.get(type(event))
        if step is not None:
            step(db, event)


def canonical_word(event: e.Word) -> e.Word:
    """The word as it is on every node: without who typed it at one of them."""
    return msgspec.structs.replace(event, user=0, orig="")


def note_step(db: pw.Database, request: str, step: str, day: str, detail: str = "") -> None:
    """Something happened to a request; of one day and detail it stands once."""
    RequestStep.insert(
        request=request, step=step, day=day, detail=detail
    ).on_conflict_ignore().execute(db)


def _reached(db: pw.Database, event: e.StageReached) -> None:
    note_step(db, event.request, event.stage, event.day, event.word)


def _offered(db: pw.Database, event: e.OfferMade) -> None:
    note_step(db, event.request, "offered", event.day, event.word)
    Request.update(offer_savings=event.savings, offer_labour_days=event.labour_days).where(
        Request.request == event.request
    ).execute(db)


def _confirmed(db: pw.Database, event: e.RequestConfirmed) -> None:
    note_step(db, event.request, "confirmed", event.day)


def _ended(db: pw.Database, event: e.RequestEnded) -> None:
    note_step(db, event.request, event.how, event.day, event.word)


def _reopened(db: pw.Database, event: e.RequestReopened) -> None:
    note_step(db, event.request, REOPENED, event.day, event.closing)


_STEPS: Final[Mapping[type[e.Word], Callable[[pw.Database, Any], None]]] = MappingProxyType(
    {
        e.StageReached: _reached,
        e.OfferMade: _offered,
        e.RequestConfirmed: _confirmed,
        e.RequestEnded: _ended,
        e.RequestReopened: _reopened,
    }
)

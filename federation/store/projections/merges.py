"""Requests that the office merged into one ask, and split again; as office, groups and city see it.

At a city such a request is closed (`merged`) while the ask is open. At the office and at its group
it goes on: the answers to the ask come to it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import peewee as pw

from federation.core import events as e
from federation.core import kinds
from federation.core.rules.merges import check_merge
from federation.core.rules.stages import MERGED, REOPENED, SPLIT

from ..journal import StreamEnd
from ..tables import Merge, MergePart
from .words import note_step

UNKNOWN: Final = -1


def check(event: e.Event) -> None:
    """Raises Refusal when what another node says of a merge does not hold together."""
    if isinstance(event, e.RequestsMerged | e.MergeSplit):
        check_merge(event)


def _merged(db: pw.Database, stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.RequestsMerged)
    is_ours, is_told = stream.kind == kinds.REGISTER, stream.kind == kinds.PUBLICATION
    row = Merge.insert(
        merge=event.merge,
        number=event.number,
        title=event.title,
        description=event.description,
        groups=event.groups,
        counted_again=event.counted_again if is_ours else UNKNOWN,
        day=event.day,
        told_on=event.day if is_told else "",
        split_on="",
    )
    # An office that was put back from a copy knows of it from what it told others, and no more.
    kept = [Merge.told_on] if is_told else [Merge.description, Merge.counted_again]
    if is_told or is_ours:
        row = row.on_conflict(conflict_target=[Merge.merge], preserve=kept)
    else:
        row = row.on_conflict_ignore()
    row.execute(db)
    parts = [{"merge": event.merge, "request": request} for request in event.requests]
    MergePart.insert_many(parts).on_conflict_ignore().execute(db)
    if is_told and not stream.own:
        for request in event.requests:
            note_step(db, request, MERGED, event.day, event.merge)


def _split(db: pw.Database, stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.MergeSplit)
    Merge.update(split_on=event.day).where(Merge.merge == event.merge).execute(db)
    if stream.kind == kinds.PUBLICATION and not stream.own:
        note_step(db, event.merge, SPLIT, event.day, event.merge)
        for request in event.requests:
            note_step(db, request, REOPENED, event.day, event.merge)


VIEWS: Final[Mapping[type[e.Event], Callable[[pw.Database, StreamEnd, e.Event], None]]] = (
    MappingProxyType({e.RequestsMerged: _merged, e.MergeSplit: _split})
)

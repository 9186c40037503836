"""Repairs of a city, from its own register alone: no other node writes one."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

import peewee as pw

from federation.core import canonical
from federation.core import events as e
from federation.core.refusals import refuse
from federation.core.rules.repairs import REPORTED

from ..journal import StreamEnd
from ..tables import Repair, RepairStep


def point_text(point: Iterable[int]) -> str:
    """A point as it is kept."""
    return " ".join(map(str, point))


def details_text(details: tuple[e.RepairDetail, ...]) -> str:
    """What was told to the questions, as it is kept."""
    return canonical.encode(details).decode()


def _reported(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.RepairReported)
    Repair.insert(
        repair=event.repair,
        number="",
        state=REPORTED,
        service=event.service,
        day=event.day,
        at=event.at,
        channel=event.channel,
        program=event.program,
        point=point_text(event.point),
        details=details_text(event.details),
        place="",
        note="",
        department="",
        by="",
        changed=event.at,
    ).execute(db)


def keep_words(db: pw.Database, event: e.Event, words: e.RepairWords) -> None:
    """What was told in free words; nothing stands there once they were blanked."""
    assert isinstance(event, e.RepairReported)
    now = {"place": words.spot, "note": words.note + words.rest}
    Repair.update(**now).where(Repair.repair == event.repair).execute(db)


def _followed(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    """The last word on department and day holds; one that says nothing of them changes neither."""
    assert isinstance(event, e.RepairFollowed)
    now = {"state": event.step, "changed": event.at}
    told = {"number": event.number, "department": event.department, "by": event.by}
    now |= {name: value for name, value in told.items() if value}
    here = Repair.repair == event.repair
    if not Repair.update(**now).where(here).execute(db):
        raise refuse("repair-unknown", repair=event.repair)
    steps = RepairStep.select(pw.fn.COUNT(RepairStep.ordinal))
    before = steps.where(RepairStep.repair == event.repair).scalar(db)
    RepairStep.insert(
        repair=event.repair,
        ordinal=before + 1,
        step=event.step,
        day=event.day,
        at=event.at,
        department=event.department,
        by=event.by,
        reason=event.reason,
        text=event.text,
    ).execute(db)


VIEWS: Final[Mapping[type[e.Event], Callable[[pw.Database, StreamEnd, e.Event], None]]] = (
    MappingProxyType({e.RepairReported: _reported, e.RepairFollowed: _followed})
)

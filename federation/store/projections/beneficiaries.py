"""Lists of people printed at the office, as they were noted."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import peewee as pw

from federation.core import events as e

from ..journal import StreamEnd
from ..tables import Printing


def printed(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    """A list was printed."""
    assert isinstance(event, e.BeneficiariesPrinted)
    Printing.insert(
        printing=event.printing,
        request=event.request,
        day=event.day,
        user=event.user,
        recipient="",
        note="",
        members=" ".join(map(str, event.members)),
        decision=event.decision,
        ordinal=Printing.select().count(db) + 1,
    ).execute(db)


def keep_words(db: pw.Database, event: e.Event, record: e.PrintingRecord) -> None:
    """For whom it was, and what for."""
    assert isinstance(event, e.BeneficiariesPrinted)
    Printing.update(recipient=record.recipient, note=record.note).where(
        Printing.printing == event.printing
    ).execute(db)


VIEWS: Final[Mapping[type[e.Event], Callable[[pw.Database, StreamEnd, e.Event], None]]] = (
    MappingProxyType({e.BeneficiariesPrinted: printed})
)

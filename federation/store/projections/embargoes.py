"""Settlements put under embargo by the hub, and taken out of it."""

import peewee as pw

from federation.core import events as e
from federation.core.figures import settlement_key

from ..journal import StreamEnd
from ..tables import Embargo


def put(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    """Nothing of this settlement is published from now on."""
    assert isinstance(event, e.SettlementEmbargoed)
    Embargo.insert(
        place=settlement_key(event.settlement),
        settlement=event.settlement,
        reason=event.reason,
        day=event.day,
    ).on_conflict(
        conflict_target=[Embargo.place],
        preserve=[Embargo.settlement, Embargo.reason, Embargo.day],
    ).execute(db)


def lift(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    """It is published again."""
    assert isinstance(event, e.EmbargoLifted)
    Embargo.delete().where(Embargo.place == settlement_key(event.settlement)).execute(db)

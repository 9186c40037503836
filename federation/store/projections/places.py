"""Where settlements lie: as the hub says it, and as it told each city."""

import peewee as pw

from federation.core import canonical
from federation.core import events as e
from federation.core.figures import settlement_key

from ..journal import StreamEnd
from ..tables import Place


def mapped(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    """The hub's own map."""
    assert isinstance(event, e.SettlementMapped)
    _put(db, "", event)


def published(db: pw.Database, stream: StreamEnd, event: e.Event) -> None:
    """At the hub: what a city knows. At that city: the map."""
    assert isinstance(event, e.PlacePublished)
    _put(db, stream.partner if stream.own else "", event)


def _put(db: pw.Database, reader: str, told: e.SettlementMapped | e.PlacePublished) -> None:
    kept = [field for name, field in Place._meta.fields.items() if name not in ("reader", "key")]
    Place.insert(
        reader=reader,
        key=settlement_key(told.settlement),
        settlement=told.settlement,
        longitude=told.middle.longitude,
        latitude=told.middle.latitude,
        outline=canonical.encode(told.outline).decode(),
        source=told.source,
        year=told.year,
    ).on_conflict(conflict_target=[Place.reader, Place.key], preserve=kept).execute(db)

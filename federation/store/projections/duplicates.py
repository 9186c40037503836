"""What the office said of two that may be one, and who looked at them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import msgspec
import peewee as pw

from federation.core import events as e

from ..journal import StreamEnd
from ..tables import Duplicate, DuplicateLook

_STATES: Final[Mapping[type[e.Event], str]] = MappingProxyType(
    {e.DuplicateLinked: "linked", e.DuplicateToldApart: "apart", e.DuplicateReopened: "open"}
)


def _said(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    """What was said last holds."""
    told = msgspec.structs.asdict(event)
    row = {name: told[name] for name in Duplicate._meta.fields if name in told}
    ordinal = (Duplicate.select(pw.fn.MAX(Duplicate.ordinal)).scalar(db) or 0) + 1
    Duplicate.insert(**row, state=_STATES[type(event)], ordinal=ordinal).on_conflict(
        conflict_target=[
            Duplicate.about,
            Duplicate.left,
            Duplicate.left_number,
            Duplicate.right,
            Duplicate.right_number,
        ],
        preserve=[Duplicate.state, Duplicate.day, Duplicate.user, Duplicate.ordinal],
    ).execute(db)


def _looked(db: pw.Database, _stream: StreamEnd, event: e.Event) -> None:
    told = msgspec.structs.asdict(event)
    row = {name: told[name] for name in DuplicateLook._meta.fields}
    DuplicateLook.insert(**row).on_conflict_ignore().execute(db)


VIEWS: Final[Mapping[type[e.Event], Callable[[pw.Database, StreamEnd, e.Event], None]]] = (
    MappingProxyType({**dict.fromkeys(_STATES, _said), e.DuplicateLookedAt: _looked})
)

"""What a deed decided, before it has a number; and what must wait for one (`Postponed`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import msgspec
import peewee as pw

from federation.core import canonical, kinds
from federation.core.events import Event, Record

from .tables import Postponed

_OF: Final = "FROM postponed WHERE kind = ? AND partner = ?"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a deed decided, before it has a number: for `stream`, perhaps of one `partner`."""

    stream: str
    event: Event
    record: Record | None = None
    partner: str = ""


def postpone(db: pw.Database, kind: str, partner: str, drafts: Iterable[Draft]) -> None:
    """Keep them until it is known how far their chain went; what stands beside a line, too."""
    for draft in drafts:
        told = (one for one in (draft.event, draft.record) if one is not None)
        line = b"\n".join(map(canonical.encode_sound, told))
        Postponed.insert(kind=kind, partner=partner, line=line).execute(db)


def postponed(db: pw.Database, kind: str, partner: str) -> tuple[Draft, ...]:
    """What waited for a chain, in order; it no longer waits. To be appended now."""
    run, here = db.connection().execute, (kind, partner)
    rows = run(f"SELECT line {_OF} ORDER BY id", here).fetchall()
    found = [_waiting(kind, bytes(line), partner) for (line,) in rows]
    if found:
        run(f"DELETE {_OF}", here)
    return tuple(found)


def _waiting(kind: str, line: bytes, partner: str) -> Draft:
    told, _, beside = line.partition(b"\n")
    event = kinds.decoder(kind).decode(told)
    shape = kinds.KINDS[type(event)].record
    record = msgspec.json.decode(beside, type=shape) if beside and shape else None
    return Draft(kind, event, record, partner)

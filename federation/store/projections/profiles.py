"""Settlement profiles: the last telling of each part holds; a number means one settlement."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import peewee as pw

from federation.core import canonical
from federation.core import events as e
from federation.core.refusals import refuse
from federation.core.rules.profiles import check_profile

from ..journal import StreamEnd
from ..tables import ProfilePart


def check(db: pw.Database, stream: StreamEnd, event: e.Event) -> None:
    """Raises Refusal when what was told of a settlement breaks a rule, whoever told it."""
    if not isinstance(event, e.SettlementProfiled):
        return
    check_profile(event)
    other = ProfilePart.select(ProfilePart.settlement).where(
        ProfilePart.owner == stream.owner,
        ProfilePart.number == event.number,
        ProfilePart.settlement != event.settlement,
    )
    if other.limit(1).scalar(db) is not None:
        raise refuse("profile-of-another-place", number=event.number)


def _profiled(db: pw.Database, stream: StreamEnd, event: e.Event) -> None:
    assert isinstance(event, e.SettlementProfiled)
    row = {
        "owner": stream.owner,
        "number": event.number,
        "part": event.part,
        "settlement": event.settlement,
        "day": event.day,
        "body": canonical.encode(event).decode(),
    }
    keys = [ProfilePart.owner, ProfilePart.number, ProfilePart.part]
    kept = [ProfilePart.settlement, ProfilePart.day, ProfilePart.body]
    ProfilePart.insert(**row).on_conflict(conflict_target=keys, preserve=kept).execute(db)


View = Callable[[pw.Database, StreamEnd, e.Event], None]
VIEWS: Final[Mapping[type[e.Event], View]] = MappingProxyType({e.SettlementProfiled: _profiled})

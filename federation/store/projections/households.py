"""What members told of their households, and the steps of their houses."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec
import peewee as pw

from federation.core import events as e
from federation.core.rules.households import check_household

from ..database import insert_many
from ..journal import Numbered
from ..tables import Household, HouseStep

View = Callable[[pw.Database, int, Numbered], None]

_HOUSEHOLD: Final = e.HouseholdRecord(note="")
_HOUSE: Final = e.HouseRecord(note="")


def _household(db: pw.Database, book: int, numbered: Numbered) -> None:
    event, record = numbered.event, numbered.record
    assert isinstance(event, e.HouseholdTold)
    told = check_household(record) if isinstance(record, e.HouseholdRecord) else _HOUSEHOLD
    line = {"book": book, "seq": numbered.seq, "day": event.day, "member": event.member}
    _put(db, Household, {**msgspec.structs.asdict(told), **line})


def _house(db: pw.Database, book: int, numbered: Numbered) -> None:
    event, record = numbered.event, numbered.record
    assert isinstance(event, e.HouseStepTaken)
    told = record if isinstance(record, e.HouseRecord) else _HOUSE
    line = msgspec.structs.asdict(event) | {"book": book, "seq": numbered.seq}
    _put(db, HouseStep, {**msgspec.structs.asdict(told), **line})


def _put(db: pw.Database, model: type[pw.Model], row: Mapping[str, Any]) -> None:
    insert_many(db, model, [[row[name] for name in model._meta.sorted_field_names]])


VIEWS: Final[Mapping[type[e.Event], View]] = MappingProxyType(
    {e.HouseholdTold: _household, e.HouseStepTaken: _house}
)


def taken_back(db: pw.Database, book: int, seq: int) -> None:
    """An entry of these is reversed: what was told before holds again."""
    for model in (Household, HouseStep):
        model.delete().where(model.book == book, model.seq == seq).execute(db)


def forget(db: pw.Database, book: int, seqs: list[int]) -> None:
    """Blank all that describes a home beside these entries."""
    for model, blank in ((Household, _HOUSEHOLD), (HouseStep, _HOUSE)):
        told = msgspec.structs.asdict(blank)
        words = {name: told[name] for name in model._meta.fields if name in told}
        model.update(**words).where(model.book == book, model.seq << seqs).execute(db)

"""One thing that can be asked about: a repair or a request, with what it is sorted and found by."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import moments
from .services import name_of

OPEN = "open"
CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Update:
    """Something that happened; `code` is ours, `say` makes a sentence. `id` stays for ever."""

    id: str
    moment: datetime
    code: str
    say: Callable[[], str]
    is_open: bool

    def note(self) -> dict[str, Any]:
        """As a note of its item."""
        told = moments.written(self.moment)
        return {"datetime": told, "description": self.say(), "type": self.code}


@dataclass(frozen=True, slots=True)
class Item:
    """What a list chooses by; `fields` and `extended` are made for what is shown alone."""

    id: str
    service: str
    is_open: bool
    requested: datetime
    changed: datetime
    fields: Callable[[], dict[str, Any]]
    extended: Callable[[], dict[str, Any]]
    updates: Callable[[], tuple[Update, ...]]

    @property
    def status(self) -> str:
        """As GeoReport calls it."""
        return OPEN if self.is_open else CLOSED


def row_of(item: Item, *, with_more: bool) -> dict[str, Any]:
    """An item as GeoReport lays it out; every field is there, also where it holds nothing."""
    own = item.fields()
    row = {
        "service_request_id": item.id,
        "status": item.status,
        "status_notes": own["status_notes"],
        "service_name": name_of(item.service),
        "service_code": item.service,
        "description": own["description"],
        "agency_responsible": own["agency_responsible"] or None,
        "service_notice": own["service_notice"] or None,
        "requested_datetime": moments.written(item.requested),
        "updated_datetime": moments.written(item.changed),
        "expected_datetime": own["expected_datetime"],
        "address": own["address"] or None,
        "address_id": None,
        "zipcode": None,
        "lat": own["lat"],
        "long": own["long"],
        "media_url": None,
    }
    if with_more:
        row["extended_attributes"] = item.extended()
        row["notes"] = [one.note() for one in item.updates()]
    return row


def update_row(item: Item, update: Update) -> dict[str, Any]:
    """Something that happened, as a row of its own."""
    return {
        "update_id": update.id,
        "service_request_id": item.id,
        "status": OPEN if update.is_open else CLOSED,
        "updated_datetime": moments.written(update.moment),
        "description": update.say(),
        "media_url": None,
        "external_status_code": update.code,
    }

"""What tests of Open311 stand on: a city that is asked in both formats, and JSON beside XML."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from flask import Flask
from werkzeug.test import TestResponse

from federation.commands.deed import perform
from federation.commands.repairs import FollowRepair, ReportRepair, follow_repair, report_repair
from federation.commands.tokens import add_token
from federation.store import Store
from federation.store.queries import repairs

from .conftest import HOST

HERE = "/open311/v2"
TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
REPORT = {
    "service_code": "toilet-blocked",
    "attribute[cause]": "pan",
    "address_string": "Behind the tap, Havana",
    "lat": "-22.519123",
    "long": "17.044987",
    "description": "Nobody can go in. Ask Selma.",
}
FIELDS = (
    "service_request_id",
    "status",
    "status_notes",
    "service_name",
    "service_code",
    "description",
    "agency_responsible",
    "service_notice",
    "requested_datetime",
    "updated_datetime",
    "expected_datetime",
    "address",
    "address_id",
    "zipcode",
    "lat",
    "long",
    "media_url",
)


def taken(city: "Caller", **given: Any) -> str:
    """A repair that came by telephone and was taken in; its number."""
    repair = told(city.store, **given)
    follow(city.store, repair, "taken")
    with city.store.reading() as db:
        found = repairs.repair(db, repair)
    assert found is not None
    return found.number


class Caller:
    """A program: no cookie, no login, no form token."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.key = add_token(self.store, "Call centre", "open311")

    @property
    def store(self) -> Store:
        return self.app.extensions["federation"]

    def ask(self, path: str, **params: str) -> TestResponse:
        query = f"?{urlencode(params)}" if params else ""
        return self.app.test_client().get(f"{HERE}{path}{query}", headers={"Host": HOST})

    def send(self, path: str, data: Any, **more: Any) -> TestResponse:
        return self.app.test_client().post(
            f"{HERE}{path}", data=data, headers={"Host": HOST}, **more
        )

    def both(self, path: str, status: int = 200, /, **params: str) -> Any:
        """What JSON tells, when XML tells the same field by field."""
        told = self.ask(f"{path}.json", **params)
        plain = self.ask(f"{path}.xml", **params)
        assert (told.status_code, plain.status_code) == (status, status), (told.text, plain.text)
        return same(told, plain)

    def tell(self, **more: str) -> str:
        """A repair is told; its token."""
        answer = self.send("/requests.json", {**REPORT, "api_key": self.key, **more})
        assert answer.status_code == 201, answer.text
        return json.loads(answer.text)[0]["token"]


def same(told: TestResponse, plain: TestResponse) -> Any:
    """The value, after both formats were compared and their types looked at."""
    assert told.content_type == TYPES["json"]
    assert plain.content_type == TYPES["xml"]
    for one in (told, plain):
        assert "Set-Cookie" not in one.headers
        assert "<html" not in one.text.lower()
    value = json.loads(told.text)
    assert plain.data.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    top = ET.fromstring(plain.data)
    assert not [one.tag for one in top.iter() if "{" in one.tag]
    assert as_told(top) == as_text(value)
    return value


def as_told(element: ET.Element) -> Any:
    """An element as nested lists of names and texts, in order."""
    inner = [(one.tag, as_told(one)) for one in element]
    return inner or element.text or ""


def as_text(value: Any) -> Any:
    """JSON in the same form: a list's parts lose the name that XML gives them."""
    if isinstance(value, Mapping):
        return [(name, as_text(inner)) for name, inner in value.items()] or ""
    if isinstance(value, list):
        return [(PART, as_text(inner)) for inner in value] or ""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


class _AnyPart:
    """Equal to whatever XML calls the part of a list; never to a field of JSON."""

    NAMES = frozenset(
        ("attribute", "value", "endpoint", "format", "service", "request", "error", "note")
    ) | {"commitment", "merged_request", "request_update"}

    def __eq__(self, other: object) -> bool:
        return other in self.NAMES

    def __hash__(self) -> int:
        return 0


PART = _AnyPart()


def told(store: Store, **given: Any) -> str:
    """A repair that came by telephone; its id."""
    order = {"service": "drain-blocked", "channel": "phone", "place": "Havana", **given}
    return str(perform(store, ReportRepair(**order), report_repair).facts["repair"])


def follow(store: Store, repair: str, step: str, **given: Any) -> None:
    """A step of a repair."""
    more = {"department": "Water"} if step == "taken" else {}
    more |= {"reason": "other"} if step == "closed" else {}
    perform(store, FollowRepair(repair=repair, step=step, **{**more, **given}), follow_repair)

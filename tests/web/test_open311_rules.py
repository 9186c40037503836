"""What others hold GeoReport servers to, in our words: twenty rules, and the shapes of answers.

The rules are those of an old validator (github.com/SeeClickFix/open311-validator, `tests/`); the
shapes those of the JSON Schemas of the standard's own community (github.com/open311/
schema-validation, `schema/georeport-v2`).
"""

import json
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest

from .open311 import REPORT, follow, taken


@pytest.fixture
def discovered(caller):
    """Discovery as JSON and as XML."""
    told, plain = caller.ask("/discovery.json"), caller.ask("/discovery.xml")
    return json.loads(told.text), ET.fromstring(plain.data), told.request.path


@pytest.fixture
def endpoints(discovered):
    """Each endpoint as a mapping, out of both formats."""
    value, top, _ = discovered
    plain = [
        {
            inner.tag: [one.text for one in inner] if inner.tag == "formats" else inner.text
            for inner in one
        }
        for one in top.find("endpoints")
    ]
    return [*value["endpoints"], *plain]


def is_moment(text):
    return datetime.fromisoformat(text).tzinfo is not None


def test_rules_of_discovery(discovered):
    """1: named so; 2-6: both formats tell, the same, who is asked; 7, 8: one endpoint at least."""
    value, top, path = discovered
    assert path.removesuffix(".json").endswith("discovery")
    assert value
    assert len(top)
    for name in ("contact", "key_service"):
        assert value[name].strip()
        assert value[name] == top.findtext(name)
    for moment in (value["changeset"], top.findtext("changeset")):
        assert is_moment(moment)
    assert [one.tag for one in top.find("endpoints")] == ["endpoint"]
    assert len(value["endpoints"]) == 1


def test_rules_of_an_endpoint(endpoints, clock):
    """9-14: what each names, its changeset in the past; 15-17: a list of formats, XML in it."""
    assert len(endpoints) == 2
    for one in endpoints:
        assert one["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert one["url"].startswith("http")
        assert is_moment(one["changeset"])
        assert datetime.fromisoformat(one["changeset"]) < clock.moment
        assert one["type"] in ("production", "test")
        assert isinstance(one["formats"], list)
        assert set(one["formats"]) == {"text/xml", "application/json"}


def test_rules_of_services_and_of_telling(caller):
    """18: there is one at least; 19: each has a code; 20: whoever tells something is answered."""
    services = json.loads(caller.ask("/services.json").text)
    plain = ET.fromstring(caller.ask("/services.xml").data)
    assert len(services) == len(plain) > 0
    assert all(one["service_code"] for one in services)
    assert all(one.findtext("service_code") for one in plain)
    for form in ("json", "xml"):
        assert caller.send(f"/requests.{form}", {**REPORT, "api_key": caller.key}).text.strip()


TEXT, NONE = str, type(None)
REQUEST = {
    "service_request_id": (TEXT,),
    "status": (TEXT,),
    "status_notes": (TEXT, NONE),
    "service_name": (TEXT, NONE),
    "service_code": (TEXT,),
    "description": (TEXT, NONE),
    "agency_responsible": (TEXT, NONE),
    "service_notice": (TEXT, NONE),
    "requested_datetime": (TEXT,),
    "updated_datetime": (TEXT, NONE),
    "expected_datetime": (TEXT, NONE),
    "address": (TEXT, NONE),
    "address_id": (TEXT, NONE),
    "zipcode": (TEXT, NONE),
    "lat": (float, int, NONE),
    "long": (float, int, NONE),
    "media_url": (TEXT, NONE),
}
ATTRIBUTE = {
    "variable": (bool,),
    "code": (TEXT,),
    "datatype": (TEXT,),
    "required": (bool,),
    "datatype_description": (TEXT, NONE),
    "order": (int, NONE),
    "description": (TEXT, NONE),
    "values": (list,),
}
DATATYPES = {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}


def fits(row, shape):
    assert row.keys() == shape.keys()
    for name, types in shape.items():
        assert type(row[name]) in types, name


def test_shapes(caller):
    taken(caller)
    token = caller.tell()
    follow(caller.store, token, "taken", by="2026-12-01")
    rows = json.loads(caller.ask("/requests.json").text)
    assert len(rows) == 2
    for row in rows:
        fits(row, REQUEST)
        assert row["status"] in ("open", "closed")
        assert len(row["description"]) <= 4000
        for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
            assert row[name] is None or is_moment(row[name])
    for service in json.loads(caller.ask("/services.json").text):
        assert [type(one) for one in service.values()] == [TEXT, TEXT, TEXT, bool, TEXT, TEXT, TEXT]
        assert service["type"] in ("realtime", "batch", "blackbox")
        told = json.loads(caller.ask(f"/services/{service['service_code']}.json").text)
        for attribute in told["attributes"]:
            fits(attribute, ATTRIBUTE)
            assert attribute["datatype"] in DATATYPES
            for value in attribute["values"]:
                fits(value, {"key": (TEXT,), "name": (TEXT,)})

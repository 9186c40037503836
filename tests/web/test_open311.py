"""Open311 GeoReport v2 at a city: every address in JSON and XML, field by field the same."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from federation.core.rules.repairs import SERVICES
from federation.core.rules.requests import NEEDS
from federation.store.queries import repairs

from .open311 import FIELDS, REPORT, follow

# Discovery and services


def test_discovery(caller):
    value = caller.both("/discovery")
    assert list(value) == ["changeset", "contact", "key_service", "endpoints"]
    (endpoint,) = value["endpoints"]
    assert list(endpoint) == ["specification", "url", "changeset", "type", "formats"]
    assert endpoint["url"] == "http://192.168.4.1:8080/open311/v2"
    assert endpoint["type"] == "production"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    for changeset in (value["changeset"], endpoint["changeset"]):
        moment = datetime.fromisoformat(changeset)
        assert moment.tzinfo
        assert moment < datetime(2026, 11, 23, tzinfo=UTC)
    assert "Windhoek" in value["contact"]
    assert "federation token add" in value["key_service"]


def test_services(caller):
    value = caller.both("/services")
    codes = [one["service_code"] for one in value]
    assert codes == [*SERVICES, *(f"request-{need}" for need in NEEDS)]
    for one in value:
        assert list(one) == [
            "service_code", "service_name", "description", "metadata", "type", "keywords", "group",
        ]  # fmt: skip
        assert one["type"] == "batch"
        assert one["metadata"] is bool(getattr(SERVICES.get(one["service_code"]), "questions", ()))
        assert one["group"] in NEEDS
        words = (one["service_name"], one["description"], one["keywords"])
        assert all(words)
        assert one["service_code"] not in words


def test_every_service_is_defined(caller):
    for one in caller.both("/services"):
        value = caller.both(f"/services/{one['service_code']}")
        assert value["service_code"] == one["service_code"]
        assert bool(value["attributes"]) is one["metadata"]
        for place, attribute in enumerate(value["attributes"], 1):
            assert list(attribute) == [
                "variable", "code", "datatype", "required", "datatype_description", "order",
                "description", "values",
            ]  # fmt: skip
            assert attribute["order"] == place
            assert attribute["description"] != attribute["code"]
            assert bool(attribute["values"]) is attribute["datatype"].endswith("list")
            for value_ in attribute["values"]:
                assert list(value_) == ["key", "name"]
                assert value_["name"] != value_["key"]


# Telling a repair


def test_a_repair_is_told_taken_in_and_closed(caller, clock):
    token = caller.tell()
    assert caller.both(f"/tokens/{token}") == [{"service_request_id": None, "token": token}]
    assert caller.both("/requests") == []
    clock.moment += timedelta(hours=2)
    follow(caller.store, token, "taken", by="2026-12-01")
    assert caller.both(f"/tokens/{token}") == [
        {"service_request_id": "R-2026-0001", "token": token}
    ]
    (row,) = caller.both("/requests/R-2026-0001")
    assert tuple(row) == FIELDS
    assert caller.both("/requests") == [row]
    assert row["status"] == "open"
    assert row["status_notes"] == "taken in, 22 Nov 2026."
    assert row["service_name"] == "Blocked toilet"
    assert row["description"] == "Blocked toilet. Why can it not be used? The pan is blocked."
    assert row["agency_responsible"] == "Water"
    assert row["service_notice"] == "Water is to have it done by 1 Dec 2026."
    assert (row["lat"], row["long"]) == (-22.519, 17.045)
    for name, moment in (
        ("requested_datetime", "2026-11-22T12:00:00+00:00"),
        ("updated_datetime", "2026-11-22T14:00:00+00:00"),
    ):
        assert datetime.fromisoformat(row[name]) == datetime.fromisoformat(moment)
    assert row["expected_datetime"].startswith("2026-12-01T23:59:59")
    follow(caller.store, token, "started")
    follow(caller.store, token, "closed", reason="duplicate", text="Block 3 told it first.")
    (row,) = caller.both("/requests/R-2026-0001")
    assert row["status"] == "closed"
    assert row["status_notes"] == (
        "closed without repair, 22 Nov 2026: it was told before. Block 3 told it first."
    )
    assert row["expected_datetime"] is None
    assert row["service_notice"] is None


def test_words_names_and_the_exact_point_are_told_to_nobody(caller):
    personal = {
        "email": "selma@example.org",
        "first_name": "Selma",
        "last_name": "Iipinge",
        "phone": "0811234567",
        "device_id": "d-4711",
        "account_id": "a-4711",
        "media_url": "http://example.org/her-face.jpg",
    }
    answer = caller.send("/requests.xml", {**REPORT, **personal, "api_key": caller.key})
    assert answer.status_code == 201
    for name in personal:
        assert name in answer.text  # the answer says so
    token = answer.text.split("<token>")[1].split("<")[0]
    follow(caller.store, token, "taken")
    caller.store.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = caller.store.node.database_path.read_bytes()
    for text in personal.values():
        assert text.encode() not in kept.replace(b"Ask Selma.", b"")
    for path in ("/requests", "/requests/R-2026-0001", "/servicerequestupdates"):
        shown = caller.ask(f"{path}.json", extensions="true").text
        for text in (*personal.values(), "Nobody can go in", "Behind", "519123", "044987"):
            assert text not in shown


def test_the_settlement_is_told_where_it_is_named():
    from federation.web.city.open311.mended import _settlement  # noqa: PLC0415

    known = ("Havana", "Havana Extension", "ǁKaras")
    assert _settlement("Behind the tap, Havana.", known) == "Havana"
    assert _settlement("HAVANA extension, block 3", known) == "Havana Extension"
    assert _settlement("//karas street", known) == "ǁKaras"
    assert _settlement("Havanaland", known) == ""
    assert _settlement("", known) == ""


def test_the_same_told_twice_has_one_token(caller):
    token = caller.tell()
    answer = caller.send("/requests.json", {**REPORT, "api_key": caller.key})
    assert answer.status_code == 201
    (row,) = json.loads(answer.text)
    assert list(row) == ["token", "service_notice", "account_id"]
    assert row["token"] == token
    assert "told already" in row["service_notice"]
    assert caller.tell(description="Another one") != token


@pytest.mark.parametrize(
    ("status", "count", "more"),
    [
        (403, 1, {"api_key": ""}),
        (403, 1, {"api_key": "made-up"}),
        (403, 1, {"api_key": "", "service_code": "nothing"}),
        (404, 1, {"service_code": "nothing"}),
        (400, 1, {"service_code": "request-water"}),
        (400, 1, {"service_code": ""}),
        (400, 1, {"lat": ""}),
        (400, 1, {"lat": "north"}),
        (400, 1, {"lat": "-91"}),
        (400, 1, {"lat": "NaN"}),
        (400, 1, {"lat": "1e1"}),
        (400, 1, {"long": "180.000001"}),
        (400, 1, {"lat": "", "long": "", "address_string": ""}),
        (400, 1, {"description": "x" * 4001}),
        (400, 1, {"description": "a\x00b"}),
        (400, 1, {"address_string": "x" * 301}),
        (400, 1, {"attribute[cause]": ""}),
        (400, 1, {"attribute[cause]": "roof"}),
        (400, 1, {"attribute[seats]": "many"}),
        (400, 1, {"attribute[colour]": "blue"}),
        (400, 3, {"attribute[colour]": "blue", "attribute[cause]": "", "lat": ""}),
        (404, 2, {"service_code": "nothing", "lat": ""}),
    ],
)
def test_what_is_wrong_is_told_at_once(caller, status, count, more):
    data = {**REPORT, "api_key": caller.key, **more}
    for form in ("json", "xml"):
        answer = caller.send(f"/requests.{form}", data)
        assert answer.status_code == status, answer.text
        if form == "json":
            value = json.loads(answer.text)
            assert len(value) == count
            for one in value:
                assert list(one) == ["code", "description"]
                assert isinstance(one["code"], int)
                assert one["description"].endswith(".")
            assert status in {one["code"] for one in value}
        else:
            assert answer.text.count("<error><code>") == count
            assert answer.content_type == "text/xml; charset=utf-8"
    with caller.store.reading() as db:
        assert repairs.all_repairs(db) == ()


def test_several_values_and_an_address_id(caller):
    from werkzeug.datastructures import MultiDict  # noqa: PLC0415

    data = MultiDict(
        [
            ("api_key", caller.key),
            ("service_code", "toilet-broken"),
            ("address_id", "Erf 4711"),
            ("attribute[parts][]", "door"),
            ("attribute[parts][]", "lock"),
            ("description", "first line\r\nsecond line"),
            ("jurisdiction_id", "elsewhere.example"),
            ("something_else", "1"),
        ]
    )
    assert caller.send("/requests.json", data).status_code == 201
    data.setlist("attribute[parts][]", ["door", "roof"])
    assert caller.send("/requests.json", data).status_code == 400
    answer = caller.send(
        "/requests.json",
        {**REPORT, "api_key": caller.key, "service_code": "tap-dry", "attribute[cause]": "",
         "attribute[since]": "2026-11-20T08:00:00+02:00"},
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    with caller.store.reading() as db:
        by_service = {one.service: one for one in repairs.all_repairs(db)}
    assert by_service["toilet-broken"].details[0].values == ("door", "lock")
    assert by_service["toilet-broken"].place == "Erf 4711"
    assert by_service["toilet-broken"].note == "first line second line"
    assert by_service["tap-dry"].details[0].values == ("2026-11-20",)


def test_a_token_for_reading_may_not_report(caller):
    from federation.commands.tokens import add_token, remove_token  # noqa: PLC0415

    reader = add_token(caller.store, "Figures", "read")
    assert caller.send("/requests.json", {**REPORT, "api_key": reader}).status_code == 403
    remove_token(caller.store, "Call centre")
    assert caller.send("/requests.json", {**REPORT, "api_key": caller.key}).status_code == 403

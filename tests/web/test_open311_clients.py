"""Two programs that others wrote talk to a city that is really served, on this machine alone.

`georeport` reads, in both formats; `civicbot` reads, checks a report against what the service
asks, tells it, and asks with its token. Neither knows anything of us.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from civicbot.http import HttpError, HttpTransport, RateLimiter
from civicbot.open311 import Open311Client, ValidationError
from civicbot.registry import Endpoint
from georeport import GeoReport

from federation.commands.tokens import add_token
from federation.node import open_node
from federation.store import Store, open_store
from federation.store.queries import repairs
from sync.founding import found

from .open311 import follow, told

GIVE_UP_SECONDS = 20


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A city in a process of its own: its store beside it, its address, a key."""
    folder: Path = tmp_path_factory.mktemp("served") / "city"
    found(folder, role="city", name="Windhoek")
    store = open_store(open_node(folder))
    key = add_token(store, "A robot", "open311")
    process = subprocess.Popen(
        [sys.executable, "-m", "federation", "--data", str(folder), "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NO_PROXY": "*"},
    )
    line = process.stdout.readline()
    assert " at " in line, process.communicate(timeout=GIVE_UP_SECONDS)
    yield store, line.split(" at ")[1].strip() + "/open311/v2", key
    process.terminate()
    process.communicate(timeout=GIVE_UP_SECONDS)
    store.close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def store(served) -> Store:
    return served[0]


@pytest.fixture(params=["json", "xml"])
def reader(served, request) -> GeoReport:
    return GeoReport(served[1], jurisdiction="windhoek.example", output_format=request.param)


@pytest.fixture
def robot(served) -> Open311Client:
    endpoint = Endpoint(
        id="windhoek",
        name="Windhoek",
        base_url=served[1],
        write=True,
        api_key_required_for_write=False,  # so that it sends without one, too
    )
    return Open311Client(endpoint, HttpTransport(rate_limiter=RateLimiter(0)))


def number_of(store, repair):
    with store.reading() as db:
        return repairs.repair(db, repair).number


def some(store, *places):
    """Repairs that were taken in; their numbers."""
    ids = [told(store, place=place) for place in places]
    for one in ids:
        follow(store, one, "taken", by="2027-12-01")
    return [number_of(store, one) for one in ids]


# georeport


def test_the_reader_lists_and_reads(store, reader):
    first, second = some(store, f"{reader.output_format} 1", f"{reader.output_format} 2")
    listed = reader.get_service_list()
    assert {"toilet-blocked", "request-land"} <= {one["service_code"] for one in listed}
    for one in listed:
        if one["metadata"] in (True, "true"):
            asked = reader.get_service_definition(one["service_code"])
            assert asked["service_code"] == one["service_code"]
            assert asked["attributes"]
    found_ones = reader.get_service_requests(service_code="drain-blocked", status="open")
    assert {first, second} <= {one["service_request_id"] for one in found_ones}
    both = reader.get_service_requests(service_request_id=f"{first},{second}")
    assert {one["service_request_id"] for one in both} == {first, second}
    one = reader.get_service_request(first)
    assert one["service_request_id"] == first
    assert one["status"] == "open"
    assert one["service_name"] == "Blocked drain"
    assert one["expected_datetime"].startswith("2027-12-01T23:59:59")


def test_the_reader_is_told_what_is_wrong(store, reader):
    (number,) = some(store, f"{reader.output_format} 3")
    for status, ask in (
        (404, lambda: reader.get_service_request("R-1999-0001")),
        (404, lambda: reader.get_service_definition("nothing")),
        (404, lambda: reader.get_service_requests(service_code="nothing")),
        (400, lambda: reader.get_service_requests(start_date="2026-01-01", end_date="2026-12-31")),
        (400, lambda: reader.get_service_requests(status="broken")),
    ):
        with pytest.raises(requests.HTTPError) as refused:
            ask()
        assert refused.value.response.status_code == status
        if reader.output_format == "json":
            assert [one["code"] for one in refused.value.response.json()] == [status]
        else:
            assert refused.value.response.text.count("<error>") == 1
    kept = reader.get_service_requests(service_request_id=number, status="broken")
    assert number in str(kept)


def test_an_empty_list(served):
    """In XML this client itself cannot read an empty list; what it was sent is right."""
    nothing = {"start_date": "2020-01-01T00:00:00Z", "end_date": "2020-02-01T00:00:00+02:00"}
    assert GeoReport(served[1], output_format="json").get_service_requests(**nothing) == []
    with pytest.raises(TypeError):
        GeoReport(served[1], output_format="xml").get_service_requests(**nothing)
    plain = requests.get(f"{served[1]}/requests.xml", params=nothing, timeout=GIVE_UP_SECONDS)
    assert plain.content == b"<?xml version='1.0' encoding='utf-8'?>\n<service_requests />"


# civicbot


def test_the_robot_tells_a_repair_and_follows_it_to_its_end(store, robot, served):
    prepared = robot.create_request(
        "toilet-blocked",
        lat=-22.519,
        lng=17.044,
        description="Nobody can go in",
        attributes={"cause": "pan", "seats": "2"},
        first_name="Selma",
        email="selma@example.org",
        api_key=served[2],
        validate_remote=True,
        dry_run=False,
        confirm="SEND",
    )
    (answer,) = prepared.response
    assert "service_request_id" not in answer
    assert "Not kept: email, first_name." in answer["service_notice"]
    token = answer["token"]
    assert robot.get_token(token) == [{"service_request_id": None, "token": token}]
    follow(store, token, "taken")
    number = number_of(store, token)
    assert robot.get_token(token) == [{"service_request_id": number, "token": token}]
    one = robot.get_request(number)
    assert (one["status"], one["lat"], one["long"]) == ("open", -22.519, 17.044)
    assert number in {row["service_request_id"] for row in robot.list_requests(status="open")}
    follow(store, token, "closed", reason="nothing-found")
    one = robot.get_request(number)
    assert one["status"] == "closed"
    assert "nothing broken was found there" in one["status_notes"]
    assert number not in {row["service_request_id"] for row in robot.list_requests(status="open")}


def test_the_robot_sends_several_values(store, robot, served):
    prepared = robot.create_request(
        "toilet-broken",
        address_string="Havana",
        attributes={"parts": ["door", "lock"]},
        api_key=served[2],
        validate_remote=True,
        dry_run=False,
        confirm="SEND",
    )
    with store.reading() as db:
        kept = repairs.repair(db, prepared.response[0]["token"])
    assert kept.details[0].values == ("door", "lock")


def test_the_robot_finds_its_own_mistakes_by_what_we_say(robot):
    with pytest.raises(ValidationError) as found_one:
        robot.create_request("toilet-blocked", address_string="Havana", validate_remote=True)
    assert "'cause' missing" in str(found_one.value)
    with pytest.raises(ValidationError) as found_one:
        robot.create_request(
            "toilet-blocked",
            address_string="Havana",
            attributes={"cause": "roof"},
            validate_remote=True,
        )
    assert "'roof'" in str(found_one.value)
    with pytest.raises(ValidationError, match="not offered"):
        robot.create_request("nothing", address_string="Havana", validate_remote=True)


@pytest.mark.parametrize(
    ("status", "service", "key"),
    [
        (403, "drain-blocked", "made-up"),
        (403, "drain-blocked", None),
        (400, "request-water", ""),
        (404, "nothing", ""),
    ],
)
def test_the_robot_is_told_what_is_wrong(robot, served, status, service, key):
    with pytest.raises(HttpError) as refused:
        robot.create_request(
            service,
            address_string="Havana",
            api_key=served[2] if key == "" else key,
            dry_run=False,
            confirm="SEND",
        )
    assert refused.value.status == status
    assert f'"code": {status}' in refused.value.body


def test_the_robot_asks_page_by_page_and_by_day(store, robot):
    numbers = set(some(store, *(f"page {n}" for n in range(3))))
    (newest,) = robot.list_requests(page_size=1)
    assert newest["service_request_id"] in {
        row["service_request_id"] for row in robot.list_requests()
    }
    rows = robot.list_requests(service_request_ids=sorted(numbers))
    assert {row["service_request_id"] for row in rows} == numbers
    for wrong in (
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"},
        {"page_size": -1},
    ):
        with pytest.raises(HttpError) as refused:
            robot.list_requests(**wrong)
        assert refused.value.status == 400
    with pytest.raises(HttpError) as refused:
        robot.get_request("R-1999-0001")
    assert refused.value.status == 404
    assert refused.value.body.startswith('[{"code": 404')

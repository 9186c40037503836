"""Open311 at a city: which repairs and requests are told, page by page, in JSON and XML."""

from datetime import UTC, datetime, timedelta

import pytest

from federation.commands import repairs as deeds
from federation.commands.deed import enter
from federation.core import events as e
from federation.store import Draft
from federation.store.queries import repairs
from federation.web.city.open311 import listing

from .open311 import FIELDS, follow, taken


def test_ids_override_everything(caller, clock):
    first, second = taken(caller, note="1"), taken(caller, note="2")
    clock.moment += timedelta(days=400)
    assert caller.both("/requests") == []
    rows = caller.both(
        "/requests",
        service_request_id=f" {first},{second},unknown,,{first}",
        status="nonsense",
        service_code="nothing",
        start_date="nonsense",
        page="2",
        page_size="1",
    )
    assert [one["service_request_id"] for one in rows] == [first]
    rows = caller.both("/requests", service_request_id=f"{first},{second}")
    assert {one["service_request_id"] for one in rows} == {first, second}
    assert caller.both("/requests", service_request_id="unknown") == []


def test_services_and_statuses(caller):
    drain, light = taken(caller), taken(caller, service="light-out", place="ǁKaras")
    with caller.store.reading() as db:
        done = next(one for one in repairs.all_repairs(db) if one.number == light)
    follow(caller.store, done.repair, "done")

    def ids(**params):
        return {one["service_request_id"] for one in caller.both("/requests", **params)}

    assert ids() == {drain, light}
    assert ids(service_code="light-out") == {light}
    assert ids(service_code="light-out,drain-blocked") == {drain, light}
    assert ids(service_code="request-water") == set()
    assert ids(status="open") == {drain}
    assert ids(status="closed") == {light}
    assert ids(status="OPEN, closed") == {drain, light}
    assert ids(status="closed", service_code="drain-blocked") == set()
    assert ids(status="", service_code="", start_date=" ", end_date="", page="") == {drain, light}


def test_ninety_days(caller, clock):
    old = taken(caller, note="old")
    clock.moment += timedelta(days=60)
    new = taken(caller, note="new")
    clock.moment += timedelta(days=40)

    def ids(**params):
        return [one["service_request_id"] for one in caller.both("/requests", **params)]

    assert ids() == [new]
    assert ids(start_date="2026-11-22") == [new, old]
    assert ids(start_date="2026-11-22", end_date="2026-11-22") == [old]
    assert ids(start_date="2026-11-22T12:00:00Z", end_date="2026-11-22T12:00:00Z") == [old]
    assert ids(start_date="2026-11-22T14:00:01+02:00") == [new]
    assert ids(start_date="2026-11-22T14:00:00 02:00", end_date="2026-12-01") == [old]
    assert ids(end_date="2027-01-21") == [new, old]
    assert ids(end_date="2027-01-20") == [old]
    assert ids(start_date="2026-11-22", end_date="2027-02-20") == [new, old]
    assert ids(updated_after="2020-01-01T00:00:00Z") == [new, old]
    assert ids(updated_before="2026-12-01") == [old]
    assert ids(updated_after="2020-01-01", start_date="2027-01-01") == [new]
    for wrong in (
        {"start_date": "2026-11-22", "end_date": "2027-02-21"},
        {"start_date": "2026-11-22", "end_date": "2026-11-21"},
        {"start_date": "22/11/2026"},
        {"end_date": "2026-02-30"},
        {"updated_after": "yesterday"},
        {"start_date": "2026-11-22T25:00:00Z"},
        {"start_date": "٢٠٢٦-11-22"},
    ):
        value = caller.both("/requests", 400, **wrong)
        assert [one["code"] for one in value] == [400]


def test_pages(caller, clock):
    numbers = []
    for note in "abcde":
        clock.moment += timedelta(minutes=1)
        numbers.append(taken(caller, note=note))

    def ids(**params):
        return [one["service_request_id"] for one in caller.both("/requests", **params)]

    assert ids() == numbers[::-1]
    assert ids(page_size="2") == numbers[:2:-1]
    assert ids(page_size="2", page="2") == numbers[2:0:-1]
    assert ids(page_size="2", page="3") == numbers[:1]
    assert ids(page_size="2", page="4") == []
    assert ids(page_size="5000", page="1") == numbers[::-1]
    for wrong in ({"page": "0"}, {"page": "-1"}, {"page_size": "x"}, {"page": "9" * 400}):
        assert [one["code"] for one in caller.both("/requests", 400, **wrong)] == [400]
    value = caller.both("/requests", 400, page="x", page_size="y", status="z", start_date="w")
    assert len(value) == 4


def test_more_than_a_thousand_rows(caller):
    """The first 1,000, the newest; the rest on the next page."""
    assert deeds.WAITING_MAX == listing.ROWS_MAX == 1_000
    drafts = []
    for n in range(1, 1_106):
        moment = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=n)
        at = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        told_of = {"repair": f"r{n}", "day": "2026-11-01", "at": at}
        drafts.append(
            Draft(
                "register",
                e.RepairReported(**told_of, service="light-out", channel="open311"),
                e.RepairWords(note="", spot=f"mast {n}"),
            )
        )
        step = e.RepairFollowed(
            **told_of, step="taken", number=f"R-2026-{n:04d}", department="Light"
        )
        drafts.append(Draft("register", step))
    with caller.store.writing() as db:
        enter(db, caller.store.node, drafts, {})
    rows = caller.both("/requests")
    assert len(rows) == 1_000
    assert rows[0]["service_request_id"] == "R-2026-1105"
    assert rows[-1]["service_request_id"] == "R-2026-0106"
    rest = caller.both("/requests", page="2")
    assert [one["service_request_id"] for one in rest] == [
        f"R-2026-{n:04d}" for n in range(105, 0, -1)
    ]
    assert len(caller.both("/servicerequestupdates", page="2")) == 105


def test_extensions(caller):
    number = taken(caller, program="", channel="counter")
    (plain,) = caller.both(f"/requests/{number}")
    assert "extended_attributes" not in plain
    (row,) = caller.both(f"/requests/{number}", extensions="true")
    assert {name: row[name] for name in FIELDS} == plain
    assert row["extended_attributes"] == {
        "stage": "taken",
        "channel": "counter",
        "department": "Water",
        "due_on": None,
        "reason": None,
    }
    (note,) = row["notes"]
    assert list(note) == ["datetime", "description", "type"]
    assert note["type"] == "taken"
    assert caller.both("/requests", extensions="TRUE") == [row]


def test_updates(caller, clock):
    number = taken(caller)
    with caller.store.reading() as db:
        (one,) = repairs.all_repairs(db)
    clock.moment += timedelta(days=1)
    follow(caller.store, one.repair, "done", text="It runs again.")
    rows = caller.both("/servicerequestupdates")
    assert [row["update_id"] for row in rows] == [f"{number}-2", f"{number}-1"]
    assert list(rows[0]) == [
        "update_id", "service_request_id", "status", "updated_datetime", "description",
        "media_url", "external_status_code",
    ]  # fmt: skip
    assert [row["status"] for row in rows] == ["closed", "open"]
    assert rows[0]["description"] == "repaired, 23 Nov 2026. It runs again."
    assert rows[0]["external_status_code"] == "done"
    assert caller.both("/servicerequestupdates", start_date="2026-11-23") == rows[:1]
    assert caller.both("/servicerequestupdates", service_request_id=number) == rows
    assert caller.both("/servicerequestupdates", start_date="2027-11-23") == []
    assert caller.both("/servicerequestupdates", 400, start_date="soon")


@pytest.mark.usefixtures("in_windhoek")
def test_moments_are_told_in_the_zone_of_the_machine(caller):
    taken(caller)
    (row,) = caller.both("/requests")
    assert row["requested_datetime"] == "2026-11-22T14:00:00+02:00"
    assert caller.both("/discovery")["changeset"].endswith("T00:00:00+02:00")
    assert caller.both("/requests", start_date="2026-11-22T14:00:00") == [row]
    assert caller.both("/requests", end_date="2026-11-22T12:00:00Z") == [row]
    assert caller.both("/requests", end_date="2026-11-22T13:59:59+02:00") == []

"""Figures taken out of a city: the same as released, nothing personal, valid by their specs."""

import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import date

import openpyxl
import pytest

from federation.commands.deed import perform
from federation.commands.words import say as say_word
from federation.commands.words import saying
from federation.core import events as e
from federation.reports import calendar
from federation.store.queries import requests as asked
from federation.web import create_app

from . import portals
from .cities import main_of, views
from .conftest import Browser

DAY = portals.TODAY.date().isoformat()


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    made = create_app(portals.build(tmp_path_factory.mktemp("out"), 40))
    yield made
    made.extensions["federation"].close()


@pytest.fixture
def store(app):
    return app.extensions["federation"]


@pytest.fixture(scope="module")
def reader(app):
    return Browser(app).log_in("Reader")


def released(store):
    with store.reading() as db:
        newest = asked.releases(db)[0]
        return newest, asked.cells(db, newest.release)


def package_of(reader):
    content = reader.get("/figures/cells.zip").data
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return json.loads(package.read("datapackage.json")), package.read("cells.csv")


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_package_has_the_same_figures_as_the_release(reader, store):
    newest, cells = released(store)
    _, table = package_of(reader)
    told = {(one["table"], one["settlement"], one["service"]): one for one in rows(table)}
    assert len(told) == len(cells)
    assert any(one.households < 0 for one in cells)
    for one in cells:
        row = told[one.name, one.row, one.column]
        private = one.households < 0
        assert row["value"] == ("" if private else str(one.households))
        assert row["value_status"] == ("N" if private else "A")
        assert (row["requests"], row["release"]) == (str(one.requests), newest.release)


def test_the_descriptor_keeps_the_rules_of_its_spec(reader):
    """Data Package, Data Resource and Table Schema, as their specs say in words."""
    told, table = package_of(reader)
    assert re.fullmatch(r"[-a-z0-9._/]+", told["name"])
    assert told["profile"] == "tabular-data-package"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", told["created"])
    (resource,) = told["resources"]
    assert re.fullmatch(r"[-a-z0-9._]+", resource["name"])
    assert not resource["path"].startswith(("/", "."))
    assert ":" not in resource["path"]
    assert resource["bytes"] == len(table)
    assert resource["hash"] == f"sha256:{hashlib.sha256(table).hexdigest()}"
    assert not table.startswith(b"\xef\xbb\xbf"), "the spec's UTF-8 has no mark"
    schema = resource["schema"]
    names = [field["name"] for field in schema["fields"]]
    found = rows(table)
    assert names == list(found[0])
    assert len(set(names)) == len(names)
    assert {field["type"] for field in schema["fields"]} <= {"string", "integer"}
    assert schema["missingValues"] == [""]
    assert set(schema["primaryKey"]) <= set(names)
    keys = [tuple(row[name] for name in schema["primaryKey"]) for row in found]
    assert len(set(keys)) == len(keys)
    for field in schema["fields"]:
        name, limits = field["name"], field["constraints"]
        for row in found:
            if limits.get("required"):
                assert row[name] != "", (name, row)
            if field["type"] == "integer" and row[name]:
                assert int(row[name]) >= limits["minimum"]
            if "enum" in limits:
                assert row[name] in limits["enum"]


def test_the_same_release_makes_the_same_package(reader):
    assert reader.get("/figures/cells.zip").data == reader.get("/figures/cells.zip").data


def test_each_file_of_figures_has_nothing_that_is_kept_private(reader, store):
    private = {one.request for one in views(store) if one.households < 0}
    assert private
    found = rows(reader.get("/figures/requests.csv").data)
    assert len(found) == 40
    for row in found:
        assert (row["households"] == "") == (row["id"] in private)
    _, cells = released(store)
    hidden = sum(one.households < 0 for one in cells)
    table = rows(reader.get("/figures/city.csv").data)
    assert sum(row["households"] == "" for row in table) == hidden
    for name in ("requests", "agreements", "city"):
        book = openpyxl.load_workbook(io.BytesIO(reader.get(f"/figures/{name}.xlsx").data))
        assert book.active.max_row > 1
        text = reader.get(f"/figures/{name}.csv").text
        assert "Ndapewa" not in text
        assert "Shikongo" not in text
    for path in ("/figures/requests.pdf", "/figures/members.csv", "/figures/cells.csv"):
        assert reader.get(path).status_code == 404, path


def test_the_page_has_a_button_for_each_file_and_each_opens(reader):
    page = reader.get("/figures")
    links = re.findall(r'href="(/figures/[^"]+|/agenda[^"]*)"', page.text)
    assert len(links) >= 9
    for link in links:
        answer = reader.get(link)
        assert answer.status_code == 200, link
        assert answer.data


def test_without_a_release_there_is_nothing_to_take_out(tmp_path):
    app = create_app(portals.build(tmp_path, 0))
    reader = Browser(app).log_in("Reader")
    assert "No release came yet" in main_of(reader.get("/figures"))
    assert reader.get("/figures/cells.zip").status_code == 422
    assert reader.get("/figures/city.csv").status_code == 422
    assert b"BEGIN:VEVENT" not in reader.get("/figures/days.ics").data
    app.extensions["federation"].close()


# A calendar


def unfolded(content):
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_days_are_an_icalendar_by_its_rules(reader, store):
    content = reader.get("/figures/days.ics").data
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
    lines = unfolded(content)
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    some = list(calendar.days(views(store), DAY))
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(some) > 10
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(set(uids)) == len(uids)
    begins = [line[-8:] for line in lines if line.startswith("DTSTART;VALUE=DATE:")]
    assert begins == [one.day.replace("-", "") for one in some]
    assert all(date.fromisoformat(one) for one in begins)
    assert "Ndapewa" not in content.decode()
    again = reader.get("/figures/days.ics").data
    assert uids == [line for line in unfolded(again) if line.startswith("UID:")]


def test_words_are_escaped_and_folded_between_letters():
    title = "ǁGaroëb; plots, roads \\ and\nmore " * 5
    one = calendar.Day("x-1", "2026-12-31", title, "")
    content = calendar.write([one], "node", "2026-12-01")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    lines = unfolded(content)
    (summary,) = [line for line in lines if line.startswith("SUMMARY:")]
    plain = summary[8:].replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";")
    assert plain.replace("\\\\", "\\") == title
    assert "DTEND;VALUE=DATE:20270101" in lines


# Meetings


def test_meetings_tell_counts_minutes_and_whether_anything_changed(reader, store):
    assert "No meeting is written down yet" in main_of(reader.get("/meetings"))
    first, second = views(store)[:2]
    room = (e.Room(role="member", people=12, women=9), e.Room(role="official", people=2))
    told = (
        (first, {"room": room, "minutes_on": "2026-11-12", "changed": True, "day": "2026-11-10"}),
        (second, {"room": room[:1], "day": "2026-11-11"}),
        (second, {"missing": "city", "day": "2026-11-12"}),
    )
    for view, more in told:
        order = saying(
            e.JointMeetingHeld, request=view.request, form="site-visit", phase="design", **more
        )
        perform(store, order, say_word)
    page = reader.get("/meetings")
    said = main_of(page)
    assert "Held 2 " in said
    assert "Minutes not back yet 1 " in said
    assert "Something changed 1 of 2" in said
    assert "back on 12 Nov 2026" in said
    assert "did not come" in said
    assert " 14 " in said
    assert said.index("12 Nov 2026") < said.index("11 Nov 2026")

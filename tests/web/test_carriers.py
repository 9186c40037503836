"""Who carries the files of the office: a folder each, a sheet to sign, nothing counts as sent."""

import json
import re
from datetime import timedelta

import pytest

from federation.cli import main
from federation.commands import carriers as deeds
from federation.commands.deed import enter, perform
from federation.commands.places import ListPlaces, PlaceGroup, list_places, place_group
from federation.commands.users import add_user
from federation.core import events as e
from federation.core import kinds
from federation.core.places import Place
from federation.store import Draft, carriers
from federation.store.queries import requests
from federation.web import create_app
from sync import sticks
from sync.founding import found
from sync.ways import folders, way_of
from tests import factories as f
from tests.faults import many
from tests.sync.links import bring

from .cities import beside, main_of
from .conftest import PIN, Browser


@pytest.fixture
def app(tmp_path, clock):
    made = create_app(found(tmp_path / "hub", role="hub", name="The Office", clock=clock).node)
    add_user(made.extensions["federation"], "Rosa", "staff", PIN)
    yield made
    made.extensions["federation"].close()


@pytest.fixture
def store(app):
    return app.extensions["federation"]


@pytest.fixture
def groups(store):
    """Four groups that wait for word: two with a carrier, one in a region, one that is nowhere."""
    made = many.scribes(store, 4, members=2)
    with store.writing() as db:
        words = [
            Draft(kinds.REPLIES, e.RequestReviewed(day=f.DAY, request="r"), partner=one.card.node)
            for one in made
        ]
        enter(db, store.node, words, {})
    khomas = Place("NA-KH", "region", "Khomas", "NA")
    listed = ListPlaces(places=(Place("NA", "country", "Namibia"), khomas), day=f.DAY)
    perform(store, listed, list_places)
    placed = PlaceGroup(partner=made[2].card.node, place="NA-KH", day=f.DAY)
    perform(store, placed, place_group)
    driver = deeds.add_carrier(store, "Driver of the Rundu bus")
    assert deeds.give(store, driver, "g0001-2") == 2
    return made


@pytest.fixture
def rosa(app, groups):
    assert groups
    return Browser(app).log_in("Rosa")


@pytest.fixture
def stick(tmp_path, monkeypatch):
    folder = tmp_path / "STICK A"
    folder.mkdir()
    monkeypatch.setenv(sticks.ASKED, str(folder))
    return folder


def on(stick):
    found = sorted(one.relative_to(stick / "federation") for one in stick.rglob("*.sgb"))
    return [(one.parent.name, re.findall("G000.", one.name)[0]) for one in found]


def test_each_way_has_a_folder_and_a_sheet(rosa, stick):
    page = main_of(rosa.send("/replies", action="write"))
    assert "4 files are written on the stick STICK A and read back. You may take it out." in page
    assert on(stick) == [
        ("Driver-of-the-Rundu-bus", "G0001"),
        ("Driver-of-the-Rundu-bus", "G0002"),
        ("G0004-Group-0004", "G0004"),
        ("Khomas", "G0003"),
    ]
    sheets = rosa.get("/replies/who").text.split('<section class="card sheet">')[1:]
    named = [re.findall(r"<h2>([^<]+?) <", one)[0] for one in sheets]
    assert named == [
        "All ways on one sheet",
        "Driver of the Rundu bus",
        "Khomas",
        "Nobody carries for them, and no region is said",
    ]
    assert re.findall(r"G000\d", sheets[1]) == ["G0001", "G0002"]
    assert sheets[1].count("☐") == 2
    assert len(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b", sheets[1])) == 2
    assert "Taken along by" in sheets[1]
    (address,) = re.findall(r'href="(/replies/who\?way=c\d+)"', sheets[0])
    alone = rosa.get(address).text
    assert "Khomas" not in main_of(rosa.get(address))
    assert alone.count('<section class="card sheet">') == 1


def test_writing_marks_nothing_as_sent_and_word_takes_it_off_the_sheet(rosa, store, groups, clock):
    rosa.send("/replies", action="write")
    first = main_of(rosa.get("/replies/who"))
    clock.moment += timedelta(minutes=1)
    rosa.send("/replies", action="write")
    again = main_of(rosa.get("/replies/who"))
    codes = [set(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b", one)) for one in (first, again)]
    assert [len(one) for one in codes] == [4, 4]
    assert not codes[0] & codes[1]  # only the newest, which holds all that the older one did
    groups[0].confirms(store)
    assert bring(store, groups[0].file())[0].outcome == "applied"
    told = main_of(rosa.get("/replies/who"))
    assert "G0001" not in told
    assert "G0002" in told


def test_one_way_alone_is_written(rosa, stick):
    way = re.findall(r'<option value="(c\d+)"', rosa.get("/replies").text)[0]
    rosa.send("/replies", action="write", way=way)
    assert on(stick) == [("Driver-of-the-Rundu-bus", "G0001"), ("Driver-of-the-Rundu-bus", "G0002")]
    goal, data = rosa.filled("/replies", {"way": "c99"}, action="write")
    assert rosa.post(goal, data).status_code == 404


def test_staff_say_who_carries(rosa, store):
    page = main_of(rosa.get("/replies/carriers"))
    assert "Driver of the Rundu bus 2 groups and cities" in page
    assert "Khomas 1 group or city" in page
    assert list(beside(rosa.send("/replies/carriers", action="carriers", name=" "))) == ["name"]
    taken = rosa.send("/replies/carriers", action="carriers", name="driver of the rundu BUS")
    assert (taken.status_code, list(beside(taken))) == (409, ["name"])
    page = rosa.done("/replies/carriers", action="carriers", name="Maria ǁKaras")
    assert "She takes files to nobody yet" in main_of(page)
    (number,) = (one.id for one in _carriers(store) if one.name == "Maria ǁKaras")
    address = f"/replies/carriers/{number}"
    for wrong in ("", "G0009", "G0001-C02", "x y"):
        answer = rosa.send(address, codes=wrong)
        assert list(beside(answer)) == ["codes"], wrong
    assert "Takes files to 3" in main_of(rosa.done(address, codes="g0002, G0003-G0004"))
    assert [len(one.nodes) for one in _carriers(store)] == [1, 3]
    kept = next(one for one in _carriers(store) if one.id == number).nodes
    goal, data = rosa.filled(address, {})
    rosa.post(goal, {**data, "button": "keep", "node": min(kept)})
    assert [len(one.nodes) for one in _carriers(store)] == [1, 1]
    rosa.post(goal, {**data, "button": "remove"})
    assert [one.name for one in _carriers(store)] == ["Driver of the Rundu bus"]
    assert rosa.get(address).status_code == 404


def _carriers(store):
    with store.reading() as db:
        return carriers.carriers(db)


def test_codes_and_ranges_are_read():
    assert deeds.codes("G0001, g0003 – 5;G0009") == ("G0001", "G0003", "G0004", "G0005", "G0009")
    assert deeds.codes("G0001-C02") == ("G0001-C02",)
    assert deeds.codes("") == ()
    assert len(deeds.codes("G0001-G9999999")) == deeds.CODES_MAX


def test_a_stick_gets_what_stands_on_the_sheet(rosa, groups, store, stick, clock):
    """Word of receipt is written once; the stick that goes out later has it all the same."""
    assert bring(store, groups[3].file())[0].outcome == "applied"
    rosa.send("/replies", action="write", where="files")
    clock.moment += timedelta(minutes=1)
    groups[3].confirms(store)
    assert bring(store, groups[3].file())[0].outcome == "applied"
    page = main_of(rosa.send("/replies", action="write", where="files"))
    assert "G0004" in page
    assert on(stick) == []
    page = main_of(rosa.send("/replies", action="write"))
    assert "4 files are written on the stick" in page
    assert ("G0004-Group-0004", "G0004") in on(stick)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("..", "."), ["files-2", "files-3"]),
        (("Мария", "Анна"), ["files-2", "files-3"]),
        (("con", "lpt1"), ["x-con", "x-lpt1"]),
        (("Ann-Marie", "Ann Marie"), ["Ann-Marie-2", "Ann-Marie-3"]),
        (("Ann-Marie", "ann marie."), ["Ann-Marie-2", "ann-marie-3"]),
        (("khomas", "G0004 Group 0004"), ["G0004-Group-0004-3", "khomas-2"]),
        (("A" * 50, "A" * 51), [f"{'A' * 38}-2", f"{'A' * 38}-3"]),
        (("Ann", "Ann."), ["Ann-2", "Ann-3"]),
    ],
)
def test_no_two_ways_share_a_folder(store, groups, names, expected):
    for place, name in enumerate(names):
        deeds.give(store, deeds.add_carrier(store, name), f"g000{place + 1}")
    with store.reading() as db:
        every = folders(db)
        by = way_of(db, requests.partners(db, "group"))
    assert sorted(one for one in every if every[one] & _carried(by)) == expected
    assert len(every) == 4
    assert sum(map(len, every.values())) == len(groups)
    assert all(sticks.folder_for(one) == one for one in every)


def _carried(by):
    return {node for node, way in by.items() if way.is_carrier}


def test_the_command_makes_the_same_folders(store, groups, tmp_path, capsys):
    assert groups
    data = ("--data", str(store.node.folder))
    with pytest.raises(SystemExit) as ended:
        main([*data, "export", "--by-carrier", "-o", f"{tmp_path}/out", "--json"])
    assert ended.value.code == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["to"] for one in told] == ["G0001", "G0002", "G0003", "G0004"]
    folders = [one.name for one in sorted((tmp_path / "out").iterdir())]
    assert folders == ["Driver-of-the-Rundu-bus", "G0004-Group-0004", "Khomas"]
    with pytest.raises(SystemExit) as ended:
        main([*data, "export", "--by-carrier"])
    assert ended.value.code == 2

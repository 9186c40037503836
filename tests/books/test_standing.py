"""Facilities as spreadsheets: out and in again, by hand, and with mistakes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from federation.books.exporting import export_books
from federation.books.plan import enter, plan
from federation.books.reader import read_books
from federation.books.standing import SHEETS
from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal
from federation.schemas.base import Fault
from federation.store import Store, open_store
from federation.store.queries import facilities, needs, profiles
from federation.store.verify import verify
from tests import factories as f
from tests import worlds

LISTED = "date,facility_no,facility_type,settlement,installed,place\n"
CHECKS = "date,facility_no,working,fault,households,night\n"
FILES = {
    "facilities": f"{LISTED}2026-10-01,1,flush_to_piped_sewer,Havana,18,block C\n"
    "2026-10-01,2,Public tap standpipe,Havana,3,\n",
    "facility_checks": f"{CHECKS}2026-11-03,1,11,blocked,900,no\n2026-10-20,1,14,leak,,\n",
    "facilities_closed": "date,facility_no,reason\n2026-11-10,2,replaced\n",
}


def folder(path: Path, **changed: str) -> Path:
    """These sheets as CSV files, some of them otherwise."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in {**FILES, **changed}.items():
        (path / f"{name}.csv").write_text(text, "utf-8")
    return path


def take(store: Store, path: Path) -> int:
    """Take a file in; how many entries it made."""
    return int(enter(store, plan(store, read_books(path))).facts["entered"])


def found(store: Store) -> list[Any]:
    """The facilities, without what a new machine gives anew."""
    with store.reading() as db:
        assert verify(db, store.node) == ()
        every = facilities.facilities(db, store.node.settings.node_id)
    return [replace(one, facility="", owner="") for one in every]


def faults(store: Store, path: Path) -> list[tuple[object, ...]]:
    """(sheet, row, column, code) of each fault."""
    with pytest.raises(Refusal, match="books-refused") as stopped:
        plan(store, read_books(path))
    told = stopped.value.facts["faults"]
    assert isinstance(told, tuple)
    return [(*one.where, one.code) for one in told if isinstance(one, Fault)]


@pytest.mark.parametrize("suffix", ["", ".xlsx"])
def test_facilities_come_back_as_they_were(group: Store, tmp_path: Path, suffix: str) -> None:
    """A check that was typed later holds, though its day is earlier."""
    worlds.count_facilities(group)
    f.check_facility(group, 1, 18, works="all", fault="", day="2026-11-02", user=3)
    export_books(group, tmp_path / f"out{suffix}")
    store = open_store(f.bare_node(tmp_path / "new"))
    assert take(store, tmp_path / f"out{suffix}") == 8
    assert found(store) == found(group)
    assert found(store)[0].checked_on == "2026-11-02"
    assert take(store, tmp_path / f"out{suffix}") == 0
    assert take(group, tmp_path / f"out{suffix}") == 0
    store.close()


def test_sheets_written_by_hand(group: Store, tmp_path: Path) -> None:
    assert take(group, folder(tmp_path / "a")) == 5
    one, tap = found(group)
    assert [check.working for check in one.checks] == [14, 11]
    assert (one.place, one.checks[1].households, one.checks[1].night) == ("block C", 900, "no")
    assert (one.checks[0].households, one.checks[0].distance) == (-1, -1)
    assert (tap.facility_type, tap.closed_on) == ("public_tap_standpipe", "2026-11-10")
    assert take(group, folder(tmp_path / "a")) == 0
    more = folder(
        tmp_path / "b", facility_checks=FILES["facility_checks"] + "2026-11-20,1,12,full,,\n"
    )
    assert take(group, more) == 1, "books that run take a further check in"


@pytest.mark.parametrize(
    ("sheet", "row", "fault"),
    [
        (
            "facilities",
            "2026-10-01,1,street_light,Havana,1,",
            ("facility_no", "facility-told-twice"),
        ),
        ("facilities", "2026-10-01,3,bush,Havana,1,", ("facility_type", "choice-unknown")),
        ("facility_checks", "2026-10-01,1,19,leak,,", ("working", "facility-works-more")),
        ("facility_checks", "2026-10-01,7,1,leak,,", ("facility_no", "facility-unknown")),
        ("facilities_closed", "2026-10-01,2,replaced", ("facility_no", "facility-closed")),
    ],
)
def test_what_cannot_be_is_named(
    group: Store, tmp_path: Path, sheet: str, row: str, fault: tuple[str, str]
) -> None:
    where = folder(tmp_path / "a", **{sheet: FILES[sheet] + row + "\n"})
    (told,) = faults(group, where)
    assert (told[0], told[2], told[3]) == (sheet, *fault)


def test_every_field_of_what_stands_has_its_column() -> None:
    kept = {"user", "personal", "orig", "day", "facility", "number"}
    columns = {sheet.name: {one.field for one in sheet.extras} for sheet in SHEETS}
    for kind, name in (
        (e.FacilityListed, "facilities"),
        (e.FacilityChecked, "facility_checks"),
        (e.FacilityClosed, "facilities_closed"),
        (e.SettlementProfiled, "settlement_profiles"),
    ):
        assert kinds.KINDS[kind].streams == (kinds.REQUESTS,)
        assert set(kind.__struct_fields__) <= kept | columns[name]


HOMES = (
    "date,member_no,persons,toilet,toilet_sharing,water_source,woman_headed,note\n"
    "2026-10-02,1,7,Pit latrine with slab,4,public tap standpipe,yes,behind the tap\n"
    "2026-10-03,1,,,,,no,\n"
)
PEOPLE = "member_no,name,joined_on\n1,Hilma,2026-01-04\n"
STEPS = "date,member_no,step,cost,materials,plot\n2026-10-04,1,allocated,541.60,,erf 4711\n"


def test_households_and_houses_written_by_hand(group: Store, tmp_path: Path) -> None:
    where = folder(tmp_path / "a", members=PEOPLE, households=HOMES, house_steps=STEPS)
    assert take(group, where) == 9
    with group.reading() as db:
        book = f.own_book(group)
        (last,) = needs.households(db, book)
        (house,) = needs.houses(db, book)
    assert (last.told.woman_headed, last.told.persons, last.told.toilet) == ("no", -1, "")
    assert (house.step, house.cost_minor, house.plot) == ("allocated", 54_160, "erf 4711")
    assert take(group, where) == 0


@pytest.mark.parametrize(
    ("sheet", "text", "fault"),
    [
        ("households", "date,member_no,toilet,rung\n2026-10-02,1,other,basic\n", "rung"),
        ("households", "date,member_no,sanitation_rung\n2026-10-02,1,basic\n", "sanitation_rung"),
        ("facilities", "date,facility_no,facility_type,settlement,installed,rung\n", "rung"),
    ],
)
def test_a_rung_is_no_column(
    group: Store, tmp_path: Path, sheet: str, text: str, fault: str
) -> None:
    where = folder(tmp_path / "a", members=PEOPLE, **{sheet: text})
    (told,) = faults(group, where)
    assert told[0] == sheet
    assert told[-1] == "books-column-unknown"
    assert fault in str(told)


def test_a_home_has_codes_and_no_free_words(group: Store, tmp_path: Path) -> None:
    wrong = "date,member_no,toilet\n2026-10-02,1,a nice one\n"
    where = folder(tmp_path / "a", members=PEOPLE, households=wrong)
    assert faults(group, where) == [("households", 2, "toilet", "choice-unknown")]


PROFILES = (
    "date,profile_no,settlement,part,status,households,size_tenths,population_agreed,agreed_on,"
    "priorities\n"
    "2026-10-01,1,Havana,place,not-declared,,,,,\n"
    "2026-10-01,1,Havana,people,,1000,46,4800,2026-09-27,\n"
    "2026-10-01,1,Havana,priorities,,,,,,toilets;water\n"
)


def described(store: Store) -> list[Any]:
    with store.reading() as db:
        found = profiles.profiles(db, store.node.settings.node_id)
    return [(one.number, one.settlement, dict(one.days), dict(one.told)) for one in found]


def test_profiles_come_and_go_as_spreadsheets(group: Store, tmp_path: Path) -> None:
    where = folder(tmp_path / "a", settlement_profiles=PROFILES)
    assert take(group, where) == 8
    ((number, settlement, _, told),) = described(group)
    assert (number, settlement) == (1, "Havana")
    assert told["people"]["population_agreed"] == 4800
    assert told["priorities"] == {"priorities": ("toilets", "water")}
    export_books(group, tmp_path / "out.xlsx")
    new = open_store(f.bare_node(tmp_path / "new"))
    assert take(new, tmp_path / "out.xlsx") == 8
    assert described(new) == described(group)
    assert take(new, tmp_path / "out.xlsx") == 0
    assert take(group, where) == 0
    new.close()


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("2026-10-01,1,Goreangab,place,planned,,,,,", "profile_no", "profile-of-another-place"),
        ("2026-10-01,2,Maxulili,place,,1000,,,,", "part", "profile-part-mixed"),
        ("2026-10-01,2,Maxulili,people,,1000,46,5000,,", "agreed_on", "profile-agreed-on-missing"),
        ("2026-10-01,2,Maxulili,gossip,,,,,,", "part", "choice-unknown"),
    ],
)
def test_a_part_that_cannot_be_is_named(
    group: Store, tmp_path: Path, row: str, column: str, code: str
) -> None:
    where = folder(tmp_path / "a", settlement_profiles=f"{PROFILES}{row}\n")
    (told,) = faults(group, where)
    assert (told[0], told[2], told[3]) == ("settlement_profiles", column, code)

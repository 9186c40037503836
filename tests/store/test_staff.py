"""Words for answers and departments: kept by their names however they are written."""

from pathlib import Path

import pytest

from federation.store import Store, local, open_store, staff
from federation.store.staff import WordingView
from tests import factories as f


@pytest.fixture
def store(tmp_path: Path):
    made = open_store(f.bare_node(tmp_path / "city", name="Windhoek"))
    yield made
    made.close()


def test_one_name_has_one_wording(store: Store) -> None:
    first = WordingView("Visit first", "visit", "We come.", "", "Planning")
    again = WordingView("visit  FIRST", "ask", "Which day?", "", "")
    other = WordingView("Zebra", "ask", "How many?", "", "")
    with store.writing() as db:
        for one in (other, first):
            staff.keep_wording(db, one)
        assert staff.wordings(db) == (first, other)
        assert staff.wordings(db, "visit") == (first,)
        staff.keep_wording(db, again)
        assert staff.wordings(db) == (again, other)
        assert staff.wording(db, "Visit first") == again
        staff.drop_wording(db, "VISIT FIRST")
        assert staff.wordings(db) == (other,)
        assert staff.wording(db, "") is None


def test_departments_stand_once_in_their_order(store: Store) -> None:
    with store.writing() as db:
        staff.set_departments(db, 1, ("Water", "Roads", "WATER", "", "Land"))
        staff.set_departments(db, 2, ("Roads",))
        assert staff.departments(db, 1) == ("Water", "Roads", "Land")
        staff.set_departments(db, 1, ())
        assert staff.departments(db, 1) == ()
        assert staff.departments(db, 2) == ("Roads",)


def test_departments_follow_somebody_who_gets_another_number(store: Store) -> None:
    with store.writing() as db:
        number = local.add_user(db, "Anna", "official", "x")
        staff.set_departments(db, number, ("Water",))
        local.note_newcomers(db, are_new=True)
        local.note_named(db, number + 5, elsewhere=True)
        anna = local.find_user(db, "Anna")
        assert anna is not None
        assert anna.id > number + 5
        assert staff.departments(db, anna.id) == ("Water",)
        assert staff.departments(db, number) == ()

"""Peer checks and work on the pages of a group."""

import pytest

from federation.store.queries import books, group
from tests import factories as f


@pytest.fixture
def saved(treasurer, store):
    """Two members: Ndapewa has saved N$ 50.00, Selma nothing."""
    for name in ("Ndapewa Shikongo", "Selma Iipinge"):
        treasurer.done("/members/new", name=name)
    f.enter(store, ("savings", 5000, 1))
    return treasurer


def sent(browser, path, **told):
    """A form of this page with these fields, whether it has them or not."""
    _, data = browser.filled(path, {})
    return browser.post(path, {**data, **told})


CHECK = {"group": "Tunombili", "visitors": "Anna, Beata", "books_seen": "4"}


def checks(store):
    with store.reading() as db:
        return group.peer_checks(db, books.books(db)[0].id)


def test_books_that_agree_are_ticked_and_the_check_is_done(saved, store):
    page = sent(saved, "/peer-checks/new", **CHECK, **{"same.1": "yes", "cash_counted": "50.00"})
    assert "/peer-checks/1" in page.headers["Location"]
    told = checks(store)[0].told
    assert (told.compared, told.differences, told.cash_counted, told.cash_books) == (
        1, (), 5000, 5000,
    )  # fmt: skip
    assert (told.bank_stated, told.bank_books) == (-1, -1)
    shown = saved.get("/peer-checks/1").text
    assert "Anna, Beata" in shown
    assert "the same as the books" in shown


def test_a_difference_needs_what_was_found_and_is_put_right_later(saved, store):
    differs = {**CHECK, "book.1": "45", "same.2": "yes"}
    refused = sent(saved, "/peer-checks/new", **differs)
    assert refused.status_code == 422
    assert "Write what you found" in refused.text
    assert 'value="45"' in refused.text
    assert checks(store) == ()
    words = {"findings": "N$ 5 unsigned", "follow_up": "sign it", "due_on": "2027-01-31"}
    assert sent(saved, "/peer-checks/new", **differs, **words).status_code == 303
    found = checks(store)[0]
    assert [(one.member, one.members_book, one.group_book) for one in found.told.differences] == [
        (1, 4500, 5000)
    ]
    assert "to be put right by 31 Jan 2027" in saved.get("/peer-checks").text
    saved.done("/peer-checks/1", note="signed by both")
    assert checks(store)[0].followed_on
    again = saved.get("/peer-checks/1").text
    assert "Put right on" in again
    assert "What was done?" not in again


def test_what_cannot_be_a_check_is_refused_and_leaves_nothing(saved, store):
    for wrong in ({}, {"book.1": "-5"}, {"same.99": "yes"}, {"same.1": "yes", "group": ""}):
        assert sent(saved, "/peer-checks/new", **{**CHECK, **wrong}).status_code in (404, 422)
    assert checks(store) == ()
    assert saved.get("/peer-checks/7").status_code == 404


def test_a_check_is_overdue_after_half_a_year(saved, clock):
    assert "Ask another group to come" not in saved.get("/peer-checks").text
    clock.moment = clock.moment.replace(year=clock.moment.year + 1)
    assert saved.get("/peer-checks").status_code == 303  # the login has ended meanwhile


def test_hours_are_written_down_by_person_and_task(saved, store):
    sheet = {"task": "trenches", "hours.1": "3:30", "hours.2": "4", "others": "5"}
    saved.done("/labour/new", **sheet, others_hours="2", note="block C")
    with store.reading() as db:
        book = books.books(db)[0].id
        assert group.work_by_task(db, book) == {"trenches": 210 + 240 + 5 * 120}
        assert group.work_by_member(db, book) == {0: 600, 2: 240, 1: 210}
        assert group.work_minutes(db, book, paid=True) == 0
    shown = saved.get("/labour").text
    assert "17:30" in shown
    assert "others who helped" in shown
    for wrong in ({"hours.1": "25"}, {"hours.1": "3:77"}, {"hours.9": "1"}, {}):
        refused = sent(saved, "/labour/new", task="bricks", **wrong)
        assert refused.status_code in (404, 422), wrong
    with store.reading() as db:
        assert group.work_minutes(db, book) == 1050

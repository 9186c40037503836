"""The rules of a group that has set up its books: read by all, changed by a vote."""

import pytest

from federation.commands import constitution
from federation.core import constitution as core
from federation.reports.our_rules import chapters
from federation.schemas import constitution as asked

from .conftest import Browser
from .setting_up import (
    VOTE,
    answer,
    answer_all,
    begins,
    count,
    officers,
    rules_of,
    write_down,
)


@pytest.fixture
def counted(treasurer):
    """Everything is answered and counted; the vote comes next."""
    answer_all(treasurer)
    write_down(treasurer)
    begins(treasurer, begin="now")
    count(treasurer)
    return treasurer


PAGES = (
    *("/setup", "/setup/kind", "/setup/members", "/setup/money", "/setup/box", "/setup/bank"),
    *("/setup/savings", "/setup/shares", "/setup/loans", "/setup/pots", "/setup/read"),
    *("/setup/vote", "/rules", "/rules/change"),
    *(f"{way}/{code}" for code in asked.SCHEMAS for way in ("/setup", "/rules/change")),
)


def test_every_page_at_every_time_has_at_most_one_main_button(counted, store):
    """While it is answered, and when it is over; nobody comes to a wall."""
    for _ in range(2):
        for path in PAGES:
            page = counted.get(path)
            assert page.status_code == 200, path
            assert page.text.count('class="button main') + page.text.count('class="main') <= 1, path
        if not rules_of(store).version:
            counted.done("/setup/vote", **VOTE, **officers(store))


def test_a_collector_reads_the_rules_and_changes_nothing(counted, store, app):
    counted.done("/setup/vote", **VOTE, **officers(store))
    collector = Browser(app).log_in("Collector")
    page = collector.get("/rules").text
    assert "at most 2.5 times" in page
    assert "Change a rule" not in page
    for path in ("/setup", "/rules/change", "/setup/vote"):
        assert collector.get(path).status_code == 403, path


def test_rules_are_changed_by_a_vote_and_every_version_stays(counted, store):
    counted.done("/setup/vote", **VOTE, **officers(store))
    assert answer(counted, "limit", {"limit": "3"}, "/rules/change").status_code == 303
    page = counted.get("/rules/change").text
    assert "at most 2.5 times" in page
    assert "at most 3 times" in page
    assert rules_of(store).loan_limit == 250
    second = {"second": "2", "pin": "4711"}
    for wrong in ({}, {"second": "1", "pin": "4711"}, {"second": "2", "pin": "0000"}):
        alone = counted.send("/rules/change", button="confirm", words="Three", **VOTE, **wrong)
        assert alone.status_code in (403, 409, 422), wrong
    assert rules_of(store).version == 1
    sent = counted.send("/rules/change", button="confirm", **VOTE, **second)
    assert "This was not saved yet." in sent.text
    counted.done("/rules/change", button="confirm", words="Three times is enough", **VOTE, **second)
    assert (rules_of(store).version, rules_of(store).loan_limit) == (2, 300)
    page = counted.get("/rules").text
    assert "Decision 2: 3 for, 0 against, 3 members here." in page
    assert "Three times is enough" in page
    assert "What this version changed" in page
    page = counted.get("/rules?version=1").text
    assert "at most 2.5 times" in page
    assert "This is an old version." in page
    assert "Choose what is to be different" in counted.get("/rules/change").text


def test_what_was_to_be_different_can_be_left(counted, store):
    counted.done("/setup/vote", **VOTE, **officers(store))
    answer(counted, "saving", {"savings": "both"}, "/rules/change")
    page = counted.get("/rules/change").text
    assert "Both: shares" in page
    counted.done("/rules/change", button="drop")
    assert "Both: shares" not in counted.get("/rules/change").text
    assert rules_of(store).version == 1


def test_every_rule_is_asked_for_and_read_out():
    """Each field of the rules belongs to a question (the place apart)."""
    told = {name for schema in asked.SCHEMAS.values() for name in schema().fields}
    by_other_names = {"purposes", "loan_limit", "fines"}
    assert set(constitution.RULES) - told == by_other_names
    codes = {one.code for one in chapters(core.UNWRITTEN)} | {"price"}
    assert codes == set(asked.SCHEMAS)

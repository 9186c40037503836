"""Rules are adopted by a vote that was carried, and by nothing else."""

from typing import Any

import msgspec
import pytest

from federation.commands import constitution as c
from federation.commands.deed import perform
from federation.core import events as e
from federation.core.constitution import check_constitution
from federation.core.refusals import Refusal, refuse
from federation.store import Store
from federation.store.queries import books, group
from tests import factories as f

BY_PURPOSE = c.TEMPLATES["saving"]
VOTE = {"votes_for": 3, "present": 3, "words": "We keep these rules"}


def order(rules: e.ConstitutionAdopted = BY_PURPOSE, **given: Any) -> c.AdoptConstitution:
    return c.AdoptConstitution(**{"day": f.DAY, "rules": rules, **VOTE, **given})


def adopt(store: Store, rules: e.ConstitutionAdopted = BY_PURPOSE, **given: Any) -> int:
    receipt = perform(store, order(rules, **given), c.adopt_constitution)
    return int(receipt.facts["version"])


def refused(store: Store, rules: e.ConstitutionAdopted = BY_PURPOSE, **given: Any) -> Refusal:
    before = last(store)
    with pytest.raises(Refusal) as caught:
        adopt(store, rules, **given)
    assert last(store) == before, "something was left behind"
    return caught.value


def last(store: Store) -> int:
    with store.reading() as db:
        return max((one.last for one in books.books(db)), default=0)


def changed(**rules: Any) -> e.ConstitutionAdopted:
    return msgspec.structs.replace(BY_PURPOSE, **rules)


@pytest.fixture
def members(group: Store) -> Store:
    for name in ("Anna", "Berta", "Cilla", "Dora"):
        f.admit(group, name)
    return group


@pytest.mark.parametrize("name", c.TEMPLATES)
def test_a_ready_beginning_can_be_adopted(group: Store, name: str) -> None:
    check_constitution(c.TEMPLATES[name])
    assert adopt(group, c.TEMPLATES[name]) == 1


def test_the_three_beginnings_say_what_they_are_for() -> None:
    saving, shares, pot = (c.TEMPLATES[name] for name in ("saving", "shares", "pot"))
    assert saving.purposes == ("general", "land", "materials", "house", "services")
    assert (saving.savings, saving.shares_out, saving.loan_limit) == ("free", False, 300)
    assert (saving.loan_method, saving.loan_per) == ("flat", "month")
    assert (shares.savings, shares.shares_most, shares.cycle_weeks) == ("shares", 5, 52)
    assert (shares.shares_out, shares.share_out_method) == (True, "proportional")
    assert (pot.savings, pot.shares_out) == ("free", False)
    assert {one.officers_close for one in c.TEMPLATES.values()} == {3}


def test_the_vote_and_the_rules_are_one_deed(members: Store) -> None:
    adopt(members, place="Under the tree", votes_against=1, abstained=0, present=4)
    with members.reading() as db:
        (rules,) = group.constitutions(db, 1)
        (decided,) = group.decisions(db, 1, about="constitution")
    assert (rules.told.version, rules.told.decision, rules.place) == (1, 1, "Under the tree")
    assert rules.seq == decided.seq + 1
    assert (decided.votes_for, decided.votes_against, decided.present) == (3, 1, 4)
    assert decided.note == "We keep these rules"


def test_a_change_is_a_further_version(members: Store) -> None:
    adopt(members)
    assert adopt(members, changed(loan_limit=200)) == 2
    with members.reading() as db:
        now, before = group.constitutions(db, 1)
        assert group.rules(db, 1).loan_limit == 200
    assert c.changed(before.told, now.told) == ("loan_limit",)
    assert refused(members, changed(loan_limit=200)) == refuse("rules-unchanged")
    assert adopt(members, changed(loan_limit=200), place="At the church") == 3


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"votes_for": 0}, "rules-without-votes"),
        ({"present": 0}, "rules-without-present"),
        ({"votes_for": 5, "present": 4}, "rules-votes-too-many"),
        ({"votes_for": 1, "present": 1}, "rules-quorum"),
        ({"votes_for": 2, "votes_against": 2, "present": 4}, "vote-not-carried"),
        ({"words": ""}, "decision-needs-words"),
        ({"day": "2026-11-23"}, "rules-day-ahead"),
        ({"day": "2019-01-01"}, "day-before-group"),
    ],
)
def test_what_was_not_voted_changes_nothing(members: Store, given: Any, code: str) -> None:
    assert refused(members, **given).code == code


def test_the_quorum_is_that_of_the_rules_of_now(members: Store) -> None:
    """Half of four members are two; rules that ask for nobody cannot let one alone change them."""
    assert refused(members, votes_for=1, present=1) == refuse(
        "rules-quorum", present=1, members=4, needed=2
    )
    adopt(members, votes_for=2, present=2)
    assert refused(members, changed(quorum=0), votes_for=1, present=1).code == "rules-quorum"
    adopt(members, changed(quorum=75))
    assert refused(members, votes_for=2, present=2).facts["needed"] == 3


def test_no_rules_from_before_the_rules_of_now(members: Store) -> None:
    adopt(members)
    assert refused(members, changed(loan_limit=0), day="2026-11-21") == refuse(
        "rules-day-before", since_day="2026-11-22"
    )


def test_the_price_of_shares_stands_while_members_hold_any(members: Store) -> None:
    adopt(members, c.TEMPLATES["shares"])
    f.enter(members, ("share", 3_000, 1))
    dearer = msgspec.structs.replace(c.TEMPLATES["shares"], share_price=2_000)
    assert refused(members, dearer) == refuse("rules-share-price-fixed", price_minor=1_000)
    assert adopt(members, msgspec.structs.replace(c.TEMPLATES["shares"], quorum=60)) == 2


@pytest.mark.parametrize(
    "rules",
    [
        {"purposes": ()},
        {"purposes": ("land", "land")},
        {"purposes": ("share",)},
        {"savings": "shares", "share_price": 0},
        {"officers_close": 1},
        {"loan_rate": -1},
        {"quorum": 101},
        {"fines": (e.FineRule(why="late", amount=0),)},
        {"meets_on": 8},
        {"leaving": "nothing"},
    ],
)
def test_rules_that_cannot_be_are_refused(members: Store, rules: Any) -> None:
    assert refused(members, changed(**rules)).code == "constitution-unclear"

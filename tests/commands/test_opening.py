"""What was there when the books began: entered whole, or not at all."""

from dataclasses import replace
from typing import Any

import pytest

from federation.commands import constitution as c
from federation.commands import opening as o
from federation.commands.deed import perform
from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal, refuse
from federation.store import Store
from federation.store.queries import books, group
from tests import factories as f

LOAN = o.RunningLoan(
    member=2,
    principal=100_000,
    owed=60_000,
    rate=100_000,
    per="month",
    method="flat",
    instalments=5,
    every="month",
    disbursed_on="2026-08-30",
    first_due_on="2026-09-30",
)
# Box 1,250.00 and bank 9,500.00; lent 600.00 of the group and 2,000.00 of the fund.
WHOLE = o.Opening(
    day="2026-11-22",
    cash=125_000,
    bank=950_000,
    saved=(
        o.Saved(1, "general", 41_250),
        o.Saved(1, "land", 900_000),
        o.Saved(2, "general", 100_000),
        o.Saved(2, "", 20_000),
    ),
    loans=(LOAN, replace(LOAN, member=3, source="fund", principal=300_000, owed=200_000)),
    social=10_000,
    held=30_000,
    cash_note="200.00 × 6; 50.00 × 1",
    bank_note="Statement 88",
)


@pytest.fixture
def three(group: Store) -> Store:
    for name in ("Anna", "Berta", "Cilla"):
        f.admit(group, name)
    return group


def enter(store: Store, opening: o.Opening = WHOLE, officers: tuple[int, ...] = (1, 2)) -> Any:
    return perform(store, o.EnterOpening(opening=opening, officers=officers), o.enter_opening)


def refused(store: Store, officers: tuple[int, ...] = (1, 2), **given: Any) -> Refusal:
    before = entries(store)
    with pytest.raises(Refusal) as caught:
        enter(store, replace(WHOLE, **given), officers)
    assert entries(store) == before, "something was left behind"
    return caught.value


def entries(store: Store) -> tuple[books.EntryView, ...]:
    with store.reading() as db:
        return books.entries(db, 1)


def test_every_pot_holds_what_was_counted(three: Store) -> None:
    assert (WHOLE.here, WHOLE.theirs, WHOLE.over) == (1_335_000, 1_301_250, 33_750)
    assert enter(three).facts["over_minor"] == 33_750
    with three.reading() as db:
        assert books.pots(db, 1) == books.Pots(
            cash=125_000, bank=950_000, social_fund=10_000, fund_held=30_000, savings=1_041_250,
            shares=20_000, loans=260_000,
        )  # fmt: skip
        sums = books.account_sums(db, 1)
        assert books.saved_by_purpose(db, 1, 1) == {"general": 41_250, "land": 900_000}
        loans = {one.loan: (one.member, one.source, one.owes_minor) for one in books.loans(db, 1)}
        assert group.began_on(db, 1) == "2026-11-22"
    assert loans == {1: (2, "group", 60_000), 2: (3, "fund", 200_000)}
    assert sums["fund_loan"] == -200_000
    assert sums["opening_equity"] == -33_750
    assert sum(sums.values()) == 0


def test_money_of_the_fund_may_lie_in_the_bank(three: Store) -> None:
    """More is held for the fund than the box holds: the rest of it is in the bank."""
    enter(three, replace(WHOLE, cash=20_000, held=30_000, why="Not known"))
    with three.reading() as db:
        pots = books.pots(db, 1)
    assert (pots.cash, pots.bank, pots.fund_held) == (20_000, 950_000, 30_000)


def test_the_list_says_how_it_was_counted(three: Store) -> None:
    enter(three)
    told = {one.kind: one for one in entries(three)}
    assert told["opening-cash-counted"].note == "200.00 × 6; 50.00 × 1"
    assert told["opening-bank-stated"].note == "Statement 88"
    assert told["opening-shares-stated"].member == 2
    assert told["opening-social-stated"].amount_minor == 10_000
    assert told["loan-agreed"].day == "2026-08-30"


def test_a_box_alone_is_enough_to_begin(group: Store) -> None:
    enter(group, o.Opening(day=f.DAY, cash=5_000))
    with group.reading() as db:
        assert books.pots(db, 1).cash == 5_000


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"day": "2026-11-23"}, "opening-day-ahead"),
        ({"saved": (o.Saved(9, "land", 5),)}, "member-unknown"),
        ({"saved": (o.Saved(1, "land", 5), o.Saved(1, "land", 6))}, "opening-twice"),
        ({"saved": (o.Saved(1, "land", 0),)}, "amount-out-of-range"),
        ({"loans": (replace(LOAN, owed=100_001),)}, "opening-loan-more"),
        ({"loans": (replace(LOAN, disbursed_on="2026-11-23"),)}, "opening-loan-late"),
        ({"loans": (replace(LOAN, first_due_on="2026-08-01"),)}, "loan-first-due"),
        ({"loans": (replace(LOAN, method="round"),)}, "loan-terms"),
        ({"loans": (replace(LOAN, member=7),)}, "member-unknown"),
        ({"social": 1_100_000}, "opening-aside-short"),
        ({"cash": 0, "bank": 100_000}, "opening-short"),
        ({"officers": (1, 1)}, "setup-officers"),
    ],
)
def test_what_does_not_fit_leaves_nothing_behind(three: Store, given: Any, code: str) -> None:
    assert refused(three, **given).code == code


def test_nothing_is_no_beginning(group: Store) -> None:
    with pytest.raises(Refusal, match="opening-nothing"):
        enter(group, o.Opening(day=f.DAY))


def test_what_is_missing_is_told_with_its_reason(three: Store) -> None:
    assert refused(three, cash=90_000) == refuse("opening-short", short_minor=1_250)
    enter(three, replace(WHOLE, cash=90_000, why="Stolen in May"))
    assert entries(three)[5].note == "200.00 × 6; 50.00 × 1 · Stolen in May"
    with three.reading() as db:
        assert books.account_sums(db, 1)["opening_equity"] == 1_250


def test_books_begin_once(three: Store) -> None:
    enter(three)
    assert refused(three) == refuse("opening-done")


def test_rules_and_what_was_there_stand_or_fall_together(three: Store) -> None:
    vote = c.AdoptConstitution(
        day=f.DAY, rules=c.TEMPLATES["saving"], votes_for=3, present=3, words="Our rules"
    )
    before = entries(three)
    broken, lost = replace(WHOLE, social=10**9), replace(vote, votes_for=1, votes_against=2)
    with pytest.raises(Refusal, match="opening-aside-short"):
        perform(three, o.SetUp(adoption=vote, opening=broken, officers=(1, 2)), o.set_up)
    with pytest.raises(Refusal, match="vote-not-carried"):
        perform(three, o.SetUp(adoption=lost, opening=WHOLE, officers=(1, 2)), o.set_up)
    assert entries(three) == before
    perform(three, o.SetUp(adoption=vote, opening=WHOLE, officers=(1, 2)), o.set_up)
    with three.reading() as db:
        assert group.rules(db, 1).version == 1
        assert books.pots(db, 1).bank == 950_000
    with pytest.raises(Refusal, match="setup-done"):
        perform(three, o.SetUp(adoption=vote), o.set_up)


def test_many_members_at_once(group: Store) -> None:
    people = (("Anna ǁGaroëb", "f"), ("Berta", ""))
    order = o.AdmitMany(day="2026-11-01", people=people)
    assert perform(group, order, o.admit_many).facts["members"] == 2
    with group.reading() as db:
        found = books.members(db, 1)
        assert [(one.member, one.name, one.gender) for one in found] == [
            (1, "Anna ǁGaroëb", "f"),
            (2, "Berta", ""),
        ]
    with pytest.raises(Refusal, match="names-none"):
        perform(group, o.AdmitMany(day="2026-11-01", people=()), o.admit_many)


def test_the_day_a_group_began_is_the_earliest_that_is_known(group: Store) -> None:
    from federation.store.queries.group import began_on  # noqa: PLC0415 - the fixture has its name

    def began() -> str:
        with group.reading() as db:
            return began_on(db, books.book_of(db, group.node.settings.node_id))

    assert began() == ""
    f.admit(group, "Anna", day="2026-11-20")
    assert began() == "2026-11-20"
    enter(group, o.Opening(day="2026-11-15", cash=5_000))
    assert began() == "2026-11-15"
    f.enter(group, ("savings", 100, 1), day="2026-11-21")
    f.admit(group, "Berta", day="2025-01-05")
    assert began() == "2025-01-05"


def test_the_words_of_a_spreadsheet_know_both_beginnings() -> None:
    assert kinds.BY_SHEET["opening_shares"].payload is e.OpeningShares
    assert kinds.BY_SHEET["opening_social"].payload is e.OpeningSocial

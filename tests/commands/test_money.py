"""Money of a group: lines, loans, fines, reversals."""

from typing import Any

import pytest

from federation.commands import money
from federation.commands.deed import enter as record
from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal, refuse
from federation.store import Draft, Store
from federation.store.queries import books
from tests import factories as f


@pytest.fixture
def anna(group: Store) -> int:
    return f.admit(group, "Anna")


def refusal_of(deed: Any, *given: Any, **more: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        deed(*given, **more)
    return caught.value


def pots(store: Store) -> books.Pots:
    with store.reading() as db:
        return books.pots(db, 1)


def test_each_pot_holds_what_was_put_into_it(group: Store, anna: int) -> None:
    f.enter(
        group,
        ("savings", 20_000, anna, "land"),
        ("savings", 5_000, anna),
        ("share", 3_000, anna),
        ("social_contribution", 500, anna),
        ("fund_contribution", 700),
        ("bank_deposit", 10_000),
        ("expense", 1_200),
        ("municipal_payment", 1_000),
    )
    held = pots(group)
    assert held == books.Pots(
        cash=17_000, bank=10_000, social_fund=500, fund_held=700, savings=25_000, shares=3_000,
        loans=0,
    )  # fmt: skip
    assert held.loan_pot == 25_800
    with group.reading() as db:
        assert books.saved_by_purpose(db, 1, anna) == {"general": 5_000, "land": 20_000}


def test_the_passbook_shows_each_line_and_what_is_left(group: Store, anna: int) -> None:
    f.enter(group, ("savings", 500, anna))
    f.enter(group, ("fee", 100, anna))
    f.enter(group, ("share", 300, anna))
    f.enter(group, ("withdrawal", 200, anna))
    with group.reading() as db:
        lines = books.passbook(db, 1, anna)
    assert [(one.kind, one.amount_minor, one.balance_minor) for one in lines] == [
        ("savings-received", 500, 500),
        ("shares-bought", 300, 800),
        ("savings-withdrawn", -200, 600),
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (("saving", 1), "entry-kind-unknown"),
        (("savings", 1), "entry-needs"),
        (("loan_principal", 1, 1), "entry-needs"),
        (("bank_deposit", 1, 1), "entry-has-no"),
        (("savings", 1, 1, 7), "loan-unknown"),
        (("savings", 0, 1), "amount-out-of-range"),
        (("savings", -5, 1), "amount-out-of-range"),
        (("savings", 1, 2), "member-unknown"),
        (("expense", 1), "pot-short"),
    ],
)
def test_a_line_that_cannot_be(
    group: Store, anna: int, line: tuple[Any, ...], expected: str
) -> None:
    assert anna == 1
    assert refusal_of(f.enter, group, line).code == expected


def test_nothing_is_no_deed(group: Store) -> None:
    assert refusal_of(f.enter, group).code == "nothing-to-enter"


def test_a_loan_is_agreed_paid_out_and_paid_back(group: Store, anna: int) -> None:
    f.enter(group, ("savings", 20_000, anna))
    loan = f.lend(group, anna, 15_000)
    assert refusal_of(f.lend, group, anna, 5_001).code == "pot-short"
    f.enter(group, ("loan_principal", 6_000, 0, loan), ("loan_interest", 150, 0, loan))
    with group.reading() as db:
        (view,) = books.loans(db, 1)
        (member,) = books.members(db, 1)
    assert (view.loan, view.name, view.principal_minor, view.owes_minor) == (
        1, "Anna", 15_000, 9_000,
    )  # fmt: skip
    assert member.owes_minor == 9_000
    over = refusal_of(f.enter, group, ("loan_principal", 9_001, anna, loan))
    assert over == refuse("loan-overpaid", loan=1, member=anna, over_minor=1)
    f.enter(group, ("loan_principal", 9_000, anna, loan))
    assert pots(group).cash == 20_150


@pytest.mark.parametrize("terms", [{"instalments": 0}, {"rate": -1}, {"principal": 0}])
def test_loans_have_terms(group: Store, anna: int, terms: dict[str, int]) -> None:
    principal = terms.pop("principal", 100)
    assert refusal_of(f.lend, group, anna, principal, **terms).code == "loan-terms"


def test_a_loan_only_agreed_moves_no_money(group: Store, anna: int) -> None:
    f.lend(group, anna, 15_000, agree_only=True)
    assert pots(group).loans == 0
    f.enter(group, ("savings", 15_000, anna), ("loan_disbursed", 15_000, anna, 1))
    assert pots(group) == books.Pots(0, 0, 0, 0, 15_000, 0, 15_000)


def test_the_social_fund_is_not_lent(group: Store, anna: int) -> None:
    f.enter(group, ("savings", 1_000, anna), ("social_contribution", 500))
    short = refusal_of(f.lend, group, anna, 1_001)
    assert short == refuse("pot-set-aside", short_minor=1, day=f.DAY)
    f.lend(group, anna, 1_000)


def test_a_fund_s_loan_is_collected_for_the_fund(group: Store, anna: int) -> None:
    f.enter(group, ("fund_received", 9_000))
    loan = f.lend(group, anna, 9_000, source="fund")
    f.enter(group, ("loan_principal", 2_000, anna, loan), ("loan_interest", 90, anna, loan))
    assert pots(group).fund_held == 2_090
    with group.reading() as db:
        assert books.account_sums(db, 1)["fund_loan"] == -7_000
    f.enter(group, ("fund_remittance", 2_090))
    assert pots(group).fund_held == 0


def test_a_fine_is_due_until_it_is_paid(group: Store, anna: int) -> None:
    f.enter(group, ("fine", 300, anna))
    f.enter(group, ("fine_paid", 100, anna))
    with group.reading() as db:
        assert books.fines_due(db, 1) == {anna: 200}
    f.enter(group, ("fine", 50, anna), ("fine_paid", 400, anna))
    with group.reading() as db:
        assert books.fines_due(db, 1) == {}
        sums = books.account_sums(db, 1)
    assert sums["fine_income"] == -500  # 150 of it never charged in the books
    assert sums["fines_memo"] == 0


def test_shares_remember_the_price(make_store: Any) -> None:
    store = make_store("group", "Sharers", share_price_minor=1_000)
    anna = f.admit(store)
    f.enter(store, ("share", 3_000, anna))
    with store.reading() as db:
        rows = db.connection().execute("SELECT line FROM line WHERE seq = 2").fetchone()
    assert b'"price":1000' in rows[0]


# Reversals


def test_an_entry_is_taken_back_whole_with_a_reason_and_a_second_person(
    group: Store, anna: int
) -> None:
    f.enter(group, ("savings", 500, anna))
    before = pots(group)
    paid = f.enter(group, ("fine", 300, anna), ("fine_paid", 300, anna))
    f.reverse(group, paid.last)
    f.reverse(group, paid.first)
    assert pots(group) == before
    with group.reading() as db:
        entries = {entry.seq: entry for entry in books.entries(db, 1)}
        assert books.fines_due(db, 1) == {}
    assert entries[paid.last].reversed_by == 5
    assert (entries[5].of, entries[5].note, entries[5].box_minor) == (4, "typed twice", -300)


def test_what_cannot_be_taken_back(group: Store, anna: int) -> None:
    saved = f.enter(group, ("savings", 500, anna)).first
    lent = f.lend(group, anna, 400)
    assert refusal_of(f.reverse, group, 99) == refuse("entry-unknown", entry=99)
    assert refusal_of(f.reverse, group, 1) == refuse("entry-not-reversible", entry=1)
    assert refusal_of(f.reverse, group, saved).code == "pot-short"  # the money is out on loan
    assert refusal_of(f.reverse, group, saved, reason="").code == "reversal-needs-reason"
    assert refusal_of(f.reverse, group, saved, second=0).code == "reversal-needs-second"
    assert refusal_of(f.reverse, group, saved, second=1).code == "reversal-needs-second"
    assert refusal_of(f.reverse, group, saved, day="2099-01-01") == refuse(
        "day-far-ahead", day="2099-01-01", latest_day=f.DAY
    )
    f.enter(group, ("loan_principal", 400, anna, lent))
    taken_back = f.reverse(group, saved).first
    assert refusal_of(f.reverse, group, saved) == refuse(
        "entry-reversed-already", entry=saved, by=taken_back
    )
    assert refusal_of(f.reverse, group, taken_back) == refuse(
        "entry-not-reversible", entry=taken_back
    )


# In a meeting


def test_money_is_entered_in_a_meeting_that_is_open(group: Store, anna: int) -> None:
    assert refusal_of(f.enter, group, ("savings", 500, anna), meeting=1).code == "meeting-unknown"
    meeting = f.open_meeting(group)
    saved = f.enter(group, ("savings", 500, anna), meeting=meeting).first
    f.count_box(group, meeting)
    f.close_meeting(group, meeting)
    closed = refuse("meeting-closed", meeting=meeting)
    assert refusal_of(f.enter, group, ("savings", 500, anna), meeting=meeting) == closed
    assert refusal_of(f.lend, group, anna, 100, meeting=meeting) == closed
    assert refusal_of(f.reverse, group, saved, meeting=meeting) == closed
    f.enter(group, ("savings", 500, anna))
    with group.reading() as db:
        assert [one.seq for one in books.entries(db, 1, meeting=meeting)] == [2, 3, 4, 5]


def test_a_draft_is_made_of_a_word_of_the_spreadsheet() -> None:
    line = money.MoneyLine(kind="savings", day=f.DAY, amount=5, member=1, note="by her sister")
    draft = money.money_draft(line)
    assert draft.record is not None
    assert not hasattr(draft.event, "note")


def test_shares_are_no_savings_and_purposes_are_those_of_the_rules(group: Store) -> None:
    f.admit(group)
    f.enter(group, ("savings", 500, 1, "a goat"))  # before any rules
    for kind in ("savings", "withdrawal"):
        with pytest.raises(Refusal, match="savings-are-no-shares"):
            f.enter(group, (kind, 100, 1, "share"))
    told = (
        e.DecisionTaken(day=f.DAY, decision=1, about="constitution", votes_for=1),
        e.ConstitutionAdopted(day=f.DAY, version=1, decision=1, purposes=("general", "land")),
    )
    with group.writing() as db:
        record(db, group.node, [Draft(kinds.LEDGER, one) for one in told], {})
    f.enter(group, ("savings", 100, 1), ("savings", 100, 1, "land"), ("withdrawal", 5, 1, "a goat"))
    with pytest.raises(Refusal, match="purpose-not-in-rules"):
        f.enter(group, ("savings", 100, 1, "a goat"))

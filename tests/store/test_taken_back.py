"""What was agreed, begun, checked or left is taken back, and the books are as they were before."""

from typing import Any

import pytest
from msgspec import structs

from federation.commands import audits, members
from federation.commands.deed import enter, perform
from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal, refuse
from federation.core.series import number_gone
from federation.store import Draft, Store
from federation.store.queries import books, fund_loans, group, loans, rotation, share_out
from federation.store.queries.punctual import paid_on_time
from federation.store.tables import PROJECTION_TABLES
from federation.store.verify import verify
from tests import factories as f
from tests import sharing as s

TERMS: dict[str, Any] = {
    "day": f.DAY, "rate": 10_000, "per": "month", "method": "flat", "every": "month",
    "first_due_on": "2026-12-22",
}  # fmt: skip
FUND = e.FundLoanAgreed(
    fund_loan=1, lender="Twahangana Fund", principal=50_000, instalments=12, **TERMS
)
CHECK = e.PeerChecked(day=f.DAY, check=1, group="Tunombili", books_seen=2, compared=2)
POT = e.RotationBegun(day=f.DAY, rotation=1, amount=1_000, order=(1, 2))


def put(store: Store, *events: e.Event) -> int:
    """Enter them as they are; the number of the last."""
    with store.writing() as db:
        return enter(db, store.node, [Draft(kinds.LEDGER, one) for one in events], {}).last


def refused(deed: Any, *given: Any, **more: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        deed(*given, **more)
    return caught.value


def sound(store: Store) -> None:
    """The journal read again into empty tables says the same."""
    with store.reading() as db:
        assert verify(db, store.node) == ()


def views(store: Store) -> dict[str, Any]:
    """All rows but the entries themselves and the numbers that were given out."""
    told = {}
    with store.reading() as db:
        for table in PROJECTION_TABLES:
            name = table._meta.table_name
            if name not in ("entry", "series"):
                told[name] = db.connection().execute(f'SELECT * FROM "{name}"').fetchall()
    return told


@pytest.fixture
def two(group: Store) -> Store:
    """Two members with 500.00 each; a loan of 60.00 to the first, half of it paid back."""
    f.admit(group, "Anna")
    f.admit(group, "Beata")
    f.enter(group, ("savings", 50_000, 1), ("savings", 50_000, 2))
    f.lend(group, 1, 6_000)
    f.enter(group, ("loan_principal", 3_000, 1, 1))
    return group


def standing(store: Store) -> loans.LoanStanding:
    with store.reading() as db:
        return loans.lending(db, f.own_book(store), "2026-12-31", 1)[0]


CHANGE = e.LoanRescheduled(member=1, loan=1, principal=3_000, instalments=2, interest=90, **TERMS)


@pytest.mark.parametrize(
    "event",
    [
        CHANGE,
        FUND,
        CHECK,
        POT,
        e.CycleBegun(day=f.DAY, cycle=1, ends_on="2027-11-21"),
        e.MemberLeft(day=f.DAY, member=2),
    ],
    ids=lambda event: type(event).__name__,
)
def test_nothing_is_left_of_it_and_its_number_is_not_used_again(two: Store, event: Any) -> None:
    before = views(two)
    wrong = put(two, event)
    assert views(two) != before
    f.reverse(two, wrong)
    assert views(two) == before
    assert refused(f.reverse, two, wrong).code == "entry-reversed-already"
    number = number_gone(event)
    if number is not None:
        again = refused(put, two, event)
        assert again == refuse(
            "number-not-next", what=number[0], number=number[1], due=number[1] + 1
        )
    sound(two)


@pytest.mark.parametrize(
    ("gone", "naming"),
    [
        (FUND, e.FundReceived(day=f.DAY, amount=1, fund_loan=1)),
        (FUND, e.LoanAgreed(member=2, loan=2, fund_loan=1, instalments=1, principal=1, **TERMS)),
        (POT, e.RotationPaidIn(day=f.DAY, amount=1_000, member=1, rotation=1, turn=1)),
        (POT, e.RotationReordered(day=f.DAY, rotation=1, order=(2, 1))),
        (CHECK, e.PeerCheckFollowed(day=f.DAY, check=1)),
        (e.CycleBegun(day=f.DAY, cycle=1), e.ShareOutHeld(
            day=f.DAY, cycle=1, method="savings", pool=0, by_cash=0, by_books=0, lines=())),
    ],
    ids=lambda event: type(event).__name__,
)  # fmt: skip
def test_what_was_taken_back_can_be_named_no_more(two: Store, gone: Any, naming: e.Event) -> None:
    f.reverse(two, put(two, gone))
    number = number_gone(gone)
    assert number is not None
    told = refuse("number-taken-back", what=number[0], number=number[1])
    assert refused(put, two, naming) == told


def test_a_loan_stands_as_before_it_was_rescheduled_with_what_was_paid_since(two: Store) -> None:
    before = standing(two)
    first = put(two, CHANGE)
    f.enter(two, ("loan_interest", 60, 1, 1))
    second = put(two, structs.replace(CHANGE, instalments=9))
    assert refused(f.reverse, two, first) == refuse("loan-changed-since", loan=1)
    f.reverse(two, second)
    assert standing(two).terms.instalments == 2
    f.reverse(two, first)
    after = standing(two)
    assert (after.terms, after.change, after.outstanding) == (before.terms, None, 3_000)
    assert after.standing.paid_interest == before.standing.paid_interest + 60
    sound(two)


def test_what_falls_due_is_of_all_that_is_owed_though_a_payment_was_taken_back(two: Store) -> None:
    with two.reading() as db:
        paid = books.entries(db, f.own_book(two))[-1]
    assert (paid.kind, paid.amount_minor) == ("loan-principal-repaid", 3_000)
    put(two, structs.replace(CHANGE, rate=0, interest=0))
    f.enter(two, ("loan_principal", 1_500, 1, 1), day="2026-12-22")
    punctual = "2026-11-22", "2026-12-31"
    with two.reading() as db:
        assert paid_on_time(db, f.own_book(two), *punctual) == (1, 1)
    f.reverse(two, paid.seq)
    told = standing(two)
    assert (told.terms.principal, told.standing.due_principal) == (6_000, 3_000)
    with two.reading() as db:
        assert paid_on_time(db, f.own_book(two), *punctual) == (0, 1)


def test_a_loan_of_a_fund_stays_while_money_or_a_members_loan_rests_on_it(two: Store) -> None:
    agreed = put(two, FUND)
    told = refuse("fund-loan-used", fund_loan=1)
    received = put(two, e.FundReceived(day=f.DAY, amount=50_000, fund_loan=1))
    assert refused(f.reverse, two, agreed) == told
    f.reverse(two, received)
    lent = put(
        two, e.LoanAgreed(member=2, loan=2, fund_loan=1, instalments=1, principal=5, **TERMS)
    )
    assert refused(f.reverse, two, agreed) == told
    f.reverse(two, lent)
    f.reverse(two, agreed)
    with two.reading() as db:
        assert fund_loans.fund_loans(db, f.own_book(two)) == ()
    sound(two)


def test_a_rotating_pot_stays_while_money_lies_in_it(two: Store) -> None:
    begun = put(two, POT)
    paid = put(two, e.RotationPaidIn(day=f.DAY, amount=1_000, member=1, rotation=1, turn=1))
    assert refused(f.reverse, two, begun) == refuse("rotation-has-money", rotation=1)
    f.reverse(two, paid)
    f.reverse(two, begun)
    second = put(two, structs.replace(POT, rotation=2))
    with two.reading() as db:
        shown = rotation.all_rotating(db, f.own_book(two))
    assert [(one.pot.rotation, one.pot.seq, one.due.in_minor) for one in shown if one.due] == [
        (2, second, 0)
    ]
    sound(two)


def test_a_check_that_was_followed_is_open_again_and_can_go_whole(two: Store) -> None:
    checked, followed = put(two, CHECK), put(two, e.PeerCheckFollowed(day=f.DAY, check=1))
    f.reverse(two, followed)
    with two.reading() as db:
        assert [one.followed_on for one in group.peer_checks(db, f.own_book(two))] == [""]
    order = audits.FollowPeerCheck(check=1, day=f.DAY, note="signed")
    followed = perform(two, order, audits.follow_peer_check).first
    f.reverse(two, checked)
    f.reverse(two, followed)
    with two.reading() as db:
        assert group.peer_checks(db, f.own_book(two)) == ()
    sound(two)


def test_who_left_is_a_member_again_unless_she_was_forgotten(two: Store) -> None:
    first = put(two, e.MemberLeft(day=f.DAY, member=2))
    assert refused(f.enter, two, ("savings", 5, 2), day="2026-11-23").code == "member-gone"
    f.reverse(two, first)
    with two.reading() as db:
        back = books.member(db, f.own_book(two), 2)
    assert back is not None
    assert (back.left_on, back.name) == ("", "Beata")
    left = put(two, e.MemberLeft(day=f.DAY, member=2))
    perform(two, members.ForgetMember(member=2, day=f.DAY), members.forget_member)
    assert refused(f.reverse, two, left) == refuse("member-forgotten", member=2)
    sound(two)


def test_a_cycle_stays_once_it_went_on_and_the_next_number_follows(two: Store) -> None:
    s.adopt(two, shares_out=True)
    first = s.begin(two)
    with two.reading() as db:
        begun = {one.cycle: one.seq for one in group.cycles(db, f.own_book(two))}
    f.reverse(two, begun[first])
    assert s.begin(two) == first + 1
    with two.reading() as db:
        running = share_out.running_cycle(db, f.own_book(two))
    assert running is not None
    assert running.cycle == first + 1
    held = put(
        two,
        e.ShareOutHeld(
            day=f.DAY, cycle=2, method="savings", pool=0, by_cash=0, by_books=0, lines=()
        ),
    )
    assert refused(f.reverse, two, running.seq) == refuse("cycle-went-on", cycle=2)
    third = put(two, e.CycleBegun(day=f.DAY, cycle=3))
    assert refused(f.reverse, two, running.seq) == refuse("cycle-went-on", cycle=3)
    f.reverse(two, third)
    f.reverse(two, held)
    f.reverse(two, running.seq)
    assert s.begin(two) == 4
    sound(two)


def test_minutes_and_rules_stay(two: Store) -> None:
    decided = put(two, e.DecisionTaken(day=f.DAY, decision=1, about="other", votes_for=2))
    adopted = put(two, e.ConstitutionAdopted(day=f.DAY, version=1, decision=1))
    for stays in (decided, adopted):
        assert refused(f.reverse, two, stays) == refuse("entry-not-reversible", entry=stays)

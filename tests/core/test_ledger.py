"""The rules of the books, each by its number in `federation.core.ledger`."""

from copy import deepcopy
from typing import Any

import pytest

from federation.core import events as e
from federation.core import kinds
from federation.core.accounts import AMOUNT_MAX
from federation.core.ledger import NUMBER_MAX, Ledger, total
from federation.core.refusals import Refusal, refuse

MON, TUE = "2026-11-23", "2026-11-24"
TERMS: dict[str, Any] = {
    "day": MON, "principal": 5000, "rate": 120_000, "per": "year", "method": "flat",
    "instalments": 6, "every": "month", "first_due_on": "2026-12-23",
}  # fmt: skip


class Books(Ledger):
    """A ledger that takes events without their postings being spelled out."""

    def take(self, *events: e.Event) -> "Books":
        for event in events:
            self.enter(event, kinds.postings(event))
        self.settle()
        return self


@pytest.fixture
def books() -> Books:
    """Two members, a loan of each kind of source to the first, N$ 100 in the box."""
    return Books().take(
        e.MemberAdmitted(day=MON, member=1),
        e.MemberAdmitted(day=MON, member=2),
        e.MeetingOpened(day=MON, meeting=1),
        e.LoanAgreed(member=1, loan=1, **TERMS),
        e.LoanAgreed(member=1, loan=2, source="fund", **TERMS),
        e.SavingsReceived(day=MON, amount=10_000, member=1),
    )


def refused(books: Books, *events: e.Event) -> Refusal:
    with pytest.raises(Refusal) as caught:
        deepcopy(books).take(*events)
    return caught.value


def m(kind: type[e.Money], amount: int = 100, **given: Any) -> e.Event:
    return kind(**{"day": MON, "amount": amount, **given})


# Rule 1: what an entry names exists.


NEEDS_MEMBER = [
    m(e.SavingsReceived, member=3),
    m(e.SavingsWithdrawn, member=3),
    m(e.SharesBought, member=3),
    m(e.FineCharged, member=3),
    m(e.FinePaid, member=3),
    m(e.OpeningSavings, member=3),
    m(e.OpeningShares, member=3),
    m(e.SavingsReceived, member=0),
    m(e.SavingsReceived, member=-1),
    m(e.SocialContribution, member=3),
    m(e.FeeReceived, member=3),
    m(e.MunicipalPayment, member=3),
    m(e.LoanPrincipal, member=3, loan=1),
    e.MemberChanged(day=MON, member=3),
    e.MemberLeft(day=MON, member=3),
    e.MemberForgotten(day=MON, member=3, seqs=()),
    e.LoanAgreed(member=3, loan=9, **TERMS),
    e.AttendanceTaken(day=MON, meeting=1, present=(1,), late=(3,)),
]


@pytest.mark.parametrize("event", NEEDS_MEMBER, ids=lambda event: type(event).__name__)
def test_1_a_member_exists(books: Books, event: e.Event) -> None:
    assert refused(books, event).code == "member-unknown"


@pytest.mark.parametrize("kind", [e.LoanDisbursed, e.LoanPrincipal, e.LoanInterest, e.OpeningLoan])
def test_1_a_loan_exists_and_is_its_own_members_and_sources(
    books: Books, kind: type[e.Money]
) -> None:
    assert refused(books, m(kind, member=1, loan=9)) == refuse("loan-unknown", loan=9)
    assert refused(books, m(kind, member=1, loan=0)) == refuse("loan-unknown", loan=0)
    assert refused(books, m(kind, member=2, loan=1)).code == "loan-of-another"
    assert refused(books, m(kind, member=1, loan=1, source="fund")).code == "loan-of-another"
    assert refused(books, m(kind, member=1, loan=2)).code == "loan-of-another"


@pytest.mark.parametrize(
    "event",
    [
        m(e.SavingsReceived, member=1, meeting=2),
        e.LoanAgreed(member=1, loan=3, meeting=2, **TERMS),
        e.EntryReversed(day=MON, of=6, meeting=2),
        e.AttendanceTaken(day=MON, meeting=2),
        e.CashCounted(day=MON, meeting=2, counted=10_000, expected=10_000),
        e.MeetingClosed(day=MON, meeting=2),
    ],
    ids=lambda event: type(event).__name__,
)
def test_1_a_meeting_exists(books: Books, event: e.Event) -> None:
    assert refused(books, event) == refuse("meeting-unknown", meeting=2)


def test_1_a_number_is_given_once_and_is_above_zero(books: Books) -> None:
    def admit(number: int) -> e.Event:
        return e.MemberAdmitted(day=MON, member=number)

    def agree(number: int) -> e.Event:
        return e.LoanAgreed(member=1, loan=number, **TERMS)

    def begin(number: int) -> e.Event:
        return e.MeetingOpened(day=MON, meeting=number)

    assert refused(books, admit(1)).code == "member-number-taken"
    assert refused(books, agree(1)).code == "loan-number-taken"
    assert refused(books, begin(1)).code == "meeting-number-taken"
    for number in (0, -1, NUMBER_MAX + 1):
        for make in (admit, agree, begin):
            assert refused(books, make(number)).code == "number-out-of-range"


@pytest.mark.parametrize("day", ["", "2026-02-30", "yesterday", "2026-11-22T10:00:00Z"])
def test_1_a_day_is_one_of_the_calendar(books: Books, day: str) -> None:
    assert refused(books, m(e.SavingsReceived, member=1, day=day)) == refuse("day-none", text=day)


@pytest.mark.parametrize("day", ["9999-12-31", "2200-01-01", "1899-12-31"])
def test_1_a_day_of_another_time_is_told_as_that(books: Books, day: str) -> None:
    far = refuse("day-too-far", text=day, first="1900", last="2199")
    assert refused(books, m(e.SavingsReceived, member=1, day=day)) == far


# Rule 2: amounts.


@pytest.mark.parametrize("amount", [0, -1, AMOUNT_MAX + 1])
def test_2_an_amount_is_above_zero_and_fits(books: Books, amount: int) -> None:
    for kind in (e.SavingsReceived, e.SavingsWithdrawn, e.FineCharged):
        assert refused(books, m(kind, amount, member=1)).code == "amount-out-of-range"
    assert refused(books, m(e.ExpensePaid, amount)).code == "amount-out-of-range"


def test_2_a_count_and_a_principal_fit(books: Books) -> None:
    counted = e.CashCounted(day=MON, meeting=1, counted=-1, expected=10_000)
    assert refused(books, counted).code == "amount-out-of-range"
    agreed = e.LoanAgreed(member=1, loan=3, **{**TERMS, "principal": 0})
    assert refused(books, agreed).code == "amount-out-of-range"


@pytest.mark.parametrize("settles", [-1, 101])
def test_2_no_more_of_a_fine_was_charged_than_is_paid(books: Books, settles: int) -> None:
    books.take(m(e.FineCharged, 500, member=1))
    paid = m(e.FinePaid, 100, member=1, settles=settles)
    assert refused(books, paid).code == "amount-out-of-range"


# Rule 3: no pot below zero.


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (
            [m(e.ExpensePaid, 10_001)],
            refuse("pot-short", pot="cash", short_minor=1, day=MON),
        ),
        (
            [m(e.BankWithdrawn, 1)],
            refuse("pot-short", pot="bank", short_minor=1, day=MON),
        ),
        (
            [m(e.SocialGrant, 1)],
            refuse("pot-short", pot="social_fund", short_minor=1, day=MON),
        ),
        (
            [m(e.FundRemitted, 1)],
            refuse("pot-short", pot="fund_held", short_minor=1, day=MON),
        ),
        (
            [m(e.SavingsReceived, 500, member=2), m(e.SavingsWithdrawn, 501, member=2)],
            refuse("savings-short", member=2, purpose="general", short_minor=1),
        ),
        (
            [m(e.SavingsWithdrawn, 1, member=1, purpose="land")],
            refuse("savings-short", member=1, purpose="land", short_minor=1),
        ),
        (
            [m(e.FinePaid, 100, member=1, settles=100)],
            refuse("fines-due-short", member=1, short_minor=100),
        ),
        (
            [m(e.LoanPrincipal, 1, member=1, loan=1)],
            refuse("loan-overpaid", loan=1, member=1, over_minor=1),
        ),
    ],
)
def test_3_no_pot_falls_below_zero(books: Books, events: list[e.Event], expected: Refusal) -> None:
    assert refused(books, *events) == expected


def test_3_shares_cannot_be_taken_out_twice(books: Books) -> None:
    bought = m(e.SharesBought, 1000, member=1)
    books.take(bought)
    books.enter(bought, tuple(one._replace(amount=-one.amount) for one in kinds.postings(bought)))
    books.settle()
    books.enter(bought, tuple(one._replace(amount=-one.amount) for one in kinds.postings(bought)))
    with pytest.raises(Refusal, match="shares-short"):
        books.settle()


def test_3_rows_of_one_day_may_stand_in_any_order(books: Books) -> None:
    books.take(m(e.ExpensePaid, 10_500), m(e.IncomeReceived, 500))
    assert total(books.balances, "cash") == 0
    short = refused(books, m(e.ExpensePaid, 500), m(e.IncomeReceived, 500, day=TUE))
    assert short == refuse("pot-short", pot="cash", short_minor=500, day=MON)


def test_3_a_deed_that_ends_within_a_day_must_hold_too(books: Books) -> None:
    books.enter(m(e.ExpensePaid, 10_500), kinds.postings(m(e.ExpensePaid, 10_500)))
    with pytest.raises(Refusal, match="pot-short"):
        books.settle()


def test_3_what_a_file_left_short_within_a_day_is_looked_at_again(books: Books) -> None:
    """A file in volumes may be cut within a day; the pot must hold when the last is in."""
    paid = m(e.ExpensePaid, 10_500)
    books.enter(paid, kinds.postings(paid))
    later = Books(members=books.members, balances=dict(books.balances), day=MON)
    assert later.take_up()
    with pytest.raises(Refusal, match="pot-short"):
        later.settle()
    healed = Books(members=books.members, balances=dict(books.balances), day=MON)
    healed.take_up()
    healed.take(m(e.IncomeReceived, 500))


# Rule 4: what is set aside is not lent.


def test_4_cash_and_bank_cover_what_is_set_aside(books: Books) -> None:
    books.take(m(e.SocialContribution, 3000), m(e.BankDeposited, 4000))
    books.take(m(e.LoanDisbursed, 5000, member=1, loan=1))
    books.take(m(e.FundContribution, 1000))
    assert refused(books, m(e.ExpensePaid, 5001)).code == "pot-short"  # the box holds 5000
    books.take(m(e.BankWithdrawn, 4000))  # now it holds all 9000, of which 4000 are set aside
    short = refused(books, m(e.ExpensePaid, 5001))
    assert short == refuse("pot-set-aside", short_minor=1, day=MON)


def test_4_help_may_use_the_social_fund_itself(books: Books) -> None:
    books.take(m(e.SocialContribution, 3000), m(e.LoanDisbursed, 10_000, member=1, loan=1))
    books.take(m(e.SocialGrant, 3000))
    assert total(books.balances, "cash") == 0


# The count.


def test_a_count_is_of_the_box_as_the_books_stand(books: Books) -> None:
    stale = e.CashCounted(day=MON, meeting=1, counted=9_000, expected=9_000)
    assert refused(books, stale) == refuse(
        "cash-count-stale", expected_minor=9_000, held_minor=10_000
    )
    books.take(e.CashCounted(day=MON, meeting=1, counted=9_900, expected=10_000))
    assert total(books.balances, "cash") == 9_900
    assert total(books.balances, "cash_difference") == -100


def test_the_first_pot_that_is_short_is_always_the_same() -> None:
    """Two nodes, and the same node tomorrow, say the same word about the same file."""
    said = set()
    for _ in range(5):
        fresh = Books().take(e.MemberAdmitted(day=MON, member=1))
        several = [m(e.SocialGrant, 5), m(e.BankWithdrawn, 5), m(e.ExpensePaid, 50)]
        said.add(str(refused(fresh, *several)))
    assert said == {str(refuse("pot-short", pot="bank", short_minor=5, day=MON))}


# Terms of a loan, whoever wrote them.


@pytest.mark.parametrize(
    "wrong",
    [
        {"per": "week"},
        {"method": "usury"},
        {"every": "day"},
        {"source": "uncle"},
        {"instalments": 0},
        {"instalments": 1201},
        {"rate": -1},
        {"rate": 10_000_001},
    ],
)
def test_the_terms_of_a_loan_are_words_that_are_known(books: Books, wrong: dict[str, Any]) -> None:
    event = e.LoanAgreed(**{"member": 2, "loan": 3, **TERMS, **wrong})
    assert refused(books, event) == refuse("loan-terms", loan=3)

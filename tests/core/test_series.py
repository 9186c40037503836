"""Rule 6 of the books: numbers follow on, what is named exists, parts add up."""

from copy import deepcopy
from typing import Any

import pytest

from federation.core import canonical, kinds
from federation.core import events as e
from federation.core.constitution import PURPOSES, UNWRITTEN, check_constitution
from federation.core.ledger import Ledger, total
from federation.core.refusals import Refusal, refuse

DAY = "2026-11-22"
TERMS: dict[str, Any] = {
    "day": DAY, "principal": 300_000, "rate": 0, "per": "month", "method": "flat",
    "instalments": 6, "every": "month", "first_due_on": "2026-12-22",
}  # fmt: skip


class Books(Ledger):
    """A ledger that takes events without their postings being spelled out."""

    def take(self, *events: e.Event) -> "Books":
        for event in events:
            self.enter(event, kinds.postings(event))
        self.settle()
        return self

    def refuses(self, *events: e.Event) -> Refusal:
        with pytest.raises(Refusal) as caught:
            deepcopy(self).take(*events)
        return caught.value

    def sum_of(self, account: str) -> int:
        return total(self.balances, account)


@pytest.fixture
def books() -> Books:
    """Two members with N$ 5 000 of shares each, a loan of N$ 3 000 to the first, one decision."""
    return Books().take(
        e.MemberAdmitted(day=DAY, member=1),
        e.MemberAdmitted(day=DAY, member=2),
        e.MeetingOpened(day=DAY, meeting=1),
        e.DecisionTaken(day=DAY, decision=1, about="loan", votes_for=2),
        e.SharesBought(day=DAY, amount=500_000, member=1, price=1000),
        e.SharesBought(day=DAY, amount=500_000, member=2, price=1000),
        e.SocialContribution(day=DAY, amount=100_000),
        e.LoanAgreed(member=1, loan=1, **TERMS),
        e.LoanDisbursed(day=DAY, amount=300_000, member=1, loan=1),
        e.CycleBegun(day=DAY, cycle=1),
    )


CHECK: dict[str, Any] = {"day": DAY, "group": "Tunombili", "books_seen": 2, "compared": 2}
NEW: list[tuple[str, type[e.Event], dict[str, Any]]] = [
    ("version", e.ConstitutionAdopted, {"day": DAY}),
    ("decision", e.DecisionTaken, {"day": DAY, "about": "other", "votes_for": 1}),
    ("application", e.LoanAsked, {"day": DAY, "member": 1, "principal": 500}),
    ("fund_loan", e.FundLoanAgreed, {"lender": "Twahangana Fund", **TERMS}),
    ("rotation", e.RotationBegun, {"day": DAY, "amount": 500, "order": (1, 2)}),
    ("cycle", e.CycleBegun, {"day": DAY}),
    ("check", e.PeerChecked, CHECK),
    ("round", e.RoundAccepted, {"day": DAY, "collector": 1, "sheet": 500, "handed": 500}),
]


@pytest.mark.parametrize(("series", "kind", "told"), NEW, ids=[one[0] for one in NEW])
def test_6_numbers_of_a_series_follow_on(
    books: Books, series: str, kind: type[e.Event], told: dict[str, Any]
) -> None:
    due = books.numbered.get(series, 0) + 1
    for number in (due - 1, due + 1, 0, -1):
        refused = books.refuses(kind(**{series: number, **told}))
        assert refused == refuse("number-not-next", what=series, number=number, due=due)
    books.take(kind(**{series: due, **told}))
    assert books.refuses(kind(**{series: due, **told})).code == "number-not-next"
    again = 0 if "meeting" not in kind.__struct_fields__ else 2
    if again:
        unheld = books.refuses(kind(**{series: due + 1, "meeting": again, **told}))
        assert unheld == refuse("meeting-unknown", meeting=again)


@pytest.mark.parametrize(
    ("what", "event"),
    [
        ("decision", e.ConstitutionAdopted(day=DAY, version=1, decision=2)),
        ("decision", e.LoanAgreed(member=1, loan=2, decision=2, **TERMS)),
        ("decision", e.LoanWrittenOff(day=DAY, amount=5, member=1, loan=1, decision=2)),
        ("decision", e.FineForgiven(day=DAY, amount=5, member=1, decision=-1)),
        ("application", e.LoanAgreed(member=1, loan=2, application=1, **TERMS)),
        ("application", e.LoanDeclined(day=DAY, application=0)),
        ("fund_loan", e.FundReceived(day=DAY, amount=5, fund_loan=1)),
        ("rotation", e.RotationPaidIn(day=DAY, amount=5, member=1, rotation=0, turn=1)),
        ("cycle", e.SharePaidOut(day=DAY, amount=5, member=1, cycle=2)),
        ("check", e.PeerCheckFollowed(day=DAY, check=1)),
        ("round", e.SavingsReceived(day=DAY, amount=5, member=1, round=1)),
    ],
    ids=lambda one: type(one).__name__,
)
def test_6_what_an_entry_names_was_numbered_before(books: Books, what: str, event: e.Event) -> None:
    refused = books.refuses(event)
    assert (refused.code, refused.facts["what"]) == ("number-unknown", what)


def test_6_votes_add_up(books: Books) -> None:
    def vote(**told: int) -> e.Event:
        return e.DecisionTaken(**{"day": DAY, "decision": 2, "about": "x", "votes_for": 2, **told})

    books.take(vote(votes_against=1, women_voting=3, speaking=2, women_speaking=2))
    later = {"decision": 3}
    for wrong in ({"women_voting": 3}, {"speaking": 1, "women_speaking": 2}, {"votes_for": -1}):
        assert books.refuses(vote(**later, **wrong)).code == "decision-unclear"


def test_6_a_loan_is_rescheduled_from_what_is_owed(books: Books) -> None:
    told = {**TERMS, "principal": 250_000}
    stale = e.LoanRescheduled(member=1, loan=1, **told)
    assert books.refuses(stale) == refuse("loan-reschedule-stale", loan=1, owed_minor=300_000)
    other = e.LoanRescheduled(member=2, loan=1, **TERMS)
    assert books.refuses(other) == refuse("loan-of-another", loan=1, member=2)
    books.take(e.LoanPrincipal(day=DAY, amount=50_000, member=1, loan=1), stale)


def line(member: int, gross: int, **told: Any) -> e.ShareOutLine:
    return e.ShareOutLine(member=member, gross=gross, shares=500_000, **told)


def held(*lines: e.ShareOutLine, **told: Any) -> e.ShareOutHeld:
    pool = sum(one.gross for one in lines)
    return e.ShareOutHeld(
        **{
            "day": DAY, "cycle": 1, "method": "proportional", "pool": pool, "by_cash": pool,
            "by_books": pool, "lines": lines, "social": sum(one.social for one in lines), **told,
        }
    )  # fmt: skip


DEBT = (e.SettledLoan(loan=1, principal=300_000),)


def test_a_share_out_posts_gross_and_debts_and_cash_moves_by_the_net(books: Books) -> None:
    """Equal shares, pool 10,000.00, social fund 1,000.00, one owes 3,000.00 (IntelliCash)."""
    anna, beata = line(1, 500_000, social=50_000, loans=DEBT), line(2, 500_000, social=50_000)
    books.take(held(anna, beata))
    assert (anna.net, beata.net) == (250_000, 550_000)
    assert books.sum_of("cash") == 800_000
    assert books.sum_of("shares") == books.sum_of("loans") == books.sum_of("social_fund") == 0
    assert books.aside == 800_000
    books.take(
        e.SharePaidOut(day=DAY, amount=250_000, member=1, cycle=1),
        e.SharePaidOut(day=DAY, amount=500_000, member=2, cycle=1),
        e.ShareReinvested(day=DAY, amount=50_000, member=2, cycle=1),
    )
    assert books.sum_of("cash") == books.sum_of("savings") == 50_000
    assert books.sum_of("share_out_due") == 0
    more = e.SharePaidOut(day=DAY, amount=1, member=2, cycle=1)
    assert books.refuses(more) == refuse("share-out-part-short", member=2, due_minor=0)


def test_a_debt_above_the_part_stays_and_is_paid_later(books: Books) -> None:
    anna = line(1, 100_000, loans=DEBT)
    books.take(held(anna, line(2, 600_000)))
    assert anna.net == -200_000
    paid = e.ShareDebtPaid(day=DAY, amount=200_001, member=1, cycle=1)
    assert books.refuses(paid) == refuse("share-out-debt-less", member=1, owed_minor=200_000)
    books.take(e.ShareDebtPaid(day=DAY, amount=200_000, member=1, cycle=1))
    assert books.sum_of("share_out_due") == 600_000


def test_in_a_loss_a_part_can_be_below_zero(books: Books) -> None:
    books.take(held(line(1, -1), line(2, 700_000)))
    assert books.balances["share_out_due", 1, "", 0] == 1


def test_the_parts_of_a_share_out_are_its_pool(books: Books) -> None:
    parts = (line(1, 500_000), line(2, 499_999))
    unequal = held(*parts, pool=1_000_000)
    assert books.refuses(unequal) == refuse("share-out-unclear", cycle=1)
    assert books.refuses(held(parts[0], parts[0])).code == "share-out-unclear"
    assert books.refuses(held(*parts, social=1)).code == "share-out-unclear"
    assert books.refuses(held(*parts, fines_to="me")).code == "share-out-unclear"
    foreign = (e.SettledLoan(loan=1, principal=1),)
    assert books.refuses(held(parts[0], line(2, 1, loans=foreign))).code == "loan-of-another"
    below = held(line(1, 1), line(2, 1, social=-1), social=-1)
    assert books.refuses(below).code == "amount-out-of-range"
    more = (line(1, 0), e.ShareOutLine(member=2, gross=0, shares=500_001))
    assert books.refuses(held(*more)).code == "shares-short"
    assert books.refuses(held(line(1, 900_000), line(2, 900_000))).code == "pot-set-aside"


def test_kept_credit_and_a_rotating_pot_are_set_aside(books: Books) -> None:
    books.take(
        e.RotationBegun(day=DAY, rotation=1, amount=500, order=(1, 2)),
        e.RotationPaidIn(day=DAY, amount=500, member=1, rotation=1, turn=1),
        e.CreditKept(day=DAY, amount=300, member=2),
    )
    cash = books.sum_of("cash")
    assert books.aside == 100_800
    short = books.refuses(e.ExpensePaid(day=DAY, amount=cash - 100_799))
    assert short == refuse("pot-set-aside", short_minor=1, day=DAY)
    more = e.RotationPaidOut(day=DAY, amount=501, member=2, rotation=1, turn=1)
    assert books.refuses(more) == refuse("pot-short", pot="rotating_pot", short_minor=1, day=DAY)
    credit = e.CreditReturned(day=DAY, amount=301, member=2)
    assert books.refuses(credit) == refuse("credits-short", member=2, short_minor=1)
    twice = e.RotationBegun(day=DAY, rotation=2, amount=500, order=(1, 1))
    assert books.refuses(twice) == refuse("rotation-order-unclear", rotation=2)


@pytest.mark.parametrize(
    ("code", "event"),
    [
        ("peer-check-unclear", e.PeerChecked(check=1, **{**CHECK, "compared": -1})),
        ("amount-out-of-range", e.PeerChecked(check=1, cash_counted=-2, **CHECK)),
        ("amount-out-of-range", e.BankStatementSeen(day=DAY, statement="1", balance=-1)),
        ("work-out-of-range", e.WorkDone(day=DAY, task="bricks", minutes=0)),
        ("work-out-of-range", e.WorkDone(day=DAY, task="bricks", minutes=24 * 60 + 1)),
        ("member-unknown", e.WorkDone(day=DAY, task="bricks", minutes=5, member=9)),
        ("round-differs", e.RoundAccepted(day=DAY, round=1, collector=1, sheet=500, handed=499)),
        ("fine-to-unknown", e.FinePaid(day=DAY, amount=5, member=1, to="me")),
        ("loan-unknown", e.FineCharged(day=DAY, amount=5, member=1, loan=9)),
        ("loan-of-another", e.FineCharged(day=DAY, amount=5, member=2, loan=1)),
        (
            "cash-pieces-differ",
            e.CashCounted(
                day=DAY, meeting=1, counted=800_000, expected=800_000, pieces=((20_000, 39),)
            ),
        ),
        ("constitution-unclear", e.ConstitutionAdopted(day=DAY, version=1, fines_to="me")),
    ],
    ids=lambda one: one if isinstance(one, str) else type(one).__name__,
)
def test_what_cannot_be_is_refused(books: Books, code: str, event: e.Event) -> None:
    assert books.refuses(event).code == code


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("savings", "sometimes"), ("share_price", -1), ("shares_most", 0), ("quorum", 101),
        ("loan_limit", -1), ("loan_rate", 10_000_001), ("loan_instalments_most", 0),
        ("officers_close", 1), ("officers_close", 10), ("meets_on", 8), ("purposes", ()),
        ("purposes", ("land", "land")), ("purposes", ("share",)), ("purposes", ("",)),
        ("fines", (e.FineRule(why="late", amount=0),)), ("leaving", "never"),
        ("fines", (e.FineRule(why="late", amount=5), e.FineRule(why="late", amount=6))),
        ("cycle_weeks", 0), ("leaving_fee", -1), ("loans_by", "one"), ("meets_every", "year"),
    ],
)  # fmt: skip
def test_rules_of_a_group_are_words_and_figures_that_can_be(field: str, wrong: Any) -> None:
    with pytest.raises(Refusal) as caught:
        check_constitution(e.ConstitutionAdopted(**{"day": DAY, "version": 1, field: wrong}))
    assert caught.value == refuse("constitution-unclear", rule=field)


def test_shares_have_a_price_and_the_unwritten_rules_can_be() -> None:
    check_constitution(UNWRITTEN)
    check_constitution(e.ConstitutionAdopted(day=DAY, version=1, savings="both", share_price=500))
    with pytest.raises(Refusal):
        check_constitution(e.ConstitutionAdopted(day=DAY, version=1, savings="shares"))


def test_a_share_out_of_hundreds_finds_room_on_a_line() -> None:
    lines = tuple(
        e.ShareOutLine(
            member=member, gross=1_234_567, social=12_345, shares=123_456,
            savings=tuple(e.SharedSavings(purpose=p, amount=123_456) for p in PURPOSES),
            loans=(e.SettledLoan(loan=1000 + member, principal=500_000, interest=12_345),),
            fines=1_000,
        )
        for member in range(1, 401)
    )  # fmt: skip
    event = held(*lines)
    assert canonical.decode(canonical.encode(event), kinds.decoder(kinds.LEDGER)) == event

"""The fund at its office: numbered deeds, what each group is told of its loan, sums as of a day."""

from typing import Any

import pytest

from federation.commands import fund, group_lending
from federation.commands.deed import Receipt, perform
from federation.core import events as e
from federation.core import kinds
from federation.core.fund import LoanSums, Out
from federation.store import Numbered, Store, journal, projections
from federation.store.queries import fund as told
from federation.store.queries import fund_paid as paid
from tests import factories as f
from tests.lending import refusal_of

GROUP = "a" * 32
DAY = f.DAY
ANNA, BEATA, SELMA = 1, 2, 3


def product(hub: Store, **given: Any) -> int:
    terms = {
        "title": "House 34 m²", "use": "house", "rate": 5_000, "per": "month",
        "method": "declining", "instalments": 132, "every": "month", "day": DAY,
    }  # fmt: skip
    receipt = perform(hub, fund.SetProduct(**{**terms, **given}), fund.set_product)
    return int(receipt.facts["product"])


def capital(hub: Store, amount: int = 20_000_000, **given: Any) -> Receipt:
    order = fund.TakeCapital(**{"source": "ministry", "amount": amount, "day": DAY, **given})
    return perform(hub, order, fund.take_capital)


def agree(hub: Store, principal: int = 5_000_000, **given: Any) -> int:
    terms = {
        "group": "G0001", "product": 1, "first_due_on": "2026-12-31", "day": DAY,
        "approved_by": "board",
    }  # fmt: skip
    order = group_lending.AgreeGroupLoan(principal=principal, **{**terms, **given})
    return int(perform(hub, order, group_lending.agree_group_loan).facts["loan"])


def part(hub: Store, loan: int, *parts: tuple[int, int]) -> Receipt:
    order = group_lending.AllocateLoan(loan=loan, day=DAY, parts=parts)
    return perform(hub, order, group_lending.allocate_loan)


def pay_out(hub: Store, loan: int, amount: int, **given: Any) -> Receipt:
    terms = {"form": "transfer", "day": DAY}
    order = group_lending.PayOutLoan(loan=loan, amount=amount, **{**terms, **given})
    return perform(hub, order, group_lending.pay_out_loan)


def remit(hub: Store, loan: int, amount: int, day: str = DAY, **given: Any) -> Receipt:
    order = group_lending.TakeRemittance(loan=loan, amount=amount, day=day, **given)
    return perform(hub, order, group_lending.take_remittance)


def reverse(hub: Store, of: int, **given: Any) -> Receipt:
    terms = {"day": DAY, "reason": "typed twice", "second": 2, "user": 1}
    return perform(hub, fund.ReverseFundEntry(of=of, **{**terms, **given}), fund.reverse_fund_entry)


def replies(hub: Store) -> list[e.Event]:
    """What the group is told of the fund, in order."""
    decoder = kinds.decoder(kinds.REPLIES)
    with hub.reading() as db:
        (end,) = [one for one in journal.ends(db) if one.kind == kinds.REPLIES]
        lines = journal.own_lines(db, end.id, 1, end.last)
        return [decoder.decode(line) for _, _, line, _ in lines]


def sums(hub: Store, loan: int = 1, last: str = "") -> LoanSums:
    with hub.reading() as db:
        return told.sums(db, last).get(loan, LoanSums())


@pytest.fixture
def office(hub: Store, clock: f.Clock) -> Store:
    """A hub a year on, with a group of three members, a product and N$200,000 from the ministry."""
    clock.forward(days=365)
    f.enrol(hub, GROUP, "group", code="G0001", name="Ehangano")
    with hub.writing() as db:
        stream = journal.begin(db, GROUP, "ledger", own=False, card_line=b"card")
        here = [Numbered(n, e.MemberAdmitted(day=DAY, member=n)) for n in (ANNA, BEATA, SELMA)]
        gone = Numbered(4, e.MemberLeft(day=DAY, member=SELMA))
        projections.apply(db, stream, [*here, gone])
    product(hub)
    capital(hub)
    return hub


def test_a_loan_is_agreed_parted_paid_out_in_tranches_and_paid_back(office: Store) -> None:
    loan = agree(office, 10_000_000)
    part(office, loan, (ANNA, 5_000_000), (BEATA, 5_000_000))
    pay_out(office, loan, 5_000_000, slip="T1", form="materials", party="Build It")
    pay_out(office, loan, 5_000_000, slip="T2")
    receipt = remit(office, loan, 103_670, "2026-12-31", slip="F4003")
    assert receipt.facts["over_minor"] == 0
    assert sums(office) == LoanSums(paid_out=10_000_000, principal=53_670, interest=50_000)
    with office.reading() as db:
        (lent,) = told.lent(db, "2027-02-05")
        assert paid.parts(db, loan) == (
            e.LoanPart(member=ANNA, amount=5_000_000), e.LoanPart(member=BEATA, amount=5_000_000),
        )  # fmt: skip
        assert told.balances(db)["cash"] == 20_000_000 - 10_000_000 + 103_670
        first = told.entry(db, 4)
    assert (lent.standing.unpaid, lent.standing.days_late, lent.age) == (103_670, 5, "1-30")
    assert first is not None
    assert (first.party, first.about, first.slip) == ("Build It", "materials", "T1")


def test_the_group_is_offered_its_loan_and_told_what_the_fund_s_books_say(office: Store) -> None:
    loan = agree(office, concession=True)
    pay_out(office, loan, 5_000_000)
    remit(office, loan, 60_000, "2026-12-31")
    offer, out, back = replies(office)
    assert offer == e.FundLoanOffered(
        day=DAY, loan=1, lender=office.node.settings.name, title="House 34 m²", use="house",
        principal=5_000_000, rate=5_000, per="month", method="declining", instalments=132,
        every="month", first_due_on="2026-12-31", concession=True,
    )  # fmt: skip
    assert out == e.FundLoanStated(day=DAY, loan=1, paid_out=5_000_000, received=0, owed=5_000_000)
    assert back == e.FundLoanStated(
        day="2026-12-31", loan=1, paid_out=5_000_000, received=60_000, owed=4_965_000
    )
    with office.reading() as db:
        (kept,) = told.offers(db)
    assert (kept.paid_out, kept.received, kept.owed) == (5_000_000, 60_000, 4_965_000)


def test_a_loan_that_is_taken_back_is_offered_no_more(office: Store) -> None:
    agree(office)
    reverse(office, 2)
    assert replies(office)[-1] == e.FundOfferWithdrawn(day=DAY, loan=1)
    assert refusal_of(pay_out, office, 1, 100).code == "group-loan-unknown"
    assert refusal_of(reverse, office, 2).code == "entry-reversed-already"
    with office.reading() as db:
        assert told.lent(db, DAY) == ()
        assert told.offers(db)[0].withdrawn_on == DAY
    assert agree(office) == 2, "a number is not used again"


def test_equal_parts_are_the_whole_loan_to_the_cent(office: Store) -> None:
    loan = agree(office, 100)
    part(office, loan, (BEATA, 0), (ANNA, 0))
    with office.reading() as db:
        assert [one.amount for one in paid.parts(db, loan)] == [50, 50]
    loan = agree(office, 101)
    part(office, loan, (BEATA, 0), (ANNA, 0))
    with office.reading() as db:
        assert [one.amount for one in paid.parts(db, loan)] == [50, 51]
        assert paid.allotted(db) == {1: 2, 2: 2}


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((), "fund-parts-none"),
        (((ANNA, 40), (BEATA, 0)), "fund-parts-mixed"),
        (((ANNA, 40), (BEATA, 61)), "fund-parts-differ"),
        (((ANNA, 50), (ANNA, 50)), "fund-part-twice"),
        (((ANNA, 50), (SELMA, 50)), "fund-members-gone"),
        (((ANNA, 91), (BEATA, 9)), "fund-part-more"),
    ],
)
def test_parts_that_cannot_be(office: Store, parts: Any, code: str) -> None:
    product(office, product=1, member_most=90)
    loan = agree(office, 100)
    assert refusal_of(part, office, loan, *parts).code == code


def test_a_concession_has_its_own_rate_and_length(office: Store) -> None:
    product(office, product=1, concession_rate=0, concession_instalments=240)
    agree(office, concession=True)
    agree(office, instalments=60)
    refused = refusal_of(agree, office, instalments=133)
    assert (refused.code, refused.facts) == ("fund-instalments-more", {"most": 132})
    with office.reading() as db:
        pensioners, others = told.agreed(db)
    assert (pensioners.rate, pensioners.instalments) == (0, 240)
    assert (others.rate, others.instalments) == (5_000, 60)


def test_what_cannot_be_lent_is_refused(office: Store) -> None:
    product(office, title="Old", is_open=False)
    for given, code in (
        ({"group": "G0099"}, "partner-unknown"),
        ({"product": 9}, "fund-product-unknown"),
        ({"product": 2}, "fund-product-closed"),
        ({"first_due_on": "2026-11-01"}, "loan-first-due"),
        ({"day": "2028-01-01", "first_due_on": "2028-02-01"}, "fund-day-ahead"),
    ):
        assert refusal_of(agree, office, **given).code == code
    loan = agree(office, 30_000_000)
    assert refusal_of(pay_out, office, loan, 20_000_001).code == "fund-cash-short"
    assert refusal_of(remit, office, loan, 5).code == "fund-loan-not-out"
    assert refusal_of(product, office, product=4).code == "fund-product-unknown"


def test_only_the_office_keeps_the_fund(group: Store) -> None:
    assert refusal_of(capital, group).code == "fund-not-here"


def test_what_is_written_off_may_be_recovered_and_what_is_over_goes_back(office: Store) -> None:
    loan = agree(office, 1_000_000)
    pay_out(office, loan, 1_000_000)
    off = group_lending.WriteOffGroupLoan(loan=loan, amount=1_000_000, day=DAY)
    lost = refusal_of(perform, office, off, group_lending.write_off_group_loan)
    assert lost.code == "fund-write-off-needs-reason"
    off = group_lending.WriteOffGroupLoan(loan=loan, amount=1_000_000, day=DAY, note="the flood")
    entry = int(perform(office, off, group_lending.write_off_group_loan).facts["entry"])
    remit(office, loan, 1_000_500)
    assert sums(office) == LoanSums(
        paid_out=1_000_000, written_off=1_000_000, recovered=1_000_000, over=500
    )
    assert refusal_of(reverse, office, entry).code == "fund-loan-loss-short"
    back = group_lending.ReturnOverpayment(loan=loan, amount=500, day=DAY)
    perform(office, back, group_lending.return_overpayment)
    assert sums(office).over == 0
    assert refusal_of(perform, office, back, group_lending.return_overpayment).code == (
        "fund-overpaid-short"
    )


def test_capital_goes_back_to_whom_it_came_from_and_costs_are_paid(office: Store) -> None:
    capital(office, 500, source="groups", group="G0001", party="Ehangano")
    perform(office, fund.EarnInterest(amount=70, day=DAY), fund.earn_interest)
    perform(office, fund.PayCost(amount=90, day=DAY, about="audit"), fund.pay_cost)
    back = fund.ReturnCapital(source="ministry", amount=300, day=DAY)
    perform(office, back, fund.return_capital)
    with office.reading() as db:
        standing = told.balances(db)
        moved = told.moved(db)
    assert standing["cash"] == 20_000_000 + 500 + 70 - 90 - 300
    assert standing["capital"] == 20_000_000 + 500 - 300
    assert (standing["bank_interest"], standing["expenses"]) == (70, 90)
    assert sum(one.amount for one in moved) == 0
    much = fund.ReturnCapital(source="groups", amount=501, day=DAY)
    assert refusal_of(perform, office, much, fund.return_capital).code == "fund-capital-short"


def test_a_reversal_counts_on_its_own_day(office: Store) -> None:
    """What was told of a quarter stays what it was when something is put right in the next."""
    loan = agree(office)
    pay_out(office, loan, 5_000_000)
    entry = int(remit(office, loan, 51_835, "2026-12-31").facts["entry"])
    reverse(office, entry, day="2027-01-15")
    assert sums(office).principal == 0
    assert sums(office, last="2026-12-31").principal == 26_835
    for bad, code in (
        ({"reason": ""}, "reversal-needs-reason"),
        ({"second": 0}, "fund-needs-second"),
        ({"second": 1}, "fund-needs-second"),
    ):
        assert refusal_of(reverse, office, 3, **bad).code == code


@pytest.mark.engines
def test_entries_are_numbered_on_and_found_by_loan_and_group(office: Store) -> None:
    loan = agree(office)
    pay_out(office, loan, 100)
    capital(office, 700, source="groups", group="G0001")
    with office.reading() as db:
        assert [one.entry for one in told.entries(db)] == [4, 3, 2, 1]
        assert [one.entry for one in told.entries(db, loan=loan)] == [3, 2]
        assert [one.entry for one in told.entries(db, group=GROUP)] == [4, 3, 2]
        assert [one.entry for one in told.entries(db, before=3, limit=1)] == [2]
        assert told.entry(db, 9) is None
        assert paid.paid_out(db) == {1: (Out(3, DAY, 100),)}


def test_no_more_goes_out_of_a_loan_of_which_all_is_settled(office: Store) -> None:
    """Interest of it has ended; a group that wants the rest agrees a new loan."""
    loan = agree(office)
    pay_out(office, loan, 1_000)
    remit(office, loan, 1_000, DAY)
    with office.reading() as db:
        (lent,) = told.lent(db, "2030-01-01")
    assert (lent.to_pay_out, lent.standing.unpaid, lent.sums.over) == (0, 0, 0)
    assert refusal_of(pay_out, office, loan, 1_000).code == "fund-loan-settled"


def test_what_a_product_is_for_stays_once_it_was_lent(office: Store) -> None:
    assert product(office, product=1, use="land") == 1
    agree(office)
    assert refusal_of(product, office, product=1, use="house").code == "fund-product-lent"
    assert product(office, product=1, use="land", title="Land in a block") == 1


def arrive(group: Store, event: e.Event) -> None:
    """The office's word comes in, as intake would apply it."""
    with group.writing() as db:
        stream = journal.begin(db, "b" * 32, kinds.REPLIES, own=False, card_line=b"card")
        projections.apply(db, stream, [Numbered(1, event)])


def test_a_group_takes_only_sound_word_of_its_loan(group: Store) -> None:
    offer = {
        "day": DAY, "loan": 1, "lender": "F", "title": "House", "use": "house", "rate": 5_000,
        "per": "month", "method": "declining", "instalments": 132, "every": "month",
        "first_due_on": "2026-12-31", "principal": 5_000,
    }  # fmt: skip
    for event in (
        e.FundLoanOffered(**{**offer, "per": "week"}),
        e.FundLoanOffered(**{**offer, "principal": 0}),
        e.FundLoanOffered(**{**offer, "use": "castle"}),
        e.FundLoanStated(day=DAY, loan=1, paid_out=-1, received=0, owed=0),
        e.FundOfferWithdrawn(day=DAY, loan=0),
    ):
        assert refusal_of(arrive, group, event).code == "loan-terms"

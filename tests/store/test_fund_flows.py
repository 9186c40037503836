"""Collected, remitted, received: sums kept by month agree with the entries they come from."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import peewee as pw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.commands import fund, fund_loans, group_lending
from federation.commands.deed import perform
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.store import Numbered, Store, database, journal, projections
from federation.store.queries import fund_flows
from federation.store.queries.fund_flows import Flow
from federation.store.tables import Entry, FundFlow
from tests import factories as f
from tests import lending

DAY = f.DAY
GROUP = "a" * 32
TERMS = {
    "rate": 0, "per": "month", "method": "flat", "instalments": 2, "every": "month",
    "first_due_on": "2026-12-31",
}  # fmt: skip


def flows(store: Store) -> dict[tuple[str, str, str], int]:
    with store.reading() as db:
        query = FundFlow.select(FundFlow.month, FundFlow.source, FundFlow.what, FundFlow.amount)
        found = {tuple(key): amount for *key, amount in query.tuples().execute(db)}
    whole: dict[tuple[str, str], int] = {}
    for (month, *key), amount in found.items():
        if month:
            whole[tuple(key)] = whole.get(tuple(key), 0) + amount
    assert whole == {key[1:]: amount for key, amount in found.items() if not key[0]}
    return {key: amount for key, amount in found.items() if key[0]}


def test_a_group_s_books_say_by_month_what_moved_of_whose_fund(group: Store) -> None:
    lending.three_savers(group)
    f.enter(group, ("savings", 2_500, 1, "house"))
    taken: dict[str, Any] = {"lender": "Fund", "principal": 50_000, "day": DAY, **TERMS}
    for source in ("fund", "state"):
        order = fund_loans.AgreeFundLoan(source=source, **taken)
        perform(group, order, fund_loans.agree_fund_loan)
        number, advance = (1, {}) if source == "fund" else (2, {"advance_from": "house"})
        came = fund_loans.MoveFundMoney(fund_loan=number, amount=50_000, day=DAY)
        perform(group, came, fund_loans.receive)
        more: dict[str, Any] = {**TERMS, **advance}
        loan = lending.agree(group, 1, 50_000, source=source, fund_loan=number, **more)
        paid = f.enter(group, ("loan_principal", 300, 1, loan), ("loan_interest", 20, 1, loan))
        over = fund_loans.MoveFundMoney(fund_loan=number, amount=310, day=DAY)
        perform(group, over, fund_loans.remit)
    f.enter(group, ("fund_contribution", 9, 2))
    f.reverse(group, paid.last)
    assert flows(group) == {
        ("2026-11", "fund", "received"): 50_000,
        ("2026-11", "fund", "collected"): 320,
        ("2026-11", "fund", "contributed"): 9,
        ("2026-11", "fund", "remitted"): 310,
        ("2026-11", "state", "received"): 50_000,
        ("2026-11", "state", "collected"): 2_800,
        ("2026-11", "state", "remitted"): 310,
    }


ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(["contributed", "remitted", "received", "principal", "reverse"]),
        st.integers(1, 50),
        st.sampled_from(["2026-10-03", "2026-11-22", "2026-11-30", "2027-01-31"]),
    ),
    max_size=30,
)


@given(ENTRIES)
def test_in_any_order_the_sums_are_those_of_the_entries(
    in_memory: pw.SqliteDatabase, told: list[tuple[str, int, str]]
) -> None:
    """And what is held follows from them: it is the account of money held for a fund."""
    with in_memory.atomic() as transaction:
        stream = _begun(in_memory)
        seq, known = stream.last, [0]
        for what, amount, day in told:
            event = _event(what, amount, day, known)
            try:
                with in_memory.atomic():
                    projections.apply(in_memory, stream, [Numbered(seq + 1, event)])
            except Refusal:
                continue
            seq += 1
            known.append(seq)
        _agrees(in_memory)
        transaction.rollback()


@pytest.fixture(scope="module")
def in_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pw.SqliteDatabase]:
    """An empty database; what is done there is rolled back."""
    db = database.connect(None)
    db.connect()
    database.upgrade(db, tmp_path_factory.mktemp("copies"))
    database.make_projections(db)
    yield db
    db.close()


def _begun(db: pw.SqliteDatabase) -> journal.StreamEnd:
    """A member with a loan of the fund, paid out."""
    stream = journal.begin(db, GROUP, "ledger", own=False, card_line=b"card")
    loan: dict[str, Any] = {**TERMS, "loan": 1, "member": 1, "principal": 9_000, "source": "fund"}
    first = (
        e.MemberAdmitted(day=DAY, member=1),
        e.LoanAgreed(day=DAY, **loan),
        e.FundReceived(day=DAY, amount=9_000),
        e.LoanDisbursed(day=DAY, member=1, loan=1, amount=9_000, source="fund"),
    )
    projections.apply(db, stream, [Numbered(n, one) for n, one in enumerate(first, 1)])
    return replace(stream, last=len(first))


def _event(what: str, amount: int, day: str, known: list[int]) -> e.Event:
    if what == "contributed":
        return e.FundContribution(day=day, amount=amount)
    if what == "remitted":
        return e.FundRemitted(day=day, amount=amount)
    if what == "received":
        return e.FundReceived(day=day, amount=amount)
    if what == "principal":
        return e.LoanPrincipal(day=day, amount=amount, member=1, loan=1, source="fund")
    return e.EntryReversed(day=day, of=known[amount % len(known)], second=2)


def _agrees(db: Any) -> None:
    kept: dict[str, int] = {}
    months = FundFlow.select(FundFlow.what, FundFlow.amount).where(FundFlow.month != "")
    for what, amount in months.tuples().execute(db):
        kept[what] = kept.get(what, 0) + amount
    standing: dict[str, int] = {}
    rows = Entry.select(Entry.kind, Entry.amount).where(Entry.reversed_by == 0)
    names = {
        "fund-contribution-received": "contributed", "fund-money-remitted": "remitted",
        "fund-money-received": "received", "loan-principal-repaid": "collected",
    }  # fmt: skip
    for kind, amount in rows.tuples().execute(db):
        if kind in names:
            standing[names[kind]] = standing.get(names[kind], 0) + amount
    assert {what: amount for what, amount in kept.items() if amount} == standing
    held = sum(kept.get(one, 0) for one in ("collected", "contributed")) - kept.get("remitted", 0)
    assert held >= 0


@pytest.mark.engines
def test_three_numbers_of_every_group_lie_beside_each_other(hub: Store) -> None:
    """One read over all books, one over the fund's; a payment of the state is nobody's."""
    f.enrol(hub, GROUP, "group", code="G0001")
    f.enrol(hub, "b" * 32, "group", code="G0002")
    for owner, paid in ((GROUP, 300), ("b" * 32, 500)):
        with hub.writing() as db:
            stream = journal.begin(db, owner, "ledger", own=False, card_line=b"card")
            told = (
                e.FundContribution(day="2026-10-04", amount=300),
                e.FundContribution(day="2026-11-01", amount=300),
                e.FundRemitted(day="2026-11-02", amount=paid),
            )
            projections.apply(db, stream, [Numbered(n, one) for n, one in enumerate(told, 1)])
    product = fund.SetProduct(title="House", use="house", day=DAY, **_of(TERMS))
    perform(hub, product, fund.set_product)
    came = fund.TakeCapital(source="groups", group="G0001", amount=1_000, day="2026-10-31")
    perform(hub, came, fund.take_capital)
    agreed = group_lending.AgreeGroupLoan(
        group="G0001", product=1, principal=900, first_due_on="2026-12-31", day=DAY,
        approved_by="board",
    )  # fmt: skip
    perform(hub, agreed, group_lending.agree_group_loan)
    out = group_lending.PayOutLoan(loan=1, amount=900, form="cash", day=DAY)
    perform(hub, out, group_lending.pay_out_loan)
    for payer in ("group", "state"):
        back = group_lending.TakeRemittance(loan=1, amount=40, day=DAY, payer=payer)
        perform(hub, back, group_lending.take_remittance)
    twice = fund.ReverseFundEntry(of=4, day=DAY, reason="twice", second=2)
    with hub.reading() as db:
        found = fund_flows.by_group(db)
        months = fund_flows.by_month(db, GROUP)
    assert found == {
        GROUP: Flow(contributed=600, remitted=300, received=1_040),
        "b" * 32: Flow(contributed=600, remitted=500),
    }
    assert months == {
        "2026-10": Flow(contributed=300, received=1_000),
        "2026-11": Flow(contributed=300, remitted=300, received=40),
    }
    assert (found[GROUP].held, found[GROUP].on_the_way) == (300, -740)
    assert months["2026-11"].held == 0
    perform(hub, twice, fund.reverse_fund_entry)
    with hub.reading() as db:
        assert fund_flows.by_month(db, GROUP, "2026-11")["2026-11"].received == 0
        assert fund_flows.by_group(db, last="2026-10")[GROUP].received == 1_000


def _of(terms: dict[str, Any]) -> dict[str, Any]:
    return {name: told for name, told in terms.items() if name != "first_due_on"}

"""A fund with something of everything, made by deeds alone."""

from typing import Any

from federation.commands import fund, fund_changes, group_lending
from federation.commands.deed import perform
from federation.store import Store
from tests import factories as f


def lend_from_fund(store: Store, *members: int) -> Store:
    """A fund with two products and one loan: parted, half paid out, a payment, one taken back."""
    house = fund.SetProduct(
        title="House 34 m²", use="house", rate=5_000, per="month", method="declining",
        instalments=132, every="month", member_most=10_000_000, day=f.DAY, concession_rate=0,
        concession_instalments=240,
    )  # fmt: skip
    perform(store, house, fund.set_product)
    land = fund.SetProduct(
        title="Block land", use="land", rate=50_000, per="year", method="declining",
        instalments=60, every="month", day=f.DAY, is_open=False,
    )  # fmt: skip
    perform(store, land, fund.set_product)
    given = fund.TakeCapital(
        source="ministry", amount=20_000_000, day=f.DAY, party="M. Shikongo", note="first quarter",
        slip="4711",
    )  # fmt: skip
    perform(store, given, fund.take_capital)
    agreed = group_lending.AgreeGroupLoan(
        group="G0001", product=1, principal=10_000_000, first_due_on="2026-11-22", day=f.DAY,
        approved_by="loan-committee", concession=True, decision=2,
    )  # fmt: skip
    perform(store, agreed, group_lending.agree_group_loan)
    parts = group_lending.AllocateLoan(loan=1, day=f.DAY, parts=tuple((one, 0) for one in members))
    perform(store, parts, group_lending.allocate_loan)
    out = group_lending.PayOutLoan(loan=1, amount=5_000_000, form="materials", day=f.DAY)
    perform(store, out, group_lending.pay_out_loan)
    paid = group_lending.TakeRemittance(loan=1, amount=41_667, day=f.DAY, slip="F4003")
    perform(store, paid, group_lending.take_remittance)
    twice = perform(store, paid, group_lending.take_remittance)
    back = fund.ReverseFundEntry(
        of=int(twice.facts["entry"]), day=f.DAY, reason="typed twice", second=2, user=1
    )
    perform(store, back, fund.reverse_fund_entry)
    more = group_lending.AgreeGroupLoan(
        group="G0001", product=1, principal=4_000_000, first_due_on="2026-12-31", day=f.DAY,
        approved_by="board",
    )  # fmt: skip
    agreed_too = perform(store, more, group_lending.agree_group_loan)
    gone = fund.ReverseFundEntry(
        of=int(agreed_too.facts["entry"]), day=f.DAY, reason="another group", second=2, user=1
    )
    perform(store, gone, fund.reverse_fund_entry)
    perform(store, other_payments(loan=1), fund_changes.reschedule_group_loan)
    return store


def other_payments(loan: int, **given: Any) -> fund_changes.RescheduleGroupLoan:
    """Five years by equal payments, without interest."""
    told: dict[str, Any] = {
        "rate": 0, "per": "month", "method": "declining", "instalments": 60, "every": "month",
        "first_due_on": "2026-12-31", "day": f.DAY, "approved_by": "board",
        "note": "the flood took the market", **given,
    }  # fmt: skip
    return fund_changes.RescheduleGroupLoan(loan=loan, **told)

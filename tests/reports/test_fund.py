"""The statement of the fund: what moved in a quarter, what stood at its end, the same for ever."""

import json
import re
from datetime import timedelta

import pytest

from federation.commands import fund, group_lending
from federation.commands.deed import perform
from federation.commands.places import PlaceGroup, place_group
from federation.core.refusals import Refusal
from federation.papers.paper import Signatures, Size, Table
from federation.reports import making
from federation.reports.render import FORMATS, render
from federation.reports.render.pdf import paper
from federation.reports.table import Span
from federation.store import Store
from tests import factories as f
from tests.lending import refusal_of

HOUSE = {"rate": 5_000, "per": "month", "method": "declining", "every": "month"}
Q4, Q1 = Span("2026-10-01", "2026-12-31"), Span("2027-01-01", "2027-03-31")


def made(hub: Store, span: Span) -> dict:
    (line,) = render(tuple(making.make(hub, "fund", span)), "json").splitlines()
    return json.loads(line)


def lend(hub: Store, group: str, product: int, principal: int, day: str) -> int:
    order = group_lending.AgreeGroupLoan(
        group=group, product=product, principal=principal, day=day, approved_by="board",
        first_due_on=day,
    )  # fmt: skip
    loan = int(perform(hub, order, group_lending.agree_group_loan).facts["loan"])
    out = group_lending.PayOutLoan(loan=loan, amount=principal, form="transfer", day=day)
    perform(hub, out, group_lending.pay_out_loan)
    return loan


@pytest.fixture
def office(hub: Store, clock: f.Clock) -> Store:
    """Two groups, two products: a house loan for two members, a business loan that is late."""
    clock.forward(days=365)
    for number, region in ((1, "NA-KH"), (2, "")):
        code = f"G000{number}"
        f.enrol(hub, f"{number:032x}", "group", code=code, name=f"Group {number}")
        if region:
            place = PlaceGroup(partner=code, place=region, day="2026-10-01")
            perform(hub, place, place_group)
    for title, use, instalments in (("House", "house", 132), ("Shop", "business", 10)):
        order = fund.SetProduct(title=title, use=use, instalments=instalments, day=f.DAY, **HOUSE)
        perform(hub, order, fund.set_product)
    for source, amount in (("ministry", 9_000_000), ("donor", 1_000_000)):
        came = fund.TakeCapital(source=source, amount=amount, day="2026-11-01")
        perform(hub, came, fund.take_capital)
    house = lend(hub, "G0001", 1, 5_000_000, "2026-12-01")
    parts = group_lending.AllocateLoan(loan=house, day="2026-12-01", parts=((1, 0), (2, 0)))
    perform(hub, parts, group_lending.allocate_loan)
    lend(hub, "G0002", 2, 100_000, "2026-12-31")
    paid = group_lending.TakeRemittance(loan=house, amount=51_835, day="2026-12-01")
    perform(hub, paid, group_lending.take_remittance)
    return hub


@pytest.mark.engines
def test_a_quarter_says_what_moved_in_it_and_what_stood_at_its_end(office: Store) -> None:
    told = made(office, Q4)
    assert told["money"]["capital_ministry"] == {"span": 9_000_000, "all": 9_000_000}
    assert told["money"]["lent"] == {"span": 5_100_000, "all": 5_100_000}
    assert told["money"]["repaid"] == {"span": 26_835, "all": 26_835}
    assert told["money"]["loan_interest"] == {"span": 25_000, "all": 25_000}
    assert told["money"]["in_hand"]["all"] == 10_000_000 - 5_100_000 + 51_835
    house, shop = told["products"]
    assert (house["product"], house["houses"], house["members"], house["lent"]) == (
        "House", 2, 2, 5_000_000,
    )  # fmt: skip
    assert (shop["houses"], shop["outstanding"]) == (0, 100_000)
    khomas, nowhere = told["regions"]
    assert (khomas["region"], nowhere["region"]) == ("Khomas", "no region said")
    assert [one["code"] for one in told["groups"]] == ["G0001", "G0002"]
    assert sum(one["outstanding"] for one in told["groups"]) == told["money"]["outstanding"]["all"]
    assert told["totals"][0]["late"] == 0


def test_money_adds_up_and_parts_are_the_whole(office: Store) -> None:
    for span in (Span(), Q4, Q1):
        told = made(office, span)
        money = {code: one["all"] for code, one in told["money"].items()}
        capital = sum(money[code] for code in money if code.startswith("capital_"))
        came = capital - 2 * money["capital_returned"] + money["loan_interest"] + money["overpaid"]
        came += money["bank_interest"] + money["recovered"] - money["costs"] - money["written_off"]
        assert came == money["in_hand"] + money["outstanding"]
        for name in ("loans", "members", "houses", "lent", "repaid", "interest", "outstanding"):
            whole = told["totals"][0][name]
            assert sum(one[name] for one in told["products"]) == whole
            assert sum(one[name] for one in told["regions"]) == whole


def test_what_is_late_for_more_than_thirty_days_is_at_risk_as_a_whole(office: Store) -> None:
    days = ("2027-01-30", "2027-01-31", "2027-02-01")
    risky = [made(office, Span("", day))["totals"][0]["at_risk"] for day in days]
    assert risky == [0, 100_000, 100_000 + 4_973_165]
    shop = made(office, Q1)["groups"][0]
    assert shop["late_over_90"] == 0
    assert shop["late"] == shop["late_1_30"] + shop["late_31_60"] + shop["late_61_90"]


def test_the_quarter_says_the_same_after_something_was_put_right(office: Store) -> None:
    before = made(office, Q4)
    back = fund.ReverseFundEntry(of=8, day="2027-01-15", reason="another group's", second=2)
    perform(office, back, fund.reverse_fund_entry)
    after = made(office, Q4)
    assert after == before
    assert made(office, Q1)["money"]["repaid"] == {"span": -26_835, "all": 0}


@pytest.mark.engines
def test_a_quarter_that_is_over_stays_as_it_was(office: Store) -> None:
    """Loans, members and houses, too: a payout is taken back, its loan, parts are told anew."""
    before = made(office, Q4)
    for of, day in ((7, "2027-01-15"), (6, "2027-01-16")):
        back = fund.ReverseFundEntry(of=of, day=day, reason="another group's", second=2)
        perform(office, back, fund.reverse_fund_entry)
    parts = group_lending.AllocateLoan(loan=1, day="2027-01-20", parts=((1, 0),))
    perform(office, parts, group_lending.allocate_loan)
    assert made(office, Q4) == before
    assert [one["product"] for one in made(office, Span("2027-01-01", "2027-12-31"))["products"]]
    now = made(office, Span())
    assert (now["totals"][0]["loans"], now["totals"][0]["houses"]) == (1, 1)


@pytest.mark.engines
def test_no_entry_takes_a_day_on_which_the_money_was_not_there(office: Store) -> None:
    early = {"day": "2025-01-01", "amount": 50_000}
    cost = fund.PayCost(about="bank", **early)
    found = refusal_of(perform, office, cost, fund.pay_cost)
    assert (found.code, found.facts["short_day"], found.facts["short_minor"]) == (
        "fund-day-short", "2025-01-01", 50_000,
    )  # fmt: skip
    paid = group_lending.TakeRemittance(loan=1, **{**early, "amount": 5_000_000})
    found = refusal_of(perform, office, paid, group_lending.take_remittance)
    assert found.code == "fund-day-short", "what never went out cannot come back"
    back = fund.ReturnCapital(source="ministry", day="2026-10-31", amount=1)
    assert refusal_of(perform, office, back, fund.return_capital).code == "fund-day-short"
    perform(office, fund.PayCost(about="bank", day="2026-11-01", amount=1), fund.pay_cost)
    assert made(office, Span("2025-01-01", "2025-12-31"))["money"]["in_hand"]["all"] == 0


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_tells_every_table(office: Store, form: str) -> None:
    content = render(tuple(making.make(office, "fund", Q4)), form)
    assert content
    if form in ("table", "csv"):
        for text in ("House", "Khomas", "G0002"):
            assert text.encode() in content, text
    if form == "csv":
        lines = content.decode("utf-8-sig").splitlines()
        assert lines[0] == "line,what,span,all"
        assert sum(not line for line in lines) == 4, "a table of its own after an empty line"


def test_only_a_hub_has_it(group: Store, clock: f.Clock) -> None:
    clock.moment += timedelta(days=1)
    with pytest.raises(Refusal) as caught:
        list(making.make(group, "fund", Span()))
    assert caught.value.code == "report-not-here"


def test_the_sheet_at_a_terminal_is_the_sheet_of_the_page(office: Store) -> None:
    """Period, lines to sign and the same blocks, whether by days or by the period's code."""
    by_days = paper(tuple(making.make(office, "fund", Q4)))
    assert by_days == paper(tuple(making.make(office, "fund", Span(), period="2026-Q4")))
    assert by_days.about == "2026-Q4: 1 Oct 2026 to 31 Dec 2026"
    assert (by_days.title, by_days.group) == ("The federation's fund", "Federation")
    assert isinstance(by_days.blocks[-1], Signatures)
    assert by_days.size is Size.A4
    titles = [
        [one.title for one in block.columns] for block in by_days.blocks if isinstance(block, Table)
    ]
    assert "Line" not in titles[0]
    assert "Late" in titles[-1]


def test_a_quarter_that_is_not_over_is_as_of_today(office: Store) -> None:
    """Nothing is late before its day has come."""
    (first, *_) = making.make(office, "fund", Span("2027-10-01", "2027-12-31"))
    assert first.plain["to"] == "2027-11-22"
    assert first.time.endswith("not over yet: as of 22 Nov 2027")


def test_the_statement_is_one_sheet_while_few_have_a_loan(office: Store) -> None:
    made_of_it = render(tuple(making.make(office, "fund", Q4)), "pdf")
    assert re.findall(rb"/Type */Pages[^>]*?/Count (\d+)", made_of_it) == [b"1"]

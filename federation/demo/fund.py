"""The federation's fund in the demo: capital, two products, a house loan to each group, and back.

The office agrees a week before the group takes the loan, so that the offer is there; what a group
pays over is written down when the files go round, but for the newest of the first group: that is
still on its way.
"""

from typing import Final

from federation.commands import fund, group_lending
from federation.commands.deed import perform
from federation.core.day_counts import half_even

from .group import Group
from .lending import HOUSE_INSTALMENTS, HOUSE_MINOR, HOUSE_RATE, next_month
from .office import Offices, carry

UNIT: Final = 100
BUSINESS_MOST: Final = 5_000 * UNIT
DONORS: Final = 60_000 * UNIT
AUDIT: Final = 1_850 * UNIT
_WHOLE: Final = 10_000 * UNIT


def begin(offices: Offices, groups: int, day: str) -> None:
    """What the fund lends for, and the money of the ministry and of donors for so many groups."""
    for title, use, rate, instalments, most in (
        ("House", "house", HOUSE_RATE, HOUSE_INSTALMENTS, 5_000_000),
        ("Small business", "business", 120_000, 18, BUSINESS_MOST),
    ):
        product = fund.SetProduct(
            title=title,
            use=use,
            rate=rate,
            instalments=instalments,
            member_most=most,
            concession_rate=rate // 2,
            per="year",
            method="declining",
            every="month",
            day=day,
            user=offices.staff,
        )
        perform(offices.hub, product, fund.set_product)
    ministry = half_even(HOUSE_MINOR * groups, _WHOLE) * _WHOLE + _WHOLE
    for source, amount, slip in (("ministry", ministry, "MURD 1"), ("donor", DONORS, "D 17")):
        came = fund.TakeCapital(
            source=source, amount=amount, day=day, slip=slip, user=offices.staff
        )
        perform(offices.hub, came, fund.take_capital)


def offer(offices: Offices, group: Group, day: str, taken_on: str) -> None:
    """The office agrees to lend for a house, and the offer is carried to the group."""
    own = group.store.node.settings.node_id
    agreed = group_lending.AgreeGroupLoan(
        group=own,
        product=1,
        principal=HOUSE_MINOR,
        first_due_on=next_month(taken_on),
        day=day,
        approved_by="loan-committee",
        user=offices.staff,
    )
    group.offer = int(perform(offices.hub, agreed, group_lending.agree_group_loan).facts["loan"])
    carry(offices.hub, group.store, offices.stick, own)


def pay_out(offices: Offices, group: Group, day: str) -> None:
    """Whose house it is for, and the money."""
    parts = group_lending.AllocateLoan(
        loan=group.offer, day=day, parts=((group.builder, HOUSE_MINOR),), user=offices.staff
    )
    perform(offices.hub, parts, group_lending.allocate_loan)
    out = group_lending.PayOutLoan(
        loan=group.offer,
        amount=HOUSE_MINOR,
        form="transfer",
        day=day,
        slip="F3999",
        user=offices.staff,
    )
    perform(offices.hub, out, group_lending.pay_out_loan)


def receive(offices: Offices, groups: list[Group]) -> None:
    """What the groups paid over so far came in; the newest of the first is still on its way."""
    for group in groups:
        came = group.paid_over[: -1 if group.place == 0 else None]
        for day, amount, slip in came:
            order = group_lending.TakeRemittance(
                loan=group.offer, amount=amount, day=day, slip=slip, user=offices.staff
            )
            perform(offices.hub, order, group_lending.take_remittance)
        del group.paid_over[: len(came)]


def audited(offices: Offices, day: str) -> None:
    """The year's audit is paid."""
    cost = fund.PayCost(amount=AUDIT, day=day, about="audit", slip="A 3", user=offices.staff)
    perform(offices.hub, cost, fund.pay_cost)

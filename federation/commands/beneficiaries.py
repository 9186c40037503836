"""Lists of people for a scheme: printed at the office, signed on paper, noted for ever.

No node sends such a list: what leaves the office is the sheet, for one person who is named on it.
"""

from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.figures import settlement_key
from federation.core.refusals import refuse
from federation.core.rules.stages import is_open
from federation.store import Draft
from federation.store.queries import beneficiaries, embargoes

from .deed import Decision, Desk, Order
from .requests import known


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintBeneficiaries(Order):
    """Print these members of a request's group, for this person and to this end."""

    request: str
    recipient: str
    note: str
    members: tuple[int, ...]
    day: str


def print_beneficiaries(desk: Desk, order: PrintBeneficiaries) -> Decision:
    """Note the printing.

    Raises Refusal `beneficiaries-not-here`, `request-unknown`, `request-closed`,
    `beneficiaries-under-embargo`, `beneficiaries-nobody`, `beneficiaries-gone`.
    """
    if desk.node.settings.role != "hub":
        raise refuse("beneficiaries-not-here")
    view = known(desk, order.request)
    if not is_open(view.stage):
        raise refuse("request-closed", stage=view.stage)
    barred = embargoes.embargoes(desk.db).get(settlement_key(view.settlement))
    if barred:
        raise refuse(
            "beneficiaries-under-embargo", settlement=barred.settlement, reason=barred.reason
        )
    if not order.members:
        raise refuse("beneficiaries-nobody")
    here = {one.member for one in beneficiaries.people(desk.db, view.owner)}
    gone = sorted(set(order.members) - here)
    if gone:
        raise refuse("beneficiaries-gone", members=", ".join(map(str, gone)))
    event = e.BeneficiariesPrinted(
        user=order.user,
        day=order.day,
        printing=desk.node.new_id(),
        request=view.request,
        members=tuple(sorted(set(order.members))),
    )
    record = e.PrintingRecord(recipient=order.recipient, note=order.note)
    return [Draft(kinds.REGISTER, event, record)], {"printing": event.printing}

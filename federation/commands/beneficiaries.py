"""Lists of people for a scheme: printed at the office, signed on paper, noted for ever.

No node sends such a list: what leaves the office is the sheet, for one person who is named on it.
"""

from dataclasses import dataclass
from typing import Final

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.core.rules.beneficiaries import NEEDS
from federation.core.rules.stages import is_open
from federation.store import Database, Draft
from federation.store.queries import beneficiaries, embargoes
from federation.store.queries import requests as asked

from .deed import Decision, Desk, Order
from .requests import known

# Numbers that a sentence names at most.
TOLD_MOST: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintBeneficiaries(Order):
    """Print these members of a request's group, for this person and to this end.

    `decision`: number of the vote by which the group agreed.
    """

    request: str
    recipient: str
    note: str
    members: tuple[int, ...]
    decision: int
    day: str


def check_printable(db: Database, view: asked.RequestView, listing: beneficiaries.Listing) -> None:
    """Whether there may be a list for this request now: the rules of `core.rules.beneficiaries`.

    Nobody here knows in which of its settlements a member lives: an embargo on one of them is an
    embargo on the group's people. Raises Refusal `beneficiaries-no-house`, `request-closed`,
    `beneficiaries-books-unsure`, `beneficiaries-under-embargo`.
    """
    if view.need not in NEEDS:
        raise refuse("beneficiaries-no-house")
    if not is_open(view.stage):
        raise refuse("request-closed", stage=view.stage)
    if listing.until and not listing.is_sound:
        raise refuse("beneficiaries-books-unsure", group=view.group)
    found = embargoes.barred(db).on(sorted(listing.settlements))
    if found:
        raise refuse(
            "beneficiaries-under-embargo", settlement=found.settlement, reason=found.reason
        )


def print_beneficiaries(desk: Desk, order: PrintBeneficiaries) -> Decision:
    """Note the printing.

    Raises Refusal `beneficiaries-not-here`, `request-unknown`, `beneficiaries-undecided`,
    `beneficiaries-nobody`, `beneficiaries-gone`, and as `check_printable` does.
    """
    if desk.node.settings.role != "hub":
        raise refuse("beneficiaries-not-here")
    view = known(desk, order.request)
    found = beneficiaries.listing(desk.db, view.owner)
    check_printable(desk.db, view, found)
    if order.decision not in {one.decision for one in found.votes}:
        raise refuse("beneficiaries-undecided", group=view.group)
    if not order.members:
        raise refuse("beneficiaries-nobody")
    gone = sorted(set(order.members) - {one.member for one in found.people})
    if gone:
        raise refuse("beneficiaries-gone", members=", ".join(map(str, gone[:TOLD_MOST])))
    event = e.BeneficiariesPrinted(
        user=order.user,
        day=order.day,
        printing=desk.node.new_id(),
        request=view.request,
        members=tuple(sorted(set(order.members))),
        decision=order.decision,
    )
    record = e.PrintingRecord(recipient=order.recipient, note=order.note)
    return [Draft(kinds.REGISTER, event, record)], {"printing": event.printing}

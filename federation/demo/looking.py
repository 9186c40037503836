"""What the demo's office does with a group's books: it looks for a member's sake, and asks once."""

from typing import Final

from federation.commands.corrections import ProposeCorrection, propose_correction
from federation.commands.deed import perform
from federation.commands.looking import LookAtEntries, look_at_entries
from federation.core.rules.corrections import REPLACE
from federation.store import Store
from federation.store.queries import books
from federation.store.queries import requests as asked

MEMBER: Final = 2
SAVED: Final = "savings-received"
MORE_MINOR: Final = 1_000
WHY: Final = "She says that her own book and ours do not have the same sum."
ASKED: Final = "Her own book, signed by the treasurer, says ten dollars more on that day."


def at_the_office(hub: Store, group: str, day: str, staff: int) -> None:
    """Somebody looks at a member's entries and asks the group to correct the newest savings.

    `group`: its node id. Nothing is asked where she saved nothing.
    """
    with hub.reading() as db:
        partner = asked.partner(db, group)
        hers = books.entries(db, books.book_of(db, group), member=MEMBER, limit=10_000)
    saved = [one for one in hers if one.kind == SAVED and not one.reversed_by]
    if partner is None or not saved:
        return
    look = LookAtEntries(
        partner=partner.code, day=day, reason=WHY, member=MEMBER, asked_by="member", user=staff
    )
    seen = str(perform(hub, look, look_at_entries).facts["look"])
    order = ProposeCorrection(
        partner=partner.code,
        look=seen,
        entry=saved[-1].seq,
        form=REPLACE,
        day=day,
        reason=ASKED,
        amount=saved[-1].amount_minor + MORE_MINOR,
        member=MEMBER,
        purpose=saved[-1].purpose,
        user=staff,
    )
    perform(hub, order, propose_correction)

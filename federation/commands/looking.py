"""Staff of the federation's office look at single entries of a group: noted first, and told to it.

Who may see them is decided by the note alone, for one person and one day.
"""

from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.core.rules.corrections import ASKED_BY, COMPARED, check_from_office, check_reason
from federation.store import Database, Draft, local
from federation.store.queries import books, corrections
from federation.store.queries import requests as asked
from federation.store.queries.corrections import LookView
from federation.store.queries.requests import PartnerView

from .deed import Decision, Desk, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtEntries(Order):
    """Look at the entries of one `member`, or of `first` to `last`, of the group of that code."""

    partner: str
    day: str
    reason: str
    member: int = 0
    first: int = 0
    last: int = 0
    asked_by: str = ""


def group_of(desk: Desk, code: str) -> PartnerView:
    """A group by its code. Raises Refusal `looking-not-here`, `partner-unknown`."""
    if desk.node.settings.role != "hub":
        raise refuse("looking-not-here")
    found = asked.partner(desk.db, code)
    if found is None or found.role != "group":
        raise refuse("partner-unknown", partner=code[:20])
    return found


def words_of(db: Database, user: int, reason: str) -> e.OfficeWords:
    """What stands beside a word of the office: who it is, by name, and why."""
    person = local.user(db, user)
    return e.OfficeWords(name=person.name if person else "", note=reason)


def look_at_entries(desk: Desk, order: LookAtEntries) -> Decision:
    """Note it in the register, and tell the group, before anything is shown.

    Raises Refusal `looking-not-here`, `partner-unknown`, `look-unclear`, `member-unknown`,
    `entry-unknown`, `look-asker-unknown`, `reason-short`, `reason-names-member`.
    """
    group = group_of(desk, order.partner)
    book = books.book_of(desk.db, group.node)
    names = books.names(desk.db, book)
    if bool(order.member) == bool(order.first or order.last):
        raise refuse("look-unclear")
    if order.member and order.member not in names:
        raise refuse("member-unknown", member=order.member)
    if order.first:
        for seq in (order.first, order.last):
            if not books.entries(desk.db, book, seq=seq, limit=1):
                raise refuse("entry-unknown", entry=seq)
    if order.asked_by and order.asked_by not in ASKED_BY:
        raise refuse("look-asker-unknown")
    check_reason(order.reason, names, order.member)
    event = e.EntriesLookedAt(
        user=order.user,
        day=order.day,
        look=desk.node.new_id(),
        group=group.node,
        member=order.member,
        first=order.first,
        last=order.last,
        asked_by=order.asked_by,
    )
    check_from_office(event)
    words = words_of(desk.db, order.user, order.reason)
    drafts = [
        Draft(kinds.REGISTER, event, words),
        Draft(kinds.REPLIES, event, words, partner=group.node),
    ]
    return drafts, {"look": event.look}


def open_look(db: Database, name: str, user: int, today: str) -> LookView:
    """A look that this person may still have: her own, of today.

    Raises Refusal `look-unknown`, `look-of-another`, `look-other-day`.
    """
    found = corrections.look(db, name)
    if found is None or found.asked_by == COMPARED:
        raise refuse("look-unknown")
    if found.user != user:
        raise refuse("look-of-another")
    if found.day != today:
        raise refuse("look-other-day", day=found.day)
    return found

"""The sheets about requests: raised, voted on, taken back; as drafts, by the rules of the forms.

What was said of them besides is read in `asking_words`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Final

import msgspec

from federation.commands.requests import RaiseRequest, raised_event
from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal, refuse
from federation.core.rules.words import is_id
from federation.node import Node
from federation.schemas.base import fault
from federation.store import Draft

from .asking_words import say
from .facilities import read_facility
from .items import Item, Phase
from .rows import Books, RequestRow, Row
from .sheets import SHEETS
from .sifted import Sifted
from .words import WORDS

# Within a day words come in the order of their sheets.
_ORDER: Final[Mapping[str, int]] = MappingProxyType(
    {name: place for place, name in enumerate(WORDS)}
)


@dataclass(slots=True)
class Asked:
    """Requests by the group's number, and drafts with the items they came from."""

    requests: dict[str, e.RequestRaised] = field(default_factory=dict)
    drafts: list[tuple[Item, Draft]] = field(default_factory=list)


def ask(books: Books, found: Sifted, node: Node, user: int) -> Asked:
    """Drafts of the sheets about requests, in order; what is wrong is added to `found`."""
    asked = Asked(dict(found.known.requests))
    for row in books.requests:
        _raise(asked, found, row, node, user)
    _votes(asked, found, books, user)
    _withdrawn(asked, found, books, user)
    asked.drafts += say(found, books, node, asked.requests, user)
    if _are_numbered(found, books):
        numbers = {row.request_no: row.entry_no for row in books.requests}
        asked.drafts.sort(key=partial(_by_number, raised=numbers))
    else:
        raised = {number: one.day for number, one in asked.requests.items()}
        asked.drafts.sort(key=partial(_by_day, raised=raised))
    return asked


def _by_day(one: tuple[Item, Draft], raised: Mapping[str, str]) -> tuple[str, int, int, int]:
    """By day, but what becomes of a request never before it was raised."""
    item = one[0]
    first = raised.get(getattr(item.row, "request_no", ""), item.day)
    return max(item.day, first), item.phase, _ORDER.get(item.sheet, 0), item.row.row


def _by_number(one: tuple[Item, Draft], raised: Mapping[str, int]) -> tuple[int, int]:
    """By its number in the file, and again never before the request was raised."""
    item = one[0]
    return max(item.no, raised.get(getattr(item.row, "request_no", ""), 0)), item.phase


def _are_numbered(found: Sifted, books: Books) -> bool:
    """Whether every row about requests says its place; a place that is given twice is told."""
    sheets: dict[str, Iterable[Row]] = {
        "requests": books.requests,
        "votes": books.votes,
        "requests_withdrawn": books.requests_withdrawn,
        **{name: rows for name, rows in books.words.items() if name in WORDS},
    }
    seen = set[int]()
    for name, rows in sheets.items():
        for row in rows:
            if row.entry_no and row.entry_no in seen:
                twice = refuse("books-entry-number-twice", entry=row.entry_no)
                found.wrong(name, row, "entry_no", twice)
            seen.add(row.entry_no)
    return 0 not in seen


def _raise(asked: Asked, found: Sifted, row: RequestRow, node: Node, user: int) -> None:
    order, unread = _order(row, user)
    held = asked.requests.get(row.request_no)
    if held is not None:
        if _same(held, order, row) and row.request_no in found.known.requests:
            found.is_there("requests", 0, 0)
        else:
            taken = refuse("request-number-taken", number=row.request_no)
            found.wrong("requests", row, "request_no", taken)
        return
    if unread:
        kept = refuse("books-facility-kept", facility=unread)
        found.odd("requests", row, "sanitation_facility", kept)
    try:
        event = raised_event(order, node.new_id(), row.request_no)
    except Refusal as refusal:
        found.faults.append(fault(("requests", row.row, _column(refusal)), refusal))
        return
    asked.requests[row.request_no] = event
    item = Item("requests", Phase.RAISE, row.raised_on, row, row.entry_no)
    asked.drafts.append((item, Draft(kinds.REQUESTS, event)))


def _order(row: RequestRow, user: int) -> tuple[RaiseRequest, str]:
    """The order of the form for this row, and a facility that no code is known for."""
    facility = read_facility(row.sanitation_facility) if row.sanitation_facility else ""
    unread = "" if facility else row.sanitation_facility
    description = row.description
    if unread:
        description = ". ".join(part for part in (description.rstrip("."), unread) if part)
    order = RaiseRequest(
        user=user,
        day=row.raised_on,
        number=row.request_no,
        need=row.kind,
        settlement=row.settlement,
        title=row.title,
        households=row.households,
        description=description,
        women_headed=row.women_headed,
        non_member_households=row.non_member_households,
        sanitation_facility=facility,
        sharing_households=row.sharing_households,
        offer_savings=row.offer_savings,
        offer_labour_days=row.offer_labour_days,
        option_cost=row.option_cost,
        meeting=row.meeting_no,
        **row.more,
    )
    return order, unread


def _same(held: e.RequestRaised, order: RaiseRequest, row: RequestRow) -> bool:
    """Whether the group raised just this already, by whomever and in whatever meeting.

    Of the further columns those that are left blank leave open.
    """
    told: Mapping[str, object] = msgspec.structs.asdict(held)
    left_open = {one.field for one in SHEETS["requests"].extras} - set(row.more)
    told_by = {"request", "personal", "orig", "user", "meeting", *left_open}
    return all(value == getattr(order, name) for name, value in told.items() if name not in told_by)


def _column(refusal: Refusal) -> str:
    return {
        "request-target-no-better": "target",
        "request-priority-unknown": "priority",
        "vote-not-carried": "votes_for",
        "word-part-too-large": "present",
        "request-need-unknown": "kind",
        "request-without-households": "households",
        "request-needs-title": "title",
    }.get(refusal.code, "households")


def _votes(asked: Asked, found: Sifted, books: Books, user: int) -> None:
    for row in books.votes:
        request = asked.requests.get(row.request_no)
        vote = (row.request_no, row.date, row.meeting_no, row.votes_for, row.votes_against)
        if request is None:
            unknown = refuse("request-unknown", request=row.request_no)
            found.wrong("votes", row, "request_no", unknown)
        elif vote in found.known.votes:
            found.is_there("votes", 0, 0)
        elif row.votes_for <= row.votes_against:
            lost = refuse("vote-not-carried", votes=row.votes_for, against=row.votes_against)
            found.wrong("votes", row, "votes_for", lost)
        elif found.is_meeting("votes", row, row.meeting_no):
            event = e.FiguresReleased(
                user=user,
                day=row.date,
                request=request.request,
                meeting=row.meeting_no,
                votes_for=row.votes_for,
                votes_against=row.votes_against,
            )
            item = Item("votes", Phase.VOTE, row.date, row, row.entry_no)
            asked.drafts.append((item, Draft(kinds.REQUESTS, event)))


def _withdrawn(asked: Asked, found: Sifted, books: Books, user: int) -> None:
    """A row without the id of its ending is there when the request was taken back already."""
    known, seen = found.known.withdrawn, set[tuple[str, str]]()
    for row in books.requests_withdrawn:
        request, taken = asked.requests.get(row.request_no), known.get(row.request_no, set())
        this = row.request_no, row.closing
        if request is None:
            unknown = refuse("request-unknown", request=row.request_no)
            found.wrong("requests_withdrawn", row, "request_no", unknown)
        elif row.closing and not is_id(row.closing):
            unclear = refuse("word-id-unclear", id=row.closing)
            found.wrong("requests_withdrawn", row, "closing", unclear)
        elif this in seen or row.closing in taken or (taken and not row.closing):
            found.is_there("requests_withdrawn", 0, 0)
        else:
            seen.add(this)
            event = e.RequestWithdrawn(
                user=user,
                day=row.date,
                request=request.request,
                reason=row.reason,
                closing=row.closing,
            )
            item = Item("requests_withdrawn", Phase.WITHDRAW, row.date, row, row.entry_no)
            asked.drafts.append((item, Draft(kinds.REQUESTS, event)))

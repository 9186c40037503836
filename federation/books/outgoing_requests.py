"""The rows of the sheets about requests: asked, voted on, taken back, and what was said of them."""

from collections.abc import Iterable, Iterator

from federation.core import events as e
from federation.store import Numbered

from .gathering import Gathered
from .outgoing import Cells, Say, day_of, extras_of, further_cells, listed_tables, some_of, table_of
from .words import WORDS
from .writer import Table, money_cell


def request_sheets(found: Gathered) -> Iterator[Table]:
    """The sheets about requests, each by day."""
    numbered = not found.is_asked_plain
    asked = sorted(found.requests, key=_by_day)
    yield table_of("requests", _requests(asked), numbered=numbered)
    yield table_of("votes", _votes(asked, found), numbered=numbered)
    yield table_of("requests_withdrawn", _withdrawn(asked, found), numbered=numbered)
    say = Say(found)
    for kind in WORDS.values():
        some = [one for one in asked if type(one.event) is kind.payload]
        yield table_of(kind.name, (further_cells(kind, one, say) for one in some))
        for listed in kind.lists:
            yield from listed_tables(listed, some, say)


def _by_day(one: Numbered) -> tuple[str, int]:
    return getattr(one.event, "day", ""), one.seq


def _requests(asked: Iterable[Numbered]) -> Iterator[Cells]:
    for one in asked:
        event = one.event
        if isinstance(event, e.RequestRaised):
            yield {
                "request_no": event.number,
                "raised_on": day_of(event.day),
                "kind": event.need,
                "settlement": event.settlement,
                "title": event.title,
                "description": event.description,
                "households": event.households,
                "women_headed": event.women_headed,
                "non_member_households": event.non_member_households,
                "sanitation_facility": event.sanitation_facility,
                "sharing_households": event.sharing_households,
                "offer_savings": money_cell(event.offer_savings),
                "offer_labour_days": event.offer_labour_days,
                "option_cost": money_cell(event.option_cost),
                "meeting_no": some_of(event.meeting),
                "entry_no": one.seq,
                **extras_of("requests", event),
            }


def _votes(asked: Iterable[Numbered], found: Gathered) -> Iterator[Cells]:
    for one in asked:
        event = one.event
        if isinstance(event, e.FiguresReleased):
            yield {
                "request_no": found.numbers[event.request],
                "date": day_of(event.day),
                "meeting_no": event.meeting,
                "votes_for": event.votes_for,
                "votes_against": event.votes_against,
                "entry_no": one.seq,
                "typed_by": some_of(event.user),
            }


def _withdrawn(asked: Iterable[Numbered], found: Gathered) -> Iterator[Cells]:
    for one in asked:
        event = one.event
        if isinstance(event, e.RequestWithdrawn):
            yield {
                "request_no": found.numbers[event.request],
                "date": day_of(event.day),
                "reason": event.reason,
                "closing": event.closing,
                "entry_no": one.seq,
                "typed_by": some_of(event.user),
            }

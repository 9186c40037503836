"""What working together costs people: hours and meetings beside what came of them.

A member who came to hundreds of Sundays and has no house is the price that nobody counts. Every
figure is a sum or a mean over a group; nobody is named and nobody is ranked.
"""

from collections.abc import Mapping, Sequence

from federation.core import events as e
from federation.core.agreements import GROUP
from federation.core.day_counts import half_even
from federation.i18n import gettext
from federation.node import Node
from federation.store import Database
from federation.store.queries import books, burden, requests
from federation.store.queries.requests import RequestView

from .scorecards import met_on
from .table import Cell, Column, Kind, Report, Span
from .where import books_here

HOUR = 60


def make(db: Database, node: Node, span: Span) -> Report:
    """A row for each group, at a hub perhaps of one place. Raises Refusal as `where.books_here`."""
    own, here = node.settings, books_here(db, node, span)
    asked: dict[str, list[RequestView]] = {}
    for view in requests.requests(db):
        asked.setdefault(view.owner, []).append(view)
    gave = burden.burdens(db, [one.id for one in here], span.first, span.last)
    spent = burden.minutes_for(db, span.first, span.last)
    told = [_group(one, gave[one.id], spent, asked.get(one.node, ()), span) for one in here]
    return Report(
        name="burden",
        title=gettext("What it costs people, and what came of it"),
        about=own.name,
        currency=own.currency,
        columns=_columns(),
        rows=tuple(tuple(one.values()) for one in told),
        plain={"groups": told, "explained": _explained()},
    )


def _group(
    book: books.Book,
    gave: burden.Burden,
    spent: Mapping[tuple[int, str], int],
    asked: Sequence[RequestView],
    span: Span,
) -> dict[str, Cell]:
    met = sum(span.holds(day) for day in map(met_on, asked) if day)
    held = _held(asked, span)
    of_city = [one.request for one in asked if _does_the_city_s(one)]
    return {
        "group": book.name,
        "members": gave.members,
        "hours_unpaid": half_even(gave.unpaid_minutes, HOUR),
        "hours_paid": half_even(gave.paid_minutes, HOUR),
        "hours_a_worker": half_even(gave.worked_minutes, HOUR * gave.workers)
        if gave.workers >= burden.FEW
        else None,
        "women_percent": _percent(gave.women_minutes, gave.worked_minutes),
        "most_percent": _percent(gave.most_minutes, gave.worked_minutes),
        "meetings": gave.meetings,
        "attended": gave.attended,
        "joint_meetings": len(held),
        "without_change": sum(not one.changed for one in held),
        "city_did_not_come": sum(one.missing == "city" for one in held),
        "met": met,
        "hours_a_result": half_even(gave.unpaid_minutes, HOUR * met) if met else None,
        "hours_for_the_city": half_even(sum(spent.get((book.id, one), 0) for one in of_city), HOUR),
    }


def _does_the_city_s(view: RequestView) -> bool:
    """Whether the group promised what is the city's task by law."""
    return any(one.duty == "city" and one.side == GROUP for one in view.words_of(e.PromiseMade))


def _held(asked: Sequence[RequestView], span: Span) -> list[e.JointMeetingHeld]:
    """Meetings with the city; one that both sides wrote down counts once."""
    told = {
        (view.request, one.day, one.form): one
        for view in asked
        for one in view.words_of(e.JointMeetingHeld)
        if span.holds(one.day)
    }
    return list(told.values())


def _percent(part: int | None, whole: int) -> int | None:
    if part is None:
        return None
    return half_even(part * 100, whole) if whole else 0


def _columns() -> tuple[Column, ...]:
    count = Kind.COUNT
    return (
        Column("group", gettext("Group")),
        Column("members", gettext("Members"), count),
        Column("hours_unpaid", gettext("Hours, unpaid"), count),
        Column("hours_paid", gettext("Hours, paid"), count),
        Column("hours_a_worker", gettext("Hours a worker"), count),
        Column("women_percent", gettext("Of women, percent"), count),
        Column("most_percent", gettext("Of the busiest tenth, percent"), count),
        Column("meetings", gettext("Meetings"), count),
        Column("attended", gettext("Times that somebody came"), count),
        Column("joint_meetings", gettext("Meetings with the city"), count),
        Column("without_change", gettext("Without any change"), count),
        Column("city_did_not_come", gettext("The city did not come"), count),
        Column("met", gettext("Requests met"), count),
        Column("hours_a_result", gettext("Hours for each"), count),
        Column("hours_for_the_city", gettext("Hours for the city's task"), count),
    )


def _explained() -> str:
    return gettext(
        "Hours are those written down as work, unpaid unless said so; a result is a request that "
        "was handed over; the city's task is work for a request in which the group promised what "
        "is the city's duty by law."
    )

"""Who gets what, and who waits: by settlement and by request, with the ratio of best to worst.

Households stand only where they may be seen; what is private has no figure for each household
either.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from federation.core.agreements import CITY, GROUP
from federation.core.day_counts import half_even
from federation.core.figures import settlement_key
from federation.core.rules.stages import MERGED, SPLIT
from federation.core.rules.turns import THEIRS
from federation.i18n import gettext
from federation.node import Node
from federation.store import Database, clock
from federation.store.queries import clocks, requests
from federation.store.queries.requests import RequestView

from . import waiting
from .asked import is_open_by
from .table import Cell, Column, Kind, Report, Span
from .where import nodes_of


def make(db: Database, node: Node, span: Span) -> Report:
    """Settlements whose requests were raised in the span; where one waits longest stands first.

    Days waiting are those of the open requests that the city has, as on “Who waits longest”.

    At a hub perhaps those of a place's groups alone. Raises Refusal as `where.nodes_in`.
    """
    own = node.settings
    today = clock.today(db, node)
    day = min(span.last or today, today)
    nodes = nodes_of(db, node, span)
    found = [
        one
        for one in requests.requests(db)
        if span.holds(one.raised_on)
        and (nodes is None or one.owner in nodes)
        and one.stage != MERGED  # at a city: the joint request stands for it
    ]
    rows = _by_settlement(found, day)
    prices = [one for one in map(_price, found) if one is not None]
    return Report(
        name="equity",
        title=gettext("Who gets what, and who waits"),
        about=own.name,
        currency=own.currency,
        columns=_columns(),
        rows=tuple(tuple(one.values()) for one in rows),
        plain={
            "settlements": rows,
            "requests": prices,
            "ratios": {
                "promised_a_household": _ratio(one["promised_a_household"] for one in rows),
                "days_waiting": _ratio(one["days_waiting"] for one in rows),
                "days_longest": _ratio(one["days_longest"] for one in rows),
                "cost_a_household": _ratio(one["cost_a_household"] for one in prices),
            },
            "currency": own.currency,
        },
    )


def _by_settlement(found: Sequence[RequestView], day: str) -> list[dict[str, Cell]]:
    parts: dict[str, list[RequestView]] = {}
    for one in found:
        parts.setdefault(settlement_key(one.settlement), []).append(one)
    rows = [_settlement(some, day) for some in parts.values()]
    return sorted(rows, key=lambda row: (-int(row["days_longest"] or 0), str(row["settlement"])))


def _settlement(some: Sequence[RequestView], day: str) -> dict[str, Cell]:
    # A promise to several groups that ask as one stands at each of them, and counts once.
    clauses = {one.clause: one for view in some for one in view.agreement_by(day).clauses}.values()
    asking = [one for one in some if one.stage != SPLIT]
    waits = [one.city for one in waiting.of_requests(some, day)]
    told = [one.households for one in asking]
    households = sum(told) if min(told, default=-1) >= 0 else None
    promised = sum(one.amount_minor for one in clauses if one.side == CITY)
    return {
        "settlement": some[0].settlement,
        "requests": len(asking),
        "households": households,
        "promised": promised,
        "promised_a_household": half_even(promised, households) if households else None,
        "days_longest": max(waits, default=None),
        "days_waiting": waiting.middle(waits) if waits else None,
        "late_answer": max((_late(one, day) for one in some), default=0),
        "late_city": sum(one.late_days for one in clauses if one.side == CITY),
        "late_group": sum(one.late_days for one in clauses if one.side == GROUP),
    }


def _late(one: RequestView, day: str) -> int:
    """Days by which what the city has to say next is late."""
    if not is_open_by(one, day):
        return 0
    dues = [
        due
        for part in clocks.waiting(one)
        for due in clocks.due(part, [t for t in clocks.turns_of(part) if t.day <= day], day)
    ]
    return max((due.late_days for due in dues if due.whose == THEIRS), default=0)


def _price(one: RequestView) -> dict[str, Cell] | None:
    """What one request costs each household; None where it does not say."""
    if one.households <= 0 or not one.option_cost_minor:
        return None
    return {
        "id": one.request,
        "group": one.group,
        "settlement": one.settlement,
        "kind": one.need,
        "households": one.households,
        "cost": one.option_cost_minor,
        "cost_a_household": half_even(one.option_cost_minor, one.households),
    }


def _ratio(figures: Iterable[Cell]) -> str | None:
    """The largest by the smallest above zero, as a string with two decimals, half-even."""
    told = [one for one in figures if isinstance(one, int) and one > 0]
    if len(told) < 2:  # noqa: PLR2004 - a ratio has two sides
        return None
    share = Fraction(max(told), min(told)) * 100
    hundredths = half_even(share.numerator, share.denominator)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _columns() -> tuple[Column, ...]:
    count, money = Kind.COUNT, Kind.MONEY
    return (
        Column("settlement", gettext("Settlement")),
        Column("requests", gettext("Requests"), count),
        Column("households", gettext("Households"), count),
        Column("promised", gettext("Promised by the city"), money),
        Column("promised_a_household", gettext("For each household"), money),
        Column("days_longest", gettext("Days waiting for the city, the longest open one"), count),
        Column("days_waiting", gettext("Days waiting for the city, the middle open one"), count),
        Column(
            "late_answer", gettext("Days late with its next word, the city, the longest"), count
        ),
        Column("late_city", gettext("Days late with promises, the city, all of them"), count),
        Column("late_group", gettext("Days late with promises, groups, all of them"), count),
    )

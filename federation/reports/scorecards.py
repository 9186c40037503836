"""Scorecards side by side, what changed by the request's own measure, and with against without."""

from collections.abc import Sequence

from federation.core import scorecards as core
from federation.i18n import gettext
from federation.node import Node
from federation.store import Database
from federation.store.queries import requests
from federation.store.queries.requests import RequestView

from .table import Cell, Column, Kind, Report, Span


def make(db: Database, node: Node, span: Span) -> Report:
    """Rounds whose first score was given in the span."""
    own = node.settings
    found = requests.requests(db)
    told, rows = [], []
    for one in found:
        for card in core.cards(one.words):
            if not span.holds(card.begun_on):
                continue
            told.append(_plain(one, card))
            rows += [_row(one, card, line) for line in card.lines]
    return Report(
        name="scorecards",
        title=gettext("Judged together"),
        about=own.name,
        currency=own.currency,
        columns=_columns(),
        rows=tuple(rows),
        plain={
            "scorecards": told,
            "changes": [_changed(one) for one in found if one.baseline >= 0],
            "comparison": [_compared(one) for one in comparisons(found)],
            "note": gettext(
                "Requests that were met and requests that were not are not alike for other reasons "
                "too: a difference shows no cause. Fewer than %(least)s of a kind say nothing.",
                least=core.COMPARE_MIN,
            ),
        },
    )


def changed(one: RequestView) -> core.Change:
    """What changed for a request, by its own measure."""
    return core.change(one.measure, one.baseline, one.target, one.words)


def met_on(one: RequestView) -> str:
    """The day on which what was asked for was there: handed over, else judged; "": not yet."""
    handed = [answer.day for answer in one.answers if answer.verb == "hand-over"]
    judged = [step.day for step in one.steps if step.step in ("assessed", "complete")]
    return min([*handed, *judged], default="")


def comparisons(found: Sequence[RequestView]) -> tuple[core.Comparison, ...]:
    """With against without, for each measure by which something was counted again."""
    ways: dict[str, list[tuple[bool, int]]] = {}
    for one in found:
        way = changed(one).way if one.baseline >= 0 else None
        if way is not None:
            ways.setdefault(one.measure, []).append((bool(met_on(one)), way))
    return tuple(core.compare(measure, some) for measure, some in sorted(ways.items()))


def _columns() -> tuple[Column, ...]:
    return (
        Column("id", gettext("Id")),
        Column("group", gettext("Group")),
        Column("settlement", gettext("Settlement")),
        Column("title", gettext("Request")),
        Column("round", gettext("Round"), Kind.COUNT),
        Column("criterion", gettext("What is judged")),
        Column("people", gettext("People"), Kind.COUNT),
        Column("community", gettext("People say, in hundredths"), Kind.COUNT),
        Column("provider", gettext("The city says, in hundredths"), Kind.COUNT),
        Column("gap", gettext("Gap, in hundredths"), Kind.COUNT),
    )


def _row(one: RequestView, card: core.Card, line: core.Line) -> tuple[Cell, ...]:
    head = (one.request, one.group, one.settlement, one.title, card.round, line.criterion)
    scores = (line.community, line.provider, line.gap)
    return (*head, line.people, *("" if score is None else score for score in scores))


def _plain(one: RequestView, card: core.Card) -> dict[str, object]:
    return {
        "id": one.request,
        "group": one.group,
        "settlement": one.settlement,
        "round": card.round,
        "people": card.people,
        "met_on": card.met_on,
        "lines": [
            {
                "criterion": line.criterion,
                "people": line.people,
                "community": line.community,
                "provider": line.provider,
                "gap": line.gap,
                "words": [
                    {"whose": whose, "reason": reason, "proposal": proposal}
                    for whose, reason, proposal in line.words
                ],
            }
            for line in card.lines
        ],
    }


def _changed(one: RequestView) -> dict[str, object]:
    made = changed(one)
    return {
        "id": one.request,
        "measure": made.measure,
        "before": made.before,
        "target": made.target,
        "now": made.now,
        "counted_on": made.counted_on,
        "checkers": made.checkers,
        "way_percent": made.way,
    }


def _compared(one: core.Comparison) -> dict[str, object]:
    return {
        "measure": one.measure,
        "met": one.met,
        "unmet": one.unmet,
        "met_median_percent": one.met_median,
        "unmet_median_percent": one.unmet_median,
        "says_something": one.says,
    }

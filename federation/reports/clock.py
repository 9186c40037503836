"""Whose turn it was in a request, day by day: a lane for each side, and the table of the same days.

Days are those of public answers; no figure of people stands in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from federation.core.days import days_between
from federation.core.rules.turns import OURS, THEIRS, Turn
from federation.i18n import day, gettext, ngettext

from . import charts
from .charts import TEXT_PX

_LANE_PX: Final = 54
_BAR_PX: Final = 18
_FOOT_PX: Final = 24
_FINE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Span:
    """A side had to act from a day until another (ISO), for so many days."""

    whose: str
    first: str
    last: str
    days: int


def spans(some: Sequence[Turn], until: str) -> tuple[Span, ...]:
    """The turns of a request up to a day, those of one side that follow each other as one.

    Where nobody had to act there is no span, and none is of no days.
    """
    told = [one for one in some if one.day <= until]
    found: list[Span] = []
    for one, end in zip(told, [*(one.day for one in told[1:]), until], strict=False):
        if not one.whose or end == one.day:
            continue
        before = found[-1] if found else None
        first = one.day
        if before and (before.whose, before.last) == (one.whose, one.day):
            first = found.pop().first
        found.append(Span(one.whose, first, end, days_between(first, end)))
    return tuple(found)


def chart(name: str, title: str, some: Sequence[Span], ours: str, theirs: str) -> str:
    """Two lanes from the first day to the last; `ours`, `theirs`: how the sides are called."""
    if not some:
        return ""
    first, last = min(one.first for one in some), max(one.last for one in some)
    whole = days_between(first, last)
    parts: list[str] = []
    about: list[str] = []
    for lane, (whose, called) in enumerate(((THEIRS, theirs), (OURS, ours))):
        mine = [one for one in some if one.whose == whose]
        total = sum(one.days for one in mine)
        told = ngettext("%(num)s day", "%(num)s days", total)
        about.append(f"{called}: {told}")
        top = lane * _LANE_PX
        line = top + TEXT_PX + 8 + _BAR_PX
        parts += (
            charts.text("0", str(top + TEXT_PX), called),
            charts.text("100%", str(top + TEXT_PX), told, anchor="end", strong=True),
            (
                f'<line x1="0" x2="100%" y1="{line}" y2="{line}" stroke="currentColor" '
                f'stroke-opacity="0.25"/>'
            ),
        )
        for one in mine:
            at = days_between(first, one.first) * _FINE // whole
            wide = days_between(first, one.last) * _FINE // whole - at
            parts.append(
                f'<rect class="mark mark-{lane + 1}" x="{charts.percent(at)}" '
                f'y="{top + TEXT_PX + 8}" width="{charts.percent(wide)}" height="{_BAR_PX}" '
                f'fill="currentColor" fill-opacity="{charts.shade(lane * 2)}" '
                f'stroke="currentColor" stroke-width="1"/>'
            )
    foot = 2 * _LANE_PX
    parts.append(charts.text("0", str(foot + TEXT_PX - 4), day(first), quiet=True))
    parts.append(charts.text("100%", str(foot + TEXT_PX - 4), day(last), anchor="end", quiet=True))
    says = gettext(
        "From %(first)s to %(last)s. %(sides)s.",
        first=day(first),
        last=day(last),
        sides="; ".join(about),
    )
    return charts.drawing(name, title, says, foot + _FOOT_PX, parts)

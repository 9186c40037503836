"""Rungs of a ladder before and after: two bars of the same parts, and the table of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from federation.i18n import gettext, word

from . import charts

# The sanitation ladder of the JMP (washdata.org), the best first; not told comes last.
SANITATION: Final = ("basic", "limited", "unimproved", "open-defecation", "unknown")


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung with how many stand on it, before and after."""

    code: str
    before: int
    after: int

    @property
    def change(self) -> int:
        """How many more."""
        return self.after - self.before


def compared(
    before: Mapping[str, int], after: Mapping[str, int], ladder: Sequence[str] = SANITATION
) -> tuple[Rung, ...]:
    """Each rung on which anybody stood or stands, in the order of the ladder.

    Raises ValueError for a rung that is none of the ladder's, and for a count below zero.
    """
    if not before.keys() | after.keys() <= set(ladder):
        raise ValueError("a rung that is not on this ladder")
    if any(count < 0 for count in (*before.values(), *after.values())):
        raise ValueError("a count below zero")
    rungs = [Rung(one, before.get(one, 0), after.get(one, 0)) for one in ladder]
    return tuple(one for one in rungs if one.before or one.after)


def chart(name: str, title: str, rungs: Sequence[Rung], area: str = "rung") -> str:
    """Two bars, one above the other; `area`: of the words for the rungs."""
    if not rungs:
        return ""
    return charts.bars(
        name,
        title,
        [
            charts.Bar(gettext("before"), tuple(one.before for one in rungs)),
            charts.Bar(gettext("after"), tuple(one.after for one in rungs)),
        ],
        charts.Unit.COUNT,
        names=[word(one.code, area) for one in rungs],
    )

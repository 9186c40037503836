"""Which periods there is something of, for people and programs to choose from."""

from datetime import date
from typing import Final

from federation.core.days import months_later
from federation.core.periods import KINDS, Period, back_from, holding
from federation.node import Node
from federation.store import Database, clock
from federation.store.queries import groups

YEARS_BACK: Final = 10
"""No older periods are listed: a mistyped year would list hundreds."""


def periods_here(db: Database, node: Node) -> tuple[Period, ...]:
    """Periods back to the oldest money or request here, the newest of each kind first."""
    today = clock.today(db, node)
    oldest = months_later(date.fromisoformat(today), -12 * YEARS_BACK).isoformat()
    first = max(groups.first_day(db) or today, oldest)
    return tuple(one for kind in KINDS for one in back_from(holding(kind, today), first))

"""Reports by their names: the one place where a name leads to what makes it."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from federation.core import periods
from federation.core.refusals import refuse
from federation.i18n import gettext
from federation.node import Node
from federation.store import Database, Store, clock

from . import (
    agreements,
    arrears,
    asked,
    burden,
    city,
    equity,
    fund,
    indicators,
    ledgers,
    national,
    over_groups,
    scorecards,
    share_out,
    totals,
)
from .spans import headed
from .table import Report, Span
from .where import HUB

CITY: Final = "city"
FUND: Final = "fund"
_MAKERS: Final[Mapping[str, Callable[[Database, Node, Span], Report]]] = MappingProxyType(
    {
        "totals": totals.make,
        "trial-balance": ledgers.trial_balance,
        "members": ledgers.members,
        "loans": ledgers.loans,
        "arrears": arrears.make,
        "share-out": share_out.make,
        "requests": asked.make,
        "agreements": agreements.make,
        "scorecards": scorecards.make,
        "burden": burden.make,
        "equity": equity.make,
        "indicators": indicators.make,
    }
)
_OVER_GROUPS: Final[Mapping[str, Callable[[Database, Node, Span], Report]]] = MappingProxyType(
    {"arrears": over_groups.arrears, "indicators": over_groups.indicators}
)
"""What a hub makes in another way: of many groups, and no person."""
REGIONAL: Final = (national.NATIONAL, national.MINISTRY)
NAMES: Final = (*_MAKERS, CITY, FUND, *REGIONAL)
OF_A_PLACE: Final = (
    *("totals", "trial-balance", "indicators", "arrears", "burden", "equity"),
    *REGIONAL,
)
"""Those that a hub makes of the groups of one place, too."""


def make(
    store: Store, name: str, span: Span, *, to_city: str = "", period: str = ""
) -> Iterator[Report]:
    """The report of that name; `city` at a hub with several cities gives one for each.

    `period`: of those days instead of the span's (`core.periods`); of `city` as in `publish`.
    `national` and `ministry` are several tables, of their usual period where none is named.
    Raises Refusal `report-unknown`, `report-days-crossed`, `period-unclear`, `report-place-not`,
    and as the report itself says.
    """
    if span.last and span.first > span.last:
        raise refuse("report-days-crossed", first_day=span.first, last_day=span.last)
    if span.place and name not in OF_A_PLACE:
        raise refuse("report-place-not", report=name, reports=", ".join(OF_A_PLACE))
    if name == CITY:
        for code in (to_city,) if to_city else city.cities(store):
            yield city.make(store, code, period)
        return
    named = periods.period(period) if period else None
    days = Span(named.first, named.last, span.place) if named else span
    if name == FUND:
        with store.reading() as db:
            parts = tuple(headed(db, store.node, days, fund.make(db, store.node, days)))
        yield from parts
    elif name in REGIONAL:
        with store.reading() as db:
            of = named or national.usual_period(name, clock.today(db, store.node))
            tables = national.make(db, store.node, name, of, span.place)
            whole = Span(of.first, of.last, span.place)
            made = tuple(headed(db, store.node, whole, tables, gettext("all groups")))
        yield from made
    elif name in _MAKERS:
        with store.reading() as db:
            is_hub = store.node.settings.role == HUB
            maker = _OVER_GROUPS.get(name, _MAKERS[name]) if is_hub else _MAKERS[name]
            where = gettext("all groups") if is_hub and name in OF_A_PLACE else ""
            (one,) = headed(db, store.node, days, (maker(db, store.node, days),), where)
        yield one
    else:
        raise refuse("report-unknown", report=name, reports=", ".join(NAMES))

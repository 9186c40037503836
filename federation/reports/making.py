"""Reports by their names: the one place where a name leads to what makes it."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from federation.core.refusals import refuse
from federation.node import Node
from federation.store import Database, Store

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
    scorecards,
    share_out,
    totals,
)
from .table import Report, Span

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
NAMES: Final = (*_MAKERS, CITY, FUND)


def make(
    store: Store, name: str, span: Span, *, to_city: str = "", period: str = ""
) -> Iterator[Report]:
    """The report of that name; `city` at a hub with several cities gives one for each.

    Raises Refusal `report-unknown`, `report-days-crossed`, and as the report itself says.
    """
    if span.last and span.first > span.last:
        raise refuse("report-days-crossed", first_day=span.first, last_day=span.last)
    if name == CITY:
        for code in (to_city,) if to_city else city.cities(store):
            yield city.make(store, code, period)
    elif name == FUND:
        with store.reading() as db:
            parts = fund.make(db, store.node, span)
        yield from parts
    elif name in _MAKERS:
        with store.reading() as db:
            made = _MAKERS[name](db, store.node, span)
        yield made
    else:
        raise refuse("report-unknown", report=name, reports=", ".join(NAMES))

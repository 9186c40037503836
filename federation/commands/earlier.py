"""Earlier releases to a city, read again from this hub's own journal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from federation.core import canonical, disclosure, kinds
from federation.core import events as e
from federation.core.figures import BY_KIND, BY_RUNG, Together
from federation.core.rules.requests import rung
from federation.store import Database, journal
from federation.store.queries import requests
from federation.store.queries.requests import PartnerView, RequestView

from .periods import is_in, span_of

PRIVATE: Final = -1


@dataclass(frozen=True, slots=True)
class Frozen:
    """A release as it was published."""

    release: str
    period: str
    threshold: int
    published: disclosure.Published


@dataclass(frozen=True, slots=True)
class Earlier:
    """Earlier releases to a city, the newest last.

    `first_told`: the day on which each request was first told of; `last_told`: its households as
    they were told last, or PRIVATE. `asks`: what was told of as one, by its id.
    """

    releases: tuple[Frozen, ...]
    first_told: Mapping[str, str]
    last_told: Mapping[str, int]
    asks: Mapping[str, Together]

    @property
    def published(self) -> tuple[disclosure.Published, ...]:
        """Their figures."""
        return tuple(one.published for one in self.releases)

    def newest(self, period: str) -> Frozen | None:
        """The newest release of a period, or None."""
        return next((one for one in reversed(self.releases) if one.period == period), None)


def given_free(db: Database, city: PartnerView) -> list[RequestView]:
    """Requests that were given free for this city, without those taken back in time."""
    return [one for one in requests.requests(db) if one.is_free_for(city.node)]


def _member(one: RequestView, *, told: bool) -> disclosure.Member:
    """A request that a release counted; `told`: with its own figures of people."""
    return disclosure.Member(
        one.request,
        one.settlement,
        one.need,
        rung(one.sanitation_facility, one.sharing_households),
        told and bool(one.step_day("figures-released")),
    )


def earlier_of(db: Database, city: PartnerView, free: Sequence[RequestView]) -> Earlier:
    """Every release to this city so far, from this hub's own entries."""
    known = {one.request: one for one in free}
    parts: dict[str, list[e.TablesPublished]] = {}
    told: dict[str, list[e.RequestPublished]] = {}
    first_told: dict[str, str] = {}
    last_told: dict[str, int] = {}
    asks: dict[str, Together] = {}
    for event in own_publication(db, city):
        if isinstance(event, e.TablesPublished):
            parts.setdefault(event.release, []).append(event)
        elif isinstance(event, e.RequestsMerged):
            asks[event.merge] = Together(event.merge, frozenset(event.requests))
        elif isinstance(event, e.RequestPublished):
            told.setdefault(event.release, []).append(event)
            first_told.setdefault(event.request, event.submitted_on)
            last_told[event.request] = event.households
    releases = []
    for release, tables in parts.items():
        period, some = tables[0].period, told.get(release, [])
        counted = [
            _member(known[one.request], told=one.households != PRIVATE)
            for one in some
            if one.request in known and is_in(span_of(period), one.raised_on)
        ]
        published = rebuilt(tables, some, counted, asks)
        releases.append(Frozen(release, period, tables[0].threshold, published))
    return Earlier(tuple(releases), first_told, last_told, asks)


def own_publication(db: Database, city: PartnerView) -> Iterator[e.Event]:
    """Every entry for a city, in order."""
    decoder = kinds.decoder(kinds.PUBLICATION)
    for end in journal.ends(db):
        if end.own and end.kind == kinds.PUBLICATION and end.partner == city.node:
            for _, _, line, _ in journal.own_lines(db, end.id, 1, end.last):
                yield canonical.decode(line, decoder)


def rebuilt(
    parts: Sequence[e.TablesPublished],
    told: Sequence[e.RequestPublished],
    members: Sequence[disclosure.Member],
    asks: Mapping[str, Together],
) -> disclosure.Published:
    """A release as disclosure control sees it, from the entries that published it."""
    shown = sorted({one.request for one in told if one.households != PRIVATE})
    tables = [table for part in parts for table in part.tables]
    by_kind = [table for table in tables if table.name == BY_KIND]
    by_rung = [table for table in tables if table.name == BY_RUNG]
    other = disclosure.OtherTable(
        BY_RUNG,
        tuple(disclosure.RungCell(*_figure(cell)) for table in by_rung for cell in table.cells),
        tuple(disclosure.RungCell(*_figure(cell)) for table in by_rung for cell in table.totals),
    )
    return disclosure.Published(
        tuple(disclosure.Cell(*_figure(cell)) for table in by_kind for cell in table.cells),
        tuple(disclosure.Cell(*_figure(cell)) for table in by_kind for cell in table.totals),
        (other,),
        frozenset(one for one in shown if one not in asks),
        tuple(members),
        tuple(asks[one] for one in shown if one in asks),
    )


def _figure(cell: e.PublishedCell) -> tuple[str, str, int | None, int, bool]:
    private = cell.households == PRIVATE
    return cell.row, cell.column, None if private else cell.households, cell.requests, private

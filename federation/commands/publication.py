"""A hub freezes a release for each of its cities: tables that were protected, and the requests.

What counts: requests that the hub gave free for that city and that were raised in the period. One
that its group took back before it was told of stays untold; one that was told of stays counted, so
that no figure falls. Every release counts anew, protected together with all earlier ones to the
same city, which are read again from this hub's own journal.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

import msgspec

from federation.core import canonical, disclosure, kinds
from federation.core import events as e
from federation.core.figures import BY_KIND, BY_RUNG
from federation.core.refusals import refuse
from federation.core.rules.requests import rung
from federation.store import Database, Draft, Store, journal
from federation.store.queries import requests
from federation.store.queries.requests import PartnerView, RequestView

from .deed import Decision, Desk, Order, perform

PRIVATE: Final = -1
PART_BYTES_MAX: Final = 48 * 1024
MONTHS: Final = MappingProxyType({"": 12, "H": 6, "Q": 3})
_PERIOD: Final = re.compile("([0-9]{4})(?:-(?:(H)([12])|(Q)([1-4])))?")

_Figure = tuple[str, bool, e.PublishedCell]  # its table, whether it is a total, the cell


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishTables(Order):
    """Freeze the next release for every city. `period`: 2026, 2026-H2, 2026-Q4, or "" for all."""

    day: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """A frozen release: `requests` it counts, those `told` first with it, figures `hidden`.

    `city` is a node id.
    """

    release: str
    city: str
    code: str
    name: str
    period: str
    threshold: int
    requests: int
    told: int
    hidden: int


@dataclass(frozen=True, slots=True)
class _Earlier:
    """Earlier releases to a city, and the day on which each request was first told of."""

    published: tuple[disclosure.Published, ...]
    first_told: dict[str, str]


def publish(store: Store, period: str = "", user: int = 0) -> tuple[Published, ...]:
    """Freeze and enter a release for each city that has something; both go with the next export.

    Raises Refusal `publish-not-here`, `publish-period-unclear`, `publish-no-city`,
    `publish-nothing`.
    """
    order = PublishTables(user=user, day=store.node.today(), period=period)
    receipt = perform(store, order, publish_tables)
    made = str(receipt.facts["releases"]).split()
    with store.reading() as db:
        return tuple(_told(db, release) for release in made)


def preview(store: Store, city: str, period: str = "") -> disclosure.Protected:
    """What `publish` would freeze now for a city (its node id or short code).

    Raises Refusal `city-unknown`, `publish-period-unclear`.
    """
    span = span_of(period)
    with store.reading() as db:
        return _protected(db, _city(db, city), span)


def _city(db: Database, named: str) -> PartnerView:
    partner = requests.partner(db, named)
    if partner is None or partner.role != "city":
        raise refuse("city-unknown", city=named)
    return partner


@dataclass(frozen=True, slots=True)
class Telling:
    """A request of which a release tells the city; `shows`: with its own figures of people."""

    view: RequestView
    shows: bool


def tells(store: Store, city: str, period: str = "") -> tuple[Telling, ...]:
    """The requests of which `publish` would tell a city now (its node id or short code).

    Raises Refusal `city-unknown`, `publish-period-unclear`.
    """
    span = span_of(period)
    with store.reading() as db:
        partner = _city(db, city)
        earlier = _earlier(db, partner, _given_free(db, partner))
        return _telling(db, partner, span, earlier, _protected(db, partner, span))


def _telling(
    db: Database,
    city: PartnerView,
    span: tuple[str, str],
    earlier: _Earlier,
    protected: disclosure.Protected,
) -> tuple[Telling, ...]:
    """Those of the period, and every other that the city was never told of."""
    return tuple(
        Telling(one, one.request in protected.shown_requests)
        for one in _given_free(db, city)
        if is_in(span, one.raised_on) or one.request not in earlier.first_told
    )


def publish_tables(desk: Desk, order: PublishTables) -> Decision:
    """A release for every city to which something was given free. Raises Refusal (`publish`)."""
    if desk.node.settings.role != "hub":
        raise refuse("publish-not-here")
    span = span_of(order.period)
    cities = requests.partners(desk.db, "city")
    if not cities:
        raise refuse("publish-no-city")
    drafts: list[Draft] = []
    made = []
    for city in cities:
        release = desk.node.new_id()
        some = list(_release(desk.db, city, span, release, order))
        if some:
            made.append(release)
            drafts += some
    if not made:
        raise refuse("publish-nothing", period=order.period or "-")
    return drafts, {"releases": " ".join(made)}


def span_of(period: str) -> tuple[str, str]:
    """First and last day of a period; ("", "") for "" (everything so far).

    Raises Refusal `publish-period-unclear`.
    """
    if not period:
        return "", ""
    found = _PERIOD.fullmatch(period)
    if found is None or found[1] < "1900":
        raise refuse("publish-period-unclear", period=period)
    part, number = (found[2] or found[4] or ""), int(found[3] or found[5] or 1)
    months = MONTHS[part]
    year, month = int(found[1]), (number - 1) * months + 1
    ends_year, ends_month = (
        (year, month + months) if month + months <= MONTHS[""] else (year + 1, 1)
    )
    last = date(ends_year, ends_month, 1) - timedelta(days=1)
    return date(year, month, 1).isoformat(), last.isoformat()


def is_in(span: tuple[str, str], day: str) -> bool:
    """Whether a day lies in the span; every day lies in ("", "")."""
    first, last = span
    return not first or first <= day <= last


def rebuilt(
    parts: Sequence[e.TablesPublished],
    told: Sequence[e.RequestPublished],
    members: Sequence[disclosure.Member],
) -> disclosure.Published:
    """A release as disclosure control sees it, from the entries that published it."""
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
        frozenset(one.request for one in told if one.households != PRIVATE),
        tuple(members),
    )


def _figure(cell: e.PublishedCell) -> tuple[str, str, int | None, int, bool]:
    private = cell.households == PRIVATE
    return cell.row, cell.column, None if private else cell.households, cell.requests, private


def _release(
    db: Database, city: PartnerView, span: tuple[str, str], release: str, order: PublishTables
) -> Iterator[Draft]:
    """The entries of one city's release; none when nothing was given free for it."""
    earlier = _earlier(db, city, _given_free(db, city))
    protected = _protected(db, city, span)
    telling = _telling(db, city, span, earlier, protected)
    if not telling:
        return
    for tables in _tables(protected, release, city, order):
        yield _draft(city, tables)
    for told in telling:
        one = told.view
        first_day = earlier.first_told.get(one.request, order.day)
        yield _draft(city, _request(one, release, order, first_day, shows=told.shows))
        if one.request not in earlier.first_told:
            word = e.RequestSubmitted(
                user=order.user, day=order.day, request=one.request, release=release
            )
            yield Draft(kinds.REPLIES, word, partner=one.owner)


def _draft(city: PartnerView, event: e.Event) -> Draft:
    return Draft(kinds.PUBLICATION, event, partner=city.node)


def _given_free(db: Database, city: PartnerView) -> list[RequestView]:
    """Requests that were given free for this city, without those taken back in time."""
    return [
        one
        for one in requests.requests(db)
        if one.step_detail("released") == city.node
        and (one.stage != "withdrawn" or one.step_day("submitted"))
    ]


def _member(one: RequestView, *, told: bool) -> disclosure.Member:
    """A request that a release counted; `told`: with its own figures of people."""
    return disclosure.Member(
        one.request,
        one.settlement,
        one.need,
        rung(one.sanitation_facility, one.sharing_households),
        told and bool(one.step_day("figures-released")),
    )


def _protected(db: Database, city: PartnerView, span: tuple[str, str]) -> disclosure.Protected:
    free = _given_free(db, city)
    now = [_contribution(one) for one in free if is_in(span, one.raised_on)]
    others = [_contribution(one) for one in free if not is_in(span, one.raised_on)]
    earlier = _earlier(db, city, free).published
    return disclosure.protect(now, city.threshold, earlier, others)


def _contribution(one: RequestView) -> disclosure.Contribution:
    return disclosure.Contribution(
        request=one.request,
        group=one.owner,
        settlement=one.settlement,
        kind=one.need,
        rung=rung(one.sanitation_facility, one.sharing_households),
        households=one.households,
        voted=bool(one.step_day("figures-released")),
    )


def _earlier(db: Database, city: PartnerView, free: Sequence[RequestView]) -> _Earlier:
    """Every release to this city so far, from this hub's own entries."""
    known = {one.request: one for one in free}
    parts: dict[str, list[e.TablesPublished]] = {}
    told: dict[str, list[e.RequestPublished]] = {}
    first_told: dict[str, str] = {}
    for event in _own_publication(db, city):
        if isinstance(event, e.TablesPublished):
            parts.setdefault(event.release, []).append(event)
        elif isinstance(event, e.RequestPublished):
            told.setdefault(event.release, []).append(event)
            first_told.setdefault(event.request, event.submitted_on)
    published = []
    for release, tables in parts.items():
        span, some = span_of(tables[0].period), told.get(release, [])
        counted = [
            _member(known[one.request], told=one.households != PRIVATE)
            for one in some
            if one.request in known and is_in(span, one.raised_on)
        ]
        published.append(rebuilt(tables, some, counted))
    return _Earlier(tuple(published), first_told)


def _own_publication(db: Database, city: PartnerView) -> Iterator[e.Event]:
    decoder = kinds.decoder(kinds.PUBLICATION)
    for end in journal.ends(db):
        if end.own and end.kind == kinds.PUBLICATION and end.partner == city.node:
            for _, _, line, _ in journal.own_lines(db, end.id, 1, end.last):
                yield canonical.decode(line, decoder)


def _tables(
    protected: disclosure.Protected, release: str, city: PartnerView, order: PublishTables
) -> Iterator[e.TablesPublished]:
    """The release as one entry, or as several where it would not fit on a line."""
    figures = [(BY_KIND, False, _cell(c.settlement, c.kind, c)) for c in protected.cells]
    figures += [(BY_KIND, True, _cell(c.settlement, c.kind, c)) for c in protected.totals]
    for table in protected.other:
        figures += [(table.name, False, _cell(c.settlement, c.rung, c)) for c in table.cells]
        figures += [(table.name, True, _cell(c.settlement, c.rung, c)) for c in table.totals]
    certificate = msgspec.json.encode(protected.certificate, order="sorted").decode()
    for part in _parts(figures):
        yield e.TablesPublished(
            user=order.user,
            day=order.day,
            release=release,
            threshold=city.threshold,
            tables=tuple(_table(name, part) for name in (BY_KIND, BY_RUNG)),
            certificate=certificate,
            period=order.period,
        )


def _parts(figures: Sequence[_Figure]) -> Iterator[Sequence[_Figure]]:
    """The figures in runs whose lines stay within bounds; one empty run when there are none."""
    part: list[_Figure] = []
    size = 0
    for figure in figures:
        bytes_more = len(canonical.encode(figure[2])) + 1
        if size + bytes_more > PART_BYTES_MAX:
            yield part
            part, size = [], 0
        part.append(figure)
        size += bytes_more
    yield part


def _table(name: str, part: Sequence[_Figure]) -> e.PublishedTable:
    return e.PublishedTable(
        name=name,
        cells=tuple(cell for table, total, cell in part if table == name and not total),
        totals=tuple(cell for table, total, cell in part if table == name and total),
    )


def _cell(row: str, column: str, cell: disclosure.Cell | disclosure.RungCell) -> e.PublishedCell:
    households = PRIVATE if cell.households is None else cell.households
    return e.PublishedCell(row=row, column=column, requests=cell.requests, households=households)


def _request(
    one: RequestView, release: str, order: PublishTables, first_day: str, *, shows: bool
) -> e.RequestPublished:
    return e.RequestPublished(
        user=order.user,
        request=one.request,
        release=release,
        number=one.number,
        group=one.group,
        need=one.need,
        settlement=one.settlement,
        title=one.title,
        raised_on=one.raised_on,
        description=one.description,
        households=one.households if shows else PRIVATE,
        offer_savings=one.offer_savings_minor,
        offer_labour_days=one.offer_labour_days,
        option_cost=one.option_cost_minor,
        submitted_on=first_day,
    )


def _told(db: Database, release: str) -> Published:
    """What was frozen under that id, read back."""
    found = next(one for one in requests.releases(db) if one.release == release)
    city = requests.partner(db, found.city)
    assert city is not None
    counted = [one for one in requests.cells(db, release) if not one.total]
    steps = [
        [step for step in one.steps if step.step == "submitted"] for one in requests.requests(db)
    ]
    return Published(
        release=release,
        city=city.node,
        code=city.code,
        name=city.name,
        period=found.period,
        threshold=found.threshold,
        requests=sum(one.requests for one in counted if one.name == BY_KIND),
        told=sum(len(some) == 1 and some[0].detail == release for some in steps),
        hidden=msgspec.json.decode(found.certificate)["hidden"],
    )

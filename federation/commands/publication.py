"""A hub freezes a release for each of its cities: tables that were protected, and the requests.

What counts: requests that the hub gave free for that city and that were raised in the period. One
that its group took back before it was told of stays untold; one that was told of stays counted, so
that no figure falls. Every release counts anew, protected together with all earlier ones to the
same city, which are read again from this hub's own journal. What lies in a settlement under embargo
is in no release until that is lifted. Where nothing changed since the newest release of the period,
that one stands and nothing is entered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from federation.core import canonical, disclosure, kinds
from federation.core import events as e
from federation.core.disclosure import table_text
from federation.core.figures import BY_KIND, BY_RUNG
from federation.core.refusals import refuse
from federation.core.rules.requests import rung
from federation.store import Database, Draft, Store
from federation.store.queries import embargoes, requests
from federation.store.queries.requests import PartnerView, RequestView

from . import asked_as_one, facility_figures, passing
from .asked_as_one import AskTelling
from .deed import Decision, Desk, Order, perform
from .earlier import PRIVATE, Earlier, Frozen, earlier_of, given_free
from .mapping import places_due, places_told
from .periods import is_in, span_of
from .seen import as_seen

PART_BYTES_MAX: Final = 48 * 1024

_Figure = tuple[str, bool, e.PublishedCell]  # its table, whether it is a total, the cell


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishTables(Order):
    """Freeze the next release for every city. `period`: 2026, 2026-H2, 2026-Q4, or "" for all."""

    day: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """A frozen release: `requests` it counts, those `told` first with it, figures `hidden`.

    `city` is a node id. `unchanged`: it was frozen before, and nothing changed since.
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
    day: str
    unchanged: bool


def publish(store: Store, period: str = "", user: int = 0) -> tuple[Published, ...]:
    """Freeze and enter a release for each city that has something; both go with the next export.

    Raises Refusal `publish-not-here`, `publish-period-unclear`, `publish-no-city`,
    `publish-nothing`.
    """
    order = PublishTables(user=user, day=store.node.today(), period=period)
    receipt = perform(store, order, publish_tables)
    stand = str(receipt.facts["unchanged"]).split()
    with store.reading() as db:
        return tuple(
            _told(db, release, unchanged=release in stand)
            for release in (*str(receipt.facts["releases"]).split(), *stand)
        )


@dataclass(frozen=True, slots=True)
class Telling:
    """A request of which a release tells the city; `shows`: with its own figures of people."""

    view: RequestView
    shows: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """What `publish` would freeze now for a city.

    `asks`: of what it would be told as one, besides the requests in it. `waiting`: requests given
    free that wait because of an embargo. `has_news`: facilities changed, or a place was not told
    yet.
    """

    city: PartnerView
    period: str
    protected: disclosure.Protected
    telling: tuple[Telling, ...]
    asks: tuple[AskTelling, ...]
    waiting: tuple[RequestView, ...]
    earlier: Earlier
    has_news: bool

    @property
    def stands(self) -> Frozen | None:
        """The newest release of the period, if this one would say nothing else."""
        newest = self.earlier.newest(self.period)
        if self.has_news or newest is None or newest.threshold != self.city.threshold:
            return None
        now, then = self.protected.published, newest.published
        same = all(
            self.earlier.last_told.get(one.view.request, None)
            == (one.view.households if one.shows else PRIVATE)
            for one in self.telling
        ) and all(
            self.earlier.last_told.get(one.ask.merge.merge, None) == one.households
            for one in self.asks
        )
        return newest if same and table_text(now) == table_text(then) else None


def coming(store: Store, city: str, period: str = "") -> Coming:
    """What `publish` would freeze now for a city (its node id or short code).

    Raises Refusal `city-unknown`, `publish-period-unclear`.
    """
    span_of(period)
    with store.reading() as db:
        return _coming(db, _city(db, city), period)


def preview(store: Store, city: str, period: str = "") -> disclosure.Protected:
    """The tables that `publish` would freeze now for a city. Raises Refusal as `coming` does."""
    return coming(store, city, period).protected


def tells(store: Store, city: str, period: str = "") -> tuple[Telling, ...]:
    """Of which requests `publish` would tell a city now. Raises Refusal as `coming` does."""
    return coming(store, city, period).telling


def _city(db: Database, named: str) -> PartnerView:
    partner = requests.partner(db, named)
    if partner is None or partner.role != "city":
        raise refuse("city-unknown", city=named)
    return partner


def _coming(db: Database, city: PartnerView, period: str) -> Coming:
    """Counts what is of the period; tells of that, and of all that was never told of."""
    free, barred, span = given_free(db, city), embargoes.barred(db), span_of(period)
    earlier = earlier_of(db, city, free)
    open_now = [one for one in free if not barred.on(one.settlements)]
    now = [one for one in open_now if is_in(span, one.raised_on)]
    counted = frozenset(one.request for one in now)
    asks = asked_as_one.asks_of(db, free, open_now, earlier)
    others = [_contribution(one) for one in free if one.request not in counted]
    protected = disclosure.protect(
        [_contribution(one) for one in now],
        city.threshold,
        earlier.published,
        [*others, *asks.again],
        asks.together,
    )
    telling = tuple(
        Telling(one, one.request in protected.shown_requests)
        for one in open_now
        if one.request in counted or one.request not in earlier.first_told
    )
    waiting = tuple(one for one in free if one not in open_now)
    newest = next(iter(requests.releases(db, city.node)), None)
    changed = facility_figures.has_changed(db, city.node, newest.release if newest else "")
    has_news = changed or bool(places_due(db, city.node))
    as_one = asks.telling(protected, earlier, counted)
    return Coming(city, period, protected, telling, as_one, waiting, earlier, has_news)


def publish_tables(desk: Desk, order: PublishTables) -> Decision:
    """A release for every city to which something was given free. Raises Refusal (`publish`)."""
    if desk.node.settings.role != "hub":
        raise refuse("publish-not-here")
    span_of(order.period)
    cities = requests.partners(desk.db, "city")
    if not cities:
        raise refuse("publish-no-city")
    drafts: list[Draft] = []
    made, stand = [], []
    for city in cities:
        found = _coming(desk.db, city, order.period)
        if not found.telling:
            continue
        if found.stands:
            stand.append(found.stands.release)
            continue
        made.append(desk.node.new_id())
        drafts += _release(desk.db, found, made[-1], order)
    if not made and not stand:
        raise refuse("publish-nothing", period=order.period or "-")
    return drafts, {"releases": " ".join(made), "unchanged": " ".join(stand)}


def _release(db: Database, found: Coming, release: str, order: PublishTables) -> Iterator[Draft]:
    """The entries of one city's release: tables, places, things, requests with what was said.

    And word to the groups whose requests it tells of first.
    """
    city, first_told = found.city, found.earlier.first_told
    places = places_told(db, city.node, release, order.user)
    things = facility_figures.events(db, city.node, release, order.day, order.user)
    for event in (*_tables(found.protected, release, city, order), *places, *things):
        yield _draft(city, event)
    for told in found.telling:
        one = told.view
        first_day = first_told.get(one.request, order.day)
        yield _draft(city, as_seen(one, release, first_day, order.user, shows=told.shows))
        if one.request not in first_told:
            word = e.RequestSubmitted(
                user=order.user, day=order.day, request=one.request, release=release
            )
            yield Draft(kinds.REPLIES, word, partner=one.owner)
            yield from passing.drafts(
                passing.read_before(one, city.threshold), city.node, order.user
            )
    for event in asked_as_one.events_of(found.asks, release, first_told, order.day, order.user):
        yield _draft(city, event)


def _draft(city: PartnerView, event: e.Event) -> Draft:
    return Draft(kinds.PUBLICATION, event, partner=city.node)


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


def _told(db: Database, release: str, *, unchanged: bool) -> Published:
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
        told=0
        if unchanged
        else sum(len(some) == 1 and some[0].detail == release for some in steps),
        hidden=msgspec.json.decode(found.certificate)["hidden"],
        day=found.day,
        unchanged=unchanged,
    )

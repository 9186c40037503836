"""Which repairs and requests a client asks for: its parameters read, and what fits them.

By GeoReport v2: a list of `service_request_id` overrides all else; `start_date` and `end_date` are
about when it was asked, lie 90 days apart at most, and are the last 90 days where neither is given;
the first 1,000 are told. By what servers have in common beyond it: `page`, `page_size`,
`updated_after`, `updated_before`, `extensions`. Where a client asks by `updated_…`, no window of 90
days is put upon when it was asked: so a request of three years ago is found when it moves.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from federation.core.refusals import Refusal, refuse
from federation.core.rules.repairs import ENDED, SERVICES, STEPS
from federation.store import Database
from federation.store.queries import repairs, requests
from federation.store.queries.repairs import Wanted

from . import asked, mended, moments
from .items import CLOSED, OPEN, Item, Update
from .services import is_service, need_of

SPAN: Final = timedelta(days=90)
ROWS_MAX: Final = 1_000
DIGITS_MAX: Final = 9

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Window:
    """From and to, both within; None: no bound."""

    first: datetime | None = None
    last: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        return (self.first is None or self.first <= moment) and (
            self.last is None or moment <= self.last
        )


@dataclass(frozen=True, slots=True)
class Query:
    """What a client asks for."""

    ids: tuple[str, ...]
    services: tuple[str, ...]
    statuses: tuple[str, ...]
    asked: Window
    updated: Window
    page: int
    page_size: int
    with_more: bool

    def part(self, rows: list[Value]) -> list[Value]:
        """The rows of its page."""
        first = (self.page - 1) * self.page_size
        return rows[first : first + self.page_size]


def read(told: Mapping[str, str], now: datetime) -> tuple[Query | None, list[Refusal]]:
    """The query of these parameters, or everything that is wrong with them."""
    given = {name: text.strip() for name, text in told.items() if text.strip()}
    wrong: list[Refusal] = []

    def one(read_it: Callable[[], Value], instead: Value) -> Value:
        try:
            return read_it()
        except Refusal as refusal:
            wrong.append(refusal)
            return instead

    updated = one(lambda: _window(given, "updated_after", "updated_before"), Window())
    query = Query(
        ids=_listed(given, "service_request_id"),
        services=one(lambda: _services(given), ()),
        statuses=one(lambda: _statuses(given), ()),
        asked=one(lambda: _asked(given, now, is_updated=updated != Window()), Window()),
        updated=updated,
        page=one(lambda: _count(given, "page", 1), 1),
        page_size=min(one(lambda: _count(given, "page_size", ROWS_MAX), 1), ROWS_MAX),
        with_more=given.get("extensions", "").lower() == "true",
    )
    return (None if wrong and not query.ids else query), wrong


def _listed(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(part.strip() for part in given.get(name, "").split(",") if part.strip())
    )


def _services(given: Mapping[str, str]) -> tuple[str, ...]:
    codes = _listed(given, "service_code")
    for code in codes:
        if not is_service(code):
            raise refuse("service-unknown", service=code[:80])
    return codes


def _statuses(given: Mapping[str, str]) -> tuple[str, ...]:
    statuses = tuple(one.lower() for one in _listed(given, "status"))
    for one in statuses:
        if one not in (OPEN, CLOSED):
            raise refuse("status-unclear", status=one[:40])
    return statuses


def _count(given: Mapping[str, str], name: str, usual: int) -> int:
    text = given.get(name, str(usual))
    if not (text.isascii() and text.isdecimal() and len(text) <= DIGITS_MAX and int(text)):
        raise refuse("page-unclear", field=name)
    return int(text)


def _window(given: Mapping[str, str], first: str, last: str) -> Window:
    begins = moments.read(first, given[first])[0] if first in given else None
    ends = None
    if last in given:
        moment, is_day_alone = moments.read(last, given[last])
        ends = moments.end_of(moment, is_day_alone=is_day_alone)
    if begins and ends and ends < begins:
        raise refuse("moments-reversed", first=first, last=last)
    return Window(begins, ends)


def _asked(given: Mapping[str, str], now: datetime, *, is_updated: bool) -> Window:
    """When it was asked: as told, else the last 90 days, else (by update) whenever."""
    told = _window(given, "start_date", "end_date")
    if told.first and told.last:
        ends, _ = moments.read("end_date", given["end_date"])
        if ends - told.first > SPAN:
            raise refuse("moments-too-far", days=SPAN.days)
        return told
    if told.first:
        return Window(told.first, told.first + SPAN)
    if told.last:
        return Window(told.last - SPAN, told.last)
    return Window() if is_updated else Window(now - SPAN)


def find(db: Database, query: Query, today: str) -> list[Item]:
    """What is on the page that is asked for, the newest first."""
    if query.ids:
        return query.part(_sorted(_by_ids(db, query.ids, today)))
    wants_some = not query.services or any(map(need_of, query.services))
    found = [
        one
        for one in (_requests(db, today) if wants_some else ())
        if (not query.services or one.service in query.services)
        and (not query.statuses or one.status in query.statuses)
        and query.asked.holds(one.requested)
        and query.updated.holds(one.changed)
    ]
    return query.part(_sorted([*found, *_repairs(db, query)]))


def find_one(db: Database, name: str, today: str) -> Item:
    """The repair or request of that id. Raises Refusal `request-unknown`."""
    for one in _by_ids(db, (name,), today):
        return one
    raise refuse("request-unknown", request=name[:80])


def updates(db: Database, query: Query, today: str) -> list[tuple[Item, Update]]:
    """What happened in the window, the newest first; with ids of those alone, whenever."""
    if query.ids:
        items = _by_ids(db, query.ids, today)
    else:
        moved = Wanted(changed_from=_utc(query.asked.first))
        items = [*_requests(db, today), *_mended(db, moved)]
    found = [
        (item, update)
        for item in items
        for update in item.updates()
        if query.ids or query.asked.holds(update.moment)
    ]
    found.sort(key=lambda pair: (pair[1].moment, pair[1].id), reverse=True)
    return query.part(found)


def _sorted(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda one: (one.requested, one.id), reverse=True)


def _by_ids(db: Database, ids: tuple[str, ...], today: str) -> list[Item]:
    return [*_requests(db, today, ids), *_mended(db, Wanted(numbers=ids))]


def _requests(db: Database, today: str, ids: tuple[str, ...] | None = None) -> list[Item]:
    return [asked.item(one, today) for one in requests.requests(db, ids)]


def _repairs(db: Database, query: Query) -> list[Item]:
    """Those that fit, as far as the page that is asked for reaches."""
    services = [one for one in query.services if one in SERVICES]
    if query.services and not services:
        return []
    states = [one for one in STEPS if (CLOSED if one in ENDED else OPEN) in query.statuses]
    wanted = Wanted(
        services=services,
        states=states,
        told_from=_utc(query.asked.first),
        told_to=_utc(query.asked.last),
        changed_from=_utc(query.updated.first),
        changed_to=_utc(query.updated.last),
    )
    return _mended(db, wanted, query.page * query.page_size)


def _mended(db: Database, wanted: Wanted, most: int = 0) -> list[Item]:
    known = repairs.settlements(db)
    return [mended.item(one, known) for one in repairs.taken_in(db, wanted, most)]


def _utc(moment: datetime | None) -> str:
    """As the books write moments: they are compared as texts."""
    return "" if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""How values look on a page: money, days, numbers, and words for codes."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from federation import i18n
from federation.core.figures import settlement_key
from federation.core.rules.way import Stop, way
from federation.store.queries.clocks import turns_of
from federation.store.queries.requests import PartnerView, RequestView

from .shared import pictures
from .today import today

RATE_DECIMALS: Final = 4


def moment(stamp: str) -> str:
    """A moment (UTC, ISO 8601) on this machine's clock: 23 Nov 2026, 14:05."""
    try:
        found = datetime.fromisoformat(stamp).astimezone()
    except ValueError:
        return stamp
    return f"{i18n.day(found.date().isoformat())}, {found:%H:%M}"


def rate(told: int) -> str:
    """The same as `percent`, with the decimal sign of the language spoken now."""
    return percent(told).replace(".", i18n.decimal_sign())


def percent(rate: int) -> str:
    """A rate in percent × 10,000 as a field takes it, without noughts at its end: 9.4822."""
    units, parts = divmod(rate, 10**RATE_DECIMALS)
    told = f"{parts:0{RATE_DECIMALS}d}".rstrip("0")
    return f"{units}.{told}" if told else str(units)


def plain(minor: int) -> str:
    """An amount as it is typed into a field: 1312.50."""
    return f"{minor // 100}.{minor % 100:02d}"


def typed(minor: int) -> str:
    """The same as somebody in a hurry types it: 20, or 2.50."""
    return plain(minor).removesuffix(".00")


def settlement_path(name: str) -> str:
    """A settlement as a part of an address, however it is written: “//Gomxas” has slashes."""
    return settlement_key(name).replace("~", "~0").replace("/", "~1")


def names_by_code(partners: Iterable[PartnerView]) -> tuple[tuple[str, str], ...]:
    """Partners to choose from: code and name."""
    return tuple((one.code, f"{one.name} · {one.code}") for one in partners)


def stops(view: RequestView, day: str = "") -> tuple[Stop, ...]:
    """The stages of a request, those reached with their days, up to a day ("": today)."""
    steps = [(one.day, one.step, one.detail) for one in view.steps]
    answers = [(one.day, one.verb, one.answer) for one in view.answers]
    return way(steps, answers, turns_of(view), view.stage, day or today())


FILTERS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        "money": i18n.money,
        "figure": i18n.figure,
        "number": i18n.number,
        "day": i18n.day,
        "month": i18n.month,
        "weekday": i18n.weekday,
        "moment": moment,
        "percent": rate,
        "plain": plain,
        "typed": typed,
        "word": i18n.word,
        "settlement_path": settlement_path,
        "say": i18n.say,
        "names_by_code": names_by_code,
        "stops": stops,
        "turns_drawn": pictures.turns,
        "change_drawn": pictures.change,
    }
)

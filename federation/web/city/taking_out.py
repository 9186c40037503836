"""Taking figures out: requests, agreements and released cells as files, and days for a calendar."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from federation.core.refusals import refuse
from federation.papers import pdf
from federation.reports import calendar, making, package
from federation.reports.render import render as as_file
from federation.reports.table import Span
from federation.store.queries import requests as asked

from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..today import today
from .common import READERS

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES: Final = MappingProxyType({"csv": "text/csv; charset=utf-8", "xlsx": XLSX})
REPORTS: Final = ("requests", "agreements", making.CITY)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingOut(Page):
    """One button for each file. `release`: the newest, without which there are no cells."""

    template: ClassVar[str] = "city/taking_out.html"
    release: asked.ReleaseView | None
    days: int
    writes_pdf: bool


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/figures", view_func=taking_out)
    to.add_url_rule("/figures/<name>.<kind>", view_func=take_out)


@allow(*READERS)
def taking_out() -> ResponseReturnValue:
    """The page."""
    with store().reading() as db:
        newest = next(iter(asked.releases(db)), None)
        views = asked.requests(db)
    days = sum(1 for _ in calendar.days(views, today()))
    return render(TakingOut(release=newest, days=days, writes_pdf=pdf.is_here()))


@allow(*READERS)
def take_out(name: str, kind: str) -> Response:
    """One file. Raises Refusal `page-unknown`, `report-no-release`."""
    if name in REPORTS and kind in _TYPES:
        return _file(as_file(tuple(making.make(store(), name, Span())), kind), name, kind)
    other = _OTHER.get(f"{name}.{kind}")
    if other is None:
        raise refuse("page-unknown")
    return _file(other(), name, kind)


def _calendar() -> bytes:
    with store().reading() as db:
        views = asked.requests(db)
    some = calendar.days(views, today())
    return calendar.write(some, node().settings.node_id, today())


_OTHER: Final[Mapping[str, Callable[[], bytes]]] = MappingProxyType(
    {"cells.zip": lambda: package.make(store()), "days.ics": _calendar}
)


def _file(content: bytes, name: str, kind: str) -> Response:
    more = {"zip": "application/zip", "ics": "text/calendar; charset=utf-8"}
    answer = Response(content, content_type=_TYPES.get(kind) or more[kind])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}-{today()}.{kind}")
    return answer

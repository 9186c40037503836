"""Who waits longest for the city, by settlement; the same page at the city and at the hub."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from federation.i18n import number
from federation.reports import waiting
from federation.store.queries import requests as asked

from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import today


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting(Page):
    """Rows, the longest wait first, their chart, and how many times as long it is as the last."""

    template: ClassVar[str] = "shared/waiting.html"
    today: str
    rows: tuple[waiting.Row, ...]
    chart: Markup
    times: str


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/waiting", view_func=show_waiting)


@allow("official", "clerk", "reader", "staff", "admin")
def show_waiting() -> ResponseReturnValue:
    """Open requests that the city has."""
    with store().reading() as db:
        found = asked.requests(db)
    rows = waiting.by_settlement(waiting.of_requests(found, today()))
    tenths = waiting.times(rows)
    page = Waiting(
        today=today(),
        rows=rows,
        chart=Markup(waiting.chart(rows)),  # noqa: S704 - escaped where it is made
        times="" if tenths is None else f"{number(tenths // 10)}.{tenths % 10}",
    )
    return render(page)

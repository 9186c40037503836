"""The first page of the city: what is late, what is due before the council, the one next step."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint
from flask.typing import ResponseReturnValue

from federation.commands.city import sitting
from federation.store import staff
from federation.store.queries import repairs
from federation.store.queries import requests as asked
from federation.store.queries.requests import CellView
from sync import repair
from sync.status import status

from ..guard import allow
from ..here import me, store
from ..pages import Page, render
from ..today import today
from .common import OFFICIALS, READERS, listed, unsent
from .due import Due, lines, sort

SHOWN: Final = 8
"""Lines of a part; the list of requests shows them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home(Page):
    """`due`: what the city owes; `shown`: how many lines of each part stand here.

    `sitting`: the day on which the council next sits, or "". `with_groups`: requests in which it
    is the group's turn. `households` that ask, by the newest release (-1: kept private), and how
    many of its `figures` are `private`. `to_write`: answers that are in no file yet;
    `repairs_waiting`: nobody looked at them yet. `trouble`: why what stands here is not whole, or
    "".
    """

    template: ClassVar[str] = "city/home.html"
    today: str
    sitting: str
    due: Due
    departments: tuple[str, ...]
    shown: int
    open_requests: int
    with_groups: int
    fresh: int
    households: int
    figures: int
    private: int
    release: asked.ReleaseView | None
    has_hub: bool
    to_write: int
    repairs_waiting: int
    may_answer: bool
    trouble: str


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/", view_func=home)


@allow(*READERS)
def home() -> ResponseReturnValue:
    """What is due."""
    told = status(store())
    with store().reading() as db:
        found = listed(db)
        newest = next(iter(asked.releases(db)), None)
        waiting_repairs = repairs.waiting(db)
        cells = asked.cells(db, newest.release) if newest else ()
        day = sitting(db, today())
        own = staff.departments(db, me().id)
    page = Home(
        today=today(),
        sitting=day,
        due=sort(lines(found, today(), own), day),
        departments=own,
        shown=SHOWN,
        open_requests=sum(one.is_open for one in found),
        with_groups=sum(one.clocks.runs == "us" for one in found),
        fresh=sum(one.is_open and not one.view.answers for one in found),
        households=_asking(cells),
        figures=len(cells),
        private=sum(one.households < 0 for one in cells),
        release=newest,
        has_hub=bool(told.partners),
        to_write=unsent(told),
        repairs_waiting=waiting_repairs,
        may_answer=me().role in OFFICIALS,
        trouble=repair.trouble(store()),
    )
    return render(page)


def _asking(cells: Iterable[CellView]) -> int:
    """Households over all settlements and kinds (-1: kept private)."""
    return next((one.households for one in cells if one.row == one.column == "all"), 0)

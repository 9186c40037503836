"""The first page of the city: what waits longest, what is new, the one next step."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint
from flask.typing import ResponseReturnValue

from federation.store.queries import repairs
from federation.store.queries import requests as asked
from sync import repair
from sync.status import status

from ..guard import allow
from ..here import me, store
from ..pages import Page, render
from ..today import today
from .common import OFFICIALS, READERS, Listed, listed, unsent

SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Home(Page):
    """`waiting` for the city, the longest first; `fresh`: not answered at all yet.

    `households` that ask, by the newest release (-1: kept private). `to_write`: answers that are
    in no file yet; `repairs_waiting`: nobody looked at them yet. `trouble`: why what stands here is
    not whole, or "".
    """

    template: ClassVar[str] = "city/home.html"
    today: str
    waiting: tuple[Listed, ...]
    fresh: tuple[Listed, ...]
    open_requests: int
    households: int
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
    """What waits."""
    told = status(store())
    with store().reading() as db:
        found = listed(db)
        newest = next(iter(asked.releases(db)), None)
        waiting_repairs = repairs.waiting(db)
        cells = asked.cells(db, newest.release) if newest else ()
    total = next((one.households for one in cells if one.row == one.column == "all"), 0)
    waiting = [one for one in found if one.clocks.runs == "them"]
    page = Home(
        today=today(),
        waiting=tuple(waiting[:SHOWN]),
        fresh=tuple(one for one in found if one.is_open and not one.view.answers),
        open_requests=sum(one.is_open for one in found),
        households=total,
        release=newest,
        has_hub=bool(told.partners),
        to_write=unsent(told),
        repairs_waiting=waiting_repairs,
        may_answer=me().role in OFFICIALS,
        trouble=repair.trouble(store()),
    )
    return render(page)

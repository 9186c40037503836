"""The first page of the hub: what needs somebody now."""

from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint
from flask.typing import ResponseReturnValue

from federation.commands import matching
from federation.core.rules.stages import is_open
from federation.store import Database, takings
from federation.store.queries import corrections, duplicates
from federation.store.queries import requests as asked
from federation.store.queries.duplicates import ABOUTS
from sync import acks, restored
from sync.status import NodeStatus, status

from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..today import today
from . import taking
from .overview import STAFF, GroupRow, Sums, group_rows, outgoing, sum_up

VISITS_SHOWN: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Home(Page):
    """Totals, groups that need somebody most, requests, corrections asked for, files to write.

    `to_compare`: pairs of people, households and needs that may be told twice;
    `twice`: members who are counted though they are another one's too.
    """

    template: ClassVar[str] = "hub/home.html"
    today: str
    sums: Sums
    to_visit: tuple[GroupRow, ...]
    more_visits: int
    in_inbox: int
    is_unfinished: bool
    to_release: int
    to_publish: int
    to_write: int
    cities: int
    twice: int
    to_compare: int
    is_restored: bool
    asked_for: int


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/", view_func=home)


@allow(*STAFF)
def home() -> ResponseReturnValue:
    """What is to be done, the most urgent first."""
    told = status(store())
    with store().reading() as db:
        rows = group_rows(db, told)
        open_now = [one for one in asked.requests(db) if is_open(one.stage)]
        page = Home(
            today=today(),
            sums=sum_up(row.sums for row in rows),
            to_visit=tuple(row for row in rows[:VISITS_SHOWN] if row.reasons),
            more_visits=sum(bool(row.reasons) for row in rows[VISITS_SHOWN:]),
            in_inbox=taking.in_folder(node()),
            is_unfinished=takings.unfinished(db) is not None,
            to_release=sum(not one.step_day("released") for one in open_now),
            to_publish=sum(one.stage == "reviewed" for one in open_now),
            to_write=_to_write(db, told),
            cities=sum(partner.role == "city" for partner in told.partners),
            twice=duplicates.counted_twice(db),
            to_compare=sum(
                duplicates.count_waiting(db, one, matching.least_shown(db, one)) for one in ABOUTS
            ),
            is_restored=bool(restored.asks(db)),
            asked_for=corrections.waiting(db),
        )
    return render(page)


def _to_write(db: Database, told: NodeStatus) -> int:
    """Partners for whom there are entries, or word of what came from them, in no file yet."""
    hears = acks.untold(db, node(), asked.partners(db))
    return sum(
        any(max(one.sent, one.acknowledged) < one.last for one in outgoing(partner))
        or partner.node in hears
        for partner in told.partners
    )

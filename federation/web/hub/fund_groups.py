"""Groups and the fund: collected, remitted, received, beside each other; a group's own account."""

from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from federation.core.refusals import Refusal, refuse
from federation.schemas.reading import read_day
from federation.store.queries import books, fund, fund_flows, requests

from ..guard import allow
from ..here import number_asked, store
from ..pages import Page, render
from ..today import today
from .overview import STAFF

PAGE: Final = 100
ENTRIES: Final = 50
_FIRST: Final = "-01"


@dataclass(frozen=True, slots=True)
class GroupFlow:
    """One group's three numbers."""

    group: requests.PartnerView
    flow: fund_flows.Flow

    @property
    def apart(self) -> int:
        """How far the numbers are from each other: what is held, and what is on the way."""
        return max(abs(self.flow.on_the_way), -self.flow.held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows(Page):
    """Groups whose numbers differ most stand first; `month`: of that alone ("": all together)."""

    template: ClassVar[str] = "hub/fund_flows.html"
    rows: tuple[GroupFlow, ...]
    total: fund_flows.Flow
    month: str
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FundGroup(Page):
    """A group's account with the fund; `until`: the last day of its books here, or ""."""

    template: ClassVar[str] = "hub/fund_group.html"
    group: requests.PartnerView
    loans: tuple[fund.Lent, ...]
    portfolio: fund.Portfolio
    flow: fund_flows.Flow
    months: tuple[tuple[str, fund_flows.Flow], ...]
    entries: tuple[fund.FundEntryView, ...]
    until: str


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/fund/groups", view_func=fund_flow_list)
    to.add_url_rule("/fund/groups/<code>", view_func=fund_group)


def together(flows: list[fund_flows.Flow]) -> fund_flows.Flow:
    """The sum of several."""
    return fund_flows.Flow(
        collected=sum(one.collected for one in flows),
        contributed=sum(one.contributed for one in flows),
        remitted=sum(one.remitted for one in flows),
        received=sum(one.received for one in flows),
    )


def _month() -> str:
    """The month that is asked for (`2026-11`), or ""."""
    told = request.args.get("month", "")
    try:
        return read_day(f"{told}{_FIRST}").removesuffix(_FIRST) if told else ""
    except Refusal:
        return ""


@allow(*STAFF)
def fund_flow_list() -> ResponseReturnValue:
    """Every group that has to do with the fund."""
    month, start = _month(), number_asked("from")
    with store().reading() as db:
        known = {one.node: one for one in requests.partners(db, "group")}
        found = fund_flows.by_group(db, month, month)
    rows = [GroupFlow(known[node], flow) for node, flow in found.items() if node in known]
    rows.sort(key=lambda one: (-one.apart, one.group.code))
    return render(
        Flows(
            rows=tuple(rows[start : start + PAGE]),
            total=together([one.flow for one in rows]),
            month=month,
            more=start + PAGE if len(rows) > start + PAGE else 0,
        )
    )


@allow(*STAFF)
def fund_group(code: str) -> ResponseReturnValue:
    """One group: its loans, its months, its entries."""
    with store().reading() as db:
        group = requests.partner(db, code)
        if group is None or group.role != "group":
            raise refuse("partner-unknown", partner=code[:20])
        loans, book = fund.lent(db, today(), group=group.node), books.book_of(db, group.node)
        months = fund_flows.by_month(db, group.node)
        page = FundGroup(
            group=group,
            loans=loans,
            portfolio=fund.portfolio(loans),
            flow=together(list(months.values())),
            months=tuple(sorted(months.items(), reverse=True)),
            entries=fund.entries(db, group=group.node, limit=ENTRIES),
            until=books.last_day(db, book) if book else "",
        )
    return render(page)

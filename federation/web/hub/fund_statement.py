"""The statement of the fund to the ministry: on a page, on paper, and as a file for others."""

from dataclasses import dataclass, replace
from typing import ClassVar, Final

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from federation.core import periods
from federation.core.periods import Period
from federation.core.refusals import refuse
from federation.i18n import gettext
from federation.papers.paper import Paper
from federation.reports import making
from federation.reports.render import render as written
from federation.reports.render.pdf import paper
from federation.reports.table import Kind, Report, Span, for_people

from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..shared import printing as papers
from ..today import today
from .overview import STAFF

QUARTERS, FINANCIAL_YEARS = 8, 3
ROWS: Final = 50
_FILES: Final = (
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("csv", "text/csv; charset=utf-8"),
    ("json", "application/json"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Page):
    """The tables of a period, and periods to choose from: quarters, then financial years.

    Of each table so many `rows` at most.
    """

    template: ClassVar[str] = "hub/fund_statement.html"
    reports: tuple[Report, ...]
    period: Period
    periods: tuple[Period, ...]
    files: tuple[str, ...] = tuple(name for name, _ in _FILES)
    kinds: type[Kind] = Kind
    rows: int = ROWS


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/fund/statement", view_func=fund_statement)
    to.add_url_rule("/fund/statement/<period>/paper", view_func=fund_statement_paper)
    to.add_url_rule("/fund/statement/<period>/<form>", view_func=fund_statement_file)


def offered(day: str) -> tuple[Period, ...]:
    """Quarters and financial years (July to June), of each the one of a day and those before it."""
    found = []
    for kind, many in ((periods.QUARTER, QUARTERS), (periods.FINANCIAL_YEAR, FINANCIAL_YEARS)):
        one = periods.holding(kind, day)
        for _ in range(many):
            found.append(one)
            one = periods.before(one)
    return tuple(found)


def _made(one: Period) -> tuple[Report, ...]:
    """As of the end of the period, or of today while it runs; the same as at a terminal."""
    return tuple(making.make(store(), making.FUND, Span(), period=one.code))


@allow(*STAFF)
def fund_statement() -> ResponseReturnValue:
    """The tables. Raises Refusal `period-unclear`."""
    some = offered(today())
    told = request.args.get("period", "")
    # The last quarter that is over, as in the report to the ministry.
    one = periods.period(told) if told else some[1]
    made = tuple(for_people(report) for report in _made(one))
    return render(Statement(reports=made, period=one, periods=some))


def _paper(one: Period, reports: tuple[Report, ...]) -> Paper:
    """With the day on which it was printed; its file is named by its period."""
    return replace(paper(reports), day=today(), name=f"fund-{one.code.lower()}")


@allow(*STAFF)
def fund_statement_paper(period: str) -> ResponseReturnValue:
    """The sheet to print, or a PDF. Raises Refusal `period-unclear`."""
    one = periods.period(period)
    reports = _made(one)
    return papers.show(
        lambda: _paper(one, reports),
        url_for(".fund_statement", period=one.code),
        gettext("Statement of the fund"),
    )


@allow(*STAFF)
def fund_statement_file(period: str, form: str) -> ResponseReturnValue:
    """The same for a spreadsheet or a program. Raises Refusal `page-unknown`, `period-unclear`."""
    mimetype = dict(_FILES).get(form)
    if mimetype is None:
        raise refuse("page-unknown")
    one = periods.period(period)
    answer = Response(written(_made(one), form), content_type=mimetype)
    answer.headers.set("Content-Disposition", "attachment", filename=f"fund-{one.code}.{form}")
    return answer

"""The statement of the fund to the ministry: on a page, on paper, and as a file for others."""

from dataclasses import dataclass, replace
from typing import ClassVar, Final

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.periods import span_of
from federation.core.refusals import refuse
from federation.i18n import gettext
from federation.papers.paper import Paper, Signatures
from federation.reports import fund as statement
from federation.reports.render import render as written
from federation.reports.render.pdf import paper
from federation.reports.table import Kind, Report, Span

from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..shared import printing as papers
from ..today import today
from .overview import STAFF

QUARTERS: Final = 8
ROWS: Final = 50
_MONTHS: Final = 3
_FILES: Final = (
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("csv", "text/csv; charset=utf-8"),
    ("json", "application/json"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Page):
    """The tables of a quarter, and other quarters to choose from (code, first day, last day).

    Of each table so many `rows` at most.
    """

    template: ClassVar[str] = "hub/fund_statement.html"
    reports: tuple[Report, ...]
    period: str
    span: Span
    quarters: tuple[tuple[str, str, str], ...]
    files: tuple[str, ...] = tuple(name for name, _ in _FILES)
    kinds: type[Kind] = Kind
    rows: int = ROWS


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/fund/statement", view_func=fund_statement)
    to.add_url_rule("/fund/statement/<period>/paper", view_func=fund_statement_paper)
    to.add_url_rule("/fund/statement/<period>/<form>", view_func=fund_statement_file)


def quarters(day: str) -> tuple[tuple[str, str, str], ...]:
    """The quarter of a day and those before it, the newest first."""
    year, quarter = int(day[:4]), (int(day[5:7]) - 1) // _MONTHS
    found = []
    for back in range(QUARTERS):
        years, place = divmod(year * 4 + quarter - back, 4)
        code = f"{years}-Q{place + 1}"
        found.append((code, *span_of(code)))
    return tuple(found)


def _made(period: str) -> tuple[Report, ...]:
    """As of the end of the period, or of today while it runs.

    Raises Refusal `publish-period-unclear`.
    """
    first, last = span_of(period)
    with store().reading() as db:
        return statement.make(db, node(), Span(first, max(min(last, today()), first)))


@allow(*STAFF)
def fund_statement() -> ResponseReturnValue:
    """The tables."""
    some = quarters(today())
    period = request.args.get("period", "") or some[0][0]
    return render(
        Statement(reports=_made(period), period=period, span=Span(*span_of(period)), quarters=some)
    )


def _paper(period: str, reports: tuple[Report, ...]) -> Paper:
    """With lines to sign on."""
    laid = paper(reports)
    signed = Signatures(
        (
            gettext("For the fund: name, day, signature"),
            gettext("For the ministry: name, day, signature"),
        )
    )
    title = gettext("The federation's fund: %(period)s", period=period)
    return replace(laid, title=title, day=today(), blocks=(*laid.blocks, signed))


@allow(*STAFF)
def fund_statement_paper(period: str) -> ResponseReturnValue:
    """The sheet to print, or a PDF."""
    reports = _made(period)
    return papers.show(
        lambda: _paper(period, reports),
        url_for(".fund_statement", period=period),
        gettext("Statement of the fund"),
    )


@allow(*STAFF)
def fund_statement_file(period: str, form: str) -> ResponseReturnValue:
    """The same for a spreadsheet or a program."""
    mimetype = dict(_FILES).get(form)
    if mimetype is None:
        raise refuse("page-unknown")
    answer = Response(written(_made(period), form), content_type=mimetype)
    answer.headers.set("Content-Disposition", "attachment", filename=f"fund-{period}.{form}")
    return answer

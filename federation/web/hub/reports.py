"""Reports by period and place: a page to choose on, each report on a page and as files."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, ClassVar, Final

from flask import Blueprint, Response, current_app, request, url_for
from flask.typing import ResponseReturnValue

from federation.core import periods
from federation.core.periods import Period
from federation.core.refusals import refuse
from federation.i18n import gettext, language, word
from federation.papers import pdf
from federation.papers.laying import lay
from federation.reports import making, national, open_figures, package
from federation.reports.render import render as as_file
from federation.reports.render.pdf import paper
from federation.reports.spans import periods_here, when
from federation.reports.table import Report, Span
from federation.reports.where import places_here
from federation.store.queries.state import state

from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..shared.keeping import Newest
from ..shared.printing import PaperPage, saved
from ..today import today
from .overview import STAFF

KEPT: Final = "federation reports"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "csv": "text/csv; charset=utf-8",
        "xlsx": XLSX,
        "json": "application/json",
        "zip": "application/zip",
    }
)
REPORTS: Final = (
    *making.REGIONAL,
    *("totals", "indicators", "arrears", "trial-balance", "requests", "agreements"),
    *("scorecards", "burden", "equity"),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A report on the list: `of`: its period in words; the address of its page and its files."""

    name: str
    of: str
    page: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports(Page):
    """What can be chosen, what was chosen (`chosen`: period and place), and where that leads."""

    template: ClassVar[str] = "hub/reports.html"
    periods: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    places: tuple[tuple[str, str], ...]
    period: str
    place: str
    reports: tuple[Kept, ...]
    everything: str
    figures: str
    figures_of: str


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/reports", view_func=reports)
    to.add_url_rule("/reports/<report>", view_func=one_report)
    to.add_url_rule("/reports/everything.zip", view_func=everything)
    to.add_url_rule("/reports/figures.zip", view_func=figures)


def _asked() -> tuple[str, str]:
    """The period and the place that the address names. Raises Refusal `period-unclear`."""
    period, place = (request.args.get(one, "") for one in ("period", "place"))
    return (periods.period(period).code if period else ""), place


def _at(view: str, period: str = "", place: str = "", **more: Any) -> str:
    """The address of a view with what was chosen."""
    chosen: dict[str, Any] = {"period": period or None, "place": place or None}
    return url_for(f".{view}", **more, **chosen)  # what is None is left out


@allow(*STAFF)
def reports() -> ResponseReturnValue:
    """The list. Raises Refusal `period-unclear`, `place-code-unknown`."""
    period, place = _asked()
    with store().reading() as db:
        here, lived_in = periods_here(db, node()), places_here(db)
    if place and place not in dict(lived_in):
        raise refuse("place-code-unknown", place=place[:40])
    by_kind = tuple(
        (
            word(kind, "span"),
            tuple((one.code, when(one, today())) for one in here if one.kind == kind),
        )
        for kind in periods.KINDS
    )
    return render(
        Reports(
            periods=by_kind,
            places=lived_in,
            period=period,
            place=place,
            reports=tuple(_kept(name, period, place) for name in REPORTS),
            everything=_at("everything", period, place),
            figures=_at("figures", period),
            figures_of=when(_of_figures(period), today()),
        )
    )


def _kept(name: str, period: str, place: str) -> Kept:
    where = place if name in making.OF_A_PLACE else ""
    of = periods.period(period) if period else None
    if name in making.REGIONAL and of is None:
        of = national.usual_period(name, today())
    kinds = (*(("pdf",) if pdf.is_here() else ()), "xlsx", "csv")
    return Kept(
        name,
        when(of, today()) if of else gettext("up to now"),
        _at("one_report", period, where, report=name),
        tuple(
            (kind, _at("one_report", period, where, report=name, **{"as": kind})) for kind in kinds
        ),
    )


@allow(*STAFF)
def one_report(report: str) -> ResponseReturnValue:
    """One report, on a page or as a file (`?as=`). Raises Refusal `page-unknown`."""
    name = report
    if name not in REPORTS:
        raise refuse("page-unknown")
    period, place = _asked()
    form = request.args.get("as", "")
    made = _made(name, period, place)
    if form in ("csv", "xlsx", "json"):
        return _file(as_file(made, form), _named(name, period, place), form)
    sheet = replace(paper(made), day=today(), name=_named(name, period, place))
    if form == "pdf":
        return saved(sheet)
    kept = _kept(name, period, place)
    files = dict(kept.files)
    return render(
        PaperPage(
            laid=lay(sheet),
            back=_at("reports", period, place),
            back_word=gettext("Reports"),
            pdf=files.get("pdf", ""),
            beside=(
                (files["xlsx"], gettext("Save as .xlsx")),
                (files["csv"], gettext("Save as .csv")),
            ),
        )
    )


def _made(name: str, period: str, place: str) -> tuple[Report, ...]:
    """The tables of a report; those made last are kept while nothing comes into the books."""
    kept: Newest[tuple[Report, ...]] = current_app.extensions.setdefault(KEPT, Newest())
    with store().reading() as db:
        key = (state(db), today(), language(), name, period, place)
        return kept.get(
            key, lambda: tuple(making.make(store(), name, Span(place=place), period=period))
        )


def _named(name: str, period: str, place: str) -> str:
    """A file's name: the report, its period (the usual one, too) and its place."""
    if name in making.REGIONAL and not period:
        period = national.usual_period(name, today()).code
    return f"{name}{_of(period, place)}"


def _of(period: str, place: str) -> str:
    return "".join(f"-{one.lower()}" for one in (period, place) if one)


@allow(*STAFF)
def everything() -> Response:
    """Every report of the list as CSV, each table a file, in one zip."""
    period, place = _asked()
    files: dict[str, bytes] = {}
    for name in REPORTS:
        here = place if name in making.OF_A_PLACE else ""
        for one in _made(name, period, here):
            file = f"{name}-{one.table}" if one.table else name
            files[f"{file}.csv"] = as_file([one], "csv")
    return _file(package.zipped(files), f"everything{_of(period, place)}", "zip")


def _of_figures(period: str) -> Period:
    return periods.period(period) if period else national.usual_period(national.NATIONAL, today())


@allow(*STAFF)
def figures() -> Response:
    """The open figures of a period as a data package. Raises Refusal `package-too-few`."""
    period, _ = _asked()
    of = _of_figures(period)
    with store().reading() as db:
        content = open_figures.make(db, node(), of)
    return _file(content, f"figures-{of.code.lower()}", "zip")


def _file(content: bytes, name: str, kind: str) -> Response:
    answer = Response(content, content_type=TYPES[kind])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}-{today()}.{kind}")
    return answer

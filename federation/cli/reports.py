"""Figures out: one command, a name, a span of days, a format."""

import sys
from pathlib import Path

import click

from federation.core.refusals import refuse
from federation.node import write_file
from federation.reports import making
from federation.reports.render import FORMATS, render
from federation.reports.table import Span
from federation.schemas.reading import read_day
from federation.store import open_store

from .base import Call, with_data


@click.command("report", help="Print or write a report. NAME is one of: " + ", ".join(making.NAMES))
@click.argument("name", type=click.Choice(making.NAMES), metavar="NAME")
@click.option("--from", "first", default="", metavar="DAY", help="From this day on.")
@click.option("--to", "last", default="", metavar="DAY", help="Up to this day, and with it.")
@click.option("--city", default="", metavar="CODE", help="For `city`, at a hub with several.")
@click.option(
    "--period",
    default="",
    metavar="P",
    help="2026-07, 2026-Q3, 2026-H2, 2026 or FY2026; for `city` as in publish.",
)
@click.option("--place", default="", metavar="CODE", help="At a hub: of the groups there.")
@click.option("--format", "form", type=click.Choice(FORMATS), default=None, help="Else a table.")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Else it is shown.",
)
@with_data
@click.pass_obj
def report_command(
    call: Call,
    name: str,
    first: str,
    last: str,
    city: str,
    period: str,
    place: str,
    form: str | None,
    out: Path | None,
) -> None:
    """Make a report and put it where it is wanted."""
    form = form or ("json" if call.is_json else _by_name(out))
    if name == making.CITY and (first or last):
        raise click.UsageError("`report city` takes --period, not days.")
    if name != making.CITY and city:
        raise click.UsageError("--city belongs to `report city`.")
    if (period or name in making.REGIONAL) and (first or last):
        raise click.UsageError("Give --period or days, not both; some reports take a period only.")
    if form in ("xlsx", "pdf") and out is None and sys.stdout.isatty():
        raise click.UsageError("A spreadsheet or a PDF needs a file: give -o FILE.")
    span = Span(read_day(first) if first else "", read_day(last) if last else "", place)
    store = open_store(call.node())
    store.look(only=True)
    try:
        with call.speaking():
            made = tuple(making.make(store, name, span, to_city=city, period=period))
            content = render(made, form)
    finally:
        store.close()
    if out is None:
        click.echo(content, nl=False)
    elif not out.parent.is_dir():
        raise refuse("folder-missing", folder=str(out.parent))
    else:
        write_file(out, content)


def _by_name(out: Path | None) -> str:
    """The format that a file's name asks for."""
    found = out.suffix.lower().lstrip(".") if out is not None else ""
    return found if found in FORMATS else "table"

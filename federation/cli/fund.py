"""At a hub: the fund's books from a spreadsheet."""

import json
import tempfile
from pathlib import Path

import click

from federation.books import fund_sheet
from federation.books.telling import tell_faults
from federation.books.writer import write_csv, write_xlsx
from federation.core.refusals import Refusal
from federation.i18n import gettext, ngettext, say
from federation.store import Store, open_store

from .base import Call, common, tell


@click.group("fund")
def fund_command() -> None:
    """At a hub: the fund's books from a spreadsheet."""


@fund_command.command(
    "import", help="Take in capital, loans and payments of a .csv or .xlsx; all, or none."
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be entered.")
@click.option("--blank", is_flag=True, help="Write the empty sheet to FILE, to be filled in.")
@common
def import_command(call: Call, *, file: Path, dry_run: bool, blank: bool) -> None:
    """Write the sheet, or take it in."""
    if blank:
        _write(call, file)
        return
    store = open_store(call.node())
    with call.speaking():
        try:
            _take(call, store, file, dry_run=dry_run)
        finally:
            store.close()


def _write(call: Call, file: Path) -> None:
    made = fund_sheet.table()
    if file.suffix.lower() == ".xlsx":
        write_xlsx(file, [made])
    elif file.suffix.lower() == ".csv":
        with tempfile.TemporaryDirectory(prefix=".sheet-", dir=file.absolute().parent) as folder:
            write_csv(Path(folder), [made])[0].replace(file)
    else:
        raise click.UsageError("Name a file that ends in .xlsx or .csv.")
    with call.speaking():
        tell(call, {"file": str(file)}, gettext("Written: %(files)s", files=str(file)))


def _take(call: Call, store: Store, file: Path, *, dry_run: bool) -> None:
    try:
        taken = fund_sheet.take(store, file, dry_run=dry_run)
    except Refusal as refusal:
        told = tell_faults(refusal, say)
        if call.is_json and told:
            click.echo(json.dumps({"faults": list(told)}, ensure_ascii=False))
        for one in () if call.is_json else told:
            click.echo(one)
        raise
    count = taken.entered.total()
    said = ngettext("%(num)s row was entered", "%(num)s rows were entered", count)
    if dry_run:
        said = ngettext("%(num)s row would be entered", "%(num)s rows would be entered", count)
    already = ngettext(
        "%(num)s row is there already.", "%(num)s rows are there already.", taken.already
    )
    plain = {
        "entered": dict(sorted(taken.entered.items())),
        "already": taken.already,
        "dry_run": dry_run,
    }
    tell(call, plain, f"{said}; {already}")

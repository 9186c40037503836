"""Answers by a spreadsheet, at a city."""

import json
import tempfile
from pathlib import Path

import click

from federation.books import answer_plan, answer_sheet
from federation.books.telling import tell_faults
from federation.books.writer import write_csv, write_xlsx
from federation.core.refusals import Refusal, refuse
from federation.i18n import gettext, ngettext, say
from federation.store import Store, open_store
from federation.store.queries import requests

from .base import Call, common, tell


@click.command("answers", help="At a city: give the answers of a filled-in sheet; all, or none.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be answered.")
@click.option("--blank", is_flag=True, help="Write the sheet to FILE, to be filled in.")
@common
def answers_command(call: Call, *, file: Path, dry_run: bool, blank: bool) -> None:
    """Write the sheet, or take it in."""
    store = open_store(call.node())
    with call.speaking():
        try:
            if blank:
                _write(call, store, file)
            else:
                _take(call, store, file, dry_run=dry_run)
        finally:
            store.close()


def _write(call: Call, store: Store, file: Path) -> None:
    if store.node.settings.role != "city":
        raise refuse("answers-not-city")
    with store.reading() as db:
        made = answer_sheet.table(requests.requests(db), store.node.today())
    if file.suffix.lower() == ".xlsx":
        write_xlsx(file, [made])
    elif file.suffix.lower() == ".csv":
        with tempfile.TemporaryDirectory(prefix=".sheet-", dir=file.absolute().parent) as folder:
            write_csv(Path(folder), [made])[0].replace(file)
    else:
        raise click.UsageError("Name a file that ends in .xlsx or .csv.")
    tell(call, {"file": str(file)}, gettext("Written: %(files)s", files=str(file)))


def _take(call: Call, store: Store, file: Path, *, dry_run: bool) -> None:
    try:
        planned = answer_plan.plan(store, file)
    except Refusal as refusal:
        told = tell_faults(refusal, say)
        if call.is_json and told:
            click.echo(json.dumps({"faults": list(told)}, ensure_ascii=False))
        for one in () if call.is_json else told:
            click.echo(one)
        raise
    count = len(planned.answers)
    if count and not dry_run:
        answer_plan.enter(store, planned)
    said = ngettext("%(num)s answer was given", "%(num)s answers were given", count)
    if dry_run:
        said = ngettext("%(num)s answer would be given", "%(num)s answers would be given", count)
    already = ngettext(
        "%(num)s row was answered already.", "%(num)s rows were answered already.", planned.already
    )
    plain = {
        "answers": count,
        "already": planned.already,
        "dry_run": dry_run,
        "rows": [
            {"row": one.row, "request": one.view.request, "verb": one.order.verb}
            for one in planned.answers
        ],
    }
    tell(call, plain, f"{said}; {already}")

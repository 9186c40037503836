"""Spreadsheets in and out, at a group."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from federation.books import exporting, plan, reader
from federation.books.telling import tell_each, tell_faults
from federation.core.refusals import Refusal
from federation.i18n import day, gettext, money, ngettext, say
from federation.store import open_store

from .base import Call, common, note, tell


@click.group("books")
def books_command() -> None:
    """Spreadsheets in and out: a folder of CSV files, or one .xlsx."""


@books_command.command("import", help="Take a group's books in; all of it, or nothing.")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@common
def import_books(call: Call, *, path: Path, dry_run: bool) -> None:
    """Plan, show what is odd, and enter."""
    node = call.node()
    with call.speaking():
        store = open_store(node)
        try:
            planned = plan.plan(store, reader.read_books(path))
            facts = {"entered": len(planned.drafts), "already": planned.already}
            if not dry_run:
                receipt = plan.enter(store, planned)
                facts = {name: int(receipt.facts[name]) for name in facts}
        except Refusal as refusal:
            _tell_faults(call, refusal)
            raise
        finally:
            store.close()
        warnings = tell_each(planned.warnings, say)
        for warning in () if call.is_json else warnings:
            note(warning)
        told = ngettext("%(num)s entry was made", "%(num)s entries were made", facts["entered"])
        if dry_run:
            told = ngettext(
                "%(num)s entry would be made", "%(num)s entries would be made", facts["entered"]
            )
        already = ngettext(
            "%(num)s row was in the books already.",
            "%(num)s rows were in the books already.",
            facts["already"],
        )
        plain = {**facts, "warnings": list(warnings), "dry_run": dry_run}
        if dry_run:
            plain["sheets"] = [sheet._asdict() for sheet in planned.sheets()]
            plain["rows"] = [row._asdict() for row in planned.rows()]
        for line in _listed(planned) if dry_run and not call.is_json else ():
            click.echo(line)
        tell(call, plain, f"{told}; {already}")


def _listed(planned: plan.Plan) -> Iterator[str]:
    """What would happen to each sheet, and what would be entered, a row on a line."""
    for sheet in planned.sheets():
        yield gettext(
            "Sheet %(sheet)s: %(new)s new, %(changed)s changed, %(already)s there already, "
            "%(warnings)s to look at.",
            **sheet._asdict(),
        )
    for row in planned.rows():
        place = gettext("Sheet %(sheet)s, row %(row)s:", sheet=row.sheet, row=row.row)
        facts = [place, day(row.day), row.kind]
        if row.member:
            facts.append(gettext("member %(member)s", member=row.member))
        if row.loan:
            facts.append(gettext("loan %(loan)s", loan=row.loan))
        if row.amount:
            facts.append(money(row.amount))
        yield " ".join(facts)


def _tell_faults(call: Call, refusal: Refusal) -> None:
    """Every row that is wrong, one on a line; the refusal itself is told at the end."""
    told = tell_faults(refusal, say)
    if call.is_json and told:
        click.echo(json.dumps({"faults": list(told)}, ensure_ascii=False))
    for one in () if call.is_json else told:
        click.echo(one)


@books_command.command("export", help="Write the group's books so that they can be taken in again.")
@click.argument("path", type=click.Path(path_type=Path))
@common
def export_books(call: Call, path: Path) -> None:
    """Write an .xlsx, or a folder of CSV files."""
    store = open_store(call.node())
    try:
        made = exporting.export_books(store, path)
    finally:
        store.close()
    with call.speaking():
        told = gettext("Written: %(files)s", files=", ".join(map(str, made)))
    tell(call, {"files": [str(one) for one in made]}, told)

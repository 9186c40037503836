"""At a hub: the tree of places, in and out, and where settlements lie on a map."""

import json
import tempfile
from pathlib import Path
from typing import Final

import click

from federation.books import place_sheet
from federation.books.telling import tell_faults
from federation.books.writer import write_csv, write_xlsx
from federation.commands.deed import perform
from federation.commands.mapping import MapSettlements, map_settlements
from federation.core.places import Place, Tree
from federation.core.refusals import Refusal, refuse
from federation.i18n import gettext, ngettext, number, say, word
from federation.schemas.base import load
from federation.schemas.geojson import FILE_BYTES_MAX, read_map
from federation.schemas.places import MapSchema
from federation.schemas.reading import read_day
from federation.store import Store, open_store
from federation.store.queries import figures, places

from .base import Call, common, lines, note, read_file, tell

SHEETS: Final = (".csv", ".xlsx")


@click.group("places")
def places_command() -> None:
    """At a hub: the list of places, and where settlements lie."""


@places_command.command("list", help="Show places and how many groups live in each.")
@click.argument("code", default="", metavar="[CODE]")
@click.option("--day", default="", metavar="DAY", help="Where groups lived on that day.")
@common
def list_command(call: Call, *, code: str, day: str) -> None:
    """A place with those right below it; without a code the countries."""
    store = open_store(call.node())
    try:
        _must_be_hub(store)
        told = read_day(day) if day else ""
        with store.reading() as db:
            tree, placed = places.tree(db), places.placed(db, told)
            if code and code not in tree:
                raise refuse("place-unknown", code=code[:80])
            heads = figures.heads(db, places.books_within(db, code, told)) if code else None
    finally:
        store.close()
    below = [_plain(tree, one, placed) for one in tree.children(code)]
    here = tree.get(code)
    own = _plain(tree, here, placed) if here else {}
    if heads is not None:
        own["members"] = heads.members
    with call.speaking():
        rows = [_line(one) for one in ([own] if own else []) + below]
        tell(call, {**own, "places": below}, lines(rows))


def _plain(tree: Tree, one: Place, placed: dict[str, str]) -> dict[str, object]:
    inside = tree.within(one.code)
    return {
        "code": one.code,
        "level": one.level,
        "name": one.name,
        "groups": sum(code in inside for code in placed.values()),
    }


def _line(one: dict[str, object]) -> str:
    groups = int(str(one["groups"]))
    counted = ngettext("%(num)s group", "%(num)s groups", groups)
    more = ""
    if "members" in one:
        more = gettext(", %(count)s members", count=number(int(str(one["members"]))))
    return f"{one['code']}  {one['name']} ({word(str(one['level']), 'level')}): {counted}{more}"


@places_command.command(
    "import", help="Take in places: a .csv or .xlsx with the columns of an export, or a map."
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Of a spreadsheet: only say what would be listed.")
@click.option("--source", default="", metavar="TEXT", help="Whose map it is, if it does not say.")
@click.option("--year", default="", metavar="YEAR", help="Of which year, if it does not say.")
@common
def import_places(call: Call, *, file: Path, dry_run: bool, source: str, year: str) -> None:
    """A spreadsheet of places, or a map: a GeoJSON file in WGS 84."""
    store = open_store(call.node())
    with call.speaking():
        try:
            if file.suffix.lower() in SHEETS:
                _list(call, store, file, dry_run=dry_run)
            else:
                _map(call, store, file, {"source": source, "year": year})
        finally:
            store.close()


def _list(call: Call, store: Store, file: Path, *, dry_run: bool) -> None:
    try:
        planned = place_sheet.plan(store, file)
    except Refusal as refusal:
        told = tell_faults(refusal, say)
        if call.is_json and told:
            click.echo(json.dumps({"faults": list(told)}, ensure_ascii=False))
        for one in () if call.is_json else told:
            click.echo(one)
        raise
    if not dry_run:
        place_sheet.enter(store, planned)
    plain = {"listed": planned.listed, "already": planned.already, "dry_run": dry_run}
    said = ngettext(
        "%(num)s place is new or has changed.",
        "%(num)s places are new or have changed.",
        planned.listed,
    )
    tell(call, plain, said)


def _map(call: Call, store: Store, file: Path, typed: dict[str, str]) -> None:
    values, faults = load(MapSchema(), typed)
    if faults:
        raise faults[0].refusal
    told = read_map(read_file(file, FILE_BYTES_MAX), **values)
    order = MapSettlements(places=told, day=store.node.today())
    facts = perform(store, order, map_settlements).facts
    mapped, already = int(facts["mapped"]), int(facts["already"])
    said = ngettext(
        "%(num)s place is new or has changed.",
        "%(num)s places are new or have changed.",
        mapped,
    )
    tell(call, {"mapped": mapped, "already": already}, said)
    if mapped and not call.is_json:
        note(gettext("Each city is told of its places with the next release."))


@places_command.command("export", help="Write the list of places as a .csv or .xlsx.")
@click.argument("file", type=click.Path(path_type=Path))
@common
def export_places(call: Call, *, file: Path) -> None:
    """The sheet as `places import` takes it back."""
    store = open_store(call.node())
    try:
        _must_be_hub(store)
        with store.reading() as db:
            made = place_sheet.table(places.tree(db))
    finally:
        store.close()
    if file.suffix.lower() == ".xlsx":
        write_xlsx(file, [made])
    elif file.suffix.lower() == ".csv":
        with tempfile.TemporaryDirectory(prefix=".sheet-", dir=file.absolute().parent) as folder:
            write_csv(Path(folder), [made])[0].replace(file)
    else:
        raise click.UsageError("Name a file that ends in .xlsx or .csv.")
    with call.speaking():
        tell(call, {"file": str(file)}, gettext("Written: %(files)s", files=str(file)))


def _must_be_hub(store: Store) -> None:
    if store.node.settings.role != "hub":
        raise refuse("places-not-here")

"""At a hub: where settlements lie, taken in from a map."""

from pathlib import Path

import click

from federation.commands.deed import perform
from federation.commands.mapping import MapSettlements, map_settlements
from federation.i18n import gettext, ngettext
from federation.schemas.base import load
from federation.schemas.geojson import FILE_BYTES_MAX, read_map
from federation.schemas.places import MapSchema
from federation.store import open_store

from .base import Call, common, note, read_file, tell


@click.group("places")
def places_command() -> None:
    """At a hub: where settlements lie."""


@places_command.command("import", help="Take in a map of settlements: a GeoJSON file in WGS 84.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", default="", metavar="TEXT", help="Whose map it is, if it does not say.")
@click.option("--year", default="", metavar="YEAR", help="Of which year, if it does not say.")
@common
def import_places(call: Call, *, file: Path, source: str, year: str) -> None:
    """Enter the places that are new or differ; each city is told with its next release."""
    node = call.node()
    values, faults = load(MapSchema(), {"source": source, "year": year})
    if faults:
        raise faults[0].refusal
    told = read_map(read_file(file, FILE_BYTES_MAX), **values)
    store = open_store(node)
    try:
        order = MapSettlements(places=told, day=node.today())
        facts = perform(store, order, map_settlements).facts
    finally:
        store.close()
    mapped, already = int(facts["mapped"]), int(facts["already"])
    with call.speaking():
        said = ngettext(
            "%(num)s place is new or has changed.",
            "%(num)s places are new or have changed.",
            mapped,
        )
        tell(call, {"mapped": mapped, "already": already}, said)
        if mapped and not call.is_json:
            note(gettext("Each city is told of its places with the next release."))

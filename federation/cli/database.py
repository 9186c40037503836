"""Where a hub keeps its books: in the data folder, or on a PostgreSQL server."""

from typing import Final

import click

from federation.core.refusals import refuse
from federation.i18n import gettext
from federation.store import elsewhere, moving

from .base import Call, common, tell

HERE: Final = "here"


@click.command(
    "database", help="At a hub: move the books to a PostgreSQL database, or back into the folder."
)
@click.argument("address", metavar="URL|here")
@common
def database_command(call: Call, address: str) -> None:
    """Move them, and say where they are."""
    node = call.node()
    to = "" if address == HERE else address
    if to and not elsewhere.is_elsewhere(to):
        raise refuse("database-elsewhere", database=to.partition(":")[0])
    moved = moving.move(node, to)
    with call.speaking():
        if not to:
            where = str(moved.database_path)
            text = gettext(
                "The books are in %(file)s now. What the server has was left as it was.", file=where
            )
        else:
            where = elsewhere.shown(to)
            text = gettext("The books are in the database %(database)s now.", database=where)
        if to and not node.settings.database:
            text += " " + gettext(
                "The file that kept them lies in %(folder)s as %(file)s: delete it once you have "
                "looked at the new place.",
                folder=moved.backups,
                file=moving.BEFORE,
            )
    tell(call, {"database": where}, text)

"""Files out and in: what the other nodes have not seen, and what they sent."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import click

from federation.commands.matching import look_through
from federation.core.refusals import refuse
from federation.i18n import gettext, ngettext
from federation.store import Store, open_store
from sync import export as exporting
from sync import finding, sticks, ways
from sync import workers as side_by_side
from sync.export import Written
from sync.intake import Outcome

from .base import REFUSED, Call, Ticker, ask_digits, common, note, sentence, tell

REFUSED_FILE: Final = "refused"


@click.command("export", help="Write what the other nodes have not acknowledged into files.")
@click.option("--to", default="", metavar="hub|all|CODE", help="Default: the hub; at a hub all.")
@click.option("-o", "--out", default="", metavar="PATH", help="A file, or a folder. Else outbox/.")
@click.option("--full", is_flag=True, help="Everything that is this node's own.")
@click.option("--rebuild", is_flag=True, help="At a hub: all it holds of one, for its new machine.")
@click.option("--volume-entries", type=click.IntRange(min=1), metavar="N", help="At most N a file.")
@click.option("--armour", is_flag=True, help="As text, for chats that refuse unknown files.")
@click.option("--by-carrier", is_flag=True, help="At a hub: in PATH a folder for each way out.")
@common
def export_command(call: Call, *, out: str, by_carrier: bool, **asked: Any) -> None:
    """Write files and read them back."""
    node = call.node()
    to, rebuild = asked["to"], asked["rebuild"]
    if rebuild and (node.settings.role != "hub" or to in ("", "all", "hub")):
        raise refuse("rebuild-of-whom")
    if by_carrier and (node.settings.role != "hub" or not out):
        raise click.UsageError("--by-carrier is for a hub, and needs a folder: -o PATH")
    store = open_store(node)
    try:
        with call.speaking():  # folders are called as people here call regions
            made = tuple(_exported(store, out, asked, by_carrier=by_carrier))
    finally:
        store.close()
    with call.speaking():
        for one in made:
            plain = {
                "file": str(one.file),
                "to": one.to,
                "stream": one.stream,
                "first": one.first,
                "last": one.last,
                "entries": one.entries,
                "short_code": one.short_code,
            }
            words = ngettext("%(num)s entry", "%(num)s entries", one.entries)
            tell(call, plain, f"{one.file}  {one.stream}: {words}  {one.short_code}")
        if not made:
            if out.endswith(exporting.SEPARATORS):
                Path(out).mkdir(parents=True, exist_ok=True)  # asked for, if only empty
            note(gettext("There is nothing to send."))


def _exported(
    store: Store, out: str, asked: Mapping[str, Any], *, by_carrier: bool
) -> Iterator[Written]:
    """All files in one place; or those of each carrier and region in a folder of their own."""
    told = {
        "to": asked["to"],
        "full": asked["full"],
        "rebuild": asked["rebuild"],
        "volume_entries": asked["volume_entries"] or 0,
        "as_text": asked["armour"],
    }
    if not by_carrier:
        yield from exporting.export(store, path=out or None, **told)
        return
    with store.reading() as db:
        by_folder = ways.folders(db)
    for name, nodes in by_folder.items():
        place = f"{Path(out, sticks.folder_for(name))}{os.sep}"
        yield from exporting.export(store, path=place, among=nodes, **told)


@click.command("import", help="Take in charters, batches and replies: files, or folders of them.")
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--confirm", default="", metavar="DIGITS", help="Of the hub, for a charter.")
@click.option(
    "--workers",
    type=click.IntRange(1, side_by_side.WORKERS_MAX),
    default=1,
    show_default=True,
    metavar="N",
    help="So many processes at once: with PostgreSQL only.",
)
@common
@click.pass_context
def import_command(
    context: click.Context, call: Call, paths: tuple[Path, ...], confirm: str, workers: int
) -> None:
    """Take in files in any order, any number of times."""
    node = call.node()
    node.must_be_real()
    for path in paths:
        if not path.exists():
            raise refuse("path-missing", file=str(path))
    with call.speaking():
        if finding.has_charter(paths):
            confirm = ask_digits(confirm, gettext("The digits that the hub shows"))
        store, ticker = open_store(node), Ticker(gettext("Files:"))
        is_refused = False
        try:
            for outcome in side_by_side.take_in(store, paths, workers, confirm=confirm):
                ticker.tick()
                ticker.end()
                tell_outcome(call, outcome)
                is_refused = is_refused or outcome.outcome == REFUSED_FILE
            look_through(store)
        finally:
            store.close()
    if is_refused:
        context.exit(REFUSED)


def tell_outcome(call: Call, outcome: Outcome) -> None:
    """What became of a file."""
    name, reason = Path(outcome.file).name, sentence(outcome.reason)
    plain = {
        "file": outcome.file,
        "outcome": outcome.outcome,
        "reason": reason,
        "from": outcome.writer or outcome.sender,
        "stream": outcome.stream,
        "incarnation": outcome.incarnation,
        "first": outcome.first,
        "last": outcome.last,
        "entries": outcome.entries,
        "new": outcome.new,
    }
    if outcome.outcome == REFUSED_FILE:
        note(f"{name}: {reason}")
        if not call.is_json:
            return
    tell(call, plain, outcome_text(outcome))


def outcome_text(outcome: Outcome) -> str:
    """What became of a file, in one line."""
    name, reason = Path(outcome.file).name, sentence(outcome.reason)
    words = {
        "applied": ngettext(
            "taken in, %(num)s new entry", "taken in, %(num)s new entries", outcome.new
        ),
        "already": gettext("was here already"),
        "held": gettext("waits"),
        "skipped": gettext("left alone"),
        "refused": gettext("refused"),
    }.get(outcome.outcome, outcome.outcome)
    if outcome.outcome == "applied" and outcome.stream and not outcome.new:
        words = gettext("taken in: it says what they have from here, and no new entry")
    code = f" {outcome.short_code}" if outcome.short_code else ""
    return f"{name}{code}: {words}. {reason}".rstrip()

"""Copies of the whole node: made, put back, tried."""

import sys
from pathlib import Path
from typing import Final

import click

from federation.core.refusals import Refusal, refuse
from federation.i18n import day, gettext, ngettext
from federation.store import open_store
from sync import backup, copies, paper, putback
from sync.putback import PutBack

from .base import REFUSED, Call, Ticker, common, note, read_file, tell

ASIDE: Final = ".restore-drill"


@click.command("backup", help="Write a copy of the whole node; only the key on paper opens it.")
@click.argument("file", type=click.Path(path_type=Path))
@common
def backup_command(call: Call, file: Path) -> None:
    """Write it, and read it back from the device. FILE: a file, or a folder."""
    node = call.node()
    path = file / copies.next_path(node).name if file.is_dir() else file
    with call.speaking():
        store, ticker = open_store(node), Ticker(gettext("Megabytes packed:"))
        try:
            made = backup.write(store, path, ticker.tick)
        finally:
            ticker.end()
            store.close()
        text = gettext(
            "Written and read back: %(file)s. Only the recovery key on paper opens it. Keep it "
            "away from this machine.",
            file=made.path,
        )
        if not made.signed:
            text += "\n" + gettext(
                "It is not signed, because the keys are locked: whoever puts it back needs the "
                "passphrase too."
            )
    told = {
        "file": str(made.path),
        "node": node.settings.node_id,
        "when": made.when,
        "entries": made.entries,
        "bytes": made.size_bytes,
        "sha256": made.hash,
        "signed": made.signed,
    }
    tell(call, told, text)


@click.command("restore", help="Put a node back from a copy, into an empty or missing folder.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The recovery key or its 24 words; else it is asked for.",
)
@click.option("--database", default="", metavar="URL", help="Of a hub: an empty PostgreSQL one.")
@click.option("--drill", is_flag=True, help="Only try it: unpack, check, throw away.")
@click.option("--anyway", is_flag=True, help="Also a copy that does not pass every check.")
@common
@click.pass_context
def restore_command(
    context: click.Context,
    call: Call,
    *,
    file: Path,
    key: Path | None,
    database: str,
    drill: bool,
    anyway: bool,
) -> None:
    """Put it back, or try whether it could be."""
    if drill:
        if not _drill(call, file, key):
            context.exit(REFUSED)
        return
    with call.speaking():
        found = putback.restore(call.folder, file, _key(key), anyway=anyway, database=database)
        _tell_problems(found)
        text = gettext(
            "Put back in %(folder)s: %(name)s, as it was on %(when)s, with %(count)s entries. "
            "Its digits: %(digits)s\n"
            "What was written after that is not in it. Take in an answer of the other side "
            "before anything new is entered.",
            folder=found.folder,
            name=found.manifest.name,
            when=day(found.manifest.wall[:10]),
            count=found.entries,
            digits=found.digits,
        )
        if found.manifest.role == "hub":
            text += "\n" + gettext(
                "Take back the list of partners first (federation roster FILE --import), if it "
                "was kept."
            )
    tell(call, _plain(found) | {"folder": str(found.folder)}, text)


def _key(file: Path | None) -> str:
    """The recovery key from a file, or typed now by a person. Raises Refusal `recovery-missing`."""
    if file is not None:
        content = read_file(file, paper.TEXT_BYTES_MAX)
        return paper.read_recovery(content.decode("utf-8", "replace"), file.name)
    if not sys.stdin.isatty():
        raise refuse("recovery-missing")
    typed: str = click.prompt(
        gettext("The 24 words, or the key itself (it is not shown)"), hide_input=True, err=True
    )
    return paper.read_recovery(typed)


def _drill(call: Call, file: Path, key: Path | None) -> bool:
    """Try it, with the node's own folder where there is one; whether all is sound."""
    try:
        node = call.node()
    except Refusal as refusal:
        if refusal.code != "node-missing":
            raise
        node = None
    with call.speaking():
        identity = _key(key)
        if node is None:
            aside = call.folder.absolute().parent / ASIDE
            found = putback.drill(None, file, identity, aside=aside)
        else:
            store = open_store(node)
            try:
                aside = node.folder / putback.DRILL
                found = putback.drill(store, file, identity, aside=aside)
            finally:
                store.close()
        _tell_problems(found)
        count = found.entries
        text = ngettext(
            "All is sound: %(num)s entry. Nothing was changed.",
            "All is sound: %(num)s entries. Nothing was changed.",
            count,
        )
    is_sound = not found.problems
    tell(call, {"ok": is_sound} | _plain(found), text if is_sound else "")
    return is_sound


def _plain(found: PutBack) -> dict[str, object]:
    told = found.manifest
    return {
        "node": told.node,
        "role": told.role,
        "name": told.name,
        "when": told.wall,
        "entries": found.entries,
        "digits": found.digits,
        "signed": found.signed,
        "problems": [{"where": one.where, "what": one.what} for one in found.problems],
    }


def _tell_problems(found: PutBack) -> None:
    for one in found.problems:
        note(f"{one.where}: {one.what}")

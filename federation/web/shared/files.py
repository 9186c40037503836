"""Files out and in, the same at every node: the outbox, the card, and what was brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Response, request, send_file
from werkzeug.datastructures import FileStorage

from federation.core.refusals import refuse
from sync.intake import take_in_bytes
from sync.outcome import Outcome

from ..here import node, store

FILES_SHOWN: Final = 40
SENT_SUFFIXES: Final = (".sgb", ".sgc")


@dataclass(frozen=True, slots=True)
class FileOut:
    """A file in the outbox."""

    name: str
    size_bytes: int


def outbox(most: int = FILES_SHOWN) -> tuple[FileOut, ...]:
    """Files that lie ready, the newest first."""
    found = [
        path for path in node().outbox.iterdir() if path.is_file() and path.suffix in SENT_SUFFIXES
    ]
    found.sort(key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return tuple(FileOut(path.name, path.stat().st_size) for path in found[:most])


def send_card() -> Response:
    """This node's public card, as a file to be carried. Raises Refusal `practice-never-sent`."""
    node().must_be_real()
    return send_file(
        node().folder / "node.card",
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=f"card-{node().settings.node_id[:8]}.card",
    )


def send_from_outbox(name: str) -> Response:
    """A file of the outbox, to be kept or sent on. Raises Refusal `file-unknown`."""
    path = node().outbox / name
    is_plain = path.parent == node().outbox and path.suffix in SENT_SUFFIXES
    if not is_plain or not path.is_file() or path.is_symlink():
        raise refuse("file-unknown", file=name[:80])
    return send_file(path, mimetype="application/octet-stream", as_attachment=True)


def brought(field: str = "files") -> list[FileStorage]:
    """The files that came with this form."""
    return [one for one in request.files.getlist(field) if one.filename]


def take(files: Sequence[FileStorage], confirm: str = "") -> tuple[Outcome, ...]:
    """Take them in, one after the other; what became of each."""
    outcomes: list[Outcome] = []
    for one in files:
        name = Path(one.filename or "").name
        with one.stream as content:
            outcomes += take_in_bytes(store(), name, content.read(), confirm=confirm)
    return tuple(outcomes)

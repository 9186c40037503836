"""Spreadsheets that were brought and wait for a yes: kept in the node's folder, then thrown away.

A draft is a folder of its own under `drafts/`, readable by this machine's own user alone, with one
.xlsx or the CSV files as they came. A person has one draft at a time; what another day left behind
goes with the next one that is kept.
"""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from federation.core.refusals import refuse
from federation.node import Node

MOST_BYTES: Final = 6_000_000
"""What is looked at while a person waits: some 100,000 rows. More goes by the command."""

MOST_FILES: Final = 60
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_ -]{0,60}\.(csv|xlsx)")
_ID: Final = re.compile(r"[0-9a-z]{20}")
_SHEET: Final = ".xlsx"
_MANY: Final = "CSV files"  # as a refusal names what was brought


def keep(node: Node, user: int, files: Mapping[str, bytes]) -> str:
    """Keep what was brought, by file name; returns the draft's id.

    Raises Refusal "books-brought-mixed" (neither one .xlsx nor CSV files), "books-too-big".
    """
    names = {name: Path(name).name.lower() for name in files}
    if not names or len(files) > MOST_FILES or not all(map(_NAME.fullmatch, names.values())):
        raise refuse("books-brought-mixed")
    if len(set(names.values())) != len(names) or (
        len(names) > 1 and any(name.endswith(_SHEET) for name in names.values())
    ):
        raise refuse("books-brought-mixed")
    if sum(map(len, files.values())) > MOST_BYTES:
        first = next(iter(names.values()))
        raise refuse("books-too-big", file=first, most_mb=MOST_BYTES // 1_000_000)
    _sweep(node, user)
    draft = node.new_id()
    folder = _folder(node) / f"{node.today()}-{user}-{draft}"
    folder.mkdir(parents=True)
    _folder(node).chmod(0o700)
    goal = folder if any(name.endswith(_SHEET) for name in names.values()) else folder / _MANY
    goal.mkdir(exist_ok=True)
    for name, content in files.items():
        goal.joinpath(names[name]).write_bytes(content)
    return draft


def find(node: Node, user: int, draft: str) -> Path:
    """The .xlsx or the folder of CSV files of this person's draft, to be read.

    Raises Refusal "books-draft-gone".
    """
    folder = _of(node, user, draft)
    if folder is None:
        raise refuse("books-draft-gone")
    sheets = list(folder.glob(f"*{_SHEET}"))
    return sheets[0] if sheets else folder / _MANY


def drop(node: Node, user: int, draft: str) -> None:
    """Throw this person's draft away; one that is gone already is gone."""
    folder = _of(node, user, draft)
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def drop_all(node: Node) -> None:
    """Throw everybody's away: whoever is forgotten must not live on in a file that waits."""
    shutil.rmtree(_folder(node), ignore_errors=True)


def _folder(node: Node) -> Path:
    return node.folder / "drafts"


def _of(node: Node, user: int, draft: str) -> Path | None:
    if not _ID.fullmatch(draft):
        return None
    return next(_folder(node).glob(f"*-{user}-{draft}"), None)


def _sweep(node: Node, user: int) -> None:
    for folder in _folder(node).glob("*"):
        mine = folder.name[len(node.today()) :].startswith(f"-{user}-")
        if mine or not folder.name.startswith(node.today()):
            shutil.rmtree(folder, ignore_errors=True)

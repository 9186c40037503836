"""A hub's books moved: from its folder to a PostgreSQL server, from there to another, or back.

The node says last where its books are: until then they are where they were, untouched.
"""

import os
from contextlib import closing
from dataclasses import replace
from typing import Final

import peewee as pw

from federation.core.refusals import refuse
from federation.node import FRESH, Node, sync_folder, write_settings

from . import database, elsewhere, journal, replay, sqlite
from .store import open_store

BEFORE: Final = "before-postgresql.db"
"""What the file is called, among the backups, once a server keeps the books."""


def move(node: Node, address: str) -> Node:
    """The books go to a server's empty database, or with "" into the folder. Nothing else runs.

    Raises Refusal `node-in-use`, `database-there-already`, `practice-never-sent`, and as
    `elsewhere.check_empty` does; then nothing was changed.
    """
    node.must_be_real()
    if address == node.settings.database:
        raise refuse("database-there-already")
    with node.locked():
        if address:
            elsewhere.check_empty(address, node.settings.role)
        with closing(open_store(node)) as store:
            if address:
                with closing(elsewhere.open_at(address)) as target, store.reading() as db:
                    fill(db, target, node)
            else:
                aside = node.folder / f".{node.database_path.name}.{os.getpid()}{FRESH}"
                aside.unlink(missing_ok=True)
                store.copy_into(aside)
                aside.replace(node.database_path)
        moved = replace(node, settings=replace(node.settings, database=address, replica=""))
        write_settings(moved)
        if address and not node.settings.database:
            _put_away(node)
        open_store(moved).close()  # views are made, where only the journal was copied
    return moved


def fill(source: pw.Database, target: pw.Database, node: Node) -> None:
    """Everything into an empty database of a server; in one step, or nothing."""
    database.upgrade(target, node.backups)
    with database.careful(target), target.atomic():
        elsewhere.pour(source, target)
        database.make_projections(target)
        replay.replay(target, target)
        journal.fill_roots(target, node)
        database.note_projections(target)
        elsewhere.note_whose(target, node)
    target.plan(filled=True)


def _put_away(node: Node) -> None:
    """The file that kept the books is kept as it was, for whoever wants to look."""
    sqlite.connect(node.database_path).close()
    node.backups.mkdir(exist_ok=True)
    node.database_path.replace(node.backups.joinpath(BEFORE))
    for end in ("-wal", "-shm"):
        node.database_path.with_name(f"{node.database_path.name}{end}").unlink(missing_ok=True)
    sync_folder(node.folder)
    sync_folder(node.backups)

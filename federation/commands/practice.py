"""A copy of a group's books to play in: made, found, thrown away.

It is a node of its own in the folder `practice` of the real one: the same books and people as they
stood at one moment, no keys, and one PIN for everybody, so that nobody's own can be guessed there.
So it can sign nothing and open nothing, whoever asks; `Node.must_be_real` says so in words. Begun
again it starts from the real books anew.
"""

import contextlib
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from federation.core.refusals import Refusal, refuse
from federation.node import Node, create_node, open_node
from federation.store import Database, Store, local, open_store
from federation.store.queries import books

from .pins import hash_pin

# What is being made or thrown away, beside the folder that is in use.
ASIDE: Final = ".practice-"
# Everybody's PIN in the copy: it stands on its pages.
PIN: Final = "1111"
# What the copy remembers beside its books: their last entry when it was made; the tour was left.
SINCE: Final = "practice-since"
TOUR: Final = "practice-tour"
SPARE_BYTES: Final = 16 * 1024 * 1024


def find(node: Node) -> Node | None:
    """The copy to play in, or None when there is none."""
    try:
        found = open_node(node.practice_folder, clock=node.clock, entropy=node.entropy)
    except Refusal:
        return None
    return found if found.settings.practice else None


def made_at(copy: Node) -> str:
    """When a copy was made (UTC, ISO 8601)."""
    made = (copy.folder / "node.toml").stat().st_mtime_ns // 10**9
    return datetime.fromtimestamp(made, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def since(db: Database) -> int:
    """The number of the last entry that the real books had when this copy was made."""
    return int(local.state(db, SINCE) or 0)


def begin(store: Store) -> Node:
    """A new copy of the books as they stand now; one that was here before is thrown away.

    Raises Refusal `practice-already` (this is the copy), `practice-folder-taken`,
    `practice-no-room`; then whatever was here is still here.
    """
    node = store.node
    if node.settings.practice:
        raise refuse("practice-already")
    if node.practice_folder.exists() and find(node) is None:
        raise refuse("practice-folder-taken", folder=str(node.practice_folder))
    _check_room(store)
    fresh = node.folder / f"{ASIDE}{node.new_id()}"
    fresh.mkdir(mode=0o700)
    try:
        settings = replace(node.settings, practice=True, database="", replica="")
        made = Node(fresh, settings, node.clock, node.entropy)
        store.copy_into(made.database_path)
        copy = open_store(made)
        with copy.writing() as db:
            local.end_all_sessions(db)
            local.set_state(db, SINCE, str(_last_entry(db, node)))
            same = hash_pin(PIN)
            for person in local.users(db):
                local.set_pin(db, person.id, same)
                local.note_attempt(db, person.name, 0, "")
        copy.close()
        create_node(fresh, settings, node.card(), {}, clock=node.clock, entropy=node.entropy)
        end(node)
        fresh.rename(node.practice_folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return replace(made, folder=node.practice_folder)


def end(node: Node) -> None:
    """Throw the copy away, if there is one, with everything that was entered in it."""
    copy = find(node)
    if copy is None:
        return
    away = node.folder / f"{ASIDE}{node.new_id()}"
    (copy.folder / "node.toml").unlink()  # from here on it is no node, whatever happens
    with contextlib.suppress(OSError):  # a system that does not move what somebody has open
        copy.folder.rename(away)
    shutil.rmtree(away if away.exists() else copy.folder, ignore_errors=True)


def _last_entry(db: Database, node: Node) -> int:
    own = (one.last for one in books.books(db) if one.node == node.settings.node_id)
    return next(own, 0)


def _check_room(store: Store) -> None:
    """Twice the books and a little: the copy, and what its first changes write beside it."""
    needed = 2 * store.size_bytes() + SPARE_BYTES
    free = shutil.disk_usage(store.node.folder).free
    if free < needed:
        raise refuse("practice-no-room", needed=needed // 2**20, free=free // 2**20)

"""Makes `golden_0001.sql`: the books of a busy group as the first schema holds them.

Run once for each released schema, never again for a released one:
`python -m tests.migrations.golden tests/migrations/golden_0001.sql`
"""

import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from federation.node import Node
from federation.store import open_store
from tests import factories as f
from tests import worlds


def node_in(folder: Path) -> Node:
    """The node whose books they are; its id and card are always the same."""
    return f.bare_node(folder, name="Golden group")


def dump(path: Path) -> str:
    """A database as text, in the form that it can be made from again."""
    with closing(sqlite3.connect(path)) as db:
        return "\n".join(db.iterdump()) + "\n"


def load(text: str, path: Path) -> None:
    """A database from its text."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(text)


def main(target: Path) -> None:
    """Write the golden text."""
    with tempfile.TemporaryDirectory() as folder:
        node = node_in(Path(folder) / "group")
        store = worlds.busy_group(open_store(node))
        store.close()
        target.write_text(dump(node.database_path), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

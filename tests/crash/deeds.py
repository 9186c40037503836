"""Deeds that have no command of their own: done as a page does them, and then confirmed."""

import sys
from pathlib import Path

from federation.node import open_node
from federation.store import open_store
from tests import factories


def save(folder: str, times: str) -> None:
    """Somebody saves, again and again; each time it is confirmed."""
    store = open_store(open_node(Path(folder)))
    try:
        for number in range(int(times)):
            factories.enter(store, ("savings", 1000 + number, 1))
            sys.stdout.write(f"saved {number}\n")
            sys.stdout.flush()
    finally:
        store.close()

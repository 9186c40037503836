"""A server that dies at any moment loses nothing that a page had confirmed."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

from federation.commands.users import add_user
from federation.node import open_node
from federation.store import open_store
from federation.store.queries import books
from sync.audit import verify
from sync.founding import found
from tests.field.server import Server
from tests.field.visitor import Visitor

LONG = os.environ.get("FEDERATION_LONG") == "1"
WRITES, KILLS = (1000, 50) if LONG else (100, 5)


class Killer(threading.Thread):
    """Kills the server again and again, at moments that chance (seeded) picks, and restarts it."""

    def __init__(self, server: Server, chance: random.Random) -> None:
        super().__init__(daemon=True)
        self.server, self.chance = server, chance
        self.enough = threading.Event()
        self.kills = 0

    def run(self) -> None:
        while not self.enough.wait(self.chance.uniform(0.3, 2.5)):
            self.server.kill()
            self.kills += 1
            self.server.start()


def _write(visitor: Visitor, number: int, chance: random.Random) -> str:
    """One write of a random sort; returns what must be in the books if the page confirmed it."""
    if chance.random() < 0.5:
        name = f"Member {number}"
        visitor.send("/members/new", name=name)
        return name if visitor.status == 200 and name in visitor.page else ""
    note = f"income {number}"
    visitor.send("/money/income", amount=str(number + 1), note=note)
    return note if visitor.status == 200 and note in visitor.page else ""


def _tried(server: Server, visitor: Visitor, number: int, chance: random.Random) -> str:
    """One write as a person does it: when the page does not come, she opens it anew."""
    for _ in range(200):
        visitor.base = server.url
        try:
            visitor.get("/")
            if "/login" in visitor.url:
                visitor.log_in("Maria", "4711")
            return _write(visitor, number, chance)
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server never came back")


def test_nothing_confirmed_is_lost(tmp_path: Path, figure: Callable[[str, object], None]) -> None:
    """A hundred writes while the server is killed at random: what was confirmed is there."""
    folder = tmp_path / "group"
    store = open_store(found(folder, role="group", name="Ehangano").node)
    add_user(store, "Maria", "treasurer", "4711")
    store.close()
    server = Server(folder)
    server.start()
    killer = Killer(server, random.Random(7))
    killer.start()
    chance, visitor = random.Random(11), Visitor(server.url)
    try:
        confirmed, number = set(), 0
        while number < WRITES or killer.kills < KILLS:
            confirmed.add(_tried(server, visitor, number, chance))
            number += 1
    finally:
        killer.enough.set()
        killer.join(30)
        code = server.end(signal.SIGTERM)
    assert code == 0
    figure("writes while a server was killed", number)
    figure("kills of a server", killer.kills)
    store = open_store(open_node(folder))
    with store.reading() as db:
        book = books.book_of(db, store.node.settings.node_id)
        there = set(books.names(db, book).values())
        there |= {entry.note for entry in books.entries(db, book, limit=10**6)}
    audit = verify(store)
    store.close()
    confirmed -= {""}
    assert len(confirmed) > number // 2
    assert confirmed - there == set()
    assert audit.ok, audit.problems

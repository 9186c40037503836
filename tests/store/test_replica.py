"""Pages read where the books are followed: never older than what this program wrote itself."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from federation.node import Node
from federation.store import Store, local, open_store
from federation.store.store import REPLICA_REST
from tests import engines
from tests import factories as f
from tests.engines import Server

SECONDS = 20


@pytest.fixture(scope="module")
def follower() -> Iterator[Server]:
    """A server that follows this process's own."""
    with engines.server().followed() as found:
        yield found


@pytest.fixture
def far(make_node: Callable[..., Node], follower: Server) -> Iterator[Store]:
    """A hub with its books on a server, and a second one that follows it."""
    with engines.server().empty() as address:
        name = re.findall(r"@/(\w+)", address)[0]
        engines.server().say(f"ALTER DATABASE {name} SET synchronous_commit = on")
        node = make_node("hub", database=address)
        there = replace(node.settings, replica=follower.address(name))
        with closing(open_store(replace(node, settings=there))) as store:
            written = store.db.position()
            until(lambda: follower_has(store, written))
            store.look(only=False)  # a report told in this thread only looked
            yield store
            store.look(only=False)
            follower.say("SELECT pg_wal_replay_resume()")


def until(is_so: Callable[[], bool]) -> None:
    for _ in range(SECONDS * 20):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("it never came")


def follower_has(store: Store, place: str) -> bool:
    assert store.replica is not None
    try:
        store.replica.connect(reuse_if_open=True)
        return bool(store.replica.has_reached(place))
    except Exception:  # noqa: BLE001 - the database is not there yet
        return False


def note(store: Store, value: str) -> None:
    with store.writing() as db:
        local.set_state(db, "noted", value)


def seen(store: Store) -> tuple[str, bool]:
    """What is read, and whether from the one that follows."""
    with store.reading() as db:
        return local.state(db, "noted"), db is store.replica


def test_who_only_looks_reads_where_the_books_are_followed(far: Store, follower: Server) -> None:
    note(far, "one")
    assert seen(far) == ("one", False)
    far.look(only=True)
    until(lambda: seen(far) == ("one", True))
    follower.say("SELECT pg_wal_replay_pause()")
    note(far, "two")  # what was written here is read here
    assert seen(far) == ("two", False)
    other = open_store(far.node)
    other.look(only=True)
    assert seen(other) == ("one", True)  # another program's comes a moment later
    follower.say("SELECT pg_wal_replay_resume()")
    until(lambda: seen(other) == ("two", True))
    until(lambda: seen(far) == ("two", True))
    with far.writing() as db:  # a deed reads what it changes
        local.set_state(db, "noted", "three")
        assert seen(far) == ("three", False)
    other.close()


def test_one_that_does_not_answer_is_left_alone_for_a_while(
    make_node: Callable[..., Node], clock: f.Clock
) -> None:
    with engines.server().empty() as address:
        node = make_node("hub", database=address)
        gone = replace(node.settings, replica="postgresql://nobody@127.0.0.1:9/x")
        with closing(open_store(replace(node, settings=gone))) as store:
            note(store, "one")
            store.look(only=True)
            asked: list[str] = []
            connect = store.replica._connect

            def counted() -> object:
                asked.append("")
                return connect()

            store.replica._connect = counted
            assert [seen(store) for _ in range(3)] == [("one", False)] * 3
            assert len(asked) == 1
            clock.forward(seconds=REPLICA_REST.total_seconds() + 1)
            assert seen(store) == ("one", False)
            assert len(asked) == 2
            store.look(only=False)

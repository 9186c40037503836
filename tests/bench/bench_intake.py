"""How long a hub takes to take in a large group, beside the bare inserts of the same rows.

`python -m tests.bench.bench_intake [MEMBERS [WEEKS]]` makes a group that saves every week, writes
its files and takes them in at a hub, in a process of its own. In the same run, in another process,
ready tuples of the smallest entry and posting rows go into SQLite by `executemany` in one
transaction, with the same pragmas. It prints seconds, the ratio, and the peak of memory; it
asserts nothing.
"""

import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from federation.commands.deed import perform
from federation.commands.members import AdmitMember, admit_member
from federation.commands.money import EnterMoney, MoneyLine, enter_money
from federation.node import open_node
from federation.store import Store, open_store
from sync.enrolment import accept_charter, enrol_card, own_card
from sync.export import export
from sync.founding import found
from sync.intake import take_in

MEMBERS, WEEKS = 5_000, 52
LINES_A_FILE = 100_000
FIRST_WEEK = date(2025, 11, 23)


def _grow(group: Store, members: int, weeks: int) -> None:
    """Everybody joins, then saves each week, every week in one transaction."""
    for number in range(1, members + 1):
        order = AdmitMember(name=f"Member {number}", member=number, day=FIRST_WEEK.isoformat())
        perform(group, order, admit_member)
    for week in range(weeks):
        day = (FIRST_WEEK + timedelta(weeks=week)).isoformat()
        lines = tuple(
            MoneyLine(
                kind="savings", day=day, amount=500 + (number * 7 + week) % 4000, member=number
            )
            for number in range(1, members + 1)
        )
        perform(group, EnterMoney(lines=lines), enter_money)


def _world(folder: Path, members: int, weeks: int) -> list[Path]:
    """A hub and a group that know each other; the group's files."""
    hub = open_store(found(folder / "hub", role="hub", name="Federation").node)
    group = open_store(found(folder / "group", role="group", name="Ehangano").node)
    enrolled = enrol_card(hub, group.node.card(), confirm=own_card(group.node).digits)
    digits = own_card(hub.node).digits
    accept_charter(group, enrolled.file.read_bytes(), confirm=digits)
    _grow(group, members, weeks)
    (folder / "out").mkdir()
    written = export(group, to="hub", path=folder / "out", volume_entries=LINES_A_FILE)
    group.close()
    hub.close()
    return [one.file for one in written]


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def take(folder: Path) -> None:
    """Take the files in; prints seconds, new entries and the peak of memory."""
    store = open_store(open_node(folder / "hub"))
    began = time.perf_counter()
    outcomes = list(take_in(store, [folder / "out"]))
    spent = time.perf_counter() - began
    store.close()
    assert {one.outcome for one in outcomes} == {"applied"}, outcomes
    print(spent, sum(one.new for one in outcomes), _peak_mib())


def raw(folder: Path, members: int, weeks: int) -> None:
    """The bare inserts: smallest rows, ready tuples, one transaction; prints seconds."""
    entries = [
        (1, week * members + member, 5, 20_000 + week * 7, member, 500)
        for week in range(weeks)
        for member in range(1, members + 1)
    ]
    postings = [
        (1, seq, side, 1 + side, member * side, 500 - 1000 * side)
        for _, seq, _, _, member, _ in entries
        for side in (0, 1)
    ]
    db = sqlite3.connect(folder / "raw.db", isolation_level=None)
    db.execute("PRAGMA journal_mode = wal")
    db.execute("PRAGMA synchronous = full")
    db.execute(
        "CREATE TABLE entry (book INTEGER, seq INTEGER, kind INTEGER, day INTEGER, member INTEGER,"
        " amount INTEGER, PRIMARY KEY (book, seq)) WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE posting (book INTEGER, seq INTEGER, n INTEGER, account INTEGER,"
        " member INTEGER, amount INTEGER, PRIMARY KEY (book, seq, n)) WITHOUT ROWID"
    )
    db.execute("CREATE INDEX entry_member ON entry (book, member)")
    began = time.perf_counter()
    db.execute("BEGIN IMMEDIATE")
    db.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", entries)
    db.executemany("INSERT INTO posting VALUES (?, ?, ?, ?, ?, ?)", postings)
    db.execute("COMMIT")
    print(time.perf_counter() - began)
    db.close()


def _run(*words: object) -> list[float]:
    command = [sys.executable, "-m", "tests.bench.bench_intake", *map(str, words)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [float(word) for word in told.split()]


def measure(members: int, weeks: int) -> float:
    """Both, one after the other; prints the figures and returns the ratio of times."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        files = _world(folder, members, weeks)
        size = sum(file.stat().st_size for file in files)
        (bare,) = _run("raw", folder, members, weeks)
        spent, new, peak = _run("take", folder)
    print(f"intake of {members} members x {weeks} weeks: {new:,.0f} entries, {len(files)} files,")
    print(f"  {size / new:.1f} bytes an entry on the way")
    print(f"  taken in     {spent:7.2f} s   ({new / spent:,.0f} entries a second)")
    print(f"  bare inserts {bare:7.2f} s   ratio {spent / bare:.2f} (4 is the bound, 2 the aim)")
    print(f"  peak memory  {peak:7.0f} MiB (200 is the bound)")
    return spent / bare


if __name__ == "__main__":
    words = sys.argv[1:]
    if words[:1] == ["take"]:
        take(Path(words[1]))
    elif words[:1] == ["raw"]:
        raw(Path(words[1]), int(words[2]), int(words[3]))
    else:
        sizes = [int(word) for word in words]
        measure(*(sizes or [MEMBERS, WEEKS]))

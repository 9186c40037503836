"""A hub of a thousand groups: files taken in beside bare rows, and pages one after the other.

`python -m tests.bench.bench_hub [GROUPS] [YEARS] [FILES]` makes a federation (`big_federation`),
takes its files in, and puts the rows that the hub ends up with bare into a database of the same
engine, disk and settings in the same run: ready tuples, the columns of entry and posting without
which their keys and indexes cannot be, in one transaction. Then each page of the hub's face is
asked for in turn and its median and 95th percentile printed. Nothing is asserted.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from federation.commands.users import add_user
from federation.node import open_node
from federation.store import open_store
from sync.intake import take_in
from tests.web.conftest import Browser

from . import big_federation as big
from .bench_sync import bare, peak_mib

GROUPS: Final = 1000
TURNS: Final = 15
PIN: Final = "4711"
SMALL_PART: Final = 20
# Addresses with a part in them are asked for with what there is.
PARTS: Final = {"<code>": "G0007", "<int:number>": "1"}


def make(folder: Path, groups: int, years: int, files: int) -> int:
    """A hub that knows the groups, and their files; how many entries they have."""
    node = big.make_hub(folder / "hub", groups)
    return big.write_files(
        big.card_of(node),
        folder / "in",
        groups=groups,
        weeks=big.WEEKS_A_YEAR * years,
        files=files,
    )


def take(folder: Path) -> None:
    """The hub takes them in; prints seconds of the clock and of work, entries, peak of memory."""
    store = open_store(open_node(folder / "hub"))
    began, worked, new = time.perf_counter(), time.process_time(), 0
    for one in take_in(store, [folder / "in"]):
        assert one.outcome == "applied", one
        new += one.new
    print(time.perf_counter() - began, time.process_time() - worked, new, peak_mib())
    store.close()


def pages(folder: Path) -> None:
    """Each page that staff can open, in turn."""
    store = open_store(open_node(folder / "hub"))
    add_user(store, "Rosa", "admin", PIN)
    store.close()
    from federation.web.app import create_app  # noqa: PLC0415 - only this process needs it

    app = create_app(open_node(folder / "hub"))
    rosa = Browser(app)
    rosa.log_in("Rosa", PIN)
    rows = []
    for rule in sorted(app.url_map.iter_rules(), key=str):
        path = str(rule)
        if "GET" not in (rule.methods or ()) or path.startswith(("/static", "/api", "/login")):
            continue
        for part, there in PARTS.items():
            path = path.replace(part, there)
        if "<" in path or rosa.get(path).status_code != 200:
            continue
        spent = []
        for _ in range(TURNS):
            began = time.perf_counter()
            rosa.get(path)
            spent.append((time.perf_counter() - began) * 1000)
        rows.append((statistics.median(spent), max(spent), path))
    for median, slowest, path in sorted(rows, reverse=True)[:SMALL_PART]:
        print(f"  {median:7.0f} ms median, {slowest:7.0f} ms slowest of {TURNS}  {path}")
    every = [median for median, _, _ in rows]
    worst, p95 = max(every), max(slowest for _, slowest, _ in rows)
    print(f"  {len(rows)} pages: slowest median {worst:.0f} ms, slowest of all {p95:.0f} ms")


def _run(*words: object) -> list[str]:
    command = [sys.executable, "-m", "tests.bench.bench_hub", *map(str, words)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split("\n")


def measure(folder: Path, groups: int, years: int, files: int) -> None:
    """All of it; prints the figures."""
    entries = make(folder, groups, years, files)
    size = sum(file.stat().st_size for file in (folder / "in").rglob(f"*{big.ENDING}"))
    print(
        f"{groups:,} groups, {years} years: {entries:,} entries in {size / 1e6:.0f} MB", flush=True
    )
    took, worked, new, peak = map(float, _run("take", folder)[0].split())
    assert int(new) == entries
    raw, busy, rows = map(float, _run("bare", folder)[0].split())
    print(f"  taken in {took:7.1f} s, {entries / took:,.0f} entries/s, peak {peak:.0f} MiB")
    print(
        f"  {rows:,.0f} bare rows {raw:7.1f} s; ratio {took / raw:.2f}, of work {worked / busy:.2f}"
    )
    held = (folder / "hub" / "node.db").stat().st_size
    print(f"  database {held / 1e6:,.0f} MB, {held / entries:.0f} bytes an entry", flush=True)
    print("\n".join(_run("pages", folder)).rstrip(), flush=True)


if __name__ == "__main__":
    words = sys.argv[1:]
    if words[:1] == ["take"]:
        take(Path(words[1]))
    elif words[:1] == ["bare"]:
        bare(Path(words[1]), "bare")
    elif words[:1] == ["pages"]:
        pages(Path(words[1]))
    else:
        numbers = [int(word) for word in words] + [GROUPS, 1, 1][len(words) :]
        made = Path(tempfile.mkdtemp(dir=os.environ.get("BENCH_DIR")))
        try:
            measure(made, *numbers)
        finally:
            shutil.rmtree(made)

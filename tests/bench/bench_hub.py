"""A hub of a thousand groups: files taken in beside bare rows, and every address it answers at.

`python -m tests.bench.bench_hub [GROUPS] [YEARS] [FILES]` makes a federation (`big_federation`),
takes its files in, and puts the rows that the hub ends up with bare into a database of the same
engine, disk and settings in the same run: ready tuples, the columns of entry and posting without
which their keys and indexes cannot be, in one transaction. Then the hub is furnished with what else
a federation has (`furnished`), and each address (`hub_pages`) is asked for several times, with
nothing kept from one time to the next; the median and the slowest of them are printed. YEARS may be
several, `1,3,5,10`, each a hub of its own; of one above 1 the first year is measured before it. The
last lines then tell how much slower each page is with the last of them than with the first. FILES:
how many of each group, by default one a year. Nothing is asserted; `BENCH_DIR` says on which disk.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

from flask import Flask

from federation.commands.tokens import add_token, list_tokens
from federation.node import open_node
from federation.store import open_store
from federation.web.shared.keeping import Newest
from sync.intake import take_in
from tests.web.conftest import Browser

from . import big_federation as big
from . import furnished, hub_pages
from .bench_sync import bare, peak_mib

GROUPS: Final = 1000
TURNS: Final = 7
FILE_TURNS: Final = 2
SMALL_PART: Final = 20
A_MOMENT: Final = 1.0  # milliseconds: below it nothing is compared
GOOD, MEDIAN_MAX, SLOWEST_MAX = 200, 200, 600


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


def furnish(folder: Path, years: int) -> None:
    """What else a federation has, of so many years."""
    store = open_store(open_node(folder / "hub"))
    furnished.furnish(store, folder / "more", years)
    store.close()


@dataclass(frozen=True, slots=True)
class Spent:
    """How long an address took, in milliseconds: the middle one of the turns, and the slowest.

    `worked`: processor time of the middle one, which other programs on the machine change little.
    """

    median: float
    slowest: float
    worked: float
    path: str
    is_file: bool


def pages(folder: Path, turns: int = TURNS, *, is_alone: bool = True) -> list[Spent]:
    """Each address, in turn, as staff or a program asks for it. Nothing is kept in between.

    `is_alone`: in a process of its own, which settles down as that of `federation serve` does.
    """
    node = open_node(folder / "hub")
    store = open_store(node)
    secret = add_token(store, f"Dashboard {len(list_tokens(store))}", "read")
    asked = tuple(hub_pages.addresses(store))
    store.close()
    from federation.web.app import create_app, settle_down  # noqa: PLC0415 - only this process needs it

    app = create_app(node)
    rosa = Browser(app)
    rosa.log_in("Rosa", furnished.PIN)
    if is_alone:
        settle_down()
    found = []
    for one in asked:
        sent = {"Authorization": f"Bearer {secret}"} if one.token else {}
        spent, worked = [], []
        for _ in range(min(turns, FILE_TURNS) if one.is_file else turns):
            forget(app)
            began, busy = time.perf_counter(), time.process_time()
            answer = rosa.get(one.path, **sent)
            spent.append((time.perf_counter() - began) * 1000)
            worked.append((time.process_time() - busy) * 1000)
            assert answer.status_code == GOOD, (one.path, answer.status_code, answer.text[:600])
        middle = (statistics.median(spent), max(spent), statistics.median(worked))
        found.append(Spent(*middle, one.path, one.is_file))
    app.extensions["federation"].close()
    return found


def forget(app: Flask) -> None:
    """What was kept for the next who asks the same."""
    for name in [name for name, one in app.extensions.items() if isinstance(one, Newest)]:
        del app.extensions[name]


def _tell(found: list[Spent]) -> None:
    """The slowest, pages and files apart, and how many keep to what is promised."""
    for are_files, called in ((False, "pages"), (True, "files")):
        some = sorted(
            (one for one in found if one.is_file is are_files), key=lambda one: -one.worked
        )
        for one in some[:SMALL_PART]:
            print(
                f"  {one.median:7.0f} ms median, {one.slowest:7.0f} ms slowest,"
                f" {one.worked:6.0f} ms of work  {one.path}"
            )
        slow = sum(one.median > MEDIAN_MAX or one.slowest > SLOWEST_MAX for one in some)
        every = sorted(one.slowest for one in some)
        print(
            f"  {len(some)} {called}: slowest median {some[0].median:.0f} ms, slowest answer"
            f" {every[-1]:.0f} ms; {slow} above {MEDIAN_MAX} or {SLOWEST_MAX} ms", flush=True,
        )  # fmt: skip


def compare(years: list[int], curves: list[list[Spent]]) -> None:
    """How much slower each address became from the first to the last, the worst first."""
    rows = []  # by their place: the same file has another number in each hub
    for place, one in enumerate(curves[-1]):
        told = [some[place].worked for some in curves]
        rows.append((one.worked / max(told[0], A_MOMENT), told, one))
    print(f"  years {', '.join(map(str, years))}: work for each address, and how it grew")
    for ratio, told, one in sorted(rows, key=lambda row: -row[0]):
        curve = " ".join(f"{each:7.1f}" for each in told)
        print(f"  {ratio:5.2f} times  {curve} ms  {'file' if one.is_file else 'page'} {one.path}")
    whole = [sum(one.worked for one in some if not one.is_file) for some in curves]
    print(f"  all pages one after the other: {whole[-1] / whole[0]:.2f} times as much work")


def _run(*words: object) -> list[str]:
    command = [sys.executable, "-m", "tests.bench.bench_hub", *map(str, words)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split("\n")


def measure(folder: Path, groups: int, years: int, files: int) -> list[Spent]:
    """All of it; prints the figures and gives those of the pages."""
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
    (folder / "bare.db").unlink()
    _run("furnish", folder, years)
    print(f"  pages, with a load of {os.getloadavg()[0]:.1f}")
    found = [Spent(*one) for one in json.loads(_run("pages", folder)[0])]
    _tell(found)
    return found


def main(words: list[str]) -> None:
    """As the words say that follow the command."""
    groups = int(words[0]) if words else GROUPS
    years = [int(one) for one in words[1].split(",")] if len(words) > 1 else [1]
    if len(years) == 1 and years[0] > 1:
        years = [1, *years]
    curves = []
    for span in years:
        made = Path(tempfile.mkdtemp(dir=os.environ.get("BENCH_DIR")))
        try:
            files = int(words[2]) if len(words) > 2 else span
            curves.append(measure(made, groups, span, files))
        finally:
            shutil.rmtree(made)
    if len(years) > 1:
        compare(years, curves)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["take", folder]:
            take(Path(folder))
        case ["bare", folder]:
            bare(Path(folder), "bare")
        case ["furnish", folder, years]:
            furnish(Path(folder), int(years))
        case ["pages", folder]:
            print(json.dumps([astuple(one) for one in pages(Path(folder))]))
        case words:
            main(words)

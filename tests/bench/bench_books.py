"""How fast the group's face is when the books are big: every page, a kept row, a whole sheet.

`python -m tests.bench.bench_books [MEMBERS [WEEKS]]` makes the books of `big_books`, serves them in
a process of its own and asks for every page that the application has, many times, over HTTP as a
phone would. In the same run, on the same disk, one row goes into a bare SQLite database, commit by
commit, with the same pragmas. It prints what was asked, measured, and the ratio to the bare commit;
it ends with 1 when a page fails or is beyond every reason (`GROSS` times what was asked).
"""

import http.client
import itertools
import os
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

from werkzeug.routing import Rule

from federation.node import Node
from federation.store import Database, open_store
from federation.store.queries import books
from federation.store.queries import requests as asked
from federation.web.app import create_app

from . import big_books
from .bench_serve import GIVE_UP_SECONDS, LOOK_SECONDS, answers, free_port

MEDIAN_ASKED: Final = 150  # all times in milliseconds
P95_ASKED: Final = 400
ROW_ASKED: Final = 40
GROSS: Final = 4
TIMES: Final = 20
ROWS: Final = 100
SHEETS: Final = 5
COMMITS: Final = 200
SHOWN: Final = 12
FAILED: Final = "FAILED"
FILE_SECONDS_MAX: Final = 200  # the whole books as one spreadsheet
# Pages that a link or a form reaches with words after the question mark.
MORE: Final = (
    "/members?find=an",
    "/members?left=1",
    "/entries?before=200000",
    "/members/1?before=200000",
    "/meetings?before=260",
    "/meetings/{meeting}/savings?purpose=land",
)
_TOKENS: Final = re.compile(r'name="(csrf_token|form_token|seen)" value="([^"]*)"')
_KEPT_AT: Final = re.compile(r'data-keep="([^"]*)"')
_AMOUNTS: Final = re.compile(r'name="(savings:[^"]*)"')

Candidates = Mapping[str, tuple[object, ...]]


@dataclass(slots=True)
class Timed:
    """What was measured of one page, in milliseconds; `work`: of the machine's time, each."""

    address: str
    spans: list[float] = field(default_factory=list)
    work: float = 0.0

    @property
    def median(self) -> float:
        """Half of them took longer."""
        return statistics.median(self.spans)

    @property
    def p95(self) -> float:
        """One in twenty took longer."""
        ordered = sorted(self.spans)
        return ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)]


class Browser:
    """One phone: its cookie, its connection; `is_page`: whether the last answer was a page."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=FILE_SECONDS_MAX)
        self._cookie = ""
        self.is_page = False

    def ask(self, address: str, form: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Status and page."""
        headers = {"Cookie": self._cookie}
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request("GET" if form is None else "POST", address, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        self.is_page = answer.headers.get_content_type() == "text/html"
        if told := answer.headers.get("Set-Cookie"):
            self._cookie = told.split(";")[0]
        return answer.status, content.decode("utf-8", "replace")

    def form(self, address: str) -> dict[str, str]:
        """The hidden fields of the first form of a page."""
        _, page = self.ask(address)
        fields: dict[str, str] = {}
        for name, value in _TOKENS.findall(page):
            fields.setdefault(name, value)
        return fields

    def timed(self, address: str, form: Mapping[str, str] | None = None) -> tuple[float, int]:
        """How long an answer takes, and its status."""
        began = time.perf_counter()
        status, _ = self.ask(address, form)
        return (time.perf_counter() - began) * 1000, status

    def log_in(self) -> None:
        """As the treasurer."""
        name, _ = big_books.OFFICERS[0]
        status, _ = self.ask("/login", {**self.form("/login"), "name": name, "pin": big_books.PIN})
        assert status == http.client.SEE_OTHER, status


def rules_of(node: Node) -> tuple[Rule, ...]:
    """Every page that the application has, by its address."""
    app = create_app(node)
    app.extensions["federation"].close()
    found = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return tuple(sorted(found, key=lambda rule: rule.rule))


def candidates(db: Database, book: int) -> Candidates:
    """For each word of an address, what a number or name after it may be: old, new, busy."""
    members, loans = books.members(db, book), books.loans(db, book)
    meetings = books.meetings(db, book, limit=2)
    last = max(one.last for one in books.books(db))
    return {
        "members": (1, members[len(members) // 2].member, members[-1].member),
        "meetings": (*(one.meeting for one in meetings), 1),
        "entries": (last, last // 2, 1),
        "loans": (loans[-1].loan, loans[0].loan) if loans else (),
        "requests": tuple(one.request for one in asked.requests(db)),
        "people": (1,),
        "": (1, members[0].member),
    }


def addresses(rule: Rule, found: Candidates) -> Iterator[str]:
    """The addresses that a rule may stand for."""
    parts = re.split(r"<(?:\w+:)?\w+>", rule.rule)
    words = [part.strip("/").rpartition("/")[2] for part in parts[:-1]]
    for values in itertools.product(*(found.get(word, found[""]) for word in words)):
        told = [quote(str(value)) for value in values]
        yield "".join(itertools.chain(*itertools.zip_longest(parts, told, fillvalue="")))


def work_of(pid: int) -> float:
    """Milliseconds that a process kept the machine busy so far (Linux; elsewhere 0)."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(words[11]) + int(words[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def bare_commit(folder: Path) -> float:
    """One row, one commit, over and over: the median in milliseconds."""
    db = sqlite3.connect(folder / "bare.db", isolation_level=None)
    db.execute("PRAGMA journal_mode = wal")
    db.execute("PRAGMA synchronous = full")
    db.execute("CREATE TABLE one (id INTEGER PRIMARY KEY, told TEXT) STRICT")
    spans = []
    for number in range(COMMITS):
        began = time.perf_counter()
        db.execute("INSERT INTO one VALUES (?, ?)", (number, "12.50"))
        spans.append((time.perf_counter() - began) * 1000)
    db.close()
    return statistics.median(spans)


def pages(
    browser: Browser, pid: int, rules: tuple[Rule, ...], found: Candidates
) -> tuple[list[Timed], list[str]]:
    """Every page that is shown, timed; and what led elsewhere, is a file, or failed, with why."""
    timed, others = [], []
    extra = [address.format(meeting=found["meetings"][0]) for address in MORE]
    for rule in rules:
        shown, why = 0, ""
        for address in addresses(rule, found):
            span, status = browser.timed(address)
            if status == http.client.OK and browser.is_page:
                shown += 1
                timed.append(_page(browser, pid, address))
            elif status >= http.client.INTERNAL_SERVER_ERROR:
                others.append(f"{FAILED} {address}: {status}")
            else:
                why = why or (f"file, {span:.0f} ms" if status == http.client.OK else f"{status}")
        if not shown:
            others.append(f"{rule.rule}: {why}")
    timed += [_page(browser, pid, address) for address in extra]
    return timed, others


def _page(browser: Browser, pid: int, address: str) -> Timed:
    one, before = Timed(address), work_of(pid)
    one.spans = [browser.timed(address)[0] for _ in range(TIMES)]
    one.work = (work_of(pid) - before) / TIMES
    return one


def rows(browser: Browser, pid: int, meeting: int) -> Timed:
    """A member's savings kept as soon as they are typed, row after row."""
    address = f"/meetings/{meeting}/savings"
    _, page = browser.ask(address)
    names = _AMOUNTS.findall(page)
    hidden, one, before = browser.form(address), Timed("a row kept"), work_of(pid)
    to = _KEPT_AT.findall(page)[0]
    for number in range(ROWS):
        row = {**hidden, "field": names[number % len(names)], "value": str(5 + number)}
        span, status = browser.timed(to, row)
        assert status == http.client.NO_CONTENT, status
        one.spans.append(span)
    one.work = (work_of(pid) - before) / ROWS
    return one


def sheets(browser: Browser, pid: int, meeting: int) -> Timed:
    """A sheet with an amount for everybody, confirmed as a whole."""
    address = f"/meetings/{meeting}/savings"
    names = _AMOUNTS.findall(browser.ask(address)[1])
    one, before = Timed(f"a sheet of {len(names)} confirmed"), work_of(pid)
    for _ in range(SHEETS):
        form = {**browser.form(address), **dict.fromkeys(names, "5"), "button": "confirm"}
        span, status = browser.timed(address, form)
        assert status == http.client.SEE_OTHER, status
        one.spans.append(span)
    one.work = (work_of(pid) - before) / SHEETS
    return one


def fines(browser: Browser, pid: int, meeting: int) -> Timed:
    """One entry: a fine is charged."""
    address = f"/meetings/{meeting}/fines/charge"
    one, before = Timed("one entry"), work_of(pid)
    for _ in range(TIMES):
        form = {**browser.form(address), "member": "2", "amount": "5", "note": "late"}
        form.pop("seen", "")  # of the sheet above it
        span, status = browser.timed(address, form)
        assert status == http.client.SEE_OTHER, status
        one.spans.append(span)
    one.work = (work_of(pid) - before) / TIMES
    return one


def _say(one: Timed, bare: float, asked_ms: str = "") -> None:
    print(
        f"  {one.address:44} {one.median:7.1f} {one.p95:7.1f} {one.work:7.1f}"
        f" {one.median / bare:7.0f}   {asked_ms}"
    )


def _told(shown: list[Timed], saved: list[Timed], bare: float) -> None:
    print(f"one bare commit {bare:.2f} ms")
    print(f"  {'':44} {'median':>7} {'p95':>7} {'work':>7} {'ratio':>7}   asked")
    row, *others = saved
    _say(row, bare, f"{ROW_ASKED}")
    for one in others:
        _say(one, bare)
    slowest = max(shown, key=lambda one: one.median)
    latest = max(shown, key=lambda one: one.p95)
    print(
        f"{len(shown)} pages: worst median {slowest.median:.0f} ms (asked {MEDIAN_ASKED}),"
        f" worst p95 {latest.p95:.0f} ms (asked {P95_ASKED})"
    )
    hardest = max(shown, key=lambda one: one.work)
    print(f"most work of the machine {hardest.work:.0f} ms: the rest of a time is others' work")
    over = [one for one in shown if one.median > MEDIAN_ASKED or one.p95 > P95_ASKED]
    print(f"over what is asked: {len(over)} pages; the slowest:")
    for one in sorted(shown, key=lambda one: -one.median)[:SHOWN]:
        _say(one, bare, f"{MEDIAN_ASKED} {P95_ASKED}" if one in over else "")


def measure(folder: Path, members: int, weeks: int) -> bool:
    """Make the books, serve them, walk them; prints, and says whether nothing is grossly wrong."""
    began = time.monotonic()
    node = big_books.make(folder, members, weeks)
    store = open_store(node)
    with store.reading() as db:
        book = books.book_of(db, node.settings.node_id)
        found = candidates(db, book)
        entries = max(one.last for one in books.books(db))
    store.close()
    print(
        f"{members} members, {weeks} weeks: {entries:,} entries in {time.monotonic() - began:.0f} s"
    )
    rules, bare, port = rules_of(node), bare_commit(folder), free_port()
    command = [sys.executable, "-m", "federation", "--data", str(node.folder), "serve"]
    server = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        while not answers(port):
            if time.monotonic() - began > GIVE_UP_SECONDS * 10:
                raise TimeoutError("the server never answered")
            time.sleep(LOOK_SECONDS)
        browser, meeting = Browser(port), int(str(found["meetings"][0]))
        browser.log_in()
        shown, others = pages(browser, server.pid, rules, found)
        saved = [kind(browser, server.pid, meeting) for kind in (rows, fines, sheets)]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(GIVE_UP_SECONDS)
    _told(shown, saved, bare)
    print("not timed as pages:")
    print("\n".join(f"  {one}" for one in others))
    beyond = [one for one in shown if one.median > GROSS * MEDIAN_ASKED]
    has_failed = any(one.startswith(FAILED) for one in others)
    return not has_failed and not beyond and saved[0].median <= GROSS * ROW_ASKED


def main() -> None:
    """Measure; ends with 1 when something is grossly wrong."""
    sizes = [int(word) for word in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as made:
        is_sound = measure(Path(made), *(sizes or [big_books.MEMBERS, big_books.WEEKS]))
    sys.exit(0 if is_sound else 1)


if __name__ == "__main__":
    main()

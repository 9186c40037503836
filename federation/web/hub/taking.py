"""Taking in beside the pages: one thread goes through what was brought, and pages show how far.

What was sent to a page lies in a folder of the inbox before anybody looks into it, and what became
of a file is written down before it is taken away there. So a machine that stops loses nothing: the
rest is looked at when the server starts again.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from contextvars import copy_context
from dataclasses import replace
from pathlib import Path
from stat import S_ISREG
from threading import Lock, Thread, current_thread
from typing import Any, Final

from flask import Flask, current_app
from werkzeug.datastructures import FileStorage

from federation import faults
from federation.commands.matching import look_through
from federation.core.refusals import Refusal, refuse
from federation.i18n import use_language
from federation.node import FRESH, ID_LETTERS, LETTERS, Node, sync_folder
from federation.store import Store, exchange, takings
from federation.store.takings import Source, Taken
from sync import finding, intake
from sync.finding import Found
from sync.outcome import Outcome

from ..errors import FILES_MAX
from ..here import store as store_here
from ..shared import backups
from ..shared.sticks import is_others

THREAD: Final = "files taken in beside"
BROUGHT, STICK, FOLDER = "brought", "stick", "folder"
WAITING_MAX: Final = 5000  # sent to pages, and not looked at yet
NAME_BYTES_MAX: Final = 120
STOP_SECONDS: Final = 60
TOGETHER: Final = 8  # files of which is written down at one go what became of them
_NUMBER_LETTERS: Final = 5
_MADE: Final = re.compile(f"{BROUGHT}-[{LETTERS}]{{{ID_LETTERS}}}")
_EXTENSION: Final = "federation files taken in"


class Worker:
    """The one thread that takes files in for a store."""

    def __init__(self, store: Store, in_app: Callable[[], AbstractContextManager[Any]]) -> None:
        self.store = store
        self._in_app = in_app
        self.is_stopping = False
        self._lock = Lock()
        self._thread: Thread | None = None

    @property
    def is_running(self) -> bool:
        """Whether files are being looked at now."""
        thread = self._thread
        return thread is not None and thread.is_alive()

    def start(self) -> None:
        """Go on with what is unfinished; a second press joins the work that runs.

        The passphrase of this request, where keys are locked, is the work's until it ends.
        """
        with self._lock:
            if self._thread is None:
                context = copy_context()
                self._thread = Thread(target=context.run, args=(self._run,), name=THREAD)
                self._thread.start()

    def stop(self) -> None:
        """The server ends: the file in hand is finished, the others wait for its next start."""
        self.is_stopping = True
        self.wait(STOP_SECONDS)

    def wait(self, seconds: float) -> None:
        """Until it is done, or so long."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _run(self) -> None:
        """Until nothing is left, also of what was added meanwhile."""
        own = self.store.node.settings
        try:
            with self._in_app(), use_language(own.language, own.currency):
                while self._goes_on():
                    pass
        except Exception as error:  # noqa: BLE001 - the books do not even take why: a press goes on
            faults.note(self.store.node, error, THREAD)
        finally:
            with self._lock:
                if self._thread is current_thread():
                    self._thread = None
            self.store.close()

    def _goes_on(self) -> bool:
        """One folder more; whether to go on. What was added since is seen, or starts anew."""
        try:
            is_more = _one_more(self)
        except Refusal as refusal:
            is_more = _stopped(self.store, refusal)
        except OSError as error:
            file = Path(str(error.filename)).name if error.filename else "-"
            why = refuse("machine-refused", file=file, reason=error.strerror or "-")
            is_more = _stopped(self.store, why)
        except Exception as error:  # noqa: BLE001 - the thread's boundary: noted with a reference
            reference = faults.note(self.store.node, error, "files taken in")
            is_more = _stopped(self.store, refuse("fault-unwritten", reference=reference))
        if is_more and not self.is_stopping:
            return True
        with self._lock:
            is_more = not self.is_stopping and _is_waiting(self.store)
            if not is_more:
                self._thread = None
        return is_more


def worker() -> Worker:
    """The worker of the present application."""
    made = Worker(store_here(), current_app.app_context)
    found: Worker = current_app.extensions.setdefault(_EXTENSION, made)
    return found


def go_on(app: Flask) -> None:
    """When the server starts: what lies there from before is taken in now."""
    store: Store = app.extensions["federation"]
    node = store.node
    for half in node.inbox.glob(f".{BROUGHT}-*{FRESH}"):
        shutil.rmtree(half, ignore_errors=True)  # whoever sent it was not told that it came
    with store.reading() as db:
        going = takings.unfinished(db)
    known = {one.path for one in going.sources} if going else set()
    for folder in _folders(node):
        if str(folder) not in known:
            _add(store, Source(BROUGHT, str(folder)))
    with store.reading() as db:
        going = takings.unfinished(db)
    if going is not None and going.reason is None:
        with app.app_context():
            worker().start()


def stop(app: Flask) -> None:
    """When the server ends: what is not looked at yet waits."""
    with app.app_context():
        worker().stop()


def _folders(node: Node) -> list[Path]:
    """Those that `keep` made: what people put there is theirs, whatever its name, and stays."""
    some = (one for one in node.inbox.glob(f"{BROUGHT}-*") if _MADE.fullmatch(one.name))
    return sorted(one for one in some if one.is_dir() and not one.is_symlink())


def in_folder(node: Node) -> int:
    """How many files lie in the inbox, put there by people; a link is none."""
    count, ours = 0, {one.name for one in _folders(node)}
    for at, folders, names in os.walk(node.inbox):
        if Path(at) == node.inbox:
            folders[:] = [one for one in folders if one not in ours and not one.startswith(".")]
        count += sum(S_ISREG(os.lstat(Path(at, name)).st_mode) for name in names)
    return count


def keep(store: Store, files: Iterable[tuple[str, FileStorage | bytes]]) -> None:
    """What was sent to a page, put on the disk: all of it or nothing; then to be looked at.

    Raises Refusal `files-too-many`, `inbox-full`; OSError as the system says it.
    """
    some, node = list(files), store.node
    if len(some) > FILES_MAX:
        raise refuse("files-too-many", most=FILES_MAX)
    waiting = sum(1 for folder in _folders(node) for _ in folder.iterdir())
    if waiting + len(some) > WAITING_MAX:
        raise refuse("inbox-full", most=WAITING_MAX)
    node.inbox.mkdir(exist_ok=True)
    called = f"{BROUGHT}-{node.new_id()}"
    fresh, place = node.inbox / f".{called}{FRESH}", node.inbox / called
    try:
        fresh.mkdir()
        for number, (name, content) in enumerate(some, 1):
            _put(fresh / f"{number:0{_NUMBER_LETTERS}d} {safe_name(name)}", content)
        sync_folder(fresh)
        fresh.rename(place)
        sync_folder(node.inbox)
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    _add(store, Source(BROUGHT, str(place)))


def _put(path: Path, content: FileStorage | bytes) -> None:
    with path.open("xb") as out:
        if isinstance(content, bytes):
            out.write(content)
        else:
            with content.stream as sent:
                shutil.copyfileobj(sent, out)
        out.flush()
        os.fsync(out.fileno())


def safe_name(name: str) -> str:
    """A file's name as its sender had it, such as every system takes and nothing follows."""
    plain = finding.plain_name(name.replace("\\", "/").rsplit("/", 1)[-1])
    kept = "".join("_" if letter in '<>:"/\\|?*' else letter for letter in plain)
    return kept.encode()[-NAME_BYTES_MAX:].decode(errors="ignore").strip(". ") or "file"


def add(store: Store, kind: str, path: Path, label: str = "") -> None:
    """A stick, or the inbox itself, to be gone through."""
    _add(store, Source(kind, str(path), label))


def _add(store: Store, source: Source) -> None:
    with store.writing() as db:
        takings.add(db, source, store.node.now())


def _is_waiting(store: Store) -> bool:
    with store.reading() as db:
        going = takings.unfinished(db)
    return going is not None and going.reason is None


def _stopped(store: Store, reason: Refusal) -> bool:
    """It is written down why, where that can be; nothing goes on by itself."""
    with suppress(OSError), store.writing() as db:
        going = takings.unfinished(db)
        if going is not None:
            takings.stop(db, going.id, reason)
    return False


def _one_more(worker: Worker) -> bool:
    """Go through the next folder, or, after the last, through books for who is told twice.

    Whether there was one. Raises Refusal, OSError.
    """
    store = worker.store
    with store.reading() as db:
        going = takings.unfinished(db)
    if going is None or going.reason is not None:
        return False
    for place, source in enumerate(going.sources):
        if not source.is_done:
            _go_through(worker, going.id, place, source)
            return True
    look_through(store)
    with store.writing() as db:
        takings.end(db, going.id, store.node.now())
    return True


def _go_through(worker: Worker, number: int, place: int, source: Source) -> None:
    store, root = worker.store, Path(source.path)
    with store.reading() as db:
        known = takings.places(db, number)
    if not root.is_dir() and source.kind == STICK:
        raise refuse("stick-out", stick=source.label)
    files = tuple(_found(store.node, source))
    # Of what was sent to a page only what was not looked at yet still lies there.
    gone = source.looked if source.kind == BROUGHT else 0
    now = replace(source, total=gone + len(files), looked=gone, others=0)
    waiting: list[tuple[Found, tuple[Outcome, ...]]] = []
    news: list[Outcome] = []
    _write(store, number, place, now, [_line("", one) for one in intake.waiting_here(store)])
    for found in files:
        if _seen(found) in known:
            now = replace(now, looked=now.looked + 1)
            continue
        outcomes = tuple(intake.take_found(store, found))
        if source.kind == STICK and not root.is_dir():  # what is said of this file is not so
            _flush(store, number, place, now, waiting)
            raise refuse("stick-out", stick=source.label)
        waiting.append((found, outcomes))
        news += [one for one in outcomes if one.new]
        if len(waiting) == TOGETHER or worker.is_stopping:
            now = _flush(store, number, place, now, waiting)
            waiting = []
        if worker.is_stopping:
            return
    now = _flush(store, number, place, now, waiting)
    _write(store, number, place, replace(now, is_done=True, looked=now.total), [])
    if source.kind == BROUGHT:
        shutil.rmtree(root, ignore_errors=True)
    intake.all_taken(store)
    backups.after_files(news)


def _flush(
    store: Store,
    number: int,
    place: int,
    now: Source,
    waiting: list[tuple[Found, tuple[Outcome, ...]]],
) -> Source:
    """Write down what became of these files; then those that were sent here need not lie here."""
    told = [(found, one) for found, outcomes in waiting for one in outcomes]
    listed = [both for both in told if now.kind == BROUGHT or not is_others(both[1])]
    others = now.others + len(told) - len(listed)
    now = replace(now, looked=now.looked + len(waiting), others=others)
    _write(store, number, place, now, [_line(_seen(found), one) for found, one in listed])
    if now.kind == BROUGHT:
        for found, _ in waiting:
            found.path.unlink(missing_ok=True)
    return now


def _seen(found: Found) -> str:
    """Where a file lies, and which one it is: another of the same name is looked at, too."""
    try:
        told = found.path.stat()
    except OSError:
        return found.place
    return f"{found.place} {told.st_size} {told.st_mtime_ns}"


def _write(store: Store, number: int, place: int, now: Source, lines: list[Taken]) -> None:
    with store.writing() as db:
        takings.set_source(db, number, place, now)
        takings.note(db, number, lines)


def _line(place: str, one: Outcome) -> Taken:
    reason = one.reason
    return Taken(
        place=place,
        file=Path(one.file).name,
        outcome=one.outcome,
        code=reason.code if reason else "",
        facts=exchange.facts_text(reason.facts) if reason else "",
        sender=one.sender,
        stream=one.stream,
        incarnation=one.incarnation,
        first=one.first,
        last=one.last,
        entries=one.entries,
        new=one.new,
        short_code=one.short_code,
        writer=one.writer,
    )


def _found(node: Node, source: Source) -> Iterator[Found]:
    """The files to look at; those sent to a page by the names that they had there."""
    root = Path(source.path)
    brought = _folders(node) if source.kind == FOLDER else []
    for one in finding.find([root]) if root.is_dir() else ():
        if source.kind == BROUGHT:
            called = one.path.name[_NUMBER_LETTERS + 1 :]
            yield replace(one, named=True, called=called)
        elif not any(one.path.is_relative_to(folder) for folder in brought):
            yield one

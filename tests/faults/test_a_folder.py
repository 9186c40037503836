"""A wrong, huge, hostile or half file in the middle of a folder never stops the others."""

import errno
import json
import os
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from federation.cli import main
from federation.store import Store, open_store
from sync import entering, finding, intake, quarantine
from sync.checks import Letter
from sync.outcome import Outcome
from tests import factories as f
from tests.sync import links

from . import folder, many
from .folder import BAD, CLOSED, Folder

FAULTS_ARE_CAUGHT = True
GROUPS = f.how_many(3, 25)
FILES = f.how_many(24, 1000)
PEAK_BYTES = 60_000_000


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Store]:
    made = links.node(tmp_path, "hub", "Federation")
    yield made
    made.close()


@pytest.fixture
def brought(tmp_path: Path, hub: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    """The folder, on a stick that is failing, and a program that fails at one of its files."""
    other = links.node(tmp_path, "city", "Windhoek")
    links.enrol(hub, other)
    made = folder.make(tmp_path / "stick", hub, other, GROUPS, FILES)
    _fail(monkeypatch, made)
    yield made
    other.close()


def _fail(monkeypatch: pytest.MonkeyPatch, made: Folder) -> None:
    take, look, scandir = entering.take, finding.look, os.scandir

    def taken(store: Store, letter: Letter) -> Outcome:
        """As if a case had been forgotten."""
        if letter.content == made.faulty:
            with store.writing() as db:
                db.connection().execute("DELETE FROM entry")
                {}["of nobody"]
        return take(store, letter)

    def looked(found: finding.Found) -> Iterator[finding.Brought]:
        """As if somebody else were tidying up."""
        if found.path.name == "m-vanishes.sgb":
            is_file = Path.is_file

            def gone(path: Path) -> bool:
                here = is_file(path)
                path.unlink(missing_ok=True)
                return here

            with monkeypatch.context() as within:
                within.setattr(Path, "is_file", gone)
                yield from look(found)
        else:
            yield from look(found)

    def failing(path: Any) -> Any:
        if not isinstance(path, int) and Path(path).name == CLOSED:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(entering, "take", taken)
    monkeypatch.setattr(finding, "look", looked)
    monkeypatch.setattr(os, "scandir", failing)


def _savings(store: Store) -> int:
    with store.reading() as db:
        (told,) = db.connection().execute("SELECT coalesce(sum(amount), 0) FROM entry").fetchone()
    return int(told)


def test_every_good_file_is_taken_whatever_lies_between(hub: Store, brought: Folder) -> None:
    tracemalloc.start()
    outcomes = list(intake.take_in(hub, [brought.path]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < PEAK_BYTES, peak
    bad = {Path(one.file).name: one for one in outcomes if "m-" in Path(one.file).name}
    expected = {finding.plain_name(name): told for name, told in BAD.items()}
    assert {name: links.brief([one])[0] for name, one in bad.items()} == {
        **expected,
        CLOSED: ("refused", "file-unreadable"),
    }
    rest = [one for one in outcomes if "m-" not in Path(one.file).name]
    assert Counter(one.outcome for one in rest) == {"applied": brought.good}
    weeks = sum(one.week for one in brought.groups) - 1  # one is in the file that could not be
    assert _savings(hub) == weeks * 4 * many.AMOUNT
    assert links.is_sound(hub)


def test_a_fault_of_the_program_is_told_logged_and_put_aside(hub: Store, brought: Folder) -> None:
    (first,) = (one for one in intake.take_in(hub, [brought.path]) if "m-fault" in one.file)
    assert first.reason is not None
    reference = str(first.reason.facts["reference"])
    kept = quarantine.place_name(brought.faulty)
    (line,) = (
        line for line in hub.node.log_path.read_text("utf-8").splitlines() if reference in line
    )
    assert f"file {kept} KeyError at test_a_folder.py" in line
    assert "of nobody" not in line
    assert (hub.node.quarantine / kept).read_bytes() == brought.faulty
    told = (hub.node.quarantine / kept).with_suffix(".reason.txt").read_text("utf-8")
    assert reference in told
    # Once the program is mended the same file goes in, and the number is the same until then.
    again = next(one for one in intake.take_in(hub, [brought.path]) if "m-fault" in one.file)
    assert again.reason == first.reason


def test_a_fault_in_a_file_that_waits_leaves_it_waiting(
    hub: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    (group,) = many.scribes(hub, 1, members=2)
    first, second, third = group.file(), group.file(), group.file()
    assert links.brief(links.bring(hub, third)) == [("held", "stream-gap")]
    assert links.brief(links.bring(hub, second)) == [("held", "stream-gap")]
    take = entering.take

    def taken(store: Store, letter: Letter) -> Outcome:
        if letter.content == second:
            raise ZeroDivisionError
        return take(store, letter)

    monkeypatch.setattr(entering, "take", taken)
    assert links.brief(links.bring(hub, first)) == [("applied", ""), ("held", "waiting-fault")]
    assert len(links.waiting(hub)) == 2
    monkeypatch.setattr(entering, "take", take)
    assert links.brief(links.bring(hub, second)) == [("applied", ""), ("applied", "")]
    assert links.waiting(hub) == []


def test_what_is_the_machines_fault_stops_it(hub: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a full disk the next file would fare the same."""
    (group,) = many.scribes(hub, 1, members=2)

    def full(_store: Store, _letter: Letter) -> Outcome:
        raise OSError(errno.ENOSPC, "No space left on device", "node.db")

    monkeypatch.setattr(entering, "take", full)
    with pytest.raises(OSError, match="No space"):
        links.bring(hub, group.file())


def test_the_command_tells_a_line_for_each(
    hub: Store, brought: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--data", str(hub.node.folder), "import", str(brought.path), "--json"])
    assert ended.value.code == 1
    out, told = capsys.readouterr()
    lines = [json.loads(line) for line in out.splitlines()]
    assert Counter(one["outcome"] for one in lines)["applied"] == brought.good
    assert len(lines) == brought.good + len(BAD) + 1
    assert all(one["reason"] for one in lines if one["outcome"] != "applied")
    assert "Traceback" not in told
    again = open_store(hub.node)
    assert links.is_sound(again)
    again.close()

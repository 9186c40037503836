"""The office's inbox: hundreds of files beside the pages, nothing lost when the machine stops."""

import errno
import os
import re
import shutil
import threading

import peewee as pw
import pytest

from federation.commands.users import add_user
from federation.core.refusals import Refusal
from federation.store import exchange, takings
from federation.web import create_app
from federation.web.hub import taking
from sync import intake, sticks
from sync.founding import found
from tests.faults import many

from .cities import main_of
from .conftest import PIN, Browser

FAULTS_ARE_CAUGHT = True


@pytest.fixture
def hub(tmp_path, clock):
    app = create_app(found(tmp_path / "hub", role="hub", name="Federation", clock=clock).node)
    add_user(app.extensions["federation"], "Rosa", "staff", PIN)
    yield app
    app.extensions["federation"].close()


@pytest.fixture
def rosa(hub):
    return Browser(hub).log_in("Rosa")


@pytest.fixture
def groups(hub):
    return many.scribes(hub.extensions["federation"], 3, members=2)


@pytest.fixture
def slowly(monkeypatch):
    """Each file waits until it is told to go on; how many were begun."""
    gate, begun, take = threading.Semaphore(0), threading.Semaphore(0), intake.take_found

    def waits(*given):
        begun.release()
        assert gate.acquire(timeout=60)
        return take(*given)

    monkeypatch.setattr(intake, "take_found", waits)
    monkeypatch.setattr("federation.web.hub.inbox.WAIT_SECONDS", 0.01)
    return gate, begun


def bring(rosa, *files):
    goal, data = rosa.filled("/inbox", {}, action="take")
    return rosa.upload(goal, data, *(("files", name, content) for name, content in files))


def newest(app):
    store = app.extensions["federation"]
    with store.reading() as db:
        one = takings.takings(db)[0]
        return one, takings.counts(db, one.id)


def brought(app):
    return list(app.extensions["federation"].node.inbox.rglob("*"))


def again(app):
    """The server, started again."""
    app.extensions["federation"].close()
    made = create_app(app.extensions["federation"].node)
    taking.go_on(made)
    with made.app_context():
        taking.worker().wait(60)
    return made


def test_pages_show_how_far_it_is_and_a_second_press_joins(hub, rosa, groups, slowly):
    gate, begun = slowly
    first = [(f"{one.name}.sgb", one.file()) for one in groups]
    assert bring(rosa, *first).status_code == 303
    assert begun.acquire(timeout=60)
    page = rosa.get("/inbox")
    assert "0 of 3 files looked at" in main_of(page)
    assert '<noscript><meta http-equiv="refresh"' in page.text
    told = main_of(rosa.get("/replies"))  # other pages go on
    assert "Files are still being taken in" in told
    assert "Write all files" in told
    assert bring(rosa, ("late.sgb", groups[0].file())).status_code == 303
    for _ in range(4):
        gate.release()
    with hub.app_context():
        taking.worker().wait(60)
    page = main_of(rosa.get("/inbox"))
    assert "4 of 4 files are in the books" in page
    assert "Files are being taken in" not in page
    one, counted = newest(hub)
    assert (one.total, one.looked, counted) == (4, 4, {"applied": 4})
    assert brought(hub) == []


def test_what_was_sent_before_the_machine_stopped_is_taken_in_when_it_starts(
    hub, rosa, groups, monkeypatch
):
    """Kept before anybody looks at it; half of what was being sent is nothing."""
    store = hub.extensions["federation"]
    monkeypatch.setattr(taking.Worker, "start", lambda _: None)
    bring(rosa, *((f"{one.name}.sgb", one.file()) for one in groups))
    assert "It stopped after 0 of 0 files" in main_of(rosa.get("/inbox"))
    half = store.node.inbox / ".brought-abc.new"
    half.mkdir()
    (half / "00001 half.sgb").write_bytes(b"age-enc")
    # Kept, and the machine stopped right then.
    forgotten = store.node.inbox / f"brought-{store.node.new_id()}"
    forgotten.mkdir()
    (forgotten / "00001 DOC.sgb").write_bytes(groups[0].file())
    monkeypatch.undo()
    after = again(hub)
    one, counted = newest(after)
    assert (counted, bool(one.ended), one.looked) == ({"applied": 4}, True, 4)
    assert brought(after) == []
    after.extensions["federation"].close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_kill_in_the_middle_costs_no_file(hub, rosa, groups, monkeypatch):
    class Killed(BaseException):
        """The machine stops here."""

    take, left = intake.take_found, [11]

    def stops(*given):
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return take(*given)

    monkeypatch.setattr(intake, "take_found", stops)
    files = [(f"{week} {one.name}.sgb", one.file()) for week in range(5) for one in groups]
    assert bring(rosa, *files).status_code == 303
    monkeypatch.setattr(intake, "take_found", take)
    with hub.app_context():
        taking.worker().wait(60)
    one, counted = newest(hub)
    assert (one.looked, counted, one.ended) == (8, {"applied": 8}, "")
    after = again(hub)
    one, counted = newest(after)
    # Of the three that were taken right before the end nobody was told yet.
    assert (one.looked, one.total, counted) == (15, 15, {"applied": 12, "already": 3})
    assert [path for path in brought(after) if path.is_file()] == []
    after.extensions["federation"].close()


def test_the_server_ends_without_waiting_for_all(hub, rosa, groups, slowly):
    gate, begun = slowly
    bring(rosa, *((f"{week}.sgb", groups[0].file()) for week in range(6)))
    assert begun.acquire(timeout=60)
    ending = threading.Thread(target=taking.stop, args=(hub,))
    ending.start()
    while not hub.extensions["federation files taken in"].is_stopping:
        pass
    gate.release()  # the file in hand is finished, no other is begun
    ending.join(60)
    assert not begun.acquire(blocking=False)
    one, counted = newest(hub)
    assert (one.total, one.looked, counted, one.ended) == (6, 1, {"applied": 1}, "")
    for _ in range(5):
        gate.release()
    after = again(hub)
    one, counted = newest(after)
    assert (one.looked, counted) == (6, {"applied": 6})
    after.extensions["federation"].close()


def test_what_needs_somebody_comes_first_and_the_list_is_printed(hub, rosa, groups):
    stranger = many.Scribe("Nobody", groups[0].hub)
    good = [(f"{one.name}.sgb", one.file()) for one in groups]
    lost = groups[1].file()  # on its way
    gap = ("gap.sgb", groups[1].file())
    bad = [("hello.jpg", b"\xff\xd8\xff"), gap, ("who.sgb", stranger.file())]
    page = rosa.taken(bring(rosa, *good, *bad))
    told = main_of(page)
    assert "3 of 6 files are in the books" in told
    names = re.findall(r'<span class="small">([^<]+\.\w{3})</span>', page.text)
    assert names[:3] == ["who.sgb", "hello.jpg", "gap.sgb"]
    assert sorted(names[3:6]) == sorted(name for name, _ in good)
    assert "Make a group or a city known" in told
    (address,) = re.findall(r'href="(/inbox/\d+)"', page.text)
    listed = main_of(rosa.get(address))
    assert all(name in listed for name in names)
    # What was missing comes, and what waited for it needs nobody any more.
    page = main_of(rosa.taken(bring(rosa, ("late.sgb", lost), gap, ("then.sgb", groups[2].file()))))
    assert "4 of 4 files are in the books" in page
    after = again(hub)
    there = Browser(after).log_in("Rosa")
    assert "4 of 4 files are in the books" in main_of(there.get("/inbox"))
    assert "3 of 6 files are in the books" in main_of(there.get(address))
    assert there.get("/inbox/99").status_code == 404
    after.extensions["federation"].close()


def test_a_stick_that_is_taken_out_too_early(hub, rosa, groups, tmp_path, monkeypatch):
    stick = tmp_path / "STICK A"
    stick.mkdir()
    monkeypatch.setenv(sticks.ASKED, str(stick))
    for week in range(4):
        for one in groups:
            (stick / f"{week} {one.name}.sgb").write_bytes(one.file())
    (stick / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    away, take, left = tmp_path / "away", intake.take_found, [9]

    def pulled(*given):
        left[0] -= 1
        if not left[0]:
            stick.rename(away)
        return take(*given)

    monkeypatch.setattr(intake, "take_found", pulled)
    goal, data = rosa.filled("/inbox", {"stick": str(stick)}, action="take")
    told = main_of(rosa.taken(rosa.upload(goal, data)))
    assert "It stopped after 8 of 13 files" in told
    assert "The stick STICK A was taken out before all on it was looked at" in told
    assert "You may take the stick" not in told
    away.rename(stick)
    told = main_of(rosa.taken(rosa.send("/inbox", action="on")))
    assert "You may take the stick STICK A out" in told
    assert "1 other file on it was left alone" in told
    _, counted = newest(hub)
    assert counted["applied"] == 12
    shutil.rmtree(stick)
    assert rosa.upload(goal, data).status_code == 404


def test_a_full_disk_stops_it_and_it_goes_on(rosa, groups, monkeypatch):
    take, is_full = intake.take_found, [True]

    def full(*given):
        if is_full[0]:
            raise OSError(errno.ENOSPC, "No space left on device", "node.db")
        return take(*given)

    monkeypatch.setattr(intake, "take_found", full)
    told = main_of(rosa.taken(bring(rosa, ("a.sgb", groups[0].file()))))
    assert "The machine could not do this with node.db: No space left on device" in told
    is_full[0] = False
    told = main_of(rosa.taken(rosa.send("/inbox", action="on")))
    assert "1 of 1 files are in the books" in told


def test_books_that_take_nothing_stop_it_and_a_press_goes_on(hub, rosa, groups, monkeypatch):
    """Not even why it stopped can be written down then."""
    locked, adds = [True], takings.set_source

    def lock(*given):
        if locked[0]:
            raise pw.OperationalError("database is locked")
        return adds(*given)

    def unsaid(*_):
        raise pw.OperationalError("database is locked")

    monkeypatch.setattr(takings, "set_source", lock)
    monkeypatch.setattr(takings, "stop", unsaid)
    bring(rosa, ("a.sgb", groups[0].file()))
    with hub.app_context():
        taking.worker().wait(60)
    assert "It stopped after 0 of 0 files" in main_of(rosa.get("/inbox"))
    monkeypatch.undo()
    told = main_of(rosa.taken(rosa.send("/inbox", action="on")))
    assert "1 of 1 files are in the books" in told


def test_a_file_put_there_meanwhile_is_looked_at_and_listed(hub, rosa, groups, monkeypatch):
    """Also one whose name another file had, and one before those that were looked at already."""
    inbox = hub.extensions["federation"].node.inbox
    inbox.mkdir(exist_ok=True)
    for name in ("b.sgb", "c.sgb"):
        (inbox / name).write_bytes(groups[0].file())
    take = intake.all_taken

    def stops(*_):
        raise OSError(errno.ENOSPC, "No space left on device", "node.db")

    monkeypatch.setattr(intake, "all_taken", stops)
    rosa.taken(rosa.send("/inbox", action="folder"))
    monkeypatch.setattr(intake, "all_taken", take)
    (inbox / "a.sgb").write_bytes(b"no file of ours")
    (inbox / "b.sgb").write_bytes(b"half of one")
    rosa.taken(rosa.send("/inbox", action="folder"))
    one, counted = newest(hub)
    assert counted == {"applied": 2, "refused": 2}
    assert one.ended


def test_what_people_put_there_is_theirs(hub, rosa, groups, tmp_path):
    """A folder that is called like ours, and a link to anywhere: nothing of it is taken away."""
    inbox, elsewhere = hub.extensions["federation"].node.inbox, tmp_path / "elsewhere"
    (elsewhere / "sub").mkdir(parents=True)
    theirs = inbox / "brought-by-Selma"
    theirs.mkdir(parents=True)
    (theirs / "a.sgb").write_bytes(groups[0].file())
    for path in (elsewhere / "thesis.txt", elsewhere / "sub" / "photo.jpg", theirs / "notes.docx"):
        path.write_bytes(b"hers")
    (inbox / f"brought-{'0' * 20}").symlink_to(elsewhere)
    (inbox / "link.sgb").symlink_to(theirs / "a.sgb")
    os.mkfifo(inbox / "pipe")
    after = again(hub)
    page = main_of(Browser(after).log_in("Rosa").get("/inbox"))
    assert "2 files lie in the folder" in page
    told = main_of(rosa.taken(rosa.send("/inbox", action="folder")))
    assert "1 other file on it was left alone" in told
    assert (elsewhere / "thesis.txt").read_bytes() == b"hers"
    assert (elsewhere / "sub" / "photo.jpg").exists()
    assert sorted(one.name for one in theirs.iterdir()) == ["a.sgb", "notes.docx"]
    after.extensions["federation"].close()


def test_a_fault_of_the_program_is_told_with_its_number(hub, rosa, groups, monkeypatch):
    monkeypatch.setattr(taking, "_flush", lambda *_: 1 / 0)
    told = main_of(rosa.taken(bring(rosa, ("a.sgb", groups[0].file()))))
    (number,) = re.findall(r"Tell the federation this number: (\w{8})", told)
    log = hub.extensions["federation"].node.log_path.read_text("utf-8")
    assert f"{number} files taken in ZeroDivisionError at" in log


def test_names_lead_nowhere_and_numbers_are_bounded(hub, rosa, groups, monkeypatch):
    store = hub.extensions["federation"]
    for name in ("../../../escape.sgb", "C:\\x\\y.sgb", "n" * 300 + ".sgb", "...", "a:b|c?.sgb"):
        assert "/" not in taking.safe_name(name)
        assert len(taking.safe_name(name).encode()) <= taking.NAME_BYTES_MAX
    assert taking.safe_name("...") == "file"
    page = rosa.taken(bring(rosa, ("../../../escape.sgb", groups[0].file())))
    assert "1 of 1 files are in the books" in main_of(page)
    assert not list(store.node.folder.parent.parent.rglob("*escape*"))
    monkeypatch.setattr(taking, "FILES_MAX", 2)
    answer = bring(rosa, *[(f"{at}.sgb", b"x") for at in range(3)])
    assert (answer.status_code, "More than 2 files came" in answer.text) == (422, True)
    monkeypatch.setattr(taking, "WAITING_MAX", 0)
    assert "wait already" in bring(rosa, ("a.sgb", b"x")).text
    assert brought(hub) == []


def test_the_newest_few_are_kept(hub):
    store = hub.extensions["federation"]
    for _ in range(takings.KEPT + 3):
        with store.writing() as db:
            number = takings.add(db, takings.Source("brought", "/nowhere"), store.node.now())
            takings.note(db, number, [_line()])
            takings.stop(db, number, Refusal("stick-out", {"stick": "A"}))
            told = takings.taking(db, number)
            assert told.reason == Refusal("stick-out", {"stick": "A"})
            assert not takings.end(db, number, "now")
            takings.set_source(db, number, 0, takings.Source("brought", "/nowhere", is_done=True))
            assert takings.end(db, number, store.node.now())
    with store.reading() as db:
        assert len(takings.takings(db)) == takings.KEPT
        (rows,) = db.connection().execute("SELECT count(*) FROM local_taken").fetchone()
        assert rows == takings.KEPT
        assert exchange.held(db) == ()


def _line():
    given = dict.fromkeys(takings.Taken.__slots__, "")
    numbers = ("incarnation", "first", "last", "entries", "new")
    return takings.Taken(**{**given, **dict.fromkeys(numbers, 0)})

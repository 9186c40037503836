"""Copies of everything on a page: one after each meeting, one now, and whether one opens."""

import shutil
import threading
from dataclasses import replace

import pytest

from federation.commands.users import add_user
from federation.core.refusals import refuse
from federation.store import open_store
from federation.web import create_app
from federation.web.shared import backups
from sync import backup, copies, paper, putback
from sync.founding import found
from sync.sticks import Stick
from tests import factories as f
from tests.sync import links

from .conftest import PIN, Browser, forms_of, sentences
from .test_group import people, user_id
from .test_meeting import adopt

PAGE = "/settings/backups"
FACES = {"group": "treasurer", "hub": "admin", "city": "official"}


@pytest.fixture
def stick(tmp_path, monkeypatch):
    """A stick in the machine."""
    there = tmp_path / "STICK-A"
    there.mkdir()
    monkeypatch.setenv("FEDERATION_STICKS", str(there))
    return there


@pytest.fixture(autouse=True)
def no_stick(monkeypatch):
    monkeypatch.setenv("FEDERATION_STICKS", "")


@pytest.fixture(params=FACES)
def face(request, tmp_path, clock):
    """A node of each role: its store, somebody who is logged in, and the words on its paper."""
    yield from opened(request.param, tmp_path, clock)


@pytest.fixture
def group_words(tmp_path, clock):
    """The same of a group."""
    yield from opened("group", tmp_path, clock)


def opened(role, tmp_path, clock):
    made = found(tmp_path / role, role=role, name="Natangwe", clock=clock)
    app = create_app(made.node)
    store = app.extensions["federation"]
    add_user(store, "Maria", FACES[role], PIN)
    yield store, Browser(app).log_in("Maria"), " ".join(paper.words(made.recovery_key))
    store.close()


def done_after_meeting():
    """Wait for the copy that is made beside."""
    for thread in threading.enumerate():
        if thread.name == backups.THREAD:
            thread.join(30)
            assert not thread.is_alive()


def standing(store):
    with store.reading() as db:
        return copies.standing(db, store.node.today())


def test_made_saved_and_tried(face):
    store, maria, words = face
    assert f'href="{PAGE}"' in maria.get("/settings").text
    page = maria.get(PAGE).text
    assert "None yet." in page
    assert "Never. Try it once" in page
    made = maria.send(PAGE, action="/make", where="files")
    assert made.status_code == 200
    assert "The copy is made and was read back" in made.text
    assert "None that this machine knows of." in made.text
    assert made.text.count('class="main"') == 1
    (file,) = copies.kept_files(store.node)
    form = next(one for one in forms_of(made) if one.action.endswith("/save"))
    saved = maria.post(f"{PAGE}/save", dict(form.fields))
    assert saved.data == file.read_bytes()
    assert f"filename={file.name}" in saved.headers["Content-Disposition"]
    assert "saved as a file" in maria.get(PAGE).text

    tried = maria.send(PAGE, action="/try", paper_words=words)
    assert tried.status_code == 200
    assert "The copy opens, and all in it is sound" in tried.text
    assert words[:30] not in tried.text
    page = maria.get(PAGE).text
    assert "Last restore tried" in page
    assert "22 Nov 2026" in page
    assert "all is sound" in page
    assert not (store.node.folder / putback.DRILL).exists()
    assert maria.get(f"{PAGE}/make").status_code == 200


def test_onto_a_stick(treasurer, store, stick):
    done = treasurer.send(PAGE, action="/make", where=str(stick))
    assert "was read back. You may take it out." in done.text
    (there,) = (stick / "federation" / "backups").iterdir()
    assert there.read_bytes() == copies.kept_files(store.node)[0].read_bytes()
    assert standing(store).away.where == "STICK-A"
    shutil.rmtree(stick)
    goal, data = treasurer.filled(PAGE, {"where": str(stick)}, "/make")
    gone = treasurer.post(goal, data)
    assert gone.status_code == 404
    assert "not in the machine any more" in sentences(gone)[0] or "not in" in gone.text


def test_words_that_do_not_open_it(treasurer, store, tmp_path):
    none = treasurer.send(PAGE, action="/try", paper_words="abandon " * 23 + "art")
    assert "There is no copy on this machine yet" in none.text
    treasurer.send(PAGE, action="/make", where="files")
    other = found(tmp_path / "other", role="group", name="B").recovery_key
    wrong = treasurer.send(PAGE, action="/try", paper_words=" ".join(paper.words(other)))
    assert wrong.status_code == 422
    assert "This key does not open this copy" in wrong.text
    short = treasurer.send(PAGE, action="/try", paper_words="abandon art")
    assert "These are 2 words" in sentences(short)[0]
    assert standing(store).tried is None


def test_a_copy_in_which_something_differs(group_words):
    """It opens, but the books in it are not those that were written: told, and remembered."""
    store, maria, words = group_words
    links.save(store)
    store.db.execute_sql("UPDATE balance SET amount = amount + 1")
    maria.send(PAGE, action="/make", where="files")
    tried = maria.send(PAGE, action="/try", paper_words=words)
    assert "not all in it is as it should be" in tried.text
    assert "things are not as they should be" in maria.get(PAGE).text


def test_after_a_meeting(treasurer, store, group_node, clock):
    """A copy is made beside, in the thread's own time; the first page asks to carry one away."""
    close_a_meeting(treasurer, store)
    done_after_meeting()
    (file,) = copies.kept_files(store.node)
    assert standing(store).last.file == file.name
    home = treasurer.get("/").text
    assert "No copy of the books lies outside this machine." in home
    backup.carry(store, file, stick_at(group_node.folder.parent))
    assert "outside this machine" not in treasurer.get("/").text
    links.save(store)
    clock.moment = clock.moment.replace(year=2027)
    treasurer.log_in()
    assert "outside this machine is 365 days old" in treasurer.get("/").text


def test_with_the_first_files_of_a_day(tmp_path, monkeypatch, copies_beside):
    """An office has no meetings: what came in would be in no copy until somebody thinks of it."""
    monkeypatch.setattr(backups, "after_files", copies_beside)
    world = links.make(tmp_path)
    hub, day = world.hub, f.Clock(links.CLOCK())
    store = open_store(replace(hub.node, clock=day))
    add_user(store, "Maria", "admin", PIN)
    maria = Browser(create_app(store.node)).log_in("Maria")

    def bring(*, new: bool = True) -> int:
        if new:
            links.save(world.group)
        written = links.write(world.group, full=True)
        goal, data = maria.filled("/inbox", {}, action="/take")
        files = [("files", "a.sgb", one.file.read_bytes()) for one in written]
        maria.taken(maria.upload(goal, data, *files))
        done_after_meeting()
        return len(copies.kept_files(store.node))

    assert bring() == 1
    assert bring() == 1  # once a day
    day.moment = day.moment.replace(year=2027)
    maria.log_in("Maria")
    assert bring(new=False) == 1  # nothing came that is not in the last one
    assert bring() == 2
    world.close()
    store.close()


@pytest.mark.parametrize("how", ["refusal", "fault"])
def test_a_copy_that_fails_stops_no_meeting(treasurer, store, monkeypatch, how):
    def failing(_store):
        if how == "refusal":
            raise refuse("backup-no-room", file="x.sgk", reason="No space left on device")
        raise RuntimeError("Ndapewa")

    monkeypatch.setattr(backup, "keep", failing)
    minutes = close_a_meeting(treasurer, store)
    assert "is closed" in minutes.text
    done_after_meeting()
    home = treasurer.get("/").text
    assert "The last copy of the books could not be made." in home
    page = treasurer.get(PAGE).text
    if how == "refusal":
        assert "There is no room for x.sgk" in page
    else:
        assert "Tell the federation this number" in page
        log = store.node.log_path.read_text()
        assert "RuntimeError" in log
        assert "Ndapewa" not in log
    monkeypatch.undo()
    backup.keep(store)
    assert "could not be made" not in treasurer.get(PAGE).text


@pytest.mark.usefixtures("app")
def test_practice_is_not_copied(group_node):
    """Neither from its page nor after a meeting that is closed in it."""
    practice = create_app(replace(group_node, settings=replace(group_node.settings, practice=True)))
    held = practice.extensions["federation"]
    maria = Browser(practice).log_in()
    done = maria.get(PAGE)
    assert "Practice is not copied" in done.text
    assert not [one for one in forms_of(done) if one.action.endswith("/make")]
    close_a_meeting(maria, held)
    done_after_meeting()
    assert copies.kept_files(group_node) == ()
    held.close()


def test_a_collector_has_no_copies(app):
    collector = Browser(app).log_in("Collector")
    assert collector.get(PAGE).status_code == 403


def test_a_name_leads_nowhere_else(treasurer):
    _, data = treasurer.filled(PAGE, {}, "/make")
    for name in ("../node.db", "node.lock", "", "backup-000001-2026-11-22-x.sgk"):
        answer = treasurer.post(f"{PAGE}/save", {**data, "file": name})
        assert answer.status_code == 422, name
        assert "not on the machine any more" in answer.text


def close_a_meeting(treasurer, store):
    """A meeting that is begun, counted and closed; the minutes it ends with."""
    people(treasurer, "Ndapewa Shikongo", "Maria ǃUri")
    adopt(store)
    treasurer.done("/meeting", place="Church hall", language="ng")
    treasurer.done("/meetings/1/count", total="0", counter1="1", counter2="2")
    told = {f"pin{place}": PIN for place in (1, 2, 3)}
    for place, name in enumerate(("Treasurer", "Chair", "Secretary"), 1):
        told[f"officer{place}"] = user_id(store, name)
    return treasurer.done("/meetings/1/close", **told)


def stick_at(folder):
    path = folder / "STICK-B"
    path.mkdir()
    return Stick(path, "STICK-B", 10**9, writable=True)

"""By stick, text and camera: written, read back, taken in at the other side, and heard of."""

import html
import re
import shutil

import pytest

from federation.commands.deed import enter
from federation.commands.users import add_user
from federation.core import events as e
from federation.core import kinds
from federation.store import Draft, letters
from federation.web import create_app
from sync import armour, seal, sticks
from sync.enrolment import accept_charter, enrol_card, own_card
from sync.export import export
from sync.founding import found
from tests.sync.test_zipped import archive

from .cities import main_of, words
from .conftest import PIN, Browser

CODE = r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b"


@pytest.fixture
def stick(tmp_path, monkeypatch):
    """A stick that is in whichever machine is looked at."""
    folder = tmp_path / "sticks" / "STICK A"
    folder.mkdir(parents=True)
    monkeypatch.setenv(sticks.ASKED, str(folder))
    return folder


@pytest.fixture
def hub(tmp_path, clock):
    app = create_app(found(tmp_path / "hub", role="hub", name="The Office", clock=clock).node)
    store = app.extensions["federation"]
    add_user(store, "Staff", "staff", PIN)
    yield store, Browser(app).log_in("Staff")
    store.close()


@pytest.fixture
def group(treasurer, store, hub):
    """A group enrolled at the hub, with two members in the books that nobody has seen."""
    charter = enrol_card(hub[0], store.node.card(), confirm=own_card(store.node).digits)
    accept_charter(store, charter.file.read_bytes(), confirm=charter.digits)
    charter.file.unlink()
    for name in ("Ndapewa Shikongo", "Moses ǁGaroëb"):
        treasurer.done("/members/new", name=name)
    return treasurer


def pressed(browser, page, action, **told):
    """A button of a form pressed, as a browser would send it."""
    goal, data = browser.filled(page, told, action)
    sent = browser.upload(goal, data)
    return browser.taken(sent) if page == "/inbox" else sent


def files_on(stick):
    return sorted(one.relative_to(stick).as_posix() for one in stick.rglob("*") if one.is_file())


def test_a_charter_goes_onto_the_stick_that_is_in(hub, store, stick, tmp_path):
    staff = hub[1]
    goal, data = staff.filled("/enrol", {"confirm": own_card(store.node).digits})
    assert data["where"] == str(stick)
    told = words(staff.upload(goal, data, ("card", "natangwe.card", store.node.card())).text)
    assert "The charter is written on the stick STICK A and read back. You may take it out." in told
    (name,) = files_on(stick)
    assert name == "federation/G0001-Natangwe/charter-G0001.sgc"
    accept_charter(store, (stick / name).read_bytes(), confirm=own_card(hub[0].node).digits)

    other = found(tmp_path / "other", role="group", name="Tunombili").node
    shutil.rmtree(stick)
    goal, data = staff.filled("/enrol", {"confirm": own_card(other).digits})
    data["where"] = str(stick)
    assert "Put it in" in staff.upload(goal, data, ("card", "other.card", other.card())).text
    assert "G0002" not in staff.get("/groups").text


def test_there_and_back_by_stick(group, hub, stick):
    page = words(group.get("/exchange").text)
    assert "2 entries for the office , the oldest of 22 Nov 2026" in page
    assert "STICK A" in page
    told = main_of(group.send("/exchange", action="write"))
    assert "Written on the stick STICK A and read back. You may take it out." in told
    (code,) = set(re.findall(CODE, told.split("What became")[0]))
    (name,) = files_on(stick)
    assert re.fullmatch(r"federation/The-Office/Natangwe-ledger-W1-000001-000002\.sgb", name)
    assert seal.short_code((stick / name).read_bytes()) == code
    assert f"did you get {code}?" in main_of(group.get("/exchange"))

    (stick / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (stick / name).rename(stick / "DOC-2026-WA0000.")
    told = words(pressed(hub[1], "/inbox", "take", stick=str(stick)).text)
    assert "1 of 1 files are in the books" in told
    assert code in told
    assert "1 other file on it was left alone" in told
    assert "You may take the stick STICK A out" in told

    told = words(hub[1].get("/replies").text)
    assert "Natangwe · G0001: word of what we received" in told
    told = main_of(hub[1].send("/replies", action="write"))
    assert "1 file is written on the stick STICK A and read back. You may take it out." in told
    (reply,) = [one for one in files_on(stick) if one.startswith("federation/")]
    assert reply.startswith("federation/G0001-Natangwe/")
    assert seal.short_code((stick / reply).read_bytes()) in told

    told = words(pressed(group, "/exchange", "take", stick=str(stick)).text)
    assert "taken in" in told
    assert seal.short_code((stick / reply).read_bytes()) in told
    assert "2 other files on it were left alone" in told
    assert "The office has everything" in told
    assert "Done: to the first page" in told


def test_a_stick_that_fails_leaves_the_file_in_the_outbox(group, store, stick):
    goal, data = group.filled("/exchange", {}, action="write")
    shutil.rmtree(stick)
    answer = group.post(goal, data)
    assert answer.status_code == 404
    assert "Put it in" in answer.text
    stick.mkdir()
    (stick / "federation").write_text("a file of that name")
    answer = group.send("/exchange", action="write")
    assert answer.status_code == 422
    assert "lies safe on this machine" in answer.text
    assert "You may take it out" not in answer.text
    (name,) = [one.name for one in store.node.outbox.iterdir()]
    assert f"/exchange/files/{name}" in answer.text


def test_nothing_of_ours_is_on_the_stick(group, stick):
    (stick / "letter.docx").write_bytes(archive({"a.xml": b"x"}))
    told = words(pressed(group, "/exchange", "take", stick=str(stick)).text)
    assert "Nothing new for here is on the stick STICK A" in told
    assert "1 other file on it was left alone" in told
    answer = pressed(group, "/exchange", "take", stick="/etc")
    assert answer.status_code == 404
    assert "not in the machine any more" in answer.text


def test_as_text_by_chat(group, hub):
    told = group.send("/exchange", action="write", where="text").text
    (text,) = re.findall(r"<textarea[^>]*readonly>(.*?)</textarea>", told, re.DOTALL)
    (name,) = set(re.findall(r"/files/([^/\"]+)/text", told))
    saved = group.get(f"/files/{name}/text")
    assert saved.mimetype == "text/plain"
    assert f"{name}.txt" in saved.headers["Content-Disposition"]
    assert saved.text == html.unescape(text)
    (content,) = armour.opened(saved.data)
    pasted = "Maria, 14:05:\r\n" + saved.text.replace("\n", "\r\n") + "\r\nplease"
    told = words(pressed(hub[1], "/inbox", "take", pasted=pasted, text="yes").text)
    assert "1 of 1 files are in the books" in told
    assert seal.short_code(content) in told
    for wrong, why in (
        ("  ", "Paste the text"),
        ("good morning", "There is no file of ours in this text"),
        ("x" * 700_000, "too long"),
    ):
        answer = pressed(hub[1], "/inbox", "take", pasted=wrong, text="yes")
        assert answer.status_code == 422
        assert why in words(answer.text)
    cut = pressed(hub[1], "/inbox", "take", pasted=saved.text[:900], text="yes").text
    assert "its end is not" in cut


def test_as_codes_by_camera(group, hub, store):
    group.send("/exchange", action="write", where="files")
    (path,) = store.node.outbox.iterdir()
    page = group.get(f"/files/{path.name}/codes").text
    images = re.findall(r'<img class="qr" src="([^"]+)"', page)
    texts = armour.code_texts(path.read_bytes())
    assert len(images) == len(texts) == 1
    stranger = Browser(group.client.application)
    for address in (*images, f"/files/{path.name}/text", f"/exchange/files/{path.name}"):
        assert stranger.get(address).headers["Location"].startswith("/login")
    for address in images:
        image = group.get(address)
        assert image.mimetype == "image/svg+xml"
        assert image.data.startswith(b"<?xml")
    assert group.get(f"/files/{path.name}/codes/9.svg").status_code == 404
    assert group.get("/files/node.db/codes").status_code == 404
    assert group.get("/files/..%2fnode.db/text").status_code == 404
    told = words(pressed(hub[1], "/inbox", "take", pasted="\n".join(texts), text="yes").text)
    assert "1 of 1 files are in the books" in told
    path.write_bytes(b"x" * 20_000)
    assert "too large for codes" in group.get(f"/files/{path.name}/codes").text


def test_what_was_heard_of_each_file(group, store, hub):
    partner = own_card(hub[0].node).node
    written = [
        ("7K2M-9QXD-C", 1, 2, "held", "file-damaged"),
        ("AAAA-AAAA-A", 1, 2, "", ""),
        ("BBBB-BBBB-B", 1, 1, "", ""),
        ("CCCC-CCCC-C", 1, 1, "applied", ""),
    ]
    with store.writing() as db:
        for place, (code, first, last, outcome, reason) in enumerate(reversed(written)):
            moment = f"2026-11-2{place}T10:00:00Z"
            out = letters.Out(code, partner, "ledger", first, last, "a.sgb", moment)
            letters.note_out(db, out)
            if outcome:
                letters.note_heard(db, partner, code, outcome, reason, "{}", moment)
    told = words(main_of(group.get("/exchange")))
    assert "7K2M-9QXD-C books 1–2" in told
    assert "It waits at The Office" in told
    assert "changed or cut on its way" in told
    assert "CCCC-CCCC-C" in told
    assert "The Office took it in" in told
    # A later file holds what these hold: nobody needs to ask for them.
    assert "AAAA-AAAA-A" not in told
    assert "BBBB-BBBB-B" not in told


def test_what_waits_says_for_what_and_since_when(group, store, hub):
    """Of two answers only the second one came."""
    node = store.node.settings.node_id
    with hub[0].writing() as db:
        events = [e.RequestReviewed(day="2026-11-20", request=name) for name in ("q1", "q2")]
        drafts = [Draft(kinds.REPLIES, one, partner=node) for one in events]
        enter(db, hub[0].node, drafts, {})
    told = words(hub[1].get("/replies").text)
    assert "Natangwe · G0001: 2 entries, the oldest of 20 Nov 2026" in told
    _, second = export(hub[0], volume_entries=1)
    goal, data = group.filled("/exchange", {}, action="take")
    page = group.upload(goal, data, ("files", "b.sgb", second.file.read_bytes()))
    assert re.search(r"answers 2 ?: waits", words(page.text))
    told = words(group.get("/exchange").text).split("Files that wait")[1]
    assert "answers 2 since 22 Nov 2026" in told
    assert "entries 1 to 1 of The Office" in told

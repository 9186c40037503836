"""The copy to play in: the same books, no keys, never sent, thrown away when it must be."""

from dataclasses import replace

import pytest

from federation.books.exporting import export_books
from federation.cli import main
from federation.commands import practice
from federation.commands.deed import perform
from federation.commands.members import (
    AdmitMember,
    ForgetMember,
    LetMemberLeave,
    admit_member,
    forget_member,
    let_member_leave,
)
from federation.commands.users import add_user, check_pin, remove_user, reset_pin
from federation.core.refusals import Refusal
from federation.node import Settings, create_node, open_node
from federation.store import local, open_store
from federation.store.queries import books
from sync.audit import verify
from sync.enrolment import accept_charter
from sync.export import export
from sync.founding import found
from sync.intake import take_in_bytes

DAY = "2026-11-22"


@pytest.fixture
def store(tmp_path):
    node = found(tmp_path / "g1", role="group", name="Natangwe").node
    made = open_store(node)
    add_user(made, "Anna", "treasurer", "4711")
    perform(made, AdmitMember(name="Ndapewa", day=DAY), admit_member)
    yield made
    made.close()


@pytest.fixture
def copy(store):
    made = open_store(practice.begin(store))
    yield made
    made.close()


def names(store):
    with store.reading() as db:
        book = books.book_of(db, store.node.settings.node_id)
        return [one.name for one in books.members(db, book)]


def test_it_has_the_same_books_people_and_pins_and_nobody_is_logged_in(store):
    with store.writing() as db:
        local.open_session(db, "d" * 64, 1, "2099-01-01T00:00:00Z")
    copy = open_store(practice.begin(store))
    assert names(copy) == ["Ndapewa"]
    assert check_pin(copy, "Anna", "1111").name == "Anna"
    with copy.reading() as db:
        assert local.session_user(db, "d" * 64, DAY) is None
    copy.close()
    with store.reading() as db:
        assert local.session_user(db, "d" * 64, DAY) is not None


def test_what_is_entered_in_one_is_not_in_the_other(store, copy):
    perform(copy, AdmitMember(name="Nobody real", day=DAY), admit_member)
    perform(store, AdmitMember(name="Selma", day=DAY), admit_member)
    assert names(copy) == ["Ndapewa", "Nobody real"]
    assert names(store) == ["Ndapewa", "Selma"]
    assert not copy.is_restored()
    assert not store.is_restored()
    assert verify(copy).problems == ()
    assert verify(store).problems == ()


def test_begun_again_it_is_the_books_of_now(store, copy):
    perform(copy, AdmitMember(name="Nobody real", day=DAY), admit_member)
    perform(store, AdmitMember(name="Selma", day=DAY), admit_member)
    again = open_store(practice.begin(store))
    assert names(again) == ["Ndapewa", "Selma"]
    assert not again.is_restored()
    again.close()
    assert [one.name for one in store.node.folder.glob(".practice-*")] == []


def test_it_has_no_keys_and_says_so_when_it_got_some(store, copy):
    names_there = {one.name for one in copy.node.folder.iterdir()}
    assert not names_there & {"sign.key", "seal.key"}
    copy.node.keep_secret("sign.key", store.node.secret("sign.key"))
    told = [(one.where, one.what) for one in verify(copy).problems]
    assert told == [("sign.key", "lies in a copy to play in, which must have no keys")]


@pytest.mark.parametrize(
    "deed",
    [
        lambda copy, _: export(copy),
        lambda copy, _: take_in_bytes(copy, "x.sgb", b"anything"),
        lambda copy, _: accept_charter(copy, b"{}", confirm=""),
        lambda copy, folder: export_books(copy, folder / "books.xlsx"),
    ],
)
def test_nothing_leaves_it_and_nothing_is_taken_in(copy, tmp_path, deed):
    with pytest.raises(Refusal) as refused:
        deed(copy, tmp_path)
    assert refused.value.code == "practice-never-sent"
    assert list(copy.node.outbox.iterdir()) == []
    assert not (tmp_path / "books.xlsx").exists()


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("words", [["export"], ["card"], ["import", "."], ["books", "export", "b"]])
def test_the_command_line_refuses_in_one_sentence(copy, words, capfd):
    with pytest.raises(SystemExit) as ended:
        main([*words, "--data", str(copy.node.folder)])
    told = capfd.readouterr()
    assert ended.value.code == 1
    assert told.out == ""
    assert told.err.startswith("This is practice: it is never sent")
    assert told.err.count("\n") == 1
    with pytest.raises(SystemExit) as ended:
        main(["verify", "--data", str(copy.node.folder)])
    assert ended.value.code == 0


def test_settings_come_back_as_they_were_written(store, copy):
    assert open_node(copy.node.folder).settings == replace(store.node.settings, practice=True)
    assert open_node(store.node.folder).settings.practice is False


def test_whoever_is_forgotten_or_removed_is_not_in_it_either(store):
    second = add_user(store, "Ester", "chair", "0815")
    practice.begin(store)
    reset_pin(store, second, "4826")
    assert practice.find(store.node) is None
    practice.begin(store)
    remove_user(store, second)
    assert practice.find(store.node) is None
    practice.begin(store)
    perform(store, LetMemberLeave(member=1, day=DAY), let_member_leave)
    assert practice.find(store.node) is not None
    perform(store, ForgetMember(member=1, day=DAY), forget_member)
    assert not store.node.practice_folder.exists()


def test_a_folder_that_is_something_else_is_left_alone(store):
    settings = Settings(node_id="x", role="group", name="Real")
    create_node(store.node.practice_folder, settings, b"card", {})
    with pytest.raises(Refusal) as refused:
        practice.begin(store)
    assert refused.value.code == "practice-folder-taken"
    practice.end(store.node)
    assert open_node(store.node.practice_folder).settings.name == "Real"


def test_there_is_no_practice_of_practice(copy):
    with pytest.raises(Refusal) as refused:
        practice.begin(copy)
    assert refused.value.code == "practice-already"


def test_without_room_nothing_is_copied(store, monkeypatch):
    usage = type("Usage", (), {"free": 1})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    with pytest.raises(Refusal) as refused:
        practice.begin(store)
    assert refused.value.code == "practice-no-room"
    assert practice.find(store.node) is None

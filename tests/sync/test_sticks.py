"""Sticks: which drives are some, and writing onto one that is pulled, full, locked or worn."""

import errno
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from federation.core.refusals import Refusal, refuse
from sync import backup, sticks
from sync.sticks import Stick


def system(folder: Path) -> tuple[Path, Path]:
    """A Linux machine: its own disk, a stick, a card reader that is told removable, a snap."""
    blocks, devices = folder / "block", folder / "devices"
    for disk, parts, removable in (
        ("sda", ("sda1", "sda2"), "0"),
        ("sdb", ("sdb1",), "1"),
        ("sdc", (), "1"),
        ("mmcblk0", ("mmcblk0p2",), "1"),
        ("loop3", (), "0"),
        ("sdd", ("sdd1",), "0"),
    ):
        for name in (disk, *(f"{disk}/{part}" for part in parts)):
            (devices / name).mkdir(parents=True)
            blocks.mkdir(exist_ok=True)
            (blocks / Path(name).name).symlink_to(devices / name)
            if name != disk:
                (devices / name / "partition").write_text("1\n")
        (devices / disk / "removable").write_text(f"{removable}\n")
    rows = (
        "proc /proc proc rw 0 0",
        "/dev/sda1 / ext4 rw,relatime 0 0",
        "/dev/sda2 /mnt/data ext4 rw 0 0",
        "/dev/mmcblk0p2 /home ext4 rw 0 0",
        r"/dev/sdb1 /media/maria/STICK\040A vfat rw,nosuid 0 0",
        "/dev/sdc /srv/plugged vfat ro,nosuid 0 0",
        "/dev/loop3 /media/snap squashfs ro 0 0",
        "/dev/sdd1 /run/media/maria/DISK exfat rw 0 0",
        "tmpfs /run/media tmpfs rw 0 0",
        "odd",
    )
    (folder / "mounts").write_text("\n".join(rows) + "\n")
    return folder / "mounts", blocks


def test_which_drives_are_sticks(tmp_path: Path) -> None:
    assert list(sticks.mounted(*system(tmp_path))) == [
        (Path("/media/maria/STICK A"), False),
        (Path("/srv/plugged"), True),
        (Path("/run/media/maria/DISK"), False),
    ]
    assert list(sticks.mounted(tmp_path / "none", tmp_path)) == []


def test_folders_named_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("b", "A"):
        (tmp_path / name).mkdir()
    named = [tmp_path / "b", tmp_path / "A", tmp_path / "out"]
    monkeypatch.setenv(sticks.ASKED, os.pathsep.join(map(str, named)))
    first, second = sticks.sticks()
    assert [one.label for one in (first, second)] == ["A", "b"]
    assert first.writable
    assert first.free_bytes > 0
    assert replace(sticks.stick(str(tmp_path / "b")), free_bytes=0) == replace(second, free_bytes=0)
    for out in ("out", "../etc"):
        with pytest.raises(Refusal) as refused:
            sticks.stick(str(tmp_path / out))
        assert refused.value.code == "stick-unknown"
    monkeypatch.setenv(sticks.ASKED, "")
    assert sticks.sticks() == ()


def test_written_and_read_back_into_the_receiver_s_folder(tmp_path: Path) -> None:
    stick = Stick(tmp_path, "A", 1, writable=True)
    (tmp_path / "federation" / "office").mkdir(parents=True)
    (tmp_path / "federation" / "office" / "older.sgb").write_bytes(b"older")
    for content in (b"first", b"second"):
        path = sticks.put(stick, "office", "a.sgb", content)
        assert path == tmp_path / "federation" / "office" / "a.sgb"
        assert path.read_bytes() == content
    assert sorted(one.name for one in path.parent.iterdir()) == ["a.sgb", "older.sgb"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "stick-full"),
        (errno.EROFS, "stick-locked"),
        (errno.EACCES, "stick-locked"),
        (errno.EIO, "stick-gone"),
        (errno.ENODEV, "stick-gone"),
    ],
)
def test_a_stick_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    stick = Stick(tmp_path, "A", 1, writable=True)

    def fails(_: int) -> None:
        raise OSError(number, "told by the system")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(Refusal) as refused:
        sticks.put(stick, "office", "a.sgb", b"content")
    assert refused.value.code == code
    assert refused.value.facts == {"stick": "A", "file": "a.sgb"}
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []


def test_a_stick_that_is_out_is_not_made_up(tmp_path: Path) -> None:
    stick = Stick(tmp_path / "out", "A", 1, writable=True)
    with pytest.raises(Refusal) as refused:
        sticks.put(stick, "office", "a.sgb", b"content")
    assert refused.value.code == "stick-gone"
    assert not stick.path.exists()


def test_a_worn_stick_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def worn(self: Path, target: Path) -> Path:
        self.write_bytes(self.read_bytes()[:-1] + b"?")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", worn)
    with pytest.raises(Refusal) as refused:
        sticks.put(Stick(tmp_path, "A", 1, writable=True), "office", "a.sgb", b"content")
    assert refused.value.code == "stick-worn"


@pytest.mark.parametrize("name", ["federation", "federation/office"])
def test_nothing_is_written_where_a_link_on_the_stick_leads(tmp_path: Path, name: str) -> None:
    home, stick = tmp_path / "home", tmp_path / "stick"
    home.mkdir()
    (stick / name).parent.mkdir(parents=True, exist_ok=True)
    (stick / name).symlink_to(home)
    with pytest.raises(Refusal) as refused:
        sticks.put(Stick(stick, "A", 1, writable=True), "office", "a.sgb", b"content")
    assert refused.value == refuse("stick-leads-elsewhere", stick="A", folder=Path(name).name)
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_what_lies_in_wait_under_a_new_file_s_name_is_taken_away(tmp_path: Path, kind: str) -> None:
    """A link there would have the program write over another file; a pipe would hold it up."""
    folder, other = tmp_path / "stick" / "federation" / "office", tmp_path / "other"
    folder.mkdir(parents=True)
    other.write_bytes(b"precious")
    for name in (".a.sgb", f".a.sgb.{threading.get_ident()}", ".copy.sgk"):
        trap = folder / f"{name}.{os.getpid()}.new"
        if kind == "link":
            trap.symlink_to(other)
        else:
            os.mkfifo(trap)
    stick = Stick(tmp_path / "stick", "A", 1, writable=True)
    path = sticks.put(stick, "office", "a.sgb", b"content")
    assert (path.is_symlink(), path.read_bytes()) == (False, b"content")
    backup.copy_file(path, folder / "copy.sgk")
    assert (folder / "copy.sgk").read_bytes() == b"content"
    assert other.read_bytes() == b"precious"

"""A folder of many good files with one of every bad kind in the middle of it.

Good ones are small files of a few groups, several weeks each, so that those of one group build on
each other. What becomes of a bad one is told by its name.
"""

import gzip
import io
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from federation.store import Store
from sync import seal
from tests.sync import links

from . import forge
from .many import Scribe, scribes

HUGE_BYTES: Final = 200_000_000
# What the office is told of each bad file: outcome, and the code of why.
BAD: Final[dict[str, tuple[str, str]]] = {
    "m-bomb.sgb": ("refused", "batch-unpacks-too-large"),
    "m-cut.sgb": ("refused", "file-damaged"),
    "m-empty.sgb": ("refused", "file-empty"),
    "m-fault.sgb": ("refused", "file-fault"),
    "m-flipped.sgb": ("refused", "file-damaged"),
    "m-forged.sgb": ("refused", "signature-wrong"),
    "m-huge.sgb": ("refused", "file-too-big"),
    "m-nested.zip": ("skipped", "zip-nested"),
    "m-others.sgb": ("skipped", "file-for-others"),
    "m-photo.jpg": ("skipped", "file-strange"),
    "m-rewrapped.sgb": ("refused", "file-rewrapped"),
    "m-stranger.sgb": ("refused", "writer-unknown"),
    "m-vanishes.sgb": ("refused", "file-unreadable"),
    "m-zeros.sgb": ("refused", "file-blank"),
    "m-\u202egpj.bgs": ("skipped", "file-strange"),
    "m-\udcff\udcfe.sgb": ("refused", "file-strange"),
    "m-<script>alert(1)<script>.sgb": ("refused", "file-strange"),
    "m-line\nbreak.sgb": ("refused", "file-strange"),
    "m-" + "long" * 60 + ".sgb": ("refused", "file-strange"),
}
# In a folder that does not open; a link and a pipe are no files and are not told at all.
CLOSED: Final = "m-closed"


@dataclass
class Folder:
    """The folder, how many good files lie in it, and the bytes that make the program fail."""

    path: Path
    groups: list[Scribe]
    good: int
    faulty: bytes


def make(path: Path, hub: Store, other: Store, groups: int, files: int) -> Folder:
    """`files` good ones of so many groups, and every bad one; `other`: a node of somebody else."""
    path.mkdir()
    known = scribes(hub, groups, members=4)
    for number in range(files):
        whose = known[number % groups]
        # Half of them lie before the bad ones, half of them behind.
        side = "a" if number < files // 2 else "z"
        name = f"{side}-{number:04d} DOC-2026-WA{number:04d}.bin"
        path.joinpath(name).write_bytes(whose.file())
    for name, content in _contents(hub, other, known[0]).items():
        path.joinpath(name).write_bytes(content)
    with path.joinpath("m-huge.sgb").open("wb") as huge:
        huge.write(seal.AGE_MAGIC)
        huge.truncate(HUGE_BYTES)
    path.joinpath("m-link.sgb").symlink_to(next(path.glob("a-*")))
    os.mkfifo(path / "m-pipe.sgb")
    path.joinpath(CLOSED).mkdir()
    faulty = known[1].file()
    path.joinpath("m-fault.sgb").write_bytes(faulty)
    return Folder(path, known, files, faulty)


def _contents(hub: Store, other: Store, known: Scribe) -> dict[str, bytes]:
    reader = known.hub.seal
    stranger = Scribe("Nobody knows us", known.hub)
    forged = Scribe(known.name, known.hub)
    forged.key = stranger.key
    good = stranger.file()
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 1
    header = forge.inside(good, hub).partition(b"\n")[0]
    bomb = gzip.compress(header + (b"\n" + b"0" * 60_000) * 600, mtime=0)
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as made:
        made.writestr("books.sgb", good)
    with zipfile.ZipFile(outer, "w") as made:
        made.writestr("inner.zip", inner.getvalue())
    named = {name: b"another kind of file" for name, (_, code) in BAD.items() if "strange" in code}
    return {
        **named,
        "m-bomb.sgb": seal.seal(forge.GZIP_HEADER + bomb[10:], (reader,)),
        "m-cut.sgb": good[:-40],
        "m-empty.sgb": b"",
        "m-flipped.sgb": bytes(flipped),
        "m-forged.sgb": forged.file(),
        "m-nested.zip": outer.getvalue(),
        "m-others.sgb": links.sealed(other, other),
        "m-photo.jpg": b"\xff\xd8\xff\xe0 a picture",
        "m-rewrapped.sgb": links.sealed(other, other, sealed_for=hub),
        "m-stranger.sgb": stranger.file(),
        "m-vanishes.sgb": good,
        "m-zeros.sgb": bytes(5000),
    }

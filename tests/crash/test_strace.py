"""What the watched disk notes is what the system is asked for, by the witness of `strace`."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from . import runs, scenes
from .disk import is_passing
from .runs import Undisturbed

CALLS = "write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat2,unlink,unlinkat,mkdir,rmdir"
# The file or the folder behind a descriptor, and a name, whole or from that folder on.
LINE = re.compile(r'\d+ +(\w+)\((?:(?:\d+|AT_FDCWD)<([^>]*)>(?:, )?)?(?:"([^"]*)")?.*\) += (-?\d+)')
KINDS = {
    "write": "write",
    "pwrite64": "write",
    "ftruncate": "cut",
    "fsync": "sync",
    "fdatasync": "sync",
    "rename": "rename",
    "renameat2": "rename",
    "unlink": "unlink",
    "unlinkat": "unlink",
    "mkdir": "mkdir",
    "rmdir": "rmdir",
}

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not shutil.which("strace"), reason="strace is not here"),
]


@pytest.mark.parametrize("name", scenes.EACH)
def test_nothing_goes_past(name: str, held: Callable[[str], Undisturbed], tmp_path: Path) -> None:
    whole = held(name)
    folder, told = scenes.copy(whole.world, tmp_path / "world"), tmp_path / "told"
    ran = runs.run(
        whole.scene, folder, under=["strace", "-f", "-y", "-s", "0", "-e", CALLS, "-o", str(told)]
    )
    assert ran.code == whole.scene.code, ran
    noted = [
        ("sync" if op.kind == "sync-names" else op.kind, op.path)
        for op in ran.ops
        if op.kind in {*KINDS.values(), "sync-names"}
    ]
    assert list(asked(told.read_text(), folder)) == noted


def asked(told: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Kind and name of each change in the folder, as `strace` tells it."""
    for line in told.splitlines():
        found = LINE.match(line)
        if not found or int(found[4]) < 0:
            continue
        above, named = found[2] or "", found[3] or ""
        if above and not above.startswith("/"):
            continue  # a pipe
        path = folder / above / named  # bytes that are written stand there as "", too
        if path.is_relative_to(folder) and not is_passing(str(path)):
            name = str(path.relative_to(folder))
            yield KINDS[found[1]], "" if name == "." else name

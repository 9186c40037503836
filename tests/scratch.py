"""Where tests write: in memory where there is room for it.

Every deed of ours waits until the disk has it, which took a third of the suite's time. A process
that is killed loses nothing of such a place, and power cuts are played on a disk of our own.
"""

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM_MIN = 4 * 1024**3  # bytes; a container may have as little as 64 MB there
MEMORY_MIN = 12 * 1024**3  # bytes in all: what lies there is missing elsewhere


@cache
def room() -> Path | None:
    """A folder in memory with enough room; None: wherever `tempfile` says."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if whole < MEMORY_MIN or not os.access(MEMORY, os.W_OK):
        return None
    if shutil.disk_usage(MEMORY).free < ROOM_MIN:
        return None
    return MEMORY


def use() -> None:
    """Make it the folder of this process and of all that it starts, unless one was chosen."""
    found = room()
    if found is not None:
        os.environ.setdefault("TMPDIR", str(found))
        tempfile.tempdir = None  # it was asked for before, and is asked for again

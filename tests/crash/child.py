"""The real program on a watched disk: `python -m tests.crash.child PLAN WORD…`.

PLAN (JSON): `root` the watched folder, `mode`, `at` as in `disk.Disk`, `noted` where the noted
changes go, `bytes` the size that no file may pass (0: any). The words are those of the command
`federation`; or `@module:function` and what it is given, for deeds that have no command. The clock
stands, and chance repeats, so that what two runs wrote can be compared byte by byte.
"""

import importlib
import json
import pickle
import resource
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from federation import node as nodes
from federation.cli import base
from federation.cli import main as program
from tests import factories

from . import python_files, sqlite_files
from .disk import Calls, Disk


def run(words: list[str]) -> int:
    """The command's exit code."""
    if words[0].startswith("@"):
        module, name = words[0][1:].split(":")
        deed = getattr(importlib.import_module(module), name)
        return base._ended(base.Call(Path(words[1])), lambda: deed(*words[1:]))
    try:
        program(words, prog_name="federation")
    except SystemExit as end:
        return int(end.code or 0)
    raise AssertionError("a command ends by its code")


def main(plan: dict[str, Any], words: list[str]) -> int:
    chance = factories.Entropy(" ".join(words))
    nodes._now = factories.Clock()  # type: ignore[assignment]
    nodes.Node.uptime = lambda _node: ("", 0)
    nodes.secrets = SimpleNamespace(token_bytes=chance)  # type: ignore[assignment]
    disk = Disk(Path(plan["root"]), plan["mode"], plan["at"])
    calls = Calls(disk)
    python_files.listen(calls)
    watch = sqlite_files.Watch(calls)
    python_files.install(calls)
    if plan["bytes"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (plan["bytes"], resource.RLIM_INFINITY))
    code = run(words)
    sys.stdout.flush()
    assert watch
    if plan["bytes"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    Path(plan["noted"]).write_bytes(pickle.dumps((disk.count, disk.ops)))
    return code


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1]), sys.argv[2:]))

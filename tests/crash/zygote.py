"""A process that has read every module, and forks one of its own for each command.

Half of what a short command takes is the reading of modules; tens of thousands of them are run
here. Asked with a JSON line: `plan` and `words` as `child` takes them, `folder`, `env`, and the
files `out` and `err`. It answers with the exit code, below zero for the signal that ended it.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LOOKS_EVERY = 0.002  # seconds


def serve() -> None:
    """Fork for each line on standard input, until it ends."""
    from . import child, deeds  # noqa: PLC0415 - read here, once

    assert deeds
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if not pid:
            _become(asked, child.main)
        sys.stdout.write(f"{_ended(pid, asked['seconds'])}\n")
        sys.stdout.flush()


def _become(asked: dict[str, Any], main: Any) -> None:
    """In the new process: the command, and never back."""
    code = 1
    try:
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["env"])
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(asked[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        sys.stdout, sys.stderr = (
            os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (1, 2)
        )
        code = main(asked["plan"], asked["words"])
    except BaseException:  # noqa: BLE001 - as the interpreter tells it at its end
        traceback.print_exc()
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _ended(pid: int, seconds: float) -> int:
    """The exit code; a process that takes too long is ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(LOOKS_EVERY)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    raise TimeoutError(f"a command took more than {seconds} seconds")


@cache
def _server() -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.crash.zygote"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT)},
    )


def run(
    plan: Mapping[str, Any],
    words: Sequence[str],
    *,
    folder: Path,
    env: Mapping[str, str],
    aside: Path,
    seconds: float,
) -> tuple[int, str, str]:
    """Exit code, output and complaints of a command in a process of its own."""
    out, err = aside / "out", aside / "err"
    told = {"plan": dict(plan), "words": list(words), "folder": str(folder), "env": dict(env)}
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(json.dumps({**told, "out": str(out), "err": str(err), "seconds": seconds}))
    server.stdin.write("\n")
    server.stdin.flush()
    with selectors.DefaultSelector() as ready:
        ready.register(server.stdout, selectors.EVENT_READ)
        assert ready.select(seconds + 10), "no answer"
    code = int(server.stdout.readline())
    return code, out.read_text("utf-8"), err.read_text("utf-8")


if __name__ == "__main__":
    serve()

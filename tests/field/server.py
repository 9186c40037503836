"""The real server as its own process, so that it can be killed."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Server:
    """`federation serve` on a free port of a node's folder."""

    folder: Path
    process: "subprocess.Popen[str] | None" = None
    url: str = ""

    def start(self, port: int = 0) -> None:
        """Start it and wait until it says where it is; 0: on any free port."""
        command = [sys.executable, "-m", "federation", "--data", str(self.folder)]
        self.process = subprocess.Popen(
            [*command, "serve", "--port", str(port), "--json"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        assert self.process.stdout is not None
        self.url = json.loads(self.process.stdout.readline())["url"]

    def end(self, by: int) -> int:
        """End it by a signal; what it returned."""
        assert self.process is not None
        self.process.send_signal(by)
        code = self.process.wait(20)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def kill(self) -> None:
        """As a power cut does: nothing is finished, nothing tidied."""
        self.end(signal.SIGKILL)

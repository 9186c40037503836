"""How soon and how small a group node serves: a real process, from its start to its first answer.

`python -m tests.bench.bench_serve` prints, asserts nothing.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from sync import founding

SECONDS_ASKED: Final = 1.5
MIB_ASKED: Final = 80
RUNS: Final = 5
PAGES: Final = 200
LOOK_SECONDS: Final = 0.01
GIVE_UP_SECONDS: Final = 20


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def answers(port: int, page: str = "/healthz") -> bool:
    """Whether a page is answered."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", page)
        return connection.getresponse().status < 400
    except OSError:
        return False
    finally:
        connection.close()


def resident_mib(pid: int) -> float:
    """Memory of a process that lies in the machine's own (Linux; elsewhere 0)."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    except FileNotFoundError:
        return 0.0
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def measure(folder: Path) -> tuple[float, float, float]:
    """Seconds to the first answer; MiB then, and after many pages."""
    port = free_port()
    command = [sys.executable, "-m", "federation", "--data", str(folder), "serve"]
    begun = time.monotonic()
    server = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        while not answers(port):
            if time.monotonic() - begun > GIVE_UP_SECONDS:
                raise TimeoutError("the server never answered")
            time.sleep(LOOK_SECONDS)
        took, small = time.monotonic() - begun, resident_mib(server.pid)
        for _ in range(PAGES):
            answers(port, "/login")
        return took, small, resident_mib(server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(GIVE_UP_SECONDS)


def quickest(*words: str) -> float:
    """Seconds of the quickest of a few runs of a command."""
    took = []
    for _ in range(RUNS):
        begun = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "federation", *words], check=True, stdout=subprocess.DEVNULL
        )
        took.append(time.monotonic() - begun)
    return min(took)


def main() -> None:
    """Print the figures beside what is asked for, and how long a bare Python takes here."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "group"
        founding.found(folder, role="group", name="Natangwe")
        measure(folder)  # the first start makes the tables and compiles the modules
        found = [measure(folder) for _ in range(RUNS)]
        begun = time.monotonic()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        bare = time.monotonic() - begun
        first = min(one[0] for one in found)
        print(f"python alone            {bare:6.2f} s ({os.cpu_count()} cores)")
        print(f"federation --help       {quickest('--help'):6.2f} s")
        print(
            f"serve to first answer   {first:6.2f} s, slowest {max(one[0] for one in found):.2f}"
            f" (asked: {SECONDS_ASKED})"
        )
        print(
            f"resident then           {max(one[1] for one in found):6.1f} MiB (asked: {MIB_ASKED})"
        )
        print(f"resident after {PAGES} pages {max(one[2] for one in found):5.1f} MiB")


if __name__ == "__main__":
    main()

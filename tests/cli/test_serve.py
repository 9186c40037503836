"""Serving in real processes: started, asked, stopped by each kind of signal, with sound files."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from federation.node import open_node
from sync import founding, passphrase, roster
from tests.bench.bench_serve import answers, free_port
from tests.cli.conftest import Run

Start = Callable[..., "subprocess.Popen[str]"]
GIVE_UP_SECONDS = 20


@pytest.fixture
def start() -> Iterator[Start]:
    """`start("serve", …)`: the program as a process; whatever is left of it is ended."""
    begun: list[subprocess.Popen[str]] = []

    def starting(*words: str, stdin: int = subprocess.DEVNULL) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "federation", *words],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun.append(process)
        return process

    yield starting
    for process in begun:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def group(tmp_path: Path) -> Path:
    """A group's folder."""
    return founding.found(tmp_path / "group", role="group", name="Natangwe").node.folder


def url(process: "subprocess.Popen[str]") -> str:
    """What a server says when it has its port; a refusal fails the test with its sentence."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        _, told = process.communicate(timeout=GIVE_UP_SECONDS)
        raise AssertionError(told)
    return str(json.loads(line)["url"])


def port_of(address: str) -> int:
    return int(address.rstrip("/").rsplit(":", 1)[1])


def ended(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Exit code and what was said on stderr."""
    _, told = process.communicate(timeout=GIVE_UP_SECONDS)
    return process.returncode, told


@pytest.mark.parametrize("told_to", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_cleanly(group: Path, start: Start, told_to: signal.Signals) -> None:
    server = start("--data", str(group), "serve", "--port", "0", "--json")
    port = port_of(url(server))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=GIVE_UP_SECONDS)
    connection.request("GET", "/healthz")
    response = connection.getresponse()
    assert (response.status, json.loads(response.read())) == (
        200,
        {"status": "ok", "role": "group"},
    )
    assert response.getheader("Server") is None
    connection.close()
    server.send_signal(told_to)
    assert ended(server) == (0, "")
    assert not answers(port)
    verified = start("--data", str(group), "verify")
    assert ended(verified)[0] == 0


def test_it_writes_the_list_of_partners_that_a_stop_left_behind(
    linked: Run, at_a_desk: Path, start: Start
) -> None:
    """At an office, where its keys are open; locked ones sign nothing that nobody asked for."""
    linked("revoke", "G0001", data="hub")
    file = at_a_desk / "hub" / "backups" / "roster.sgr"
    whole = roster.read(file.read_bytes()).closed
    words = ("--data", str(at_a_desk / "hub"), "serve", "--port", "0", "--json")
    file.unlink()
    server = start(*words)
    assert answers(port_of(url(server)))
    assert roster.read(file.read_bytes()).closed == whole
    server.send_signal(signal.SIGTERM)
    assert ended(server) == (0, "")
    file.unlink()
    passphrase.switch_on(open_node(at_a_desk / "hub"), "seven goats under one roof")
    assert answers(port_of(url(start(*words))))
    assert not file.exists()


def test_one_server_for_a_folder_and_one_for_a_port(
    group: Path, tmp_path: Path, start: Start
) -> None:
    """A second one is refused in a sentence; after a SIGKILL the folder is free at once."""
    server = start("--data", str(group), "serve", "--port", "0", "--json")
    port = port_of(url(server))
    code, told = ended(start("--data", str(group), "serve", "--port", "0"))
    assert (code, told.count("\n")) == (1, 1)
    assert "already open" in told
    other = founding.found(tmp_path / "other", role="group", name="B").node.folder
    code, told = ended(start("--data", str(other), "serve", "--port", str(port)))
    assert (code, told.count("\n")) == (1, 1)
    assert f"--port {port + 1}" in told
    server.kill()
    server.wait(GIVE_UP_SECONDS)
    again = start("--data", str(group), "serve", "--port", "0", "--json")
    assert answers(port_of(url(again)))


def test_it_ends_with_whoever_started_it(group: Path, start: Start) -> None:
    words = ("--data", str(group), "serve", "--port", "0", "--json", "--stop-with-stdin")
    server = start(*words, stdin=subprocess.PIPE)
    assert answers(port_of(url(server)))
    assert ended(server) == (0, "")  # communicate closes its stdin


@pytest.fixture
def three_ports(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[int, ...]:
    """Ports of our own for the demo, told to its process by a start-up file."""
    ports = tuple(free_port() for _ in range(3))
    hook = tmp_path / "hook"
    hook.mkdir()
    told = tuple(zip(("group", "hub", "city"), ports, strict=True))
    (hook / "sitecustomize.py").write_text(
        f"import federation.cli.demo\nfederation.cli.demo.PORTS = {told!r}\n", "utf-8"
    )
    root = Path(__file__).parents[2]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(hook), str(root))))
    return ports


def _places(process: "subprocess.Popen[str]") -> list[dict[str, Any]]:
    """The three places the demo tells; a refusal fails the test with its sentence."""
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(3)]
    if not all(lines):
        raise AssertionError(ended(process)[1])
    return [json.loads(line) for line in lines]


def test_the_demo_serves_three_and_stops_them(
    tmp_path: Path, start: Start, three_ports: tuple[int, ...]
) -> None:
    """Built once; a second start is quick; the three end with the one, however it ends."""
    words = ("demo", str(tmp_path / "demo"), "--groups", "1", "--members", "4", "--weeks", "2")
    for told_to in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
        first = start(*words, "--serve", "--json")
        assert [one["role"] for one in _places(first)] == ["group", "hub", "city"]
        assert all(map(answers, three_ports))
        first.send_signal(told_to)
        ended(first)
        wait_until(lambda: not any(map(answers, three_ports)))
        for folder in ("g1", "hub", "city"):
            assert ended(start("--data", str(tmp_path / "demo" / folder), "verify"))[0] == 0

    begun = time.monotonic()
    second = start(*words, "--serve")
    assert second.stdout is not None
    told = [second.stdout.readline() for _ in range(3)]
    assert time.monotonic() - begun < 10  # 3 s are asked for; this machine may be busy
    assert all("PIN" in line and "http://127.0.0.1:" in line for line in told), ended(second)
    assert all(map(answers, three_ports))
    second.send_signal(signal.SIGTERM)
    assert ended(second)[0] == 0
    assert not any(map(answers, three_ports))
    for folder in ("g1", "hub", "city"):
        assert ended(start("--data", str(tmp_path / "demo" / folder), "verify"))[0] == 0
    code, told_again = ended(start(*words))
    assert (code, told_again.count("\n")) == (1, 1)


def wait_until(holds: Callable[[], bool]) -> None:
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < GIVE_UP_SECONDS
        time.sleep(0.05)

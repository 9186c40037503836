"""A made-up world of linked nodes, and the three of them that `make run` serves."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any, Final

import click

from federation.core.refusals import refuse
from federation.i18n import gettext
from federation.schemas.reading import read_day

from .base import Call, common, tell

PORTS: Final = (("group", 8080), ("hub", 8081), ("city", 8082))
LOOK_SECONDS: Final = 0.5
STOP_SECONDS_MAX: Final = 10


@click.command("demo", help="Make linked nodes in DIR with made-up books and requests.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--groups", type=click.IntRange(1, 99), default=3, show_default=True, help="How many groups."
)
@click.option(
    "--members", type=click.IntRange(2, 5000), default=30, show_default=True, help="In each group."
)
@click.option(
    "--weeks", type=click.IntRange(1, 520), default=52, show_default=True, help="Of meetings."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed, same figures.")
@click.option("--until", default="", metavar="DAY", help="The last day told of; default: Sunday.")
@click.option("--serve", is_flag=True, help="Then open a group, the hub and the city.")
@common
def demo_command(
    call: Call,
    *,
    folder: Path,
    groups: int,
    members: int,
    weeks: int,
    seed: int,
    until: str,
    serve: bool,
) -> None:
    """Build it if it is not there; serve it if that is asked for."""
    told = folder / "demo.json"
    if told.exists() and not serve:
        raise refuse("demo-exists", folder=str(folder))
    if not told.exists():
        from federation.demo import build  # noqa: PLC0415 - a second start must be quick

        last = read_day(until) if until else ""
        build(folder, groups=groups, members=members, weeks=weeks, seed=seed, until=last)
    nodes = _nodes(told)
    if serve:
        _serve(call, [(_first(nodes, role), port) for role, port in PORTS])
        return
    tell(call, {"folder": str(folder), "nodes": nodes}, _told(nodes))


def _nodes(told: Path) -> list[dict[str, Any]]:
    """What `demo.json` lists. Raises Refusal `demo-unclear`."""
    try:
        nodes = json.loads(told.read_text("utf-8"))
        for node in nodes:
            node["folder"], node["role"], node["name"], node["pin"]
    except (ValueError, TypeError, KeyError):
        raise refuse("demo-unclear", file=str(told)) from None
    return list(nodes)


def _first(nodes: Sequence[dict[str, Any]], role: str) -> dict[str, Any]:
    for node in nodes:
        if node["role"] == role:
            return node
    raise refuse("demo-unclear", file="demo.json")


def _told(nodes: Sequence[dict[str, Any]]) -> str:
    return "\n".join(
        f"{one['role']:<6} {one['folder']}  {one['name']} {one['pin']}" for one in nodes
    )


def _serve(call: Call, places: Sequence[tuple[dict[str, Any], int]]) -> None:
    """Serve each in a process of its own until a signal; a child ends when its stdin does."""
    signal.signal(signal.SIGTERM, _stop)
    children: list[subprocess.Popen[bytes]] = []
    try:
        children += [_child(str(node["folder"]), port) for node, port in places]
        for child, (node, port) in zip(children, places, strict=True):
            assert child.stdout is not None
            if not child.stdout.readline():
                raise refuse("demo-not-served", role=node["role"], port=port)
            _tell_place(call, node, port)
        if not call.is_json:
            click.echo(
                gettext("Where two people must agree, the second has the same PIN."), err=True
            )
            click.echo(gettext("Ctrl-C stops all three; nothing is lost."), err=True)
        nothing = threading.Event()
        while all(child.poll() is None for child in children):
            nothing.wait(LOOK_SECONDS)
        raise refuse("demo-stopped")
    except KeyboardInterrupt:
        return
    finally:
        _end(children)


def _tell_place(call: Call, node: dict[str, Any], port: int) -> None:
    url = f"http://127.0.0.1:{port}"
    plain = {"role": node["role"], "url": url, "name": node["name"], "pin": node["pin"]}
    told = gettext(
        "%(role)s  %(url)s  log in as %(name)s, PIN %(pin)s",
        role=str(node["role"]).ljust(5),
        url=url,
        name=node["name"],
        pin=node["pin"],
    )
    tell(call, plain, told)
    sys.stdout.flush()


def _child(folder: str, port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "federation", "--data", folder, "--json"]
    command += ["serve", "--port", str(port), "--stop-with-stdin"]
    return subprocess.Popen(  # noqa: S603 - our own program, our own arguments
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Close what holds the children open, and wait until their files are sound."""
    for child in children:
        assert child.stdin is not None
        child.stdin.close()
    for child in children:
        try:
            child.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            child.terminate()
            child.wait(STOP_SECONDS_MAX)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt

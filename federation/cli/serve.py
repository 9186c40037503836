"""The node's face for browsers, by waitress; stopped by SIGTERM or Ctrl-C with sound files."""

import _thread
import errno
import importlib
import logging
import os
import signal
import socket
import sys
import threading
from contextlib import suppress
from types import FrameType
from typing import Any, Final

import click
from waitress import create_server  # type: ignore[import-untyped]  # it brings no types

from federation.core.refusals import Refusal, refuse
from federation.i18n import gettext
from federation.node import Node
from federation.store import Store
from federation.web.app import create_app, settle_down
from sync import passphrase, roster

from .base import Call, tell, with_data

# Above what a page takes (21 MB), so that its own sentence answers what is somewhat too large. The
# server keeps half a megabyte of it in memory and the rest in a file that is gone with the answer.
BODY_BYTES_MAX: Final = 32 * 1024 * 1024
THREADS: Final = 4
THREADS_AT_HUB: Final = 8
CONNECTIONS_MAX: Final = 100
IDLE_SECONDS_MAX: Final = 120
WAITING_MAX: Final = 128
PORT_MAX: Final = 65535
EVERYWHERE: Final = ("0.0.0.0", "::")  # noqa: S104 - only where a person asks for it
NO_HOST: Final = ("192.0.2.1", 9)  # TEST-NET-1 (RFC 5737): nothing is sent, a route is looked up


@click.command("serve", help="Open the node to browsers; Ctrl-C stops it.")
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0: the whole LAN.")
@click.option(
    "--port", type=click.IntRange(0, PORT_MAX), default=8080, show_default=True, help="0: any."
)
@click.option("--stop-with-stdin", is_flag=True, hidden=True)
@with_data
@click.pass_obj
def serve_command(call: Call, *, host: str, port: int, stop_with_stdin: bool) -> None:
    """Serve until told to stop."""
    node = call.node()
    signal.signal(signal.SIGTERM, _stop)
    if stop_with_stdin:
        threading.Thread(target=_stop_at_end_of_stdin, daemon=True).start()
    with call.speaking(), node.locked(), _listening(host, port) as listener:
        _log_into(node)
        app = create_app(node)
        _put_right(app.extensions["federation"])
        beside = _beside(node)
        if beside is not None:
            beside.go_on(app)
        server = _server(app, node, listener)
        settle_down()
        address = f"http://{_reached_at(host)}:{listener.getsockname()[1]}"
        told = gettext("%(name)s is open at %(address)s", name=node.settings.name, address=address)
        tell(call, {"url": address, "role": node.settings.role}, told)
        sys.stdout.flush()
        try:
            server.run()  # gives back control on SystemExit and KeyboardInterrupt
        finally:
            server.close()
            if beside is not None:
                beside.stop(app)
            app.extensions["federation"].close()


def _beside(node: Node) -> Any:
    """What an office does beside its pages, by itself: loaded only there."""
    if node.settings.role != "hub":
        return None
    return importlib.import_module("federation.web.hub.taking")


def _put_right(store: Store) -> None:
    """Write what a stop left unwritten; nothing in it keeps the pages from opening."""
    with suppress(Refusal, OSError):  # a full disk, say: it is tried again at the next start
        if not passphrase.is_locked(store.node):  # nobody is asked for it here
            roster.keep_if_late(store)


def _listening(host: str, port: int) -> socket.socket:
    """A socket that has its port. Raises Refusal `port-in-use`, `host-not-here`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=WAITING_MAX)
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise refuse("port-in-use", port=port, other=port + 1) from None
        raise refuse("host-not-here", host=host) from None


def _server(app: Any, node: Node, listener: socket.socket) -> Any:
    return create_server(
        app,
        sockets=[listener],
        threads=THREADS_AT_HUB if node.settings.role == "hub" else THREADS,
        max_request_body_size=BODY_BYTES_MAX,
        connection_limit=CONNECTIONS_MAX,
        channel_timeout=IDLE_SECONDS_MAX,
        ident=None,
        expose_tracebacks=False,
        clear_untrusted_proxy_headers=True,
    )


def _reached_at(host: str) -> str:
    """The address that another machine types; of several networks the one with a way out."""
    if host not in EVERYWHERE:
        return f"[{host}]" if ":" in host else host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(NO_HOST)
        except OSError:
            return socket.gethostname()
        return str(asking.getsockname()[0])


def _log_into(node: Node) -> None:
    """What the server itself has to say goes into the node's log, not to a person."""
    logger = logging.getLogger("waitress")
    handler = logging.FileHandler(node.log_path, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s server %(message)s"))
    handler.setLevel(logging.ERROR)
    logger.addHandler(handler)
    logger.propagate = False


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _stop_at_end_of_stdin() -> None:
    """Stop together with whoever started us and holds the other end."""
    while os.read(0, 1):  # not sys.stdin: a thread that waits in it breaks the end of the program
        pass
    _thread.interrupt_main(signal.SIGTERM)

"""The copy to play in, shown under `/practice` by the server that shows the real books.

A phone needs no other address, and no second server runs. The copy is an application of its own,
made when somebody first opens it: own cookie, own logins, own store; pages know by `SCRIPT_NAME`
where they stand. One request at a time is answered, and afterwards no file of the copy is open,
so that it can be thrown away at any moment.
"""

from collections.abc import Callable, Iterable
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, current_app, request

from federation.commands import practice
from federation.node import Node
from federation.store import Store

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOUNT: Final = "/practice"


class Mount:
    """Hands what is asked below `/practice` to the copy, all else (and all, without one) on."""

    def __init__(
        self, inner: "WSGIApplication", node: Node, create_app: Callable[[Node], Flask]
    ) -> None:
        self.inner = inner
        self.node = node
        self.create_app = create_app
        self.lock = Lock()
        self.copy: Flask | None = None
        self.made: tuple[int, int] = (0, 0)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        path = environ.get("PATH_INFO", "")
        if path == MOUNT or path.startswith(f"{MOUNT}/"):
            with self.lock:
                copy = self._opened()
                if copy is not None:
                    return self._answered(copy, environ, start_response)
        return self.inner(environ, start_response)

    def _answered(
        self, copy: Flask, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        within = {
            **environ,
            "SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + MOUNT,
            "PATH_INFO": environ["PATH_INFO"][len(MOUNT) :],
        }
        try:
            return copy(within, start_response)
        finally:
            copy.extensions["federation"].close()

    def _opened(self) -> Flask | None:
        """The copy as it is now on the disk; made anew when that is another one."""
        found = practice.find(self.node)
        if found is None:
            self.copy = None
            return None
        told = (found.folder / "node.toml").stat()
        made = (told.st_ino, told.st_mtime_ns)
        if self.copy is None or self.made != made:
            self.copy, self.made = self.create_app(found), made
            self.copy.extensions["federation"].close()
        return self.copy

    def begin(self, store: Store) -> None:
        """A new copy, when nobody is in the old one. Raises as `practice.begin` does."""
        with self.lock:
            practice.begin(store)
            self.copy = None

    def end(self) -> None:
        """Throw the copy away, when nobody is in it."""
        with self.lock:
            practice.end(self.node)
            self.copy = None


def mount(app: Flask, node: Node, create_app: Callable[[Node], Flask]) -> None:
    """Let a group's application show its copy to play in."""
    found = Mount(app.wsgi_app, node, create_app)
    app.extensions["practice"] = found
    app.wsgi_app = found  # type: ignore[method-assign]  # the place for it, as Flask documents


def here() -> Mount:
    """The mount of the application that answers now."""
    found: Any = current_app.extensions["practice"]
    assert isinstance(found, Mount)
    return found


def real_books() -> str:
    """The address of the real books as seen from a copy under them; "" anywhere else."""
    root = request.script_root
    return f"{root.removesuffix(MOUNT)}/" if root.endswith(MOUNT) else ""

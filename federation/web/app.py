"""The application of one node: nothing is made at import, the role picks the face."""

import gc
import importlib
from typing import Any, Final

from flask import Flask, Request, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.routing import IntegerConverter, Map

from federation import assets
from federation.core.refusals import Refusal
from federation.node import Node
from federation.store import Store, open_store
from federation.store.spoken import Spoken

from . import aloud, api, drafts, errors, guard, pages, practice, squeezing, static
from .here import NUMBER_MAX
from .shared import auth, codes, health, language, styleguide

FORM_BYTES_MAX: Final = 1024 * 1024
KEY_NAME: Final = "web.key"
KEY_BYTES: Final = 32
COLLECTED_AFTER: Final = (20_000, 20, 50)  # objects, then rounds of the younger ones


class Number(IntegerConverter):
    """A number in an address: one that the books can hold. Any other is no page of ours."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - Werkzeug's signature
        super().__init__(map, max=NUMBER_MAX)


class CookieBehindTls(SecureCookieSessionInterface):
    """The signed cookie: marked secure when this request came over TLS, and only then.

    It goes to the pages below this application and to no other.
    """

    def get_cookie_path(self, app: Flask) -> str:  # noqa: ARG002 - Flask's signature
        """Where this application stands: `/`, or `/practice`."""
        return request.script_root or "/"

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 - Flask's signature
        """Whether the browser may send it over TLS only."""
        return bool(request.is_secure)


class Asked(Request):
    """What was asked. HEAD is GET without a body, which Werkzeug leaves out by itself.

    A Host header that can be no name (RFC 1123, 2.1: letters up to 63 between dots) is put aside
    for the door to refuse: no address of any page could be made with it.
    """

    def __init__(self, environ: dict[str, Any], *given: Any, **more: Any) -> None:
        told = environ.get("HTTP_HOST", "")
        try:
            is_name = bool(told.partition(":")[0].encode("idna"))
        except UnicodeError:
            is_name = False
        if not is_name and not told.startswith("["):
            environ = {**environ, "HTTP_HOST": "localhost", guard.NO_HOST: told}
        super().__init__(environ, *given, **more)
        if self.method == "HEAD":
            self.method = "GET"


def settle_down() -> None:
    """For a process that only serves from now on: what it consists of is looked through no more.

    The collector of Python walks every object there is after a few hundred new ones, and a page
    over a thousand groups makes tens of thousands: a third of its time. What is made for a page is
    freed with it, cycles or not, as before; cycles are only looked for less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)


def create_app(node: Node) -> Flask:
    """The face of a node. Raises Refusal when its store cannot be opened."""
    folder = str(assets.folder("templates"))
    app = Flask("federation.web", static_folder=None, template_folder=folder)
    app.request_class = Asked
    app.session_interface = CookieBehindTls()
    app.url_map.converters["int"] = Number
    own = node.settings
    app.config.update(
        SECRET_KEY=_key(node),
        SESSION_COOKIE_NAME=f"fed_{own.role}_{own.node_id[:8]}{'_practice' * own.practice}",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        MAX_CONTENT_LENGTH=FORM_BYTES_MAX,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES_MAX,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["federation"] = open_store(node)
    app.extensions["spoken"] = Spoken(own.role)
    _read_elsewhere(app, app.extensions["federation"])
    pages.furnish(app)
    static.serve(app)
    squeezing.stand(app)
    guard.stand(app)
    drafts.stand(app)
    errors.catch(app)
    for shared in (auth, codes, health, language, styleguide):
        app.register_blueprint(shared.blueprint())
    app.register_blueprint(importlib.import_module(f"{__package__}.{own.role}").blueprint())
    if own.role in ("hub", "city"):
        app.register_blueprint(api.blueprint(own.role))
    if own.role == "group":
        aloud.stand(app)
    if own.role == "group" and not own.practice:
        practice.mount(app, node, create_app)
    return app


def _read_elsewhere(app: Flask, store: Store) -> None:
    """Pages that only show something are read where the books are followed, if they are."""

    @app.before_request
    def begin() -> None:
        store.look(only=request.method == "GET")

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        store.look(only=False)


def _key(node: Node) -> bytes:
    """The key that signs cookies; made once, kept in the data folder."""
    try:
        return node.secret(KEY_NAME)
    except Refusal:
        node.keep_secret(KEY_NAME, node.entropy(KEY_BYTES))
        return node.secret(KEY_NAME)

"""The door: who and what may come in. Denied unless a view says who may see it.

The checks, in order: 1. the size of what comes; 2. the address that was asked for is this
machine's; 3. a form comes from a page of this node; 4. the page exists, and somebody is logged in
whose role it names; 5. the form has its token; 6. the passphrase, where the keys have one.
While a page is only read, the database refuses to write.
"""

import ipaddress
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from federation.commands import tokens
from federation.core.refusals import Refusal, refuse
from federation.i18n import use_language
from sync import passphrase

from . import carried, sessions, speaking
from .errors import looked_at, teller
from .forms import PASSPHRASE, again
from .here import node, store

UPLOAD_BYTES_MAX: Final = 21 * 1024 * 1024
# Of many small files more than these can come, and of their form some fields.
UPLOAD_PARTS_MAX: Final = 1100
# What a program may send: 4,000 letters of any script, each as up to twelve bytes, and the rest.
PROGRAM_BYTES_MAX: Final = 64 * 1024
# Where a Host header lies that can be no name of any machine.
NO_HOST: Final = "federation.no_host"
HOST_LETTERS: Final = 80
LOG_OUT: Final = "auth.logout"
# What says nothing to people, and answers when no book can be read.
WORDLESS: Final = ("static", "health.healthz")
SAFE_METHODS: Final = ("GET", "HEAD", "OPTIONS")
EVERYBODY: Final = frozenset(
    (
        *("treasurer", "collector", "secretary", "chair"),
        *("staff", "admin"),
        *("official", "clerk", "reader"),
    )
)
NOBODY: Final[frozenset[str]] = frozenset()
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Final = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    # With no-referrer browsers would send `Origin: null` beside our own forms.
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def allow(*roles: str) -> Callable[[View], View]:
    """Say which roles may use a view; `allow(*EVERYBODY)`: whoever is logged in."""
    unknown = set(roles) - EVERYBODY
    if unknown:
        raise ValueError(f"no such roles: {sorted(unknown)}")

    def mark(view: View) -> View:
        vars(view)["allowed_roles"] = frozenset(roles)
        return view

    return mark


def public(view: View) -> View:
    """Let anybody see it without a login. Only for the door itself: login, health, static."""
    vars(view)["is_public"] = True
    return view


def program(scope: str) -> Callable[[View], View]:
    """Let programs see it whose token is for that: `Authorization: Bearer TOKEN` (RFC 6750).

    Only below an address at which a teller speaks; a view there without a mark is closed.
    """

    def mark(view: View) -> View:
        vars(view)["asked_scope"] = scope
        return view

    return mark


def upload(view: View) -> View:
    """Let a form bring files (21 MB instead of 1)."""
    vars(view)["takes_files"] = True
    return view


def says(view: Callable[..., Any] | None, mark: str) -> Any:
    """What a view says of itself, or None."""
    return getattr(view, mark, None)


def may(endpoint: str, role: str) -> bool:
    """Whether somebody of that role may use the view behind an endpoint."""
    view = current_app.view_functions.get(endpoint)
    return bool(says(view, "is_public")) or role in (says(view, "allowed_roles") or NOBODY)


def stand(app: Flask) -> None:
    """Put the checks before every request, and the headers on every answer."""
    app.before_request(_limit_size)
    app.before_request(_begin)
    app.before_request(_check_host)
    app.before_request(_check_origin)
    app.before_request(_check_person)
    CSRFProtect(app)
    app.before_request(_log_in_here)
    app.before_request(_open_keys)
    app.after_request(_headers)
    app.teardown_request(_end)


def _view() -> Callable[..., Any] | None:
    return current_app.view_functions.get(request.endpoint or "")


def _limit_size() -> None:
    if says(_view(), "takes_files"):
        request.max_content_length = UPLOAD_BYTES_MAX
        request.max_form_parts = UPLOAD_PARTS_MAX
    elif teller() is not None:
        request.max_content_length = PROGRAM_BYTES_MAX


def _begin() -> None:
    """Speak the browser's language or the node's; hold one picture, read-only, while reading."""
    held = ExitStack()
    if "held" in g:  # a page that is looked at while another one is answered: both are let go
        held.callback(setattr, g, "held", g.held)
    g.held = held
    if request.endpoint in WORDLESS:
        held.enter_context(use_language(node().settings.language))
    elif teller() is None:
        speaking.begin()
    else:
        speaking.speak("")
    if request.method in SAFE_METHODS and not says(_view(), "is_public"):
        held.enter_context(store().reading())


def _end(_error: BaseException | None) -> None:
    held = g.pop("held", None)
    if isinstance(held, ExitStack):
        held.close()
    assert not store().in_transaction(), "a view left a transaction open"


def is_own_name(host: str, hosts: Iterable[str]) -> bool:
    """Whether a Host header names this machine: an IP, localhost, or a name it answers to.

    Any other name may have been pointed here by a stranger's page (DNS rebinding).
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name == "localhost" or name in {one.casefold() for one in hosts}:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _check_host() -> None:
    odd = request.environ.get(NO_HOST)
    if odd is not None or not is_own_name(request.host, node().settings.hosts):
        told = str(odd or request.environ.get("HTTP_HOST") or "-")
        raise refuse("host-unknown", host=told[:HOST_LETTERS])


def _check_origin() -> None:
    """A form must come from a page of this very address (before the token is looked at)."""
    if request.method in SAFE_METHODS:
        return
    told = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        from_here = not told or urlsplit(told).netloc == request.host
    except ValueError:
        from_here = False
    if not from_here:
        raise refuse("form-from-elsewhere")


def _logs_in_here() -> bool:
    """Whether this is a login that carries what was being typed on this page when hers ended."""
    is_door = says(_view(), "is_public") or teller() is not None
    return not is_door and request.method not in SAFE_METHODS and carried.HERE in request.form


def _log_in_here() -> ResponseReturnValue | None:
    """Never further than the page itself, shown again: the form that was carried is not sent."""
    return carried.log_in_here() if _logs_in_here() else None


def _check_person() -> ResponseReturnValue | None:
    view = _view()
    if says(view, "is_public") or _logs_in_here():
        return None
    if teller() is not None:
        _check_program(view)
        return None
    user = sessions.find(store(), node().now())
    is_sent = request.method not in SAFE_METHODS
    if user is None and is_sent and sessions.had_one() and request.endpoint != LOG_OUT:
        return carried.ask_here()
    if user is None:
        back = "/" if is_sent else request.full_path.rstrip("?")
        return redirect(url_for("auth.login", next=back), 303)
    g.me = user
    speaking.speak_to(user.id)
    if is_sent:
        sessions.renew(store())
    if view is None:
        return None
    if user.role not in (says(view, "allowed_roles") or NOBODY):
        raise refuse("role-not-allowed", role=user.role)
    return None


def _check_program(view: Callable[..., Any] | None) -> None:
    """Whether a program may see it. Raises Refusal `bearer-…`, `role-not-allowed`.

    An address that is nearly one of ours (`//groups`) is none: programs follow no way to it.
    """
    if isinstance(request.routing_exception, RequestRedirect):
        raise NotFound
    if view is None:
        return
    scope = says(view, "asked_scope")
    if scope is None:
        raise refuse("role-not-allowed", role="program")
    told = request.authorization
    secret = told.token if told is not None and told.type == "bearer" else None
    tokens.check_bearer(store(), secret or "", scope)


def _open_keys() -> ResponseReturnValue | None:
    """A passphrase that came with a form opens locked keys, for this request alone.

    A wrong one, or none: the page again with what was typed, before anything was done.
    """
    if request.method in SAFE_METHODS or teller() is not None or PASSPHRASE not in request.form:
        return None
    g.held.enter_context(passphrase.using(request.form[PASSPHRASE]))
    try:
        passphrase.check(node())
    except Refusal as refusal:
        shown = looked_at(
            request.full_path, again(request.form.to_dict(flat=False), refusal, PASSPHRASE)
        )
        if shown is None:
            raise
        return shown
    return None


def _headers(response: Response) -> Response:
    for name, value in HEADERS:
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response

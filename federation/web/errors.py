"""What a person sees when something was not done: one sentence, and a way on.

A refusal is a value and has its status; anything else is a fault of the program: a page with a
reference number, and a line in the node's log that names places in the code and nothing that
anybody typed.
"""

import contextlib
import os
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Final
from urllib.parse import unquote, urlsplit

from flask import Flask, Response, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import HTTPException

from federation.core.refusals import Refusal, refuse
from federation.i18n import say
from federation.node import Node

from . import sessions
from .here import named, node, somebody, store
from .pages import Page, render

UNFIT: Final = 422
NO_ROOM: Final = 507
TOO_LARGE: Final = 413
FILES_MAX: Final = 1000  # sent to a page at one go
FAULT: Final = 500
_STATUS: Final = (
    ("bearer-scope", 403),
    ("bearer-", 401),
    ("token-wrong", 403),
    ("duplicate-not-proposed", 403),
    ("login-", 403),
    ("role-", 403),
    ("form-from-", 403),
    ("host-", 400),
)
_STATUS_BY_END: Final = (
    ("-unknown", 404),
    ("-missing", UNFIT),
    ("-taken", 409),
    ("-closed", 409),
    ("-stale", 409),
    ("-still-open", 409),
    ("-same-day", 409),
    ("-already", 409),
    ("-in-use", 409),
    ("-restored", 409),
)
REFERENCE_LETTERS: Final = 8
PROGRAMS: Final = "federation programs"
_PAGE_CODES: Final[Mapping[int, str]] = MappingProxyType({404: "page-unknown", 405: "page-unknown"})


@dataclass(frozen=True, slots=True)
class Teller:
    """Below an address programs ask: whatever goes wrong there is told by `tell`, never a page.

    `codes`: the refusal for an unknown address (404), a call that it does not take (405), too
    much at once (413) and a fault of the program (500, which gets its `reference`).
    """

    below: str
    tell: Callable[[int, Refusal], ResponseReturnValue]
    codes: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDone(Page):
    """Something was refused or is not there."""

    template: ClassVar[str] = "errors/refused.html"
    sentence: str
    is_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault(Page):
    """The program failed; `reference` finds it in the log."""

    template: ClassVar[str] = "errors/fault.html"
    reference: str


def status_of(refusal: Refusal) -> int:
    """403, 404 or 409 by what the code says; else 422."""
    for start, status in _STATUS:
        if refusal.code.startswith(start):
            return status
    for end, status in _STATUS_BY_END:
        if refusal.code.endswith(end):
            return status
    return UNFIT


def catch(app: Flask) -> None:
    """Let every failure end in a page."""
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OSError, _machine)
    app.register_error_handler(Exception, _failed)


def tell_programs(app: Flask, told: Teller) -> None:
    """Let a teller speak below its address."""
    app.extensions[PROGRAMS] = (*app.extensions.get(PROGRAMS, ()), told)


def teller() -> Teller | None:
    """Who tells what goes wrong at the address that is asked for; None: a page does."""
    tellers: tuple[Teller, ...] = current_app.extensions.get(PROGRAMS, ())
    return next((one for one in tellers if request.path.startswith(one.below)), None)


def _told(refusal: Refusal, status: int) -> ResponseReturnValue:
    program = teller()
    if program is not None:
        return program.tell(status, refusal)
    return render(NotDone(sentence=say(named(refusal)), is_known=somebody() is not None)), status


def _refused(refusal: Exception) -> ResponseReturnValue:
    assert isinstance(refusal, Refusal)
    return _told(refusal, status_of(refusal))


def _http(error: Exception) -> ResponseReturnValue:
    assert isinstance(error, HTTPException)
    status = error.code or 500
    program = teller()
    if status == TOO_LARGE and program is None:
        return _told(_too_much(), status)
    codes = program.codes if program else _PAGE_CODES
    return _told(refuse(codes.get(status, "request-unclear")), status)


def _too_much() -> Refusal:
    """Why a form was too much: as a whole, or by how many files it brings.

    It is refused while it is read, often before anybody asked who sent it.
    """
    if somebody() is None:
        g.me = sessions.find(store(), node().now())
    most = request.max_content_length or 0
    is_form = request.mimetype == "multipart/form-data"
    if is_form and 0 < (request.content_length or 0) <= most:
        return refuse("files-too-many", most=FILES_MAX)
    return refuse("upload-too-large")


def _machine(error: Exception) -> ResponseReturnValue:
    """The disk or a stick did not do what it was asked: usually it is full."""
    assert isinstance(error, OSError)
    if not isinstance(error.filename, str | bytes) or not error.strerror:
        return _failed(error)  # no file of ours
    if isinstance(error, ConnectionRefusedError):
        return _told(refuse("database-gone", server=str(error.filename)), NO_ROOM)
    file = Path(os.fsdecode(error.filename)).name
    return _told(refuse("machine-refused", file=file, reason=error.strerror), NO_ROOM)


def _form_too_old(_error: Exception) -> ResponseReturnValue:
    """The page of the form again, as when it is only looked at, with every word that was typed."""
    from . import carried  # noqa: PLC0415 - forms stand on this module
    from .forms import again  # noqa: PLC0415 - likewise

    refusal = refuse("form-too-old")
    if carried.HERE in request.form:
        return carried.ask_again(refusal)
    shown = looked_at(request.full_path, again(request.form.to_dict(flat=False), refusal))
    return _told(refusal, status_of(refusal)) if shown is None else shown


def looked_at(path: str, form: object) -> Response | None:
    """The page at `path` as when it is only looked at, over whose form `form` is laid.

    Nothing can be written while it is made. None: there is no such page to look at.
    """
    where = urlsplit(path)
    environ = {
        **{name: value for name, value in request.environ.items() if "werkzeug" not in name},
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote(where.path, "latin-1"),
        "QUERY_STRING": where.query,
        "CONTENT_LENGTH": "0",
        "CONTENT_TYPE": "",
        "wsgi.input": BytesIO(),
        # Perhaps somebody logged in a moment ago: the cookie as it is going to be.
        "HTTP_COOKIE": _cookie(),
    }
    inner = current_app.request_context(environ)
    g.again = form
    with inner:
        if inner.request.routing_exception is not None:
            return None
        response = current_app.full_dispatch_request()
    response.status_code = UNFIT
    return response


def _cookie() -> str:
    serializer = SecureCookieSessionInterface().get_signing_serializer(current_app)
    assert serializer is not None
    generate_csrf()  # before the two answers set the same cookie
    told = serializer.dumps(dict(session))
    return f"{current_app.config['SESSION_COOKIE_NAME']}={told!s}"


def _failed(error: Exception) -> ResponseReturnValue:
    reference = note_fault(node(), error, f"{request.method} {request.endpoint}")
    program = teller()
    if program is not None:
        return program.tell(FAULT, refuse(program.codes[FAULT], reference=reference))
    return render(Fault(reference=reference)), FAULT


def note_fault(at: Node, error: Exception, doing: str) -> str:
    """Write a fault of the program into the node's log; the reference that leads to it."""
    reference = at.new_id()[:REFERENCE_LETTERS]
    line = f"{at.now()} {reference} {doing} {_places(error)}\n"
    with contextlib.suppress(OSError), at.log_path.open("a", encoding="utf-8") as log:
        log.write(line)
    return reference


def _places(error: Exception) -> str:
    """The kind of failure and where, innermost last; never its words, which may name people."""
    frames = traceback.extract_tb(error.__traceback__)
    told = " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames))
    return f"{type(error).__name__} at {told}"

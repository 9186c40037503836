"""What is typed and not sent yet stays on the phone (`static/js/drafts.js`): what it asks us.

A phone keeps drafts by a name that only this node can make for a person, so that whoever logs in
next on a shared phone is not shown them. It drops them once it knows that a form was done: every
answer that goes on to another page says so in a cookie, which scripts may read; where that answer
was lost on the way, it asks by the token of the form.
"""

import hashlib
import hmac
from typing import Final

from flask import Blueprint, Flask, Response, current_app, request
from flask.typing import ResponseReturnValue

from federation.store import local

from .forms import A_TOKEN, TOKEN, Form
from .guard import EVERYBODY, allow
from .here import somebody, store

NAME_LETTERS: Final = 16
DONE_SECONDS: Final = 3600
SEEN: Final = "seen"
WAS: Final = "was"
VALUE: Final = "value"
KEPT: Final = ("", 204)
_ON: Final = 303
_OTHERWISE: Final = 409


def stand(app: Flask) -> None:
    """Add the route, the name of drafts for pages, and the mark of forms that are done."""
    to = Blueprint("drafts", __name__)
    to.add_url_rule("/drafts", view_func=taken)
    app.register_blueprint(to)
    app.jinja_env.globals["draft_name"] = name
    app.after_request(_mark_done)


def name() -> str:
    """The name under which a phone keeps the drafts of whoever is logged in; "": of nobody."""
    user = somebody()
    if user is None:
        return ""
    key = current_app.config["SECRET_KEY"]
    digest = hmac.digest(key, f"drafts {user.id}".encode(), hashlib.sha256)
    return digest.hex()[:NAME_LETTERS]


@allow(*EVERYBODY)
def taken() -> ResponseReturnValue:
    """Whether the form with the token that is asked for was done, as JSON."""
    token = request.args.get("token", "")
    with store().reading() as db:
        return {"taken": bool(A_TOKEN.fullmatch(token)) and local.receipt(db, token) is not None}


def _mark_done(response: Response) -> Response:
    """A form that leads to another page is done: nothing of it is to be kept on the phone."""
    if request.method != "POST" or response.status_code != _ON or somebody() is None:
        return response
    token = request.form.get(TOKEN, "")
    if A_TOKEN.fullmatch(token):
        response.set_cookie(
            f"{current_app.config['SESSION_COOKIE_NAME']}_done",
            token,
            max_age=DONE_SECONDS,
            path=request.script_root or "/",
            secure=request.is_secure,
            samesite="Strict",
        )
    return response


def differs(form: Form, kept: str, entered: str = "") -> ResponseReturnValue | None:
    """What the phone asks about when it sends a field late; None: the field may be kept.

    `kept`: what lies in the drafts, `entered`: what was entered for the field since its page was
    made. A phone says what the field held when it was typed in (`was`), unless somebody has
    chosen already.
    """
    if WAS not in form.values:
        return None
    told = form.value(VALUE).strip()
    if not entered and kept in (form.value(WAS).strip(), told):
        return None
    return {"draft": kept, "entered": entered}, _OTHERWISE

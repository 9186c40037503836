"""The login with name and PIN, and the log-out."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.users import check_pin
from federation.core.refusals import Refusal
from federation.schemas.base import load
from federation.schemas.users import LoginSchema

from .. import forms, sessions
from ..carried import Login
from ..errors import status_of
from ..guard import EVERYBODY, allow, public
from ..here import node, store
from ..pages import render


def blueprint() -> Blueprint:
    """The routes."""
    found = Blueprint("auth", __name__)
    found.add_url_rule("/login", view_func=login, methods=["GET", "POST"])
    found.add_url_rule("/logout", view_func=logout, methods=["POST"])
    return found


def is_local(path: str) -> bool:
    """Whether an address stays on this node: one slash at its start, no other host."""
    if not path.isprintable():
        return False
    try:
        parts = urlsplit(path)
    except ValueError:
        return False
    return path[:1] == "/" and path[1:2] not in ("/", "\\") and not (parts.netloc or parts.scheme)


def _page(form: forms.Form) -> Login:
    goal = url_for("auth.login", next=_back())
    return Login(form=form, name=node().settings.name, goal=goal)


def _back() -> str:
    back = request.args.get("next", "/")
    return back if is_local(back) else "/"


@public
def login() -> ResponseReturnValue:
    """Ask for name and PIN; wrong ones make the name wait longer and longer."""
    if request.method == "GET":
        return render(_page(forms.fresh()))
    form = forms.typed()
    values, faults = load(LoginSchema(), form.typed())
    if faults:
        return forms.show(_page(form.wrong(faults)))
    try:
        user = check_pin(store(), values["name"], values["pin"])
    except Refusal as refusal:
        return forms.show(_page(form.refused(refusal)), status_of(refusal))
    sessions.begin(store(), user.id)
    return redirect(request.script_root + _back(), 303)


@allow(*EVERYBODY)
def logout() -> ResponseReturnValue:
    """End this login."""
    sessions.end(store())
    return redirect(url_for("auth.login"), 303)

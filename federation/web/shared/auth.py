"""The login with name and PIN, and the log-out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final
from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.users import check_pin
from federation.core.refusals import Refusal, refuse
from federation.schemas.base import load
from federation.schemas.users import LoginSchema

from .. import forms, sessions
from ..errors import looked_at, status_of
from ..guard import EVERYBODY, allow, public
from ..here import node, store
from ..pages import Page, render

CARRIED: Final = "typed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Login(Page):
    """Name and PIN; `back`: where to go afterwards, `carried`: what was being typed there."""

    template: ClassVar[str] = "shared/login.html"
    form: forms.Form
    name: str
    back: str
    carried: Mapping[str, Sequence[str]]


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


def _page(form: forms.Form) -> Page:
    carried = g.get("carried")
    if carried is None:
        carried = _carried()
        back = _back()
    else:
        back = request.path
        form = forms.fresh().refused(refuse("login-ended"))
    kept = {name: tuple(many) for name, many in carried.items() if not forms.is_secret(name)}
    return Login(form=form, name=node().settings.name, back=back, carried=MappingProxyType(kept))


def _back() -> str:
    back = request.args.get("next", "/")
    return back if is_local(back) else "/"


@public
def login() -> ResponseReturnValue:
    """Ask for name and PIN; wrong ones make the name wait longer and longer."""
    if "carried" in g:
        return forms.show(_page(forms.fresh()), 403)
    if request.method == "GET":
        return render(_page(forms.fresh()))
    form = forms.typed()
    own = {name: told for name, told in form.typed().items() if not name.startswith(CARRIED)}
    values, faults = load(LoginSchema(), own)
    if faults:
        return forms.show(_page(form.wrong(faults)))
    try:
        user = check_pin(store(), values["name"], values["pin"])
    except Refusal as refusal:
        return forms.show(_page(form.refused(refusal)), status_of(refusal))
    sessions.begin(store(), user.id)
    return _went_on()


def _carried() -> Mapping[str, Sequence[str]]:
    """What was being typed elsewhere, all that stood in each field."""
    sent = request.form.to_dict(flat=False)
    return {
        name.removeprefix(CARRIED): many for name, many in sent.items() if name.startswith(CARRIED)
    }


def _went_on() -> ResponseReturnValue:
    """Where she wanted to go; with what she was typing when her login ended, to be sent again."""
    carried = _carried()
    shown = looked_at(_back(), forms.again(carried, refuse("login-again"))) if carried else None
    return redirect(request.script_root + _back(), 303) if shown is None else shown


@allow(*EVERYBODY)
def logout() -> ResponseReturnValue:
    """End this login."""
    sessions.end(store())
    return redirect(url_for("auth.login"), 303)

"""A login that ended while somebody was typing: asked for on the spot, and no word is lost.

The page that was sent answers with the log-in, which carries what was typed and goes to the same
address; once she is in, the page is shown again with it, and she presses the button once more. So
its forms go where they always go. Whoever else logs in there begins at the first page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar, Final

from flask import redirect, request
from flask.typing import ResponseReturnValue

from federation.commands.users import check_pin
from federation.core.refusals import Refusal, refuse
from federation.schemas.base import load
from federation.schemas.users import LoginSchema

from . import forms, sessions
from .errors import looked_at, status_of
from .here import node, store
from .pages import Page

CARRIED: Final = "typed."
HERE: Final = "log_in_here"
DENIED: Final = 403


@dataclass(frozen=True, slots=True, kw_only=True)
class Login(Page):
    """Name and PIN. `goal`: where the form goes; `carried`: what was being typed there."""

    template: ClassVar[str] = "shared/login.html"
    form: forms.Form
    name: str
    goal: str
    is_here: bool = False
    carried: Mapping[str, Sequence[str]] = field(default_factory=dict)


def _page_here(form: forms.Form, carried: Mapping[str, Sequence[str]]) -> Login:
    kept = {name: tuple(many) for name, many in carried.items() if not forms.is_secret(name)}
    return Login(
        form=form,
        name=node().settings.name,
        goal=request.script_root + request.full_path.rstrip("?"),
        is_here=True,
        carried=MappingProxyType(kept),
    )


def ask_here() -> ResponseReturnValue:
    """The log-in in place of what was sent."""
    form = forms.fresh().refused(refuse("login-ended"))
    return forms.show(_page_here(form, request.form.to_dict(flat=False)), DENIED)


def ask_again(refusal: Refusal) -> ResponseReturnValue:
    """The same log-in once more, for this reason."""
    return forms.show(_page_here(forms.fresh().refused(refusal), _carried()), status_of(refusal))


def _carried() -> Mapping[str, Sequence[str]]:
    """What was being typed, all that stood in each field."""
    sent = request.form.to_dict(flat=False)
    return {
        name.removeprefix(CARRIED): many for name, many in sent.items() if name.startswith(CARRIED)
    }


def log_in_here() -> ResponseReturnValue:
    """Log her in, and show her page with what she typed; nothing of it is done yet."""
    form = forms.typed()
    own = {name: told for name, told in form.typed().items() if not name.startswith(CARRIED)}
    own.pop(HERE, None)
    values, faults = load(LoginSchema(), own)
    if faults:
        return forms.show(_page_here(form.wrong(faults), _carried()))
    try:
        user = check_pin(store(), values["name"], values["pin"])
    except Refusal as refusal:
        return forms.show(_page_here(form.refused(refusal), _carried()), status_of(refusal))
    is_same = sessions.whose() == user.id
    sessions.begin(store(), user.id)
    if not is_same:
        return redirect(f"{request.script_root}/", 303)
    shown = looked_at(request.full_path, forms.again(_carried(), refuse("login-again")))
    return redirect(f"{request.script_root}/", 303) if shown is None else shown

"""`/language`: in which language the pages speak, chosen before the login or after it."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from federation import catalogues, i18n
from federation.store import local

from .. import sessions, speaking
from ..guard import public
from ..here import node, own_words, store
from ..pages import Page, render
from .auth import is_local


@dataclass(frozen=True, slots=True)
class Choice:
    """A language that can be chosen: under its own name, and how far its words are."""

    code: str
    name: str
    count: catalogues.Count
    is_now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages(Page):
    """The languages that pages can be in here, and those without words yet; `back`: from where."""

    template: ClassVar[str] = "shared/language.html"
    spoken: tuple[Choice, ...]
    unspoken: tuple[str, ...]
    back: str


def blueprint() -> Blueprint:
    """The route."""
    found = Blueprint("language", __name__)
    found.add_url_rule("/language", view_func=language, methods=["GET", "POST"])
    return found


@public
def language() -> ResponseReturnValue:
    """Choose one. Kept with the person who is logged in, else with the browser."""
    if request.method == "GET":
        return render(_page())
    code = request.form.get("code", "")
    chosen = code if code in speaking.spoken() else ""
    person = sessions.find(store(), node().now())
    if person is not None:
        with store().writing() as db:
            local.set_language(db, person.id, chosen)
    return speaking.keep(redirect(request.script_root + _back(), 303), chosen)


def _back() -> str:
    back = request.args.get("next", "/")
    return back if is_local(back) else "/"


def _page() -> Languages:
    person = sessions.find(store(), node().now())
    if person is not None:
        speaking.speak_to(person.id)
    codes = speaking.spoken()
    return Languages(
        spoken=tuple(
            Choice(
                code,
                catalogues.LANGUAGES[code],
                catalogues.catalogue(code, own_words(code, also_glossary=False)).count(),
                code == i18n.language(),
            )
            for code in codes
        ),
        unspoken=tuple(name for code, name in catalogues.LANGUAGES.items() if code not in codes),
        back=_back(),
    )

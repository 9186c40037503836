"""Our words: things of the trade with what they mean, and what the group calls them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation import i18n
from federation.commands.glossary import ChooseOwnWord, choose_own_word
from federation.core.glossary import LABELS
from federation.core.refusals import refuse
from federation.schemas.translation import OwnWordSchema
from federation.store.queries import translation
from federation.store.queries.translation import OwnWordView

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import own_words, store
from ..pages import Page, render
from ..today import today
from .common import OFFICERS, SAVERS, own_book


@dataclass(frozen=True, slots=True, kw_only=True)
class Glossary(Page):
    """What every thing is called, by its code, and the group's own words."""

    template: ClassVar[str] = "group/glossary.html"
    things: Mapping[str, str]
    own: Mapping[str, OwnWordView]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWordForm(Page):
    """What the group calls one thing."""

    template: ClassVar[str] = "group/own_word.html"
    form: Form
    thing: str
    word: str
    own: OwnWordView | None


def everybodys_words() -> Mapping[str, str]:
    """What each thing is called where a group has no word of its own."""
    code = i18n.language()
    with i18n.use_language(code, own=own_words(code, also_glossary=False)):
        return {thing: i18n.word(thing, "trade") for thing in LABELS}


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/glossary", view_func=glossary)
    to.add_url_rule("/glossary/<thing>", view_func=own_word, methods=["GET", "POST"])


@allow(*SAVERS)
def glossary() -> ResponseReturnValue:
    """The list."""
    with store().reading() as db:
        own = translation.own_words(db, own_book(db))
    return render(Glossary(things=everybodys_words(), own=own))


def _page(thing: str, form: Form | None = None) -> OwnWordForm:
    with store().reading() as db:
        own = translation.own_words(db, own_book(db)).get(thing)
    shown = form if form is not None else forms.fresh(text=own.text if own else "")
    return OwnWordForm(form=shown, thing=thing, word=everybodys_words()[thing], own=own)


@allow(*OFFICERS)
def own_word(thing: str) -> ResponseReturnValue:
    """Choose it, or take it back."""
    if thing not in LABELS:
        raise refuse("own-word-unknown")
    if request.method == "GET":
        return render(_page(thing))
    said = "own-word" if request.form.get("text", "").strip() else "own-word-back"
    return forms.take(
        OwnWordSchema(),
        ChooseOwnWord,
        choose_own_word,
        lambda form: _page(thing, form),
        lambda _: url_for(".glossary", done=said),
        thing=thing,
        day=today(),
    )

"""Words of a language out of the desk and in: a translator's file, handing out to the groups."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.books.screens import screens
from federation.books.word_files import BYTES_MOST, read_words, write_words
from federation.catalogues import LANGUAGES, Term
from federation.commands.deed import perform
from federation.commands.translation import Due, HandOut, due, hand_out, terms_by_key
from federation.commands.translation_files import TakeInWords, take_in_words
from federation.core.refusals import Refusal, refuse
from federation.i18n import gettext, say, word
from federation.schemas.base import load
from federation.schemas.translation import HandOutSchema
from federation.store.queries import places
from federation.store.queries.hub import regions

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow, upload
from ..here import store
from ..pages import Page, render
from ..shared import files
from ..today import today
from . import desk
from .overview import STAFF

SHOWN: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class BringWords(Page):
    """A translator's file is brought; `faults`: what of it does not fit: line, English, why."""

    template: ClassVar[str] = "hub/language_bring.html"
    code: str
    name: str
    form: Form
    faults: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandWords(Page):
    """What a hand-out would send; `some`: the first of it, English and words.

    `sure`: confirmed words alone; `all_of`: with those that nobody confirmed. `regions`: code and
    name of those in which groups would get something, with how many.
    """

    template: ClassVar[str] = "hub/language_hand.html"
    code: str
    name: str
    form: Form
    sure: Due
    all_of: Due
    some: tuple[tuple[str, tuple[str, ...]], ...]
    regions: tuple[tuple[str, str, int], ...]


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/languages/<language>/words.po", view_func=save_words)
    to.add_url_rule("/languages/<language>/bring", view_func=bring_words, methods=both)
    to.add_url_rule("/languages/<language>/hand-out", view_func=hand_words, methods=both)


@allow(*STAFF)
def save_words(language: str) -> ResponseReturnValue:
    """The language as it stands, for a translator's program."""
    code = desk.check_language(language)
    with store().reading() as db:
        every = desk.rows(db, code)
    content = write_words(code, ((row.term, row.now) for row in every), about)
    answer = Response(content, mimetype="text/x-gettext-translation")
    name = f"{code}-{today()}.po"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def about(term: Term) -> tuple[str, ...]:
    """What a translator is told of a term: where it is read, and on what occasion."""
    where = screens()[term.one]
    titles = ", ".join(gettext(one) for one in where.titles)
    area = word(where.area, "desk-area")
    return (f"{area}: {titles}" if titles else area, *term.notes)


def _bring(code: str, form: Form, refusal: Refusal | None = None) -> BringWords:
    told = refusal.facts.get("faults", ()) if refusal is not None else ()
    assert isinstance(told, tuple)
    faults = tuple((place, one, say(why)) for place, one, why in told)
    return BringWords(code=code, name=LANGUAGES[code], form=form, faults=faults)


@allow(*STAFF)
@upload
def bring_words(language: str) -> ResponseReturnValue:
    """Take a file in: all of it, or nothing with a sentence for each term that does not fit."""
    code = desk.check_language(language)
    if request.method == "GET":
        return render(_bring(code, forms.fresh()))
    form = forms.typed()
    try:
        came = files.brought()
        if len(came) != 1:
            raise refuse("files-none")
        words = read_words(came[0].stream.read(BYTES_MOST + 1), code)
        order = TakeInWords(language=code, day=today(), words=words, **forms.stamp(form))
        told = perform(store(), order, take_in_words).facts
    except Refusal as refusal:
        return forms.show(_bring(code, form.refused(refusal, "files"), refusal), status_of(refusal))
    return redirect(url_for(".one_language", language=code, **dict[str, Any](told)), 303)


def _hand(code: str, form: Form) -> HandWords:
    with store().reading() as db:
        sure, all_of = (due(db, code, unconfirmed=told) for told in (False, True))
        lives, names = regions(db), {one.code: one.name for one in places.tree(db)}
    known = terms_by_key()
    many = Counter(lives.get(node, "") for node in all_of.groups)
    some = [one for one in all_of.new if one.term in known][:SHOWN]
    return HandWords(
        code=code,
        name=LANGUAGES[code],
        form=form,
        sure=sure,
        all_of=all_of,
        some=tuple((known[one.term].one, one.forms) for one in some),
        regions=tuple((one, names.get(one, one), many[one]) for one in sorted(many) if one),
    )


@allow(*STAFF)
def hand_words(language: str) -> ResponseReturnValue:
    """What would go to the groups, and the button that sends it."""
    code = desk.check_language(language)
    if request.method == "GET":
        return render(_hand(code, forms.fresh()))
    form = forms.typed()
    values, faults = load(HandOutSchema(), form.typed())
    if faults:
        return forms.show(_hand(code, form.wrong(faults)))
    order = HandOut(
        language=code,
        day=today(),
        unconfirmed=bool(values["unconfirmed"]),
        region=values["region"],
        **forms.stamp(form),
    )
    return forms.act(
        form,
        order,
        hand_out,
        lambda again: _hand(code, again),
        lambda _: url_for(".one_language", language=code, done="words-handed-out"),
    )

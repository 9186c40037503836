"""The translation desk: how far each language is, its terms, and each term on a page of its own."""

from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation import catalogues
from federation.books.screens import AREAS
from federation.catalogues import LANGUAGES, Term, Translated
from federation.commands.translation import (
    DESK_LANGUAGES,
    ConfirmTerm,
    SendBackTerm,
    TranslateTerm,
    confirm_term,
    send_back_term,
    term_of,
    translate_term,
)
from federation.core import glossary
from federation.core.refusals import Refusal
from federation.core.rules.translation import marks, shown
from federation.i18n import word
from federation.schemas.base import load
from federation.schemas.translation import FORM, SendBackSchema, term_schema
from federation.store import local
from federation.store.queries import translation
from federation.store.queries.translation import DeskView

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import me, number_asked, own_words, store
from ..pages import Page, render
from ..today import today
from . import desk
from .desk import Filter, Progress, Row
from .overview import STAFF

EACH: Final = 40  # terms on one page
CONFIRM: Final = "confirm"
TAKEN: Final = ("written", "confirmed", "left", "unknown")
SEND_BACK: Final = "back"
_DONE: Final = MappingProxyType({CONFIRM: "term-confirmed", SEND_BACK: "term-sent-back"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages(Page):
    """Every language of the desk with how far it is."""

    template: ClassVar[str] = "hub/languages.html"
    languages: tuple[tuple[str, str, Progress], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language(Page):
    """The terms of a language that the filter takes, a part of them on each page.

    `missing`, `unconfirmed`: the address of the first such term, or "". `written` and the like:
    what became of a file that was just taken in.
    """

    template: ClassVar[str] = "hub/language.html"
    code: str
    name: str
    progress: Progress
    chosen: Filter
    states: tuple[str, ...]
    areas: tuple[str, ...]
    rows: tuple[Row, ...]
    found: int
    missing: str
    unconfirmed: str
    before: str
    after: str
    written: int
    confirmed: int
    left: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTerm(Page):
    """A term with all that helps to find its words.

    `links`: address and title of pages of this office where it is read. `beside`: the same in
    other languages, by name. `called`: what groups call that thing, with how many do; `about`:
    what it means. `earlier`: what was written for much the same English of another version.
    """

    template: ClassVar[str] = "hub/language_term.html"
    code: str
    name: str
    form: Form
    row: Row
    marks: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    beside: tuple[tuple[str, str, Translated], ...]
    called: tuple[tuple[str, int], ...]
    earlier: tuple[DeskView, ...]
    about: str
    writer: str
    reviewer: str
    may_confirm: bool
    chosen: Filter
    next: str


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/languages", view_func=languages)
    to.add_url_rule("/languages/<language>", view_func=one_language)
    path = "/languages/<language>/<key>"
    to.add_url_rule(path, view_func=one_term, methods=["GET", "POST"])


@allow(*STAFF)
def languages() -> ResponseReturnValue:
    """Every language, how much of it is translated and confirmed."""
    with store().reading() as db:
        found = tuple(
            (code, LANGUAGES[code], desk.progress(desk.rows(db, code))) for code in DESK_LANGUAGES
        )
    return render(Languages(languages=found))


@allow(*STAFF)
def one_language(language: str) -> ResponseReturnValue:
    """The list of its terms."""
    code = desk.check_language(language)
    chosen = desk.filter_of(request.args)
    with store().reading() as db:
        every = desk.rows(db, code)
    found = [row for row in every if chosen.takes(row)]
    first = min(number_asked("from"), max(len(found) - 1, 0)) // EACH * EACH

    def part(start: int) -> str:
        return url_for(".one_language", language=code, **chosen.query() | {"from": start})

    def begin(state: str) -> str:
        key = next((row.term.key for row in every if row.state == state), "")
        return url_for(".one_term", language=code, key=key, state=state) if key else ""

    return render(
        Language(
            code=code,
            name=LANGUAGES[code],
            progress=desk.progress(every),
            chosen=chosen,
            states=desk.STATES,
            areas=AREAS,
            rows=tuple(found[first : first + EACH]),
            found=len(found),
            missing=begin(desk.MISSING),
            unconfirmed=begin(desk.UNCONFIRMED),
            before=part(first - EACH) if first else "",
            after=part(first + EACH) if first + EACH < len(found) else "",
            **{name: number_asked(name) for name in TAKEN},
        )
    )


def _page(code: str, key: str, form: Form | None = None) -> OneTerm:
    term, chosen = term_of(key), desk.filter_of(request.args)
    with store().reading() as db:
        every = desk.rows(db, code)
        row = next(one for one in every if one.term.key == key)
        judged = translation.desk(db, code, key).get(key)
        things = [name for name, labels in glossary.LABELS.items() if term.one in labels]
        called = translation.called(db, things[0]).get(things[0], ()) if things else ()
        earlier = () if row.now.forms else desk.earlier(db, code, term)
        people = {one.id: one.name for one in local.users(db)}
    fields = _fields(code, term)
    if form is None:
        told = zip((name for name, _ in fields), map(shown, row.now.forms), strict=False)
        form = forms.fresh(**dict(told))
    return OneTerm(
        code=code,
        name=LANGUAGES[code],
        form=form,
        row=row,
        marks=tuple(sorted(marks(term.one) | marks(term.many))),
        fields=fields,
        links=_links(row),
        beside=_beside(code, term),
        called=called,
        earlier=earlier,
        about=word(things[0], "trade-about") if things else "",
        writer=people.get(row.now.writer, ""),
        reviewer=people.get(judged.reviewer, "") if judged else "",
        may_confirm=row.state == desk.UNCONFIRMED and row.now.writer != me().id,
        chosen=chosen,
        next=desk.after(every, key, chosen),
    )


def _fields(code: str, term: Term) -> tuple[tuple[str, str], ...]:
    """The fields of a term's forms, each with numbers that take it, or "" for one alone."""
    if not term.many:
        return ((f"{FORM}0", ""),)
    count, _ = catalogues.plural_rule(code)
    index = catalogues.catalogue(code).index
    taken = [[str(n) for n in range(30) if index(n) == form][:4] for form in range(count)]
    return tuple((f"{FORM}{form}", ", ".join(some)) for form, some in enumerate(taken))


def _links(row: Row) -> tuple[tuple[str, str], ...]:
    """Pages of this office on which a term is read."""
    known = desk.addresses()
    named = zip(row.where.pages, (*row.where.titles, *row.where.pages), strict=False)
    return tuple((known[page], title) for page, title in named if page in known)


def _beside(code: str, term: Term) -> tuple[tuple[str, str, Translated], ...]:
    """The same term in the other languages that have it: code, name, words."""
    found = (
        (other, LANGUAGES[other], catalogues.catalogue(other, own_words(other)).find(term.one))
        for other in DESK_LANGUAGES
        if other != code
    )
    return tuple((other, name, told) for other, name, told in found if told is not None)


@allow(*STAFF)
def one_term(language: str, key: str) -> ResponseReturnValue:
    """Write it, confirm it or send it back; then on to the next that the filter takes."""
    code = desk.check_language(language)
    if request.method == "GET":
        return render(_page(code, key))
    form = forms.typed()
    chosen = desk.filter_of(request.args)
    with store().reading() as db:
        following = desk.after(desk.rows(db, code), term_of(key).key, chosen)
    said = _DONE.get(form.button, "term-written")
    if following:
        on = url_for(".one_term", language=code, key=following, done=said, **chosen.query())
    else:
        on = url_for(".one_language", language=code, done=said)
    return _judged(code, key, form, on) if form.button == SEND_BACK else _said(code, key, form, on)


def _judged(code: str, key: str, form: Form, on: str) -> ResponseReturnValue:
    """It is sent back with a reason."""
    values, faults = load(SendBackSchema(), {"reason": form.value("reason")})
    if faults:
        return forms.show(_page(code, key, form.wrong(faults)))
    order = SendBackTerm(language=code, term=key, day=today(), **values, **forms.stamp(form))
    return forms.act(form, order, send_back_term, partial(_page, code, key), lambda _: on)


def _said(code: str, key: str, form: Form, on: str) -> ResponseReturnValue:
    """It is written, or confirmed as it was read."""
    names = [name for name, _ in _fields(code, term_of(key))]
    typed = {name: form.value(name) for name in names}
    values, faults = load(term_schema(len(names)), typed)
    if faults:
        return forms.show(_page(code, key, form.wrong(faults)))
    told = tuple(values[name] for name in names)
    known = {"language": code, "term": key, "forms": told, "day": today(), **forms.stamp(form)}
    again = partial(_page, code, key)
    if form.button == CONFIRM:
        return forms.act(
            form, ConfirmTerm(**known), confirm_term, again, lambda _: on, _beside_form
        )
    return forms.act(
        form, TranslateTerm(**known), translate_term, again, lambda _: on, _beside_form
    )


def _beside_form(refusal: Refusal) -> str:
    """The field of the form that a refusal is about."""
    return f"{FORM}{refusal.facts['form']}" if "form" in refusal.facts else ""

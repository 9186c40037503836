"""Requests at the hub: read, given free for their city, and answers that came on paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands import passing
from federation.commands.merging import asked_as
from federation.commands.releasing import ReleaseToCities, release_to_cities
from federation.core import events as e
from federation.core.figures import settlement_key
from federation.core.refusals import refuse
from federation.core.rules.stages import is_open
from federation.papers.requests import short_name
from federation.schemas.answers import AnswerSchema
from federation.store import Database
from federation.store.queries import merges, merging
from federation.store.queries import requests as asked
from federation.store.queries.clocks import Clocks, clocks

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..shared import answering, request_papers, saying
from ..shared.history import Happening, history
from ..shared.negotiation import Negotiation, negotiation
from ..today import today
from .overview import STAFF


@dataclass(frozen=True, slots=True)
class Listed:
    """A request on a list."""

    view: asked.RequestView
    clocks: Clocks
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests(Page):
    """Those that wait for a release first, then joint requests, the open ones, and the rest.

    `settlement`: the only one whose requests are shown, or "".
    """

    template: ClassVar[str] = "hub/requests.html"
    form: Form
    waiting: tuple[Listed, ...]
    joint: tuple[Listed, ...]
    running: tuple[Listed, ...]
    closed: tuple[Listed, ...]
    cities: tuple[asked.PartnerView, ...]
    to_publish: int
    to_pass_on: tuple[str, ...]
    settlement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage(Page):
    """One request as both sides see it, and what the hub may do."""

    template: ClassVar[str] = "hub/request.html"
    form: Form
    view: asked.RequestView
    clocks: Clocks
    is_open: bool
    is_released: bool
    history: tuple[Happening, ...]
    found: Negotiation
    waiting: tuple[e.Word, ...]
    voted: str
    cities: tuple[asked.PartnerView, ...]


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    request_papers.add(to, STAFF)
    to.add_url_rule("/requests", view_func=request_list)
    to.add_url_rule("/requests/release", view_func=release_all, methods=both)
    to.add_url_rule("/requests/<name>", view_func=one_request)
    to.add_url_rule("/requests/<name>/release", view_func=release_one, methods=both)
    to.add_url_rule("/requests/pass", view_func=pass_on_all, methods=both)
    to.add_url_rule("/requests/<name>/pass", view_func=pass_on_one, methods=both)
    to.add_url_rule("/requests/<name>/say/<what>", view_func=say, methods=both)
    to.add_url_rule("/requests/<name>/paper", view_func=on_paper, methods=both)
    to.add_url_rule("/requests/<name>/paper/<what>", view_func=say_on_paper, methods=both)


def _list(form: Form) -> Requests:
    wanted = request.args.get("settlement", "")
    place = settlement_key(wanted)
    with store().reading() as db:
        found = [
            Listed(one, clocks(one, today()), is_open(one.stage))
            for one in asked.requests(db)
            if place in ("", settlement_key(one.settlement))
        ]
        cities = asked.partners(db, "city")
        joint = _joint(db, {one.view.request: one.view for one in found})
    waits = [one for one in found if one.is_open and not one.view.step_day("released")]
    return Requests(
        form=form,
        waiting=tuple(waits),
        joint=joint,
        running=tuple(one for one in found if one.is_open and one.view.step_day("released")),
        closed=tuple(one for one in found if not one.is_open),
        cities=cities,
        to_publish=sum(_is_untold(one.view) for one in found),
        to_pass_on=tuple(
            word.word
            for one in found
            if one.view.step_day("submitted")
            for word in _waiting(one.view, cities)
        ),
        settlement=wanted,
    )


def _joint(db: Database, known: Mapping[str, asked.RequestView]) -> tuple[Listed, ...]:
    """Joint requests of which one of these is a part."""
    holding = [one for one in merges.merges(db) if one.holds and known.keys() & set(one.requests)]
    if not holding:
        return ()
    ids = [name for one in holding for name in one.requests]
    # A part of another settlement is not among those that are shown, and is part of the sum.
    parts = {one.request: one for one in asked.requests(db, ids)} if ids else {}
    links = merging.linked(db)
    views = [asked_as(one, [parts[n] for n in one.requests if n in parts], links)
             for one in holding]  # fmt: skip
    return tuple(Listed(one, clocks(one, today()), is_open(one.stage)) for one in views)


def _waiting(view: asked.RequestView, cities: tuple[asked.PartnerView, ...]) -> tuple[e.Word, ...]:
    """What waits to be passed on to the city of a request."""
    city = view.step_detail("released")
    threshold = next((one.threshold for one in cities if one.node == city), 0)
    return passing.waiting(view, threshold)


def _is_untold(view: asked.RequestView) -> bool:
    """Whether it was given free and its city was not told of it yet."""
    told = view.step_day("submitted")
    return is_open(view.stage) and bool(view.step_day("released")) and not told


@allow(*STAFF)
def request_list() -> ResponseReturnValue:
    """Every request; `?code=` leads to the one that has this code on its sheet."""
    code = request.args.get("code", "").strip()
    if not code:
        return render(_list(forms.fresh()))
    with store().reading() as db:
        found = [one.request for one in asked.requests(db) if _has_code(one, code)]
    if len(found) == 1:
        return redirect(url_for(".one_request", name=found[0]), 303)
    unknown = refuse("sheet-code-unknown", code=code[:20])
    return forms.show(_list(forms.fresh(code=code).refused(unknown, "code")), 404)


def _has_code(view: asked.RequestView, typed: str) -> bool:
    """Whether a sheet of this request bears the code, however it was typed."""
    bare = "".join(letter for letter in typed if letter.isalnum()).upper()
    return bare == short_name(view.request).replace("-", "")


def _page(name: str, form: Form) -> RequestPage:
    view = answering.one(name)
    with store().reading() as db:
        cities = asked.partners(db, "city")
    return RequestPage(
        form=form,
        view=view,
        clocks=clocks(view, today()),
        is_open=is_open(view.stage),
        is_released=bool(view.step_day("released")),
        history=history(view),
        found=negotiation(view),
        waiting=_waiting(view, cities) if view.step_day("submitted") else (),
        voted=view.step_detail("figures-released"),
        cities=cities,
    )


@allow(*STAFF)
def one_request(name: str) -> ResponseReturnValue:
    """One request with everything that happened to it."""
    return render(_page(name, forms.fresh()))


@allow(*STAFF)
def release_one(name: str) -> ResponseReturnValue:
    """Give it free for its city."""
    if request.method == "GET":
        return one_request(name)
    form = forms.typed()
    order = ReleaseToCities(
        day=today(), requests=(name,), city=form.value("city"), **forms.stamp(form)
    )
    return forms.act(
        form,
        order,
        release_to_cities,
        lambda again: _page(name, again),
        lambda _: url_for(".one_request", name=name, done="released"),
    )


@allow(*STAFF)
def release_all() -> ResponseReturnValue:
    """Give everything that waits free."""
    if request.method == "GET":
        return request_list()
    form = forms.typed()
    order = ReleaseToCities(day=today(), city=form.value("city"), **forms.stamp(form))
    return forms.act(
        form,
        order,
        release_to_cities,
        _list,
        lambda _: url_for(".request_list", done="released"),
    )


@allow(*STAFF)
def pass_on_one(name: str) -> ResponseReturnValue:
    """Pass on to the city what was said of it."""
    if request.method == "GET":
        return one_request(name)
    form = forms.typed()
    return forms.act(
        form,
        passing.PassOn(requests=(name,), words=form.lists.get("word", ()), **forms.stamp(form)),
        passing.pass_on,
        lambda again: _page(name, again),
        lambda _: url_for(".one_request", name=name, done="passed"),
    )


@allow(*STAFF)
def pass_on_all() -> ResponseReturnValue:
    """Pass on everything that waits."""
    if request.method == "GET":
        return request_list()
    form = forms.typed()
    return forms.act(
        form,
        passing.PassOn(words=form.lists.get("word", ()), **forms.stamp(form)),
        passing.pass_on,
        _list,
        lambda _: url_for(".request_list", done="passed"),
    )


@allow(*STAFF)
def say(name: str, what: str) -> ResponseReturnValue:
    """A word of the federation about a request."""
    return saying.say(name, what, lambda _: url_for(".one_request", name=name, done="said"))


@allow(*STAFF)
def say_on_paper(name: str, what: str) -> ResponseReturnValue:
    """A word of the city that came on paper; it is marked so for ever."""
    done = url_for(".one_request", name=name, done="answered")
    return saying.say(name, what, lambda _: done, on_paper=True)


@allow(*STAFF)
def on_paper(name: str) -> ResponseReturnValue:
    """Type what the city said on paper; it is marked so for ever."""
    return answering.answer(
        name,
        AnswerSchema,
        lambda _: url_for(".one_request", name=name, done="answered"),
        on_paper=True,
    )

"""Exchanges and trainings, ideas that worked, and how we work together."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.learning import (
    AdoptPractice,
    SharePractice,
    TakeBackSharing,
    TellExchange,
    adopt_practice,
    share_practice,
    take_back_sharing,
    tell_exchange,
)
from federation.core.learning import FORMS, TOPICS, Part
from federation.core.rules.stages import STAGES
from federation.reports import learning as told
from federation.schemas.learning import (
    AdoptSchema,
    ExchangeSchema,
    IdeaSchema,
    TakeBackSchema,
)
from federation.store.queries import group, learning
from federation.store.queries import requests as asked

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..today import start_day, today
from .common import OFFICERS, Options, own_book


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanges(Page):
    """Visits and trainings that this group told of, the newest first."""

    template: ClassVar[str] = "group/exchanges.html"
    exchanges: tuple[learning.ExchangeView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeForm(Page):
    """A visit or a training."""

    template: ClassVar[str] = "group/exchange_new.html"
    form: Form
    forms: tuple[str, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ideas(Page):
    """Cards: ours, and those of the federation's catalogue; what we use of it."""

    template: ClassVar[str] = "group/ideas.html"
    ours: tuple[learning.PracticeView, ...]
    others: tuple[learning.PracticeView, ...]
    used: dict[str, learning.UseView]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaForm(Page):
    """A card of ours."""

    template: ClassVar[str] = "group/idea_new.html"
    form: Form
    requests: Options
    stages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptForm(Page):
    """We do what a card tells, in our way."""

    template: ClassVar[str] = "group/idea_adopt.html"
    form: Form
    ideas: Options


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackForm(Page):
    """A visit, a training or a card that was told wrongly."""

    template: ClassVar[str] = "group/sharing_back.html"
    form: Form
    exchange: learning.ExchangeView | None
    idea: learning.PracticeView | None


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as the page shows it."""

    code: str
    value: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Together(Page):
    """How we work together: figures, each with its sentence and what it rests on."""

    template: ClassVar[str] = "group/together.html"
    first: str
    last: str
    figures: tuple[Told, ...]


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/exchanges", view_func=exchanges)
    to.add_url_rule("/exchanges/new", view_func=new_exchange, methods=["GET", "POST"])
    to.add_url_rule("/ideas", view_func=ideas)
    to.add_url_rule("/ideas/new", view_func=new_idea, methods=["GET", "POST"])
    to.add_url_rule("/ideas/adopt", view_func=adopt, methods=["GET", "POST"])
    to.add_url_rule("/sharing/back", view_func=sharing_back, methods=["GET", "POST"])
    to.add_url_rule("/together", view_func=together)


@allow(*OFFICERS)
def exchanges() -> ResponseReturnValue:
    """The list."""
    with store().reading() as db:
        return render(Exchanges(exchanges=learning.exchanges(db, node().settings.node_id)))


@allow(*OFFICERS)
def new_exchange() -> ResponseReturnValue:
    """Write down a visit or a training."""
    if request.method == "GET":
        return render(_exchange_form(forms.fresh(day=start_day(), days=1)))
    return forms.take(
        ExchangeSchema(),
        TellExchange,
        tell_exchange,
        _exchange_form,
        lambda _: url_for(".exchanges", done="exchange"),
    )


def _exchange_form(form: Form) -> Page:
    return ExchangeForm(form=form, forms=FORMS, topics=TOPICS)


@allow(*OFFICERS)
def ideas() -> ResponseReturnValue:
    """Ours and others'."""
    own = node().settings.node_id
    with store().reading() as db:
        cards = learning.catalogue(db)
        used = {one.practice: one for one in learning.uses(db, own)}
    return render(
        Ideas(
            ours=tuple(one for one in cards if one.owner == own),
            others=tuple(
                one
                for one in cards
                if one.owner != own and (not one.is_gone or one.practice in used)
            ),
            used=used,
        )
    )


@allow(*OFFICERS)
def new_idea() -> ResponseReturnValue:
    """Write a card."""
    if request.method == "GET":
        return render(_idea_form(forms.fresh(day=start_day())))
    return forms.take(
        IdeaSchema(),
        SharePractice,
        share_practice,
        _idea_form,
        lambda _: url_for(".ideas", done="idea"),
    )


def _idea_form(form: Form) -> Page:
    with store().reading() as db:
        known = tuple((one.request, one.title) for one in asked.requests(db))
    return IdeaForm(form=form, requests=known, stages=STAGES)


@allow(*OFFICERS)
def adopt() -> ResponseReturnValue:
    """We do it too."""
    if request.method == "GET":
        return render(
            _adopt_form(forms.fresh(day=start_day(), practice=request.args.get("of", "")))
        )
    return forms.take(
        AdoptSchema(),
        AdoptPractice,
        adopt_practice,
        _adopt_form,
        lambda _: url_for(".ideas", done="adopted"),
    )


def _adopt_form(form: Form) -> Page:
    own = node().settings.node_id
    with store().reading() as db:
        used = {one.practice for one in learning.uses(db, own)}
        cards = learning.catalogue(db)
    return AdoptForm(
        form=form,
        ideas=tuple(
            (one.practice, f"{one.title} · {one.group}")
            for one in cards
            if one.owner != own and not one.is_gone and one.practice not in used
        ),
    )


@allow(*OFFICERS)
def sharing_back() -> ResponseReturnValue:
    """It was told wrongly."""
    if request.method == "GET":
        return render(_back_form(forms.fresh(day=start_day(), of=request.args.get("of", ""))))
    return forms.take(
        TakeBackSchema(),
        TakeBackSharing,
        take_back_sharing,
        _back_form,
        lambda _: url_for(".together", done="sharing-back"),
    )


def _back_form(form: Form) -> Page:
    own, of = node().settings.node_id, form.value("of")
    with store().reading() as db:
        held = {one.exchange: one for one in learning.exchanges(db, own)}
        cards = {one.practice: one for one in learning.practices(db) if one.owner == own}
    return TakeBackForm(form=form, exchange=held.get(of), idea=cards.get(of))


@allow(*OFFICERS)
def together() -> ResponseReturnValue:
    """The figures of the last twelve months."""
    own, now = node().settings, today()
    with store().reading() as db:
        book = own_book(db)
        rules = group.rules(db, book, own.share_price_minor)
        found = told.figures_of(db, book, own.node_id, now, rules)
    return render(Together(first=told.year_before(now), last=now, figures=tuple(map(_told, found))))


def _told(one: Part) -> Told:
    return Told(one.code, told.shown(one), told.evidence(one))

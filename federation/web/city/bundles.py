"""One answer for several requests: marked on the list, typed once, looked at, given together."""

from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.bundles import MOST_ANSWERS, GiveAnswers, Refused, give_answers
from federation.commands.deed import perform
from federation.commands.requests import GiveAnswer
from federation.core.refusals import Refusal, refuse
from federation.core.rules.answers import NEEDS, REASONS
from federation.core.rules.stages import is_open
from federation.i18n import say
from federation.schemas.answers import AnswerSchema
from federation.schemas.base import load
from federation.store.queries import requests as asked
from federation.store.queries.requests import RequestView

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow
from ..here import me, store
from ..pages import Page, render
from ..shared.answering import Wordings, fields_of
from ..today import today
from .common import ANSWERS, OFFICIALS
from .wordings import first_words, kept

MARKED: Final = "r"
"""The name of the marks: one for each request."""
GIVE: Final = "give"


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleVerbs(Page):
    """What does the city say to all of these?"""

    template: ClassVar[str] = "city/bundle_verbs.html"
    views: tuple[RequestView, ...]
    verbs: tuple[str, ...]
    marked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BundlePage(Page):
    """The fields of one verb, once for all. `refused`: title and why, of those it cannot reach."""

    template: ClassVar[str] = "city/bundle.html"
    form: Form
    views: tuple[RequestView, ...]
    verb: str
    fields: tuple[str, ...]
    needed: frozenset[str]
    reasons: tuple[str, ...]
    marked: str
    wordings: Wordings
    refused: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleLook(Page):
    """What the groups will read, before they do. `told`: what was typed, to be sent again."""

    template: ClassVar[str] = "city/bundle_look.html"
    form: Form
    views: tuple[RequestView, ...]
    verb: str
    told: dict[str, str]
    values: dict[str, object]
    groups: tuple[str, ...]
    marked: str


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/bundle", view_func=bundle, methods=["GET", "POST"])


@allow(*OFFICIALS)
def bundle() -> ResponseReturnValue:
    """Verb, fields, a look, done. Nothing marked: back to the list."""
    chosen = tuple(dict.fromkeys(request.values.getlist(MARKED)))
    if not chosen:
        return redirect(url_for(".request_list", done="unmarked"), 303)
    if len(chosen) > MOST_ANSWERS:
        raise refuse("answers-many", most=MOST_ANSWERS)
    views = _open(chosen)
    verb = request.values.get("verb", "")
    verbs = ANSWERS[me().role]
    if verb not in verbs or not views:
        return render(BundleVerbs(views=views, verbs=verbs, marked=MARKED))
    if request.method == "GET":
        return render(_page(forms.fresh(verb=verb, **first_words(views, verb)), views, verb))
    return _taken(views, chosen, verb)


def _open(chosen: tuple[str, ...]) -> tuple[RequestView, ...]:
    """Those that are marked and open, as the list has them. Raises Refusal `request-unknown`."""
    with store().reading() as db:
        found = {one.request: one for one in asked.requests(db, chosen)}
    for one in chosen:
        if one not in found:
            raise refuse("request-unknown", request=one[:40])
    return tuple(found[one] for one in chosen if is_open(found[one].stage))


def _page(
    form: Form,
    views: tuple[RequestView, ...],
    verb: str,
    refused: tuple[tuple[str, str], ...] = (),
) -> BundlePage:
    return BundlePage(
        form=form,
        views=views,
        verb=verb,
        fields=fields_of(verb, on_paper=False),
        needed=frozenset(NEEDS[verb]),
        reasons=REASONS,
        marked=MARKED,
        wordings=kept(verb, **{MARKED: [one.request for one in views]}),
        refused=refused,
    )


def _taken(
    views: tuple[RequestView, ...], chosen: tuple[str, ...], verb: str
) -> ResponseReturnValue:
    form = forms.typed()
    told = {name: text for name, text in form.typed().items() if name != MARKED}
    values, faults = load(AnswerSchema(), told)
    if faults:
        return forms.show(_page(form.wrong(faults), views, verb))
    if form.button != GIVE:
        groups = tuple(sorted({one.group for one in views}))
        return render(
            BundleLook(
                form=form,
                views=views,
                verb=verb,
                told=told,
                values=values,
                groups=groups,
                marked=MARKED,
            )
        )
    answers = tuple(
        GiveAnswer(request=one, day=today(), **values, **forms.stamp(form)) for one in chosen
    )
    try:
        perform(store(), GiveAnswers(answers=answers, **forms.stamp(form)), give_answers)
    except Refusal as refusal:
        page = _page(form.refused(refusal), views, verb, _told(refusal))
        return forms.show(page, status_of(refusal))
    return redirect(url_for(".home", done="answers"), 303)


def _told(refusal: Refusal) -> tuple[tuple[str, str], ...]:
    """Title and sentence of each request that could not take it."""
    some = refusal.facts.get("refused", ())
    assert isinstance(some, tuple)
    return tuple((one.title, say(one.refusal)) for one in some if isinstance(one, Refused))

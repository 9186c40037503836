"""Answering a request: the verb first, then just the fields that it needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final

from flask import request
from flask.typing import ResponseReturnValue

from federation.commands.deed import Receipt
from federation.commands.requests import GiveAnswer, check_answerable, give_answer
from federation.core.refusals import refuse
from federation.core.rules.answers import NEEDS, REASONS, VERBS
from federation.store.queries import requests as asked

from .. import forms
from ..forms import Form
from ..here import store
from ..pages import Page, render
from ..today import today

# What may be said beyond what a verb must carry.
_ALSO: Final = MappingProxyType(
    {
        "acknowledge": ("text",),
        "ask": ("department", "by"),
        "offer": ("department", "by", "amount"),
        "visit": ("text", "department"),
        "commit": ("many",),
        "decide": ("resolved_on", "text", "department", "amount", "budget_line"),
        "defer": ("department",),
        "refuse": ("department",),
        "deliver": ("many", "department"),
        "hand-over": ("department",),
    }
)
Wordings = tuple[tuple[str, str], ...]
ORDER: Final = (
    "resolution",
    "resolved_on",
    "reason",
    "text",
    "many",
    "department",
    "by",
    "amount",
    "budget_line",
    "post",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseVerb(Page):
    """What does the city say? One button a verb."""

    template: ClassVar[str] = "shared/choose_verb.html"
    view: asked.RequestView
    verbs: tuple[str, ...]
    on_paper: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage(Page):
    """The fields of one verb, those that it must carry marked.

    `wordings`: names and addresses of words that were kept for this verb.
    """

    template: ClassVar[str] = "shared/answer.html"
    form: Form
    view: asked.RequestView
    verb: str
    fields: tuple[str, ...]
    needed: frozenset[str]
    reasons: tuple[str, ...]
    on_paper: bool
    wordings: Wordings = ()


def fields_of(verb: str, *, on_paper: bool) -> tuple[str, ...]:
    """The fields that the form of a verb has, in the order of the page."""
    some = {*NEEDS[verb], *_ALSO.get(verb, ()), *(("post",) if on_paper else ())}
    return tuple(name for name in ORDER if name in some)


def one(name: str) -> asked.RequestView:
    """A request. Raises Refusal `request-unknown`."""
    with store().reading() as db:
        found = asked.request(db, name)
    if found is None:
        raise refuse("request-unknown", request=name[:40])
    return found


def _nothing(_: asked.RequestView, __: str) -> Mapping[str, str]:
    return {}


def answer(
    name: str,
    schema: Callable[[], object],
    done: Callable[[Receipt], str],
    *,
    on_paper: bool,
    first: Callable[[asked.RequestView, str], Mapping[str, str]] = _nothing,
    wordings: Callable[[str], Wordings] = lambda _: (),
) -> ResponseReturnValue:
    """The page of a request's answer: GET without `verb` offers the verbs.

    `first`: what stands in the form of a verb at first; `wordings`: words kept for it.
    """
    view = one(name)
    check_answerable(view)
    verb = forms.chosen("verb")
    if verb not in VERBS:
        return render(ChooseVerb(view=view, verbs=VERBS, on_paper=on_paper))

    def page(form: Form) -> Page:
        return AnswerPage(
            form=form,
            view=view,
            verb=verb,
            fields=fields_of(verb, on_paper=on_paper),
            needed=frozenset((*NEEDS[verb], *(("post",) if on_paper else ()))),
            reasons=REASONS,
            on_paper=on_paper,
            wordings=wordings(verb),
        )

    if request.method == "GET":
        return render(page(forms.fresh(verb=verb, **first(view, verb))))
    return forms.take(
        schema(),  # type: ignore[arg-type] # a schema's class gives a schema
        GiveAnswer,
        give_answer,
        page,
        done,
        request=name,
        day=today(),
        on_paper=on_paper,
    )

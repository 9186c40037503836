"""Saying something about a request: one page for each kind of word, made from its questions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Final

from flask import request
from flask.typing import ResponseReturnValue

from federation.commands import words
from federation.commands.deed import Receipt
from federation.core import events as e
from federation.core.refusals import refuse
from federation.core.rules.words import CRITERIA, HOLDERS, MATTERS, PRINCIPLES, ROLES
from federation.i18n import word
from federation.schemas.words import ASKS, BY_TAG, OF_PAPER, Ask, schema_of
from federation.store.queries import books
from federation.store.queries import requests as asked

from .. import forms
from ..forms import Form
from ..here import node, store
from ..pages import Page, render
from ..today import today
from .answering import one

# What a word is about, named in the address: an option, an answer, a promise.
_ABOUT: Final[Mapping[type[e.Word], str]] = MappingProxyType(
    {
        e.FeedbackGathered: "option",
        e.InsightDrawn: "option",
        e.OptionChosen: "option",
        e.ReplyGiven: "answer",
        e.ClauseSettled: "clause",
    }
)
# What is voted on belongs to a meeting that is open.
_VOTED: Final = (e.OptionChosen, e.OfferMade)


@dataclass(frozen=True, slots=True, kw_only=True)
class SayPage(Page):
    """The questions of one word; `about`: what it is said of, in words.

    `needs_meeting`: it is voted on, and no meeting is open. `feedback`: what can be marked.
    """

    template: ClassVar[str] = "shared/say.html"
    form: Form
    view: asked.RequestView
    what: str
    about: str
    asks: tuple[Ask, ...]
    feedback: tuple[e.FeedbackGathered, ...]
    roles: tuple[str, ...]
    criteria: tuple[str, ...]
    principles: tuple[str, ...]
    matters: tuple[str, ...]
    holders: tuple[str, ...]
    on_paper: bool
    needs_meeting: bool


def say(
    name: str, what: str, done: Callable[[Receipt], str], *, on_paper: bool = False
) -> ResponseReturnValue:
    """The page of a word. Raises Refusal `page-unknown` for what is not said at this node."""
    kind = BY_TAG.get(what)
    if kind is None or kind not in words.SAYS[node().settings.role]:
        raise refuse("page-unknown")
    view = one(name)
    known, about = _known(view, kind)
    meeting = _meeting() if kind in _VOTED else None
    feedback = _feedback(view, kind, known)
    asks = _asks(view, kind, known, on_paper=on_paper)

    def page(form: Form) -> Page:
        return SayPage(
            form=form,
            view=view,
            what=what,
            about=about,
            asks=asks,
            feedback=feedback,
            roles=ROLES,
            criteria=CRITERIA,
            principles=PRINCIPLES,
            matters=MATTERS,
            holders=HOLDERS,
            on_paper=on_paper,
            needs_meeting=kind in _VOTED and meeting is None,
        )

    if request.method == "GET":
        return render(page(forms.fresh(**_first(view, kind))))
    if kind in _VOTED and meeting is None:
        return forms.show(page(forms.typed().refused(refuse("vote-needs-meeting"))))
    if meeting is not None:
        known |= {"meeting": meeting.meeting, "day": meeting.day}
    elif "day" not in {ask.name for ask in asks}:
        known |= {"day": today()}
    if kind is e.RequestReopened:
        return _reopen(view, page, done)
    return forms.take(
        schema_of(kind, [one.number for one in feedback], on_paper=on_paper),
        words.order_of(kind),
        words.say,
        page,
        done,
        request=view.request,
        on_paper=on_paper,
        **known,
    )


def _reopen(
    view: asked.RequestView, page: Callable[[Form], Page], done: Callable[[Receipt], str]
) -> ResponseReturnValue:
    return forms.take(
        schema_of(e.RequestReopened),
        words.Reopen,
        words.reopen,
        page,
        done,
        request=view.request,
        day=today(),
    )


def _known(view: asked.RequestView, kind: type[e.Word]) -> tuple[dict[str, Any], str]:
    """What the address says the word is about, and that in words. Raises Refusal."""
    field = _ABOUT.get(kind)
    if kind is e.ScoresGiven:
        return {"round": _round(view)}, ""
    if kind is e.FigureMeasured:
        return {"measure": view.measure}, word(view.measure, "measure")
    if field is None:
        return _given(kind), ""
    told = request.args.get(field, "")
    if field == "option":
        for option in view.words_of(e.OptionProposed):
            if told == str(option.option):
                return {"option": option.option, **_given(kind)}, option.title
        raise refuse("option-unknown", option=told[:10])
    if field == "answer":
        for answer in view.answers:
            if told == answer.answer:
                return {"answer": told}, answer.text
        raise refuse("answer-unknown", answer=told[:40])
    for clause in view.agreement(today()).clauses:
        if told == clause.clause:
            return {"clause": told}, clause.text
    raise refuse("clause-unknown", clause=told[:40])


def _round(view: asked.RequestView) -> int:
    """The round that is judged now: the address may ask for the next one."""
    side = words.SIDE[node().settings.role]
    own = [one.round for one in view.words_of(e.ScoresGiven) if one.side == side]
    begun = max(own, default=0)
    return begun + 1 if request.args.get("next") or not begun else begun


def _given(kind: type[e.Word]) -> dict[str, Any]:
    """Numbers that are given when the word is entered."""
    if kind is e.OptionProposed:
        return {"option": 1}
    return {"number": 1} if kind is e.FeedbackGathered else {}


def _asks(
    view: asked.RequestView, kind: type[e.Word], known: Mapping[str, Any], *, on_paper: bool
) -> tuple[Ask, ...]:
    """The questions of a word; of replies just those that fit the answer."""
    asks = (*ASKS[kind], *(OF_PAPER if on_paper else ()))
    if kind is e.ScoresGiven and node().settings.role != "group":
        return tuple(one for one in asks if one.name not in ("voices", "people"))
    if kind is not e.ReplyGiven:
        return asks
    verb = next(one.verb for one in view.answers if one.answer == known["answer"])
    fits = words.replies_to(verb)
    counted = ("installed", "working", "checkers")
    return tuple(
        Ask(one.name, one.how, fits, one.area, must=one.must) if one.name == "verb" else one
        for one in asks
        if "confirm" in fits or one.name not in counted
    )


def _feedback(
    view: asked.RequestView, kind: type[e.Word], known: Mapping[str, Any]
) -> tuple[e.FeedbackGathered, ...]:
    if kind is not e.InsightDrawn:
        return ()
    some = view.words_of(e.FeedbackGathered)
    return tuple(one for one in some if one.option == known["option"])


def _meeting() -> books.MeetingView | None:
    with store().reading() as db:
        own = books.book_of(db, node().settings.node_id)
        return books.open_meeting(db, own)


def _first(view: asked.RequestView, kind: type[e.Word]) -> dict[str, object]:
    """What stands in the form at first."""
    if kind is e.AgreementSigned:
        return {"day": today(), "page": view.agreement(today()).code}
    if kind is e.OfferMade:
        return {"labour_days": view.offer_labour_days or ""}
    return {"day": today()} if any(ask.name == "day" for ask in ASKS[kind]) else {}

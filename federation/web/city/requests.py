"""Requests at the city: a list that chooses among released ones, one page each, an answer."""

from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.city import sitting
from federation.core.figures import settlement_key
from federation.core.refusals import refuse
from federation.core.rules.stages import is_open
from federation.i18n import gettext
from federation.papers import requests as papers
from federation.schemas.answers import AnswerSchema
from federation.store.queries import requests as asked
from federation.store.queries.clocks import Clocks, clocks

from ..guard import allow
from ..here import me, node, store
from ..pages import Page, render
from ..shared import answering, printing, saying
from ..shared.history import Happening, history
from ..shared.negotiation import Negotiation, negotiation
from ..today import today
from .common import CLERKS, OFFICIALS, READERS, SAYS, Listed, listed, threshold
from .due import WHEN, lines, sort
from .wordings import first_words, kept

SHOWN: Final = 50
"""Requests on a page: what a slow telephone still shows at once."""
DIGITS: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests(Page):
    """Requests that fit what was chosen; each choice is a value that some request has.

    A page shows `SHOWN` of the `fitting` ones, from number `first`; `more`: the next page's first.
    """

    template: ClassVar[str] = "city/requests.html"
    requests: tuple[Listed, ...]
    of: int
    settlements: tuple[str, ...]
    needs: tuple[str, ...]
    stages: tuple[str, ...]
    whens: tuple[str, ...]
    first: int
    more: int
    fitting: int
    may_answer: bool
    marked: bool
    chosen: dict[str, str]
    threshold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage(Page):
    """One request, the same page that the group sees; `says`: words that this person may add.

    `parts`: the requests for which it stands, if several groups ask for it as one.
    """

    template: ClassVar[str] = "city/request.html"
    view: asked.RequestView
    clocks: Clocks
    is_open: bool
    may_answer: bool
    says: tuple[str, ...]
    history: tuple[Happening, ...]
    found: Negotiation
    threshold: int
    parts: tuple[asked.RequestView, ...]


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/requests", view_func=request_list)
    to.add_url_rule("/requests/<name>", view_func=one_request)
    both = ["GET", "POST"]
    to.add_url_rule("/requests/<name>/statement", view_func=statement)
    to.add_url_rule("/requests/<name>/letter/<answer>", view_func=letter)
    to.add_url_rule("/agenda", view_func=agenda)
    to.add_url_rule("/requests/<name>/answer", view_func=answer, methods=both)
    to.add_url_rule("/requests/<name>/say/<what>", view_func=say, methods=both)


@allow(*READERS)
def request_list() -> ResponseReturnValue:
    """Every request, or those of a settlement, kind or stage."""
    with store().reading() as db:
        found, few, day = listed(db), threshold(db), sitting(db, today())
    due = sort(lines(found, today()), day)
    owed = {one.view.request: when for when in WHEN for one in getattr(due, when)}
    chosen = {name: request.args.get(name, "") for name in ("settlement", "need", "stage")}
    when = request.args.get("due", "")
    fitting = [
        one
        for one in found
        if all(not wanted or _is(one, name, wanted) for name, wanted in chosen.items())
        and when in ("", owed.get(one.view.request))
    ]
    told = request.args.get("from", "")
    first = int(told) if told.isascii() and told.isdigit() and len(told) < DIGITS else 0
    return render(
        Requests(
            requests=tuple(fitting[first : first + SHOWN]),
            fitting=len(fitting),
            first=first,
            more=first + SHOWN if len(fitting) > first + SHOWN else 0,
            of=len(found),
            settlements=tuple(sorted({name for one in found for name in one.view.settlements})),
            needs=tuple(sorted({one.view.need for one in found})),
            stages=tuple(sorted({one.view.stage for one in found})),
            may_answer=me().role in OFFICIALS,
            marked=request.args.get("mark") == "all",
            whens=tuple(one for one in WHEN if one in owed.values()),
            chosen={**chosen, "due": when},
            threshold=few,
        )
    )


def _is(one: Listed, name: str, wanted: str) -> bool:
    if name == "settlement":
        return settlement_key(wanted) in map(settlement_key, one.view.settlements)
    return str(getattr(one.view, name)) == wanted


@allow(*READERS)
def one_request(name: str) -> ResponseReturnValue:
    """One request with everything that happened to it."""
    view = answering.one(name)
    with store().reading() as db:
        few = threshold(db)
        parts = asked.requests(db, view.parts)
    return render(
        RequestPage(
            view=view,
            parts=parts,
            clocks=clocks(view, today()),
            is_open=is_open(view.stage),
            may_answer=me().role in OFFICIALS,
            says=SAYS[me().role],
            history=history(view),
            found=negotiation(view),
            threshold=few,
        )
    )


@allow(*OFFICIALS)
def answer(name: str) -> ResponseReturnValue:
    """The city's answer."""
    return answering.answer(
        name,
        AnswerSchema,
        lambda _: url_for(".one_request", name=name, done="answered"),
        on_paper=False,
        first=lambda view, verb: first_words([view], verb),
        wordings=lambda verb: kept(verb, name=name),
    )


@allow(*CLERKS)
def say(name: str, what: str) -> ResponseReturnValue:
    """A word of the city about a request. Raises Refusal `role-not-allowed`."""
    if what not in SAYS[me().role] and what in SAYS[OFFICIALS[0]]:
        raise refuse("role-not-allowed", role=me().role)
    return saying.say(name, what, lambda _: url_for(".one_request", name=name, done="said"))


@allow(*READERS)
def statement(name: str) -> ResponseReturnValue:
    """What both sides promised and paid, for two signatures."""
    view, back = answering.one(name), url_for(".one_request", name=name)
    return printing.show(
        lambda: papers.statement(node(), view, today()), back, gettext("The request")
    )


@allow(*READERS)
def letter(name: str, answer: str) -> ResponseReturnValue:
    """One answer as a letter. Raises Refusal `answer-unknown`."""
    view, back = answering.one(name), url_for(".one_request", name=name)
    found = next((one for one in view.answers if one.answer == answer), None)
    if found is None:
        raise refuse("answer-unknown", answer=answer[:40])
    return printing.show(lambda: papers.letter(node(), view, found), back, gettext("The request"))


@allow(*READERS)
def agenda() -> ResponseReturnValue:
    """The open requests for the council's agenda."""
    with store().reading() as db:
        views = asked.requests(db)
    back = url_for(".request_list")
    return printing.show(lambda: papers.agenda(node(), views, today()), back, gettext("Requests"))

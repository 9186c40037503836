"""Send and receive, at a group and a city: three steps, then what became of each file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from federation.core.refusals import Refusal
from federation.store import exchange as kept
from federation.store.exchange import HeldView
from federation.store.queries import hub as received
from federation.store.queries import requests as asked
from sync import archive, repair
from sync.enrolment import own_card
from sync.export import export
from sync.outcome import Outcome
from sync.status import status
from sync.sticks import Stick, sticks
from sync.waiting import Waiting, unconfirmed

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow, upload
from ..here import node, store
from ..pages import Page, render
from . import backups, files
from . import sticks as on_sticks
from .files import Became, FileOut, Ready
from .sticks import Done

# Officers of a group, officials of a city: who carries files there.
CARRIERS: Final = ("treasurer", "secretary", "chair", "official")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange(Page):
    """Both ways. `hub`: the office this node belongs to, or None; `digits`: of its own card.

    `waiting`: what the office has not confirmed; `held`: its files that wait here; `last_file`:
    when (UTC) one came; `trouble`: why the books are not whole, or "". `ready`, `put`, `outcomes`,
    `taken` and `news` tell what was just done.
    """

    template: ClassVar[str] = "shared/exchange.html"
    form: Form
    hub: asked.PartnerView | None
    digits: str
    sticks: tuple[Stick, ...]
    where: str
    waiting: Waiting | None
    held: tuple[HeldView, ...]
    last_file: str
    trouble: str
    became: tuple[Became, ...]
    files: tuple[FileOut, ...]
    ready: tuple[Ready, ...] = ()
    put: Done | None = None
    outcomes: tuple[Outcome, ...] = ()
    taken: Done | None = None
    news: tuple[asked.AnswerView, ...] = ()
    has_written: bool = False
    has_taken: bool = False

    @property
    def are_back(self) -> bool:
        """Whether own entries came back just now."""
        return any(one.stream == archive.STREAM and one.new for one in self.outcomes)


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/exchange", view_func=exchange)
    to.add_url_rule("/exchange/write", view_func=write, methods=both)
    to.add_url_rule("/exchange/take", view_func=take, methods=both)
    to.add_url_rule("/exchange/card", view_func=card)
    to.add_url_rule("/exchange/files/<name>", view_func=file_out)


def page(form: Form, **told: object) -> Exchange:
    """The page as things stand; `told` is what was just done."""
    now = status(store())
    with store().reading() as db:
        hubs = asked.partners(db, "hub")
        held, last = kept.held(db), received.last_received(db)
    hub = hubs[0] if hubs else None
    found = sticks()
    facts: dict[str, object] = {
        "form": form,
        "hub": hub,
        "digits": own_card(node()).digits,
        "sticks": found,
        "where": form.value("where") or on_sticks.usual(found),
        "waiting": next(iter(unconfirmed(store())), None),
        "held": held,
        "last_file": last.get(hub.node, "") if hub else "",
        "trouble": repair.trouble(store()),
        "became": files.became(now.partners),
        "files": files.outbox(),
        **told,
    }
    return Exchange(**facts)  # type: ignore[arg-type] # the fields above, each of its own type


@allow(*CARRIERS)
def exchange() -> ResponseReturnValue:
    """Both ways."""
    return render(page(forms.fresh()))


@allow(*CARRIERS)
def write() -> ResponseReturnValue:
    """Write for the office: into the outbox, and from there onto the stick that was chosen."""
    if request.method == "GET":
        return exchange()
    form = forms.typed()
    where = form.value("where")
    try:
        stick = on_sticks.asked(where)
        written = export(store(), to="hub")
    except Refusal as refusal:
        return forms.show(page(form.refused(refusal)), status_of(refusal))
    put = on_sticks.put(stick, written, lambda _: _hub_name()) if stick and written else None
    ready = files.ready(written, as_text=where == on_sticks.TEXT)
    again = Form(node().new_id(), {"where": where})
    shown = page(again, ready=ready, put=put, has_written=True)
    return forms.show(shown) if put and put.failed else render(shown)


def _hub_name() -> str:
    with store().reading() as db:
        return asked.partners(db, "hub")[0].name


@allow(*CARRIERS)
@upload
def take() -> ResponseReturnValue:
    """Take in what is on a stick, what was chosen, or what was pasted; what became of each."""
    if request.method == "GET":
        return exchange()
    form = forms.typed()
    with store().reading() as db:
        before = asked.said_by_cities(db)
    try:
        outcomes, taken = files.take_any(form)
    except Refusal as refusal:
        beside = files.beside(refusal)
        return forms.show(page(form.refused(refusal, beside)), status_of(refusal))
    again = forms.Form(node().new_id(), {"confirm": form.value("confirm")})
    news = _news(before)
    backups.after_files(outcomes)
    return render(page(again, outcomes=outcomes, taken=taken, news=news, has_taken=True))


def _news(before: Iterable[tuple[str, str]]) -> tuple[asked.AnswerView, ...]:
    """At a group: answers that were not here before."""
    if node().settings.role != "group":
        return ()
    known = set(before)
    with store().reading() as db:
        views = asked.requests(db)
    return tuple(
        one for view in views for one in view.answers if (one.request, one.answer) not in known
    )


@allow(*CARRIERS)
def card() -> Response:
    """This node's public card, as a file to be carried to the office."""
    return files.send_card()


@allow(*CARRIERS)
def file_out(name: str) -> Response:
    """A file of the outbox, to be kept or sent on."""
    return files.send_from_outbox(name)

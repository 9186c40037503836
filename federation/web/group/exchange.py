"""Send and receive: the file for the federation's office, and the answers that came back."""

from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from federation.core.refusals import Refusal, refuse
from federation.store.queries import requests as asked
from sync.enrolment import own_card
from sync.export import Written, export
from sync.outcome import Outcome
from sync.status import NodeStatus, status

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow, upload
from ..here import node, store
from ..pages import Page, render
from ..shared import files
from ..shared.files import FileOut
from .common import OFFICERS

FILES_SHOWN: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange(Page):
    """Both ways; `written` and `outcomes` tell what the button that was just pressed did.

    `hub`: the office this group belongs to, or None; `digits`: of the group's own card.
    """

    template: ClassVar[str] = "group/exchange.html"
    form: Form
    hub: asked.PartnerView | None
    digits: str
    unsent: int
    unconfirmed: int
    status: NodeStatus
    files: tuple[FileOut, ...]
    written: tuple[Written, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    news: tuple[asked.AnswerView, ...] = ()
    is_done: bool = False


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/exchange", view_func=exchange)
    to.add_url_rule("/exchange/write", view_func=write, methods=["GET", "POST"])
    to.add_url_rule("/exchange/take", view_func=take, methods=["GET", "POST"])
    to.add_url_rule("/exchange/card", view_func=card)
    to.add_url_rule("/exchange/files/<name>", view_func=file_out)


def not_sent(told: NodeStatus) -> tuple[int, int]:
    """Entries that are in no file yet, and those that the office has not confirmed."""
    own = [
        one for partner in told.partners for one in partner.streams if one.last and one.sent >= 0
    ]
    ours = [one for one in own if one.stream in ("ledger", "requests")]
    unsent = sum(max(one.last - max(one.sent, one.acknowledged), 0) for one in ours)
    return unsent, sum(max(one.last - one.acknowledged, 0) for one in ours)


def page(form: Form, **told: object) -> Exchange:
    """The page as things stand; `told` is what was just done."""
    now = status(store())
    with store().reading() as db:
        hubs = asked.partners(db, "hub")
    unsent, unconfirmed = not_sent(now)
    facts: dict[str, object] = {
        "form": form,
        "hub": hubs[0] if hubs else None,
        "digits": own_card(node()).digits,
        "unsent": unsent,
        "unconfirmed": unconfirmed,
        "status": now,
        "files": files.outbox(FILES_SHOWN),
        **told,
    }
    return Exchange(**facts)  # type: ignore[arg-type] # the fields above, each of its own type


@allow(*OFFICERS)
def exchange() -> ResponseReturnValue:
    """Both ways."""
    return render(page(forms.fresh()))


@allow(*OFFICERS)
def write() -> ResponseReturnValue:
    """Write the file for the office into the outbox, and offer it."""
    if request.method == "GET":
        return exchange()
    form = forms.typed()
    try:
        written = export(store(), to="hub")
    except Refusal as refusal:
        return forms.show(page(form.refused(refusal)), status_of(refusal))
    return render(page(forms.Form(node().new_id()), written=written, is_done=True))


@allow(*OFFICERS)
@upload
def take() -> ResponseReturnValue:
    """Take in the files that were brought; for each, what happened and why."""
    if request.method == "GET":
        return exchange()
    form = forms.typed()
    came = files.brought()
    if not came:
        return forms.show(page(form.refused(refuse("files-none"), "files")))
    with store().reading() as db:
        before = asked.answer_ids(db)
    outcomes = files.take(came, form.value("confirm"))
    with store().reading() as db:
        news = [
            answer
            for view in asked.requests(db)
            for answer in view.answers
            if answer.answer not in before
        ]
    again = forms.Form(node().new_id(), {"confirm": form.value("confirm")})
    return render(page(again, outcomes=outcomes, news=tuple(news), is_done=True))


@allow(*OFFICERS)
def card() -> Response:
    """The group's public card, as a file to be carried to the office."""
    return files.send_card()


@allow(*OFFICERS)
def file_out(name: str) -> Response:
    """A file of the outbox, to be kept or sent on."""
    return files.send_from_outbox(name)

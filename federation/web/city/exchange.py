"""Files of the city: take in what the federation sent, write the answers for it."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from federation.core.refusals import Refusal, refuse
from federation.store.queries import requests as asked
from sync.enrolment import own_card
from sync.export import Written, export
from sync.outcome import Outcome
from sync.status import status

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow, upload
from ..here import node, store
from ..pages import Page, render
from ..shared import files
from ..shared.files import FileOut
from .common import OFFICIALS, unsent


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange(Page):
    """Both ways; `written` and `outcomes` tell what was just done. `unsent`: answers in no file."""

    template: ClassVar[str] = "city/exchange.html"
    form: Form
    hub: asked.PartnerView | None
    named: dict[str, str]
    digits: str
    unsent: int
    files: tuple[FileOut, ...]
    written: tuple[Written, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    is_done: bool = False


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/exchange", view_func=exchange)
    to.add_url_rule("/exchange/take", view_func=take, methods=both)
    to.add_url_rule("/exchange/write", view_func=write, methods=both)
    to.add_url_rule("/exchange/card", view_func=card)
    to.add_url_rule("/exchange/files/<name>", view_func=file_out)


def _page(
    form: Form,
    written: tuple[Written, ...] = (),
    outcomes: tuple[Outcome, ...] = (),
    *,
    is_done: bool = False,
) -> Exchange:
    with store().reading() as db:
        hubs = asked.partners(db, "hub")
    return Exchange(
        form=form,
        hub=hubs[0] if hubs else None,
        named={one.node: one.name for one in hubs} | {"hub": hubs[0].name if hubs else ""},
        digits=own_card(node()).digits,
        unsent=unsent(status(store())),
        files=files.outbox(),
        written=written,
        outcomes=outcomes,
        is_done=is_done,
    )


@allow(*OFFICIALS)
def exchange() -> ResponseReturnValue:
    """Both ways."""
    return render(_page(forms.fresh()))


@allow(*OFFICIALS)
@upload
def take() -> ResponseReturnValue:
    """Take in the files that were brought."""
    if request.method == "GET":
        return exchange()
    form = forms.typed()
    came = files.brought()
    if not came:
        return forms.show(_page(form.refused(refuse("files-none"), "files")))
    outcomes = files.take(came, form.value("confirm"))
    again = Form(node().new_id(), {"confirm": form.value("confirm")})
    return render(_page(again, outcomes=outcomes, is_done=True))


@allow(*OFFICIALS)
def write() -> ResponseReturnValue:
    """Write the answers into a file for the federation."""
    if request.method == "GET":
        return exchange()
    form = forms.typed()
    try:
        written = export(store(), to="hub")
    except Refusal as refusal:
        return forms.show(_page(form.refused(refusal)), status_of(refusal))
    return render(_page(Form(node().new_id()), written, is_done=True))


@allow(*OFFICIALS)
def card() -> Response:
    """The city's public card."""
    return files.send_card()


@allow(*OFFICIALS)
def file_out(name: str) -> Response:
    """A file of the outbox."""
    return files.send_from_outbox(name)

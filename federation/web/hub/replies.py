"""Files out: written for everybody in one go, with a list of who gets which."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from federation.core.refusals import Refusal
from federation.store.queries import hub
from federation.store.queries import requests as asked
from sync.export import Written, export
from sync.status import PartnerStatus, StreamStatus, status

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..shared import files
from ..shared.files import FileOut
from .overview import STAFF, outgoing


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies(Page):
    """What waits to be written, what was just written, and what lies in the outbox.

    `named` and `regions` are by code; `chains`: a partner and one chain written for it.
    """

    template: ClassVar[str] = "hub/replies.html"
    form: Form
    named: dict[str, str]
    regions: dict[str, str]
    chains: tuple[tuple[PartnerStatus, StreamStatus], ...]
    files: tuple[FileOut, ...]
    written: tuple[Written, ...] = ()
    is_done: bool = False


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/replies", view_func=replies)
    to.add_url_rule("/replies/write", view_func=write, methods=["GET", "POST"])
    to.add_url_rule("/replies/files/<name>", view_func=file_out)


def _page(form: Form, written: tuple[Written, ...] = (), *, is_done: bool = False) -> Replies:
    with store().reading() as db:
        partners, placed = asked.partners(db), hub.regions(db)
    in_order = tuple(sorted(written, key=lambda one: (placed.get(one.to, ""), one.to)))
    return Replies(
        form=form,
        named={one.code: one.name for one in partners},
        regions={one.code: placed.get(one.node, "") for one in partners},
        chains=tuple(
            (partner, one)
            for partner in status(store()).partners
            for one in outgoing(partner)
            if one.last
        ),
        files=files.outbox(),
        written=in_order,
        is_done=is_done,
    )


@allow(*STAFF)
def replies() -> ResponseReturnValue:
    """What is to be written."""
    return render(_page(forms.fresh()))


@allow(*STAFF)
def write() -> ResponseReturnValue:
    """Write every file that is due into the outbox."""
    if request.method == "GET":
        return replies()
    form = forms.typed()
    try:
        written = export(store())
    except Refusal as refusal:
        return forms.show(_page(form.refused(refusal)), status_of(refusal))
    return render(_page(Form(node().new_id()), written, is_done=True))


@allow(*STAFF)
def file_out(name: str) -> Response:
    """A file of the outbox."""
    return files.send_from_outbox(name)

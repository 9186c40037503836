"""Files out: written for everybody in one go, with a list of who gets which."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from federation.core.refusals import Refusal
from federation.store.queries import hub
from federation.store.queries import requests as asked
from sync.export import Written, export
from sync.status import PartnerStatus, StreamStatus, status
from sync.sticks import Stick, sticks
from sync.waiting import Waiting, unconfirmed

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..shared import files
from ..shared import sticks as on_sticks
from ..shared.files import Became, FileOut
from ..shared.sticks import Done
from .overview import STAFF, outgoing


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies(Page):
    """What waits to be written, what was just written, and what lies in the outbox.

    `named` and `regions` are by code; `chains`: a partner and one chain written for it;
    `by_node`: names by node id. `put`: what was done with a stick.
    """

    template: ClassVar[str] = "hub/replies.html"
    form: Form
    named: dict[str, str]
    regions: dict[str, str]
    chains: tuple[tuple[PartnerStatus, StreamStatus], ...]
    files: tuple[FileOut, ...]
    sticks: tuple[Stick, ...]
    where: str
    waiting: tuple[Waiting, ...]
    became: tuple[Became, ...]
    by_node: dict[str, str]
    written: tuple[Written, ...] = ()
    put: Done | None = None
    is_done: bool = False


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/replies", view_func=replies)
    to.add_url_rule("/replies/write", view_func=write, methods=["GET", "POST"])
    to.add_url_rule("/replies/files/<name>", view_func=file_out)


def _page(
    form: Form,
    written: tuple[Written, ...] = (),
    put: Done | None = None,
    *,
    is_done: bool = False,
) -> Replies:
    told, found = status(store()), sticks()
    with store().reading() as db:
        partners, placed = asked.partners(db), hub.regions(db)
    in_order = tuple(sorted(written, key=lambda one: (placed.get(one.to, ""), one.to)))
    return Replies(
        form=form,
        named={one.code: one.name for one in partners},
        regions={one.code: placed.get(one.node, "") for one in partners},
        chains=tuple(
            (partner, one) for partner in told.partners for one in outgoing(partner) if one.last
        ),
        by_node={one.node: one.name for one in partners},
        files=files.outbox(),
        sticks=found,
        where=form.value("where") or on_sticks.usual(found),
        waiting=unconfirmed(store()),
        became=files.became(told.partners, files.FILES_SHOWN),
        written=in_order,
        put=put,
        is_done=is_done,
    )


@allow(*STAFF)
def replies() -> ResponseReturnValue:
    """What is to be written."""
    return render(_page(forms.fresh()))


@allow(*STAFF)
def write() -> ResponseReturnValue:
    """Write every file that is due into the outbox, and from there onto the stick chosen."""
    if request.method == "GET":
        return replies()
    form = forms.typed()
    where = form.value("where")
    try:
        stick = on_sticks.asked(where)
        written = export(store())
    except Refusal as refusal:
        return forms.show(_page(form.refused(refusal)), status_of(refusal))
    again = Form(node().new_id(), {"where": where})
    put = on_sticks.put(stick, written, _receiver()) if stick and written else None
    shown = _page(again, written, put, is_done=True)
    return forms.show(shown) if put and put.failed else render(shown)


def _receiver() -> Callable[[Written], str]:
    """For whom a file is, as the folder on the stick says it: code and name."""
    with store().reading() as db:
        named = {one.code: f"{one.code} {one.name}" for one in asked.partners(db)}
    return lambda written: named.get(written.to, written.to)


@allow(*STAFF)
def file_out(name: str) -> Response:
    """A file of the outbox."""
    return files.send_from_outbox(name)

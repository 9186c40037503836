"""The office's signed list of all its partners: written, saved, and taken back after a restore."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import ClassVar, Final

from flask import Blueprint, Response, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from federation.core.refusals import Refusal, refuse
from sync import restored
from sync import roster as rosters
from sync.cards import Charter
from sync.intake import take_known
from sync.outcome import Outcome
from sync.roster import Roster, TakenBack

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow, upload
from ..here import me, node, store
from ..pages import Page, render
from ..shared import files
from ..shared.sticks import plainly
from .overview import STAFF, partner_names
from .parts import Part, slice_of

ROWS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterPage(Page):
    """The list as it was last written, or None; `charters`: some of its lines.

    `back`: what one that was brought back held.

    `is_restored`: this office was put back from a copy, and does not know yet how far it was.
    `known`: what became of files that had come before their writers were known, `named` by
    lasting id.
    """

    template: ClassVar[str] = "hub/roster.html"
    form: Form
    kept: Roster | None
    charters: Part[Charter] | None
    is_restored: bool
    back: TakenBack | None = None
    known: tuple[Outcome, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/settings/roster", view_func=roster)
    to.add_url_rule("/settings/roster/write", view_func=roster_write, methods=["GET", "POST"])
    to.add_url_rule(
        "/settings/roster/take-back", view_func=roster_take_back, methods=["GET", "POST"]
    )
    to.add_url_rule("/settings/roster/file", view_func=roster_file)


def _page(form: Form, back: TakenBack | None = None, known: tuple[Outcome, ...] = ()) -> RosterPage:
    file = rosters.path(node())
    kept = None
    with suppress(Refusal):  # a damaged one is written anew from here
        kept = rosters.read(file.read_bytes()) if file.is_file() else None
    with store().reading() as db:
        named = partner_names(db)
        is_restored = bool(restored.asks(db))
    return RosterPage(
        form=form,
        kept=kept,
        charters=slice_of(kept.charters, ROWS) if kept else None,
        is_restored=is_restored,
        back=back,
        known=known,
        named=named,
    )


@allow(*STAFF)
def roster() -> ResponseReturnValue:
    """The list."""
    return render(_page(forms.fresh()))


@allow(*STAFF)
def roster_write() -> ResponseReturnValue:
    """Write the list as the office stands now."""
    if request.method == "GET":
        return roster()
    form = forms.typed()
    try:
        rosters.keep(store())
    except Refusal as refusal:
        return forms.show(_page(form.refused(refusal)), status_of(refusal))
    return redirect(url_for(".roster", done="roster"), 303)


@allow(*STAFF)
@upload
def roster_take_back() -> ResponseReturnValue:
    """Take back the partners of a list that this office once signed."""
    if request.method == "GET":
        return roster()
    form = forms.typed()
    came = files.brought("list")
    if not came:
        return forms.show(_page(form.refused(refuse("files-none"), "list")))
    with came[0].stream as content:
        told = content.read()
    try:
        back = rosters.take_back(store(), told, user=me().id)
    except Refusal as refusal:
        return forms.show(_page(form.refused(refusal, "list")), status_of(refusal))
    return render(_page(Form(node().new_id()), back, plainly(take_known(store()))))


@allow(*STAFF)
def roster_file() -> Response:
    """The list as a file. Raises Refusal `file-unknown` when none was written yet."""
    path = rosters.path(node())
    if not path.is_file():
        raise refuse("file-unknown", file=path.name)
    return send_file(path, mimetype="application/octet-stream", as_attachment=True)

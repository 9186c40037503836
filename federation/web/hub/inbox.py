"""The inbox: files of many groups, dropped in together or lying in the folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from federation.core.refusals import Refusal
from federation.store import exchange
from federation.store.exchange import HeldView
from federation.store.queries import requests as asked
from sync import archive, holding
from sync.intake import take_in
from sync.outcome import Outcome
from sync.sticks import Stick, sticks

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow, upload
from ..here import node, store
from ..pages import Page, render
from ..shared import backups, files
from ..shared.sticks import Done, plainly
from .overview import STAFF, partner_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox(Page):
    """What was just taken in, file by file; files that wait; how many lie in the folder.

    `aside`: those of cards that had their time, which count nowhere. `named` are partners by id;
    `taken`: what was done with a stick.
    """

    template: ClassVar[str] = "hub/inbox.html"
    form: Form
    named: dict[str, str]
    waiting: tuple[HeldView, ...]
    aside: tuple[HeldView, ...]
    in_folder: int
    folder: str
    sticks: tuple[Stick, ...]
    outcomes: tuple[Outcome, ...] = ()
    taken: Done | None = None
    is_done: bool = False

    @property
    def has_strangers(self) -> bool:
        """Whether one of the files is of a writer who is not known here."""
        codes = {one.reason.code for one in self.outcomes if one.reason}
        return "writer-unknown" in codes

    @property
    def in_books(self) -> int:
        """Files that are in the books now."""
        return sum(one.outcome in ("applied", "already") for one in self.outcomes)


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/inbox", view_func=inbox)
    to.add_url_rule("/inbox/take", view_func=take, methods=both)
    to.add_url_rule("/inbox/folder", view_func=take_folder, methods=both)


def _page(
    form: Form,
    outcomes: tuple[Outcome, ...] = (),
    taken: Done | None = None,
    *,
    is_done: bool = False,
) -> Inbox:
    with store().reading() as db:
        named = partner_names(db)
        now = {one.node: one.incarnation for one in asked.partners(db)}
        waiting = exchange.held(db)
    return Inbox(
        form=form,
        named=named,
        waiting=waiting,
        aside=tuple(one for one in waiting if _had_its_time(one, now)),
        in_folder=sum(path.is_file() for path in node().inbox.rglob("*")),
        folder=node().inbox.name,
        sticks=sticks(),
        outcomes=outcomes,
        taken=taken,
        is_done=is_done,
    )


def _had_its_time(held: HeldView, now: Mapping[str, int]) -> bool:
    """Whether a file shows only what a card wrote that another one took the place of."""
    is_past = held.kind != archive.STREAM and held.incarnation < now.get(held.sender, 0)
    return held.code == holding.CLOSED or (is_past and holding.is_evidence(held.code))


@allow(*STAFF)
def inbox() -> ResponseReturnValue:
    """Drop files here."""
    return render(_page(forms.fresh()))


@allow(*STAFF)
@upload
def take() -> ResponseReturnValue:
    """Take in what is on a stick, the files that came with the form, or what was pasted."""
    if request.method == "GET":
        return inbox()
    form = forms.typed()
    try:
        outcomes, taken = files.take_any(form)
    except Refusal as refusal:
        refused = form.refused(refusal, files.beside(refusal))
        return forms.show(_page(refused), status_of(refusal))
    backups.after_files(outcomes)
    return render(_page(Form(node().new_id()), outcomes, taken, is_done=True))


@allow(*STAFF)
def take_folder() -> ResponseReturnValue:
    """Take in everything that lies in the folder `inbox`."""
    if request.method == "GET":
        return inbox()
    form = forms.typed()
    try:
        outcomes = plainly(take_in(store(), [node().inbox]))
    except Refusal as refusal:
        return forms.show(_page(form.refused(refusal)), status_of(refusal))
    backups.after_files(outcomes)
    return render(_page(Form(node().new_id()), outcomes, is_done=True))

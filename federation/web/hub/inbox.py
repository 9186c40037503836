"""The inbox: files of many groups, dropped in together or lying in a folder or on a stick.

They are taken in beside the pages (`taking`); what became of each stays to be looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.core.refusals import Refusal, refuse
from federation.i18n import gettext
from federation.store import Database, exchange, takings
from federation.store.exchange import HeldView
from federation.store.queries import requests as asked
from federation.store.takings import Taken, Taking
from sync import archive, holding
from sync import sticks as on_sticks
from sync.sticks import Stick, sticks

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow, upload
from ..here import node, store
from ..pages import Page, render
from ..shared import files
from . import taking
from .overview import STAFF, partner_names

# Few files are done before the page is there; of many it shows how far they are.
WAIT_SECONDS: Final = 1.5
LINES_SHOWN: Final = 100
LINES_READ: Final = 2000
# What comes first, by the code of why: 0 two histories, 1 strangers, 2 damaged, 3 gaps, 4 the rest.
_STRANGERS: Final = frozenset({"writer-unknown"})
_URGENT: Final[Mapping[str, int]] = MappingProxyType(
    {**dict.fromkeys(holding.EVIDENCE, 0), **dict.fromkeys(_STRANGERS, 1), holding.GAP: 3}
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One go as a page shows it. `needing`: lines that need somebody, the most urgent first.

    `count` lines in all, `in_books` of them in the books, `more` of the others not shown here;
    `has_strangers`: one of them is of a writer who is not known here.
    """

    taking: Taking
    needing: tuple[Taken, ...]
    good: tuple[Taken, ...]
    count: int
    in_books: int
    more: int

    @property
    def has_strangers(self) -> bool:
        """Whether one of the files is of a writer who is not known here."""
        return any(one.code in _STRANGERS for one in self.needing)

    @property
    def stick(self) -> str:
        """The name of the stick that was read to its end, or ""."""
        read = (one for one in self.taking.sources if one.kind == taking.STICK and one.is_done)
        return next((one.label for one in read), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox(Page):
    """The newest go, and whether it runs now; files that wait; how many lie in the folder.

    `aside`: those of cards that had their time, which count nowhere. `named` are partners by id;
    `earlier`: goes before the newest.
    """

    template: ClassVar[str] = "hub/inbox.html"
    form: Form
    named: dict[str, str]
    waiting: tuple[HeldView, ...]
    aside: tuple[HeldView, ...]
    in_folder: int
    sticks: tuple[Stick, ...]
    shown: Shown | None
    is_running: bool
    earlier: tuple[Taking, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class List(Page):
    """Every line of one go, to be printed."""

    template: ClassVar[str] = "hub/taken.html"
    named: dict[str, str]
    shown: Shown


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/inbox", view_func=inbox)
    to.add_url_rule("/inbox/take", view_func=take, methods=both)
    to.add_url_rule("/inbox/folder", view_func=take_folder, methods=both)
    to.add_url_rule("/inbox/on", view_func=take_on, methods=both)
    to.add_url_rule("/inbox/<int:number>", view_func=taken)


def _page(form: Form) -> Inbox:
    is_running = taking.worker().is_running  # before the lines are read: it may end in between
    with store().reading() as db:
        now = {one.node: one.incarnation for one in asked.partners(db)}
        waiting = exchange.held(db)
        goes = takings.takings(db)
        return Inbox(
            form=form,
            named=partner_names(db),
            waiting=waiting,
            aside=tuple(one for one in waiting if _had_its_time(one, now)),
            in_folder=taking.in_folder(node()),
            sticks=sticks(),
            shown=_shown(db, goes[0], LINES_SHOWN) if goes else None,
            is_running=is_running,
            earlier=goes[1:],
        )


def _shown(db: Database, one: Taking, most: int) -> Shown:
    counted = takings.counts(db, one.id)
    in_books = sum(counted.get(outcome, 0) for outcome in takings.GOOD)
    rest = takings.lines(db, one.id, good=False, most=max(most, LINES_READ))
    needing = sorted(rest, key=lambda line: _URGENT.get(line.code, _of_outcome(line)))[:most]
    count = sum(counted.values())
    return Shown(
        one,
        tuple(needing),
        takings.lines(db, one.id, good=True, most=most),
        count,
        in_books,
        count - in_books - len(needing),
    )


def _of_outcome(line: Taken) -> int:
    return 2 if line.outcome == "refused" else 4


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
        node().must_be_real()
        _bring(form)
    except Refusal as refusal:
        refused = form.refused(refusal, files.beside(refusal))
        return forms.show(_page(refused), status_of(refusal))
    return _go_on()


def _bring(form: Form) -> None:
    """Put it where it is found. Raises Refusal."""
    if form.value("stick"):
        stick = on_sticks.stick(form.value("stick"))
        taking.add(store(), taking.STICK, stick.path, stick.label)
        return
    came = [] if form.value("text") else files.brought()
    if came:
        taking.keep(store(), [(one.filename or "", one) for one in came])
    elif form.value("text") or form.value("pasted").strip():
        taking.keep(store(), [(gettext("pasted text"), files.pasted_text(form.value("pasted")))])
    else:
        raise refuse("files-none")


@allow(*STAFF)
def take_folder() -> ResponseReturnValue:
    """Take in everything that lies in the folder `inbox`."""
    if request.method == "GET":
        return inbox()
    taking.add(store(), taking.FOLDER, node().inbox, gettext("the folder “inbox”"))
    return _go_on()


@allow(*STAFF)
def take_on() -> ResponseReturnValue:
    """Go on with what stopped in the middle."""
    if request.method == "GET":
        return inbox()
    with store().writing() as db:
        going = takings.unfinished(db)
        if going is not None:
            takings.stop(db, going.id, None)
    return _go_on()


def _go_on() -> ResponseReturnValue:
    taking.worker().start()
    taking.worker().wait(WAIT_SECONDS)
    return redirect(url_for(".inbox"), 303)


@allow(*STAFF)
def taken(number: int) -> ResponseReturnValue:
    """All lines of one go. Raises Refusal `taking-unknown`."""
    with store().reading() as db:
        one = takings.taking(db, number)
        if one is None:
            raise refuse("taking-unknown")
        return render(List(named=partner_names(db), shown=_shown(db, one, taking.WAITING_MAX)))

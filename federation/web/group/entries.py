"""Entries: the list, one of them, and taking one back: a reason and a second person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.money import ReverseEntry, reverse_entry
from federation.commands.users import check_pin_of
from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal, refuse
from federation.schemas.base import load
from federation.schemas.money import ReversalSchema
from federation.store import Database
from federation.store.queries import books

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow
from ..here import me, number_asked, store
from ..pages import Page, render
from ..today import today
from .common import OFFICERS, Options, officer_options, own_book, people

PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries(Page):
    """Entries, the newest first; `older`: the number from which the next page goes back, or 0."""

    template: ClassVar[str] = "group/entries.html"
    entries: tuple[books.EntryView, ...]
    names: Mapping[int, str]
    older: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage(Page):
    """One entry; `form` is there when it may still be taken back."""

    template: ClassVar[str] = "group/entry.html"
    entry: books.EntryView
    names: Mapping[int, str]
    people: Mapping[int, str]
    reversal: books.EntryView | None
    form: Form
    may_go_back: bool
    seconds: Options


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/entries", view_func=entries)
    to.add_url_rule("/entries/<int:seq>", view_func=entry, methods=["GET", "POST"])


@allow(*OFFICERS)
def entries() -> ResponseReturnValue:
    """Every entry, a page at a time."""
    with store().reading() as db:
        book = own_book(db)
        last = next((one.last for one in books.books(db) if one.id == book), 0)
        before = min(max(number_asked("before", last + 1), 1), last + 1)
        start = max(before - PAGE, 1)
        found = books.entries(db, book, after=start - 1, limit=before - start) if book else ()
        page = Entries(
            entries=found[::-1], names=books.names(db, book), older=start if start > 1 else 0
        )
    return render(page)


@allow(*OFFICERS)
def entry(seq: int) -> ResponseReturnValue:
    """One entry; taking it back."""
    if request.method == "GET":
        return render(_entry(seq, forms.fresh()))
    form = forms.typed()
    values, faults = load(ReversalSchema(), form.typed())
    if faults:
        return forms.show(_entry(seq, form.wrong(faults)))
    try:
        if values["second"] == me().id:
            raise refuse("reversal-needs-second")
        second = check_pin_of(store(), values["second"], values["pin"])
        if second.role not in OFFICERS:
            raise refuse("reversal-needs-second")
    except Refusal as refusal:
        beside = "second" if refusal.code == "reversal-needs-second" else "pin"
        return forms.show(_entry(seq, form.refused(refusal, beside)), status_of(refusal))
    with store().reading() as db:
        running = books.open_meeting(db, own_book(db))
    order = ReverseEntry(
        of=seq,
        day=running.day if running else today(),
        reason=values["reason"],
        second=second.id,
        meeting=running.meeting if running else 0,
        **forms.stamp(form),
    )
    return forms.act(
        form,
        order,
        reverse_entry,
        lambda wrong: _entry(seq, wrong),
        lambda _: url_for(".entry", seq=seq, done="reversed"),
    )


def _one(db: Database, seq: int) -> books.EntryView | None:
    found = books.entries(db, own_book(db), seq=seq) if seq else ()
    return found[0] if found else None


def _is_reversible(shown: books.EntryView) -> bool:
    """Whether its kind may be taken back; an entry that moved no money seldom may."""
    may_be = (*kinds.REVERSIBLE, kinds.KINDS[e.ShareOutHeld].tag)
    return bool(shown.amount_minor or shown.box_minor) or shown.kind in may_be


def _entry(seq: int, form: Form) -> Page:
    with store().reading() as db:
        shown = _one(db, seq)
        if shown is None:
            raise refuse("entry-unknown", entry=seq)
        return EntryPage(
            entry=shown,
            names=books.names(db, own_book(db)),
            people=people(db),
            reversal=_one(db, shown.reversed_by),
            form=form,
            may_go_back=not shown.reversed_by and not shown.of and _is_reversible(shown),
            seconds=officer_options(store(), without_me=True),
        )

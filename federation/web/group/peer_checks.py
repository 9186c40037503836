"""Peer checks: another group compares every member's own book with the group's."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.audits import (
    FollowPeerCheck,
    NotePeerCheck,
    follow_peer_check,
    note_peer_check,
)
from federation.core.audits import days_since, is_overdue
from federation.core.refusals import refuse
from federation.schemas.audits import (
    BOOK,
    SAME,
    FollowSchema,
    PeerCheckSchema,
    read_compared,
)
from federation.schemas.base import load
from federation.store import Database
from federation.store.queries import books, group

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import start_day, today
from .common import OFFICERS, own_book


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerChecks(Page):
    """Every peer check; `days`: since the last one, or since the books began."""

    template: ClassVar[str] = "group/peer_checks.html"
    checks: tuple[group.PeerCheckView, ...]
    days: int
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerCheckForm(Page):
    """A sheet of members: does her own book say the same? And the box, and the bank."""

    template: ClassVar[str] = "group/peer_check_new.html"
    form: Form
    members: tuple[books.MemberView, ...]
    pots: books.Pots


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerCheckPage(Page):
    """One peer check as the whole group sees it; `form`: to say that it is put right."""

    template: ClassVar[str] = "group/peer_check.html"
    check: group.PeerCheckView
    names: Mapping[int, str]
    form: Form
    is_open: bool


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/peer-checks", view_func=peer_checks)
    to.add_url_rule("/peer-checks/new", view_func=new_peer_check, methods=["GET", "POST"])
    to.add_url_rule("/peer-checks/<int:number>", view_func=peer_check, methods=["GET", "POST"])


def last_check(db: Database, book: int) -> str:
    """The day of the last peer check, or that on which the books began, or ""."""
    checks = group.peer_checks(db, book)
    return checks[0].day if checks else group.began_on(db, book)


def days_overdue(db: Database, book: int) -> int:
    """Days since the last peer check, once the next one is overdue; else 0."""
    last, now = last_check(db, book), today()
    return days_since(last, now) if is_overdue(last, now) else 0


@allow(*OFFICERS)
def peer_checks() -> ResponseReturnValue:
    """The list, and whether the next one is due."""
    now = today()
    with store().reading() as db:
        book = own_book(db)
        last = last_check(db, book)
        page = PeerChecks(
            checks=group.peer_checks(db, book),
            days=days_since(last, now) if last else 0,
            is_overdue=is_overdue(last, now),
        )
    return render(page)


@allow(*OFFICERS)
def new_peer_check() -> ResponseReturnValue:
    """Write down what the visiting group saw."""
    if request.method == "GET":
        return render(_form(forms.fresh(day=start_day())))
    form = forms.typed()
    sheet = {name: told for name, told in form.typed().items() if name.startswith((BOOK, SAME))}
    around = {name: told for name, told in form.typed().items() if name not in sheet}
    values, faults = load(PeerCheckSchema(), around)
    with store().reading() as db:
        saved = {one.member: one.saved_minor for one in books.members(db, own_book(db))}
    compared, wrong = read_compared(sheet, saved)
    if faults or wrong:
        return forms.show(_form(form.wrong((*faults, *wrong))))
    return forms.act(
        form,
        NotePeerCheck(compared=compared, **values, **forms.stamp(form)),
        note_peer_check,
        _form,
        lambda receipt: url_for(".peer_check", number=receipt.facts["check"], done="peer-check"),
    )


def _form(form: Form) -> Page:
    with store().reading() as db:
        book = own_book(db)
        return PeerCheckForm(
            form=form,
            members=books.members(db, book, also_left=False),
            pots=books.pots(db, book),
        )


@allow(*OFFICERS)
def peer_check(number: int) -> ResponseReturnValue:
    """One peer check; what it asked for is put right."""
    if request.method == "GET":
        return render(_one(number, forms.fresh(day=start_day())))
    return forms.take(
        FollowSchema(),
        FollowPeerCheck,
        follow_peer_check,
        lambda form: _one(number, form),
        lambda _: url_for(".peer_check", number=number, done="followed"),
        check=number,
    )


def _one(number: int, form: Form) -> Page:
    with store().reading() as db:
        book = own_book(db)
        found = next((one for one in group.peer_checks(db, book) if one.check == number), None)
        if found is None:
            raise refuse("number-unknown", what="check", number=number)
        is_open = bool(found.due_on) and not found.followed_on
        return PeerCheckPage(
            check=found,
            names=MappingProxyType(books.names(db, book)),
            form=form,
            is_open=is_open,
        )

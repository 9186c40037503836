"""What the federation's office did with this group's books: who looked, and what it asks for.

Everybody who can log in sees who looked. What is asked for is answered by officers: two accept it,
for two take an entry back; one may decline.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.corrections import (
    AcceptCorrection,
    AnswerProposal,
    accept_correction,
    answer_proposal,
)
from federation.commands.looks_read import READ, ReadLooks, read_looks
from federation.core.refusals import Refusal, refuse
from federation.core.rules.corrections import QUESTION
from federation.schemas.base import load
from federation.schemas.corrections import AcceptSchema, ReasonSchema
from federation.store import Database, local
from federation.store.queries import books, corrections
from federation.store.queries.corrections import LookView, ProposalView

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow
from ..here import node, number_asked, store
from ..pages import Page, render
from ..today import today
from .common import OFFICERS, SAVERS, Options, check_second, officer_options, own_book, people

PAGE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeLooks(Page):
    """Who looked at single entries and why, the newest first; `unread`: how many are new.

    `older`: from which ordinal the next page goes back, or 0.
    """

    template: ClassVar[str] = "group/office_looks.html"
    form: Form
    looks: tuple[LookView, ...]
    names: Mapping[int, str]
    unread: int
    older: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals(Page):
    """What the office asks to correct, the newest first."""

    template: ClassVar[str] = "group/proposals.html"
    proposals: tuple[ProposalView, ...]
    entries: Mapping[int, books.EntryView]
    names: Mapping[int, str]
    older: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPage(Page):
    """One of them; `entry`: the one that is meant, None where it is not in the books.

    `no`: the form that declines or answers, None once it is settled; `yes`: the one that accepts,
    None also where there is nothing to accept. `people`: who logs in here, by number.
    """

    template: ClassVar[str] = "group/proposal.html"
    proposal: ProposalView
    entry: books.EntryView | None
    names: Mapping[int, str]
    people: Mapping[int, str]
    yes: Form | None
    no: Form | None
    seconds: Options


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/office-looks", view_func=office_looks, methods=["GET", "POST"])
    to.add_url_rule("/proposals", view_func=proposal_list)
    to.add_url_rule("/proposals/<proposal>", view_func=one_proposal)
    to.add_url_rule("/proposals/<proposal>/accept", view_func=accept, methods=["GET", "POST"])
    to.add_url_rule("/proposals/<proposal>/answer", view_func=answer, methods=["GET", "POST"])


def unread(db: Database) -> int:
    """How many looks nobody of the group said to have read."""
    return max(corrections.newest_look(db) - int(local.state(db, READ) or 0), 0)


def _looks(form: Form) -> OfficeLooks:
    before = number_asked("before")
    with store().reading() as db:
        found = corrections.looks(db, before=before, limit=PAGE + 1)
        return OfficeLooks(
            form=form,
            looks=found[:PAGE],
            names=books.names(db, own_book(db)),
            unread=unread(db),
            older=found[PAGE - 1].ordinal if len(found) > PAGE else 0,
        )


@allow(*SAVERS)
def office_looks() -> ResponseReturnValue:
    """Who looked; that it was read, so that the first page no longer says so."""
    if request.method == "GET":
        return render(_looks(forms.fresh()))
    form = forms.typed()
    return forms.act(
        form,
        ReadLooks(**forms.stamp(form)),
        read_looks,
        _looks,
        lambda _: url_for(".office_looks", done="looks-read"),
    )


@allow(*OFFICERS)
def proposal_list() -> ResponseReturnValue:
    """What the office asks for."""
    before = number_asked("before")
    with store().reading() as db:
        book = own_book(db)
        found = corrections.proposals(db, before=before, limit=PAGE + 1)
        meant = {
            one.seq: entry
            for one in found
            if one.seq
            for entry in books.entries(db, book, seq=one.seq)
        }
        page = Proposals(
            proposals=found[:PAGE],
            entries=meant,
            names=books.names(db, book),
            older=found[PAGE - 1].ordinal if len(found) > PAGE else 0,
        )
    return render(page)


def _one(name: str, yes: Form, no: Form) -> ProposalPage:
    with store().reading() as db:
        found = corrections.proposal(db, name)
        if found is None:
            raise refuse("proposal-unknown")
        book = own_book(db)
        entry = next(iter(books.entries(db, book, seq=found.seq)), None) if found.seq else None
        names, known = books.names(db, book), people(db)
    is_settled = found.answer is not None or found.state == corrections.WITHDRAWN
    can_accept = found.state == corrections.OPEN and found.form != QUESTION
    return ProposalPage(
        proposal=found,
        entry=entry,
        names=names,
        people=known,
        yes=replace(yes, place="yes-") if can_accept else None,
        no=None if is_settled else replace(no, place="no-"),
        seconds=officer_options(store(), without_me=True),
    )


@allow(*OFFICERS)
def one_proposal(proposal: str) -> ResponseReturnValue:
    """One of them, to be accepted or declined."""
    return render(_one(proposal, Form(node().new_id()), Form(node().new_id())))


def _running(db: Database) -> tuple[str, int]:
    """The day and number of the meeting that is open, or today and 0."""
    found = books.open_meeting(db, own_book(db))
    return (found.day, found.meeting) if found else (today(), 0)


@allow(*OFFICERS)
def accept(proposal: str) -> ResponseReturnValue:
    """Both entries at once, with the second officer's PIN."""

    def page(again: Form) -> ProposalPage:
        return _one(proposal, again, Form(node().new_id()))

    if request.method == "GET":
        return render(page(forms.fresh()))
    form = forms.typed()
    values, faults = load(AcceptSchema(), form.typed())
    if faults:
        return forms.show(page(form.wrong(faults)))
    try:
        second = check_second(values)
    except Refusal as refusal:
        beside = "second" if refusal.code == "reversal-needs-second" else "pin"
        return forms.show(page(form.refused(refusal, beside)), status_of(refusal))
    with store().reading() as db:
        day, meeting = _running(db)
    order = AcceptCorrection(
        proposal=proposal, day=day, meeting=meeting, second=second, **forms.stamp(form)
    )
    return forms.act(
        form,
        order,
        accept_correction,
        page,
        lambda _: url_for(".one_proposal", proposal=proposal, done="correction-accepted"),
    )


@allow(*OFFICERS)
def answer(proposal: str) -> ResponseReturnValue:
    """No to a correction, or words to a question."""

    def page(again: Form) -> ProposalPage:
        return _one(proposal, Form(node().new_id()), again)

    if request.method == "GET":
        return render(page(forms.fresh()))
    form = forms.typed()
    values, faults = load(ReasonSchema(), form.typed())
    if faults:
        return forms.show(page(form.wrong(faults)))
    with store().reading() as db:
        day, meeting = _running(db)
    order = AnswerProposal(
        proposal=proposal, day=day, meeting=meeting, **values, **forms.stamp(form)
    )
    return forms.act(
        form,
        order,
        answer_proposal,
        page,
        lambda _: url_for(".one_proposal", proposal=proposal, done="correction-declined"),
    )

"""Corrections that the office asks for: one is asked, all are listed, one is taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.corrections import (
    SHEET_OF,
    ProposeCorrection,
    WithdrawProposal,
    can_be_replaced,
    can_be_taken_back,
    propose_correction,
    withdraw_proposal,
)
from federation.commands.looking import open_look
from federation.commands.money import needs_of
from federation.core.refusals import refuse
from federation.core.rules.corrections import OF_LOANS, QUESTION, REPLACE, TAKE_BACK, WITH_PURPOSE
from federation.i18n import word
from federation.schemas.base import load
from federation.schemas.corrections import ProposalSchema, ReasonSchema
from federation.store.queries import books, corrections
from federation.store.queries import requests as asked
from federation.store.queries.corrections import LookView, ProposalView
from federation.store.queries.requests import PartnerView

from .. import forms
from ..filters import plain
from ..forms import Form
from ..guard import allow
from ..here import me, number_asked, store
from ..pages import Page, render
from ..today import today
from .looking import group_here
from .overview import STAFF

PAGE: Final = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeForm(Page):
    """One entry, and what the group may be asked to do about it (`wanted`).

    `wanted`: codes with their words. `fields`: which of amount, member, purpose and day may be
    changed; `purposes`: the group's.
    """

    template: ClassVar[str] = "hub/propose.html"
    form: Form
    partner: PartnerView
    look: LookView
    entry: books.EntryView
    wanted: tuple[tuple[str, str], ...]
    fields: frozenset[str]
    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals(Page):
    """What was asked of groups, the newest first; `group`: of that code alone, or "".

    `groups` by node; `older`: from which ordinal the next page goes back, or 0.
    """

    template: ClassVar[str] = "hub/proposals.html"
    proposals: tuple[ProposalView, ...]
    groups: Mapping[str, PartnerView]
    older: int
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPage(Page):
    """One of them; `kind`: of the entry, or "". `form`: to take it back, while `is_open`."""

    template: ClassVar[str] = "hub/proposal.html"
    proposal: ProposalView
    partner: PartnerView
    kind: str
    form: Form
    is_open: bool


def add(to: Blueprint) -> None:
    """The routes."""
    path = "/groups/<code>/looks/<look>/entries/<int:seq>"
    to.add_url_rule(path, view_func=propose, methods=["GET", "POST"])
    to.add_url_rule("/proposals", view_func=proposal_list)
    to.add_url_rule("/proposals/<name>", view_func=one_proposal, methods=["GET", "POST"])


def _ask(code: str, look: str, seq: int, form: Form) -> ProposeForm:
    with store().reading() as db:
        partner, book = group_here(db, code)
        seen = open_look(db, look, me().id, today())
        found = next(iter(books.entries(db, book, seq=seq)), None) if seq else None
        if found is None or seen.node != partner.node or not seen.covers(found):
            raise refuse("proposal-not-seen")
        purposes = books.purposes(db, book)
    wanted: tuple[str, ...] = (QUESTION,)
    if can_be_taken_back(found):
        wanted = (TAKE_BACK, *wanted)
        if can_be_replaced(found):
            wanted = (REPLACE, *wanted)
    held = {
        "wanted": wanted[0],
        "amount": plain(found.amount_minor),
        "member": str(found.member or ""),
        "purpose": found.purpose,
    }
    if not form.is_wrong and request.method == "GET":
        form = forms.fresh(**{**held, **form.values})
    return ProposeForm(
        form=form,
        partner=partner,
        look=seen,
        entry=found,
        wanted=tuple((code, word(code, "wanted")) for code in wanted),
        fields=_fields(found) if REPLACE in wanted else frozenset(),
        purposes=purposes,
    )


def _fields(entry: books.EntryView) -> frozenset[str]:
    sheet = SHEET_OF[entry.kind]
    found = {"amount", "entered_on"}
    if "member" in needs_of(sheet) and sheet not in OF_LOANS:
        found.add("member")
    if sheet in WITH_PURPOSE:
        found.add("purpose")
    return frozenset(found)


@allow(*STAFF)
def propose(code: str, look: str, seq: int) -> ResponseReturnValue:
    """Ask the group about one entry that was looked at."""
    if request.method == "GET":
        return render(_ask(code, look, seq, forms.fresh()))
    form = forms.typed()
    page = _ask(code, look, seq, form)
    values, faults = load(ProposalSchema(), form.typed())
    if faults:
        return forms.show(_ask(code, look, seq, form.wrong(faults)))
    if "member" not in page.fields:
        values["member"] = page.entry.member
    order = ProposeCorrection(
        partner=code,
        look=look,
        entry=seq,
        form=values.pop("wanted"),
        day=today(),
        **values,
        **forms.stamp(form),
    )
    return forms.act(
        form,
        order,
        propose_correction,
        lambda again: _ask(code, look, seq, again),
        lambda receipt: url_for(".one_proposal", name=receipt.facts["proposal"], done="proposed"),
        lambda refusal: "member" if refusal.code in ("member-unknown", "entry-needs") else "",
    )


@allow(*STAFF)
def proposal_list() -> ResponseReturnValue:
    """Everything that was asked, of one group or of all, and how it stands."""
    before = number_asked("before")
    code = request.args.get("group", "")
    with store().reading() as db:
        node = group_here(db, code)[0].node if code else ""
        found = corrections.proposals(db, node, before=before, limit=PAGE + 1)
        groups = {one.node: one for one in asked.partners(db, "group")}
    older = found[PAGE - 1].ordinal if len(found) > PAGE else 0
    page = Proposals(proposals=found[:PAGE], groups=groups, older=older, group=code)
    return render(page)


def _one(name: str, form: Form) -> ProposalPage:
    with store().reading() as db:
        found = corrections.proposal(db, name)
        if found is None:
            raise refuse("proposal-unknown")
        partner = next(one for one in asked.partners(db, "group") if one.node == found.node)
        book = books.book_of(db, found.node)
        entry = next(iter(books.entries(db, book, seq=found.seq)), None) if found.seq else None
    is_settled = found.answer is not None or found.state == corrections.WITHDRAWN
    return ProposalPage(
        proposal=found,
        partner=partner,
        kind=entry.kind if entry else "",
        form=form,
        is_open=not is_settled,
    )


@allow(*STAFF)
def one_proposal(name: str) -> ResponseReturnValue:
    """One of them; here it is taken back."""
    if request.method == "GET":
        return render(_one(name, forms.fresh()))
    return forms.take(
        ReasonSchema(),
        WithdrawProposal,
        withdraw_proposal,
        lambda form: _one(name, form),
        lambda _: url_for(".one_proposal", name=name, done="proposal-withdrawn"),
        proposal=name,
        day=today(),
    )

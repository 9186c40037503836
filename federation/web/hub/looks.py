"""Single entries of a group: with a reason, for one person and one day, and the group is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.corrections import can_be_taken_back
from federation.commands.looking import LookAtEntries, look_at_entries, open_look
from federation.core.refusals import refuse
from federation.core.rules.corrections import ASKED_BY
from federation.schemas.base import load
from federation.schemas.corrections import FileLookSchema, MemberLookSchema
from federation.store.queries import books, corrections, looking
from federation.store.queries import requests as asked
from federation.store.queries.corrections import LookView
from federation.store.queries.requests import PartnerView

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import me, number_asked, store
from ..pages import Page, render
from ..today import today
from .looking import group_here, one_ledger_file
from .overview import STAFF

PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class LookForm(Page):
    """Why single entries are needed; `file`: those of one file, else of a member."""

    template: ClassVar[str] = "hub/look.html"
    form: Form
    partner: PartnerView
    file: looking.LedgerFile | None
    asked_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked(Page):
    """The entries of a look, the newest first; of one member also what she saved and owes.

    `left`: what she had saved after an entry, by its number; `older`: before which number the next
    page goes back, or 0; `correctable`: entries about which the group can be asked more than a
    question.
    """

    template: ClassVar[str] = "hub/looked.html"
    partner: PartnerView
    look: LookView
    member: books.MemberView | None
    saved: Mapping[str, int]
    left: Mapping[int, int]
    entries: tuple[books.EntryView, ...]
    correctable: frozenset[int]
    older: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks(Page):
    """Who looked at what, and why; `group`: at that of this code alone, or "".

    `groups` by node; `older`: from which ordinal the next page goes back, or 0.
    """

    template: ClassVar[str] = "hub/looks.html"
    looks: tuple[LookView, ...]
    groups: Mapping[str, PartnerView]
    older: int
    group: str


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/looks", view_func=look_list)
    to.add_url_rule("/groups/<code>/look", view_func=look_form, methods=["GET", "POST"])
    to.add_url_rule("/groups/<code>/looks/<look>", view_func=one_look)


def _page(code: str, form: Form) -> LookForm:
    arrival = forms.chosen("file")
    with store().reading() as db:
        partner, book = group_here(db, code)
        file = one_ledger_file(db, book, int(arrival)) if _is_number(arrival) else None
    return LookForm(form=form, partner=partner, file=file, asked_by=ASKED_BY)


def _is_number(text: str) -> bool:
    return text.isdecimal() and 0 < len(text) < 10  # noqa: PLR2004 - figures of a number


@allow(*STAFF)
def look_form(code: str) -> ResponseReturnValue:
    """Why, and then the entries."""
    if request.method == "GET":
        return render(_page(code, forms.fresh(member=forms.chosen("member"))))
    form = forms.typed()
    page = _page(code, form)
    told = {name: text for name, text in form.typed().items() if name != "file"}
    schema = FileLookSchema() if page.file else MemberLookSchema()
    values, faults = load(schema, told)
    if faults:
        return forms.show(_page(code, form.wrong(faults)))
    first, last = (page.file.first, page.file.last) if page.file else (0, 0)
    return forms.act(
        form,
        LookAtEntries(
            partner=code,
            day=today(),
            first=first,
            last=last,
            **values,
            **forms.stamp(form),
        ),
        look_at_entries,
        lambda again: _page(code, again),
        lambda receipt: url_for(
            ".one_look", code=code, look=receipt.facts["look"], done="look-noted"
        ),
        lambda refusal: "member" if refusal.code == "member-unknown" else "",
    )


@allow(*STAFF)
def one_look(code: str, look: str) -> ResponseReturnValue:
    """The entries, for who gave the reason, on that day."""
    before = number_asked("before")
    with store().reading() as db:
        partner, book = group_here(db, code)
        seen = open_look(db, look, me().id, today())
        if seen.node != partner.node:
            raise refuse("look-unknown")
        found = corrections.entries_of(db, book, seen, before=before, limit=PAGE + 1)
        lines = books.passbook(db, book, seen.member) if seen.member else ()
        saved = books.saved_by_purpose(db, book, seen.member) if seen.member else {}
        member = books.member(db, book, seen.member) if seen.member else None
    shown = found[:PAGE]
    page = Looked(
        partner=partner,
        look=seen,
        member=member,
        saved=saved,
        left={line.seq: line.balance_minor for line in lines},
        entries=shown,
        correctable=frozenset(one.seq for one in shown if can_be_taken_back(one)),
        older=shown[-1].seq if len(found) > PAGE else 0,
    )
    return render(page)


@allow(*STAFF)
def look_list() -> ResponseReturnValue:
    """Every look that was noted at this office, at one group or at all, for whoever checks."""
    before = number_asked("before")
    code = request.args.get("group", "")
    with store().reading() as db:
        node = group_here(db, code)[0].node if code else ""
        found = corrections.looks(db, node, before=before, limit=PAGE + 1)
        groups = {one.node: one for one in asked.partners(db, "group")}
    older = found[PAGE - 1].ordinal if len(found) > PAGE else 0
    return render(Looks(looks=found[:PAGE], groups=groups, older=older, group=code))

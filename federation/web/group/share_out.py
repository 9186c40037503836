"""The share-out as it would be now, for everybody to look at, and closing it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.share_out import HoldShareOut, Preview, hold_share_out, preview
from federation.commands.users import check_pin_of
from federation.core import events as e
from federation.core.posting import SHARE
from federation.core.refusals import Refusal, refuse
from federation.schemas.base import load
from federation.schemas.cycle import HoldSchema, read_bank
from federation.schemas.loans import votes_of
from federation.schemas.meetings import close_schema
from federation.store import Database
from federation.store.queries import books
from federation.store.queries import meetings as held
from federation.store.queries import share_out as found

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import today
from .common import OFFICERS, Options, officer_options, own_book
from .loan_forms import Voting, rules_of, voting

KEEP, BANK = "keep", "bank"
_OFFICERS: Final = ("officer", "pin")
# A refusal, and the field at which it is told.
_AT: Final[Mapping[str, str]] = MappingProxyType(
    {"share-out-needs-reason": "reason", "vote-not-carried": "votes_for"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The preview, or the sentence why there is none; `kept` and `bank` as they were chosen.

    `purposes` are those with savings in them; `is_counted`: in the open meeting, and nothing
    moved since.
    """

    rules: e.ConstitutionAdopted
    told: Preview | None
    why_not: Refusal | None
    kept: tuple[str, ...]
    bank: str
    purposes: tuple[str, ...]
    names: Mapping[int, str]
    meeting: books.MeetingView | None
    is_counted: bool

    @property
    def asked(self) -> dict[str, Any]:
        """What was chosen, for the next address."""
        return {KEEP: self.kept, BANK: self.bank or None}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareOutPage(Page):
    """The preview."""

    template: ClassVar[str] = "group/share_out.html"
    seen: Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareOutClose(Page):
    """The vote and the officers' PINs."""

    template: ClassVar[str] = "group/share_out_close.html"
    form: Form
    seen: Seen
    voting: Voting
    officers: Options
    needed: int


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/share-out", view_func=share_out)
    to.add_url_rule("/share-out/close", view_func=share_out_close, methods=["GET", "POST"])


def _chosen(chosen: Mapping[str, Any], listed: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Purposes whose savings stay, and what the bank's book says."""
    return tuple(dict.fromkeys(listed)), str(chosen.get(BANK, ""))


def _seen(db: Database, kept: tuple[str, ...], bank: str) -> Seen:
    book, rules = own_book(db), rules_of(db)
    running = books.open_meeting(db, book)
    day = running.day if running else today()
    told, why_not = None, None
    try:
        if not rules.shares_out:
            raise refuse("share-out-not-in-rules")
        told = preview(db, book, rules, day, kept=kept, bank_stated=read_bank(bank))
        why_not = None if told.cycle else refuse("cycle-none")
    except Refusal as refusal:
        why_not = refusal
    own, _ = found.own_money(db, book)
    saved = {purpose for parts in own.values() for purpose in parts} - {SHARE}
    return Seen(
        rules=rules,
        told=told,
        why_not=why_not,
        kept=kept,
        bank=bank,
        purposes=tuple(one for one in books.purposes(db, book) if one in saved),
        names=books.names(db, book),
        meeting=running,
        is_counted=bool(running and held.is_count_fresh(db, book, running.meeting)),
    )


@allow(*OFFICERS)
def share_out() -> ResponseReturnValue:
    """Both views of the pool, and everybody's part."""
    with store().reading() as db:
        seen = _seen(db, *_chosen(request.args, tuple(request.args.getlist(KEEP))))
    return render(ShareOutPage(seen=seen))


@allow(*OFFICERS)
def share_out_close() -> ResponseReturnValue:
    """The vote, and so many officers as the rules say, each with her own PIN."""
    if request.method == "GET":
        chosen = _chosen(request.args, tuple(request.args.getlist(KEEP)))
        with store().reading() as db:
            told = _seen(db, *chosen).told
        return render(_close(forms.fresh(pool=told.pool if told else 0), *chosen))
    form = forms.typed()
    kept, bank = _chosen(form.values, form.lists.get(KEEP, ()))
    with store().reading() as db:
        needed, running = rules_of(db).officers_close, books.open_meeting(db, own_book(db))
    typed = {name: told for name, told in form.typed().items() if name not in (KEEP, BANK)}
    of_officers = {name: typed.pop(name) for name in list(typed) if name.startswith(_OFFICERS)}
    values, faults = load(HoldSchema(), typed)
    people, wrong = load(close_schema(needed), of_officers)
    if faults or wrong:
        return forms.show(_close(form.wrong((*faults, *wrong)), kept, bank))
    if running is None:
        return forms.show(_close(form.refused(refuse("share-out-needs-meeting")), kept, bank))
    for place in range(1, needed + 1):
        try:
            _check_officer(people, place, needed)
        except Refusal as refusal:
            wrong_pin = form.refused(refusal, f"pin{place}")
            return forms.show(_close(wrong_pin, kept, bank), status_of(refusal))
    try:
        stated = read_bank(bank)
    except Refusal as refusal:
        return forms.show(_close(form.refused(refusal), kept, bank))
    votes = votes_of(values)
    order = HoldShareOut(
        day=running.day,
        meeting=running.meeting,
        votes=votes,
        officers=tuple(people[f"officer{place}"] for place in range(1, needed + 1)),
        kept=kept,
        bank_stated=stated,
        **values,
        **forms.stamp(form),
    )
    return forms.act(
        form,
        order,
        hold_share_out,
        lambda again: _close(again, kept, bank),
        lambda _: url_for(".share_out_paid", done="shared"),
        lambda refusal: _AT.get(refusal.code, ""),
    )


def _check_officer(people: Mapping[str, Any], place: int, needed: int) -> None:
    """Raises Refusal when her PIN is wrong, or she is nobody else than one before her."""
    number = people[f"officer{place}"]
    if number in (people[f"officer{before}"] for before in range(1, place)):
        raise refuse("share-out-needs-officers", officers=needed)
    if check_pin_of(store(), number, people[f"pin{place}"]).role not in OFFICERS:
        raise refuse("share-out-needs-officers", officers=needed)


def _close(form: Form, kept: tuple[str, ...], bank: str) -> Page:
    """The form; a pool that changed is shown as it is now, to be looked at again."""
    with store().reading() as db:
        seen = _seen(db, kept, bank)
        pool = seen.told.pool if seen.told else 0
        return ShareOutClose(
            form=replace(form, values=MappingProxyType({**form.values, "pool": str(pool)})),
            seen=seen,
            voting=voting(db, seen.meeting.meeting if seen.meeting else 0),
            officers=officer_options(store()),
            needed=seen.rules.officers_close,
        )

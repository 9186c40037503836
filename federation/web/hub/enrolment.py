"""Making a group or a city known to this hub: its card, and digits that two people compare.

A new card may take the place of a lost or broken machine; and a card may be closed before there is
a new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.core.events import ChainClosed
from federation.core.refusals import Refusal, refuse
from federation.i18n import gettext
from federation.schemas.base import load
from federation.schemas.exchange import EnrolSchema
from federation.schemas.reading import read_count
from federation.schemas.users import SecondSchema
from sync import passphrase, roster, streams, succession
from sync.cards import Card, Charter, read_card_file, read_charter
from sync.enrolment import Enrolled, enrol_card, own_card
from sync.intake import take_known
from sync.outcome import Outcome
from sync.status import PartnerStatus, status
from sync.sticks import Stick, sticks

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow, upload
from ..here import me, node, store
from ..pages import Page, render
from ..shared import files
from ..shared import sticks as on_sticks
from ..shared.keys import check_two, others
from ..shared.people import Options
from ..shared.sticks import Done, plainly
from .overview import STAFF, partner_names

GOOD: Final = "good:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrol(Page):
    """The form, or what came of it; `digits` are the hub's own, for the other side to compare.

    `card`: the card that came, once it could be read. `places`: partners whose machine may be
    replaced. `closed`: where the card before was closed. `known`: what became of files that had
    come before the card was known, `named` by lasting id. `put`: the charter, onto a stick.
    """

    template: ClassVar[str] = "hub/enrol.html"
    form: Form
    digits: str
    places: Options
    people: Options
    sticks: tuple[Stick, ...]
    where: str
    card: Card | None = None
    enrolled: Enrolled | None = None
    closed: tuple[ChainClosed, ...] = ()
    known: tuple[Outcome, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)
    put: Done | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoke(Page):
    """Closing a partner's card. `ends`: its chains, each with the last entry that is here."""

    template: ClassVar[str] = "hub/revoke.html"
    form: Form
    partner: PartnerStatus
    ends: tuple[tuple[str, int], ...]
    people: Options


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/enrol", view_func=enrol, methods=both)
    to.add_url_rule("/groups/<code>/revoke", view_func=revoke, methods=both)
    to.add_url_rule("/card", view_func=card)


def _places() -> Options:
    """Every partner, with the last entry of its books that is here."""
    return tuple(
        (one.code, f"{one.code} · {one.name} · {gettext('up to entry %(last)s', last=_last(one))}")
        for one in status(store()).partners
    )


def _ends(partner: PartnerStatus) -> tuple[tuple[str, int], ...]:
    """The chains that a partner writes for this hub, with the last entry of each that is here."""
    theirs = streams.route(partner.role, "hub").streams
    return tuple((one.stream, one.received) for one in partner.streams if one.stream in theirs)


def _last(partner: PartnerStatus) -> int:
    return max((seq for _, seq in _ends(partner)), default=0)


def _page(form: Form, **told: Any) -> Enrol:
    digits = own_card(node()).digits
    found = sticks()
    with store().reading() as db:
        named = partner_names(db)
    return Enrol(
        form=form,
        digits=digits,
        places=_places(),
        people=others(),
        sticks=found,
        where=form.value("where") or on_sticks.usual(found),
        named=named,
        **told,
    )


@allow(*STAFF)
@upload
def enrol() -> ResponseReturnValue:
    """Admit a group or a city, perhaps in the place of a lost machine."""
    if request.method == "GET":
        return render(_page(forms.fresh(threshold=5, place=request.args.get("place", ""))))
    form = forms.typed()
    typed = form.typed()
    where = typed.pop("where", "")
    values, faults = load(EnrolSchema(), typed)
    came = files.brought("card")
    if faults or not came:
        wrong = form.wrong(faults)
        return forms.show(_page(wrong if came else wrong.refused(refuse("files-none"), "card")))
    with came[0].stream as content:
        told = content.read()
    try:
        stick = on_sticks.asked(where)
        found, _ = read_card_file(told)
        enrolled = _enrolled(told, values)
    except Refusal as refusal:
        return forms.show(_page(form.refused(refusal)), status_of(refusal))
    charter = read_charter(enrolled.file.read_bytes())
    known = plainly(take_known(store()))
    receiver = f"{enrolled.code} {found.name}"
    put = on_sticks.put_files(stick, [(receiver, enrolled.file)]) if stick else None
    shown = _page(
        Form(node().new_id(), {"threshold": "5", "where": where}),
        card=found,
        enrolled=enrolled,
        closed=_closed_by(charter),
        known=known,
        put=put,
    )
    return forms.show(shown) if put and put.failed else render(shown)


def _enrolled(content: bytes, values: Mapping[str, Any]) -> Enrolled:
    """Raises Refusal: as `enrol_card` does, and when the second person does not agree."""
    if values["place"]:
        check_two(values["second"], values["pin"])
    roster.keep_if_late(store())
    made = enrol_card(
        store(),
        content,
        confirm=values["confirm"],
        threshold=values["threshold"],
        code=values["place"],
        user=me().id,
    )
    roster.keep(store())
    return made


def _closed_by(charter: Charter) -> tuple[ChainClosed, ...]:
    """Where the card before was closed; nothing when there was none."""
    return charter.earlier[-1].closed if charter.earlier else ()


def _partner(code: str) -> PartnerStatus:
    found = next((one for one in status(store()).partners if one.code == code), None)
    if found is None:
        raise refuse("partner-unknown", partner=code[:20])
    return found


def _revoke_page(code: str, form: Form) -> Revoke:
    partner = _partner(code)
    return Revoke(form=form, partner=partner, ends=_ends(partner), people=others())


def _good(form: Form, partner: PartnerStatus) -> dict[str, int]:
    """The last good entries as typed, where they are not the last ones here. Raises Refusal."""
    good = {}
    for stream, last in _ends(partner):
        typed = form.value(GOOD + stream).strip()
        if typed and (seq := read_count(typed)) != last:
            good[stream] = seq
    return good


@allow(*STAFF)
def revoke(code: str) -> ResponseReturnValue:
    """Take nothing more from the present card of a partner; a second person agrees."""
    partner = _partner(code)
    if request.method == "GET":
        last = {GOOD + stream: seq for stream, seq in _ends(partner)}
        return render(_revoke_page(code, forms.fresh(**last)))
    form = forms.typed()
    typed = {name: told for name, told in form.typed().items() if not name.startswith(GOOD)}
    values, faults = load(SecondSchema(), typed)
    if faults:
        return forms.show(_revoke_page(code, form.wrong(faults)))
    try:
        good = _good(form, partner)
        check_two(values["second"], values["pin"])
        passphrase.check(node())  # the list of partners is signed anew
        roster.keep_if_late(store())
        succession.revoke(store(), code, good=good, user=me().id)
        roster.keep(store())
    except Refusal as refusal:
        return forms.show(_revoke_page(code, form.refused(refusal)), status_of(refusal))
    return redirect(url_for(".enrol", place=code, done="revoked"), 303)


@allow(*STAFF)
def card() -> Response:
    """The hub's own public card."""
    return files.send_card()

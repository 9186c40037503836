"""New keys for a machine that stays: a new card, which the office gives the place of the old one.

Until its charter is taken in nothing changes here, and the new keys can be given up.
"""

from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.users import check_pin_of
from federation.core.refusals import Refusal, refuse
from federation.papers.laying import Laid, lay
from federation.papers.qr import svg
from federation.papers.recovery import recovery_paper
from federation.schemas.base import load
from federation.schemas.keys import NewKeysSchema
from sync import keys, renewal
from sync.cards import Card
from sync.enrolment import card_file

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import me, node, store
from ..pages import Page, render
from ..today import today
from .keys import check_two, others
from .people import Options

# An office keeps its card: its partners take no other.
HOLDERS: Final = ("treasurer", "secretary", "chair", "official")
GIVE_UP: Final = "give-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKeys(Page):
    """New keys, asked for or waiting. `card`: the one that waits to be made known.

    `sheet`: the new recovery key, shown this once.
    """

    template: ClassVar[str] = "shared/new_keys.html"
    form: Form
    card: Card | None
    officers: Options
    sheet: Laid | None = None


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/settings/keys/new", view_func=new_keys, methods=["GET", "POST"])
    to.add_url_rule("/settings/keys/new.svg", view_func=new_card_square)
    to.add_url_rule("/settings/keys/new.card", view_func=new_card)


def _page(form: Form, sheet: Laid | None = None) -> NewKeys:
    card = renewal.next_card(node())
    return NewKeys(form=form, card=card, officers=others(), sheet=sheet)


@allow(*HOLDERS)
def new_keys() -> ResponseReturnValue:
    """Make new keys, or give up those that wait; two officers."""
    if request.method == "GET":
        return render(_page(forms.fresh()))
    form = forms.typed()
    values, faults = load(NewKeysSchema(), form.typed())
    if faults:
        return forms.show(_page(form.wrong(faults)))
    beside = "own_pin"
    try:
        check_pin_of(store(), me().id, values["own_pin"])
        beside = "pin"
        check_two(values["second"], values["pin"])
        beside = ""
        if form.button == GIVE_UP:
            renewal.give_up(node())
            return redirect(url_for(".keys", done="keys-given-up"), 303)
        return _made(with_sheet=bool(values["sheet"]))
    except Refusal as refusal:
        return forms.show(_page(form.refused(refusal, beside)))


def _made(*, with_sheet: bool) -> ResponseReturnValue:
    """The new card; with the new recovery key in the same answer, for it stands nowhere else."""
    if renewal.next_card(node()) is not None:
        raise refuse("new-keys-wait")
    recovery = keys.make_identity(node().entropy) if with_sheet else ""
    renewal.prepare(store(), recovery=keys.recipient_of(recovery) if recovery else "")
    if not recovery:
        return redirect(url_for(".new_keys"), 303)
    own = node().settings
    sheet = lay(recovery_paper(recovery, name=own.name, day=today()))
    return render(_page(Form(node().new_id()), sheet))


@allow(*HOLDERS)
def new_card_square() -> ResponseReturnValue:
    """The figures of the card that waits, and its id, for a camera."""
    card = renewal.next_card(node())
    if card is None:
        return redirect(url_for(".new_keys"), 303)
    return Response(svg(f"{card.digits}\n{card.node}"), mimetype="image/svg+xml")


@allow(*HOLDERS)
def new_card() -> ResponseReturnValue:
    """The card that waits, as a file to be carried to the office."""
    card = renewal.next_card(node())
    if card is None:
        return redirect(url_for(".new_keys"), 303)
    answer = Response(card_file(store(), card), mimetype="application/octet-stream")
    name = f"{card.role}-{card.node[:8]}.card"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer

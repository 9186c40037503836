"""Names of settlements as groups write them, and which place each means; staff choose once."""

from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.places import LinkSettlement, link_settlement
from federation.core.figures import settlement_key
from federation.core.refusals import refuse
from federation.schemas.base import load
from federation.schemas.places import SettlementLinkSchema
from federation.store.queries import places, settlements
from federation.store.queries.settlements import Word

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import today
from .overview import STAFF
from .placing import Choice, choices

# What the form sends where a name is to stand for no place of the list.
NONE: Final = "-"


@dataclass(frozen=True, slots=True)
class NameLine:
    """A name, and the place that it means, in words ("": none)."""

    word: Word
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementNames(Page):
    """Names that fit no place, and those that have one."""

    template: ClassVar[str] = "hub/settlement_names.html"
    open: tuple[NameLine, ...]
    linked: tuple[NameLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementName(Page):
    """One name, the places that it may mean, and the form."""

    template: ClassVar[str] = "hub/settlement_name.html"
    form: Form
    word: Word
    told: str
    find: str
    found: tuple[Choice, ...]
    none: str


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/places/names", view_func=settlement_names)
    to.add_url_rule("/places/names/choose", view_func=settlement_name, methods=["GET", "POST"])


@allow(*STAFF)
def settlement_names() -> ResponseReturnValue:
    """Every name; those that wait for somebody come first."""
    with store().reading() as db:
        tree, words = places.tree(db), settlements.words(db)
    lines = tuple(NameLine(one, tree.told(one.place)) for one in words)
    return render(
        SettlementNames(
            open=tuple(one for one in lines if not one.word.place and not one.word.is_said),
            linked=tuple(one for one in lines if one.word.place or one.word.is_said),
        )
    )


def _page(settlement: str, form: Form) -> SettlementName:
    find = " ".join(forms.chosen("find").split())[:80]
    key = settlement_key(settlement)
    with store().reading() as db:
        word = next((one for one in settlements.words(db) if one.key == key), None)
        if word is None:
            raise refuse("settlement-unknown", settlement=settlement[:80])
        first = (form.value("place"), word.place, *(one.code for one in word.fits))
        found = choices(db, find or word.settlement, first)
        told = places.tree(db).told(word.place)
    return SettlementName(form=form, word=word, told=told, find=find, found=found, none=NONE)


@allow(*STAFF)
def settlement_name() -> ResponseReturnValue:
    """Say which place a name means."""
    settlement = forms.chosen("settlement")
    if not settlement:
        return settlement_names()
    if request.method == "GET":
        page = _page(settlement, forms.fresh())
        place = page.word.place or (NONE if page.word.is_said else "")
        return render(_page(settlement, forms.fresh(place=place)))
    form = forms.typed()
    typed = {name: told for name, told in form.typed().items() if name != "find"}
    values, faults = load(SettlementLinkSchema(), typed)
    if faults:
        return forms.show(_page(settlement, form.wrong(faults)))
    place = "" if values["place"] == NONE else values["place"]
    order = LinkSettlement(
        settlement=values["settlement"], place=place, day=today(), **forms.stamp(form)
    )
    return forms.act(
        form,
        order,
        link_settlement,
        lambda again: _page(settlement, again),
        lambda _: url_for(".settlement_names", done="linked"),
    )

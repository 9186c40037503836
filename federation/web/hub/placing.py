"""Where a group lives: found by a typed name, said with its day; groups that have no place yet."""

from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.places import PlaceGroup, place_group
from federation.core.figures import settlement_key
from federation.core.refusals import refuse
from federation.schemas.base import load
from federation.schemas.places import PlacingSchema
from federation.store import Database
from federation.store.queries import places, settlements
from federation.store.queries import requests as asked
from federation.store.queries.requests import PartnerView

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import today
from .overview import STAFF

FOUND_MOST: Final = 30
UNPLACED_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """A place that can be chosen, and where it lies."""

    code: str
    name: str
    level: str
    where: str


@dataclass(frozen=True, slots=True)
class Stay:
    """Where a group lived from a day on, in words; `place` "": nobody knew."""

    since: str
    place: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing(Page):
    """A group's place: what was said of it, what was found for a name, and the form.

    Before a name is typed, the places where it asks for something are offered.
    """

    template: ClassVar[str] = "hub/placing.html"
    form: Form
    partner: PartnerView
    find: str
    found: tuple[Choice, ...]
    stays: tuple[Stay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced(Page):
    """Groups without a place, by code; `count`: how many there are in all."""

    template: ClassVar[str] = "hub/unplaced.html"
    groups: tuple[PartnerView, ...]
    count: int


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/groups/<code>/place", view_func=placing, methods=["GET", "POST"])
    to.add_url_rule("/places/unplaced", view_func=unplaced_groups)


def group_of(db: Database, code: str) -> PartnerView:
    """The group of that code. Raises Refusal `partner-unknown`."""
    found = asked.partner(db, code)
    if found is None or found.role != "group":
        raise refuse("partner-unknown", partner=code[:20])
    return found


def choices(db: Database, find: str, first: tuple[str, ...] = ()) -> tuple[Choice, ...]:
    """Places that a typed name finds, after those of these codes."""
    tree = places.tree(db)
    codes = dict.fromkeys(code for code in first if code in tree)
    codes |= dict.fromkeys(one.code for one in tree.search(find, FOUND_MOST))
    some = (one for code in codes for one in (tree.get(code),) if one)
    return tuple(Choice(one.code, one.name, one.level, tree.told(one.parent)) for one in some)


def _page(code: str, form: Form) -> Placing:
    find = " ".join(forms.chosen("find").split())[:80]
    with store().reading() as db:
        partner = group_of(db, code)
        tree, lived = places.tree(db), places.lived(db, partner.node)
        told = form.value("place")
        first = () if find else _asked_in(db, partner.node)
        found = choices(db, find, (told, *first))
    stays = tuple(Stay(one.since, one.place, tree.told(one.place)) for one in lived)
    return Placing(form=form, partner=partner, find=find, found=found, stays=stays)


def _asked_in(db: Database, node: str) -> tuple[str, ...]:
    """Places of the settlements in which a group asks for something."""
    known = settlements.settlements(db)
    mine = (one.settlement for one in asked.requests(db) if one.owner == node)
    return tuple(dict.fromkeys(known[key] for key in map(settlement_key, mine) if key in known))


@allow(*STAFF)
def placing(code: str) -> ResponseReturnValue:
    """Say where it lives, and since when."""
    if request.method == "GET":
        return render(_page(code, forms.fresh(day=today())))
    form = forms.typed()
    typed = {name: told for name, told in form.typed().items() if name != "find"}
    values, faults = load(PlacingSchema(), typed)
    if faults:
        return forms.show(_page(code, form.wrong(faults)))
    return forms.act(
        form,
        PlaceGroup(partner=code, **values, **forms.stamp(form)),
        place_group,
        lambda again: _page(code, again),
        lambda _: url_for(".group", code=code, done="placed"),
    )


@allow(*STAFF)
def unplaced_groups() -> ResponseReturnValue:
    """Groups of which nobody said where they live."""
    with store().reading() as db:
        tree, placed = places.tree(db), places.placed(db)
        groups = [one for one in asked.partners(db, "group") if placed.get(one.node) not in tree]
    return render(Unplaced(groups=tuple(groups[:UNPLACED_MOST]), count=len(groups)))

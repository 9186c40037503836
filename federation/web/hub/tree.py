"""The list of places: looked at from the country down, added to, changed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.books import place_sheet
from federation.commands.places import DropPlace, ListPlaces, drop_place, list_places
from federation.core.places import ABOVE, CONSTITUENCY, IN_CONSTITUENCY, LEVELS, REGION, Place, Tree
from federation.core.refusals import Refusal, refuse
from federation.schemas.base import load
from federation.schemas.places import PlaceRowSchema
from federation.store import Database
from federation.store.queries import figures, networks, places, settlements
from federation.store.queries import requests as asked
from federation.store.queries.networks import CoordinatorView, NetworkView

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..shared import pictures
from ..today import today
from .overview import STAFF
from .parts import slice_of

FOUND_MOST: Final = 40
GROUPS_A_PAGE: Final = 100
GROUPS_COMPARED: Final = 50
PLACES_A_PAGE: Final = 100
COUNTRIES_A_PAGE: Final = 20
REGIONS_SHOWN: Final = 60
TOGETHER: Final = "together"


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place on a list: `where` it lies, in words; how many groups live in it."""

    place: Place
    where: str
    groups: int


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group and the place where it lives, in words."""

    code: str
    name: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Places(Page):
    """The places at the top, or those found; what waits for somebody.

    `top`: countries, of each some regions and how many more it has.
    """

    template: ClassVar[str] = "hub/places.html"
    find: str
    found: tuple[PlaceLine, ...]
    top: tuple[tuple[PlaceLine, tuple[PlaceLine, ...], int], ...]
    before: str
    after: str
    unplaced: int
    unlinked: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePlace(Page):
    """A place: what it is part of, what lies in it, which groups live there, who has a duty.

    `below`: of each level how many lie in it, and those that are shown, a hundred of all levels.
    `duties_above`: who has one for what it is part of, the nearest first.
    """

    template: ClassVar[str] = "hub/place.html"
    place: Place
    line: tuple[Place, ...]
    constituency: Place | None
    below: tuple[tuple[str, int, tuple[PlaceLine, ...]], ...]
    before: str
    more: str
    groups: tuple[GroupLine, ...]
    count: int
    members: int
    women: int
    after: int
    duties: tuple[CoordinatorView, ...]
    duties_above: tuple[tuple[Place, CoordinatorView], ...]
    networks: tuple[NetworkView, ...]
    can_hold: tuple[str, ...]
    ladders: tuple[pictures.Ladder, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceForm(Page):
    """A place to be added below `above`, or changed (`place`)."""

    template: ClassVar[str] = "hub/place_form.html"
    form: Form
    above: Place | None
    place: Place | None
    levels: tuple[str, ...]
    constituencies: tuple[tuple[str, str], ...]


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/places", view_func=place_list)
    to.add_url_rule("/places/new", view_func=new_country, methods=both)
    to.add_url_rule("/places/<at>", view_func=one_place)
    to.add_url_rule("/places/<at>/add", view_func=add_place, methods=both)
    to.add_url_rule("/places/<at>/change", view_func=change_place, methods=both)


def counts(tree: Tree, placed: Mapping[str, str]) -> dict[str, int]:
    """How many groups live in each place that holds any, counted on the way up."""
    found: dict[str, int] = {}
    for code in placed.values():
        beside = tree.at(code, CONSTITUENCY)
        over = {code, *(one.code for one in tree.ancestors(code))}
        for each in over | ({beside.code} if beside else set()):
            found[each] = found.get(each, 0) + 1
    return found


def _line(tree: Tree, one: Place, counted: Mapping[str, int]) -> PlaceLine:
    return PlaceLine(one, tree.told(one.parent), counted.get(one.code, 0))


def _country(
    tree: Tree, top: Place, counted: Mapping[str, int]
) -> tuple[PlaceLine, tuple[PlaceLine, ...], int]:
    regions = tree.children(top.code, REGION)
    some = regions[:REGIONS_SHOWN]
    lines = tuple(_line(tree, one, counted) for one in some)
    return _line(tree, top, counted), lines, len(regions) - len(some)


@allow(*STAFF)
def place_list() -> ResponseReturnValue:
    """Countries and their regions; or what a name finds."""
    find = " ".join(request.args.get("find", "").split())[:80]
    with store().reading() as db:
        tree, placed = places.tree(db), places.placed(db)
        counted = counts(tree, placed)
        groups = [one.node for one in asked.partners(db, "group")]
        part = slice_of(tree.children(""), COUNTRIES_A_PAGE)
        page = Places(
            find=find,
            found=tuple(_line(tree, one, counted) for one in tree.search(find, FOUND_MOST)),
            top=tuple(_country(tree, top, counted) for top in part.rows),
            before=part.before,
            after=part.after,
            unplaced=sum(placed.get(node, "") not in tree for node in groups),
            unlinked=sum(not one.place and not one.is_said for one in settlements.words(db)),
            count=len(tree),
        )
    return render(page)


def known(db: Database, code: str) -> tuple[Tree, Place]:
    """The tree, and the place of that code. Raises Refusal `place-unknown`."""
    tree = places.tree(db)
    found = tree.get(code)
    if found is None:
        raise refuse("place-unknown", code=code[:80])
    return tree, found


def _below(tree: Tree, one: Place) -> list[Place]:
    inside = [each for each in tree.beside(one.code) if each.parent != one.code]
    return sorted((*tree.children(one.code), *inside), key=lambda each: LEVELS.index(each.level))


def _by_level(
    tree: Tree, every: list[Place], shown: tuple[Place, ...], counted: Mapping[str, int]
) -> tuple[tuple[str, int, tuple[PlaceLine, ...]], ...]:
    many = Counter(one.level for one in every)
    return tuple(
        (level, many[level], tuple(_line(tree, one, counted) for one in some))
        for level, some in groupby(shown, key=lambda one: one.level)
    )


@allow(*STAFF)
def one_place(at: str) -> ResponseReturnValue:
    """One place; what lies in it, and its groups, come by the hundred."""
    told = request.args.get("after", "")
    after = int(told) if told.isdecimal() and len(told) < len("100000000") else 0
    with store().reading() as db:
        tree, place = known(db, at)
        placed, inside = places.placed(db), tree.within(at)
        groups = [one for one in asked.partners(db, "group") if placed.get(one.node) in inside]
        some = places.books_within(db, at)
        heads = figures.heads(db, some)
        below = _below(tree, place)
        part = slice_of(below, PLACES_A_PAGE)
        page = OnePlace(
            place=place,
            line=tuple(reversed(tree.ancestors(at))),
            constituency=tree.at(at, CONSTITUENCY) if place.level in IN_CONSTITUENCY else None,
            below=_by_level(tree, below, part.rows, counts(tree, placed)),
            before=part.before,
            more=part.after,
            groups=tuple(
                GroupLine(one.code, one.name, tree.told(placed[one.node]))
                for one in groups[after : after + GROUPS_A_PAGE]
            ),
            count=len(groups),
            members=heads.members,
            women=heads.women,
            after=after,
            duties=networks.coordinators(db, (at,)),
            duties_above=_duties_above(db, tree.ancestors(at)),
            networks=tuple(
                one for one in networks.networks(db) if one.place == at and not one.ended_on
            ),
            can_hold=_can_hold(place),
            ladders=pictures.ladders_of(db, some) if _is_small(place, len(some)) else (),
        )
    return render(page)


def _is_small(place: Place, books: int) -> bool:
    """A settlement or less: where homes are compared, each household is read."""
    return place.level in IN_CONSTITUENCY and 0 < books <= GROUPS_COMPARED


def _duties_above(
    db: Database, line: tuple[Place, ...]
) -> tuple[tuple[Place, CoordinatorView], ...]:
    found = networks.coordinators(db, [one.code for one in line])
    return tuple((place, one) for place in line for one in found if one.place == place.code)


def _can_hold(place: Place | None) -> tuple[str, ...]:
    """Levels of places that may be a part of it, the likeliest first; of nothing: countries."""
    if place is None:
        return LEVELS[:1]
    return tuple(level for level, above in ABOVE.items() if place.level in above)


def _form_page(form: Form, above: str, code: str = "") -> PlaceForm:
    with store().reading() as db:
        tree = places.tree(db)
        over = known(db, above)[1] if above else None
        place = known(db, code)[1] if code else None
    region = tree.at(above, REGION)
    levels = (place.level,) if place else _can_hold(over)
    if not levels:
        raise refuse("place-unknown", code=above[:80])
    may_name = region is not None and any(level in IN_CONSTITUENCY for level in levels)
    some = tree.children(region.code, CONSTITUENCY) if region and may_name else ()
    return PlaceForm(
        form=form,
        above=over,
        place=place,
        levels=levels,
        constituencies=tuple((one.code, one.name) for one in some),
    )


def _take(form: Form, above: str, place: Place | None) -> ResponseReturnValue:
    """List what was typed, below `above` or in the stead of what was known of a place."""
    code = place.code if place else ""

    def page(again: Form) -> Page:
        return _form_page(again, above, code)

    typed = {"parent": above, "code": code, **form.typed()}
    is_sure = bool(typed.pop(TOGETHER, "")) and form.value(TOGETHER) == form.value("parent")
    if place is not None:
        typed["level"] = place.level
    values, faults = load(PlaceRowSchema(), typed)
    if faults:
        return forms.show(page(form.wrong(faults)))
    order = ListPlaces(
        places=(Place(**values),),
        day=today(),
        is_new=place is None,
        asks=not is_sure,
        **forms.stamp(form),
    )
    return forms.act(
        form,
        order,
        list_places,
        page,
        lambda receipt: url_for(".one_place", at=receipt.facts["code"], done="place"),
        _beside,
    )


def _beside(refusal: Refusal) -> str:
    if refusal.code == "place-moves-others":
        return TOGETHER
    column = place_sheet.COLUMN.get(refusal.code, "name")
    return column if column in ("parent", "constituency", "code") else "name"


@allow(*STAFF)
def new_country() -> ResponseReturnValue:
    """A country to be added."""
    if request.method == "GET":
        return render(_form_page(forms.fresh(), ""))
    return _take(forms.typed(), "", None)


@allow(*STAFF)
def add_place(at: str) -> ResponseReturnValue:
    """A place to be added as a part of another."""
    if request.method == "GET":
        return render(_form_page(forms.fresh(), at))
    return _take(forms.typed(), at, None)


@allow(*STAFF)
def change_place(at: str) -> ResponseReturnValue:
    """Another name, another place that it is a part of; or off the list."""
    with store().reading() as db:
        place = known(db, at)[1]
    if request.method == "GET":
        told = {"population": place.population if place.population >= 0 else ""}
        values = {
            "name": place.name,
            "parent": place.parent,
            "constituency": place.constituency,
            "year": place.year or "",
        }
        return render(_form_page(forms.fresh(**values, **told), place.parent, at))
    form = forms.typed()
    if form.button != "drop":
        return _take(replace(form), "", place)
    return forms.act(
        form,
        DropPlace(code=at, day=today(), **forms.stamp(form)),
        drop_place,
        lambda again: _form_page(again, place.parent, at),
        lambda receipt: (
            url_for(".one_place", at=receipt.facts["above"], done="place-dropped")
            if receipt.facts["above"]
            else url_for(".place_list", done="place-dropped")
        ),
    )

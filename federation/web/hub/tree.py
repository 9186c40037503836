"""The list of places: looked at from the country down, added to, changed; in and out as a sheet."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Final

from flask import Blueprint, Response, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from federation.books import place_sheet
from federation.books.telling import tell_faults
from federation.books.writer import write_csv, write_xlsx
from federation.commands.places import DropPlace, ListPlaces, drop_place, list_places
from federation.core.places import ABOVE, CONSTITUENCY, IN_CONSTITUENCY, LEVELS, REGION, Place, Tree
from federation.core.refusals import Refusal, refuse
from federation.i18n import say
from federation.schemas.base import load
from federation.schemas.places import PlaceRowSchema
from federation.store import Database
from federation.store.queries import figures, networks, places, settlements
from federation.store.queries import requests as asked
from federation.store.queries.networks import CoordinatorView, NetworkView

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow, upload
from ..here import me, store
from ..pages import Page, render
from ..shared import files
from ..today import today
from .overview import STAFF

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS: Final = ("xlsx", "csv")
FOUND_MOST: Final = 40
GROUPS_A_PAGE: Final = 100
SHEET_BYTES_MAX: Final = 6_000_000


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
    """The places at the top, or those found; what waits for somebody."""

    template: ClassVar[str] = "hub/places.html"
    find: str
    found: tuple[PlaceLine, ...]
    top: tuple[tuple[PlaceLine, tuple[PlaceLine, ...]], ...]
    unplaced: int
    unlinked: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePlace(Page):
    """A place: what it is part of, what lies in it, which groups live there, who has a duty."""

    template: ClassVar[str] = "hub/place.html"
    place: Place
    line: tuple[Place, ...]
    constituency: Place | None
    below: tuple[tuple[str, tuple[PlaceLine, ...]], ...]
    groups: tuple[GroupLine, ...]
    count: int
    members: int
    women: int
    after: int
    duties: tuple[CoordinatorView, ...]
    networks: tuple[NetworkView, ...]
    can_hold: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceForm(Page):
    """A place to be added below `above`, or changed (`place`)."""

    template: ClassVar[str] = "hub/place_form.html"
    form: Form
    above: Place | None
    place: Place | None
    levels: tuple[str, ...]
    constituencies: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BringPlaces(Page):
    """A list of places as a spreadsheet; `faults`: what is wrong with what came, row by row."""

    template: ClassVar[str] = "hub/places_bring.html"
    form: Form
    columns: tuple[str, ...]
    levels: tuple[str, ...]
    faults: tuple[str, ...] = ()


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/places", view_func=place_list)
    to.add_url_rule("/places/bring", view_func=bring_places, methods=both)
    to.add_url_rule("/places/places.<kind>", view_func=save_places)
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


@allow(*STAFF)
def place_list() -> ResponseReturnValue:
    """Countries and their regions; or what a name finds."""
    find = " ".join(request.args.get("find", "").split())[:80]
    with store().reading() as db:
        tree, placed = places.tree(db), places.placed(db)
        counted = counts(tree, placed)
        groups = [one.node for one in asked.partners(db, "group")]
        page = Places(
            find=find,
            found=tuple(_line(tree, one, counted) for one in tree.search(find, FOUND_MOST)),
            top=tuple(
                (
                    _line(tree, top, counted),
                    tuple(_line(tree, one, counted) for one in tree.children(top.code, REGION)),
                )
                for top in tree.children("")
            ),
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


def _below(
    tree: Tree, one: Place, counted: Mapping[str, int]
) -> tuple[tuple[str, tuple[PlaceLine, ...]], ...]:
    inside = [each for each in tree.beside(one.code) if each.parent != one.code]
    by_level: dict[str, list[PlaceLine]] = {}
    for each in (*tree.children(one.code), *inside):
        by_level.setdefault(each.level, []).append(_line(tree, each, counted))
    return tuple((level, tuple(by_level[level])) for level in LEVELS if level in by_level)


@allow(*STAFF)
def one_place(at: str) -> ResponseReturnValue:
    """One place; its groups come by the hundred."""
    told = request.args.get("after", "")
    after = int(told) if told.isdecimal() and len(told) < len("100000000") else 0
    with store().reading() as db:
        tree, place = known(db, at)
        placed, inside = places.placed(db), tree.within(at)
        groups = [one for one in asked.partners(db, "group") if placed.get(one.node) in inside]
        heads = figures.heads(db, places.books_within(db, at))
        page = OnePlace(
            place=place,
            line=tuple(reversed(tree.ancestors(at))),
            constituency=tree.at(at, CONSTITUENCY) if place.level in IN_CONSTITUENCY else None,
            below=_below(tree, place, counts(tree, placed)),
            groups=tuple(
                GroupLine(one.code, one.name, tree.told(placed[one.node]))
                for one in groups[after : after + GROUPS_A_PAGE]
            ),
            count=len(groups),
            members=heads.members,
            women=heads.women,
            after=after,
            duties=networks.coordinators(db, (at,)),
            networks=tuple(
                one for one in networks.networks(db) if one.place == at and not one.ended_on
            ),
            can_hold=_can_hold(place),
        )
    return render(page)


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
    if place is not None:
        typed["level"] = place.level
    values, faults = load(PlaceRowSchema(), typed)
    if faults:
        return forms.show(page(form.wrong(faults)))
    order = ListPlaces(
        places=(Place(**values),), day=today(), is_new=place is None, **forms.stamp(form)
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


@allow(*STAFF)
def save_places(kind: str) -> Response:
    """The list as a file. Raises Refusal `page-unknown` for another kind of file."""
    if kind not in KINDS:
        raise refuse("page-unknown")
    with store().reading() as db:
        made = place_sheet.table(places.tree(db))
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        at = Path(folder)
        path = write_xlsx(at / "a.xlsx", [made]) if kind == "xlsx" else write_csv(at, [made])[0]
        content = path.open("rb")  # lives on until it is sent, though its name is gone
    answer = send_file(
        content,
        mimetype=XLSX if kind == "xlsx" else "text/csv; charset=utf-8",
        as_attachment=True,
        download_name=f"places.{kind}",
    )
    answer.call_on_close(content.close)
    return answer


@allow(*STAFF)
@upload
def bring_places() -> ResponseReturnValue:
    """Take a list in: all of it, or nothing with a sentence for each row that is wrong."""
    if request.method == "GET":
        return render(_bring(forms.fresh()))
    form = forms.typed()
    try:
        planned = _read()
        place_sheet.enter(store(), planned, user=me().id, token=form.token)
    except Refusal as refusal:
        page = _bring(form.refused(refusal, "files"), tell_faults(refusal, say))
        return forms.show(page, status_of(refusal))
    return redirect(url_for(".place_list", done="places"), 303)


def _bring(form: Form, faults: tuple[str, ...] = ()) -> BringPlaces:
    return BringPlaces(form=form, columns=place_sheet.COLUMNS, levels=LEVELS, faults=faults)


def _read() -> place_sheet.Plan:
    """What came, from a file of its own that is gone afterwards."""
    came = files.brought()
    if len(came) != 1:
        raise refuse("files-none")
    name = Path(came[0].filename or "")
    kind = name.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise refuse("places-neither", file=name.name[:80])
    content = came[0].stream.read(SHEET_BYTES_MAX + 1)
    if len(content) > SHEET_BYTES_MAX:
        raise refuse("books-too-big", file=name.name[:80], most_mb=SHEET_BYTES_MAX // 1_000_000)
    with tempfile.TemporaryDirectory(prefix="places-") as folder:
        path = Path(folder) / f"places{kind}"
        path.write_bytes(content)
        return place_sheet.plan(store(), path)

"""The list of places as a whole: in and out as a sheet; a country taken off it."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from flask import Blueprint, Response, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from federation.books import place_sheet
from federation.books.telling import tell_faults
from federation.books.writer import write_csv, write_xlsx
from federation.commands.places import DropPlace, Held, drop_place, held_in
from federation.core.names import readable
from federation.core.places import COUNTRY, LEVELS, Place
from federation.core.refusals import Refusal, refuse
from federation.i18n import say
from federation.store.queries import places

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow, upload
from ..here import me, store
from ..pages import Page, render
from ..shared import files
from ..today import today
from .overview import STAFF
from .tree import known

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS: Final = ("xlsx", "csv")
SHEET_BYTES_MAX: Final = 6_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BringPlaces(Page):
    """A list of places as a spreadsheet; `faults`: what is wrong with what came, row by row."""

    template: ClassVar[str] = "hub/places_bring.html"
    form: Form
    columns: tuple[str, ...]
    levels: tuple[str, ...]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryOff(Page):
    """What goes with a country, and what still stands in it and keeps it.

    `places`: how many lie in it; `earlier`: groups that once lived there.
    """

    template: ClassVar[str] = "hub/country_off.html"
    form: Form
    country: Place
    places: int
    earlier: int
    held: Held


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/places/bring", view_func=bring_places, methods=both)
    to.add_url_rule("/places/places.<kind>", view_func=save_places)
    to.add_url_rule("/places/<at>/off", view_func=country_off, methods=both)


def _off(at: str, form: Form) -> CountryOff:
    with store().reading() as db:
        tree, country = known(db, at)
        if country.level != COUNTRY:
            raise refuse("page-unknown")
        inside = tree.within(at)
        return CountryOff(
            form=form,
            country=country,
            places=len(inside) - 1,
            earlier=places.lived_within(db, inside),
            held=held_in(db, inside),
        )


@allow(*STAFF)
def country_off(at: str) -> ResponseReturnValue:
    """A country goes off the list with all that lies in it, once nothing stands there."""
    if request.method == "GET":
        return render(_off(at, forms.fresh()))
    form = forms.typed()
    return forms.act(
        form,
        DropPlace(code=at, day=today(), is_whole=True, **forms.stamp(form)),
        drop_place,
        lambda again: _off(at, again),
        lambda _: url_for(".place_list", done="country-gone"),
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
        mimetype=XLSX if kind == "xlsx" else "text/csv",
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
        try:
            return place_sheet.plan(store(), path)
        except Refusal as refusal:
            raise _called(refusal, readable(name.name)[:80]) from None


def _called(refusal: Refusal, file: str) -> Refusal:
    """Of the file as whoever brought it calls it."""
    told = {"file": file} if "file" in refusal.facts else {}
    return Refusal(refusal.code, {**refusal.facts, **told})

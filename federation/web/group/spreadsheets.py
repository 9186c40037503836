"""The books as a spreadsheet: to be saved, and to be taken in after a look at what would happen."""

import tempfile
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import ClassVar, Final

from flask import Blueprint, Response, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from federation.books import drafts, plan
from federation.books.exporting import export_books
from federation.books.reader import read_books
from federation.books.rows import Books
from federation.books.telling import tell_each, tell_faults
from federation.commands.users import check_pin_of
from federation.core.refusals import Refusal, refuse
from federation.i18n import say
from federation.schemas.base import load
from federation.schemas.users import SecondSchema
from federation.store import local

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow, upload
from ..here import me, node, store
from ..pages import Page, render
from ..shared import files
from ..today import today
from .common import OFFICERS, Options, officer_options

ROWS_SHOWN: Final = 100
WARNINGS_SHOWN: Final = 100
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreadsheets(Page):
    """Out and in. `faults`: what is wrong with the file that was just brought, row by row."""

    template: ClassVar[str] = "group/spreadsheets.html"
    form: Form
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview(Page):
    """What would happen, before it does. `left`: rows that are not shown.

    `seconds`: the officers of whom one has to say yes with her own PIN.
    """

    template: ClassVar[str] = "group/spreadsheets_preview.html"
    form: Form
    draft: str
    file: str
    sheets: tuple[plan.SheetPlan, ...]
    entered: int
    warnings: tuple[str, ...]
    warnings_left: int
    rows: tuple[plan.Planned, ...]
    left: int
    seconds: Options


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/spreadsheets", view_func=spreadsheets)
    to.add_url_rule("/spreadsheets/books.xlsx", view_func=save_books)
    to.add_url_rule("/spreadsheets/look", view_func=look, methods=["GET", "POST"])
    to.add_url_rule("/spreadsheets/take", view_func=take_in, methods=["GET", "POST"])


@allow(*OFFICERS)
def spreadsheets() -> ResponseReturnValue:
    """Out and in."""
    return render(Spreadsheets(form=forms.fresh()))


@allow(*OFFICERS)
def save_books() -> Response:
    """The whole books as one .xlsx. Raises Refusal `practice-never-sent`."""
    with tempfile.TemporaryDirectory(prefix="books-") as folder:
        (made,) = export_books(store(), Path(folder) / "books.xlsx")
        content = made.open("rb")  # lives on until it is sent, though its name is gone
    answer = send_file(
        content,
        mimetype=_XLSX,
        as_attachment=True,
        download_name=f"books-{today()}.xlsx",
    )
    answer.call_on_close(content.close)
    return answer


@allow(*OFFICERS)
@upload
def look() -> ResponseReturnValue:
    """Keep what was brought, and show what would happen; nothing is entered."""
    if request.method == "GET":
        return redirect(url_for(".spreadsheets"), 303)
    form = forms.typed()
    came = files.brought()
    if not came:
        return _again(form, refuse("files-none"))
    brought = {one.filename or "": one.stream.read(drafts.MOST_BYTES + 1) for one in came}
    draft = ""
    try:
        draft = drafts.keep(node(), me().id, brought)
        return render(_preview(draft, forms.Form(node().new_id())))
    except Refusal as refusal:
        drafts.drop(node(), me().id, draft)
        return _again(form, refusal)


def _again(form: Form, refusal: Refusal) -> ResponseReturnValue:
    """The first page, with what is wrong: all of it, row by row."""
    page = Spreadsheets(form=form.refused(refusal, "files"), faults=tell_faults(refusal, say))
    return forms.show(page, status_of(refusal))


def _preview(draft: str, form: Form) -> Preview:
    path = drafts.find(node(), me().id, draft)
    planned = plan.plan(store(), read_books(path), user=me().id)
    rows = tuple(islice(planned.rows(), ROWS_SHOWN))
    return Preview(
        form=form,
        draft=draft,
        file=path.name if path.is_file() else "",
        sheets=planned.sheets(),
        entered=len(planned.drafts),
        warnings=tell_each(planned.warnings[:WARNINGS_SHOWN], say),
        warnings_left=max(len(planned.warnings) - WARNINGS_SHOWN, 0),
        rows=rows,
        left=len(planned.drafts) - len(rows),
        seconds=officer_options(store(), without_me=True),
    )


@allow(*OFFICERS)
def take_in() -> ResponseReturnValue:
    """Enter it, all of it or nothing, once a second officer says yes; or let it be.

    The file is thrown away either way; it waits while her PIN is wrong.
    """
    if request.method == "GET":
        return redirect(url_for(".spreadsheets"), 303)
    form = forms.typed()
    draft = form.value("draft")
    if form.button == "drop":
        drafts.drop(node(), me().id, draft)
        return redirect(url_for(".spreadsheets"), 303)
    try:
        if not _is_done(form):
            asked, status = _agreed(form)
            if asked is not None:
                return forms.show(_preview(draft, asked), status)
            planned = plan.plan(store(), _books(draft), user=me().id)
            plan.enter(store(), planned, token=form.token)
            drafts.drop(node(), me().id, draft)
    except Refusal as refusal:
        drafts.drop(node(), me().id, draft)
        return _again(form, refusal)
    return redirect(url_for(".spreadsheets", done="books"), 303)


def _agreed(form: Form) -> tuple[Form | None, int]:
    """None when a second officer agreed with her own PIN, else the form with what is wrong."""
    told = {name: form.value(name) for name in ("second", "pin")}
    values, faults = load(SecondSchema(), told)
    if faults:
        return form.wrong(faults), 422
    beside = "second"
    try:
        if values["second"] == me().id:
            raise refuse("books-need-second")
        beside = "pin"
        if check_pin_of(store(), values["second"], values["pin"]).role not in OFFICERS:
            beside = "second"
            raise refuse("books-need-second")
    except Refusal as refusal:
        return form.refused(refusal, beside), status_of(refusal)
    return None, 200


def _books(draft: str) -> Books:
    return read_books(drafts.find(node(), me().id, draft))


def _is_done(form: Form) -> bool:
    """Whether just this form was taken already: a second tap."""
    with store().reading() as db:
        return local.receipt(db, form.token) is not None

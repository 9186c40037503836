"""Answers by a spreadsheet: the open requests to be filled in, and the filled-in sheet back."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from flask import Blueprint, Response, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from federation.books import answer_plan, answer_sheet, drafts
from federation.books.telling import tell_faults
from federation.books.writer import write_csv, write_xlsx
from federation.core.refusals import Refusal, refuse
from federation.core.rules.answers import NEEDS, REASONS
from federation.i18n import say
from federation.store import local
from federation.store.queries import requests as asked

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow, upload
from ..here import me, node, store
from ..pages import Page, render
from ..shared import files
from ..today import today
from .common import OFFICIALS

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS: Final = ("xlsx", "csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage(Page):
    """Out and in. `needs`: the columns that each verb must have.

    `faults`: what is wrong with the sheet that was just brought, row by row.
    """

    template: ClassVar[str] = "city/sheet.html"
    form: Form
    open_requests: int
    columns: tuple[str, ...]
    needs: Mapping[str, tuple[str, ...]]
    reasons: tuple[str, ...]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLook(Page):
    """What the sheet would answer, before it does."""

    template: ClassVar[str] = "city/sheet_look.html"
    form: Form
    draft: str
    plan: answer_plan.Plan
    groups: tuple[str, ...]


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/sheet", view_func=sheet)
    to.add_url_rule("/sheet/answers.<kind>", view_func=save_sheet)
    to.add_url_rule("/sheet/look", view_func=look_sheet, methods=both)
    to.add_url_rule("/sheet/take", view_func=take_sheet, methods=both)


def _page(form: Form, faults: tuple[str, ...] = ()) -> SheetPage:
    with store().reading() as db:
        made = answer_sheet.table(asked.requests(db), today())
    count = sum(1 for _ in made.rows)
    return SheetPage(
        form=form,
        open_requests=count,
        columns=answer_sheet.ANSWERED,
        needs=NEEDS,
        reasons=REASONS,
        faults=faults,
    )


@allow(*OFFICIALS)
def sheet() -> ResponseReturnValue:
    """Out and in."""
    return render(_page(forms.fresh()))


@allow(*OFFICIALS)
def save_sheet(kind: str) -> Response:
    """The open requests as a file. Raises Refusal `page-unknown` for another kind of file."""
    if kind not in KINDS:
        raise refuse("page-unknown")
    with store().reading() as db:
        made = answer_sheet.table(asked.requests(db), today())
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        at = Path(folder)
        path = write_xlsx(at / "a.xlsx", [made]) if kind == "xlsx" else write_csv(at, [made])[0]
        content = path.open("rb")  # lives on until it is sent, though its name is gone
    answer = send_file(
        content,
        mimetype=XLSX if kind == "xlsx" else "text/csv",
        as_attachment=True,
        download_name=f"answers-{today()}.{kind}",
    )
    answer.call_on_close(content.close)
    return answer


@allow(*OFFICIALS)
@upload
def look_sheet() -> ResponseReturnValue:
    """Keep what was brought, and show what it would answer; nothing is given."""
    if request.method == "GET":
        return redirect(url_for(".sheet"), 303)
    form = forms.typed()
    came = files.brought()
    draft = ""
    try:
        if len(came) != 1:
            raise refuse("files-none")
        content = came[0].stream.read(drafts.MOST_BYTES + 1)
        draft = drafts.keep(node(), me().id, {came[0].filename or "": content})
        return render(_look(draft, Form(node().new_id())))
    except Refusal as refusal:
        drafts.drop(node(), me().id, draft)
        return _again(form, refusal)


def _look(draft: str, form: Form) -> SheetLook:
    planned = answer_plan.plan(store(), drafts.find(node(), me().id, draft), user=me().id)
    groups = tuple(sorted({one.view.group for one in planned.answers}))
    return SheetLook(form=form, draft=draft, plan=planned, groups=groups)


def _again(form: Form, refusal: Refusal) -> ResponseReturnValue:
    """The first page, with everything that is wrong."""
    page = _page(form.refused(refusal, "files"), tell_faults(refusal, say))
    return forms.show(page, status_of(refusal))


@allow(*OFFICIALS)
def take_sheet() -> ResponseReturnValue:
    """Give the answers of the sheet, all of them or none; or let it be. The file is thrown away."""
    if request.method == "GET":
        return redirect(url_for(".sheet"), 303)
    form = forms.typed()
    draft = form.value("draft")
    if form.button == "drop":
        drafts.drop(node(), me().id, draft)
        return redirect(url_for(".sheet"), 303)
    try:
        if not _is_done(form):
            path = drafts.find(node(), me().id, draft)
            planned = answer_plan.plan(store(), path, user=me().id)
            answer_plan.enter(store(), planned, user=me().id, token=form.token)
    except Refusal as refusal:
        return _again(form, refusal)
    finally:
        drafts.drop(node(), me().id, draft)
    return redirect(url_for(".home", done="answers"), 303)


def _is_done(form: Form) -> bool:
    """Whether just this form was taken already: a second tap."""
    with store().reading() as db:
        return local.receipt(db, form.token) is not None

"""Sheets of amounts: a row per member (or loan), kept field by field until they become entries.

The same sheet may be open on several phones, so only fields that were changed on this page are
kept, and a sheet that somebody else confirmed meanwhile is shown again before anything is entered.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.deed import Decision, Desk
from federation.commands.money import EnterMoney, enter_money
from federation.core.refusals import refuse
from federation.i18n import money
from federation.schemas.money import field_name, kind_of, read_sheet
from federation.store import Database, Store, local
from federation.store.queries import books

from .. import forms
from ..forms import Form
from ..here import node, store
from ..pages import Page
from . import steps
from .common import Options, called, own_book

WAS: Final = "was."
SEEN: Final = "seen"
DAILY: Final = "daily"
# A form that was sent for the sake of its buttons: keep, go to another purpose, enter it all.
KEEP: Final = "keep"
TO: Final = "to "
QUICK: Final = (5, 10, 20, 50)


@dataclass(frozen=True, slots=True)
class Cell:
    """One amount of a row: the field's name, and its word when a row has several."""

    name: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A member (or a loan): name, small print, amounts."""

    name: str
    small: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage(Page):
    """A sheet: of a step (`frame`), or of a daily round (`frame` None; then it has a `day`).

    `kept`: what lies in the drafts, by field. `purposes`: code, kept sum and whether it is open.
    """

    template: ClassVar[str] = "group/sheet.html"
    frame: steps.Frame | None
    form: Form
    rows: tuple[Row, ...]
    kept: Mapping[str, str]
    keep_address: str
    purposes: tuple[tuple[str, int, bool], ...] = ()
    price_minor: int = 0
    day: str = ""
    extra: Form | None = None
    members: Options = ()
    filled: int = 0
    sum_minor: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a kind of sheet is: its step, the kinds it may enter, its rows for a purpose."""

    step: str
    kinds: tuple[str, ...]
    rows: Callable[[Database, str], tuple[Row, ...]]
    has_purposes: bool = False


def member_rows(kind: str) -> Callable[[Database, str], tuple[Row, ...]]:
    """A row for each member who has not left."""

    def rows(db: Database, purpose: str) -> tuple[Row, ...]:
        word, of = ("share", "") if purpose == "share" else (kind, purpose)
        return tuple(
            Row(called(one), str(one.member), (Cell(field_name(word, one.member, of)),))
            for one in books.members(db, own_book(db), also_left=False)
        )

    return rows


def loan_rows(db: Database, _purpose: str) -> tuple[Row, ...]:
    """A row for each loan that is still owed: principal and interest."""
    return tuple(
        Row(
            one.name or f"№ {one.member}",
            money(one.owes_minor),
            (
                Cell(field_name("loan_principal", one.loan), "principal"),
                Cell(field_name("loan_interest", one.loan), "interest"),
            ),
        )
        for one in books.loans(db, own_book(db))
        if one.owes_minor
    )


def fine_rows(db: Database, _purpose: str) -> tuple[Row, ...]:
    """A row for each member who owes a fine."""
    names = books.names(db, own_book(db))
    return tuple(
        Row(names.get(number, ""), money(due), (Cell(field_name("fine_paid", number)),))
        for number, due in sorted(books.fines_due(db, own_book(db)).items())
    )


SAVINGS: Final = Sheet("savings", ("savings", "share"), member_rows("savings"), has_purposes=True)
SOCIAL: Final = Sheet("social", ("social_contribution",), member_rows("social_contribution"))
FINES: Final = Sheet("fines", ("fine_paid",), fine_rows)
REPAYMENTS: Final = Sheet("repayments", ("loan_principal", "loan_interest"), loan_rows)
BY_STEP: Final[Mapping[str, Sheet]] = MappingProxyType(
    {sheet.step: sheet for sheet in (SAVINGS, SOCIAL, FINES, REPAYMENTS)}
)


def page(db: Database, sheet: Sheet, number: int, form: Form, day: str = "") -> SheetPage:
    """The sheet as it stands: drafts, and over them what this form holds."""
    kept = local.drafts(db, number, sheet.step)
    purpose = _purpose(form) if sheet.has_purposes else ""
    price = node().settings.share_price_minor
    rows = sheet.rows(db, purpose)
    here = {cell.name: kept.get(cell.name, "") for row in rows for cell in row.cells}
    lines, _ = read_sheet({**here, **_typed(form, here)}, sheet.kinds, day)
    return SheetPage(
        frame=steps.frame(db, number, sheet.step) if number else None,
        form=form,
        rows=rows,
        kept=kept,
        keep_address=url_for(".keep", number=number, step=sheet.step),
        purposes=_purposes(db, kept, purpose) if sheet.has_purposes else (),
        price_minor=price if purpose == "share" else 0,
        day=day,
        filled=len(lines),
        sum_minor=sum(line.amount for line in lines),
    )


def _typed(form: Form, names: Mapping[str, str]) -> dict[str, str]:
    return {name: told for name, told in form.typed().items() if name in names}


def _purpose(form: Form) -> str:
    """The purpose that is looked at: that of the first amount that is wrong, else as asked for."""
    for name in form.faults:
        if kind_of(name) in SAVINGS.kinds:
            return "share" if kind_of(name) == "share" else name.split(":", 1)[1].rpartition(":")[0]
    return request.args.get("purpose", "general")


def _purposes(db: Database, kept: Mapping[str, str], now: str) -> tuple[tuple[str, int, bool], ...]:
    codes = books.purposes(db, own_book(db))
    if node().settings.share_price_minor:
        codes = ("share", *codes)
    lines, _ = read_sheet(kept, SAVINGS.kinds, "")
    sums = dict.fromkeys(codes, 0)
    for line in lines:
        code = "share" if line.kind == "share" else line.purpose
        sums[code] = sums.get(code, 0) + line.amount
    if now not in sums:
        sums[now] = 0
    return tuple((code, total, code == now) for code, total in sums.items())


def keep(db: Database, form: Form, number: int, step: str, kinds: tuple[str, ...]) -> None:
    """Keep the fields that were changed on this page, unless this very form is entered already."""
    if local.receipt(db, form.token) is not None:
        return
    for name, told in form.typed().items():
        if kind_of(name) in kinds and told.strip() != form.value(WAS + name):
            local.keep_draft(db, number, step, name, told.strip())


def entering(sheet: Sheet, number: int, seen: int) -> Callable[[Desk, EnterMoney], Decision]:
    """Enter the sheet and drop its drafts, in one transaction. Raises Refusal `sheet-changed`."""

    def decide(desk: Desk, order: EnterMoney) -> Decision:
        step = steps.STEPS[steps.CODES.index(sheet.step)]
        entries = books.entries(desk.db, desk.book, meeting=number, limit=5000) if number else ()
        if max((one.seq for one in entries if one.kind in step.kinds), default=0) != seen:
            raise refuse("sheet-changed")
        decision = enter_money(desk, order)
        local.drop_drafts(desk.db, number, sheet.step)
        return decision

    return decide


def answer(
    sheet: Sheet, number: int, show: Callable[[Database, Form], Page], day: str, done: str
) -> ResponseReturnValue:
    """What a sheet's buttons do; `show` makes the page, `done` is where to go when entered."""
    form = forms.typed()
    _keep_all(store(), form, number, sheet)
    here = url_for(request.endpoint or "", **(request.view_args or {}))
    if form.button.startswith(TO):
        return redirect(f"{here}?purpose={form.button.removeprefix(TO)}", 303)
    if form.button == KEEP:
        return redirect(request.script_root + request.full_path.rstrip("?&"), 303)
    with store().reading() as db:
        lines, faults = read_sheet(local.drafts(db, number, sheet.step), sheet.kinds, day)
        if faults:
            return forms.show(show(db, form.wrong(faults)))
    if not lines and not _was_taken(form):
        return redirect(done, 303)
    order = EnterMoney(lines=lines, meeting=number, **forms.stamp(form))
    seen = int(form.value(SEEN) or 0) if form.value(SEEN).isdigit() else 0

    def again(wrong: Form) -> Page:
        with store().reading() as db:
            return show(db, wrong)

    return forms.act(form, order, entering(sheet, number, seen), again, lambda _: done)


def _keep_all(held: Store, form: Form, number: int, sheet: Sheet) -> None:
    with held.writing() as db:
        keep(db, form, number, sheet.step, sheet.kinds)


def _was_taken(form: Form) -> bool:
    with store().reading() as db:
        return local.receipt(db, form.token) is not None

"""Sheets of amounts: a row per member (or loan), kept field by field until they become entries.

The same sheet may be open on several phones, so only fields that were changed on this page are
kept, and a sheet that somebody else confirmed meanwhile is shown again before anything is entered.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import ClassVar, Final

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.deed import Decision, Desk
from federation.commands.money import EnterMoney
from federation.commands.repayments import PAYMENT
from federation.core.refusals import Refusal, refuse
from federation.schemas.money import field_name, kind_of, read_sheet
from federation.store import Database, local
from federation.store.queries import books, group

from .. import drafts, forms
from ..filters import typed
from ..forms import Form
from ..here import node, store
from ..pages import Page
from . import rows, steps
from .common import Options, own_book
from .rows import KEPT_REST, Row, Sheet, name_of_entry

WAS: Final = "was."
SEEN: Final = "seen"
# A form that was sent for the sake of its buttons: keep, fill in, go to another purpose.
KEEP: Final = "keep"
FILL: Final = "fill"
TO: Final = "to "
REST: Final = "rest"
# Where a sheet ends: once all rows are filled, the next key leads to the button that enters them.
FOOT: Final = "foot"
HAS_REST: Final = "has_rest"
FIELD_LETTERS_MAX: Final = 120
VALUE_LETTERS_MAX: Final = 40
A_NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage(Page):
    """A sheet of a step.

    `kept`: what lies in the drafts, by field. `purposes`: code, kept sum and whether it is open.
    `fill`: how many rows the one tap for everybody would fill, with `fill_minor` in each when it
    is the same in all of them (else 0).
    """

    template: ClassVar[str] = "group/sheet.html"
    frame: steps.Frame
    form: Form
    rows: tuple[Row, ...]
    kept: Mapping[str, str]
    keep_address: str
    quick: tuple[str, ...]
    purposes: tuple[tuple[str, int, bool], ...] = ()
    price_minor: int = 0
    shares_most: int = 0
    fill: int = 0
    fill_minor: int = 0
    extra: Form | None = None
    members: Options = ()
    late: tuple[tuple[str, str, str, int], ...] = ()
    fines: tuple[tuple[str, int], ...] = ()
    filled: int = 0
    sum_minor: int = 0


def page(db: Database, sheet: Sheet, number: int, form: Form) -> SheetPage:
    """The sheet as it stands: drafts, and over them what this form holds."""
    frame = steps.frame(db, number, sheet.step)
    kept = local.drafts(db, number, sheet.step)
    rules = group.rules(db, own_book(db), node().settings.share_price_minor)
    codes = rows.purposes(db, rules) if sheet.has_purposes else ()
    purpose = _purpose(form, codes) if sheet.has_purposes else ""
    found = _with_entered(sheet.rows(db, frame.meeting, purpose), frame)
    here = {cell.name: kept.get(cell.name, "") for row in found for cell in row.cells}
    form = settled(form)
    lines, _ = read_sheet({**here, **_typed(form, here)}, sheet.kinds, "")
    to_fill = fillable(found, kept)
    same = set(to_fill.values())
    is_shares = purpose == "share"
    return SheetPage(
        frame=frame,
        form=form,
        rows=found,
        kept=kept,
        keep_address=url_for(".keep", number=number, step=sheet.step),
        quick=rows.quick(sheet, rules, purpose),
        purposes=tabs(codes, kept, purpose) if sheet.has_purposes else (),
        price_minor=rules.share_price if is_shares else 0,
        shares_most=rules.shares_most if is_shares and rules.version else 0,
        fill=len({name.rpartition(":")[2] for name in to_fill}),
        fill_minor=same.pop() if len(same) == 1 else 0,
        filled=len(lines),
        sum_minor=sum(line.amount for line in lines),
    )


def _with_entered(found: tuple[Row, ...], frame: steps.Frame) -> tuple[Row, ...]:
    """Beside each amount, what was entered for it in this meeting already."""
    entered: dict[str, int] = {}
    for one in frame.entries:
        if not one.reversed_by and not one.of:
            name = name_of_entry(one)
            entered[name] = entered.get(name, 0) + one.amount_minor
    return tuple(
        replace(
            row,
            cells=tuple(
                replace(cell, entered_minor=entered.get(cell.name, 0)) for cell in row.cells
            ),
        )
        for row in found
    )


def fillable(found: tuple[Row, ...], kept: Mapping[str, str]) -> dict[str, int]:
    """Fields that one tap fills: who is here, nothing typed or entered, and an amount is known."""
    return {
        cell.name: cell.ghost_minor
        for row in found
        if row.is_here and not any(cell.entered_minor or kept.get(cell.name) for cell in row.cells)
        for cell in row.cells
        if cell.ghost_minor
    }


def _typed(form: Form, names: Mapping[str, str]) -> dict[str, str]:
    return {name: told for name, told in form.typed().items() if name in names}


def settled(form: Form) -> Form:
    """Without the fields that this page did not change: what lies in the drafts counts there."""
    values = {
        name: told for name, told in form.values.items() if told.strip() != form.value(WAS + name)
    }
    return replace(form, values=MappingProxyType(values))


def _purpose(form: Form, codes: tuple[str, ...]) -> str:
    """The purpose that is looked at: that of the first amount that is wrong, else as asked for."""
    for name in form.faults:
        if kind_of(name) in rows.SAVINGS.kinds:
            return "share" if kind_of(name) == "share" else name.split(":", 1)[1].rpartition(":")[0]
    return request.args.get("purpose") or codes[0]


def tabs(
    codes: tuple[str, ...], kept: Mapping[str, str], now: str
) -> tuple[tuple[str, int, bool], ...]:
    """What can be saved for: code, the sum that is kept for it, whether it is open."""
    lines, _ = read_sheet(kept, rows.SAVINGS.kinds, "")
    sums = dict.fromkeys(codes, 0)
    for line in lines:
        code = "share" if line.kind == "share" else line.purpose
        sums[code] = sums.get(code, 0) + line.amount
    sums.setdefault(now, 0)
    return tuple((code, total, code == now) for code, total in sums.items())


def keep(db: Database, form: Form, number: int, step: str, kinds: tuple[str, ...]) -> None:
    """Keep the fields that were changed on this page, unless this very form is entered already."""
    if local.receipt(db, form.token) is not None:
        return
    for name, told in form.typed().items():
        if kind_of(name) in kinds and told.strip() != form.value(WAS + name):
            local.keep_draft(db, number, step, name, told.strip())
    if form.value(HAS_REST):
        local.keep_draft(db, number, step, KEPT_REST, form.value(REST))


def fits(db: Database, sheet: Sheet, name: str) -> bool:
    """Whether a field stands on this sheet: its kind, its purpose, a member or a loan."""
    kind, _, rest = name.partition(":")
    purpose, _, number = rest.rpartition(":")
    if kind not in sheet.kinds or not A_NUMBER.fullmatch(number):
        return name == KEPT_REST and sheet.has_purposes
    book = own_book(db)
    if kind == PAYMENT:
        return bool(books.loans(db, book, only=(int(number),), still_owed=True))
    if sheet.has_purposes and kind != "share":
        rules = group.rules(db, book, node().settings.share_price_minor)
        if purpose not in rows.purposes(db, rules, with_shares=False):
            return False
    found = books.member(db, book, int(number))
    return found is not None and not found.left_on


def _entries(db: Database, number: int, step: str) -> tuple[books.EntryView, ...]:
    kinds = steps.STEPS[steps.CODES.index(step)].kinds
    meeting = books.meeting(db, own_book(db), number)
    entries = steps.entries_of(db, meeting) if meeting else ()
    return tuple(one for one in entries if one.kind in kinds)


def entered_since(db: Database, number: int, step: str, seen: int) -> Mapping[str, int]:
    """What was entered in a step after entry `seen`, by the field it stands for."""
    since: dict[str, int] = {}
    for one in _entries(db, number, step):
        if one.seq > seen and not one.reversed_by:
            name = name_of_entry(one)
            since[name] = since.get(name, 0) + one.amount_minor
    return since


def differs(
    db: Database, form: Form, number: int, sheet: Sheet | None, step: str, name: str
) -> ResponseReturnValue | None:
    """What a phone asks about before this field is kept (`drafts.differs`)."""
    since = 0
    if sheet and SEEN in form.values:
        since = entered_since(db, number, step, _seen(form)).get(name, 0)
    kept = local.drafts(db, number, step).get(name, "")
    return drafts.differs(form, kept, typed(since) if since else "")


def _without_entered(form: Form, number: int, sheet: Sheet) -> Form:
    """The form without amounts that somebody else entered, just as they are, since it was shown.

    Two phones that hold the same sheet would else enter them a second time.
    """
    with store().writing() as db:
        if local.receipt(db, form.token) is not None:
            return form
        since = entered_since(db, number, sheet.step, _seen(form))
        values = dict(form.values)
        for name, told in form.typed().items():
            if kind_of(name) not in sheet.kinds:
                continue
            lines, _ = read_sheet({name: told}, sheet.kinds, "")
            if lines and since.get(name) == lines[0].amount:
                local.keep_draft(db, number, sheet.step, name, "")
                values[name] = ""
    return replace(form, values=MappingProxyType(values))


def _seen(form: Form) -> int:
    told = form.value(SEEN)
    return int(told) if told.isdecimal() and told.isascii() else 0


def entering(sheet: Sheet, number: int, seen: int) -> Callable[[Desk, EnterMoney], Decision]:
    """Enter the sheet and drop its drafts, in one transaction. Raises Refusal `sheet-changed`."""

    def decide(desk: Desk, order: EnterMoney) -> Decision:
        entries = _entries(desk.db, number, sheet.step)
        if max((one.seq for one in entries), default=0) != seen:
            raise refuse("sheet-changed")
        decision = sheet.enter(desk, order)
        local.drop_drafts(desk.db, number, sheet.step)
        return decision

    return decide


def answer(
    sheet: Sheet, number: int, show: Callable[[Database, Form], Page], day: str, done: str
) -> ResponseReturnValue:
    """What a sheet's buttons do; `show` makes the page, `done` is where to go when entered."""
    form = forms.typed()
    with store().writing() as db:
        keep(db, form, number, sheet.step, sheet.kinds)
    here = url_for(request.endpoint or "", **(request.view_args or {}))
    if form.button.startswith(TO):
        return redirect(f"{here}?purpose={form.button.removeprefix(TO)}", 303)
    if form.button == FILL:
        _fill(sheet, number, form)
    if form.button in (KEEP, FILL):
        place = f"#{FOOT}" if form.button == FILL else ""
        return redirect(request.script_root + request.full_path.rstrip("?&") + place, 303)
    form = _without_entered(form, number, sheet)
    with store().reading() as db:
        kept = local.drafts(db, number, sheet.step)
        lines, faults = read_sheet(kept, sheet.kinds, day)
        if faults:
            return forms.show(show(db, form.wrong(faults)))
    if not lines and not was_taken(form):
        return redirect(done, 303)
    order = EnterMoney(
        lines=lines, meeting=number, keep_rest=bool(kept.get(KEPT_REST)), **forms.stamp(form)
    )

    def again(wrong: Form) -> Page:
        with store().reading() as db:
            return show(db, wrong)

    return forms.act(
        form, order, entering(sheet, number, _seen(form)), again, lambda _: done, beside
    )


def beside(refusal: Refusal) -> str:
    """The field of a sheet that a refusal speaks of, or ""."""
    if refusal.code in ("shares-not-whole", "shares-too-many"):
        return field_name("share", int(str(refusal.facts["member"])))
    if refusal.code.startswith("loan-") and "loan" in refusal.facts:
        return field_name(PAYMENT, int(str(refusal.facts["loan"])))
    return ""


def _fill(sheet: Sheet, number: int, form: Form) -> None:
    """Everybody who is here and has nothing yet gets the amount that is known."""
    with store().writing() as db:
        if local.receipt(db, form.token) is not None:
            return
        shown = page(db, sheet, number, form)
        for name, amount in fillable(shown.rows, local.drafts(db, number, sheet.step)).items():
            local.keep_draft(db, number, sheet.step, name, typed(amount))


def was_taken(form: Form) -> bool:
    """Whether this very form was entered already."""
    with store().reading() as db:
        return local.receipt(db, form.token) is not None


def unconfirmed(db: Database, number: int) -> tuple[tuple[str, int], ...]:
    """Steps with amounts that are typed and not entered yet, and how many."""
    found = []
    for sheet in rows.BY_STEP.values():
        kept = local.drafts(db, number, sheet.step)
        typed = sum(1 for name, told in kept.items() if kind_of(name) in sheet.kinds and told)
        if typed:
            found.append((sheet.step, typed))
    return tuple(found)

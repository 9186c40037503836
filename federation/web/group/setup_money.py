"""What is there when the books begin: the box, members' savings and shares, loans that run."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.opening import RunningLoan, check_loan
from federation.core.refusals import Refusal, refuse
from federation.reports.our_rules import percent
from federation.schemas.base import load
from federation.schemas.meetings import NOTES_AND_COINS, PIECES, TOTAL, read_counted
from federation.schemas.opening import RunningLoanSchema, read_saved, saved_name
from federation.store import Database, local

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from . import setup, setup_state
from .common import OFFICERS, Options, called, member_options
from .setup import Frame

WAS: Final = "was."
DROP: Final = "drop "
LOAN: Final = "loan"
_MEMBER_LOAN: Final = ("member", "principal", "owed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box(Page):
    """Notes and coins in the box."""

    template: ClassVar[str] = "group/setup_box.html"
    frame: Frame
    form: Form
    pieces: tuple[int, ...]
    values: Mapping[str, str]
    counted_minor: int


@dataclass(frozen=True, slots=True)
class Row:
    """A member with her fields: name of the field and purpose ("": a number of shares)."""

    name: str
    number: int
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSheet(Page):
    """A row for each member: savings by purpose, or how many shares at `price_minor`."""

    template: ClassVar[str] = "group/setup_sheet.html"
    frame: Frame
    form: Form
    rows: tuple[Row, ...]
    kept: Mapping[str, str]
    sums: tuple[tuple[str, int], ...]
    price_minor: int


@dataclass(frozen=True, slots=True)
class LoanLine:
    """A loan that was written down here: its place in the list, whose, what of it is owed."""

    place: int
    name: str
    owed_minor: int
    principal_minor: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Running(Page):
    """Loans that still run: those written down so far, and the next one."""

    template: ClassVar[str] = "group/setup_loans.html"
    frame: Frame
    form: Form
    members: Options
    loans: tuple[LoanLine, ...]
    owed_minor: int


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/setup/box", endpoint="setup_box", view_func=box, methods=both)
    to.add_url_rule("/setup/savings", endpoint="setup_savings", view_func=sheet, methods=both)
    to.add_url_rule("/setup/shares", endpoint="setup_shares", view_func=sheet, methods=both)
    to.add_url_rule("/setup/loans", endpoint="setup_loans", view_func=loans, methods=both)


@allow(*OFFICERS)
def box() -> ResponseReturnValue:
    """Count the box; a blank is not a count."""
    with store().reading() as db:
        found = setup_state.state(db)
    if "box" not in found.steps:
        return render(setup.overview(found))
    if request.method == "GET":
        return render(_box(found, forms.fresh()))
    form = forms.typed()
    told = _counted(form)
    counted = read_counted(told)
    is_done = counted.total is not None and not counted.faults
    with store().writing() as db:
        setup_state.keep(db, "box", {**told, setup_state.DONE: "yes"} if is_done else told)
    if counted.faults:
        return forms.show(_box(found, form.wrong(counted.faults)))
    if counted.total is None:
        return forms.show(_box(found, form.refused(refuse("count-blank"))))
    return setup.after("box")


def _counted(form: Form) -> dict[str, str]:
    told = form.typed().items()
    return {name: text for name, text in told if name.startswith(PIECES) or name == TOTAL}


def _box(found: setup_state.State, form: Form) -> Page:
    values = {**found.answers.get("box", {}), **_counted(form)}
    return Box(
        frame=setup.frame(found, "box"),
        form=form,
        pieces=NOTES_AND_COINS.get(node().settings.currency, ()),
        values=MappingProxyType(values),
        counted_minor=read_counted(values).total or 0,
    )


@allow(*OFFICERS)
def sheet() -> ResponseReturnValue:
    """Savings or shares of every member; only fields that were changed here are kept."""
    code = request.path.rsplit("/", 1)[-1]
    with store().reading() as db:
        found = setup_state.state(db)
    if code not in found.steps:
        return render(setup.overview(found))
    if request.method == "GET":
        return render(_sheet(found, code, forms.fresh()))
    form = forms.typed()
    names = {name for row in _rows(found, code) for name, _ in row.cells}
    told = {name: text.strip() for name, text in form.typed().items() if name in names}
    _, faults = read_saved(told, found.rules.share_price)
    with store().writing() as db:
        for name, text in told.items():
            if text != form.value(WAS + name):
                local.keep_draft(db, 0, f"setup:{code}", name, text)
        local.keep_draft(db, 0, f"setup:{code}", setup_state.DONE, "" if faults else "yes")
    if faults:
        return forms.show(_sheet(found, code, form.wrong(faults)))
    return setup.after(code)


def _rows(found: setup_state.State, code: str) -> tuple[Row, ...]:
    purposes = found.rules.purposes if code == "savings" else ("",)
    return tuple(
        Row(
            called(one),
            one.member,
            tuple((saved_name(one.member, purpose), purpose) for purpose in purposes),
        )
        for one in found.members
    )


def _sheet(found: setup_state.State, code: str, form: Form) -> Page:
    rows, kept = _rows(found, code), found.answers.get(code, {})
    price = found.rules.share_price if code == "shares" else 0
    sums = dict.fromkeys((purpose for row in rows[:1] for _, purpose in row.cells), 0)
    for one in read_saved({**kept, **form.typed()}, price)[0]:
        sums[one.purpose] = sums.get(one.purpose, 0) + one.amount
    return SavedSheet(
        frame=setup.frame(found, code),
        form=form,
        rows=rows,
        kept=kept,
        sums=tuple(sums.items()),
        price_minor=price,
    )


@allow(*OFFICERS)
def loans() -> ResponseReturnValue:
    """Loans that still run, one after another; one that is typed is written down first."""
    with store().reading() as db:
        found = setup_state.state(db)
    if "loans" not in found.steps:
        return render(setup.overview(found))
    if request.method == "GET":
        return render(_loans(found, forms.fresh(**_next_loan(found))))
    form = forms.typed()
    if form.button.startswith(DROP):
        with store().writing() as db:
            _drop(db, found, form.button.removeprefix(DROP))
        return redirect(url_for(".setup_loans"), 303)
    names = RunningLoanSchema().fields
    told = {name: text for name, text in form.typed().items() if name in names}
    if form.button == setup.ADD or any(told.get(name, "").strip() for name in _MEMBER_LOAN):
        wrong = _write_down(found, form, told)
        if wrong is not None:
            return forms.show(_loans(found, wrong))
    if form.button == setup.ADD:
        return redirect(url_for(".setup_loans"), 303)
    with store().writing() as db:
        local.keep_draft(db, 0, "setup:loans", setup_state.DONE, "yes")
    return setup.after("loans")


def _write_down(found: setup_state.State, form: Form, told: dict[str, str]) -> Form | None:
    """Put the loan on the list, once however often its form comes; or the form with what is wrong.

    Its fields are kept one by one too, and one that was changed last may come after it.
    """
    with store().writing() as db:
        if local.receipt(db, form.token) is not None:
            return None
        setup_state.keep(db, LOAN, told)
        wrong = _wrong_loan(found, form, told)
        if wrong is None:
            _take(db, found, told)
            local.note_receipt(db, form.token, LOAN, node().today())
    return wrong


def _next_loan(found: setup_state.State) -> dict[str, str]:
    """What the form holds at first: the rules' terms, under what was half typed."""
    rules = found.rules
    told = {
        "source": "group",
        "rate": percent(rules.loan_rate) if rules.version or "interest" in found.done else "",
        "per": rules.loan_per,
        "method": rules.loan_method,
        "every": rules.loan_every,
    }
    return {**told, **found.answers.get(LOAN, {})}


def _wrong_loan(found: setup_state.State, form: Form, told: dict[str, str]) -> Form | None:
    """The form with what is wrong with this loan, or None."""
    values, faults = load(RunningLoanSchema(), told)
    if faults:
        return form.wrong(faults)
    if values["member"] not in {one.member for one in found.members}:
        return form.refused(refuse("member-unknown", member=values["member"]), "member")
    beside = {
        "opening-loan-more": "owed",
        "opening-loan-late": "disbursed_on",
        "loan-first-due": "first_due_on",
    }
    try:
        check_loan(RunningLoan(**values), found.day)
    except Refusal as refusal:
        return form.refused(refusal, beside.get(refusal.code, ""))
    return None


def _take(db: Database, found: setup_state.State, told: dict[str, str]) -> None:
    """The loan joins the list, and the form is empty again."""
    place = max(setup_state.loans_of(found), default=0) + 1
    for name, text in told.items():
        local.keep_draft(db, 0, "setup:loans", f"{place}.{name}", text.strip())
    setup_state.forget(db, (LOAN,))


def _drop(db: Database, found: setup_state.State, place: str) -> None:
    for name in found.answers.get("loans", {}):
        if name.startswith(f"{place}."):
            local.keep_draft(db, 0, "setup:loans", name, "")


def _loans(found: setup_state.State, form: Form) -> Page:
    with store().reading() as db:
        members = member_options(db)
    names = {one.member: called(one) for one in found.members}
    lines = []
    for place, typed in setup_state.loans_of(found).items():
        values, _ = load(RunningLoanSchema(), typed)
        if values:
            owed, principal = values["owed"], values["principal"]
            name = names.get(values["member"], f"№ {values['member']}")
            lines.append(LoanLine(place, name, owed, principal, values["source"]))
    return Running(
        frame=setup.frame(found, "loans"),
        form=form,
        members=members,
        loans=tuple(lines),
        owed_minor=sum(one.owed_minor for one in lines),
    )

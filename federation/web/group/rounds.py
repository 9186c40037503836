"""Daily rounds: a collector's own sheet, handed in; an officer counts the money and accepts.

A sheet lies in the drafts under its collector and day until it is accepted. `SHEETS` says where
each one stands: `open`, `handed <minor units>` or `back <why>`.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import ClassVar, Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.days import check_day
from federation.commands.deed import Decision, Desk
from federation.commands.money import MoneyLine
from federation.commands.rounds import AcceptRound, accept_round, another_officer, sheet_differs
from federation.core.refusals import Refusal, refuse
from federation.schemas.base import Fault, load
from federation.schemas.money import field_name, kind_of, read_sheet
from federation.schemas.rounds import AcceptSchema, GiveBackSchema, HandInSchema, RoundDaySchema
from federation.store import Database, local
from federation.store.queries import books, group
from federation.store.queries import meetings as held

from .. import drafts, forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow
from ..here import me, node, store
from ..pages import Page, render
from ..today import today
from . import rows, sheets
from .common import OFFICERS, SAVERS, called, own_book, people, person
from .rows import Cell, Row

# Drafts of meeting 0: where every sheet stands, and the sheets themselves.
NO_MEETING: Final = 0
SHEETS: Final = "rounds"
OPEN, HANDED, BACK = "open", "handed", "back"
TOTAL: Final = "sheet"
HAND_IN: Final = "hand-in"
TAKE_BACK: Final = "take-back"
KINDS: Final = ("savings",)


@dataclass(frozen=True, slots=True)
class RoundSheet:
    """Where a collector's sheet of a day stands; `sheet_minor`: the total she handed in."""

    collector: int
    name: str
    day: str
    state: str
    sheet_minor: int = 0
    why: str = ""
    rows: int = 0
    entered_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily(Page):
    """A collector's own sheet of a day."""

    template: ClassVar[str] = "group/daily.html"
    form: Form
    told: RoundSheet
    rows: tuple[Row, ...]
    kept: dict[str, str]
    keep_address: str
    quick: tuple[str, ...]
    purposes: tuple[tuple[str, int, bool], ...]
    today: str
    others: tuple[RoundSheet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds(Page):
    """Sheets that wait for an officer, those still being written, rounds that were accepted."""

    template: ClassVar[str] = "group/rounds.html"
    waiting: tuple[RoundSheet, ...]
    being_written: tuple[RoundSheet, ...]
    accepted: tuple[group.RoundView, ...]
    people: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneRound(Page):
    """One sheet: what was gathered from whom; the money is counted, then accepted or given back.

    `is_own`: whoever looks gathered it herself, and another officer could accept it.
    """

    template: ClassVar[str] = "group/round.html"
    told: RoundSheet
    seen: str
    form: Form
    back: Form
    lines: tuple[tuple[str, str, int], ...]
    is_own: bool


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/daily", view_func=daily, methods=both)
    to.add_url_rule("/daily/keep", view_func=keep_daily, methods=["POST"])
    to.add_url_rule("/rounds", view_func=rounds)
    to.add_url_rule("/rounds/<int:number>", view_func=one_round, methods=both)
    to.add_url_rule("/rounds/<int:number>/back", view_func=give_back, methods=["POST"])


def _day() -> str:
    """The day of the address; today when it says none. Raises Refusal when it is no day."""
    values, faults = load(RoundDaySchema(), {"day": request.args.get("day") or today()})
    if faults:
        raise faults[0].refusal
    return str(values["day"])


def _step(collector: int, day: str) -> str:
    """Where the drafts of a sheet lie."""
    return f"round {collector} {day}"


def _told(db: Database, collector: int, day: str) -> RoundSheet:
    """How a sheet stands now."""
    state = local.drafts(db, NO_MEETING, SHEETS).get(f"{collector} {day}", OPEN)
    lines = _lines(db, collector, day)
    code, _, more = state.partition(" ")
    return RoundSheet(
        collector,
        person(people(db), collector),
        day,
        code,
        sheet_minor=int(more) if code == HANDED else 0,
        why=more if code == BACK else "",
        rows=len(lines),
        entered_minor=sum(line.amount for line in lines),
    )


def _lines(db: Database, collector: int, day: str) -> tuple[MoneyLine, ...]:
    """The amounts of a sheet that can be read."""
    kept = local.drafts(db, NO_MEETING, _step(collector, day))
    return read_sheet(kept, KINDS, day)[0]


def waiting(db: Database) -> tuple[RoundSheet, ...]:
    """Every sheet that is not accepted yet, by day."""
    found = []
    for name in local.drafts(db, NO_MEETING, SHEETS):
        collector, _, day = name.partition(" ")
        found.append(_told(db, int(collector), day))
    return tuple(sorted(found, key=lambda one: (one.day, one.name)))


def _set(db: Database, collector: int, day: str, state: str) -> None:
    local.keep_draft(db, NO_MEETING, SHEETS, f"{collector} {day}", state)


@allow(*SAVERS)
def daily() -> ResponseReturnValue:
    """Savings gathered outside a meeting, on a day, by whoever is logged in."""
    day = _day()
    if request.method == "GET":
        return render(_daily(day, forms.fresh()))
    form = forms.typed()
    here = url_for(".daily", day=day)
    if form.button == TAKE_BACK:
        with store().writing() as db:
            if _told(db, me().id, day).state == HANDED:
                _set(db, me().id, day, OPEN)
        return redirect(f"{here}&done=taken-back", 303)
    with store().writing() as db:
        if _told(db, me().id, day).state == HANDED:
            return forms.show(_daily(day, form.refused(refuse("round-handed-in"))), 409)
        sheets.keep(db, form, NO_MEETING, _step(me().id, day), KINDS)
        if TOTAL in form.values:
            local.keep_draft(db, NO_MEETING, _step(me().id, day), TOTAL, form.value(TOTAL).strip())
        _touch(db, day)
    if form.button.startswith(sheets.TO):
        return redirect(f"{here}&purpose={form.button.removeprefix(sheets.TO)}", 303)
    if form.button != HAND_IN:
        return redirect(here, 303)
    return _hand_in(day, form)


def _touch(db: Database, day: str) -> None:
    """A sheet with something on it is on the list; one that was emptied is not."""
    told = _told(db, me().id, day)
    if local.drafts(db, NO_MEETING, _step(me().id, day)):
        _set(db, me().id, day, f"{BACK} {told.why}" if told.state == BACK else OPEN)
    else:
        _set(db, me().id, day, "")


def _hand_in(day: str, form: Form) -> ResponseReturnValue:
    """Hand the sheet in, if its total and its amounts agree."""
    try:
        with store().writing() as db:
            lines, faults = read_sheet(
                local.drafts(db, NO_MEETING, _step(me().id, day)), KINDS, day
            )
            values, unfit = load(HandInSchema(), {TOTAL: form.value(TOTAL)})
            wrong: tuple[Fault, ...] = (*faults, *unfit)
            if not wrong:
                check_day(Desk(db, node()), day)
                if not lines:
                    raise refuse("round-empty")
                differs = sheet_differs(values[TOTAL], sum(line.amount for line in lines))
                if differs is not None:
                    raise differs
                _set(db, me().id, day, f"{HANDED} {values[TOTAL]}")
    except Refusal as refusal:
        beside = TOTAL if refusal.code == "round-total" else ""
        return forms.show(_daily(day, form.refused(refusal, beside)), status_of(refusal))
    if wrong:
        return forms.show(_daily(day, form.wrong(wrong)))
    return redirect(url_for(".daily", day=day, done="handed-in"), 303)


def _daily(day: str, form: Form) -> Page:
    with store().reading() as db:
        kept = local.drafts(db, NO_MEETING, _step(me().id, day))
        rules = group.rules(db, own_book(db), node().settings.share_price_minor)
        codes = rows.purposes(db, rules, with_shares=False)
        purpose = _purpose(form, codes)
        found = _rows(db, day, purpose)
        return Daily(
            form=sheets.settled(form),
            told=_told(db, me().id, day),
            rows=found,
            kept=kept,
            keep_address=url_for(".keep_daily", day=day),
            quick=rows.QUICK,
            purposes=sheets.tabs(codes, kept, purpose),
            today=today(),
            others=tuple(one for one in waiting(db) if one.collector == me().id and one.day != day),
        )


def _purpose(form: Form, codes: tuple[str, ...]) -> str:
    wrong = next((name for name in form.faults if kind_of(name) in KINDS), "")
    return wrong.split(":")[1] if wrong else request.args.get("purpose") or codes[0]


def _rows(db: Database, day: str, purpose: str) -> tuple[Row, ...]:
    """A row for each member; beside it what she gave in this collector's last round."""
    book = own_book(db)
    last = next((one for one in group.rounds(db, book) if one.collector == me().id), None)
    paid = held.last_round(db, book, last.seq) if last else {}
    return tuple(
        Row(
            called(one),
            str(one.member),
            (
                Cell(
                    field_name(KINDS[0], one.member, purpose),
                    ghost_minor=paid.get((one.member, purpose), 0),
                ),
            ),
        )
        for one in rows.of_day(db, day)
    )


@allow(*SAVERS)
def keep_daily() -> ResponseReturnValue:
    """Keep one field of one's own sheet as soon as it is left (with JavaScript)."""
    form, day = forms.typed(), _day()
    name, told = form.value("field"), form.value("value").strip()
    if kind_of(name) not in KINDS and name != TOTAL:
        raise refuse("sheet-kind", kind=name[: sheets.VALUE_LETTERS_MAX])
    with store().writing() as db:
        if _told(db, me().id, day).state == HANDED:
            raise refuse("round-handed-in")
        kept = local.drafts(db, NO_MEETING, _step(me().id, day)).get(name, "")
        asked = drafts.differs(form, kept)
        if asked is not None:
            return asked
        field = name[: sheets.FIELD_LETTERS_MAX]
        value = told[: sheets.VALUE_LETTERS_MAX]
        local.keep_draft(db, NO_MEETING, _step(me().id, day), field, value)
        _touch(db, day)
    return drafts.KEPT


@allow(*OFFICERS)
def rounds() -> ResponseReturnValue:
    """What waits to be accepted."""
    with store().reading() as db:
        found = waiting(db)
        return render(
            Rounds(
                waiting=tuple(one for one in found if one.state == HANDED),
                being_written=tuple(one for one in found if one.state != HANDED),
                accepted=group.rounds(db, own_book(db)),
                people=people(db),
            )
        )


@allow(*OFFICERS)
def one_round(number: int) -> ResponseReturnValue:
    """Count the money of a round and accept it."""
    day = _day()
    if request.method == "GET":
        return render(_round(number, day, forms.fresh(), _fresh()))
    form = forms.typed()
    values, faults = load(AcceptSchema(), {"handed": form.value("handed")})
    if faults:
        return forms.show(_round(number, day, form.wrong(faults), _fresh()))
    order = AcceptRound(
        collector=number, day=day, sheet=0, handed=values["handed"], lines=(), **forms.stamp(form)
    )
    return forms.act(
        form,
        order,
        _accepting(number, day, form.value(sheets.SEEN)),
        lambda wrong: _round(number, day, wrong, _fresh()),
        lambda _: url_for(".rounds", done="accepted"),
        _beside_money,
    )


def _beside_money(refusal: Refusal) -> str:
    return "handed" if refusal.code == "round-money-differs" else ""


def _fresh() -> Form:
    return Form(node().new_id(), MappingProxyType({}))


def _letters(lines: tuple[MoneyLine, ...]) -> str:
    """Letters that stand for a sheet as it was looked at."""
    told = sorted((line.member, line.purpose, line.kind, line.amount) for line in lines)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _accepting(collector: int, day: str, seen: str) -> Callable[[Desk, AcceptRound], Decision]:
    """Take the sheet as it lies in the drafts now, enter it, drop it, in one transaction.

    Raises Refusal `sheet-changed` when it is not the one that was looked at (`seen`).
    """

    def decide(desk: Desk, order: AcceptRound) -> Decision:
        told = _told(desk.db, collector, day)
        if told.state != HANDED:
            raise refuse("round-not-handed-in")
        lines = _lines(desk.db, collector, day)
        if _letters(lines) != seen:
            raise refuse("sheet-changed")
        whole = replace(order, sheet=told.sheet_minor, lines=lines)
        decision = accept_round(desk, whole)
        local.drop_drafts(desk.db, NO_MEETING, _step(collector, day))
        _set(desk.db, collector, day, "")
        return decision

    return decide


@allow(*OFFICERS)
def give_back(number: int) -> ResponseReturnValue:
    """The sheet goes back to its collector, with a reason."""
    form, day = forms.typed(), _day()
    values, faults = load(GiveBackSchema(), {"reason": form.value("reason")})
    if faults:
        return forms.show(_round(number, day, _fresh(), form.wrong(faults)))
    with store().writing() as db:
        if _told(db, number, day).state == HANDED:
            _set(db, number, day, f"{BACK} {values['reason']}")
    return redirect(url_for(".rounds", done="given-back"), 303)


def _round(collector: int, day: str, form: Form, back: Form) -> Page:
    with store().reading() as db:
        names = books.names(db, own_book(db))
        lines = _lines(db, collector, day)
        return OneRound(
            seen=_letters(lines),
            told=_told(db, collector, day),
            form=form,
            back=back,
            lines=tuple(
                (names.get(line.member, "") or f"№ {line.member}", line.purpose, line.amount)
                for line in lines
            ),
            is_own=collector == me().id and another_officer(db, me().id),
        )

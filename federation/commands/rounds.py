"""A daily round: what a collector gathered becomes entries when sheet, amounts and money agree."""

from dataclasses import dataclass, replace
from typing import Final

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal, refuse
from federation.store import Database, Draft, local
from federation.store.queries import group

from .days import check_day
from .deed import Decision, Desk, Order
from .money import EnterMoney, MoneyLine, enter_money

OFFICERS: Final = ("treasurer", "secretary", "chair")


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptRound(Order):
    """The round of a `collector` (user number) on `day`: its amounts, and two sums beside them.

    `sheet` is the total on her sheet, `handed` the money counted now; both in minor units.
    """

    collector: int
    day: str
    sheet: int
    handed: int
    lines: tuple[MoneyLine, ...]


def accept_round(desk: Desk, order: AcceptRound) -> Decision:
    """Enter a round's savings. Raises Refusal when the three sums are not one.

    Also raises `round-own` when the collector takes in her own round though another officer could,
    and what `enter_money` refuses.
    """
    if not order.lines:
        raise refuse("round-empty")
    check_day(desk, order.day)
    if order.user == order.collector and another_officer(desk.db, order.user):
        raise refuse("round-own")
    entered = sum(line.amount for line in order.lines)
    difference = differs(order.sheet, entered, order.handed)
    if difference is not None:
        raise difference
    number = group.last_number(desk.db, desk.book, "round") + 1
    lines = tuple(replace(line, day=order.day, round=number) for line in order.lines)
    saved, facts = enter_money(desk, EnterMoney(lines=lines, user=order.user))
    event = e.RoundAccepted(
        user=order.user,
        day=order.day,
        round=number,
        collector=order.collector,
        sheet=order.sheet,
        handed=order.handed,
    )
    return [Draft(kinds.LEDGER, event), *saved], {**facts, "round": number}


def differs(sheet: int, entered: int, handed: int) -> Refusal | None:
    """Which of the three sums differs from the others and by how much, or None; minor units."""
    if sheet == entered == handed:
        return None
    told = {"sheet_minor": sheet, "entered_minor": entered, "handed_minor": handed}
    if sheet == entered:
        return refuse("round-money-differs", **told, difference=_by(handed - sheet))
    if sheet == handed:
        return refuse("round-amounts-differ", **told, difference=_by(entered - sheet))
    if entered == handed:
        return refuse("round-sheet-differs", **told, difference=_by(sheet - entered))
    return refuse("round-all-differ", **told)


def _by(difference: int) -> Refusal:
    if difference < 0:
        return refuse("too-little", by_minor=-difference)
    return refuse("too-much", by_minor=difference)


def sheet_differs(sheet: int, entered: int) -> Refusal | None:
    """How the amounts typed differ from the total of the sheet they come from, or None."""
    if sheet == entered:
        return None
    difference = _by(entered - sheet)
    return refuse("round-total", sheet_minor=sheet, entered_minor=entered, difference=difference)


def another_officer(db: Database, user: int) -> bool:
    """Whether somebody else here is an officer with a PIN."""
    people = local.users(db)
    return any(one.active and one.role in OFFICERS and one.id != user for one in people)

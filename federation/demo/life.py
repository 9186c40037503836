"""A group's meetings, week by week, by the same orders as its phone would give.

Each step of a meeting is one transaction, as on the phone. What is decided here is only what
people would do: how much they bring, who is late, who borrows. Money in minor units (N$ cents).
"""

from dataclasses import dataclass, replace
from typing import Final

from federation.commands import loans, meetings, members, money
from federation.commands.deed import Decision, Desk, Order, Receipt, perform
from federation.core.terms import ATTENDED

from . import governing
from .chance import Chance
from .group import Group
from .people import Person

UNIT: Final = 100
SOCIAL_MINOR: Final = 2 * UNIT
FINE_MINOR: Final = 5 * UNIT
GRANT_MINOR: Final = 150 * UNIT
STATIONERY_MINOR: Final = 25 * UNIT
BANK_ABOVE_MINOR: Final = 3_000 * UNIT
BOX_KEEPS_MINOR: Final = 800 * UNIT
LATE_JOINERS: Final = 2
SHORT_YEAR: Final = 12
"""Worlds of fewer weeks have no house loan, nobody who joins late, nobody who leaves."""

LOANS_FROM: Final = 4
LEAST_LOAN_MINOR: Final = 100 * UNIT
MARKS: Final = ("present",) * 38 + ("late",) * 5 + ("sent",) * 2 + ("absent",) * 5
HOUSE_BUILDER: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitTogether(Order):
    """Everybody who joins on one day."""

    orders: tuple[members.AdmitMember, ...]


def admit_together(desk: Desk, order: AdmitTogether) -> Decision:
    """Members by their given numbers, in one deed."""
    drafts = [draft for one in order.orders for draft in members.admit_member(desk, one)[0]]
    return drafts, {"members": len(order.orders)}


def admit(group: Group, numbers: list[int], day: str) -> Receipt:
    """These people (by their number from 1) join on a day."""
    orders = tuple(_admission(group.people[number - 1], number, day) for number in numbers)
    group.here.extend(numbers)
    return perform(group.store, AdmitTogether(orders=orders, user=group.treasurer), admit_together)


def _admission(person: Person, number: int, day: str) -> members.AdmitMember:
    return members.AdmitMember(
        name=person.name,
        day=day,
        member=number,
        phone=person.phone,
        birth_year=person.birth_year,
        gender=person.gender,
        roles=person.roles,
    )


def hold_meeting(group: Group, day: str, week: int, weeks: int) -> None:
    """One Sunday: everything but the requests and the count (`shut_meeting`)."""
    opened = meetings.OpenMeeting(day=day, user=group.treasurer)
    receipt = perform(group.store, opened, meetings.open_meeting)
    group.meeting = int(receipt.facts["meeting"])
    marks = _attendance(group, day)
    if week == 0:
        governing.adopt_rules(group, day, marks)
    _save(group, day, marks)
    _social_and_fines(group, day, marks, week)
    group.enter(_repaid(group, day))
    _borrow(group, day, week, weeks, marks)
    if group.leaver in group.here and week == weeks * 3 // 5:
        _farewell(group, day)
    group.enter(_out_of_the_box(group, day, week))
    governing.beside_the_money(group, day, week, marks)


def _attendance(group: Group, day: str) -> dict[int, str]:
    marks = {number: _mark(group.chance) for number in group.here}
    order = meetings.TakeAttendance(
        meeting=group.meeting, day=day, marks=tuple(marks.items()), user=group.treasurer
    )
    perform(group.store, order, meetings.take_attendance)
    return marks


def _mark(chance: Chance) -> str:
    return chance.pick(MARKS)


def _is_time(week: int, every: int, first: int) -> bool:
    """Whether something that comes every so many weeks comes in this one."""
    return week % every == first


def _line(kind: str, day: str, amount: int, **what: object) -> money.MoneyLine:
    return money.MoneyLine(kind=kind, day=day, amount=amount, **what)  # type: ignore[arg-type]


def _save(group: Group, day: str, marks: dict[int, str]) -> None:
    lines = []
    for number, mark in marks.items():
        if mark == "absent" or not group.chance.happens(87):
            continue
        person = group.people[number - 1]
        amount = group.chance.pick(person.amounts) * UNIT
        purpose = person.purpose if group.chance.happens(45) else "general"
        lines.append(_line("savings", day, amount, member=number, purpose=purpose))
        key = (number, purpose)
        group.saved[key] = group.saved.get(key, 0) + amount
        group.cash += amount
    group.enter(lines)


def _social_and_fines(group: Group, day: str, marks: dict[int, str], week: int) -> None:
    lines = []
    for number, mark in marks.items():
        if mark in ATTENDED:
            lines.append(_line("social_contribution", day, SOCIAL_MINOR, member=number))
            group.social += SOCIAL_MINOR
            group.cash += SOCIAL_MINOR
    if group.social >= 2 * GRANT_MINOR and _is_time(week, 13, 11) and group.here:
        number = group.chance.pick(group.here)
        lines.append(
            _line("social_grant", day, GRANT_MINOR, member=number, note="after a fire at home")
        )
        group.social -= GRANT_MINOR
        group.cash -= GRANT_MINOR
    group.enter(lines)
    fines = []
    for number, mark in marks.items():
        if mark == "late":
            fines.append(_line("fine", day, FINE_MINOR, member=number))
            group.fines[number] = group.fines.get(number, 0) + FINE_MINOR
        due = group.fines.get(number, 0)
        if due and mark in ATTENDED and group.chance.happens(70):
            fines.append(_line("fine_paid", day, due, member=number))
            group.fines[number] = 0
            group.cash += due
    group.enter(fines)


def _repaid(group: Group, day: str) -> list[money.MoneyLine]:
    """Instalments due by now, from most of those who owe one."""
    lines = []
    for loan in group.lending.due(day):
        if not group.chance.happens(88):
            continue
        principal, interest = loan.pay()
        if principal:
            lines.append(
                _line("loan_principal", day, principal, member=loan.member, loan=loan.number)
            )
        if interest:
            lines.append(
                _line("loan_interest", day, interest, member=loan.member, loan=loan.number)
            )
        group.cash += principal + interest
        if loan.source == "fund":
            group.lending.held += principal + interest
    return lines


def _borrow(group: Group, day: str, week: int, weeks: int, marks: dict[int, str]) -> None:
    """Now and then a member borrows from the pot; once, somebody builds with a fund's loan."""
    if week == weeks // 3 and weeks >= SHORT_YEAR:
        group.builder = group.here[min(HOUSE_BUILDER, len(group.here) - 1)]
        order = group.lending.house_loan(group.builder, day)
        number = governing.take_fund_loan(group, order, marks)
        group.cash += order.principal
        _give(group, replace(order, fund_loan=number), marks)
    if week < LOANS_FROM or not _is_time(week, 3, 0):
        return
    number = group.chance.pick(group.here)
    amount = group.saved_by(number) * 2 // (50 * UNIT) * (50 * UNIT)
    amount = min(amount, (group.cash - group.social - group.lending.held) // 2)
    amount = amount // (50 * UNIT) * (50 * UNIT)
    if amount < LEAST_LOAN_MINOR or group.lending.owes(number) or number == group.leaver:
        return
    _give(group, group.lending.pot_loan(number, amount, day), marks)


def _give(group: Group, order: loans.GiveLoan, marks: dict[int, str]) -> None:
    told = governing.votes(group, marks)
    placed = replace(order, meeting=group.meeting, user=group.treasurer, votes=told)
    perform(group.store, placed, loans.give_loan)
    group.cash -= order.principal


def _farewell(group: Group, day: str) -> None:
    """A member takes her savings out, pays what she owes, and leaves."""
    number = group.leaver
    lines = [
        _line("withdrawal", day, amount, member=number, purpose=purpose)
        for (saver, purpose), amount in group.saved.items()
        if saver == number and amount
    ]
    fine = group.fines.pop(number, 0)
    total = sum(line.amount for line in lines)
    short = total - (group.cash - group.social - group.lending.held)
    if 0 < short <= group.bank:
        fetched = -(-short // (100 * UNIT)) * (100 * UNIT)
        fetched = min(fetched, group.bank)
        group.enter([_line("bank_withdrawal", day, fetched, note="for a member who leaves")])
        group.cash += fetched
        group.bank -= fetched
    if fine:
        lines.append(_line("fine_paid", day, fine, member=number))
    group.enter(lines)
    group.cash -= total - fine
    left = members.LetMemberLeave(member=number, day=day, user=group.treasurer)
    perform(group.store, left, members.let_member_leave)
    group.here.remove(number)
    group.saved = {key: amount for key, amount in group.saved.items() if key[0] != number}


def _out_of_the_box(group: Group, day: str, week: int) -> list[money.MoneyLine]:
    """Stationery, what belongs to the fund, somebody in need, and what is safer in the bank."""
    lines = []
    free = group.cash - group.social - group.lending.held
    if _is_time(week, 9, 5) and free > 4 * STATIONERY_MINOR:
        lines.append(_line("expense", day, STATIONERY_MINOR, note="books and pens"))
        group.cash -= STATIONERY_MINOR
    if 0 < group.lending.held <= group.cash - group.social and _is_time(week, 4, 3):
        slip = f"F{4_000 + week}"
        group.paid_over.append((day, group.lending.held, slip))
        told = {"slip": slip, "fund_loan": 1}
        lines.append(_line("fund_remittance", day, group.lending.held, **told))
        group.cash -= group.lending.held
        group.lending.held = 0
    lines += _withdrawal(group, day, week)
    if group.cash > BANK_ABOVE_MINOR:
        amount = (group.cash - BOX_KEEPS_MINOR) // (100 * UNIT) * (100 * UNIT)
        lines.append(_line("bank_deposit", day, amount, slip=f"{1_000 + week}"))
        group.cash -= amount
        group.bank += amount
    return lines


def _withdrawal(group: Group, day: str, week: int) -> list[money.MoneyLine]:
    if not _is_time(week, 5, 4):
        return []
    number = group.chance.pick(group.here)
    held = group.saved.get((number, "general"), 0)
    amount = min(held // 2, 200 * UNIT) // (10 * UNIT) * (10 * UNIT)
    if amount <= 0 or amount > group.cash - group.social - group.lending.held:
        return []
    group.saved[number, "general"] = held - amount
    group.cash -= amount
    return [_line("withdrawal", day, amount, member=number, purpose="general")]


def shut_meeting(group: Group, day: str, week: int) -> None:
    """Count the box, now and then with a few coins too little, and close by the officers' PINs."""
    short = group.chance.pick((50, 100, 250)) if _is_time(week, 10, 6) else 0
    short = max(min(short, group.cash - group.social - group.lending.held), 0)
    counted = meetings.CountCash(
        meeting=group.meeting,
        day=day,
        counted=group.cash - short,
        reason="counted twice, change given wrongly" if short else "",
        user=group.treasurer,
    )
    perform(group.store, counted, meetings.count_cash)
    group.cash -= short
    shut = meetings.CloseMeeting(
        meeting=group.meeting, day=day, officers=group.officers, user=group.treasurer
    )
    perform(group.store, shut, meetings.close_meeting)
    group.meeting = 0

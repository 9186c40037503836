"""How a group of the demo governs itself: its rules, votes, the bank's paper, peer checks, work.

Everything here is told beside the money of `life`: it changes no sum of it. Money in minor units.
"""

from typing import Any, Final

import msgspec

from federation.commands import audits, bank, constitution, decisions, fund_loans, loans, work
from federation.commands.deed import perform
from federation.commands.learning import ELECTS
from federation.commands.voting import Votes
from federation.core import events as e
from federation.core.constitution import OFFICERS_MIN
from federation.core.terms import ATTENDED
from federation.store.queries import bank as at_bank
from federation.store.queries import books, fund

from . import sharing
from .chance import Chance
from .group import Group

PLACE: Final = "under the camel thorn, block C"
PEER_CHECKS: Final = (26, 2)
"""Every half year, from the third week on."""

STATEMENTS: Final = (13, 12)
WORK: Final = (4, 1)
DECISIONS: Final = (9, 3)
ELECTIONS: Final = (52, 26)
TASKS: Final = ("bricks", "trenches", "clearing", "foundations")
WORDS: Final = (
    "We make bricks at plot 4 on the next two Saturdays.",
    "Two of us go to the councillor about the tap.",
    "Whoever comes late three times sweeps the hall.",
    "The collectors go round on Wednesdays now.",
    "We visit a neighbouring group to look at its books.",
)
LACKS_MINOR: Final = 1_000
"""What the last entry of a savings book that was not brought up to date would be."""

_SHARE_OF_HOURS: Final = (120, 180, 240, 300)


def votes(group: Group, marks: dict[int, str], against: int = 0) -> Votes:
    """Those who are here vote; `against` of them do not agree."""
    here = [number for number, mark in marks.items() if mark in ATTENDED]
    women = sum(group.people[number - 1].gender == "f" for number in here)
    spoke = min(len(here), 5)
    return Votes(
        votes_for=len(here) - against,
        votes_against=against,
        women_voting=women,
        speaking=spoke,
        women_speaking=min(women, max(spoke - 1, 0)),
    )


def adopt_rules(group: Group, day: str, marks: dict[int, str]) -> None:
    """The first meeting votes on the group's rules."""
    rules = msgspec.structs.replace(
        constitution.TEMPLATES["saving"],
        loan_rate=20_000,
        loan_per="month",
        fines=(e.FineRule(why="late", amount=500),),
        social_contribution=200,
        meets_on=7,
        cash_warning=300_000,
        officers_for_months=12,
        officers_close=max(OFFICERS_MIN, len(group.officers)),
    )
    told = votes(group, marks)
    order = constitution.AdoptConstitution(
        day=day,
        rules=rules,
        place=PLACE,
        votes_for=told.votes_for,
        present=told.votes_for,
        women_voting=told.women_voting,
        speaking=told.speaking,
        women_speaking=told.women_speaking,
        words="These are our rules.",
        meeting=group.meeting,
        user=group.treasurer,
    )
    perform(group.store, order, constitution.adopt_constitution)


def take_fund_loan(group: Group, order: loans.GiveLoan, marks: dict[int, str]) -> int:
    """The group takes the loan that the fund offers, on the terms it lends it on; its number.

    The money comes in cash.
    """
    with group.store.reading() as db:
        (offer,) = fund.offers(db, group.offer)
    stamp: dict[str, Any] = {"meeting": group.meeting, "user": group.treasurer}
    agreed = fund_loans.AgreeFundLoan(
        lender=offer.lender,
        principal=order.principal,
        rate=order.rate,
        per=order.per,
        method=order.method,
        instalments=order.instalments,
        every=order.every,
        first_due_on=order.first_due_on,
        day=order.day,
        votes=votes(group, marks),
        offer=group.offer,
        **stamp,
    )
    receipt = perform(group.store, agreed, fund_loans.agree_fund_loan)
    number = int(receipt.facts["fund_loan"])
    came = fund_loans.MoveFundMoney(
        fund_loan=number, amount=order.principal, day=order.day, slip="F3999", **stamp
    )
    perform(group.store, came, fund_loans.receive)
    return number


def beside_the_money(group: Group, day: str, week: int, marks: dict[int, str]) -> None:
    """What a Sunday brings besides money: decisions, hours, and twice a year a peer check."""
    chance = Chance(week, f"{group.place} governing")
    if _is_time(week, DECISIONS):
        _decide(group, day, marks, chance)
    if _is_time(week, ELECTIONS):
        _elect(group, day, marks)
    if _is_time(week, WORK):
        _work(group, day, marks, chance)
    if _is_time(week, STATEMENTS):
        _statement(group, day, week)
    if _is_time(week, PEER_CHECKS):
        _peer_check(group, day, week)
    sharing.of_a_sunday(group, day, week)


def _is_time(week: int, when: tuple[int, int]) -> bool:
    every, first = when
    return week % every == first


def _decide(group: Group, day: str, marks: dict[int, str], chance: Chance) -> None:
    told = votes(group, marks, against=chance.below(3))
    if told.votes_for <= told.votes_against:
        return
    order = decisions.TakeDecision(
        day=day,
        about="other",
        words=chance.pick(WORDS),
        votes_for=told.votes_for,
        votes_against=told.votes_against,
        present=told.votes_for + told.votes_against,
        women_voting=told.women_voting,
        speaking=told.speaking,
        women_speaking=told.women_speaking,
        meeting=group.meeting,
        user=group.treasurer,
    )
    perform(group.store, order, decisions.take_decision)


def _elect(group: Group, day: str, marks: dict[int, str]) -> None:
    """Once a year the offices are voted on; here everybody stays."""
    told = votes(group, marks)
    order = decisions.TakeDecision(
        day=day,
        about=ELECTS,
        words="The officers are elected again.",
        votes_for=told.votes_for,
        present=told.votes_for,
        meeting=group.meeting,
        user=group.treasurer,
    )
    perform(group.store, order, decisions.take_decision)


def _work(group: Group, day: str, marks: dict[int, str], chance: Chance) -> None:
    came = [number for number, mark in marks.items() if mark in ATTENDED and chance.happens(40)]
    if not came:
        return
    order = work.NoteWork(
        day=day,
        task=chance.pick(TASKS),
        members=tuple((number, chance.pick(_SHARE_OF_HOURS)) for number in came),
        others=chance.below(3),
        others_minutes=120,
        note="plot 4",
        user=group.treasurer,
    )
    perform(group.store, order, work.note_work)


def _statement(group: Group, day: str, week: int) -> None:
    """The bank's paper of the quarter: everything that is in the books stands on it."""
    with group.store.reading() as db:
        book = books.book_of(db, group.store.node.settings.node_id)
        entries = tuple(one.seq for one in at_bank.open_lines(db, book))
        balance = at_bank.balance(db, book)
    if not entries:
        return
    order = bank.NoteStatement(
        day=day,
        statement=f"{week // STATEMENTS[0] + 1}",
        balance=balance,
        entries=entries,
        user=group.treasurer,
    )
    perform(group.store, order, bank.note_statement)


def _peer_check(group: Group, day: str, week: int) -> None:
    """Another group comes; once a member's own book lacks her last savings."""
    with group.store.reading() as db:
        book = books.book_of(db, group.store.node.settings.node_id)
        saved = {one.member: one.saved_minor for one in books.members(db, book, also_left=False)}
        pots = books.pots(db, book)
    is_second = week > PEER_CHECKS[0]
    behind = (number for number, amount in saved.items() if is_second and amount > LACKS_MINOR)
    differs = next(behind, 0)
    order = audits.NotePeerCheck(
        day=day,
        group="Made-up Visitors",
        visitors="Two treasurers and a collector of the visiting group",
        compared=tuple(
            (number, amount - LACKS_MINOR if number == differs else amount)
            for number, amount in saved.items()
        ),
        books_seen=5,
        cash_counted=pots.cash,
        bank_stated=pots.bank,
        findings="One savings book lacks the last entry." if differs else "",
        follow_up="Write it in and sign it." if differs else "",
        due_on=_later(day) if differs else "",
        user=group.treasurer,
    )
    perform(group.store, order, audits.note_peer_check)


def _later(day: str) -> str:
    year, month = int(day[:4]) + int(day[5:7] == "12"), int(day[5:7]) % 12 + 1
    return f"{year:04d}-{month:02d}-{min(int(day[8:]), 28):02d}"

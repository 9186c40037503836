"""What a share-out is reckoned from: who has what in the pool, who owes what, and both views of it.

Money is in minor units. A cycle's money is what was entered after the last share-out that was not
taken back. The pool without everybody's debts, which are settled out of the payouts, is what stands
in box and bank less what is set aside:

    box + bank − social fund − money held for a fund, kept for members, in rotating pots, due
        from earlier share-outs − a fund's money that is not lent − savings that stay
    = members' own money in the pool + interest + fines + fees + other income − expenses
        − paid to the city − written off ± differences + carried over − paid to leavers
        − the group's loans that are out
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import peewee as pw

from federation.core.accounts import SET_ASIDE, SURPLUS
from federation.core.posting import SHARE
from federation.core.share_out import PoolByBooks, PoolByCash, duration_weight
from federation.core.terms import GROUP

from ..tables import Balance, Cycle, Entry, Loan, Meeting, PostingRow
from . import books, group, loans
from .papers import saved_by_all


@dataclass(frozen=True, slots=True)
class LoanOwed:
    """What closes a loan on a day; fines for paying late are not in it."""

    loan: int
    member: int
    source: str
    principal_minor: int
    interest_minor: int


@dataclass(frozen=True, slots=True)
class PoolLine:
    """One line of a view of the pool: its code and what it adds, below zero what it takes away."""

    code: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Pools:
    """Both views of the pool; the lines of each add up to its total."""

    by_cash: PoolByCash
    by_books: PoolByBooks
    cash_lines: tuple[PoolLine, ...]
    book_lines: tuple[PoolLine, ...]


def running_cycle(db: pw.Database, book: int) -> group.CycleView | None:
    """The cycle that runs now, or None."""
    newest = next(iter(group.cycles(db, book)), None)
    return newest if newest is not None and not newest.shared_seq else None


def began_after(db: pw.Database, book: int) -> int:
    """The number of the entry after which a cycle's money counts: the last share-out, or 0."""
    last = Cycle.select(pw.fn.MAX(Cycle.shared_seq)).where(Cycle.book == book)
    return int(last.scalar(db) or 0)


def own_money(
    db: pw.Database, book: int, kept: Collection[str] = ()
) -> tuple[Mapping[int, Mapping[str, int]], int]:
    """Of each member what goes into the pool, by purpose (`share`: shares), and what stays.

    `kept` are the purposes that stay.
    """
    own: dict[int, dict[str, int]] = {}
    stays = 0
    for (member, purpose), amount in saved_by_all(db, book).items():
        if purpose in kept:
            stays += amount
        elif amount:
            own.setdefault(member, {})[purpose] = amount
    return MappingProxyType(own), stays


def interest_paid(db: pw.Database, book: int, after: int) -> dict[int, int]:
    """Interest on the group's own loans that each member paid in entries after one."""
    query = (
        Entry.select(Entry.member, pw.fn.SUM(Entry.amount))
        .join(Loan, on=((Loan.book == Entry.book) & (Loan.loan == Entry.loan)))
        .where(
            Entry.book == book,
            Entry.loan > 0,
            Entry.seq > after,
            Entry.kind == "loan-interest-paid",
            Entry.reversed_by == 0,
            Loan.source == GROUP,
        )
        .group_by(Entry.member)
    )
    return dict(query.tuples().execute(db))


def weights(
    db: pw.Database, book: int, after: int, kept: Collection[str] = ()
) -> Mapping[int, int]:
    """Of each member: at every meeting after an entry, what she had in the pool, added up."""
    days = sorted(
        day
        for (day,) in Meeting.select(Meeting.day)
        .where(Meeting.book == book, Meeting.opened_seq > after)
        .tuples()
        .execute(db)
    )
    own, _ = own_money(db, book, kept)
    before = {member: sum(parts.values()) for member, parts in own.items()}
    held: dict[int, list[tuple[int, int]]] = {member: [] for member in before}
    for member, day, amount in _moved(db, book, after, kept):
        before[member] = before.get(member, 0) - amount
        held.setdefault(member, []).append((amount, len(days) - bisect_left(days, day)))
    told = {
        member: duration_weight([(before[member], len(days)), *moved])
        for member, moved in held.items()
    }
    return MappingProxyType({member: max(weight, 0) for member, weight in told.items()})


def _moved(
    db: pw.Database, book: int, after: int, kept: Collection[str]
) -> Iterable[tuple[int, str, int]]:
    """Member, day and sum of what went into her own money or out of it on that day.

    What takes an entry back counts on the day of that entry; "" is before all days.
    """
    taken = Entry.alias()
    day = pw.Case(None, [(Entry.of == 0, Entry.day)], pw.fn.COALESCE(taken.day, ""))
    rows = (
        PostingRow.select(
            PostingRow.member,
            PostingRow.account,
            PostingRow.purpose,
            day,
            pw.fn.SUM(PostingRow.amount),
        )
        .join(Entry, on=((Entry.book == PostingRow.book) & (Entry.seq == PostingRow.seq)))
        .join(
            taken,
            pw.JOIN.LEFT_OUTER,
            on=((taken.book == Entry.book) & (taken.seq == Entry.of) & (taken.seq > after)),
        )
        .where(
            PostingRow.book == book,
            PostingRow.seq > after,
            PostingRow.account << ["savings", "shares"],
        )
        .group_by(
            PostingRow.member,
            PostingRow.account,
            PostingRow.purpose,
            *(Entry.of, Entry.day, taken.day),  # what the day is made of
        )
        .tuples()
        .execute(db)
    )
    for member, account, purpose, on_day, amount in rows:
        if (SHARE if account == "shares" else purpose) not in kept:
            yield member, on_day, -amount


def loans_owed(
    db: pw.Database, book: int, day: str, *, member: int = 0, sources: Collection[str] = (GROUP,)
) -> tuple[LoanOwed, ...]:
    """What closes each running loan of the group's own money on a day, or those of `sources`.

    Of everybody, or of a `member`.
    """
    return tuple(
        LoanOwed(
            loan=one.loan.loan,
            member=one.loan.member,
            source=one.loan.source,
            principal_minor=one.outstanding,
            interest_minor=one.closes_minor - one.fines_minor - one.outstanding,
        )
        for one in loans.lending(db, book, day, member=member)
        if one.loan.source in sources
    )


def parts_due(db: pw.Database, book: int) -> dict[int, int]:
    """Of each member what is still due to her from share-outs; below zero what she owes."""
    query = Balance.select(Balance.member, Balance.amount).where(
        Balance.book == book, Balance.account == "share_out_due", Balance.amount != 0
    )
    return {member: -amount for member, amount in query.tuples().execute(db)}


def payouts(db: pw.Database, book: int, after: int) -> tuple[books.EntryView, ...]:
    """What was paid out, saved again or paid in of parts after an entry, and not taken back."""
    kinds = ("share-paid-out", "share-reinvested", "share-out-debt-paid")
    query = (
        Entry.select()
        .where(
            Entry.book == book, Entry.seq > after, Entry.kind << list(kinds), Entry.reversed_by == 0
        )
        .order_by(Entry.seq)
    )
    return tuple(books.EntryView(*row[1:]) for row in query.tuples().execute(db))


def surplus(db: pw.Database, book: int) -> int:
    """What the group earned and has not parted so far; below zero it is a loss."""
    sums = books.account_sums(db, book)
    return -sum(sums.get(code, 0) for code in SURPLUS)


def pools(
    db: pw.Database,
    book: int,
    *,
    after: int,
    kept: Collection[str],
    owed: Iterable[LoanOwed],
    fines_minor: int,
    bank_stated: int = -1,
) -> Pools:
    """Both views of the pool in which `owed` and fines (those that go to it) are settled.

    `bank_stated`: what the bank's book says where it was looked at (-1: it was not).
    """
    owed = tuple(owed)
    sums = books.account_sums(db, book)
    since = _since(db, book, after) if after else sums
    own, stays = own_money(db, book, kept)
    principal = sum(one.principal_minor for one in owed)
    interest = sum(one.interest_minor for one in owed)
    aside = (
        PoolLine("box", sums.get("cash", 0)),
        *(PoolLine(f"aside-{code}", sums.get(code, 0)) for code in SET_ASIDE),
        PoolLine("fund-not-lent", min(_lent_on(sums, principal), 0)),
        PoolLine("savings-kept", -stays),
    )
    by_cash = PoolByCash(
        cash=sum(line.amount_minor for line in aside),
        bank=sums.get("bank", 0) if bank_stated < 0 else bank_stated,
        settled_principal=principal,
        settled_interest=interest,
        settled_fines=fines_minor,
    )
    settled = (
        PoolLine("settled-interest", interest),
        PoolLine("settled-fines", fines_minor),
    )
    bank, lent = PoolLine("bank", by_cash.bank), PoolLine("settled-principal", principal)
    earned = {**_own(own), **_earned(sums, since)}
    lines = (*(PoolLine(code, amount) for code, amount in earned.items()), *settled)
    return Pools(
        by_cash=by_cash,
        by_books=_by_books(earned, interest, fines_minor),
        cash_lines=_told((aside[0], bank, *aside[1:], lent, *settled)),
        book_lines=_told(lines),
    )


def _told(lines: Iterable[PoolLine]) -> tuple[PoolLine, ...]:
    return tuple(line for line in lines if line.amount_minor)


def _lent_on(sums: Mapping[str, int], principal: int) -> int:
    """What members owe on loans of a fund less what the group owes it for them.

    Below zero: a fund's money that was not lent on yet, or will not come back.
    """
    return sums.get("loans", 0) - principal + sums.get("fund_loan", 0)


def _since(db: pw.Database, book: int, after: int) -> Mapping[str, int]:
    """Each account's signed sum over the entries after one."""
    query = (
        PostingRow.select(PostingRow.account, pw.fn.SUM(PostingRow.amount))
        .where(PostingRow.book == book, PostingRow.seq > after)
        .group_by(PostingRow.account)
    )
    return {account: int(amount) for account, amount in query.tuples().execute(db)}


def _own(own: Mapping[int, Mapping[str, int]]) -> dict[str, int]:
    shares = sum(parts.get(SHARE, 0) for parts in own.values())
    every = sum(sum(parts.values()) for parts in own.values())
    return {"own-shares": shares, "own-savings": every - shares}


def _earned(sums: Mapping[str, int], since: Mapping[str, int]) -> dict[str, int]:
    """The surplus of the cycle by what it came from; what was there before is carried."""
    cycle = {code: -since.get(code, 0) for code in SURPLUS if code != "opening_equity"}
    before = -sum(sums.get(code, 0) for code in SURPLUS) - sum(cycle.values())
    return {**{f"of-{code}": amount for code, amount in cycle.items()}, "carried": before}


def _by_books(earned: Mapping[str, int], interest: int, fines: int) -> PoolByBooks:
    return PoolByBooks(
        own=earned["own-shares"] + earned["own-savings"],
        interest=earned["of-interest_income"],
        fines=earned["of-fine_income"],
        other_income=earned["of-fee_income"] + earned["of-other_income"],
        expenses=-earned["of-expenses"] - earned["of-municipal"],
        written_off=-earned["of-loan_loss"],
        differences=earned["of-cash_difference"],
        carried=earned["carried"] + earned["of-shared_out"],
        settled_interest=interest,
        settled_fines=fines,
    )

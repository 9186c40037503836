"""The share-out: what everybody would get, closing it in one entry, and paying the parts.

preview ──► the group looks at it ──► hold: vote, officers' PINs ──► paid, saved again, paid in
"""

from collections.abc import Mapping
from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.posting import SHARE
from federation.core.refusals import refuse
from federation.core.share_out import ShareOut, Stake, difference, share_out, value_per_share
from federation.core.terms import POOL
from federation.i18n import gettext, money
from federation.store import Database, Draft
from federation.store.queries import books, group, leaving
from federation.store.queries import meetings as held
from federation.store.queries import share_out as found

from .borrowing import borrower
from .cycles import sharing_rules
from .days import check_day
from .deed import Decision, Desk, Order
from .meetings import officers_needed, open_now
from .voting import Votes, rules_now, vote

ABOUT = "share-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A share-out as it would be now. Money in minor units; `value` in currency units or None.

    `lines` are those of the entry, `made` the same with sums. `pool` is what is parted: the
    smaller of both views. `kept` are the purposes whose savings stay.
    """

    cycle: int
    day: str
    method: str
    fines_to: str
    pools: found.Pools
    pool: int
    made: ShareOut
    lines: tuple[e.ShareOutLine, ...]
    own: Mapping[int, int]
    purposes: tuple[str, ...]
    kept: tuple[str, ...]
    social_rule: str
    value: str | None

    @property
    def difference(self) -> int:
        """By cash less by books."""
        return difference(self.pools.by_cash, self.pools.by_books)

    @property
    def surplus(self) -> int:
        """The pool less everybody's own money in it; below zero a loss."""
        return self.pool - sum(self.own.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldShareOut(Order):
    """Part the pool now, in this meeting: as it was seen (`pool`, minor units) and voted on.

    `officers`: user numbers whose PINs were given; `words`: what was decided. `reason`: why
    both views of the pool differ. `bank_stated` -1: the bank's book was not looked at.
    """

    day: str
    meeting: int
    pool: int
    votes: Votes | None
    officers: tuple[int, ...]
    words: str = ""
    kept: tuple[str, ...] = ()
    bank_stated: int = -1
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayPart(Order):
    """Of her part a member takes `cash` and saves `again` for a purpose ("share": shares)."""

    member: int
    day: str
    cash: int = 0
    again: int = 0
    purpose: str = ""
    signed: bool = False
    meeting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PayShareDebt(Order):
    """A member whose debts were above her part pays in `amount` (minor units)."""

    member: int
    day: str
    amount: int
    meeting: int = 0


def preview(
    db: Database,
    book: int,
    rules: e.ConstitutionAdopted,
    day: str,
    *,
    kept: tuple[str, ...] = (),
    bank_stated: int = -1,
) -> Preview:
    """The share-out as it would be on a day.

    Raises Refusal `share-out-nobody`, `share-out-pool-below`.
    """
    after = found.began_after(db, book)
    own, _ = found.own_money(db, book, kept)
    owed = found.loans_owed(db, book, day)
    fines = books.fines_due(db, book)
    to_pool = rules.fines_to == POOL
    pools = found.pools(
        db,
        book,
        after=after,
        kept=kept,
        owed=owed,
        fines_minor=sum(fines.values()) if to_pool else 0,
        bank_stated=bank_stated,
    )
    pool = min(pools.by_cash.total, pools.by_books.total)
    if pool < 0:
        raise refuse("share-out-pool-below", short_minor=-pool)
    stakes = _stakes(db, book, rules.share_out_method, after, kept, own, owed, fines)
    social = books.pots(db, book).social_fund + (0 if to_pool else sum(fines.values()))
    made = share_out(
        rules.share_out_method,
        pool,
        stakes,
        social_amount=social,
        social_rule=rules.social_at_share_out,
    )
    running = found.running_cycle(db, book)
    alone = {one.no for one in stakes if one.own_only}
    return Preview(
        cycle=running.cycle if running else 0,
        day=day,
        method=rules.share_out_method,
        fines_to=rules.fines_to,
        pools=pools,
        pool=pool,
        made=made,
        lines=_lines(made, own, owed, fines),
        own={member: sum(parts.values()) for member, parts in own.items()},
        purposes=tuple(sorted({purpose for parts in own.values() for purpose in parts})),
        kept=kept,
        social_rule=rules.social_at_share_out,
        value=_value(made, own, alone, rules.share_price),
    )


def _value(
    made: ShareOut, own: Mapping[int, Mapping[str, int]], alone: set[int | str], price: int
) -> str | None:
    """What a share is worth, where only shares are shared out; `alone` only get their own."""
    grow = [parts for member, parts in own.items() if member not in alone]
    shares = sum(parts.get(SHARE, 0) for parts in grow)
    if price <= 0 or any(set(parts) - {SHARE} for parts in grow):
        return None
    return value_per_share(sum(o.gross for o in made.lines if o.no not in alone), shares // price)


def _stakes(
    db: Database,
    book: int,
    method: str,
    after: int,
    kept: tuple[str, ...],
    own: Mapping[int, Mapping[str, int]],
    owed: tuple[found.LoanOwed, ...],
    fines: Mapping[int, int],
) -> list[Stake]:
    """Everybody who is here or has something in it, by number.

    Who was paid her part of the surplus as she wanted to leave has her own money in it alone.
    """
    alone = leaving.reckoned(db, book, after)
    interest = found.interest_paid(db, book, after) if method == "interest-back" else {}
    weights = found.weights(db, book, after, kept) if method == "duration" else {}
    owes = dict(fines)
    for one in owed:
        owes[one.member] = owes.get(one.member, 0) + one.principal_minor + one.interest_minor
        interest[one.member] = interest.get(one.member, 0) + one.interest_minor
    everybody = {one.member for one in books.members(db, book, also_left=False)}
    return [
        Stake(
            no=member,
            own=sum(own.get(member, {}).values()),
            shares=sum(own.get(member, {}).values()),
            interest_paid=interest.get(member, 0),
            weight=weights.get(member, 0),
            owes=owes.get(member, 0),
            own_only=member in alone,
        )
        for member in sorted(everybody | set(own) | set(owes))
    ]


def _lines(
    made: ShareOut,
    own: Mapping[int, Mapping[str, int]],
    owed: tuple[found.LoanOwed, ...],
    fines: Mapping[int, int],
) -> tuple[e.ShareOutLine, ...]:
    """The lines of the entry; whoever has nothing in it and owes nothing has none."""
    lines = []
    for line in made.lines:
        member = int(line.no)
        parts = own.get(member, {})
        settled = tuple(
            e.SettledLoan(loan=one.loan, principal=one.principal_minor, interest=one.interest_minor)
            for one in owed
            if one.member == member
        )
        saved = tuple(
            e.SharedSavings(purpose=purpose, amount=amount)
            for purpose, amount in sorted(parts.items())
            if purpose != SHARE
        )
        told = e.ShareOutLine(
            member=member,
            gross=line.gross,
            social=line.social,
            shares=parts.get(SHARE, 0),
            savings=saved,
            loans=settled,
            fines=fines.get(member, 0),
        )
        assert told.net == line.net
        if told.own or told.gross or told.social or told.owes:
            lines.append(told)
    return tuple(lines)


def hold_share_out(desk: Desk, order: HoldShareOut) -> Decision:
    """Vote and share-out, in one deed.

    Raises Refusal `share-out-not-in-rules`, `cycle-none`, `meeting-not-counted`,
    `meeting-count-stale`, `share-out-needs-officers`, `share-out-changed`,
    `share-out-needs-reason`, and those of the preview and of a vote.
    """
    rules = sharing_rules(desk)
    meeting = open_now(desk, order.meeting)
    running = found.running_cycle(desk.db, desk.book)
    if running is None:
        raise refuse("cycle-none")
    if meeting.counted_minor < 0:
        raise refuse("meeting-not-counted", meeting=order.meeting)
    if not held.is_count_fresh(desk.db, desk.book, order.meeting):
        raise refuse("meeting-count-stale", counted_minor=meeting.counted_minor)
    officers, needed = tuple(sorted(set(order.officers))), officers_needed(desk)
    if len(officers) < needed:
        raise refuse("share-out-needs-officers", officers=needed)
    seen = preview(
        desk.db, desk.book, rules, order.day, kept=order.kept, bank_stated=order.bank_stated
    )
    if seen.pool != order.pool:
        raise refuse("share-out-changed", seen_minor=order.pool, pool_minor=seen.pool)
    if seen.difference and not order.reason:
        raise refuse("share-out-needs-reason", difference_minor=seen.difference)
    shared = gettext("The pool of %(money)s is shared out", money=money(seen.pool))
    number, drafts = vote(
        desk,
        order.votes,
        about=ABOUT,
        words=order.words or shared,
        day=order.day,
        meeting=order.meeting,
        user=order.user,
    )
    event = e.ShareOutHeld(
        user=order.user,
        day=order.day,
        cycle=running.cycle,
        method=seen.method,
        pool=seen.pool,
        by_cash=seen.pools.by_cash.total,
        by_books=seen.pools.by_books.total,
        lines=seen.lines,
        social=sum(line.social for line in seen.lines),
        fines_to=seen.fines_to,
        officers=officers,
        decision=number,
        meeting=order.meeting,
    )
    note = e.Note(note=order.reason) if order.reason else None
    facts = {"cycle": running.cycle, "pool_minor": seen.pool, "decision": number}
    return [*drafts, Draft(kinds.LEDGER, event, note)], facts


def _shared_cycle(desk: Desk) -> int:
    """The cycle whose parts are paid. Raises Refusal `share-out-none`."""
    shared = next((one for one in group.cycles(desk.db, desk.book) if one.shared_seq), None)
    if shared is None:
        raise refuse("share-out-none")
    return shared.cycle


def pay_part(desk: Desk, order: PayPart) -> Decision:
    """A member takes her part, or some of it; what she saves again stays in the box.

    Raises Refusal `nothing-to-enter`, `share-out-not-signed`, `share-out-purpose`,
    `share-out-whole-shares`, `share-out-none`, `member-left` (who left saves no more), and what
    the ledger refuses.
    """
    if not (order.cash or order.again):
        raise refuse("nothing-to-enter")
    if not order.signed:
        raise refuse("share-out-not-signed", member=order.member)
    check_day(desk, order.day)
    if order.meeting:
        open_now(desk, order.meeting)
    cycle = _shared_cycle(desk)
    drafts = []
    if order.cash:
        paid = e.SharePaidOut(
            user=order.user,
            day=order.day,
            amount=order.cash,
            meeting=order.meeting,
            member=order.member,
            cycle=cycle,
        )
        drafts.append(Draft(kinds.LEDGER, paid))
    if order.again:
        borrower(desk, order.member)
        _check_purpose(desk, order)
        kept = e.ShareReinvested(
            user=order.user,
            day=order.day,
            amount=order.again,
            meeting=order.meeting,
            member=order.member,
            cycle=cycle,
            purpose=order.purpose,
        )
        drafts.append(Draft(kinds.LEDGER, kept))
    return drafts, {"member": order.member, "cash_minor": order.cash, "again_minor": order.again}


def again_purposes(rules: e.ConstitutionAdopted) -> tuple[str, ...]:
    """What a part may be saved again for: shares first, where there are any."""
    shares = () if rules.savings == "free" else (SHARE,)
    return shares + (() if rules.savings == "shares" else rules.purposes)


def _check_purpose(desk: Desk, order: PayPart) -> None:
    rules = rules_now(desk)
    if order.purpose not in again_purposes(rules):
        raise refuse("share-out-purpose", purpose=order.purpose)
    price = rules.share_price
    if order.purpose == SHARE and price and order.again % price:
        raise refuse("share-out-whole-shares", price_minor=price, rest_minor=order.again % price)


def pay_share_debt(desk: Desk, order: PayShareDebt) -> Decision:
    """A member pays in of what she owes after the share-out.

    Raises Refusal `share-out-none`, and what the ledger refuses.
    """
    check_day(desk, order.day)
    if order.meeting:
        open_now(desk, order.meeting)
    event = e.ShareDebtPaid(
        user=order.user,
        day=order.day,
        amount=order.amount,
        meeting=order.meeting,
        member=order.member,
        cycle=_shared_cycle(desk),
    )
    return [Draft(kinds.LEDGER, event)], {"member": order.member, "amount_minor": order.amount}


def check_reversal(desk: Desk, of: int) -> None:
    """Whether a share-out may be taken back; any other entry may, as far as this is concerned.

    Raises Refusal `share-out-paid-already` while payouts of it stand, `share-out-next-begun`.
    """
    cycles = group.cycles(desk.db, desk.book)
    shared = next((one for one in cycles if one.shared_seq == of), None)
    if shared is None:
        return
    standing = found.payouts(desk.db, desk.book, of)
    if standing:
        raise refuse("share-out-paid-already", entries=len(standing), newest=standing[-1].seq)
    if cycles[0].cycle != shared.cycle:
        raise refuse("share-out-next-begun", cycle=cycles[0].cycle)

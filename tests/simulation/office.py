"""What office and group do about books: looks, corrections, the fund, who is told twice.

By a chance of its own, and in two lives of seven, so that the other lives stay as they were.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from federation.commands import corrections as asking
from federation.commands import duplicates as twice
from federation.commands import fund, fund_changes, group_lending, looking
from federation.commands.deed import Order, perform
from federation.core.rules import corrections as rules
from federation.store import Store
from federation.store.queries import books, corrections, duplicates
from federation.store.queries import fund as lending
from federation.store.queries.duplicates import PERSON
from federation.store.tables import LocalCandidate
from tests.funds import other_payments

from . import life, truth
from .officers import code
from .world import World

OF_SEVEN = (0, 4)
HOW_OFTEN = 0.5
WHY = "the sheet of the meeting says something else"
REPLACED = ("savings", "withdrawal", "social_contribution", "income", "expense")
FIRST_DUE_ON = "2027-06-30"

Deed = Callable[[World, random.Random], None]


def chance(seed: int) -> random.Random | None:
    """The chance of an office that looks into books, in some lives; None in the others."""
    return random.Random(f"office {seed}") if seed % 7 in OF_SEVEN else None


def now_and_then(world: World) -> None:
    """Something of this, in a life that has it."""
    rng = world.office
    if rng is not None and not world.hub.older and rng.random() < HOW_OFTEN:
        rng.choice(DEEDS)(world, rng)


def _ordered(order: Order, deed: Callable[..., Any]) -> Callable[[Store, str], Any]:
    return lambda store, token: perform(store, replace(order, token=token), deed)


def _does(world: World, label: str, order: Order, deed: Callable[..., Any]) -> Any:
    """A deed of the office."""
    return life.do(world, world.hub, label, _ordered(order, deed))


def _entry(world: World, rng: random.Random, line: int) -> books.EntryView | None:
    """One of the newest entries of a group, as the hub has them."""
    who = truth.owner(world, line)
    with world.hub.store.reading() as db:
        book = books.book_of(db, who)
        some = books.entries(db, book)[-6:] if book else ()
    return rng.choice(some) if some else None


def _looks(world: World, line: int, first: int, last: int) -> str:
    order = looking.LookAtEntries(
        partner=code(line), day=world.day(), reason=WHY, first=first, last=last, user=1
    )
    label = f"looks at {first} to {last} of {code(line)}"
    done = _does(world, label, order, looking.look_at_entries)
    return str(done.facts["look"]) if done else ""


def look(world: World, rng: random.Random) -> None:
    """Staff look at some entries of a group, and leave it at that."""
    line = rng.randrange(world.groups)
    entry = _entry(world, rng, line)
    if entry is not None:
        _looks(world, line, max(1, entry.seq - 2), entry.seq)


def propose(world: World, rng: random.Random) -> None:
    """They look, and ask for a correction; or they only ask."""
    line = rng.randrange(world.groups)
    entry, form = _entry(world, rng, line), rng.choice(rules.FORMS)
    if entry is None:
        return
    word, more = asking.SHEET_OF.get(entry.kind, ""), {}
    if form == rules.REPLACE:
        if word not in REPLACED:
            return
        amount = life.fingerprint(world, world.machines[line][-1], word)
        more = {"amount": amount, "member": entry.member}
    if seen := _looks(world, line, entry.seq, entry.seq):
        order = asking.ProposeCorrection(
            partner=code(line), look=seen, entry=entry.seq, form=form, day=world.day(),
            reason=WHY, user=1, **more,
        )  # fmt: skip
        label = f"asks {code(line)} to {form} {entry.seq}"
        _does(world, label, order, asking.propose_correction)


def withdraw(world: World, rng: random.Random) -> None:
    """Staff ask for one of the open ones no more."""
    who = truth.owner(world, rng.randrange(world.groups))
    with world.hub.store.reading() as db:
        some = corrections.open_proposals(db, who)
    if some:
        order = asking.WithdrawProposal(
            proposal=rng.choice(some).proposal, day=world.day(), reason=WHY, user=1
        )
        _does(world, "asks for it no more", order, asking.withdraw_proposal)


def _asked(world: World, line: int) -> tuple[corrections.ProposalView, ...]:
    """What a group was asked and did not answer, as its machine knows."""
    machine = world.machines[line][-1]
    if machine.older:
        return ()
    with machine.store.reading() as db:
        return corrections.open_proposals(db, truth.owner(world, line))


def settle(world: World, rng: random.Random) -> None:
    """Officers of a group accept what is asked, decline it, or answer.

    A machine that was copied or put back accepts nothing: what its other self accepted may come.
    """
    some = [(line, one) for line in world.lines() for one in _asked(world, line)]
    if not some:
        return
    (line, one), day = rng.choice(some), world.day()
    machine = world.machines[line][-1]
    if one.form != rules.QUESTION and line not in world.shaken and rng.random() < 0.8:
        order: Order = asking.AcceptCorrection(proposal=one.proposal, day=day, second=2, user=1)
        what = asking.accept_correction
        label = f"accepts to {one.form} {one.entry}"
    else:
        order = asking.AnswerProposal(proposal=one.proposal, day=day, reason=WHY, user=1)
        what, label = asking.answer_proposal, f"answers about {one.entry}"
    life.do(world, machine, label, _ordered(order, what))


def lend(world: World, rng: random.Random) -> None:
    """The fund gets capital, and lends it to a group."""
    day, number = world.day(), life.FIRST + world.next_number()
    with world.hub.store.reading() as db:
        products = lending.products(db)
    if not products:
        house = fund.SetProduct(
            title="House", use="house", rate=5_000, per="month", method="declining",
            instalments=24, every="month", day=day,
        )  # fmt: skip
        _does(world, "lends for houses", house, fund.set_product)
    given = fund.TakeCapital(source="donor", amount=3 * number, day=day)
    _does(world, f"takes {3 * number} to lend", given, fund.take_capital)
    group = code(rng.randrange(world.groups))
    agreed = group_lending.AgreeGroupLoan(
        group=group, product=1, principal=2 * number, first_due_on=FIRST_DUE_ON, day=day,
        approved_by="board",
    )  # fmt: skip
    done = _does(world, f"lends to {group}", agreed, group_lending.agree_group_loan)
    if done:
        out = group_lending.PayOutLoan(
            loan=int(done.facts["loan"]), amount=number, form="materials", day=day
        )
        _does(world, f"pays out {number}", out, group_lending.pay_out_loan)


def repaid(world: World, rng: random.Random) -> None:
    """A group pays on a loan; or an entry of the fund is taken back."""
    with world.hub.store.reading() as db:
        loans, last = lending.agreed(db), lending.last_numbers(db).entry
    if not loans:
        return
    day = world.day()
    if rng.random() < 0.2:
        anew = other_payments(rng.choice(loans).loan, day=day, first_due_on=FIRST_DUE_ON, user=1)
        label = f"agrees to other payments for loan {anew.loan}"
        _does(world, label, anew, fund_changes.reschedule_group_loan)
    elif rng.random() < 0.3:
        back = fund.ReverseFundEntry(of=rng.randint(1, last), day=day, reason=WHY, second=2, user=1)
        _does(world, f"takes entry {back.of} of the fund back", back, fund.reverse_fund_entry)
    else:
        loan, amount = rng.choice(loans).loan, rng.randint(1, 900)
        paid = group_lending.TakeRemittance(loan=loan, amount=amount, day=day)
        _does(world, f"gets {amount} for loan {loan}", paid, group_lending.take_remittance)


def _found_alike(store: Store, pair: duplicates.Pair) -> None:
    """As if this machine had: these lives admit nobody to two groups."""
    told = {"weight": 10**6, "evidence": "name-same", "about": pair.about}
    told |= {"left": pair.left[0], "left_number": pair.left[1]}
    told |= {"right": pair.right[0], "right_number": pair.right[1]}
    with store.writing() as db:
        LocalCandidate.insert(**told).on_conflict_ignore().execute(db)


def told_twice(world: World, rng: random.Random) -> None:
    """Staff look at two members of different groups, and say whether they are one."""
    if world.groups < 2:
        return
    lines = rng.sample(range(world.groups), 2)
    sides = [(truth.owner(world, line), rng.randint(1, 3)) for line in lines]
    about: dict[str, Any] = {"about": PERSON, "left": sides[0], "right": sides[1]}
    about |= {"day": world.day(), "user": 1}
    pair = duplicates.pair_of(PERSON, *sides)
    life.do(world, world.hub, "finds two alike", lambda store, _: _found_alike(store, pair))
    _does(world, "looks at two", twice.LookAtBoth(**about), twice.look_at_both)
    verdict = rng.choice((twice.ONE, twice.TWO))
    _does(world, f"says {verdict}", twice.SayWhether(verdict=verdict, **about), twice.say_whether)
    if rng.random() < 0.3:
        _does(world, "takes that back", twice.TakeBack(**about), twice.take_back)


DEEDS: tuple[Deed, ...] = (
    look, propose, propose, propose, settle, settle, settle, withdraw, lend, repaid, told_twice,
)  # fmt: skip

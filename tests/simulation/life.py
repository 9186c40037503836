"""What people do: deeds at the groups, at the hub, at the city. Each has a number of its own.

A deed's fingerprint is its kind and an amount that no other deed has, so that it can be found
again wherever it went, and counted.
"""

from collections.abc import Callable
from typing import Any

from federation.commands import members, merging, publication, releasing, requests, work
from federation.commands.deed import perform
from federation.core.rules.stages import is_open
from federation.store import Store
from federation.store.queries import books, merges
from federation.store.queries import requests as asked
from tests import factories as f

from .machines import CITY, HUB, Machine
from .world import World

MONEY = (
    "savings", "savings", "savings", "savings", "withdrawal", "social_contribution", "income",
    "expense",
)  # fmt: skip
NEW = "social_contribution"  # what an older program does not know (`programs.CAME_LAST`)
FOR_MEMBER = ("savings", "withdrawal", "social_contribution")
FIRST = 1_000  # amounts are this and the deed's number


def live(world: World, machine: Machine) -> None:
    """Somebody does something at this machine, as its role does."""
    if machine.line == HUB:
        chosen = world.rng.choice((release, publish, publish, paper_answer))
    elif machine.line == CITY:
        chosen = answer
    else:
        deeds = (pay, pay, pay, pay, pay, meet, lend, repay, reverse, ask, ask, withdraw, people)
        chosen = world.rng.choice(deeds)
    if not machine.older or chosen not in (withdraw, answer, paper_answer):
        chosen(world, machine)


def do(world: World, machine: Machine, label: str, what: Callable[[Store, str], Any]) -> Any:
    """A deed with its form's token; when the program dies of it, people press the button again."""
    token = f"form-{world.next_number()}"
    dies = world.disk.left > 0
    done = world.attempt(machine, label, lambda store: what(store, token))
    if done is None and dies:
        done = world.attempt(machine, f"{label}, again", lambda store: what(store, token))
    if done is not None:
        world.counts["events"] += 1
    return done


def fingerprint(world: World, machine: Machine, kind: str, least: int = FIRST) -> int:
    """An amount for a new deed, written down as tried."""
    amount = least + world.next_number()
    world.tried[machine.line].add((kind, amount))
    if machine in world.stolen:
        world.forged.add((kind, amount))
    return amount


def pay(world: World, machine: Machine) -> None:
    """Money comes in or goes out."""
    kind = world.rng.choice([one for one in MONEY if not machine.older or one != NEW])
    amount = fingerprint(world, machine, kind)
    line: tuple[Any, ...] = (kind, amount)
    if kind in FOR_MEMBER:
        line = (kind, amount, world.rng.randint(1, 2))
    day = world.day()
    do(world, machine, f"{kind} {amount}", lambda s, t: f.enter(s, line, day=day, token=t))


def meet(world: World, machine: Machine) -> None:
    """A meeting from its opening to its close, as far as it comes."""
    opened = do(world, machine, "opens a meeting", lambda s, _: f.open_meeting(s, world.day()))
    if opened is None:
        return
    amount = fingerprint(world, machine, "savings")
    line, day = ("savings", amount, 1), world.day()
    do(
        world, machine, f"savings {amount} in the meeting",
        lambda s, t: f.enter(s, line, day=day, meeting=opened, token=t),
    )  # fmt: skip
    do(world, machine, "counts the box", lambda s, _: f.count_box(s, opened))
    do(world, machine, "closes the meeting", lambda s, _: f.close_meeting(s, opened))


def lend(world: World, machine: Machine) -> None:
    """A loan is paid out."""
    amount, day = fingerprint(world, machine, "loan"), world.day()
    member = world.rng.randint(1, 3)

    def given(store: Store, token: str) -> int:
        return f.lend(store, member, amount, day=day, first_due_on="2027-06-30", token=token)

    do(world, machine, f"lends {amount}", given)


def repay(world: World, machine: Machine) -> None:
    """A part of some loan comes back."""
    amount, day = fingerprint(world, machine, "loan_principal", least=0), world.day()
    which = world.rng.random()

    def paid(store: Store, token: str) -> Any:
        with store.reading() as db:
            loans = books.loans(db, f.own_book(store))
        if not loans:
            return None
        loan = loans[int(which * len(loans))]
        line = ("loan_principal", amount, loan.member, loan.loan)
        return f.enter(store, line, day=day, token=token)

    do(world, machine, f"repays {amount}", paid)


def reverse(world: World, machine: Machine) -> None:
    """One of the last entries is taken back."""
    back, day = world.rng.randrange(5), world.day()

    def taken(store: Store, token: str) -> Any:
        with store.reading() as db:
            some = books.entries(db, f.own_book(store))
        if not some:
            return None
        of = some[max(-1 - back, -len(some))].seq
        return f.reverse(store, of, day=day, token=token)

    do(world, machine, "takes an entry back", taken)


def ask(world: World, machine: Machine) -> None:
    """A request is raised."""
    number, day = fingerprint(world, machine, "request"), world.day()

    def raised(store: Store, token: str) -> str:
        return f.raise_request(store, households=number, title=f"T {number}", day=day, token=token)

    do(world, machine, f"asks for {number} households", raised)


def withdraw(world: World, machine: Machine) -> None:
    """A request is taken back."""
    which, day = world.rng.random(), world.day()

    def taken(store: Store, token: str) -> Any:
        found = wanted(store)
        if not found:
            return None
        one = found[int(which * len(found))]
        order = requests.WithdrawRequest(request=one.request, day=day, token=token)
        return perform(store, order, requests.withdraw_request)

    do(world, machine, "withdraws a request", taken)


def people(world: World, machine: Machine) -> None:
    """Somebody joins, or leaves and is forgotten; or works."""
    what, number, day = world.rng.randrange(4), world.next_number(), world.day()
    if what == 0:
        name = f"Member {number}"
        do(world, machine, f"admits {name}", lambda s, t: f.admit(s, name, day=day, token=t))
    elif what == 1:
        name = f"Member {number}"
        changed = members.ChangeMember(member=3, name=name, day=day)
        label = f"calls member 3 {name}"
        do(world, machine, label, lambda s, _: perform(s, changed, members.change_member))
    elif what == 2 and not machine.older:
        order = work.NoteWork(task="bricks", members=((1, number),), day=day)
        do(world, machine, "notes work", lambda s, _: perform(s, order, work.note_work))
    else:
        _leave(world, machine, day)


def _leave(world: World, machine: Machine, day: str) -> None:
    def newest(store: Store, _token: str) -> int:
        with store.reading() as db:
            return max((one.member for one in books.members(db, f.own_book(store))), default=0)

    who = do(world, machine, "looks who joined last", newest)
    if not who or who <= 3:
        return
    leaves = members.LetMemberLeave(member=who, day=day)
    do(world, machine, f"lets {who} go", lambda s, _: perform(s, leaves, members.let_member_leave))
    forgets = members.ForgetMember(member=who, day=day)
    do(world, machine, f"forgets {who}", lambda s, _: perform(s, forgets, members.forget_member))


def wanted(store: Store) -> list[asked.RequestView]:
    """Requests by what they ask for: their ids are chance."""
    with store.reading() as db:
        return sorted(asked.requests(db), key=lambda one: (one.households, one.title))


def release(world: World, machine: Machine) -> None:
    """The hub gives requests free, after it looked what may be asked as one."""
    if not machine.older:
        merge(world, machine)
    do(world, machine, "gives requests free", lambda s, _: (releasing.release(s),))


def merge(world: World, machine: Machine) -> None:
    """The hub asks as one what two groups or more ask for; what it asked so before, it splits.

    No chance and no number of a deed is in it: seeds go on much as before there was any.
    """

    def joined(store: Store) -> Any:
        with store.reading() as db:
            every = merges.merges(db)
        standing = [one for one in every if one.holds]
        if standing and len(every) % 2:  # every other one is split at the next release
            oldest = min(standing, key=lambda one: one.number)
            split = merging.SplitMerge(merge=oldest.merge, day=world.day(), reason="two roads")
            world.counts["joint requests split"] += 1
            return perform(store, split, merging.split_merge)
        free = [one for one in wanted(store) if is_open(one.stage) and one.within is None]
        parts = list({one.owner: one.request for one in reversed(free)}.values())
        if len(parts) < 2:
            return None
        order = merging.MergeRequests(requests=tuple(parts[:3]), day=world.day(), title="Together")
        world.counts["joint requests"] += 1
        return perform(store, order, merging.merge_requests)

    world.attempt(machine, "asks as one, or splits", joined)


def publish(world: World, machine: Machine) -> None:
    """The hub freezes tables for the city."""
    release(world, machine)
    do(world, machine, "publishes", lambda s, _: publication.publish(s))


def paper_answer(world: World, machine: Machine) -> None:
    """An answer on paper came to the hub."""
    _answer(world, machine, on_paper=True, post="Section Engineer")


def answer(world: World, machine: Machine) -> None:
    """The city answers."""
    _answer(world, machine)


def _answer(world: World, machine: Machine, **more: Any) -> None:
    found = wanted(machine.store)
    if found:
        answer_to(world, machine, world.rng.choice(found), **more)


def answer_to(world: World, machine: Machine, one: asked.RequestView, **more: Any) -> None:
    """An answer to that request."""
    number, day = fingerprint(world, machine, "answer"), world.day()
    verb = world.rng.choice(("acknowledge", "visit", "offer"))

    def given(store: Store, token: str) -> Any:
        order = requests.GiveAnswer(
            request=one.request, day=day, verb=verb, text=f"Answer {number}",
            department="Infrastructure", by=day, token=token, **more,
        )  # fmt: skip
        return perform(store, order, requests.give_answer)

    do(world, machine, f"answers {number}", given)

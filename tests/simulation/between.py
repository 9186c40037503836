"""What must hold at rest between office and group: looks, corrections, the fund; and what stays."""

from federation.core import kinds
from federation.store import Store, journal
from federation.store.queries import corrections, fund_changes
from federation.store.queries import fund as lending

from . import truth
from .invariants import stands_still
from .machines import HUB
from .world import Violation, World

Plan = tuple[int, int, int]
Said = dict[str, tuple[object, ...]]


def check(world: World) -> None:
    """Every invariant about office and group. Raises Violation."""
    register_stays(world)
    if world.office is None or HUB in world.shaken:
        return  # what the office forgot by being put back, it told the groups nevertheless
    for line in world.lines():
        if line not in world.shaken and not stands_still(world, line):
            equal_between(world, line)


def register_stays(world: World) -> None:
    """What the office keeps for itself is on no machine of anybody else."""
    office = truth.owner(world, HUB)
    for machine in world.all_machines():
        if machine.line == HUB:
            continue
        with machine.store.reading() as db:
            ends = journal.ends(db)
        if any(end.owner == office and end.kind == kinds.REGISTER for end in ends):
            raise Violation("stays at the office", machine.name)


def equal_between(world: World, line: int) -> None:
    """A group is told of each look, proposal and loan of the fund, and the hub of each answer."""
    who, here, there = truth.owner(world, line), world.machines[line][-1].store, world.hub.store
    for name, told in (("looks", looks), ("proposals", proposals)):
        found = [told(one, who) for one in (here, there)]
        world.counts[f"{name} at rest"] += len(found[0])
        _equal(line, name, *found)
    lent = loans(there, who)
    world.counts["loans of the fund at rest"] += len(lent)
    _equal(line, "loans of the fund", offers(here), lent)


def _equal(line: int, name: str, here: Said, there: Said) -> None:
    if here != there:
        wrong = {one for one in here.keys() | there.keys() if here.get(one) != there.get(one)}
        one = min(wrong)
        raise Violation(
            "equal between", f"group {line}, {name}: {here.get(one)}, hub: {there.get(one)}"
        )


def looks(store: Store, who: str) -> Said:
    """Looks at a group's entries, as a machine has them."""
    with store.reading() as db:
        some = corrections.looks(db, who, limit=1000)
    return {one.look: (one.day, one.member, one.first, one.last, one.note) for one in some}


def proposals(store: Store, who: str) -> Said:
    """What was asked of a group, how it stands and what the group said."""
    with store.reading() as db:
        some = corrections.proposals(db, who, limit=1000)
    return {
        one.proposal: (
            *(one.form, one.entry, one.amount, one.member, one.state, one.withdrawn_why),
            one.answer and (one.answer.answer, one.answer.seq, one.answer.note),
        )
        for one in some
    }


def loans(store: Store, who: str) -> Said:
    """Loans of the fund to a group, as the fund's books have them; none that was taken back."""
    with store.reading() as db:
        sums, anew = lending.sums(db), fund_changes.newest(db)
        return {
            str(one.loan): (one.principal, *_sums(sums.get(one.loan)), _plan(anew.get(one.loan)))
            for one in lending.agreed(db, group=who)
            if not one.taken_back
        }


def _sums(found: lending.LoanSums | None) -> tuple[int, int, int]:
    return (found.paid_out, found.received, found.outstanding) if found else (0, 0, 0)


def offers(store: Store) -> Said:
    """The same as the group was told."""
    with store.reading() as db:
        found = {}
        for one in lending.offers(db):
            plan = fund_changes.replanned(db, one.loan)
            # Told of the first payments again: the new ones were taken back.
            anew = _plan(plan) if _plan(plan) != (one.principal, 0, one.instalments) else None
            told = (one.principal, one.paid_out, one.received, one.owed, anew)
            if not one.withdrawn_on:
                found[str(one.loan)] = told
        return found


def _plan(found: fund_changes.ChangeView | fund_changes.ReplannedView | None) -> Plan | None:
    """By what payments a loan is counted, where they were agreed anew."""
    return (found.principal, found.interest, found.instalments) if found else None

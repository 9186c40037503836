"""Entries of a branch that was closed, entered again after those that count.

Two machines wrote on from the same place, and both numbered on: meeting 12 of the one is not
meeting 12 of the other. An entry that is entered again keeps its numbers where they are free here,
gets the next free one where they are not, and names others by the numbers that these got.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any, Final

import msgspec

from . import events as e
from .refusals import refuse
from .series import SERIES
from .terms import MARKS

# Fields that name something numbered, and what: one number, or several.
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "member": "member",
        "guarantors": "member",
        "order": "member",
        "loan": "loan",
        "meeting": "meeting",
        **{name: name for name in SERIES if name != "version"},
    }
)
# Fields that name entries.
_ENTRIES: Final = ("of", "entries")
# A kind that numbers something new, and the field.
_CREATES: Final[Mapping[type[e.Event], str]] = MappingProxyType(
    {
        e.MemberAdmitted: "member",
        e.LoanAgreed: "loan",
        e.MeetingOpened: "meeting",
        e.DecisionTaken: "decision",
        e.LoanAsked: "application",
        e.FundLoanAgreed: "fund_loan",
        e.RotationBegun: "rotation",
        e.CycleBegun: "cycle",
        e.RoundAccepted: "round",
        e.FacilityListed: "number",
        e.BadgeIssued: "badge",
    }
)
# What was true of the box or the books at one moment is not true again: it is done anew.
ONCE_ONLY: Final = frozenset(
    {
        e.CashCounted,
        e.ShareOutHeld,
        e.SharePaidOut,
        e.ShareReinvested,
        e.ShareDebtPaid,
        e.MemberForgotten,
        e.ConstitutionAdopted,
        e.PeerChecked,
        e.ForkFound,
    }
)


@dataclass(slots=True)
class Renumbering:
    """What numbers of the branch became: `new` by what is numbered, `seqs` of entries.

    `taken` are numbers that are given out here already, `last` the highest of each. `common`: the
    last entry that both have; up to there entries and numbers are the same. `branch`: numbers that
    only the branch gave out.
    """

    common: int
    taken: Mapping[str, Collection[int]]
    new: dict[tuple[str, int], int] = field(default_factory=dict)
    seqs: dict[int, int] = field(default_factory=dict)
    branch: set[tuple[str, int]] = field(default_factory=set)
    given: dict[str, int] = field(default_factory=dict)

    def note(self, event: e.Event) -> None:
        """An entry of the branch: the number that it gave out is not one of ours."""
        what = _CREATES.get(type(event))
        if what is not None:
            self.branch.add((what, getattr(event, what)))

    def apply(self, event: e.Event) -> e.Event:
        """The entry with the numbers of here. Raises Refusal `entry-rests-on`, `entry-once-only`.

        `entry-rests-on`: it names something of the branch that was not entered again.
        """
        if type(event) in ONCE_ONLY:
            raise refuse("entry-once-only")
        what, changed = _CREATES.get(type(event)), dict[str, Any]()
        for name in event.__struct_fields__:
            value = getattr(event, name)
            if name == what:
                changed[name] = self._give(what, value)
            # Members by what they were at a meeting; elsewhere such a word may be a count.
            elif name in MARKS and type(event) is e.AttendanceTaken:
                changed[name] = _each(value, partial(self._number, "member"))
            elif name in _NAMES:
                changed[name] = _each(value, partial(self._number, _NAMES[name]))
            elif name in _ENTRIES:
                changed[name] = _each(value, self._entry)
        return msgspec.structs.replace(event, **changed)

    def keep(self, event: e.Event, seq: int, entered: e.Event, at: int) -> None:
        """Entry `seq` of the branch was entered as `entered`, with number `at`."""
        self.seqs[seq] = at
        what = _CREATES.get(type(event))
        if what is not None:
            number = getattr(entered, what)
            self.new[what, getattr(event, what)] = number
            self.given[what] = max(self.given.get(what, 0), number)

    def _give(self, what: str, number: int) -> int:
        taken = self.taken.get(what, ())
        last = max(max(taken, default=0), self.given.get(what, 0))
        if what in SERIES:
            return last + 1
        fresh = number not in taken and number not in self._given(what)
        return number if fresh else last + 1

    def _given(self, what: str) -> set[int]:
        return {new for (of, _), new in self.new.items() if of == what}

    def _number(self, what: str, number: int) -> int:
        if not number:
            return number
        if (what, number) in self.new:
            return self.new[what, number]
        if (what, number) in self.branch:
            raise refuse("entry-rests-on", what=what, number=number)
        return number

    def _entry(self, seq: int) -> int:
        if seq <= self.common:
            return seq
        if seq not in self.seqs:
            raise refuse("entry-rests-on", what="entry", number=seq)
        return self.seqs[seq]


def _each(value: Any, change: Callable[[int], int]) -> Any:
    """A number changed, or each of several; what holds no plain numbers stays."""
    if isinstance(value, tuple):
        return tuple(change(one) if isinstance(one, int) else one for one in value)
    return change(value)

"""What can be done once only, looked at while drafts are made: so that a row is named.

1. a loan that was asked for is agreed or declined once;
2. a cycle is shared out once, until that is taken back;
3. an entry stands on one bank statement, until that is taken back;
4. what something later rests on is not taken back: terms of a loan that were changed again, a
   fund's loan or a rotating pot with money, a cycle that went on, who left and was forgotten.
"""

from collections import Counter
from dataclasses import dataclass, field

from federation.core import events as e
from federation.core.refusals import refuse
from federation.core.series import Number

from .known import Known

# Money that names what it keeps from being taken back.
NAMING = (e.FundReceived, e.FundRemitted, e.RotationPaidIn, e.RotationPaidOut)


@dataclass(slots=True)
class Once:
    """`settled`: applications; `shared`: cycles; `ticked`: entries on a statement.

    `changes`: of each loan, in order; `cycles`: in order; `used`: how many entries that stand name
    a fund's loan or a rotating pot; `forgotten`: members.
    """

    settled: set[int] = field(default_factory=set)
    shared: set[int] = field(default_factory=set)
    ticked: set[int] = field(default_factory=set)
    changes: dict[int, list[e.LoanRescheduled]] = field(default_factory=dict)
    cycles: list[int] = field(default_factory=list)
    used: Counter[Number] = field(default_factory=Counter)
    forgotten: set[int] = field(default_factory=set)

    def take(self, event: e.Event) -> None:
        """The next entry. Raises Refusal when it was done before."""
        if isinstance(event, e.LoanAgreed | e.LoanDeclined) and event.application:
            if event.application in self.settled:
                raise refuse("application-settled", application=event.application)
            self.settled.add(event.application)
        elif isinstance(event, e.ShareOutHeld):
            if event.cycle in self.shared:
                raise refuse("cycle-shared-out", cycle=event.cycle)
            self.shared.add(event.cycle)
        elif isinstance(event, e.BankStatementSeen):
            for entry in event.entries:
                if entry in self.ticked:
                    raise refuse("books-ticked-twice", entry=entry)
                self.ticked.add(entry)
        elif isinstance(event, e.LoanRescheduled):
            self.changes.setdefault(event.loan, []).append(event)
        elif isinstance(event, e.CycleBegun):
            self.cycles.append(event.cycle)
        elif isinstance(event, e.MemberForgotten):
            self.forgotten.add(event.member)
        self._use(event, 1)

    def _use(self, event: e.Event, count: int) -> None:
        if isinstance(event, (*NAMING, e.LoanAgreed)):
            for name in ("fund_loan", "rotation"):
                self.used[name, getattr(event, name, 0)] += count

    def take_back(self, event: e.Event) -> None:
        """An entry is reversed: what it did once can be done again; an application cannot.

        Raises Refusal when something later rests on it (4).
        """
        self._check_free(event)
        if isinstance(event, e.ShareOutHeld):
            self.shared.discard(event.cycle)
        elif isinstance(event, e.BankStatementSeen):
            self.ticked.difference_update(event.entries)
        elif isinstance(event, e.LoanAsked):
            self.settled.add(event.application)
        elif isinstance(event, e.LoanRescheduled):
            self.changes[event.loan].pop()
        elif isinstance(event, e.CycleBegun):
            self.cycles.pop()
        self._use(event, -1)

    def _check_free(self, event: e.Event) -> None:
        if isinstance(event, e.LoanRescheduled) and self.changes[event.loan][-1] is not event:
            raise refuse("loan-changed-since", loan=event.loan)
        if isinstance(event, e.CycleBegun):
            newest = self.cycles[-1]
            if newest != event.cycle or newest in self.shared:
                raise refuse("cycle-went-on", cycle=newest)
        if isinstance(event, e.MemberLeft) and event.member in self.forgotten:
            raise refuse("member-forgotten", member=event.member)
        if isinstance(event, e.FundLoanAgreed) and self.used["fund_loan", event.fund_loan]:
            raise refuse("fund-loan-used", fund_loan=event.fund_loan)
        if isinstance(event, e.RotationBegun) and self.used["rotation", event.rotation]:
            raise refuse("rotation-has-money", rotation=event.rotation)


def start(known: Known) -> Once:
    """What the books have done once already."""
    once = Once()
    for event in known.events.values():
        if isinstance(event, e.EntryReversed):
            once.take_back(known.events[event.of])
        else:
            once.take(event)
    return once

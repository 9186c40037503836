"""What can be done once only, looked at while drafts are made: so that a row is named.

1. a loan that was asked for is agreed or declined once;
2. a cycle is shared out once, until that is taken back;
3. an entry stands on one bank statement, until that is taken back.
"""

from dataclasses import dataclass, field

from federation.core import events as e
from federation.core.refusals import refuse

from .known import Known


@dataclass(slots=True)
class Once:
    """`settled`: applications; `shared`: cycles; `ticked`: entries on a statement."""

    settled: set[int] = field(default_factory=set)
    shared: set[int] = field(default_factory=set)
    ticked: set[int] = field(default_factory=set)

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

    def take_back(self, event: e.Event) -> None:
        """An entry was reversed: what it did once can be done again; an application cannot."""
        if isinstance(event, e.ShareOutHeld):
            self.shared.discard(event.cycle)
        elif isinstance(event, e.BankStatementSeen):
            self.ticked.difference_update(event.entries)
        elif isinstance(event, e.LoanAsked):
            self.settled.add(event.application)


def start(known: Known) -> Once:
    """What the books have done once already."""
    once = Once()
    for event in known.events.values():
        if isinstance(event, e.EntryReversed):
            once.take_back(known.events[event.of])
        else:
            once.take(event)
    return once

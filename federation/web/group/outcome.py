"""What a meeting came to: each pot before and after, what each member paid, what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from federation.store import Database
from federation.store.queries import books, group
from federation.store.queries import meetings as held

from . import steps
from .common import own_book

# The pots that are read out, in their order; one that nothing ever was in is left out.
POTS: Final = (
    "cash",
    "bank",
    "savings",
    "shares",
    "social_fund",
    "loans",
    "fund_held",
    "credits",
    "rotating_pot",
    "fines_due",
)
PAID: Final = (
    "savings-received",
    "shares-bought",
    "credit-kept",
    "social-contribution-received",
    "fine-paid",
    "loan-principal-repaid",
    "loan-interest-paid",
)


@dataclass(frozen=True, slots=True)
class MemberPaid:
    """What one member paid into the box: parts by kind of entry, and their sum; minor units."""

    member: int
    name: str
    parts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """All of it."""
        return sum(amount for _, amount in self.parts)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Pots with their opening, in, out and closing; members who paid; decisions in order.

    `differences`: what a count found missing (below zero) or too much, and why.
    """

    pots: tuple[held.PotLine, ...]
    paid: tuple[MemberPaid, ...]
    decisions: tuple[group.DecisionView, ...]
    differences: tuple[tuple[int, str], ...]

    @property
    def paid_minor(self) -> int:
        """What all members paid together."""
        return sum(one.total for one in self.paid)


def outcome(db: Database, meeting: books.MeetingView) -> Outcome:
    """What a meeting, open or closed, came to."""
    book = own_book(db)
    lines = {
        line.account: line
        for line in held.pot_lines(db, book, meeting.opened_seq, meeting.closed_seq)
    }
    entries = steps.entries_of(db, meeting)
    return Outcome(
        pots=tuple(lines[code] for code in POTS if _is_told(lines[code])),
        paid=paid_by(entries, books.names(db, book)),
        decisions=group.decisions(db, book, meeting=meeting.meeting)[::-1],
        differences=tuple(
            (one.box_minor, one.note)
            for one in entries
            if one.kind == "cash-counted" and one.box_minor
        ),
    )


def _is_told(line: held.PotLine) -> bool:
    sums = (line.opening_minor, line.came_minor, line.went_minor, line.closing_minor)
    return line.account == "cash" or any(sums)


def paid_by(
    entries: tuple[books.EntryView, ...], names: Mapping[int, str]
) -> tuple[MemberPaid, ...]:
    """What each member paid, by number; what was taken back is left out."""
    sums: dict[int, dict[str, int]] = {}
    for one in entries:
        if one.kind in PAID and one.member and not one.reversed_by:
            parts = sums.setdefault(one.member, {})
            parts[one.kind] = parts.get(one.kind, 0) + one.amount_minor
    return tuple(
        MemberPaid(
            number,
            names.get(number, "") or f"№ {number}",
            tuple((kind, sums[number][kind]) for kind in PAID if kind in sums[number]),
        )
        for number in sorted(sums)
    )

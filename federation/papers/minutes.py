"""A meeting on paper: who was there, what was entered, the letters, lines for the officers."""

from federation.core.refusals import refuse
from federation.core.terms import ATTENDED, MARKS
from federation.i18n import gettext, weekday, word
from federation.node import Node
from federation.store import Database
from federation.store.queries import books

from .common import called, own_book, sheet, what
from .paper import (
    Cell,
    Column,
    Figure,
    Figures,
    Heading,
    Kind,
    Paper,
    Paragraph,
    Signatures,
    Table,
)


def minutes(db: Database, node: Node, number: int, letters: str) -> Paper:
    """A meeting, open or closed; `letters` are those read out for the savings books.

    Raises Refusal `meeting-unknown`.
    """
    book = own_book(db, node)
    meeting = books.meeting(db, book, number)
    if meeting is None:
        raise refuse("meeting-unknown", meeting=number)
    names = books.names(db, book)
    marks = books.attendance(db, book, number)
    here = sum(mark in ATTENDED for mark in marks.values())
    of = gettext("%(here)s of %(of)s", here=here, of=len(marks))
    counted = meeting.counted_minor
    figures = (
        Figure(gettext("Box counted"), counted if counted >= 0 else gettext("not counted")),
        Figure(gettext("Here"), of, Kind.TEXT),
        Figure(gettext("Letters for the savings books"), letters, Kind.TEXT),
    )
    return sheet(
        node,
        "minutes",
        gettext("Meeting of %(day)s", day=weekday(meeting.day)),
        Figures(figures),
        Heading(gettext("Attendance")),
        *_attendance(marks, names),
        Heading(gettext("What was entered")),
        _entered(books.entries(db, book, meeting=number, limit=10_000), names),
        Signatures((gettext("Treasurer"), gettext("Secretary"), gettext("Chairperson"))),
        about=gettext("meeting %(number)s", number=number),
    )


def _attendance(marks: dict[int, str], names: dict[int, str]) -> tuple[Paragraph, ...]:
    """One line for each mark that anybody has."""
    told = []
    for mark in MARKS:
        who = [called(one, names.get(one, "")) for one in sorted(marks) if marks[one] == mark]
        if who:
            told.append(Paragraph(f"{word(mark, 'mark')} ({len(who)}): {', '.join(who)}"))
    return tuple(told) or (Paragraph(gettext("Nobody was marked.")),)


def _entered(entries: tuple[books.EntryView, ...], names: dict[int, str]) -> Table:
    """Every entry that moved money, and every one that takes another back."""
    rows: list[tuple[Cell, ...]] = []
    came = went = 0
    for one in entries:
        if not (one.amount_minor or one.box_minor or one.of):
            continue
        who = called(one.member, names.get(one.member, "")) if one.member else None
        told = what(one.kind, one.purpose, is_taken_back=bool(one.reversed_by))
        if one.of:
            told = f"{told}: {gettext('entry %(number)s', number=one.of)}"
        came, went = came + max(one.box_minor, 0), went + max(-one.box_minor, 0)
        moved = (max(one.box_minor, 0) or None, max(-one.box_minor, 0) or None)
        rows.append((one.seq, who, told, *moved))
    columns = (
        Column(gettext("Entry"), Kind.COUNT),
        Column(gettext("Member")),
        Column(gettext("What")),
        Column(gettext("Into the box"), Kind.MONEY),
        Column(gettext("Out of the box"), Kind.MONEY),
    )
    sums: tuple[Cell, ...] = (None, None, gettext("Together"), came, went)
    nothing = gettext("No money moved.")
    return Table(columns, tuple(rows), sums if rows else (), empty=nothing)

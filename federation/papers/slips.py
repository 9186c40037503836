"""Receipts on a quarter of a sheet: of one entry, or of everybody who paid in a meeting."""

from collections.abc import Mapping
from dataclasses import replace

from federation import i18n
from federation.core.refusals import refuse
from federation.i18n import day as day_words
from federation.i18n import gettext
from federation.node import Node
from federation.store import Database
from federation.store.queries import books, dots

from . import dots as drawing
from . import pictures
from .common import called, own_book, sheet, to_member, what
from .paper import Figure, Kind, Paper, Size, Slip, Slips

# So many lines of money fit on a quarter of a sheet; what is more is added up in the last.
LINES_MAX = 7
DOTS = 12


def of_entry(db: Database, node: Node, seq: int, *, small_sheet: bool = False) -> Paper:
    """A receipt twice, for the member and for the group; on two A6 sheets if that is wanted.

    Raises Refusal `entry-unknown`, `receipt-without-money`.
    """
    book = own_book(db, node)
    entry = next(iter(books.entries(db, book, seq=seq)), None) if seq else None
    if entry is None:
        raise refuse("entry-unknown", entry=seq)
    minor = entry.box_minor or entry.amount_minor
    if not minor or entry.kind == "cash-counted":
        raise refuse("receipt-without-money", entry=seq)
    with to_member(db, book, entry.member):
        hers = _slip(db, book, entry)
        whose = gettext("for the member") if entry.member else gettext("for whoever paid")
        hers = replace(hers, beside=whose)
    ours = replace(_slip(db, book, entry), beside=gettext("for the group"))
    return sheet(
        node,
        "receipt",
        gettext("Receipt"),
        Slips((hers, ours)),
        size=Size.A6 if small_sheet else Size.FOUR,
    )


def _slip(db: Database, book: int, entry: books.EntryView) -> Slip:
    name = called(entry.member, books.names(db, book).get(entry.member, ""))
    return Slip(
        title=gettext("Receipt"),
        beside="",
        lines=(
            Figure(gettext("Number"), str(entry.seq), Kind.TEXT),
            Figure(gettext("Day"), entry.day, Kind.DAY),
            *((Figure(gettext("Member"), name, Kind.TEXT),) if entry.member else ()),
            Figure(
                gettext("What for"),
                what(entry.kind, entry.purpose),
                Kind.TEXT,
                pictures.of_kind(entry.kind),
            ),
            *((Figure(gettext("Loan"), entry.loan, Kind.COUNT),) if entry.loan else ()),
            *_then(db, book, entry),
            *_taken_back(db, book, entry),
        ),
        total=Figure(_way(entry.box_minor), abs(entry.box_minor or entry.amount_minor)),
        names=(gettext("Member") if entry.member else gettext("Paid by"), gettext("Treasurer")),
        language=i18n.language(),
    )


def _way(box_minor: int) -> str:
    """Over an amount: whether the group took it or gave it."""
    if box_minor > 0:
        return gettext("Paid in")
    return gettext("Paid out") if box_minor < 0 else gettext("Amount")


def _then(db: Database, book: int, entry: books.EntryView) -> tuple[Figure, ...]:
    """What she had saved after this entry, as her own book says it."""
    if entry.kind not in ("savings-received", "savings-withdrawn", "shares-bought"):
        return ()
    lines = books.passbook(db, book, entry.member)
    left = next((line.balance_minor for line in lines if line.seq == entry.seq), None)
    return () if left is None else (Figure(gettext("Saved then"), left),)


def _taken_back(db: Database, book: int, entry: books.EntryView) -> tuple[Figure, ...]:
    """A receipt of an entry that was taken back says so."""
    if not entry.reversed_by:
        return ()
    (back,) = books.entries(db, book, seq=entry.reversed_by)
    told = gettext("taken back on %(day)s", day=day_words(back.day))
    return (Figure(gettext("Note"), told, Kind.TEXT),)


def of_meeting(db: Database, node: Node, number: int) -> Paper:
    """A slip for everybody who paid or was paid in a meeting, four different ones to a sheet.

    What was taken back is left out. Raises Refusal `meeting-unknown`.
    """
    book = own_book(db, node)
    meeting = books.meeting(db, book, number)
    if meeting is None:
        raise refuse("meeting-unknown", meeting=number)
    names = books.names(db, book)
    paid: dict[int, list[books.EntryView]] = {}
    for entry in books.entries(db, book, meeting=number, limit=10_000):
        if entry.member and entry.box_minor and not entry.reversed_by:
            paid.setdefault(entry.member, []).append(entry)
    saving = dots.of_members(db, book, tuple(paid), meeting.day, DOTS)
    slips = []
    for member in sorted(paid):
        with to_member(db, book, member):
            name = called(member, names.get(member, ""))
            slips.append(_of_meeting(meeting, name, paid[member], saving[member]))
    nothing = gettext("No money moved.")
    title = gettext("Receipts of the meeting")
    return sheet(node, "receipts", title, Slips(tuple(slips), nothing), size=Size.FOUR)


def _of_meeting(
    meeting: books.MeetingView, name: str, paid: list[books.EntryView], saving: dots.Dots
) -> Slip:
    """What one member paid and was paid, added up by what it was."""
    hers: dict[str, int] = {}
    kinds: dict[str, str] = {}
    for entry in paid:
        told = what(entry.kind, entry.purpose)
        hers[told] = hers.get(told, 0) + entry.box_minor
        kinds[told] = entry.kind
    return Slip(
        title=gettext("Receipt"),
        beside=gettext("meeting %(number)s", number=meeting.meeting),
        lines=(
            Figure(gettext("Day"), meeting.day, Kind.DAY),
            Figure(gettext("Member"), name, Kind.TEXT),
            *_lines(hers, kinds),
            *_dots(saving),
        ),
        total=_total(sum(hers.values())),
        names=(gettext("Member"), gettext("Treasurer")),
        language=i18n.language(),
    )


def _dots(found: dots.Dots) -> tuple[Figure, ...]:
    """Her last meetings as dots, the newest last."""
    if not found.dots:
        return ()
    return (Figure(gettext("Last meetings"), drawing.text(found), Kind.TEXT),)


def _lines(paid: dict[str, int], kinds: Mapping[str, str]) -> tuple[Figure, ...]:
    lines = list(paid.items())
    if len(lines) > LINES_MAX:
        rest = sum(minor for _, minor in lines[LINES_MAX - 1 :])
        lines = [*lines[: LINES_MAX - 1], (gettext("Other"), rest)]
    return tuple(
        Figure(told, minor, picture=pictures.of_kind(kinds.get(told, ""))) for told, minor in lines
    )


def _total(minor: int) -> Figure:
    if minor < 0:
        return Figure(gettext("Together, paid out"), -minor)
    return Figure(gettext("Together, paid in"), minor)

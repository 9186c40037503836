"""Meetings: opening one, the list, one that is closed; attendance; the sheets of its steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.meetings import (
    OpenMeeting,
    TakeAttendance,
    open_meeting,
    read_out,
    take_attendance,
)
from federation.core.refusals import refuse
from federation.core.terms import MARKS
from federation.i18n import word
from federation.schemas.meetings import LANGUAGES, MARK, PIECES, TOTAL, OpenSchema, read_marks
from federation.store import Database, local
from federation.store.queries import books, fund, fund_loans, group
from federation.store.queries import meetings as held
from sync import restored

from .. import drafts, forms
from ..forms import Form
from ..guard import allow
from ..here import me, node, number_asked, store
from ..pages import Page, render
from ..today import start_day
from . import rows, sheets, steps
from .common import OFFICERS, SAVERS, Options, one_meeting, own_book, people, person
from .outcome import Outcome, outcome

REST_HERE: Final = "rest"
REASON: Final = "reason"
WORDS_LETTERS_MAX: Final = 1000
MEETINGS_SHOWN: Final = 52
LAST: Final = 2**62  # after the last entry there can be


# What is kept in steps that are no sheet, by how its fields begin.
_BESIDE_SHEETS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"attendance": (MARK,), "count": (PIECES, TOTAL, "counter", REASON)}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening(Page):
    """A new meeting; `closing` figures of the last one are shown so that members say them back.

    `offers`: loans of the fund that the members may decide on in it.

    Money by account in minor units, as it stood when the last meeting closed; `cash_minor`: in the
    box now.
    """

    template: ClassVar[str] = "group/open.html"
    form: Form
    last: books.MeetingView | None
    closing: Mapping[str, int]
    cash_minor: int
    languages: Options
    offers: tuple[fund.OfferView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meetings(Page):
    """Meetings, the newest first; `older`: before which the next page goes back, or 0."""

    template: ClassVar[str] = "group/meetings.html"
    meetings: tuple[books.MeetingView, ...]
    older: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes(Page):
    """A meeting as it was: who was there, every entry, the letters that were read out.

    `written_on`: the day on which it was closed here, which is later for one held on paper.
    """

    template: ClassVar[str] = "group/minutes.html"
    meeting: books.MeetingView
    place: str
    written_on: str
    attendance: Mapping[str, tuple[str, ...]]
    entries: tuple[books.EntryView, ...]
    names: Mapping[int, str]
    letters: str
    outcome: Outcome
    counters: tuple[str, ...]
    pieces: tuple[tuple[int, int], ...]
    officers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendancePage(Page):
    """A row per member; `marks` are those kept or taken so far."""

    template: ClassVar[str] = "group/attendance.html"
    frame: steps.Frame
    form: Form
    members: tuple[books.MemberView, ...]
    marks: Mapping[int, str]
    keep_address: str
    is_taken: bool


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/meeting", view_func=opening, methods=["GET", "POST"])
    to.add_url_rule("/meetings", view_func=meetings)
    to.add_url_rule("/meetings/<int:number>", view_func=minutes)
    way = "/meetings/<int:number>"
    to.add_url_rule(f"{way}/attendance", view_func=attendance, methods=["GET", "POST"])
    to.add_url_rule(f"{way}/savings", view_func=savings, methods=["GET", "POST"])
    to.add_url_rule(f"{way}/repayments", view_func=repayments, methods=["GET", "POST"])
    to.add_url_rule(f"{way}/keep/<step>", view_func=keep, methods=["POST"])


@allow(*OFFICERS)
def opening() -> ResponseReturnValue:
    """Go on with the meeting that is open, or open one."""
    with store().reading() as db:
        running = books.open_meeting(db, own_book(db))
        if running is not None:
            return redirect(steps.address(steps.reached(db, running.meeting), running.meeting), 303)
    if request.method == "GET":
        return render(_opening(_usual()))
    return forms.take(
        OpenSchema(),
        OpenMeeting,
        open_meeting,
        _opening,
        lambda receipt: steps.address("attendance", int(receipt.facts["meeting"])),
    )


def _usual() -> Form:
    """Today, where the group met the last time or where its rules say, in the same language."""
    with store().reading() as db:
        book = own_book(db)
        last = next(iter(books.meetings(db, book, limit=1)), None)
        place = steps.place_of(steps.entries_of(db, last)[:1]) if last else ""
        if not place:
            place = next((one.place for one in group.constitutions(db, book)[:1]), "")
    language = last.language if last else ""
    return forms.fresh(day=start_day(), place=place, language=language)


def _opening(form: Form) -> Page:
    with store().reading() as db:
        book = own_book(db)
        last = next(iter(books.meetings(db, book, limit=1)), None)
        lines = held.pot_lines(db, book, last.closed_seq if last else LAST)
        return Opening(
            form=form,
            last=last,
            closing=MappingProxyType({one.account: one.opening_minor for one in lines}),
            cash_minor=books.pots(db, book).cash,
            languages=tuple((code, word(code, "language")) for code in LANGUAGES),
            offers=fund_loans.open_offers(db, book),
        )


@allow(*OFFICERS)
def meetings() -> ResponseReturnValue:
    """Every meeting, a year of weeks at a time."""
    with store().reading() as db:
        before = number_asked("before")
        found = books.meetings(db, own_book(db), limit=MEETINGS_SHOWN + 1, before=before)
    shown = found[:MEETINGS_SHOWN]
    return render(Meetings(meetings=shown, older=shown[-1].meeting if found != shown else 0))


@allow(*OFFICERS)
def minutes(number: int) -> ResponseReturnValue:
    """A closed meeting; one that is open is gone on with."""
    with store().reading() as db:
        meeting = one_meeting(db, number)
        if not meeting.closed_seq:
            return redirect(steps.address(steps.reached(db, number), number), 303)
        return render(_minutes(db, meeting))


def _minutes(db: Database, meeting: books.MeetingView) -> Page:
    book, names = own_book(db), books.names(db, own_book(db))
    marked: dict[str, list[str]] = {mark: [] for mark in MARKS}
    for member, mark in books.attendance(db, book, meeting.meeting).items():
        marked[mark].append(names.get(member, "") or f"№ {member}")
    entries = steps.entries_of(db, meeting)
    known = people(db)
    return Minutes(
        meeting=meeting,
        place=steps.place_of(entries),
        written_on=next((one.day for one in entries if one.seq == meeting.closed_seq), ""),
        attendance=MappingProxyType({mark: tuple(who) for mark, who in marked.items()}),
        entries=entries,
        names=names,
        letters=letters_before(db, meeting.closed_seq),
        outcome=outcome(db, meeting),
        counters=tuple(names.get(int(one), "") or f"№ {one}" for one in meeting.counters.split()),
        pieces=_pieces(meeting),
        officers=tuple(person(known, int(one)) for one in meeting.officers.split()),
    )


def _pieces(meeting: books.MeetingView) -> tuple[tuple[int, int], ...]:
    """Worth of each note or coin that was counted, and how many there were."""
    told = (one.partition(":") for one in meeting.pieces.split())
    return tuple((int(worth), int(count)) for worth, _, count in told if int(count))


def letters_before(db: Database, seq: int) -> str:
    """The eight letters of this group's books just before entry `seq`."""
    head = restored.head_at(db, node(), seq - 1)
    return read_out(head) if head else ""


@allow(*OFFICERS)
def attendance(number: int) -> ResponseReturnValue:
    """Who is there."""
    if request.method == "GET":
        with store().reading() as db:
            return render(_attendance(db, number, forms.fresh()))
    form = forms.typed()
    with store().writing() as db:
        meeting = one_meeting(db, number)
        marks = _kept_marks(db, number, form)
    if form.button == REST_HERE:
        return redirect(url_for(".attendance", number=number, _anchor=sheets.FOOT), 303)
    told = read_marks(marks)
    with store().reading() as db:
        here = rows.of_day(db, meeting.day)
    missing = len({one.member for one in here} - {member for member, _ in told})
    if missing:
        return forms.show(_again(number, form.refused(refuse("attendance-missing", count=missing))))
    order = TakeAttendance(meeting=number, day=meeting.day, marks=told, **forms.stamp(form))
    return forms.act(
        form,
        order,
        take_attendance,
        lambda wrong: _again(number, wrong),
        lambda _: steps.address("savings", number),
    )


def _again(number: int, form: Form) -> Page:
    with store().reading() as db:
        return _attendance(db, number, form)


def _kept_marks(db: Database, number: int, form: Form) -> dict[str, str]:
    """Keep every mark of the form; "the rest are here" marks those who have none."""
    marks = {name: told for name, told in form.typed().items() if name.startswith(MARK)}
    if form.button == REST_HERE:
        for one in rows.of_day(db, one_meeting(db, number).day):
            marks.setdefault(f"{MARK}{one.member}", "present")
    for name, told in marks.items():
        local.keep_draft(db, number, "attendance", name, told)
    return marks


def _attendance(db: Database, number: int, form: Form) -> Page:
    book = own_book(db)
    taken = books.attendance(db, book, number)
    kept = local.drafts(db, number, "attendance")
    over = {name: told for name, told in form.values.items() if name.startswith(MARK)}
    drafted = dict(read_marks({**kept, **over}))
    return AttendancePage(
        frame=steps.frame(db, number, "attendance"),
        form=form,
        members=rows.of_day(db, one_meeting(db, number).day),
        marks=MappingProxyType({**taken, **drafted}),
        keep_address=url_for(".keep", number=number, step="attendance"),
        is_taken=bool(taken),
    )


def _sheet(sheet: rows.Sheet, number: int) -> ResponseReturnValue:
    """A step that is one sheet."""
    with store().reading() as db:
        meeting = one_meeting(db, number)
        if request.method == "GET":
            return render(sheets.page(db, sheet, number, forms.fresh()))
        following = steps.frame(db, number, sheet.step).next_address
    if me().role not in OFFICERS:
        following = steps.address(sheet.step, number)
    return sheets.answer(
        sheet,
        number,
        lambda db, form: sheets.page(db, sheet, number, form),
        meeting.day,
        following,
    )


@allow(*SAVERS)
def savings(number: int) -> ResponseReturnValue:
    """Savings by purpose, and shares."""
    return _sheet(rows.SAVINGS, number)


@allow(*OFFICERS)
def repayments(number: int) -> ResponseReturnValue:
    """Principal and interest of each loan."""
    return _sheet(rows.REPAYMENTS, number)


@allow(*SAVERS)
def keep(number: int, step: str) -> ResponseReturnValue:
    """Keep one field as soon as it is left (with JavaScript)."""
    form = forms.typed()
    name, told = form.value("field"), form.value("value").strip()
    sheet = rows.BY_STEP.get(step)
    beside = _BESIDE_SHEETS.get(step, ())
    if me().role not in OFFICERS and step != rows.SAVINGS.step:
        raise refuse("role-not-allowed", role=me().role)
    with store().writing() as db:
        if one_meeting(db, number).closed_seq:
            raise refuse("meeting-closed", meeting=number)
        fits = sheets.fits(db, sheet, name) if sheet else name.startswith(beside)
        if not fits:
            raise refuse("sheet-kind", kind=name[: sheets.VALUE_LETTERS_MAX])
        if local.receipt(db, form.token) is None:
            asked = sheets.differs(db, form, number, sheet, step, name)
            if asked is not None:
                return asked
            field = name[: sheets.FIELD_LETTERS_MAX]
            longest = sheets.VALUE_LETTERS_MAX if name != REASON else WORDS_LETTERS_MAX
            local.keep_draft(db, number, step, field, told[:longest])
    return drafts.KEPT

"""The calendar of dots: what counts for which meeting, and how it is told by shape."""

import re
from xml.etree import ElementTree as ET

from federation.commands.deed import perform
from federation.commands.meetings import TakeAttendance, take_attendance
from federation.i18n import use_language
from federation.papers import dots as drawing
from federation.papers import members, slips
from federation.papers.laying import lay
from federation.papers.paper import Picture, Slips
from federation.store import Store
from federation.store.queries import dots
from federation.store.queries.dots import Dot, Dots, State
from tests.factories import (
    admit,
    close_meeting,
    count_box,
    enter,
    open_meeting,
    own_book,
    reverse,
)

DAYS = ("2026-09-06", "2026-09-13", "2026-09-20", "2026-09-27", "2026-10-04")


def hold(store: Store, day: str, *lines: tuple[object, ...], absent: tuple[int, ...] = ()) -> int:
    """A whole meeting in which these pay."""
    meeting = open_meeting(store, day)
    if absent:
        marks = tuple((one, "absent") for one in absent)
        order = TakeAttendance(meeting=meeting, day=day, marks=marks)
        perform(store, order, take_attendance)
    if lines:
        enter(store, *lines, day=day, meeting=meeting)
    count_box(store, meeting)
    close_meeting(store, meeting)
    return meeting


def told(store: Store, member: int, most: int = 26, today: str = "2026-10-05") -> Dots:
    with store.reading() as db:
        return dots.of_member(db, own_book(store), member, today, most)


def lived(group: Store) -> tuple[int, int]:
    """Selma saves, is away, saves on a round in between, saves and takes it back."""
    selma = admit(group, "Selma", day=DAYS[0])
    hold(group, DAYS[0], ("savings", 2_000, selma))
    late = admit(group, "Late", day=DAYS[2])
    hold(group, DAYS[1], absent=(selma,))
    enter(group, ("savings", 300, selma), ("savings", 200, selma, "land"), day="2026-09-18")
    hold(group, DAYS[2], ("savings", 9_000, late), absent=(selma,))
    hold(group, DAYS[3], ("savings", 500, selma), ("social_contribution", 100, selma))
    with group.reading() as db:
        entries = db.execute_sql("SELECT max(seq) FROM entry WHERE kind = 'savings-received'")
        last = int(next(iter(entries))[0])
    reverse(group, last, day=DAYS[4])
    hold(group, DAYS[4], ("withdrawal", 100, selma))
    enter(group, ("savings", 700, selma), day="2026-10-05")
    return selma, late


def test_each_dot_is_a_meeting_with_what_was_saved_since_the_one_before(group: Store) -> None:
    selma, late = lived(group)
    assert [(one.day, one.state, one.saved_minor) for one in told(group, selma).dots] == [
        (DAYS[0], State.SAVED, 2_000),
        (DAYS[1], State.AWAY, 0),
        (DAYS[2], State.SAVED, 500),  # away, but saved on a round: two purposes together
        (DAYS[3], State.NOT, 0),  # taken back
        (DAYS[4], State.NOT, 0),  # taking out is no saving; what came after counts later
    ]
    # Nobody is shown meetings from before she came, and what is asked for is all that is shown.
    assert [one.day for one in told(group, late).dots] == list(DAYS[2:])
    assert [one.saved_minor for one in told(group, selma, most=3).dots] == [500, 0, 0]
    assert told(group, selma, most=4).dots == told(group, selma).dots[1:]


def test_a_meeting_that_goes_on_is_not_held_against_her(group: Store) -> None:
    selma, _ = lived(group)
    before = told(group, selma).dots
    open_meeting(group, "2026-10-11")
    assert told(group, selma, today="2026-10-11").dots[-1].saved_minor == 700  # of the round
    enter(group, ("savings", 300, selma), day="2026-10-11", meeting=6)
    assert told(group, selma, today="2026-10-11").dots[-1].saved_minor == 1_000
    other = admit(group, "Moses", day="2026-10-10")
    assert told(group, other, today="2026-10-11").dots == ()
    assert told(group, selma).dots == before


def test_without_meetings_dots_are_weeks_from_the_first_that_was_saved_in(group: Store) -> None:
    selma = admit(group, "Selma", day="2026-01-01")
    assert told(group, selma).dots == ()
    enter(group, ("savings", 300, selma), day="2026-09-10")
    enter(group, ("savings", 100, selma), day="2026-09-21")
    found = told(group, selma)
    assert found.by_week
    assert [(one.day, one.saved_minor) for one in found.dots] == [
        ("2026-09-14", 300),
        ("2026-09-21", 100),
        ("2026-09-28", 0),
        ("2026-10-05", 0),
    ]
    assert drawing.about(found) == "saved in 2 of the last 4 weeks"


def test_shapes_differ_and_amounts_have_sizes() -> None:
    told = [2_000, 2_000, 4_000, 900, 0, 0]
    states = [State.SAVED] * 4 + [State.NOT, State.AWAY]
    found = Dots(
        tuple(
            Dot(f"2026-10-{at + 1:02}", state, minor)
            for at, (state, minor) in enumerate(zip(states, told, strict=True))
        )
    )
    page, sheet = drawing.page(found), drawing.sheet(found)
    for made in (page, sheet):
        ET.fromstring(made)
        assert re.findall(r'class="saved"[^>]* r="(\d+)"', made) == ["7", "7", "9", "5"]
        assert made.count("<circle") == 5  # the ring among them
        assert made.count("<path") == 1
    assert "style=" not in page + sheet
    assert drawing.text(found) == "● ● ● ● ○ –"
    with use_language("en"):
        assert 'aria-label="saved in 4 of the last 6 meetings"' in page
    assert drawing.page(Dots(())) == drawing.sheet(Dots(())) == ""


def test_a_year_of_weeks_stays_on_the_sheet() -> None:
    days = [f"2026-{month:02}-{day:02}" for month in range(1, 13) for day in (1, 8, 15, 22, 29)]
    made = drawing.sheet(Dots(tuple(Dot(day, State.NOT, 0) for day in days)))
    lefts = [int(x) for x in re.findall(r"translate\((\d+) ", made)]
    assert len(lefts) == 12
    assert max(lefts) + 5 * drawing.STEP_PX <= 688


def test_the_savings_book_and_the_slips_carry_the_dots(group: Store) -> None:
    selma, _ = lived(group)
    with group.reading() as db:
        book = members.passbook(db, group.node, selma)
        paid = slips.of_meeting(db, group.node, 4)
    (picture,) = [one for one in book.blocks if isinstance(one, Picture)]
    assert picture.about == "saved in 2 of the last 5 meetings"
    assert "saved in 2 of the last 5 meetings. Full dot: saved." in str(lay(book))
    (block,) = [one for one in paid.blocks if isinstance(one, Slips)]
    (slip,) = block.slips  # of the fourth meeting: what came later is not on it
    assert (slip.lines[-1].label, slip.lines[-1].value) == ("Last meetings", "● – ● ○")


def test_without_dots_there_is_no_empty_picture(group: Store) -> None:
    selma = admit(group, "Selma")
    with group.reading() as db:
        book = members.passbook(db, group.node, selma)
    assert not [one for one in book.blocks if isinstance(one, Picture)]

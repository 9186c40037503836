"""A meeting from its opening to its close."""

from typing import Any

import pytest

from federation.commands import meetings, members, money
from federation.commands.deed import enter, perform
from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal, refuse
from federation.store import Draft, Store
from federation.store.queries import books
from federation.store.queries import meetings as held
from tests import factories as f


def refusal_of(deed: Any, *given: Any, **more: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        deed(*given, **more)
    return caught.value


def attend(store: Store, meeting: int, *marks: tuple[int, str]) -> Any:
    order = meetings.TakeAttendance(meeting=meeting, day=f.DAY, marks=marks)
    return perform(store, order, meetings.take_attendance)


def test_one_meeting_is_open_at_a_time_and_one_a_day(group: Store) -> None:
    first = f.open_meeting(group)
    assert refusal_of(f.open_meeting, group, "2026-11-29") == refuse(
        "meeting-still-open", meeting=first, meeting_day=f.DAY
    )
    f.count_box(group, first)
    f.close_meeting(group, first)
    assert refusal_of(f.open_meeting, group) == refuse("meeting-same-day", meeting_day=f.DAY)
    assert f.open_meeting(group, "2026-11-29") == 2


def test_a_day_of_long_ago_is_still_taken(group: Store) -> None:
    """The same day is looked for in all meetings, not among the newest alone."""
    for week in range(70):
        day = f"{2024 + week // 36}-{week % 36 // 3 + 1:02d}-{week % 3 * 9 + 1:02d}"
        number = f.open_meeting(group, day)
        f.count_box(group, number)
        f.close_meeting(group, number)
    assert refusal_of(f.open_meeting, group, "2024-01-01").code == "meeting-same-day"


def test_attendance_taken_again_takes_the_place_of_the_first(group: Store) -> None:
    anna, beata = f.admit(group, "Anna"), f.admit(group, "Beata")
    meeting = f.open_meeting(group)
    attend(group, meeting, (anna, "present"), (beata, "absent"))
    again = attend(group, meeting, (anna, "late"), (beata, "sent"))
    assert again.facts == {"here": 1, "of": 2}
    with group.reading() as db:
        assert books.attendance(db, 1, meeting) == {anna: "late", beata: "sent"}
    assert refusal_of(attend, group, meeting, (9, "present")) == refuse("member-unknown", member=9)
    assert refusal_of(attend, group, 7, (anna, "present")) == refuse("meeting-unknown", meeting=7)


@pytest.mark.parametrize("marks", [((1, "there"),), ((1, "present"), (1, "absent"))])
def test_everybody_has_one_mark_that_is_known(
    group: Store, marks: tuple[tuple[int, str], ...]
) -> None:
    f.admit(group, "Anna")
    meeting = f.open_meeting(group)
    assert refusal_of(attend, group, meeting, *marks).code == "attendance-unclear"


def test_the_box_is_counted_and_a_difference_needs_a_reason(group: Store) -> None:
    anna = f.admit(group, "Anna")
    meeting = f.open_meeting(group)
    f.enter(group, ("savings", 5_000, anna), meeting=meeting)
    assert f.count_box(group, meeting).facts == {"difference_minor": 0}
    missing = refusal_of(f.count_box, group, meeting, 4_900)
    assert missing == refuse("cash-count-needs-reason", difference_minor=-100)
    told = f.count_box(group, meeting, 4_900, reason="a coin was lost")
    assert told.facts == {"difference_minor": -100}
    with group.reading() as db:
        assert books.pots(db, 1).cash == 4_900
        assert books.account_sums(db, 1)["cash_difference"] == 100
        assert [one.note for one in books.entries(db, 1) if one.note] == ["a coin was lost"]
    negative = refusal_of(f.count_box, group, meeting, -1, reason="?")
    assert negative.code == "amount-out-of-range"


def test_a_meeting_is_closed_counted_by_two_and_only_once(group: Store) -> None:
    anna = f.admit(group, "Anna")
    meeting = f.open_meeting(group)
    assert refusal_of(f.close_meeting, group, meeting).code == "meeting-not-counted"
    f.count_box(group, meeting)
    f.enter(group, ("savings", 5_000, anna), meeting=meeting)
    stale = refusal_of(f.close_meeting, group, meeting)
    assert stale == refuse("meeting-count-stale", counted_minor=0)
    f.count_box(group, meeting)
    assert refusal_of(f.close_meeting, group, meeting, (1, 1)).code == "meeting-needs-officers"
    f.close_meeting(group, meeting, (2, 1))
    assert refusal_of(f.close_meeting, group, meeting) == refuse("meeting-closed", meeting=meeting)
    assert refusal_of(attend, group, meeting, (anna, "late")).code == "meeting-closed"
    assert refusal_of(f.count_box, group, meeting).code == "meeting-closed"


def adopt(store: Store, **told: Any) -> None:
    """Rules of the group's own, as if they had been voted on."""
    event = e.ConstitutionAdopted(**{"day": "2026-01-04", "version": 1, **told})
    with store.writing() as db:
        enter(db, store.node, [Draft(kinds.LEDGER, event)], {})


def test_money_that_cancels_itself_out_makes_the_count_old_all_the_same(group: Store) -> None:
    anna = f.admit(group, "Anna")
    meeting = f.open_meeting(group)
    f.enter(group, ("savings", 5_000, anna), meeting=meeting)
    f.count_box(group, meeting)
    f.enter(group, ("fine", 200, anna), meeting=meeting)  # owed, not paid: the box is the same
    with group.reading() as db:
        assert held.is_count_fresh(db, 1, meeting)
    f.enter(group, ("savings", 100, anna), ("withdrawal", 100, anna), meeting=meeting)
    stale = refusal_of(f.close_meeting, group, meeting)
    assert stale == refuse("meeting-count-stale", counted_minor=5_000)
    f.count_box(group, meeting)
    f.close_meeting(group, meeting)


def test_notes_coins_and_the_two_who_counted_stay_in_the_entry(group: Store) -> None:
    anna, beata = f.admit(group, "Anna"), f.admit(group, "Beata")
    meeting = f.open_meeting(group)
    f.enter(group, ("savings", 25_050, anna), meeting=meeting)

    def count(pieces: tuple[tuple[int, int], ...], *by: int) -> Any:
        order = meetings.CountCash(
            meeting=meeting, day=f.DAY, counted=25_050, pieces=pieces, counters=by
        )
        return perform(group, order, meetings.count_cash)

    pieces = ((20_000, 1), (5_000, 1), (50, 1))
    assert refusal_of(count, pieces, anna, anna).code == "count-needs-two"
    assert refusal_of(count, pieces, anna, 9).code == "member-unknown"
    assert refusal_of(count, ((20_000, 2),), anna, beata) == refuse(
        "cash-pieces-differ", pieces_minor=40_000, counted_minor=25_050
    )
    count(pieces, beata, anna)
    with group.reading() as db:
        told = books.meeting(db, 1, meeting)
    assert told is not None
    assert (told.pieces, told.counters) == ("20000:1 5000:1 50:1", "1 2")


def test_as_many_officers_as_the_rules_say(group: Store) -> None:
    f.admit(group, "Anna", day="2026-01-04")
    adopt(group, officers_close=3)
    meeting = f.open_meeting(group)
    f.count_box(group, meeting)
    for officers in ((1, 2), (1, 2, 2)):
        assert refusal_of(f.close_meeting, group, meeting, officers) == refuse(
            "meeting-needs-officers", officers=3
        )
    f.close_meeting(group, meeting, (3, 1, 2))
    with group.reading() as db:
        told = books.meeting(db, 1, meeting)
    assert told is not None
    assert told.officers == "1 2 3"


def test_a_paper_sheet_of_an_earlier_day_is_written_down_later(group: Store) -> None:
    f.admit(group, "Anna", day="2026-01-04")
    first = f.open_meeting(group)
    f.count_box(group, first)
    f.close_meeting(group, first)
    assert refusal_of(f.open_meeting, group, "2026-11-15") == refuse(
        "meeting-before-last", meeting_day="2026-11-15", last_day=f.DAY
    )
    order = meetings.OpenMeeting(
        day="2026-11-15", on_paper=True, recalled=True, place="Church hall", language="ng"
    )
    second = int(perform(group, order, meetings.open_meeting).facts["meeting"])
    f.enter(group, ("savings", 500, 1), day="2026-11-15", meeting=second)
    with group.reading() as db:
        told = books.meeting(db, 1, second)
        entered = books.entries(db, 1, meeting=second)
    assert told is not None
    assert (told.day, told.on_paper, told.recalled, told.language) == ("2026-11-15", 1, 1, "ng")
    assert (entered[0].note, entered[-1].day) == ("Church hall", "2026-11-15")


def test_pots_before_and_after_leave_out_what_was_taken_back(group: Store) -> None:
    anna = f.admit(group, "Anna")
    f.enter(group, ("savings", 10_000, anna))
    meeting = f.open_meeting(group)
    f.enter(group, ("savings", 2_000, anna), ("social_contribution", 500, anna), meeting=meeting)
    twice = f.enter(group, ("savings", 2_000, anna), meeting=meeting)
    f.reverse(group, twice.first, meeting=meeting)
    f.enter(group, ("bank_deposit", 4_000), meeting=meeting)
    with group.reading() as db:
        told = books.meeting(db, 1, meeting)
        assert told is not None
        lines = {one.account: one for one in held.pot_lines(db, 1, told.opened_seq)}
    assert lines["cash"] == held.PotLine("cash", 10_000, 2_500, 4_000, 8_500)
    assert lines["savings"] == held.PotLine("savings", 10_000, 2_000, 0, 12_000)
    assert lines["social_fund"] == held.PotLine("social_fund", 0, 500, 0, 500)
    assert lines["bank"] == held.PotLine("bank", 0, 4_000, 0, 4_000)


def test_the_figures_of_a_meeting_that_is_closed_stay(group: Store) -> None:
    anna = f.admit(group, "Anna")
    meeting = f.open_meeting(group)
    saved = f.enter(group, ("savings", 2_000, anna), meeting=meeting)
    f.count_box(group, meeting)
    f.close_meeting(group, meeting)
    f.reverse(group, saved.first)
    f.enter(group, ("savings", 700, anna))
    with group.reading() as db:
        told = books.meeting(db, 1, meeting)
        assert told is not None
        lines = held.pot_lines(db, 1, told.opened_seq, told.closed_seq)
    assert lines[0] == held.PotLine("cash", 0, 2_000, 0, 2_000)


def shares(store: Store, meeting: int, amount: int, **more: Any) -> Any:
    line = money.MoneyLine(kind="share", day=f.DAY, amount=amount, member=1)
    order = money.EnterMoney(lines=(line,), meeting=meeting, **more)
    return perform(store, order, money.enter_money)


def test_shares_are_whole_and_the_rest_is_kept_by_name(group: Store) -> None:
    """Share 5.00; 20, then 10, then 23: 4, 6, then 10 shares, and 3.00 left over is hers."""
    f.admit(group, "Anna", day="2026-01-04")
    adopt(group, savings="shares", share_price=500, shares_most=5, officers_close=2)
    held_shares = []
    for day, amount in (("2026-11-08", 2_000), ("2026-11-15", 1_000), (f.DAY, 2_300)):
        meeting = f.open_meeting(group, day)
        shares(group, meeting, amount, keep_rest=True)
        with group.reading() as db:
            held_shares.append(books.pots(db, 1).shares // 500)
        f.count_box(group, meeting)
        f.close_meeting(group, meeting)
    assert held_shares == [4, 6, 10]
    with group.reading() as db:
        pots = books.pots(db, 1)
        bought = [one for one in books.entries(db, 1) if one.kind == "shares-bought"]
    assert (pots.shares, pots.credits, pots.cash) == (5_000, 300, 5_300)
    assert [one.amount_minor for one in bought] == [2_000, 1_000, 2_000]


def test_shares_that_cannot_be(group: Store) -> None:
    f.admit(group, "Anna", day="2026-01-04")
    adopt(group, savings="shares", share_price=500, shares_most=5)
    meeting = f.open_meeting(group)
    told = {"member": 1, "amount_minor": 2_300, "price_minor": 500, "rest_minor": 300}
    assert refusal_of(shares, group, meeting, 2_300) == refuse("shares-not-whole", **told)
    shares(group, meeting, 1_500)
    assert refusal_of(shares, group, meeting, 1_500) == refuse(
        "shares-too-many", member=1, shares=6, most=5
    )
    shares(group, meeting, 1_000)
    adopt(group, version=2, savings="free")
    assert refusal_of(shares, group, meeting, 500) == refuse("shares-not-here")


def test_a_fine_that_is_paid_goes_where_the_rules_say(group: Store) -> None:
    anna = f.admit(group, "Anna", day="2026-01-04")
    f.enter(group, ("fine", 300, anna), ("fine_paid", 100, anna))
    adopt(group, fines_to="social-fund")
    f.enter(group, ("fine_paid", 200, anna))
    with group.reading() as db:
        sums = books.account_sums(db, 1)
        assert books.fines_due(db, 1) == {}
    assert (sums["fine_income"], sums["social_fund"]) == (-100, -200)


def test_days_and_people_that_money_cannot_name(group: Store) -> None:
    anna = f.admit(group, "Anna ǁKaras", day="2026-01-04")
    leave = members.LetMemberLeave(member=anna, day="2026-11-20")
    perform(group, leave, members.let_member_leave)
    with group.reading() as db:
        before = books.entries(db, 1)
    gone = refuse("member-gone", name="Anna ǁKaras", member=anna, left_day="2026-11-20")
    assert refusal_of(f.enter, group, ("savings", 500, anna)) == gone
    assert refusal_of(f.enter, group, ("social_contribution", 500, anna)) == gone
    early = refusal_of(f.enter, group, ("savings", 500, anna), day="2026-01-03")
    assert early == refuse("day-before-group", day="2026-01-03", began_day="2026-01-04")
    ahead = refusal_of(f.enter, group, ("savings", 500, anna), day="2027-02-01")
    assert ahead == refuse("day-far-ahead", day="2027-02-01", latest_day=f.DAY)
    with group.reading() as db:
        assert books.entries(db, 1) == before
    last_day = (("savings", 500, anna), ("fine", 300, anna))
    f.enter(group, *last_day, day="2026-11-20")  # a paper sheet of her last day
    f.enter(group, ("fine_paid", 300, anna))  # what she still owes


def test_the_letters_that_are_read_out_are_those_of_the_head() -> None:
    assert meetings.read_out("0" * 64) == "0000-0000"
    assert meetings.read_out("f" * 64) == "ZZZZ-ZZZZ"
    assert meetings.read_out("0123456789" + "0" * 54) == "04HM-ASW9"

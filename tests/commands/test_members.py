"""People of a group."""

from typing import Any

import pytest

from federation.commands import members
from federation.commands.deed import enter, perform
from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal, refuse
from federation.store import Draft, Store, journal
from federation.store.queries import books
from federation.store.verify import verify
from tests import factories as f


def leave(store: Store, number: int) -> None:
    perform(store, members.LetMemberLeave(member=number, day=f.DAY), members.let_member_leave)


def forget(store: Store, number: int) -> None:
    perform(store, members.ForgetMember(member=number, day=f.DAY), members.forget_member)


def refused(store: Store, decide: Any, order: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        perform(store, order, decide)
    return caught.value


def test_numbers_follow_each_other_and_may_be_chosen(group: Store) -> None:
    assert f.admit(group, "Anna") == 1
    assert f.admit(group, "Beata", member=17) == 17
    assert f.admit(group, "Celia") == 18
    taken = members.AdmitMember(name="Dina", day=f.DAY, member=17)
    assert refused(group, members.admit_member, taken) == refuse("member-number-taken", member=17)
    nameless = members.AdmitMember(name="", day=f.DAY)
    assert refused(group, members.admit_member, nameless).code == "member-name-missing"


def test_a_member_is_found_by_part_of_her_name_or_her_number(group: Store) -> None:
    f.admit(group, "Anna ǁKaras", phone="0811234567", birth_year=1980, gender="f")
    f.admit(group, "Beata Iipinge")
    with group.reading() as db:
        book = f.own_book(group)
        assert [m.member for m in books.members(db, book, "//kar")] == [1]
        assert [m.member for m in books.members(db, book, " 2 ")] == [2]
        assert [m.member for m in books.members(db, book, "A")] == [1, 2]
        anna = books.member(db, book, 1)
    assert anna is not None
    assert (anna.name, anna.phone, anna.birth_year, anna.gender) == (
        "Anna ǁKaras", "0811234567", 1980, "f",
    )  # fmt: skip


def test_what_is_known_of_a_member_is_now_this(group: Store) -> None:
    anna = f.admit(group, "Anna", phone="0811234567", roles=("treasurer",))
    order = members.ChangeMember(member=anna, name="Anna Amukoto", day=f.DAY, roles=("chair",))
    perform(group, order, members.change_member)
    with group.reading() as db:
        found = books.member(db, 1, anna)
    assert found is not None
    assert (found.name, found.phone, found.roles) == ("Anna Amukoto", "", "chair")
    unknown = members.ChangeMember(member=9, name="X", day=f.DAY)
    assert refused(group, members.change_member, unknown) == refuse("member-unknown", member=9)
    nameless = members.ChangeMember(member=anna, name="", day=f.DAY)
    assert refused(group, members.change_member, nameless).code == "member-name-missing"


def test_a_member_leaves_with_nothing_saved_and_nothing_owed(group: Store) -> None:
    anna = f.admit(group, "Anna")
    f.enter(group, ("savings", 500, anna))
    order = members.LetMemberLeave(member=anna, day=f.DAY)
    assert refused(group, members.let_member_leave, order) == refuse(
        "member-has-money", member=anna, saved_minor=500, owes_minor=0
    )
    f.enter(group, ("withdrawal", 500, anna))
    leave(group, anna)
    assert refused(group, members.let_member_leave, order) == refuse(
        "member-left", member=anna, left_day=f.DAY
    )
    with group.reading() as db:
        assert books.members(db, 1, also_left=False) == ()
        assert [m.left_on for m in books.members(db, 1)] == [f.DAY]


def test_a_member_who_left_can_be_forgotten_and_her_money_stays(group: Store) -> None:
    anna, beata = f.admit(group, "Anna Amukoto", phone="0811234567"), f.admit(group, "Beata")
    f.enter(group, ("savings", 500, anna), ("withdrawal", 500, anna), ("savings", 70, beata))
    twice = f.enter(group, ("savings", 500, anna))
    f.reverse(group, twice.first, reason="Anna paid twice")
    order = members.ForgetMember(member=anna, day=f.DAY)
    assert refused(group, members.forget_member, order).code == "member-still-here"
    leave(group, anna)
    with group.reading() as db:
        head = journal.ends(db)[0].head
        before = books.passbook(db, 1, anna)
    forget(group, anna)
    with group.reading() as db:
        end = journal.ends(db)[0]
        lines = list(journal.own_lines(db, end.id, 1, end.last))
        assert lines[-2][1] == head  # the past is as it was
        beside = b"".join(one or b"" for *_, one in lines)
        found = books.member(db, 1, anna)
        assert books.passbook(db, 1, anna) == before
        assert [entry.note for entry in books.entries(db, 1) if entry.note] == []
        assert verify(db, group.node) == ()
    assert b"Anna" not in beside
    assert b"Beata" in beside
    assert found is not None
    assert (found.name, found.phone, found.saved_minor) == ("", "", 0)


def test_what_was_decided_about_her_loans_is_forgotten_too(group: Store) -> None:
    anna = f.admit(group, "Anna Amukoto")
    told: tuple[tuple[e.Event, e.Record | None], ...] = (
        (e.LoanAsked(day=f.DAY, application=1, member=anna, principal=500), None),
        (
            e.DecisionTaken(day=f.DAY, decision=1, about="loan", votes_for=0, votes_against=3),
            e.Note(note="Anna has not paid the last one"),
        ),
        (e.LoanDeclined(day=f.DAY, application=1, decision=1), e.Note(note="not now")),
        (
            e.DecisionTaken(day=f.DAY, decision=2, about="other", votes_for=3),
            e.Note(note="we plant trees"),
        ),
    )
    with group.writing() as db:
        enter(db, group.node, [Draft(kinds.LEDGER, *one) for one in told], {})
    leave(group, anna)
    forget(group, anna)
    with group.reading() as db:
        notes = [one.note for one in books.entries(db, 1) if one.note]
        assert verify(db, group.node) == ()
    assert notes == ["we plant trees"]


def test_a_slip_in_the_year_admits_nobody(group: Store) -> None:
    far = members.AdmitMember(name="Dina", day="2199-12-31")
    assert refused(group, members.admit_member, far).code == "day-far-ahead"

"""The office asks for a correction, and the group accepts or declines it.

Group and hub are two real nodes, and all that one learns of the other comes by files.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from federation.commands import corrections, looking, members, money
from federation.commands.deed import enter, perform
from federation.core import canonical, kinds
from federation.core import events as e
from federation.core.refusals import Refusal
from federation.store import Draft, Store
from federation.store.queries import books, indicators
from federation.store.queries import corrections as known
from tests import factories as f
from tests.correcting import (
    WHY,
    accept,
    decline,
    entry_no,
    lived_in,
    look,
    propose,
    refused,
    saved,
    standing,
)
from tests.sync import links


@pytest.fixture
def world(tmp_path: Path) -> Iterator[links.World]:
    """A world of one test's own."""
    made = lived_in(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[links.World]:
    """A world for what is refused, and so changes nothing."""
    made = lived_in(tmp_path_factory.mktemp("still"))
    yield made
    made.close()


def test_only_an_office_looks_and_only_a_group_answers(world: links.World) -> None:
    order = looking.LookAtEntries(partner="G0001", day=f.DAY, reason=WHY, member=1)
    for store in (world.group, world.city):
        assert refused(perform, store, order, looking.look_at_entries) == "looking-not-here"
    name = propose(world, entry_no(world, "savings-received"), amount=500, member=1)
    assert refused(accept, world.hub, name) == "proposal-not-ours"
    assert refused(decline, world.hub, name) == "proposal-not-ours"
    gone = corrections.WithdrawProposal(proposal=name, day=f.DAY, reason=WHY)
    assert refused(perform, world.group, gone, corrections.withdraw_proposal) == "looking-not-here"


def test_accepted_it_is_a_reversal_and_a_new_entry_at_both(world: links.World) -> None:
    group, entry = world.group.node.settings.node_id, entry_no(world, "savings-received")
    name = propose(world, entry, amount=500, member=1, entered_on="2026-11-22")
    assert standing(world.hub, name).state == "open"
    links.carry(world.hub, world.group, to="G0001")
    assert standing(world.group, name).state == "open"
    receipt = accept(world.group, name)
    assert receipt.last - receipt.first == 2
    here = standing(world.group, name)
    assert here.state == "accepted"
    assert here.answer is not None
    assert here.answer.second == 2
    assert saved(world.group, group, 1) == 500
    assert saved(world.hub, group, 1) == 5000
    outcomes = links.carry(world.group, world.hub)
    assert {one.outcome for one in outcomes} == {"applied"}
    assert saved(world.hub, group, 1) == 500
    there = standing(world.hub, name)
    assert (there.state, there.answer) == ("accepted", here.answer)
    with world.hub.reading() as db:
        book = books.book_of(db, group)
        (old,) = books.entries(db, book, seq=entry)
        (back,) = books.entries(db, book, seq=old.reversed_by)
        (new,) = books.entries(db, book, seq=here.answer.entered)
    assert (old.reversed_by, back.of) == (here.answer.reversal, entry)
    assert WHY in back.note
    assert (new.kind, new.amount_minor, new.member) == ("savings-received", 500, 1)
    assert all(links.is_sound(one) for one in world.stores)


def test_the_same_files_again_and_out_of_order_change_nothing(world: links.World) -> None:
    entry = entry_no(world, "savings-received")
    name = propose(world, entry, amount=500, member=1)
    down = links.contents(links.write(world.hub, to="G0001"))
    other = propose(world, entry + 1, "question")
    more = links.contents(links.write(world.hub, to="G0001", full=True))
    for content in (*more, *down, *more, *down):
        links.bring(world.group, content)
    accept(world.group, name)
    up = links.contents(links.write(world.group))
    decline(world.group, other, "yes, we looked at the paper")
    later = links.contents(links.write(world.group, full=True))
    for content in (*later, *up, *later):
        links.bring(world.hub, content)
    assert standing(world.hub, name).state == "accepted"
    assert standing(world.hub, other).state == "answered"
    assert saved(world.hub, world.group.node.settings.node_id, 1) == 500
    assert refused(accept, world.group, name) == "correction-answered"
    assert refused(decline, world.group, name) == "correction-answered"
    assert all(links.is_sound(one) for one in world.stores)


def test_declined_and_answered_both_see_why(world: links.World) -> None:
    entry = entry_no(world, "savings-received")
    name, question = propose(world, entry, "take-back"), propose(world, entry + 2, "question")
    links.carry(world.hub, world.group, to="G0001")
    assert refused(accept, world.group, question) == "proposal-is-question"
    assert refused(decline, world.group, name, "") == "reversal-needs-reason"
    decline(world.group, name)
    decline(world.group, question, "the receipt has number 14")
    links.carry(world.group, world.hub)
    for store in (world.group, world.hub):
        no, answered = standing(store, name), standing(store, question)
        assert (no.state, answered.state) == ("declined", "answered")
        assert no.answer is not None
        assert answered.answer is not None
        assert no.answer.note == "the paper says fifty, we looked"
        assert answered.answer.note == "the receipt has number 14"
    with world.hub.reading() as db:
        assert known.waiting(db) == 0


def test_withdrawn_it_can_be_accepted_no_more_and_an_answer_that_crosses_it_counts(
    world: links.World,
) -> None:
    entry = entry_no(world, "savings-received")
    first, second = propose(world, entry, "take-back"), propose(world, entry + 2, "take-back")
    links.carry(world.hub, world.group, to="G0001")
    for name in (first, second):
        gone = corrections.WithdrawProposal(proposal=name, day=f.DAY, reason="it was our mistake")
        perform(world.hub, gone, corrections.withdraw_proposal)
        assert refused(perform, world.hub, gone, corrections.withdraw_proposal) == (
            "proposal-withdrawn"
        )
    decline(world.group, second)
    links.carry(world.hub, world.group, to="G0001")
    links.carry(world.group, world.hub)
    assert refused(accept, world.group, first) == "proposal-withdrawn"
    assert refused(decline, world.group, first) == "proposal-withdrawn"
    for store in (world.group, world.hub):
        assert standing(store, first).state == "withdrawn"
        assert standing(store, first).withdrawn_why == "it was our mistake"
        assert standing(store, second).state == "declined"


def test_an_entry_that_was_taken_back_already_says_so(world: links.World) -> None:
    entry = entry_no(world, "savings-received")
    name = propose(world, entry, amount=500, member=1)
    back = f.reverse(world.group, entry)
    links.carry(world.hub, world.group, to="G0001")
    assert standing(world.group, name).state == "gone"
    assert refused(accept, world.group, name) == "proposal-entry-gone"
    links.carry(world.group, world.hub)
    assert standing(world.hub, name).state == "gone"
    decline(world.group, name, f"we took it back ourselves, see {back.first}")
    links.carry(world.group, world.hub)
    assert standing(world.hub, name).state == "declined"


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        ("savings-received", {"amount": 5000, "member": 1}, "proposal-same"),
        ("savings-received", {"amount": 0, "member": 1}, "amount-out-of-range"),
        ("savings-received", {"amount": 1, "member": 9}, "member-unknown"),
        ("savings-received", {"amount": 1}, "entry-needs"),
        ("savings-received", {"amount": 1, "member": 1, "reason": "wrong"}, "reason-short"),
        (
            "savings-received",
            {"amount": 1, "member": 1, "entered_on": "2026-11-23"},
            "proposal-day-ahead",
        ),
        ("loan-principal-repaid", {"amount": 1, "member": 1}, "proposal-member-stays"),
        ("bank-deposited", {"amount": 1, "member": 1}, "entry-has-no"),
        ("loan-disbursed", {"amount": 1, "member": 2}, "proposal-kind"),
        ("member-admitted", {"form": "take-back"}, "entry-not-reversible"),
        ("savings-received", {"look": "nothing", "amount": 1, "member": 1}, "look-unknown"),
        ("savings-received", {"user": 2, "amount": 1, "member": 1}, "look-of-another"),
    ],
)
def test_what_cannot_be_asked_for(
    still: links.World, kind: str, given: dict[str, Any], code: str
) -> None:
    seen = given.get("look") or look(still)
    assert refused(propose, still, entry_no(still, kind), **{**given, "look": seen}) == code
    with still.hub.reading() as db:
        assert known.proposals(db) == ()


def test_only_what_was_looked_at_is_asked_about_and_each_thing_once(world: links.World) -> None:
    entry, seen = entry_no(world, "savings-received"), look(world, member=2)
    other = {"look": seen, "amount": 500, "member": 1}
    assert refused(propose, world, entry, **other) == "proposal-not-seen"
    assert refused(propose, world, 4000, **other) == "entry-unknown"
    propose(world, entry, amount=500, member=1)
    assert refused(propose, world, entry, "take-back") == "proposal-twice"


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("savings-received", {"amount": 4000, "member": 2, "purpose": "house"}),
        ("fee-received", {"amount": 900}),
        ("bank-deposited", {"amount": 100, "entered_on": "2026-11-22"}),
        ("loan-principal-repaid", {"amount": 600, "member": 2}),
    ],
)
def test_each_kind_comes_out_as_it_was_asked_for(
    world: links.World, kind: str, given: dict[str, Any]
) -> None:
    name = propose(world, entry_no(world, kind), **given)
    links.carry(world.hub, world.group, to="G0001")
    accept(world.group, name)
    answer = standing(world.group, name).answer
    assert answer is not None
    with world.group.reading() as db:
        (new,) = books.entries(db, f.own_book(world.group), seq=answer.entered)
    assert (new.kind, new.amount_minor) == (kind, given["amount"])
    if kind == "loan-principal-repaid":
        assert new.loan == 1
    links.carry(world.group, world.hub)
    assert links.is_sound(world.hub)


def test_a_box_that_holds_little_still_takes_more_in_place_of_less(world: links.World) -> None:
    """The new entry comes first where it brings money."""
    with world.group.reading() as db:
        held = books.pots(db, f.own_book(world.group)).cash
    f.enter(world.group, ("bank_deposit", held - 100))
    links.carry(world.group, world.hub)
    entry = entry_no(world, "savings-received")
    name = propose(world, entry, amount=6000, member=1, entered_on="2026-11-22")
    links.carry(world.hub, world.group, to="G0001")
    accept(world.group, name, day="2026-11-23")
    with world.group.reading() as db:
        assert books.pots(db, f.own_book(world.group)).cash == 1100


def test_what_was_told_of_earlier_months_stays_as_it_was(world: links.World) -> None:
    """The difference counts on the day on which two officers accept it."""

    def until_november(store: Store) -> dict[str, int]:
        with store.reading() as db:
            return dict(indicators.account_until(db, f.own_book(store), "2026-12"))

    before = until_november(world.group)
    name = propose(world, entry_no(world, "savings-received"), amount=6000, member=1)
    links.carry(world.hub, world.group, to="G0001")
    accept(world.group, name, day="2026-12-01")
    assert until_november(world.group) == before
    answer = standing(world.group, name).answer
    assert answer is not None
    with world.group.reading() as db:
        (new,) = books.entries(db, f.own_book(world.group), seq=answer.entered)
    assert (new.day, new.amount_minor) == ("2026-12-01", 6000)


def test_what_the_books_refuse_is_refused_whole(world: links.World) -> None:
    entry = entry_no(world, "savings-received")
    with world.group.reading() as db:
        held = books.pots(db, f.own_book(world.group)).cash
    f.enter(world.group, ("bank_deposit", held))
    links.carry(world.group, world.hub)
    name = propose(world, entry, amount=100, member=1)
    links.carry(world.hub, world.group, to="G0001")
    assert refused(accept, world.group, name) == "pot-short"
    assert standing(world.group, name).state == "open"
    assert refused(accept, world.group, name, second=1) == "reversal-needs-second"
    assert refused(accept, world.group, name, second=0) == "reversal-needs-second"


def test_the_answer_is_told_once_even_by_a_changed_program(world: links.World) -> None:
    """The books of a group refuse a second answer, from wherever it comes."""
    name = propose(world, entry_no(world, "savings-received"), "question")
    links.carry(world.hub, world.group, to="G0001")
    decline(world.group, name, "we looked at the paper")
    again = e.CorrectionAnswered(day=f.DAY, proposal=name, answer="declined")
    with pytest.raises(Refusal, match="correction-answered"), world.group.writing() as db:
        enter(db, world.group.node, [Draft(kinds.LEDGER, again)], {})


def test_a_city_may_not_say_what_the_office_says(world: links.World) -> None:
    """Its replies go to the hub, which takes no such word from it."""
    told = e.CorrectionProposed(
        day=f.DAY, proposal="c1", group="a" * 32, entry=3, head="0e" * 32, form="question"
    )
    look_told = e.EntriesLookedAt(day=f.DAY, look="l1", group="a" * 32, member=1)
    gone = e.CorrectionWithdrawn(day=f.DAY, proposal="c1")
    for event in (told, look_told, gone):
        content = links.sealed(world.city, world.hub, [canonical.encode(event)], kind="replies")
        (outcome,) = links.bring(world.hub, content)
        assert links.brief([outcome]) == [("refused", "entry-refused")]
    with world.hub.reading() as db:
        assert (known.looks(db), known.proposals(db)) == ((), ())


def test_a_member_who_is_forgotten_takes_the_answer_s_words_along(world: links.World) -> None:
    name = propose(world, entry_no(world, "fee-received"), "question", look=look(world))
    entry = standing(world.hub, name)
    assert entry.member == 0
    third = f.admit(world.group, "Celia Naruseb")
    f.enter(world.group, ("fee", 300, third))
    links.carry(world.group, world.hub)
    fee = max(one.seq for one in _entries(world.group) if one.member == third)
    about = propose(world, fee, "question", look=look(world, member=third))
    links.carry(world.hub, world.group, to="G0001")
    decline(world.group, about, "Celia said so herself")
    left = members.LetMemberLeave(member=third, day=f.DAY)
    perform(world.group, left, members.let_member_leave)
    forgotten = members.ForgetMember(member=third, day=f.DAY)
    perform(world.group, forgotten, members.forget_member)
    links.carry(world.group, world.hub)
    for store in (world.group, world.hub):
        answer = standing(store, about).answer
        assert answer is not None
        assert answer.note == ""
        assert links.is_sound(store)


def _entries(store: Store) -> tuple[books.EntryView, ...]:
    with store.reading() as db:
        return books.entries(db, f.own_book(store))


def test_kinds_that_can_be_replaced_are_whole_in_one_line() -> None:
    """What a proposal cannot say, the kind's other fields, must be kept from the old entry."""
    kept = {"day", "amount", "meeting", "user", "personal", "orig", "member", "purpose"}
    kept |= {"loan", "slip", "why", "price", "source", "round"}
    for word in corrections.rules.REPLACEABLE:
        assert set(kinds.BY_SHEET[word].payload.__struct_fields__) <= kept, word
        assert money.needs_of(word)["amount"]

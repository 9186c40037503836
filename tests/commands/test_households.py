"""Households and houses: told, counted, taken back, forgotten."""

from typing import Any

import pytest

from federation.commands import households, members
from federation.commands.deed import perform
from federation.core import events as e
from federation.core import households as counted
from federation.core import kinds, ladders
from federation.core.refusals import Refusal
from federation.schemas.base import load
from federation.schemas.households import HouseholdSchema
from federation.store import Numbered, Store, journal, projections
from federation.store.queries import needs
from tests import factories as f
from tests.worlds import HOME


@pytest.fixture
def three(group: Store) -> Store:
    """Three members."""
    for name in ("Anna ǁKaras", "Beata Iipinge", "Celia ǃNaruseb"):
        f.admit(group, name)
    return group


def tell(store: Store, member: int, **told: Any) -> None:
    order = households.TellHousehold(member=member, **{"day": f.DAY, **told})
    perform(store, order, households.tell_household)


def step(store: Store, member: int, where: str, **told: Any) -> None:
    order = households.TakeHouseStep(member=member, step=where, **{"day": f.DAY, **told})
    perform(store, order, households.take_house_step)


def counts(store: Store) -> counted.Counts:
    with store.reading() as db:
        return needs.counts(db, (f.own_book(store),))


def house(store: Store, member: int) -> needs.House:
    with store.reading() as db:
        (found,) = needs.houses(db, f.own_book(store), member)
    return found


ANNA = {
    "persons": 7, "rooms": 2, "woman_headed": "yes", "toilet": "pit_latrine_with_slab",
    "toilet_sharing": 4, "water_source": "public_tap_standpipe", "water_minutes": 35,
    "handwashing": "neither", "tenure": "none", "eviction_fear": "high", "walls": "reused_wood",
}  # fmt: skip


def test_answers_are_counted_and_rungs_worked_out(three: Store) -> None:
    tell(three, 1, **ANNA)
    tell(three, 2, toilet="flush_to_piped_sewer", toilet_sharing=1, tenure="starter_title")
    told = counts(three)
    assert (told.households, told.people, told.woman_headed) == (2, 7, 1)
    assert told.rules == ladders.RULES == 1
    assert dict(told.sanitation) == {"basic": 1, "limited": 1}
    assert dict(told.water) == {"limited": 1, "unknown": 1}
    assert dict(told.hygiene) == {"limited": 1, "unknown": 1}
    assert dict(told.tenure) == {"starter_title": 1, "none": 1}
    assert told.lacks["sanitation"] == (1, 1, 0)
    assert told.lacks["living_area"] == (1, 0, 1)
    assert told.lacks["tenure"] == (1, 1, 0)
    assert told.lacks["water"] == (0, 1, 1), "far, but a good source"
    assert told.by_count == (1, 0, 0, 0, 1, 0)


def test_the_last_telling_holds_and_one_taken_back_does_not(three: Store) -> None:
    tell(three, 1, toilet="bucket_latrine")
    tell(three, 1, toilet="composting_toilet", toilet_sharing=1)
    assert dict(counts(three).sanitation) == {"basic": 1}
    with three.reading() as db:
        (one,) = needs.households(db, f.own_book(three), 1)
    f.reverse(three, one.seq)
    assert dict(counts(three).sanitation) == {"unimproved": 1}


def test_who_is_forgotten_takes_her_answers_along(three: Store) -> None:
    """Nothing of her home is left in the file, and the lines stay as they were."""
    tell(three, 1, **ANNA, note="behind Selma's shop")
    step(three, 1, "allocated", plot="erf 4711", block="Vlei")
    perform(three, members.LetMemberLeave(member=1, day=f.DAY), members.let_member_leave)
    assert counts(three).households == 0
    perform(three, members.ForgetMember(member=1, day=f.DAY), members.forget_member)
    with three.reading() as db:
        (one,) = needs.households(db, f.own_book(three), 1)
    assert one.told == e.HouseholdRecord(note="")
    assert (house(three, 1).plot, house(three, 1).block, house(three, 1).step) == (
        *("", ""),
        "allocated",
    )
    three.close()
    held = three.node.database_path.read_bytes()
    for words in (b"erf 4711", b"Selma's shop", b"pit_latrine_with_slab", b"reused_wood"):
        assert words not in held


def refused(store: Store, order: Any, decide: Any) -> str:
    with pytest.raises(Refusal) as caught:
        perform(store, order, decide)
    return caught.value.code


def test_what_cannot_be_is_refused(three: Store) -> None:
    def told(**given: Any) -> str:
        order = households.TellHousehold(**{"member": 1, "day": f.DAY, **given})
        return refused(three, order, households.tell_household)

    assert told() == "household-empty"
    assert told(note="only words") == "household-empty"
    assert told(member=9, persons=3) == "member-unknown"
    assert told(toilet="limited") == "choice-unknown"
    assert told(persons=-3) == "household-count-unclear"
    assert told(day="2031-01-01", persons=3) == "day-far-ahead"
    perform(three, members.LetMemberLeave(member=1, day=f.DAY), members.let_member_leave)
    assert told(persons=3) == "member-left"


@pytest.mark.parametrize("field", ["rung", "sanitation_rung", "water_rung", "deprivations"])
def test_a_rung_typed_by_hand_is_refused_by_name(field: str) -> None:
    _, faults = load(HouseholdSchema(), {"day": f.DAY, "toilet": "other", field: "basic"})
    assert [(one.where, one.code) for one in faults] == [((field,), "field-unknown")]


def test_no_event_and_no_record_has_a_rung() -> None:
    for row in kinds.KINDS.values():
        named = {
            *row.payload.__struct_fields__,
            *(row.record.__struct_fields__ if row.record else ()),
        }
        assert not [name for name in named if "rung" in name or "depriv" in name]


def test_a_house_goes_its_way(three: Store) -> None:
    step(three, 1, "saving", day="2026-11-22")
    step(three, 1, "allocated", cost=541_160, plot="erf 4711", block="C", note="by lot")
    step(three, 1, "materials", materials=250_000)
    step(three, 1, "materials", materials=100_000, labour_minutes=600)
    found = house(three, 1)
    assert (found.step, found.cost_minor, found.materials_minor) == ("materials", 541_160, 350_000)
    assert (found.labour_minutes, found.plot, found.block) == (600, "erf 4711", "C")
    assert [one.note for one in found.steps] == ["", "", "by lot", ""]
    again = households.TakeHouseStep(member=1, day=f.DAY, step="materials")
    assert refused(three, again, households.take_house_step) == "house-step-empty"
    back = households.TakeHouseStep(member=1, day=f.DAY, step="listed")
    assert refused(three, back, households.take_house_step) == "house-back-needs-reason"
    step(three, 1, "listed", note="the plot was given to another")
    assert house(three, 1).step == "listed"
    f.reverse(three, house(three, 1).steps[0].seq)
    assert house(three, 1).step == "materials"
    step(three, 2, "title")
    with three.reading() as db:
        found_all = needs.houses(db, f.own_book(three))
    assert [one.member for one in found_all] == [2, 1]
    assert needs.by_step(found_all) == {"materials": 1, "title": 1}


def test_the_day_since_which_it_is_there(three: Store) -> None:
    for day, where, cost in (("22", "saving", 0), ("23", "building", 5), ("24", "building", 7)):
        step(three, 1, where, day=f"2026-11-{day}", cost=cost)
    assert house(three, 1).since == "2026-11-23"
    step(three, 2, "saving", day="2026-11-22")
    assert house(three, 2).since == "2026-11-22"


@pytest.mark.parametrize(
    ("event", "record", "code"),
    [
        (e.HouseholdTold(day=f.DAY, member=9), HOME, "member-unknown"),
        (
            e.HouseholdTold(day=f.DAY, member=1),
            e.HouseholdRecord(note="", toilet="basic"),
            "choice-unknown",
        ),
        (e.HouseStepTaken(day=f.DAY, member=9, step="saving"), None, "member-unknown"),
        (e.HouseStepTaken(day=f.DAY, member=1, step="palace"), None, "choice-unknown"),
        (
            e.HouseStepTaken(day=f.DAY, member=1, step="saving", cost=-1),
            None,
            "amount-out-of-range",
        ),
        (
            e.HouseStepTaken(day=f.DAY, member=1, step="saving", labour_minutes=-1),
            None,
            "house-hours-unclear",
        ),
    ],
)
def test_another_node_is_held_to_the_rules(
    hub: Store, event: e.Event, record: e.Record | None, code: str
) -> None:
    admitted = Numbered(1, e.MemberAdmitted(day=f.DAY, member=1), e.MemberRecord(name="Anna"))
    with hub.writing() as db:
        stream = journal.begin(db, "a" * 32, "ledger", own=False, card_line=b"card")
        with pytest.raises(Refusal, match=code):
            projections.apply(db, stream, (admitted, Numbered(2, event, record)))


def test_a_request_can_begin_with_counts(three: Store) -> None:
    """Numbers alone: the facility that most have, the middle of how many share it."""
    with three.reading() as db:
        assert needs.for_request(db, f.own_book(three)) == counted.ForRequest(0, 0, "", 0)
    tell(three, 1, **ANNA)
    tell(three, 2, toilet="pit_latrine_with_slab", toilet_sharing=9, woman_headed="no")
    tell(three, 3, toilet="bucket_latrine", woman_headed="yes")
    with three.reading() as db:
        told = needs.for_request(db, f.own_book(three))
    assert told == counted.ForRequest(3, 2, "pit-slab", 9)
    tell(three, 2, toilet="bucket_latrine")
    tell(three, 3, toilet="other")
    with three.reading() as db:
        assert needs.for_request(db, f.own_book(three)).sanitation_facility == ""

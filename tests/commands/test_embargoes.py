"""A settlement under embargo: nothing of it is released or published until that is lifted."""

from dataclasses import replace

import pytest

from federation.commands import (
    beneficiaries,
    embargoes,
    facility_figures,
    mapping,
    passing,
    publication,
    releasing,
)
from federation.commands.deed import enter, perform
from federation.commands.earlier import PRIVATE
from federation.commands.places import LinkSettlement, link_settlement
from federation.core import disclosure, kinds
from federation.core import events as e
from federation.core.geography import Place
from federation.core.refusals import Refusal
from federation.store import Draft, Store
from federation.store.queries import embargoes as standing
from federation.store.queries import requests as queries
from federation.store.queries.beneficiaries import listing
from tests.factories import DAY, enrol, say

from .test_publication import CITY, ask, busy_hub, told_to_city

__all__ = ["busy_hub"]
REASON = "a court hears an eviction"


def bar(hub: Store, settlement: str = "havana ") -> None:
    order = embargoes.EmbargoSettlement(settlement=settlement, reason=REASON, day=DAY)
    perform(hub, order, embargoes.embargo_settlement)


def lift(hub: Store, settlement: str = "HAVANA") -> None:
    order = embargoes.LiftEmbargo(settlement=settlement, day=DAY)
    perform(hub, order, embargoes.lift_embargo)


def places(hub: Store) -> set[str]:
    """The settlements in the tables that would be published now."""
    return {one.settlement for one in publication.preview(hub, CITY).cells}


def test_its_requests_wait_and_the_sentence_says_why(busy_hub: Store) -> None:
    waits, goes = ask(busy_hub, 1, 30), ask(busy_hub, 2, 31, settlement="Goreangab")
    bar(busy_hub)
    with pytest.raises(Refusal) as caught:
        releasing.release(busy_hub, (waits,))
    assert caught.value.code == "release-under-embargo"
    assert caught.value.facts["reason"] == REASON
    assert releasing.release(busy_hub) == 1
    with busy_hub.reading() as db:
        released = {one.request for one in queries.requests(db) if one.step_day("released")}
    assert released == {goes}
    lift(busy_hub)
    assert releasing.release(busy_hub) == 1


def test_nothing_of_it_is_in_a_table_or_told_of_until_it_is_lifted(busy_hub: Store) -> None:
    """It was given free before the embargo, one request of it even published."""
    first = ask(busy_hub, 1, 30)
    others = [ask(busy_hub, group, 40 + group, settlement="Goreangab") for group in (2, 3)]
    releasing.release(busy_hub, (first, *others))
    publication.publish(busy_hub)
    second = ask(busy_hub, 4, 35, need="water")
    releasing.release(busy_hub, (second,))
    bar(busy_hub)
    assert places(busy_hub) == {"Goreangab"}
    found = publication.coming(busy_hub, CITY)
    assert {one.request for one in found.waiting} == {first, second}
    (made,) = publication.publish(busy_hub)
    assert made.requests == len(others)
    told = [one for one in told_to_city(busy_hub) if isinstance(one, e.RequestPublished)]
    assert second not in {one.request for one in told}
    with busy_hub.reading() as db:
        assert len(queries.releases(db)) == 2  # what went out before the embargo stays
    lift(busy_hub)
    assert places(busy_hub) == {"Goreangab", "Havana"}
    (made,) = publication.publish(busy_hub)
    assert (made.requests, made.told) == (len(others) + 2, 1)


def test_when_it_is_lifted_the_totals_do_not_tell_what_came_back(busy_hub: Store) -> None:
    """One household waits in Havana: the total may not grow by one."""
    some = [ask(busy_hub, group, 20 + group, settlement="Goreangab") for group in range(1, 6)]
    few = ask(busy_hub, 1, 1)
    releasing.release(busy_hub, (*some, few))
    bar(busy_hub)
    publication.publish(busy_hub)
    lift(busy_hub)
    made = publication.preview(busy_hub, CITY)
    numbers = {one.households for one in (*made.cells, *made.totals)}
    assert 115 in numbers
    assert not numbers & {1, 116}
    reasons = {figure[1:]: why for figure, why in made.why.items()}
    assert reasons["Havana", "sanitation"] == "few"
    assert reasons["all", "all"] == "few"  # beyond those of whom the city knows


def test_when_it_is_put_under_embargo_the_totals_do_not_tell_what_went(busy_hub: Store) -> None:
    some = [ask(busy_hub, group, 20 + group, settlement="Goreangab") for group in range(1, 6)]
    releasing.release(busy_hub, (*some, ask(busy_hub, 1, 1), ask(busy_hub, 2, 30, need="water")))
    before = publication.preview(busy_hub, CITY)
    publication.publish(busy_hub)
    bar(busy_hub)
    after = publication.preview(busy_hub, CITY)
    total = {(one.settlement, one.kind): one.households for one in before.totals}
    now = {(one.settlement, one.kind): one.households for one in after.totals}
    for line in now.keys() & total.keys():
        was, is_now = total[line], now[line]
        assert was is None or is_now is None or not 0 < was - is_now < 5


def test_refusals(busy_hub: Store, group: Store) -> None:
    bar(busy_hub)
    with pytest.raises(Refusal, match="embargo-already"):
        bar(busy_hub)
    lift(busy_hub)
    with pytest.raises(Refusal, match="embargo-unknown"):
        lift(busy_hub)
    for deed in (bar, lift):
        with pytest.raises(Refusal, match="embargo-not-here"):
            deed(group)
    with busy_hub.reading() as db:
        assert standing.embargoes(db) == {}


# Several cities


def test_each_city_has_its_own_threshold_and_its_own_settlements(busy_hub: Store) -> None:
    """Windhoek sees figures from 5 on, the other city from 10; neither sees the other's places."""
    other = "d" * 32
    enrol(busy_hub, other, "city", code="C02", name="Okahandja", threshold=10)
    here = {group: ask(busy_hub, group, 6 + group, settlement="Havana") for group in (1, 2, 3)}
    there = {group: ask(busy_hub, group, 6, settlement="Oshetu", need="water") for group in (4, 5)}
    alone = ask(busy_hub, 1, 7, settlement="Vyf Rand", need="land")
    with pytest.raises(Refusal, match="release-city-unclear"):
        releasing.release(busy_hub)
    releasing.release(busy_hub, tuple(here.values()), "C01")
    releasing.release(busy_hub, (there[4], alone), "C02")
    releasing.release(busy_hub, (there[5],))  # Oshetu went there before
    made = {one.code: one for one in publication.publish(busy_hub)}
    assert {code: one.threshold for code, one in made.items()} == {"C01": 5, "C02": 10}
    shown = {}
    for code, one in made.items():
        with busy_hub.reading() as db:
            cells = queries.cells(db, one.release)
        by_kind = [one for one in cells if one.name == "settlement-kind"]
        shown[code] = {(one.row, one.column): one.households for one in by_kind}
    assert shown["C01"]["Havana", "sanitation"] == 7 + 8 + 9
    assert shown["C02"]["Oshetu", "water"] == PRIVATE
    assert shown["C02"]["Vyf Rand", "land"] == PRIVATE
    assert not {place for place, _ in shown["C01"]} & {"Oshetu", "Vyf Rand"}
    assert "Havana" not in {place for place, _ in shown["C02"]}


def test_the_reasons_never_leave_the_hub(busy_hub: Store) -> None:
    """The city gets the same mark for all; the reasons stand in nothing that is entered."""
    some = [
        ask(busy_hub, group, number, need=need)
        for group, number, need in ((1, 3, "water"), (2, 9, "land"), (3, 40, "energy"))
    ]
    releasing.release(busy_hub, tuple(some))
    protected = publication.preview(busy_hub, CITY)
    assert set(protected.why.values()) == {"few", "cover"}
    publication.publish(busy_hub)
    text = repr(told_to_city(busy_hub))
    assert "cover" not in text
    assert "why" not in text
    assert isinstance(protected, disclosure.Protected)


# Nothing new


def test_publishing_with_nothing_changed_writes_nothing(busy_hub: Store) -> None:
    releasing.release(busy_hub, tuple(ask(busy_hub, group, 3 * group) for group in range(1, 6)))
    (first,) = publication.publish(busy_hub)
    entries = len(told_to_city(busy_hub))
    (again,) = publication.publish(busy_hub)
    assert (again.release, again.unchanged, again.told) == (first.release, True, 0)
    assert len(told_to_city(busy_hub)) == entries
    (year,) = publication.publish(busy_hub, "2026")  # another period is another release
    assert not year.unchanged
    assert publication.publish(busy_hub)[0].release == first.release
    releasing.release(busy_hub, (ask(busy_hub, 1, 50),))
    (third,) = publication.publish(busy_hub)
    assert not third.unchanged
    assert third.release != first.release


# However it is written, and whatever lies in it


def list_places(hub: Store, *codes: str) -> None:
    """A settlement HAV with two blocks, and whatever else is named, in the region of Windhoek."""
    made = [
        e.ListedPlace(code="X-HAV", level="settlement", name="Havana", parent="NA-KH"),
        e.ListedPlace(code="X-HAV-C", level="block", name="Kapuka", parent="X-HAV"),
        e.ListedPlace(code="X-GOR", level="settlement", name="Goreangab", parent="NA-KH"),
        *(e.ListedPlace(code=one, level="settlement", name=one, parent="NA-KH") for one in codes),
    ]
    with hub.writing() as db:
        draft = Draft(kinds.REGISTER, e.PlacesListed(day=DAY, places=tuple(made)))
        enter(db, hub.node, [draft], {})


def link(hub: Store, settlement: str, place: str) -> None:
    order = LinkSettlement(settlement=settlement, place=place, day=DAY)
    perform(hub, order, link_settlement)


def told_of(hub: Store) -> set[str]:
    """The settlements of which anything that went to the city tells, and the next release would."""
    found = {one.settlement for one in told_to_city(hub) if isinstance(one, e.RequestPublished)}
    with hub.reading() as db:
        things = facility_figures.preview(db, CITY)
        due = mapping.places_due(db, CITY)
    return found | places(hub) | {one.settlement for one in (*things, *due)}


def test_two_names_of_one_place_and_a_block_in_it_are_under_one_embargo(busy_hub: Store) -> None:
    """The office said that Havana Ext 3 is Havana; Kapuka is a block of it."""
    list_places(busy_hub)
    names = ("Havana", "Havana Ext 3", "kapuka", "Goreangab")
    asks = {name: ask(busy_hub, one, 30, settlement=name) for one, name in enumerate(names, 1)}
    link(busy_hub, "Havana Ext 3", "X-HAV")
    for place in names:
        mapped = Place(settlement=place, middle=e.Corner(17, -22), source="", year=0, outline=())
        perform(
            busy_hub, mapping.MapSettlements(places=(mapped,), day=DAY), mapping.map_settlements
        )
    bar(busy_hub, "HAVANA EXT 3")
    for name in names[:3]:
        with pytest.raises(Refusal, match="release-under-embargo"):
            releasing.release(busy_hub, (asks[name],))
        with busy_hub.reading() as db:
            assert name in standing.barred(db)
    assert releasing.release(busy_hub) == 1
    publication.publish(busy_hub)
    assert told_of(busy_hub) == {"Goreangab"}
    lift(busy_hub, "Havana ext 3")
    assert releasing.release(busy_hub) == 3


def test_what_was_told_before_says_nothing_new_under_any_of_its_names(busy_hub: Store) -> None:
    """Words are not passed on, no list of people is printed, whichever name the embargo has."""
    list_places(busy_hub)
    asked = ask(busy_hub, 1, 30, settlement="Kapuka")
    releasing.release(busy_hub)
    publication.publish(busy_hub)
    say(busy_hub, e.StageReached, request=asked, stage="enumerated", evidence="count")
    bar(busy_hub)
    with pytest.raises(Refusal, match="nothing-to-pass"):
        perform(busy_hub, passing.PassOn(), passing.pass_on)
    with pytest.raises(Refusal, match="release-under-embargo"):
        perform(busy_hub, passing.PassOn(requests=(asked,)), passing.pass_on)
    assert places(busy_hub) == set()
    with busy_hub.reading() as db:
        (view,) = queries.requests(db)
        view = replace(view, need="housing")
        with pytest.raises(Refusal, match="beneficiaries-under-embargo"):
            beneficiaries.check_printable(db, view, listing(db, view.owner))


def test_click_letters_and_their_stand_ins_are_one_name(busy_hub: Store) -> None:
    ask(busy_hub, 1, 30, settlement="!Nara  Block")
    bar(busy_hub, "ǃnara block")
    assert releasing.release(busy_hub) == 0


def test_an_embargo_on_a_region_covers_it_and_one_that_nothing_bears_waits(busy_hub: Store) -> None:
    list_places(busy_hub)
    ask(busy_hub, 1, 30, settlement="Goreangab")
    bar(busy_hub, "Khomas")
    bar(busy_hub, "Nowhere At All")
    with busy_hub.reading() as db:
        found = standing.barred(db)
    assert "Goreangab" in found
    assert "Nowhere at all" in found
    assert [len(found.written[key]) for key in ("khomas", "nowhere at all")] == [1, 0]
    lift(busy_hub, "Khomas")
    ask(busy_hub, 1, 30, settlement="nowhere at all")
    assert releasing.release(busy_hub) == 1

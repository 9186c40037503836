"""Facilities: listed, looked at, closed; and what a city is told of them.

The figures of Havana are public: 18 toilets installed, 11 of them working, about 8,000 people
(nbcnews.na/node/114658).
"""

from typing import Any

import pytest

from federation.commands import earlier, facilities, publication, requests
from federation.commands.deed import enter, perform
from federation.commands.facility_figures import summed
from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal
from federation.reports import city as report
from federation.store import Draft, Numbered, Store, journal, projections
from federation.store.queries import branches
from federation.store.queries import facilities as standing
from federation.store.queries import requests as asked
from tests import factories as f

CITY, GROUP, OTHER = "c" * 32, "a" * 32, "b" * 32


def own(store: Store) -> tuple[standing.FacilityView, ...]:
    with store.reading() as db:
        return standing.facilities(db, store.node.settings.node_id)


def refused(store: Store, order: Any, decide: Any) -> str:
    before = own(store)
    with pytest.raises(Refusal) as caught:
        perform(store, order, decide)
    assert own(store) == before
    return caught.value.code


def test_eighteen_are_installed_and_eleven_work(group: Store) -> None:
    number = f.list_facility(group, "flush_to_piped_sewer", 18, place="block C")
    (found,) = own(group)
    assert (number, found.working, found.checked_on) == (1, -1, "")
    f.check_facility(group, 1, 11, partly=2, fault="blocked", households=900, lock="no")
    f.check_facility(group, 1, 18, works="all", fault="", day="2026-11-21")
    (found,) = own(group)
    assert [one.working for one in found.checks] == [18, 11]
    assert found.checked_on == "2026-11-21", "the last that was written holds, whatever its day"
    first = found.checks[1]
    assert (first.partly, first.fault, first.households, first.lock) == (2, "blocked", 900, "no")
    assert (first.night, first.distance, first.keyholder) == ("", -1, "")
    assert f.list_facility(group, "street_light", 2) == 2


def test_what_does_not_fit_is_refused(group: Store) -> None:
    listing = facilities.ListFacility(
        day=f.DAY, facility_type="flush_to_piped_sewer", settlement="Havana", installed=18
    )
    perform(group, listing, facilities.list_facility)

    def check(**given: Any) -> str:
        told: dict[str, Any] = {"day": f.DAY, "works": "some", "fault": "leak", **given}
        order = facilities.CheckFacility(number=given.pop("number", 1), **{**told, **given})
        return refused(group, order, facilities.check_facility)

    assert check(working=17, partly=2) == "facility-works-more"
    assert check(works="some") == "facility-working-missing"
    assert check(working=17, fault="") == "facility-needs-fault"
    assert check(works="none", fault="") == "facility-needs-fault"
    assert check(working=3, fault="bewitched") == "choice-unknown"
    assert check(working=3, night="sometimes") == "choice-unknown"
    assert check(working=3, distance=-2) == "facility-figure-unclear"
    unknown = facilities.CheckFacility(number=7, day=f.DAY, works="all")
    assert refused(group, unknown, facilities.check_facility) == "facility-unknown"
    gone = facilities.CloseFacility(number=1, day=f.DAY, why="taken-down")
    perform(group, gone, facilities.close_facility)
    assert check(working=3) == "facility-closed"
    assert refused(group, gone, facilities.close_facility) == "facility-closed"
    assert own(group)[0].closed_why == "taken-down"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"facility_type": "bush"}, "choice-unknown"),
        ({"settlement": ""}, "facility-needs-settlement"),
        ({"installed": 0}, "facility-count-unclear"),
        ({"place": "x" * 61}, "facility-place-too-long"),
        ({"day": "2031-01-01"}, "day-far-ahead"),
    ],
)
def test_a_listing_says_what_and_where(group: Store, given: dict[str, Any], code: str) -> None:
    told: dict[str, Any] = {
        "day": f.DAY,
        "facility_type": "public_tap_standpipe",
        "settlement": "Havana",
        "installed": 1,
    }
    order = facilities.ListFacility(**{**told, **given})
    assert refused(group, order, facilities.list_facility) == code


def arrive(hub: Store, group: str, *events: e.Event, first: int = 1) -> None:
    """Entries of a group's requests come in, as intake would apply them."""
    with hub.writing() as db:
        stream = journal.begin(db, group, "requests", own=False, card_line=b"card")
        numbered = tuple(Numbered(first + n, event) for n, event in enumerate(events))
        projections.apply(db, stream, numbered)


def listed(number: int = 1, **given: Any) -> e.FacilityListed:
    told: dict[str, Any] = {
        "day": f.DAY,
        "facility": f"f{number:019d}",
        "number": number,
        "facility_type": "flush_to_piped_sewer",
        "settlement": "Havana",
        "installed": 18,
    }
    return e.FacilityListed(**{**told, **given})


def test_another_node_is_held_to_the_rules(hub: Store) -> None:
    def code(*events: e.Event, group: str = GROUP) -> str:
        with pytest.raises(Refusal) as caught:
            arrive(hub, group, *events, first=90)
        return caught.value.code

    one = listed()
    arrive(hub, GROUP, one)
    check = e.FacilityChecked(day=f.DAY, facility=one.facility, working=11)
    assert code(listed(installed=-1)) == "facility-count-unclear"
    assert code(one) == "facility-told-twice"
    assert code(listed(facility="another")) == "facility-told-twice"
    assert code(check, group=OTHER) == "facility-of-another"
    assert code(e.FacilityChecked(day=f.DAY, facility="nowhere", working=1)) == (
        "facility-of-another"
    )
    too_many = e.FacilityChecked(day=f.DAY, facility=one.facility, working=19)
    assert code(too_many) == "facility-works-more"
    assert code(e.FacilityChecked(day="soon", facility=one.facility, working=1)) == "day-none"
    closed = e.FacilityClosed(day=f.DAY, facility=one.facility, reason="replaced")
    assert code(e.FacilityClosed(day=f.DAY, facility=one.facility, reason="no")) == (
        "choice-unknown"
    )
    arrive(hub, GROUP, check, closed, first=2)
    assert code(check) == "facility-closed"
    wrong = e.PublishedFacility(
        settlement="Havana", facility_type="street_light", installed=1, working=2
    )
    told = e.FacilitiesPublished(day=f.DAY, release="r", facilities=(wrong,))
    with hub.writing() as db:
        stream = journal.begin(db, OTHER, "publication", own=False, card_line=b"card")
        with pytest.raises(Refusal, match="facility-works-more"):
            projections.apply(db, stream, (Numbered(1, told),))


@pytest.fixture
def havana(hub: Store) -> Store:
    """A hub: one group's 18 toilets of which 11 work, another's four that nobody looked at."""
    f.enrol(hub, CITY, "city", code="C01", threshold=5)
    for node, code in ((GROUP, "G0001"), (OTHER, "G0002")):
        f.enrol(hub, node, "group", code=code)
    one, tap = listed(), listed(2, facility_type="public_tap_standpipe", installed=3)
    arrive(
        hub,
        GROUP,
        one,
        e.FacilityChecked(
            day="2026-11-03", facility=one.facility, working=11, fault="blocked", households=900
        ),
        tap,
        e.FacilityClosed(day=f.DAY, facility=tap.facility, reason="replaced"),
    )
    arrive(
        hub,
        OTHER,
        listed(1, facility="g" * 20, settlement="HAVANA", installed=4),
        e.RequestRaised(
            day=f.DAY, request="q1", number="1", need="sanitation", settlement="Havana",
            title="Toilets", households=45,
        ),
    )  # fmt: skip
    return hub


def test_a_city_is_told_what_stands_and_what_works(havana: Store) -> None:
    with havana.reading() as db:
        preview = report.make(havana).plain["facilities"]
        assert preview == [
            {
                "settlement": "Havana",
                "facility_type": "flush_to_piped_sewer",
                "installed": 22,
                "working": 11,
                "unchecked": 4,
                "checked_since": "2026-11-03",
            }
        ]
    free = requests.ReleaseRequests(day=f.DAY, city=CITY, requests=("q1",))
    perform(havana, free, requests.release_requests)
    (made,) = publication.publish(havana)
    with havana.reading() as db:
        (one,) = standing.published(db, made.release)
        told = list(earlier.own_publication(db, _city(db)))
    assert (one.settlement, one.installed, one.working, one.unchecked) == ("Havana", 22, 11, 4)
    (things,) = [event for event in told if isinstance(event, e.FacilitiesPublished)]
    assert things.release == made.release
    assert "900" not in repr(things), "who shares them is not told"
    publication.publish(havana)  # and the next release reads the earlier ones again


def _city(db: Any) -> asked.PartnerView:
    found = asked.partner(db, CITY)
    assert found is not None
    return found


def test_with_two_cities_each_is_told_of_its_own_settlements(havana: Store) -> None:
    f.enrol(havana, "d" * 32, "city", code="C02", threshold=5)
    free = requests.ReleaseRequests(day=f.DAY, city=CITY, requests=("q1",))
    perform(havana, free, requests.release_requests)
    assert report.make(havana, "C01").plain["facilities"]
    assert report.make(havana, "C02").plain["facilities"] == []


def test_many_settlements_go_on_several_lines(havana: Store) -> None:
    many = [listed(n, facility=f"h{n:019d}", settlement=f"Block {n:03d}") for n in range(3, 153)]
    arrive(havana, GROUP, *many, first=50)
    free = requests.ReleaseRequests(day=f.DAY, city=CITY, requests=("q1",))
    perform(havana, free, requests.release_requests)
    (made,) = publication.publish(havana)
    with havana.reading() as db:
        assert len(standing.published(db, made.release)) == 151
        told = list(earlier.own_publication(db, _city(db)))
    assert len([one for one in told if isinstance(one, e.FacilitiesPublished)]) == 2


def test_sums_take_the_spelling_of_the_requests(havana: Store) -> None:
    with havana.reading() as db:
        found = standing.facilities(db)
    assert {one.settlement for one in summed(found, {"havana": "Havana"})} == {"Havana"}


def test_what_a_hub_would_refuse_gets_into_no_chain_of_its_own_group(group: Store) -> None:
    """A repair enters entries again without a command: a hub must never stand before a wall."""
    f.list_facility(group, "flush_to_piped_sewer", 18)
    (found,) = own(group)
    for event, code in (
        (listed(1, facility="other"), "facility-told-twice"),
        (e.FacilityChecked(day=f.DAY, facility="nowhere", working=1), "facility-of-another"),
        (e.FacilityChecked(day=f.DAY, facility=found.facility, working=19), "facility-works-more"),
    ):
        with pytest.raises(Refusal, match=code), group.writing() as db:
            enter(db, group.node, [Draft(kinds.REQUESTS, event)], {})
    assert own(group) == (found,)


def test_numbers_that_are_taken_are_known_to_a_repair(group: Store) -> None:
    f.list_facility(group, "street_light", 2)
    f.list_facility(group, "street_light", 3)
    with group.reading() as db:
        (book,) = {end.book for end in journal.ends(db) if end.kind == kinds.REQUESTS}
        assert branches.taken(db, book)["number"] == {1, 2}

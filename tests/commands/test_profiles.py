"""Settlement profiles: told in parts, held to their own sums, never about a person."""

from typing import Any

import pytest

from federation.commands import profiles
from federation.commands.deed import perform
from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal
from federation.core.rules import profiles as rules
from federation.store import Numbered, Store, journal, projections
from federation.store.queries import profiles as queries
from tests import factories as f


def tell(store: Store, part: str, number: int = 1, settlement: str = "", **told: Any) -> None:
    order = profiles.ProfileSettlement(
        day=f.DAY, part=part, told=told, number=number, settlement=settlement
    )
    perform(store, order, profiles.profile_settlement)


def own(store: Store) -> tuple[queries.ProfileView, ...]:
    with store.reading() as db:
        return queries.profiles(db, store.node.settings.node_id)


@pytest.fixture
def havana(group: Store) -> Store:
    """A profile that has its first part."""
    tell(group, "place", 0, "Havana", status="not-declared", settled_year=1994)
    return group


PEOPLE = {"households": 1_000, "sampled": 100, "size_tenths": 46}


def test_parts_are_told_one_by_one_and_the_last_telling_holds(havana: Store) -> None:
    tell(havana, "people", **PEOPLE)
    tell(havana, "priorities", priorities=("toilets", "water"))
    tell(havana, "priorities", priorities=("tenure", "toilets"))
    (found,) = own(havana)
    assert list(found.told) == ["place", "people", "priorities"]
    assert found.told["priorities"] == {"priorities": ("tenure", "toilets")}
    assert found.told["place"] == {"status": "not-declared", "settled_year": 1994}
    assert (found.computed, found.population, found.is_off) == (4_600, 4_600, False)
    tell(havana, "people", **PEOPLE, population_agreed=8_000, agreed_on="2026-11-15")
    (found,) = own(havana)
    assert (found.population, found.is_off) == (8_000, True), "a warning, no refusal"


@pytest.mark.parametrize(
    ("part", "told", "code"),
    [
        # 120 + 6 by use, 90 + 30 by how they are built.
        (
            "structures",
            {"structures_homes": 120, "structures_business": 6, "structures_permanent": 90,
             "structures_temporary": 30},
            "profile-structures-differ",
        ),
        ("owners", {"owned_municipality": 60, "owned_private": 30}, "profile-owners-differ"),
        ("owners", {"owned_municipality": 101}, "profile-figure-unclear"),
        ("people", {**PEOPLE, "population_agreed": 5_000}, "profile-agreed-on-missing"),
        ("people", {**PEOPLE, "agreed_on": "2026-11-01"}, "profile-agreed-on-missing"),
        ("people", {**PEOPLE, "sampled": 1_001}, "profile-sample-too-large"),
        ("people", {**PEOPLE, "renting": 1_001}, "profile-sample-too-large"),
        ("people", {"households": -5}, "profile-figure-unclear"),
        ("place", {"settled_year": 94}, "profile-figure-unclear"),
        ("place", {"households": 5}, "profile-part-mixed"),
        ("place", {}, "profile-empty"),
        ("priorities", {"priorities": ("water", "water")}, "profile-twice"),
        (
            "priorities",
            {"priorities": ("water", "toilets", "tenure", "roads", "waste", "jobs")},
            "profile-priorities-many",
        ),
        ("priorities", {"priorities": ("a palace",)}, "choice-unknown"),
        ("dangers", {"hazards": ("lions",)}, "choice-unknown"),
        ("dangers", {"eviction_level": "some"}, "choice-unknown"),
        ("gossip", {}, "choice-unknown"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(
    havana: Store, part: str, told: dict[str, Any], code: str
) -> None:
    before = own(havana)
    with pytest.raises(Refusal) as caught:
        tell(havana, part, **told)
    assert caught.value.code == code
    assert own(havana) == before


def test_sums_that_agree_are_taken(havana: Store) -> None:
    tell(
        havana, "structures", structures_homes=114, structures_business=6,
        structures_permanent=90, structures_temporary=30,
    )  # fmt: skip
    tell(havana, "structures", structures_homes=114, structures_business=6)
    tell(havana, "owners", owned_municipality=60, owned_private=30, owned_unknown=10)
    tell(havana, "dangers", hazards=("riverbed",), eviction_threats=2, eviction_level="high")
    assert len(own(havana)[0].told) == 4


def test_a_settlement_has_one_profile_of_a_group(havana: Store) -> None:
    for number, name, code in (
        (0, "HAVANA ", "profile-is-there"),
        (7, "", "profile-unknown"),
        (0, "", "profile-needs-settlement"),
    ):
        with pytest.raises(Refusal) as caught:
            tell(havana, "place", number, name, status="planned")
        assert caught.value.code == code
    tell(havana, "place", 0, "Goreangab", status="planned")
    assert [(one.settlement, one.number) for one in own(havana)] == [
        ("Goreangab", 2),
        ("Havana", 1),
    ]


def test_another_node_is_held_to_the_rules(hub: Store) -> None:
    def arrive(*events: e.Event) -> None:
        with hub.writing() as db:
            stream = journal.begin(db, "a" * 32, "requests", own=False, card_line=b"card")
            numbered = tuple(Numbered(n, event) for n, event in enumerate(events, 1))
            projections.apply(db, stream, numbered)

    def part(**given: Any) -> e.SettlementProfiled:
        told: dict[str, Any] = {
            "day": f.DAY, "number": 1, "settlement": "Havana", "part": "place", "status": "planned",
        }  # fmt: skip
        return e.SettlementProfiled(**{**told, **given})

    for event, code in (
        (part(status="ours"), "choice-unknown"),
        (part(number=0), "profile-needs-settlement"),
        (part(households=4), "profile-part-mixed"),
        (part(part="people", status="", population_agreed=5, agreed_on="soon"), "day-none"),
    ):
        with pytest.raises(Refusal, match=code):
            arrive(event)
    with pytest.raises(Refusal, match="profile-of-another-place"):
        arrive(part(), part(settlement="Goreangab"))
    arrive(part())
    with hub.reading() as db:
        (one,) = queries.profiles(db)
    assert (one.settlement, one.owner) == ("Havana", "a" * 32)


def test_a_profile_has_no_place_for_a_person() -> None:
    """Published profiles of other federations carry names and telephones: here no field can."""
    assert kinds.KINDS[e.SettlementProfiled].record is None
    fields = set(e.SettlementProfiled.__struct_fields__)
    assert not [name for name in fields if "contact" in name or "phone" in name or "name" in name]
    told = {one for part in rules.PARTS.values() for one in part}
    ours = {"user", "personal", "orig", "day", "number", "settlement", "part"}
    assert fields == told | ours


@pytest.mark.parametrize(
    ("households", "tenths", "people"),
    [(1_000, 46, 4_600), (3, 15, 5), (3, 14, 4), (-1, 46, -1), (5, -1, -1)],
)
def test_people_are_households_times_size(households: int, tenths: int, people: int) -> None:
    assert rules.computed(households, tenths) == people


@pytest.mark.parametrize(
    ("agreed", "off"), [(4_600, False), (4_200, False), (4_180, True), (8_000, True), (-1, False)]
)
def test_a_tenth_is_within_what_is_taken(agreed: int, off: bool) -> None:  # noqa: FBT001
    assert rules.is_off(1_000, 46, agreed) == off

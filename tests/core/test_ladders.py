"""Rungs by the ladders of WHO/UNICEF JMP and the deprivations of UN-Habitat, as published.

Cases with their pages: the table of the three ladders (iwaponline.com/view-large/3162329, after
washdata.org/monitoring/sanitation and /drinking-water); which facilities are improved
(sswm.info/node/9814; publicschema.org/vocab/sanitation-service-level); the slum household
(SDG 11.1.1, worldbank.github.io/sdg-metadata/metadata/en/11-1-1).
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.core import codes, ladders
from federation.core.rules import requests

SEWER, VIP, SLAB = "flush_to_piped_sewer", "ventilated_improved_pit", "pit_latrine_with_slab"


@pytest.mark.parametrize(
    ("toilet", "sharing", "managed", "rung"),
    [
        # "Use of improved facilities that are not shared with other households": basic.
        (SEWER, 1, "", "basic"),
        (VIP, 0, "", "basic"),
        ("composting_toilet", 1, "no", "basic"),
        # "… not shared …, and excreta are safely disposed of in situ or treated off-site".
        (SEWER, 1, "yes", "safely-managed"),
        # "Use of improved facilities shared between two or more households": limited.
        (SLAB, 2, "", "limited"),
        # Havana, Windhoek: communal flush toilets to the sewer, about 45 households to one.
        (SEWER, 45, "yes", "limited"),
        # "Pit latrines without a slab or platform, hanging latrines or bucket latrines".
        ("pit_latrine_without_slab", 1, "", "unimproved"),
        ("hanging_toilet", 1, "", "unimproved"),
        ("bucket_latrine", 12, "", "unimproved"),
        ("flush_to_open_drain", 1, "", "unimproved"),
        # "Disposal of human faeces in fields, forests, bushes …".
        ("open_defecation", 0, "", "open-defecation"),
        # Nobody told.
        (codes.UNKNOWN, 1, "", "unknown"),
        ("", 1, "", "unknown"),
        (SEWER, ladders.NOT_TOLD, "", "unknown"),
    ],
)
def test_sanitation(toilet: str, sharing: int, managed: str, rung: str) -> None:
    assert ladders.sanitation(toilet, sharing, managed) == rung


@pytest.mark.parametrize(
    ("source", "minutes", "managed", "rung"),
    [
        # "Improved source, … not more than 30 minutes for a round trip, including queuing".
        ("public_tap_standpipe", 30, "", "basic"),
        ("public_tap_standpipe", 31, "", "limited"),
        ("tube_well_borehole", 0, "", "basic"),
        ("tanker_truck", 90, "", "limited"),
        ("packaged_water", 5, "", "basic"),
        # On the plot nobody walks.
        ("piped_to_yard", ladders.NOT_TOLD, "", "basic"),
        ("piped_into_dwelling", ladders.NOT_TOLD, "yes", "safely-managed"),
        ("public_tap_standpipe", 10, "yes", "basic"),
        # "An unprotected dug well or unprotected spring", "surface water".
        ("unprotected_well", 1, "", "unimproved"),
        ("unprotected_spring", 1, "", "unimproved"),
        ("surface_water", 1, "", "surface-water"),
        ("public_tap_standpipe", ladders.NOT_TOLD, "", "unknown"),
        (codes.UNKNOWN, 10, "", "unknown"),
    ],
)
def test_water(source: str, minutes: int, managed: str, rung: str) -> None:
    assert ladders.water(source, minutes, managed) == rung


@pytest.mark.parametrize(
    ("place", "rung"),
    [
        # "A handwashing facility with soap and water at home", "lacking soap and/or water", none.
        ("soap_and_water", "basic"),
        ("water_no_soap", "limited"),
        ("soap_no_water", "limited"),
        ("neither", "limited"),
        ("no_place", "no-place"),
        (codes.UNKNOWN, "unknown"),
    ],
)
def test_hygiene(place: str, rung: str) -> None:
    assert ladders.hygiene(place) == rung


def test_every_code_has_its_class_and_every_rung_is_one_of_the_ladder() -> None:
    assert set(codes.TOILETS) | set(requests.FACILITIES) == set(ladders.TOILET_CLASS)
    assert set(codes.WATER_SOURCES) == set(ladders.WATER_CLASS)
    assert set(codes.HANDWASHING) == set(ladders.HYGIENE)
    for toilet in (*codes.TOILETS, codes.UNKNOWN):
        assert ladders.sanitation(toilet, 1) in ladders.SANITATION_RUNGS
    for source in (*codes.WATER_SOURCES, codes.UNKNOWN):
        assert ladders.water(source, 5) in ladders.WATER_RUNGS
    for place in (*codes.HANDWASHING, codes.UNKNOWN):
        assert ladders.hygiene(place) in ladders.HYGIENE_RUNGS


@given(st.sampled_from(codes.TOILETS), st.integers(2, 500), st.sampled_from(["", "yes", "no"]))
def test_a_shared_toilet_is_limited_at_best(toilet: str, sharing: int, managed: str) -> None:
    """SDG 6.2.1 counts it as neither basic nor safely managed, whatever its quality."""
    assert ladders.sanitation(toilet, sharing, managed) in (
        "limited",
        "unimproved",
        "open-defecation",
    )


@pytest.mark.parametrize("sharing", [0, 1, 2, 45])
@pytest.mark.parametrize("facility", ["", *requests.FACILITIES])
def test_the_rung_of_a_request_is_what_it_was(facility: str, sharing: int) -> None:
    """Releases that went out count by it."""
    shared = "limited" if sharing > 1 else "basic"
    expected = {
        "": "unknown", "flush": shared, "dry-improved": shared, "pit-slab": shared,
        "pit-open": "unimproved", "bucket": "unimproved", "none": "open-defecation",
    }  # fmt: skip
    assert requests.rung(facility, sharing) == expected[facility]


@pytest.mark.parametrize(
    ("lacks", "found"),
    [
        (ladders.lacks_water("public_tap_standpipe"), False),
        (ladders.lacks_water("unprotected_well"), True),
        (ladders.lacks_water(codes.UNKNOWN), None),
        # Shared by others, so it counts as lacking (UN-Habitat, PSUP).
        (ladders.lacks_sanitation(SEWER, 45), True),
        (ladders.lacks_sanitation(SEWER, 1), False),
        (ladders.lacks_sanitation(SEWER, ladders.NOT_TOLD), None),
        (ladders.lacks_sanitation("bucket_latrine", ladders.NOT_TOLD), True),
        # "Not more than three people sharing the same room".
        (ladders.lacks_living_area(3, 1), False),
        (ladders.lacks_living_area(4, 1), True),
        (ladders.lacks_living_area(7, 2), True),
        (ladders.lacks_living_area(6, 0), None),
        (ladders.lacks_living_area(-1, 2), None),
        # Corrugated iron on a cement floor lasts; a wall of cardboard does not.
        (ladders.lacks_durable_house("bricks", "metal", "cement"), False),
        (ladders.lacks_durable_house("cardboard", "metal", "cement"), True),
        (ladders.lacks_durable_house("bricks", codes.UNKNOWN, "cement"), None),
        (ladders.lacks_durable_house("bricks", codes.UNKNOWN, "earth_sand"), True),
        # "Documentation …, or de facto or perceived protection from forced evictions".
        (ladders.lacks_tenure("land_hold_title", "high"), False),
        (ladders.lacks_tenure("occupation_certificate", "unknown"), False),
        (ladders.lacks_tenure("none", "none"), False),
        (ladders.lacks_tenure("none", "low"), True),
        (ladders.lacks_tenure("backyard_tenant", codes.UNKNOWN), None),
    ],
)
def test_what_a_household_lacks(lacks: object, found: object) -> None:
    assert lacks is found


def test_deprivations_are_counted_and_what_is_unknown_beside_them() -> None:
    told = ladders.Deprivations(
        water=False, sanitation=True, living_area=None, durable_house=True, tenure=None
    )
    assert (told.count, told.unknown) == (2, 2)
    assert ladders.DEPRIVATIONS == (
        "water",
        "sanitation",
        "living_area",
        "durable_house",
        "tenure",
    )


def test_tenure_is_a_ladder_from_no_paper_to_full_ownership() -> None:
    """Flexible Land Tenure Act 4 of 2012, Namibia: starter title, land hold title, ownership."""
    order = ["none", "occupation_certificate", "starter_title", "land_hold_title", "freehold"]
    assert sorted(order, key=codes.TENURES.index) == order
    assert "family" not in ladders.PAPERS
    assert {"starter_title", "group_block_unpaid"} <= ladders.PAPERS

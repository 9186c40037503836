"""Code lists of needs and facilities: toilets, water, tenure, walls, roofs, floors, dwellings.

The codes of `TOILETS`, `WATER_SOURCES`, `WALLS`, `ROOFS`, `FLOORS` and `DWELLINGS` are those of the
PublicSchema vocabularies (publicschema.org, CC BY 4.0), which follow WHO/UNICEF JMP, DHS, MICS and
the UN census recommendations. `TENURES` are the steps of tenure in Namibia. `UNKNOWN` is an answer
everywhere: what nobody told is not guessed.
"""

from typing import Final

UNKNOWN: Final = "unknown"

TOILETS: Final = (
    "flush_to_piped_sewer",
    "flush_to_septic_tank",
    "flush_to_pit_latrine",
    "flush_to_open_drain",
    "flush_to_unknown",
    "ventilated_improved_pit",
    "pit_latrine_with_slab",
    "pit_latrine_without_slab",
    "composting_toilet",
    "bucket_latrine",
    "hanging_toilet",
    "open_defecation",
    "other",
)
WATER_SOURCES: Final = (
    "piped_into_dwelling",
    "piped_to_yard",
    "piped_to_neighbor",
    "public_tap_standpipe",
    "tube_well_borehole",
    "protected_well",
    "unprotected_well",
    "protected_spring",
    "unprotected_spring",
    "rainwater",
    "tanker_truck",
    "cart_with_small_tank",
    "surface_water",
    "bottled_water",
    "packaged_water",
    "other",
)
WALLS: Final = (
    "no_walls",
    "cane_palm_trunks",
    "dirt",
    "bamboo_with_mud",
    "stone_with_mud",
    "uncovered_adobe",
    "plywood",
    "cardboard",
    "reused_wood",
    "cement",
    "stone_with_lime_cement",
    "bricks",
    "cement_blocks",
    "covered_adobe",
    "wood_planks_shingles",
    "other",
)
ROOFS: Final = (
    "no_roof",
    "thatch_palm_leaf",
    "sod_grass",
    "rustic_mat",
    "palm_bamboo",
    "wood_planks",
    "cardboard",
    "metal",
    "wood",
    "calamine_cement_fiber",
    "ceramic_tiles",
    "cement",
    "roofing_shingles",
    "other",
)
FLOORS: Final = (
    "earth_sand",
    "dung",
    "wood_planks",
    "palm_bamboo",
    "parquet_polished_wood",
    "vinyl_asphalt",
    "ceramic_tiles",
    "cement",
    "carpet",
    "other",
)
DWELLINGS: Final = (
    "permanent",
    "semi_permanent",
    "temporary",
    "improvised",
    "collective",
    "mobile",
)
# From no paper at all up to full ownership (Flexible Land Tenure Act 4 of 2012, Namibia).
TENURES: Final = (
    "none",
    "family",
    "backyard_tenant",
    "occupation_certificate",
    "municipal_lease",
    "group_block_unpaid",
    "group_block_paid",
    "starter_title",
    "land_hold_title",
    "freehold",
)
# A place to wash hands at home, and what is there; one off the plot counts as none.
HANDWASHING: Final = (
    "soap_and_water",
    "water_no_soap",
    "soap_no_water",
    "neither",
    "no_place",
)
FEARS: Final = ("none", "low", "medium", "high")
YES_NO: Final = ("yes", "no")

# What is built for many households: toilets by their type, points where water is fetched, others.
TOILET_FACILITIES: Final = tuple(
    one for one in TOILETS if one not in ("open_defecation", "flush_to_unknown", "other")
)
WATER_FACILITIES: Final = (
    "public_tap_standpipe",
    "tube_well_borehole",
    "protected_well",
    "protected_spring",
    "rainwater",
)
OTHER_FACILITIES: Final = ("handwashing_place", "washing_slab", "street_light", "waste_skip")
FACILITY_TYPES: Final = (*TOILET_FACILITIES, *WATER_FACILITIES, *OTHER_FACILITIES)

# Of a facility: why some of it does not work, who holds the key, who sees to its upkeep, why it is
# in use no more.
FAULTS: Final = (
    "blocked",
    "leak",
    "stolen-parts",
    "broken",
    "no-water",
    "no-power",
    "locked",
    "full",
    "dirty",
    "other",
)
KEYHOLDERS: Final = ("caretaker", "household-nearby", "committee", "city", "nobody")
UPKEEP: Final = ("users", "group", "committee", "city", "nobody")
CLOSINGS: Final = ("taken-down", "replaced", "beyond-repair", "listed-twice", "other")

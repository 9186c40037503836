"""Sentences and words of facilities: what stands where, what of it works, who sees to it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "facility-needs-settlement": "Write in which settlement it stands.",
        "facility-count-unclear": "Write how many there are, from 1 to %(most)s.",
        "facility-place-too-long": "The place is a label of at most %(most)s letters, such as "
        "“block C, near the clinic”. Make it shorter.",
        "facility-working-missing": "Count how many of the %(installed)s work, and write that "
        "number; 0 if none does.",
        "facility-works-more": "%(working)s that work and %(partly)s that work partly are more "
        "than the %(installed)s that are installed. Count again.",
        "facility-figure-unclear": "Write a number from 0 to %(most)s, or leave it empty when "
        "nobody counted.",
        "facility-needs-fault": "Not working: %(broken)s. Choose what is wrong with most of them.",
        "facility-unknown": "There is no facility %(number)s on this group's list. Choose one from "
        "the list.",
        "facility-closed": "This was taken out of use on %(closed_day)s. If it is used again, put "
        "it on the list as a new one.",
        "facility-told-twice": "Facility %(number)s is on that group's list already. Look at the "
        "list again.",
        "facility-of-another": "A group speaks of its own facilities only. Ask the group on whose "
        "list it stands.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "facility-type flush_to_piped_sewer": "Flush toilets, to a sewer",
        "facility-type flush_to_septic_tank": "Flush toilets, to a septic tank",
        "facility-type flush_to_pit_latrine": "Flush toilets, to a pit",
        "facility-type flush_to_open_drain": "Flush toilets, to an open drain",
        "facility-type ventilated_improved_pit": "Dry toilets with an air pipe (VIP)",
        "facility-type pit_latrine_with_slab": "Pit toilets with a slab",
        "facility-type pit_latrine_without_slab": "Open pits",
        "facility-type composting_toilet": "Composting toilets",
        "facility-type bucket_latrine": "Bucket toilets",
        "facility-type hanging_toilet": "Toilets over water or a gully",
        "facility-type public_tap_standpipe": "Public taps",
        "facility-type tube_well_borehole": "Boreholes",
        "facility-type protected_well": "Covered wells",
        "facility-type protected_spring": "Protected springs",
        "facility-type rainwater": "Rainwater tanks",
        "facility-type handwashing_place": "Places to wash hands",
        "facility-type washing_slab": "Places to wash clothes",
        "facility-type street_light": "Street lights",
        "facility-type waste_skip": "Waste skips",
        "facility-group toilets": "Toilets",
        "facility-group water": "Water",
        "facility-group others": "Other",
        "facility-fault blocked": "blocked",
        "facility-fault leak": "it leaks",
        "facility-fault stolen-parts": "parts were stolen",
        "facility-fault broken": "broken",
        "facility-fault no-water": "no water",
        "facility-fault no-power": "no power",
        "facility-fault locked": "locked, nobody has the key",
        "facility-fault full": "full",
        "facility-fault dirty": "too dirty to use",
        "facility-fault other": "something else",
        "keyholder caretaker": "a caretaker",
        "keyholder household-nearby": "a household nearby",
        "keyholder committee": "the committee",
        "keyholder city": "the city",
        "keyholder nobody": "nobody: no key is needed",
        "upkeep users": "those who use it, in turn",
        "upkeep group": "the savings group",
        "upkeep committee": "the committee",
        "upkeep city": "the city",
        "upkeep nobody": "nobody",
        "closing taken-down": "it was taken down",
        "closing replaced": "a new one took its place",
        "closing beyond-repair": "it cannot be repaired",
        "closing listed-twice": "it stood on the list twice",
        "closing other": "something else",
        "works all": "yes, all of it",
        "works some": "some of it",
        "works none": "no, none",
        "yes-no yes": "yes",
        "yes-no no": "no",
        "done facility-listed": "It is on the list. Go and look what works.",
        "done facility-checked": "The check is written down.",
        "done facility-closed": "It is taken out of use.",
        "page facility_list": "Toilets, taps and lights",
        "page-about facility_list": "What stands where, and what of it works.",
        "missing facility_type": "Choose what it is.",
        "missing installed": "Write how many there are.",
        "missing why": "Choose why.",
        "missing works": "Say whether it works.",
    }
)

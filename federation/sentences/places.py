"""Sentences about where groups live and settlements lie."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "places-not-here": "Only the federation's office keeps places and networks.",
        "place-unknown": "There is no place “%(code)s” on the list. Look it up under Places.",
        "place-code-unclear": "“%(code)s” cannot be the code of a place. Use capitals, digits and "
        "hyphens, at most %(most)s, or leave it empty: a code is made.",
        "place-level-other": "The code %(code)s is already that of %(place)s, which is another "
        "kind of place. Give this one another code.",
        "place-above-missing": "Write what %(place)s is a part of.",
        "place-above-unknown": "There is no place “%(code)s” that this could be a part of. List "
        "that place too, or write its code as it stands on the list.",
        "place-above-unclear": "More than one place is called “%(place)s”. Write its code: one of "
        "%(codes)s.",
        "place-above-wrong": "%(place)s cannot be a part of %(above)s. The order is country, "
        "region, then constituency or local authority, then settlement, then block.",
        "place-constituency-wrong": "“%(code)s” is no constituency of the region in which "
        "%(place)s lies. Write the code of one, or leave it empty.",
        "place-listed": "%(place)s is on the list there already, as %(code)s. Use that one.",
        "place-told-twice": "%(place)s (%(code)s) stands here twice. Leave one of the two.",
        "place-holds-places": "Other places lie in %(place)s. Move them or take them off first.",
        "place-holds-groups": "%(count)s groups live in %(place)s. Place them elsewhere first.",
        "place-holds-others": "A network, a duty or a settlement's name belongs to %(place)s. "
        "Change that first.",
        "place-moves-others": "To %(above)s would go all of %(place)s, with %(count)s places that "
        "lie in it. If it is meant so, mark that, and press the button again.",
        "places-too-many": "There would be %(count)s places on the list, and at most %(most)s can "
        "be. Leave out those where nobody of the federation lives.",
        "places-empty": "There is no place in %(file)s. Write one in each row, with its level and "
        "name.",
        "places-neither": "“%(file)s” is no list of places. Bring one .xlsx or .csv file.",
        "settlement-unknown": "No group writes “%(settlement)s” any more. Look at the list again.",
        "network-unknown": "There is no such network any more. Look at the list of networks.",
        "network-name-taken": "A network is called “%(name)s” already. Give this one another name.",
        "network-joined": "%(group)s belongs to “%(name)s” already.",
        "network-not-in": "%(group)s does not belong to “%(name)s” now.",
        "network-left-before": "It joined on %(since_day)s. Write that day or a later one.",
        "duty-unclear": "“%(duty)s” is no duty that is known here. Choose one from the list.",
        "duty-until-before": "It begins on %(since_day)s. Write a later day for its end, or none.",
        "duty-held": "%(name)s has this duty here already.",
        "duty-unknown": "This duty has ended already. Look at the place again.",
        "duty-ended-before": "It began on %(since_day)s. Write that day or a later one.",
        "duty-still-held": "She still has this duty. Write down its end first; then her name can "
        "be forgotten.",
        # A map as a file; a feature is told by its place in the file and its name.
        "map-not-here": "Only the federation's office takes in a map. Bring the file there.",
        "map-too-large": "This file is larger than %(most)s MB. Save only the settlements of your "
        "groups, or fewer corners for each.",
        "map-unreadable": "This file cannot be read as a map. Save it as GeoJSON, and bring that.",
        "map-no-collection": "This is not a list of places. Save the map as GeoJSON, as a "
        "collection of features.",
        "map-other-system": "This map does not count in degrees (WGS 84). Save it again as GeoJSON "
        "with the coordinate system WGS 84.",
        "map-empty": "There is no place in this file. Choose the settlements and save them again.",
        "map-too-many": "There are %(count)s places in this file, and at most %(most)s can be "
        "taken in. Save only the settlements of your groups.",
        "place-no-feature": "Number %(feature)s in this file is not a place. Save the map again as "
        "GeoJSON.",
        "place-without-name": "Place %(feature)s has no name that can be used. Give each "
        "settlement its “name”, of at most %(most)s letters.",
        "place-without-source": "Nobody knows whose map place %(feature)s is from. Write where the "
        "map comes from.",
        "place-year-unclear": "The year of place %(feature)s cannot be right: write a whole number "
        "from %(first)s to %(last)s.",
        "place-twice": "Place %(feature)s is there twice. Leave one of the two, or make them one "
        "place of several parts.",
        "place-shape-unknown": "Place %(feature)s is neither a point nor an area. Draw it as one "
        "of these.",
        "place-ring-open": "The outline of place %(feature)s is not closed, or has fewer than "
        "three corners. Draw it again.",
        "place-corner-unclear": "A corner of place %(feature)s is not two numbers. Save the map "
        "again, longitude first, then latitude.",
        "place-off-the-map": "Place %(feature)s does not lie on the map. Save it in degrees "
        "(WGS 84), longitude first, then latitude.",
        "place-over-date-line": "Place %(feature)s lies on both sides of the date line. Leave one "
        "side away.",
        "place-too-wide": "Place %(feature)s is wider than any settlement. Longitude and latitude "
        "may be mixed up, or it is a whole region.",
        "place-corners-many": "Place %(feature)s has more than %(most)s corners. Save it with "
        "fewer.",
        "place-unsound": "What is told of the place %(settlement)s cannot be drawn. Tell the "
        "office that wrote this file.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "levels region": "Regions",
        "levels constituency": "Constituencies",
        "levels local-authority": "Local authorities",
        "levels settlement": "Settlements",
        "levels block": "Blocks",
        "levels country": "Countries",
        "term over": "Over",
        "term soon": "Ends soon",
        "level country": "Country",
        "level region": "Region",
        "level constituency": "Constituency",
        "level local-authority": "Local authority",
        "level settlement": "Settlement",
        "level block": "Block",
        "duty coordinator": "Coordinator",
        "duty facilitator": "Facilitator",
        "duty enumerator": "Enumerator",
        "done placed": "It is written down where the group lives.",
        "done place": "It stands on the list.",
        "done place-dropped": "It is taken off the list.",
        "done country-gone": "The country and all places in it are taken off the list.",
        "done places": "The list is taken in.",
        "done linked": "It is written down which place that is.",
        "done network-made": "The network is there. Open a group to let it join.",
        "done network-named": "It is written down.",
        "done network-ended": "The network has ended. Who was in it is still known.",
        "done network-joined": "It belongs to the network.",
        "done network-left": "It belongs to the network no more.",
        "done duty": "It is written down who is there for this place.",
        "done duty-ended": "It is written down that the duty ended.",
        "done name-forgotten": "The name is forgotten; its place and days stay.",
        "done mapped": "The map is taken in. Each city is told of its settlements with the next "
        "release.",
    }
)

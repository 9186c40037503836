"""Sentences about where groups live and settlements lie."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "region-unknown": "There is no region “%(region)s”. Write one of: %(regions)s.",
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
        "done mapped": "The map is taken in. Each city is told of its settlements with the next "
        "release.",
    }
)

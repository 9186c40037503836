"""Sentences of reports."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "report-unknown": "There is no report called “%(report)s”. Ask for one of: %(reports)s.",
        "report-not-here": "This report is not made at this node (%(role)s). Ask for it where "
        "its figures are.",
        "report-only-at-group": "This report looks into a group's own books, so only a group "
        "makes it. Ask the group.",
        "report-no-release": "The federation has not published anything to this city yet. Take "
        "in its newest file, then look again.",
        "report-days-crossed": "The first day, %(first_day)s, comes after the last, "
        "%(last_day)s. Give them the other way round.",
        "period-unclear": "%(period)s is no period. Write a month like 2026-07, a quarter like "
        "2026-Q3, a half-year like 2026-H2, a year like 2026, or FY2026 for the financial year "
        "that ends in June 2026.",
        "place-code-unknown": "No place here has the code %(place)s. Look at the list of places "
        "for the right one.",
        "report-only-hub": "This report is over all groups, so the federation's office makes it. "
        "Ask there.",
        "report-place-not": "The report %(report)s is not made for one place. Leave the place out, "
        "or ask for one of: %(reports)s.",
        "report-place-only-hub": "A group's own figures are of one place. Leave the place out, or "
        "ask the federation's office.",
        "city-unclear": "Several cities are enrolled here. Say which with --city: %(cities)s.",
    }
)
WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "report national": "National report",
        "report ministry": "Report to the ministry",
        "saved for general": "General",
        "saved for land": "Land",
        "saved for materials": "Materials",
        "saved for house": "House",
        "saved for services": "Services",
        "saved for other": "Own purposes",
        "saved for shares": "Shares",
    }
)

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
        "city-unclear": "Several cities are enrolled here. Say which with --city: %(cities)s.",
    }
)

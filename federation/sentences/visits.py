"""Words for the reasons to visit a group, each with the figure behind it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "visit forked": "two histories of its books",
        "visit missing": "files are missing",
        "visit never-sent": "never sent a file",
        "visit silent": "no file for %(figure)s days",
        "visit no-meeting": "no meeting in the %(figure)s days before its last file",
        "visit differences": "money did not match at %(figure)s counts in a year, %(money)s in all",
        "visit at-risk": "%(figure)s %% of what is lent is over 30 days late",
        "visit absent": "%(figure)s %% of the members did not come",
        "visit unchecked": "no peer check for half a year",
        "visit poor-grade": "grade C",
        "visit unclosed": "%(figure)s meetings were not closed",
        "visit taken-back": "%(figure)s entries taken back in a year",
        # The same without a figure, to choose from.
        "urgent forked": "Two histories",
        "urgent missing": "Files are missing",
        "urgent never-sent": "Never sent a file",
        "urgent silent": "Silent",
        "urgent no-meeting": "Does not meet",
        "urgent differences": "Money does not match",
        "urgent at-risk": "Loans at risk",
        "urgent absent": "Members stay away",
        "urgent unchecked": "No peer check",
        "urgent poor-grade": "Grade C",
        "urgent unclosed": "Meetings not closed",
        "urgent taken-back": "Much taken back",
    }
)

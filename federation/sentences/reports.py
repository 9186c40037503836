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
        "package-too-few": "Open figures are of at least %(least)s groups, so that nobody can work "
        "out those of one. Wait until more groups have sent their books.",
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
        "report fund": "The federation's fund",
        "report totals": "Totals",
        "report trial-balance": "Trial balance",
        "report indicators": "Figures of all groups",
        "report arrears": "Arrears",
        "report requests": "Requests",
        "report agreements": "Promises and payments",
        "report scorecards": "What both sides think of the work",
        "report burden": "What it costs people",
        "report equity": "Who gets what, and who waits",
        "report says national": "For the national meeting, of a half-year: people, savings, loans, "
        "houses, requests and work, by region.",
        "report says ministry": "For the ministry, of a quarter: savings, how loans moved, what is "
        "late, where the money is, what people wait for.",
        "report says totals": "Members, money and requests, in one line.",
        "report says trial-balance": "Every account of all groups together.",
        "report says indicators": "Each figure with how it is reckoned.",
        "report says arrears": "Loans of each group by how late they are.",
        "report says requests": "Who asks for what, how long it waits, the last answer.",
        "report says agreements": "What both sides promised and paid, and how late they are.",
        "report says scorecards": "How people and officials judge what was done.",
        "report says burden": "Hours and meetings of each group, and what came of them.",
        "report says equity": "By settlement: what was promised, and how long people wait.",
        "span month": "Months",
        "span quarter": "Quarters",
        "span half-year": "Half-years",
        "span year": "Years",
        "span financial-year": "Financial years, July to June",
        "saved for general": "General",
        "saved for land": "Land",
        "saved for materials": "Materials",
        "saved for house": "House",
        "saved for services": "Services",
        "saved for other": "Own purposes",
        "saved for shares": "Shares",
    }
)

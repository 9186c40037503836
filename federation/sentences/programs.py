"""Sentences about programs that ask a node, and what they did not say rightly."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "token-not-here": "Programs ask at a federation's office or at a city. A group's books are "
        "open to nobody outside; make the token there.",
        "token-name-missing": "Give the program a name, so that you know later whose token it is.",
        "token-name-taken": "There is a token for %(name)s already. Remove that one first, or give "
        "this one another name.",
        "token-scope-unknown": "A token cannot be for %(scope)s here. Choose one of: %(scopes)s.",
        "token-unknown": "No program called %(token)s has a token here. Look at the list for the "
        "right name.",
        "token-wrong": "This call needs a token of this city that may report, and api_key holds "
        "none. Ask the city's office for one.",
        "address-unknown": "Nothing is told at this address. The list of services is at "
        "/open311/v2/services, and each address ends in .json or .xml.",
        "method-unknown": "This address takes no such call. Look at what GeoReport v2 does here.",
        "report-too-large": "This is too much at once: a report may have 64 kB. Send less, and no "
        "picture.",
        "service-missing": "There is no service_code. Choose one of the list of services.",
        "service-unknown": "No service_code of this city's is %(service)s. Look at the list of "
        "services.",
        "service-not-told": "%(service)s can be read here and not be told. A savings group raises "
        "it through its federation.",
        "description-too-long": "A description may have %(most)s letters. Say it in fewer.",
        "told-token-unknown": "No token of this city's is %(token)s. Send it as it was given.",
        "moment-unclear": "%(field)s cannot be read from %(text)s. Send it like "
        "2026-11-22T14:05:00+02:00 (in an address the plus is written as %%2B).",
        "moments-reversed": "%(last)s lies before %(first)s. Send them the other way round.",
        "moments-too-far": "Between start_date and end_date %(days)s days may lie. Ask for one "
        "such span after another, or with updated_after.",
        "status-unclear": "A status is open or closed, and not %(status)s.",
        "page-unclear": "%(field)s is a whole number from 1.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "scope read": "reads figures",
        "scope open311": "tells repairs",
    }
)

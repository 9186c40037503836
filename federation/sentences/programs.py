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
        "bearer-missing": "This address is open to programs that have a token. Send it with the "
        "call: Authorization: Bearer and the token.",
        "bearer-wrong": "The token that came with this call is none of this node's. Ask its "
        "office for one.",
        "bearer-scope": "The token that came with this call is for %(scope)s; here one for "
        "%(needed)s is asked. Ask the office for that one.",
        "resource-unknown": "Nothing is told at this address. /api/v1/openapi.json describes every "
        "address there is.",
        "resource-read-only": "Here everything is read and nothing written: ask with GET or HEAD.",
        "call-too-large": "This is too much at once: a call here needs no body.",
        "call-failed": "Something in this program went wrong. Tell the office this number: "
        "%(reference)s.",
        "parameters-unclear": "%(count)s of the parameters cannot be used. Each is named with "
        "what to send instead.",
        "parameter-twice": "%(field)s is there more than once. Send it once.",
        "parameter-none": "This address knows no parameters. Leave out %(field)s.",
        "parameter-unknown": "This address knows no parameter %(field)s. It knows: %(known)s.",
        "parameter-code-unclear": "As %(field)s send one of: %(codes)s.",
        "words-unclear": "As %(field)s send 1 to %(most)s letters.",
        "release-unknown": "There is no release %(release)s here. Look at the list of releases.",
        "limit-unclear": "As limit send a whole number from 1 to %(most)s.",
        "cursor-unclear": "As after send what the answer before said under next, as it was.",
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

"""Sentences of lists of people for a scheme, which leave the office on paper alone."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "beneficiaries-not-here": "Only the federation's office prints a list of people for a "
        "scheme.",
        "beneficiaries-no-house": "A list of people is printed for land and houses only. What is "
        "asked for here is told to the city in figures.",
        "beneficiaries-undecided": "%(group)s has not voted that this list may be given. The group "
        "writes its vote down under Decisions, as one about a request to the city, and sends its "
        "file; then choose that vote here.",
        "beneficiaries-nobody": "Nobody is ticked. Tick who stands on the list.",
        "beneficiaries-gone": "Not on the group's list of those who wait for a house: "
        "no. %(members)s. Look at the names again, and tick who stands on the list.",
        "beneficiaries-books-unsure": "The books of %(group)s came in two versions, or their card "
        "was closed. Put that in order first, under Groups; then a list of its people can be "
        "printed.",
        "beneficiaries-under-embargo": "“%(settlement)s”, where this group is at work, is under "
        "embargo (%(reason)s), so no list of its people is printed. Lift the embargo first, under "
        "Publish.",
        "beneficiaries-unknown": "There is no such list of people. Go back to the request, and "
        "look at the lists that were printed.",
        "beneficiaries-other-day": "This list was printed on %(day)s. Make a new one, so that the "
        "new printing is noted too.",
        "beneficiaries-changed": "The group's books changed since this list was noted. Make a new "
        "one, so that what is noted is what stands on the sheet.",
    }
)

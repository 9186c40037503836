"""Sentences of lists of people for a scheme, which leave the office on paper alone."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "beneficiaries-not-here": "Only the federation's office prints a list of people for a "
        "scheme.",
        "beneficiaries-nobody": "Nobody is ticked. Tick who stands on the list.",
        "beneficiaries-gone": "Not in this group, or no longer: no. %(members)s. Look at the list "
        "of people again, and tick who stands on it.",
        "beneficiaries-under-embargo": "“%(settlement)s” is under embargo (%(reason)s), so no list "
        "of its people is printed. Lift the embargo first, under Publish.",
        "beneficiaries-unknown": "There is no such list of people. Go back to the request, and "
        "look at the lists that were printed.",
        "beneficiaries-other-day": "This list was printed on %(day)s. Make a new one, so that the "
        "new printing is noted too.",
    }
)

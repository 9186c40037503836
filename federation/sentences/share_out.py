"""Sentences about sharing out, and about what is given to its calculator."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "share-out-nobody": "There is nobody to share with. Name at least one member.",
        "share-out-member-twice": "Member %(no)s is in the list twice. Put both into one.",
        "share-out-at-field": "At %(field)s: %(what)s",
        "share-out-at-member": "At member %(place)s of the list, %(field)s: %(what)s",
        "share-out-members-unclear": "The field members is a list in square brackets, and each "
        "member in it is an object in braces with no and shares. Write it like this.",
        "minor-unclear": "“%(text)s” is not a whole number of cents. Write 1234.50 as 123450.",
        "json-unclear": "This cannot be read as JSON. Look at line %(line)s, letter %(column)s, "
        "mend it there, and give it again.",
        "json-not-text": "This is not text, so it cannot be read as JSON. Save it as UTF-8 and "
        "give it again.",
        "json-too-deep": "This cannot be read as JSON: brackets within brackets, or a number "
        "without end. Give one object with the fields of a share-out.",
        "json-name-twice": "“%(name)s” stands twice in one pair of braces. Leave one of them out.",
        "json-not-object": "A share-out is one JSON object with method, share_price, pool and "
        "members. Put it in braces.",
    }
)

"""What a group calls its toilets, as a code of the sanitation ladder.

The words of `core.rules.requests.FACILITIES` are codes; people write "VIP toilet" or "bucket".
A word that could be two things ("pit latrine", with or without a slab?) is no code: the plan then
keeps it in the description and says so.
"""

from typing import Final

from federation.core.names import fold
from federation.core.rules.requests import FACILITIES
from federation.schemas.reading import fold_code

# Words looked for in this order: the first that stands in the text decides.
_WORDS: Final = (
    ("none", ("open defecation", "no toilet", "no facilit", "nothing", "bush", "riverbed")),
    ("bucket", ("bucket",)),
    ("pit-open", ("without slab", "no slab", "open pit", "hanging", "without platform")),
    ("pit-slab", ("slab", "platform")),
    ("dry-improved", ("vip", "ventilated", "compost", "dry toilet", "uddt", "ecosan")),
    ("flush", ("flush", "sewer", "septic")),
)


def read_facility(text: str) -> str:
    """The code for what was written, or "" when it says nothing certain."""
    coded = fold_code(text)
    if coded in FACILITIES:
        return coded
    plain = fold(text).replace("_", " ").replace("-", " ")
    for code, words in _WORDS:
        if any(word in plain for word in words):
            return code
    return ""

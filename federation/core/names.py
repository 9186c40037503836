"""Names of people and places: one form for search and order, with or without click letters.

Click letters are written ǀ ǁ ǂ ǃ, and on keyboards without them / // # !; both find each other.
"""

import unicodedata
from typing import Final

# Digits and letters that nobody takes for one another (Douglas Crockford's Base 32).
CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_CLICKS: Final = str.maketrans({"ǀ": "/", "ǁ": "//", "ǂ": "#", "ǃ": "!", "≠": "#", "‖": "//"})


def fold(name: str) -> str:
    """The form under which a name is searched, sorted and compared; never shown."""
    typed = unicodedata.normalize("NFC", name).translate(_CLICKS)
    plain = unicodedata.normalize("NFKD", typed).translate(_CLICKS).casefold()
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(bare.split())

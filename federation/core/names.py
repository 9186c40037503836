"""Names of people and places: one form for search and order, with or without click letters.

Click letters are written ǀ ǁ ǂ ǃ, and on keyboards without them / // # !, or | || ‡ and signs that
look like them; all find each other.
"""

import re
import unicodedata
from typing import Final

# Digits and letters that nobody takes for one another (Douglas Crockford's Base 32).
CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_CLICKS: Final = str.maketrans(
    {
        "ǀ": "/",
        "ǁ": "//",
        "ǂ": "#",
        "ǃ": "!",
        "|": "/",
        "¦": "/",
        "∣": "/",
        "∕": "/",
        "⁄": "/",
        "‖": "//",
        "∥": "//",
        "⫽": "//",
        "≠": "#",
        "‡": "#",
    }
)


_WORDS: Final = re.compile(r"[\s\-\u2010-\u2015]+")
_SCRIPT_LETTERS: Final = ("Lu", "Ll", "Lt", "Lo")
_BESIDE_HAN: Final = ("HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC")
_BETWEEN: Final = re.compile(r"[\W_]+")
# Letters by the Unicode tables that show nothing: fillers of Hangul, Khmer and Braille.
_BLANK: Final = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"


def is_seen(text: str) -> bool:
    """Whether anything of a text can be seen at all."""
    return any(
        letter not in _BLANK and unicodedata.category(letter)[0] not in "CZM" for letter in text
    )


def readable(text: str) -> str:
    """A text from outside as a sentence may repeat it: “?” for what cannot be printed."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def fold_number(number: str) -> str:
    """The number of a paper as it is compared: 31/02/2026 is 31 / 02 / 2026, in any digits."""
    shown = "".join(letter for letter in number if unicodedata.category(letter) != "Cf")
    return _BETWEEN.sub("/", "".join(fold(shown).split())).strip("/")


def fold(name: str) -> str:
    """The form under which a name is searched, sorted and compared; never shown."""
    typed = unicodedata.normalize("NFC", name).translate(_CLICKS)
    plain = unicodedata.normalize("NFKD", typed).translate(_CLICKS).casefold()
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(bare.split())


def mixed_word(name: str) -> str:
    """The first word of a name whose letters are of several scripts, or "".

    Such a word looks like another one: А of Cyrillic before Latin ddy. As "single script" in
    Unicode Technical Standard 39, section 5.1; Han goes with the kana, Hangul and Bopomofo that are
    written beside it. Click letters are Latin; marks and modifier letters (ʼ) belong to any script.
    """
    for word in _WORDS.split(unicodedata.normalize("NFKC", name)):
        scripts = {_script(letter) for letter in word} - {""}
        if len(scripts) > 1:
            return word
    return ""


def _script(letter: str) -> str:
    """The script of a letter, by the first word of its name in the Unicode tables; "": of any."""
    if unicodedata.category(letter) not in _SCRIPT_LETTERS:
        return ""
    script = unicodedata.name(letter, "").partition(" ")[0]
    return "CJK" if script in _BESIDE_HAN else script

"""The recovery key as it stands on paper: 24 words of BIP 39, or the key itself in a QR code.

The words say the same 32 bytes as `AGE-SECRET-KEY-1…`, with eight bits to check them by.
"""

import difflib
import functools
import re
from typing import Final

from mnemonic import Mnemonic

from federation.core.refusals import refuse

from . import keys

WORDS: Final = 24
LINES_MAX: Final = 200
TEXT_BYTES_MAX: Final = 4096
_LETTERS_MIN: Final = 4  # four letters tell the words of the list apart
_KEY: Final = re.compile("AGE-SECRET-KEY-", re.IGNORECASE)
_NOTED: Final = re.compile(r"#\s*\d{1,2}[.):]?\s+[a-z]+\s*", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+")


@functools.cache
def _list() -> Mnemonic:
    return Mnemonic("english")


def words(identity: str) -> tuple[str, ...]:
    """The 24 words of an age identity. Raises Refusal `key-unsound`."""
    return tuple(_list().to_mnemonic(keys.secret_of(identity)).split())


def written(identity: str, name: str) -> str:
    """A recovery file: what it is for, the words, each on its line, and the key's own line."""
    told = "\n".join(f"# {place} {word}" for place, word in enumerate(words(identity), 1))
    return f"# Recovery key of {name}\n{told}\n{identity}\n"


def read_recovery(text: str, file: str = "AGE-SECRET-KEY-1…") -> str:
    """The recovery key in what somebody typed or a file holds, `AGE-SECRET-KEY-1…`.

    Takes the key's own line (before any words), or its 24 words: in any case, numbered or not, on
    as many lines as you like; four letters of a word are enough. `file`: its name for the refusal.
    Raises Refusal `key-unsound`, `words-count`, `word-unknown` with its place, `words-differ`.
    """
    lines = text[:TEXT_BYTES_MAX].splitlines()[:LINES_MAX]
    plain = [line for line in lines if not line.lstrip().startswith("#")]
    if any(_KEY.search(line) for line in plain):
        return keys.read_identity(text.encode(), file)
    if not "".join(plain).strip():
        plain = [line for line in lines if _NOTED.fullmatch(line.strip())]
    typed = _WORD.findall("\n".join(plain).lower())
    found = [_known(word, place) for place, word in enumerate(typed, 1)]
    if len(found) != WORDS:
        raise refuse("words-count", count=len(found), wanted=WORDS)
    told = " ".join(found)
    if not _list().check(told):
        raise refuse("words-differ")
    return keys.spell_identity(bytes(_list().to_entropy(told)))


def _known(word: str, place: int) -> str:
    """The word of the list that is meant. Raises Refusal `word-unknown`."""
    every = _list().wordlist
    if word in every:
        return word
    if len(word) >= _LETTERS_MIN:
        begun = [one for one in every if one.startswith(word)]
        if len(begun) == 1:
            return begun[0]
    near = difflib.get_close_matches(word, every, n=2)
    raise refuse("word-unknown", place=place, word=word[:20], near=", ".join(near) or "–")


def fits(identity: str, recovery: str) -> bool:
    """Whether this key is the one whose public half (`recovery`, of a card) files are sealed to."""
    return keys.recipient_of(identity, "") == recovery


def example(number: int) -> str:
    """Five words for a passphrase, from at least 55 bits of chance in `number`."""
    every = _list().wordlist
    return " ".join(every[number >> 11 * place & 2047] for place in range(5))

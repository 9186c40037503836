"""Things of the trade for which a group may have a word of its own.

`LABELS`: by the code of a thing, the messages that are nothing but its name; a group's own word
stands in their place. What each thing means is told in the tables of words (`trade-about …`).
"""

import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from .canonical import clean_text
from .refusals import Refusal, refuse

OWN_WORD_LETTERS_MOST: Final = 40

LABELS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "group": ("Group", "the group"),
        "member": ("Member", "a member"),
        "members": ("Members", "members"),
        "households": ("Households", "households"),
        "treasurer": ("Treasurer", "the treasurer"),
        "collector": ("Collector", "a collector"),
        "chairperson": ("Chairperson", "the chairperson"),
        "secretary": ("Secretary", "the secretary"),
        "officer": ("Officer",),
        "guarantors": ("Guarantors",),
        "meeting": ("Meeting", "The meeting", "A meeting"),
        "attendance": ("Attendance",),
        "minutes": ("Minutes",),
        "decision": ("Decision", "decision"),
        "vote": ("The vote",),
        "rules": ("Our rules",),
        "savings": ("Savings",),
        "daily-savings": ("Daily savings",),
        "round": ("Round", "daily round"),
        "savings-book": ("Savings book",),
        "box": ("Box", "The box", "the box"),
        "bank": ("Bank", "The bank"),
        "social-fund": ("Social fund", "social fund", "the social fund"),
        "shares": ("Shares", "shares"),
        "share-out": ("Share-out",),
        "cycle": ("cycle",),
        "rotating-pot": ("Rotating pot", "The rotating pot", "A rotating pot", "rotating pot"),
        "fine": ("Fine",),
        "fines": ("Fines", "fines", "the fines"),
        "fee": ("Fee",),
        "expenses": ("Expenses",),
        "receipt": ("Receipt",),
        "loan": ("Loan", "loan", "a loan"),
        "loans": ("Loans", "loans"),
        "interest": ("Interest", "interest", "the interest"),
        "instalment": ("Instalment",),
        "arrears": ("Arrears",),
        "peer-check": ("Peer check", "A peer check", "peer check"),
        "request": ("Request", "The request"),
        "offer": ("Our offer", "The offer"),
        "settlement": ("Settlement",),
    }
)

# Things that stand beside amounts: one called as another would make books lie.
OF_MONEY: Final = frozenset(
    (
        *("savings", "daily-savings", "box", "bank", "social-fund", "shares", "share-out"),
        *("rotating-pot", "fine", "fines", "fee", "expenses", "loan", "loans", "interest"),
        *("instalment", "arrears"),
    )
)
# One and many of the same thing: languages without plurals have one word for both.
_SAME: Final[Mapping[str, str]] = MappingProxyType({"fine": "fines", "loan": "loans"})


def check_own_word(thing: str, text: str) -> str:
    """The group's word for a thing, as it is written down; "" takes it back.

    Raises Refusal `own-word-unknown`, `own-word-unclear` (signs that a page reads as its own),
    `own-word-figure` (what reads as an amount), `text-too-long`, `text-unclean`.
    """
    if thing not in LABELS:
        raise refuse("own-word-unknown")
    told = clean_text(text, OWN_WORD_LETTERS_MOST)
    if set(told) & set("%<>⏎"):
        raise refuse("own-word-unclear")
    if any(one.isnumeric() or unicodedata.category(one) == "Sc" for one in told):
        raise refuse("own-word-figure")
    return told


def is_own_word(thing: str, text: str) -> bool:
    """Whether it can be spoken: books that were brought may have other words in them."""
    try:
        return check_own_word(thing, text) == text
    except Refusal:
        return False


def check_untaken(thing: str, text: str, names: Mapping[str, Iterable[str]]) -> None:
    """Raises Refusal `own-word-taken` when other money is called so.

    `names`: what each thing is called, by its code, on pages and by the group.
    """
    if not text or thing not in OF_MONEY:
        return
    for other in OF_MONEY:
        is_same = _SAME.get(thing, thing) == _SAME.get(other, other)
        if not is_same and text.casefold() in {name.casefold() for name in names.get(other, ())}:
            raise refuse("own-word-taken", name=text)


def in_place_of(label: str, text: str) -> str:
    """A group's word as it stands for a label: small or large at its beginning, as that is."""
    first = text[:1].upper() if label[:1].isupper() else text[:1].lower()
    # Of a word in capital letters the first stays as it is.
    return text if text[1:2].isupper() else first + text[1:]

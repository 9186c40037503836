"""The guide of a role on two sheets, from the same texts as the help on its pages."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from federation.i18n import gettext, language
from federation.sentences.helping import GUIDES, HAPPENS, SCREEN, TITLES, TO_DO

from .paper import Paper, Paragraph, Step, Steps, Words

ROLES: Final = tuple(GUIDES)
# Whose guide is read by roles that have none of their own.
READS: Final[Mapping[str, str]] = MappingProxyType(
    {"admin": "staff", "clerk": "official", "reader": "official"}
)
# What a screen fills in stands as … on paper.
_FILLED_IN: Final = re.compile(r"%\(\w+\)s")
# Signs of the private use area, around words of a screen while a sentence is put together.
_BEGIN, _END = "\ue000", "\ue001"

# Every topic and its drawing.
TOPICS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "login": "card",
        "trouble": "rule",
        "group-home": "start",
        "setup": "list",
        "setup-rules": "rule",
        "setup-members": "people",
        "setup-money": "money-there",
        "setup-read": "aloud",
        "setup-vote": "vote",
        "opening": "start",
        "attendance": "people",
        "savings": "save",
        "social": "help",
        "fines": "fine",
        "repayments": "pay-back",
        "loans": "pay-out",
        "decisions": "write",
        "count": "count",
        "read-out": "aloud",
        "close": "lock",
        "loan-ask": "ask",
        "loan-decide": "vote",
        "loan": "days",
        "wrong": "back",
        "daily": "walk",
        "rounds": "count",
        "other-money": "bank",
        "share-out": "share",
        "share-out-close": "vote",
        "share-out-pay": "pay-out",
        "members": "people",
        "request": "city",
        "papers": "paper",
        "send": "send",
        "copies": "copy",
        "practice": "play",
        "looks": "eye",
        "hub-home": "start",
        "inbox": "inbox",
        "enrol": "card",
        "release": "read",
        "publish": "table",
        "replies": "fan",
        "twice": "twice",
        "waits": "wait",
        "groups": "people",
        "city-home": "city",
        "city-in": "inbox",
        "city-tables": "table",
        "city-request": "read",
        "city-answer": "answer",
        "city-bundle": "one-many",
        "city-sheet": "table",
        "city-paper": "paper",
        "city-repairs": "tap",
        "city-out": "send",
    }
)

_MEETING: Final = ("opening", "attendance")
_MONEY: Final = ("savings", "social", "fines", "repayments", "loans")
_END_OF_MEETING: Final = ("decisions", "count", "read-out", "close")
_SETUP: Final = ("setup", "setup-members", "setup-money", "setup-read", "setup-vote")
_SHARE_OUT: Final = ("share-out", "share-out-close", "share-out-pay")

_OF: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "treasurer": (
            *("login", "group-home", *_SETUP, *_MEETING, *_MONEY, *_END_OF_MEETING, "loan-decide"),
            *("loan", "wrong", "rounds", "other-money", *_SHARE_OUT, "papers", "send", "copies"),
            *("practice", "trouble"),
        ),
        "collector": ("login", "daily", "papers", "practice", "trouble"),
        "secretary": (
            *("login", "group-home", "setup-members", "setup-read", *_MEETING, *_END_OF_MEETING),
            *("members", "loan-ask", "request", "wrong", "looks", "papers", "send", "copies"),
            *("practice", "trouble"),
        ),
        "chair": (
            *("login", "group-home", "setup", "setup-read", "setup-vote", "opening"),
            *("loan-decide", *_END_OF_MEETING, "wrong", "rounds", *_SHARE_OUT, "request", "looks"),
            *("practice", "trouble"),
        ),
        "staff": (
            *("login", "hub-home", "inbox", "enrol", "groups", "release", "publish", "replies"),
            *("waits", "twice", "copies", "trouble"),
        ),
        "official": (
            *("login", "city-home", "city-in", "city-tables", "city-request", "city-answer"),
            *("city-bundle", "city-sheet", "city-paper", "city-repairs", "waits", "city-out"),
            *("copies", "trouble"),
        ),
    }
)


def of_role(role: str) -> str:
    """The guide that somebody of that role reads."""
    return READS.get(role, role)


def topics(role: str) -> tuple[str, ...]:
    """What a guide tells, in its order. Raises KeyError when there is no such guide."""
    return _OF[role]


def step(topic: str) -> Step:
    """A topic in the language of the moment."""
    return Step(
        gettext(TITLES[topic]),
        _words(HAPPENS[topic]),
        _words(TO_DO[topic]),
        TOPICS[topic],
    )


def screen_word(name: str) -> str:
    """A word of a screen as it is told of on paper: Confirm, then …."""
    return _FILLED_IN.sub("…", gettext(SCREEN[name]))


def _words(message: str) -> Words:
    """The message in pieces, the words of screens apart."""
    said = gettext(message)
    for name in set(re.findall(r"%\((\w+)\)s", said)):
        said = said.replace(f"%({name})s", f"{_BEGIN}{screen_word(name)}{_END}")
    pieces = re.split(f"{_BEGIN}(.*?){_END}", said)
    return tuple((piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece)


def guide(role: str, group: str = "", day: str = "") -> Paper:
    """A role's guide; `group`: whose it is and `day` when it was printed, or "".

    Raises KeyError when there is no such guide.
    """
    told = gettext("Words in bold stand on the screen, just like that.")
    filled = gettext("Where you read …, the screen fills in an amount, a name or a day.")
    return Paper(
        name=f"guide-{role}-{language()}",
        title=gettext(GUIDES[role]),
        group=group,
        day=day,
        currency="",
        language=language(),
        blocks=(
            Paragraph(f"{told} {filled}", small=True),
            Steps(tuple(step(topic) for topic in topics(role))),
        ),
    )

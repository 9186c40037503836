"""Days that are agreed as an iCalendar file (RFC 5545): promises, next steps, days of review.

All-day events with ids that stay, so that a calendar that takes the file in again changes them and
doubles none. Nothing in it names a person.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from federation.core.agreements import CITY
from federation.core.rules.stages import is_open
from federation.i18n import gettext, word
from federation.store.queries.requests import RequestView

LINE_BYTES: Final = 75


@dataclass(frozen=True, slots=True)
class Day:
    """Something on a day; `uid` is the same whenever it is written."""

    uid: str
    day: str
    title: str
    about: str


def days(views: Iterable[RequestView], today: str) -> Iterator[Day]:
    """Open promises of both sides, visits of the city that are to come, days of review."""
    for one in views:
        if not is_open(one.stage):
            continue
        about = f"{one.group} · {one.settlement}"
        made = one.agreement(today)
        for clause in made.clauses:
            if clause.is_open and clause.by:
                who = (
                    clause.who if clause.side == CITY and clause.who else word(clause.side, "side")
                )
                title = f"{who}: {clause.text}"
                yield Day(f"clause-{clause.clause}", clause.by, title, f"{one.title} · {about}")
        for answer in one.answers[-1:]:
            if answer.verb in ("visit", "defer", "decide") and answer.by:
                title = f"{word(answer.verb, 'verb')}: {one.title}"
                yield Day(f"answer-{answer.answer}", answer.by, title, about)
        if made.review_on:
            title = gettext("Both look at it again: %(title)s", title=one.title)
            yield Day(f"review-{one.request}", made.review_on, title, about)


def write(some: Iterable[Day], node: str, stamp: str) -> bytes:
    """The file; `node` makes the ids the world's own, `stamp` is the day it is written."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//federation//requests//EN"]
    for one in some:
        after = date.fromisoformat(one.day) + timedelta(days=1)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.uid}@{node}",
            f"DTSTAMP:{_basic(stamp)}T000000Z",
            f"DTSTART;VALUE=DATE:{_basic(one.day)}",
            f"DTEND;VALUE=DATE:{_basic(after.isoformat())}",
            f"SUMMARY:{_escaped(one.title)}",
            f"DESCRIPTION:{_escaped(one.about)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _basic(day: str) -> str:
    return day.replace("-", "")


def _escaped(text: str) -> str:
    """Section 3.3.11: backslash, comma, semicolon and line ends."""
    for mark in ("\\", ",", ";"):
        text = text.replace(mark, f"\\{mark}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> Iterator[str]:
    """Section 3.1: no line is longer than 75 octets; what goes on begins with a space."""
    part, room = "", LINE_BYTES
    for letter in line:
        size = len(letter.encode())
        if size > room:
            yield part
            part, room = " ", LINE_BYTES - 1
        part, room = part + letter, room - size
    yield part

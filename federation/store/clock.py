"""Which day it is, as far as this machine can know: its clock may have stopped, or be set wrong.

Order is the number of an entry and never a day, so a wrong clock breaks nothing; but forms begin
with a day, and what is typed is held against one. The rules:

1. What this machine knows itself cannot be later than today: the last entry's day, the day this
   program was made. A clock before it is behind, and today is that day at least.
2. The clock of a partner (`wall` of the last file that came) only helps a clock that is behind,
   and at most `FAR` after what is known here. A clock that may be right is never moved by a
   file: a wrong one elsewhere would move every form in the group. It is told, and people look.
   Of each chain only the last file counts, so that a clock put right there is right here, too.
3. A clock more than `FAR` after everything known is doubted, and forms begin without a day;
   unless a partner's clock says about the same (a group may rest for two years).
4. What an officer said today is believed: that the clock is right, until it is behind what was
   entered since; that it is wrong, as long as the machine runs on.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Final

import msgspec
import peewee as pw

from federation.core import kinds
from federation.core.days import MADE_ON, is_day
from federation.node import Node

from . import journal, local
from .tables import Entry, Stream

FAR: Final = timedelta(days=400)
# Where nothing was entered yet there is only the day the program was made.
FAR_WHEN_NEW: Final = timedelta(days=3650)
# Clocks of two machines differ, and their days begin at different moments.
ABOUT: Final = timedelta(days=2)
# So long what was said of a wrong clock is counted on from.
SAID_FOR: Final = timedelta(days=31)
LAST_ENTRIES: Final = 64
STAMP: Final = "clock of "
SAID: Final = "day said"
BEHIND: Final = "behind"
AHEAD: Final = "ahead"
DIFFERS: Final = "differs"
_BETWEEN: Final = "SELECT value FROM local_state WHERE name >= ? AND name < ?"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the last file of a partner's stream says of its machine's clock, and when it came.

    `wall` and `received` are UTC, ISO 8601. `boot` and `up`: the machine's start and the seconds
    since. `flag`: `behind`, `ahead`, `back` (against the file before), or "".
    """

    node: str
    stream: str
    wall: str
    received: str
    boot: str = ""
    up: int = 0
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """What the clock says, and what else is known; days are ISO 8601, "" where there is none.

    `today` is the best that can be said; `entry` the last entry's day; `word` the day on the
    clock of `partner` (lasting id). `doubt`: `behind`, `ahead`, `differs` (from the partner's), or
    "". `is_confirmed`: an officer said on this day that it is right.
    """

    clock: str
    today: str
    entry: str = ""
    word: str = ""
    partner: str = ""
    doubt: str = ""
    is_confirmed: bool = False

    @property
    def start(self) -> str:
        """What a form begins with; "" where it must be asked."""
        return "" if self.doubt == AHEAD else self.today

    @property
    def latest(self) -> str:
        """Days after it are ahead: nobody is stopped by a doubt, only by what cannot be."""
        return max(self.clock, self.today)


@dataclass(frozen=True, slots=True)
class _Said:
    """What an officer said when the clock said `clock`, and what was known then."""

    day: str
    clock: str
    boot: str
    known: str


def today(db: pw.Database, node: Node) -> str:
    """The best that can be said."""
    return read(db, node).today


def read(db: pw.Database, node: Node) -> Day:
    """Which day it is, by the rules above."""
    clock, entry = node.today(), last_day(db, node)
    known, is_hub = max(entry, MADE_ON), node.settings.role == "hub"
    far = clock > _plus(known, FAR if entry else FAR_WHEN_NEW)
    # A hub has a thousand partners: they are asked only where they can help.
    word, partner = ("", "") if is_hub and known <= clock and not far else _word(db)
    said = _said(db)
    if said is not None and (sure := _believed(said, node, known)):
        confirmed = said.clock == clock == said.day
        return Day(clock, sure, entry, word, partner, is_confirmed=confirmed)
    if clock < known:
        helps = known < word <= _plus(known, FAR)
        return Day(clock, word if helps else known, entry, word, partner, BEHIND)
    if far and word < _plus(clock, -FAR):
        return Day(clock, known, entry, word, partner, AHEAD)
    if not is_hub and word > _plus(clock, ABOUT):
        return Day(clock, clock, entry, word, partner, DIFFERS)
    return Day(clock, clock, entry, word, partner)


def say(db: pw.Database, node: Node, day: str) -> None:
    """An officer says that today is this day."""
    known = max(last_day(db, node), MADE_ON)
    told = _Said(day, node.today(), node.uptime()[0], known)
    local.set_state(db, SAID, json.dumps(asdict(told)))


def _said(db: pw.Database) -> _Said | None:
    told = local.state(db, SAID)
    return _Said(**json.loads(told)) if told else None


def _believed(said: _Said, node: Node, known: str) -> str:
    """Today by what was said, or "" where that is no more to be gone by."""
    clock = node.today()
    passed = date.fromisoformat(clock) - date.fromisoformat(said.clock)
    if said.day == said.clock:
        right = timedelta() <= passed <= FAR and (known == said.known or known <= clock)
        return clock if right else ""
    boot = node.uptime()[0]
    runs_on = boot == said.boot and (boot or not passed)
    return _plus(said.day, passed) if runs_on and timedelta() <= passed <= SAID_FOR else ""


def last_day(db: pw.Database, node: Node) -> str:
    """The latest day that the last own entries speak of, or ""."""
    own, found = node.settings, [""]
    if own.role == "group":
        end = journal.find(db, own.node_id, kinds.LEDGER, incarnation=own.incarnation)
        if end is not None:
            days = Entry.select(Entry.day).where(
                Entry.book == end.book, Entry.seq > end.last - LAST_ENTRIES
            )
            found += [str(day) for (day,) in days.tuples().execute(db)]
    else:
        skipped = kinds.REPLIES if own.role == "hub" else ""  # one for every group
        chains = Stream.select(Stream.id, Stream.last).where(
            Stream.own == 1, Stream.kind != skipped
        )
        for number, last in tuple(chains.tuples().execute(db)):
            lines = journal.own_lines(db, number, last, last)
            found += [_day_of(line) for _, _, line, _ in lines]
    return max(found)


def _day_of(line: bytes) -> str:
    told = msgspec.json.decode(line).get("day", "")
    return told if isinstance(told, str) and is_day(told) else ""


def _word(db: pw.Database) -> tuple[str, str]:
    """The latest day on partners' clocks, and whose."""
    told = [(day, one.node) for one in stamps(db) if is_day(day := one.wall[:10])]
    return max(told, default=("", ""))


def stamps(db: pw.Database, node: str = "") -> tuple[Stamp, ...]:
    """What the last files of partners (of one) say of their clocks."""
    begins = f"{STAMP}{node}"
    rows = db.connection().execute(_BETWEEN, (begins, f"{begins}~")).fetchall()
    found = (Stamp(**json.loads(value)) for (value,) in rows)
    return tuple(sorted(found, key=lambda one: one.stream))


def note_stamp(db: pw.Database, stamp: Stamp) -> None:
    """The last file of this stream says so."""
    name = f"{STAMP}{stamp.node} {stamp.stream}"
    local.set_state(db, name, json.dumps(asdict(stamp), ensure_ascii=False))


def moment(text: str) -> datetime | None:
    """A moment as files tell it, or None where it is none."""
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return None
    return told if told.tzinfo is not None else None


def _plus(day: str, more: timedelta) -> str:
    """Some days later; the ends of the calendar stay where they are."""
    try:
        return (date.fromisoformat(day) + more).isoformat()
    except OverflowError:
        return date.max.isoformat() if more > timedelta() else date.min.isoformat()

"""What the federation's office does with a group's entries: it looks, and it asks for a correction.

It writes no entry of a group. The group hears of both, and answers what was asked in its own books.
"""

from .base import Dated, Note


class OfficeWords(Note, frozen=True, kw_only=True):
    """Who of the office it was, by `name`; the note says why, and speaks of members by number."""

    name: str = ""


class EntriesLookedAt(Dated, frozen=True, kw_only=True, tag="entries-looked-at"):
    """Somebody of the office saw single entries of `group` (its node id) on that day.

    Either those of a `member`, by her number there, or entries `first` to `last`, as a file
    brought them. `asked_by`: a code for who had asked for it ("": nobody); `compared`: no
    entry was seen, but the particulars of a member who may be in another group, too.
    """

    look: str
    group: str
    member: int = 0
    first: int = 0
    last: int = 0
    asked_by: str = ""


class CorrectionProposed(Dated, frozen=True, kw_only=True, tag="correction-proposed"):
    """The office asks `group` (its node id) to correct its `entry`.

    Its chain had this `head` (64 hex) there, so that no other entry is meant after a fork.

    `form`: `replace` (taken back, and entered again with this amount in minor units, member and
    purpose; the kind stays), `take-back`, or `question` (looked at, no more). `entered_on`: the day
    of the new entry, where that was wrong; "": the day on which the group accepts.
    """

    proposal: str
    group: str
    entry: int
    head: str
    form: str
    amount: int = 0
    member: int = 0
    purpose: str = ""
    entered_on: str = ""


class CorrectionWithdrawn(Dated, frozen=True, kw_only=True, tag="correction-withdrawn"):
    """The office no longer asks for a correction that it proposed."""

    proposal: str


class CorrectionAnswered(Dated, frozen=True, kw_only=True, tag="correction-answered"):
    """What the group says to a proposal: `accepted`, `declined` or (a question) `answered`.

    `entries`: what came of it, the reversal and then the new entry, if there is one. `member`: whom
    the entry was about; `second`: the other officer who agreed.
    """

    proposal: str
    answer: str
    entries: tuple[int, ...] = ()
    member: int = 0
    second: int = 0
    meeting: int = 0

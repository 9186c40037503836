"""Books looked at: by another group's members, and against the bank; and work that was done."""

import msgspec

from .base import Dated, Note


class CheckRecord(Note, frozen=True, kw_only=True):
    """Words of a peer check: findings (`note`), who came, what is to follow."""

    visitors: str = ""
    follow_up: str = ""


class BookDifference(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A member's own book says another sum than the group's, in minor units."""

    member: int
    members_book: int
    group_book: int


class PeerChecked(Dated, frozen=True, kw_only=True, tag="peer-checked"):
    """Peer check number `check`: another `group` compared the members' books with the group's.

    Three ways: `compared` members' books with the counter-book (every difference by member),
    the box, the bank; money in minor units, -1 where it was not looked at. `due_on`: until when
    what was found is to be put right ("": nothing is).
    """

    check: int
    group: str
    books_seen: int
    compared: int
    differences: tuple[BookDifference, ...] = ()
    cash_counted: int = -1
    cash_books: int = -1
    bank_stated: int = -1
    bank_books: int = -1
    due_on: str = ""
    meeting: int = 0


class PeerCheckFollowed(Dated, frozen=True, kw_only=True, tag="peer-check-followed"):
    """What peer check `check` asked for was done; the note says how."""

    check: int
    meeting: int = 0


class BankStatementSeen(Dated, frozen=True, kw_only=True, tag="bank-statement-seen"):
    """A bank statement of `day`: its number, the balance it states (minor units).

    `entries`: numbers of the entries of this stream that were found on it and ticked off.
    """

    statement: str
    balance: int
    entries: tuple[int, ...] = ()


class WorkDone(Dated, frozen=True, kw_only=True, tag="work-done"):
    """`people` worked `minutes` each on a task (a code); `member` 0: not one member alone."""

    task: str
    minutes: int
    member: int = 0
    people: int = 1
    paid: bool = False
    request: str = ""
    meeting: int = 0


class RoundAccepted(Dated, frozen=True, kw_only=True, tag="round-accepted"):
    """Daily round number `round`: the collector's sheet equals the money handed over.

    `collector` is the person (user number) who gathered, `sheet` the total on her sheet, `handed`
    the money counted by the treasurer, both in minor units; the savings name the round.
    """

    round: int
    collector: int
    sheet: int
    handed: int
    meeting: int = 0

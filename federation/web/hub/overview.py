"""How each group stands, as far as the hub may show it: sums and files, never a member's entry.

All groups are read in a handful of questions to the database, from sums that are kept: a page of a
thousand groups is as quick as one of ten.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

from federation.core.accounts import ACCOUNTS
from federation.core.visits import Health, Post, Reason, reasons, urgency
from federation.i18n import gettext, money
from federation.sentences import WORDS
from federation.store import Database
from federation.store.queries import books, figures, health, hub, requests
from sync.status import NodeStatus, PartnerStatus, StreamStatus
from sync.streams import route

from ..today import today

STAFF: Final = ("staff", "admin")
MOST_SAID: Final = 2


@dataclass(frozen=True, slots=True)
class Sums:
    """Money in minor units; members and women who have not left."""

    groups: int = 0
    members: int = 0
    women: int = 0
    savings_minor: int = 0
    loans_minor: int = 0
    cash_minor: int = 0
    bank_minor: int = 0

    def plus(self, other: "Sums") -> "Sums":
        """Both together."""
        names = (one.name for one in fields(self))
        return Sums(*(getattr(self, name) + getattr(other, name) for name in names))


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group on the list: sums, last file (UTC) and meeting, why somebody should go there.

    `health`: None before anything of its books is here.
    """

    node: str
    code: str
    name: str
    region: str
    sums: Sums
    last_file: str
    last_meeting: str
    missing: tuple[tuple[int, int], ...]
    held: int
    forked: bool
    health: Health | None
    reasons: tuple[Reason, ...]

    @property
    def urgency(self) -> int:
        """How urgently somebody should ring them or go there."""
        return urgency(self.reasons)

    @property
    def said(self) -> tuple[str, ...]:
        """The heaviest reasons, in words."""
        return tuple(map(told, self.reasons[:MOST_SAID]))


@dataclass(frozen=True, slots=True)
class RegionRow:
    """The sums of a region's groups; `code` "": of those whose region nobody said."""

    code: str
    name: str
    sums: Sums


def told(reason: Reason) -> str:
    """A reason in words, with its figure."""
    amount = money(reason.amount_minor)
    return gettext(WORDS[f"visit {reason.code}"], figure=reason.figure, money=amount)


def partner_names(db: Database) -> dict[str, str]:
    """Name and code of each partner, by its lasting id."""
    return {one.node: f"{one.name} · {one.code}" for one in requests.partners(db)}


def sums_by_book(db: Database, some: Sequence[int]) -> dict[int, Sums]:
    """The sums of each of these books."""
    held: dict[int, dict[str, int]] = {}
    for book, account, _, amount in figures.book_sums(db, some) if some else ():
        own = held.setdefault(book, {})
        own[account] = own.get(account, 0) + amount * ACCOUNTS[account].side
    heads, nobody = figures.heads_by_book(db, some), figures.Heads(0, 0)
    return {
        book: Sums(
            groups=1,
            members=heads.get(book, nobody).members,
            women=heads.get(book, nobody).women,
            savings_minor=own.get("savings", 0) + own.get("shares", 0),
            loans_minor=own.get("loans", 0),
            cash_minor=own.get("cash", 0),
            bank_minor=own.get("bank", 0),
        )
        for book in some
        if (own := held.get(book, {})) is not None
    }


def sum_up(some: Iterable[Sums]) -> Sums:
    """All of them together."""
    total = Sums()
    for one in some:
        total = total.plus(one)
    return total


def outgoing(partner: PartnerStatus) -> tuple[StreamStatus, ...]:
    """The chains that this office writes for a partner."""
    ours = route("hub", partner.role).streams
    return tuple(one for one in partner.streams if one.stream in ours)


def group_rows(db: Database, told: NodeStatus) -> tuple[GroupRow, ...]:
    """The groups told of; those who need somebody most stand first, then by code."""
    nodes = {one.node for one in told.partners}
    book_of = {one.node: one.id for one in books.books(db) if one.node in nodes}
    here = _Here(
        hub.regions(db),
        hub.last_received(db),
        sums_by_book(db, list(book_of.values())),
        health.every(db),
        today(),
    )
    rows = [
        _row(one, book_of.get(one.node, 0), here) for one in told.partners if one.role == "group"
    ]
    return tuple(sorted(rows, key=lambda row: (-row.urgency, row.code)))


@dataclass(frozen=True, slots=True)
class _Here:
    """What is known of all groups: by node id, or by book."""

    regions: Mapping[str, str]
    files: Mapping[str, str]
    sums: Mapping[int, Sums]
    health: Mapping[int, Health]
    today: str


def _row(partner: PartnerStatus, book: int, here: _Here) -> GroupRow:
    missing = tuple(gap for one in partner.streams for gap in one.missing)
    last_file, found = here.files.get(partner.node, ""), here.health.get(book)
    post = Post(last_file, len(missing), partner.forked)
    return GroupRow(
        node=partner.node,
        code=partner.code,
        name=partner.name,
        region=here.regions.get(partner.node, ""),
        sums=here.sums.get(book, Sums(groups=1)),
        last_file=last_file,
        last_meeting=found.last_meeting if found else "",
        missing=missing,
        held=sum(one.held for one in partner.streams),
        forked=partner.forked,
        health=found,
        reasons=reasons(found, post, here.today),
    )


def region_rows(rows: Iterable[GroupRow], names: Mapping[str, str]) -> tuple[RegionRow, ...]:
    """Sums per region (`names` by code), without empty ones; groups of no region come last."""
    by_region: dict[str, list[Sums]] = {}
    for one in rows:
        by_region.setdefault(one.region if one.region in names else "", []).append(one.sums)
    named = (*names.items(), ("", gettext("no region said")))
    return tuple(
        RegionRow(code, name, sum_up(by_region[code])) for code, name in named if code in by_region
    )

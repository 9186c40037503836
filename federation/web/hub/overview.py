"""How each group stands, as far as the hub may show it: sums and files, never a member's entry."""

from dataclasses import dataclass
from typing import Final

from federation.core.accounts import ACCOUNTS
from federation.core.places import REGIONS
from federation.i18n import gettext
from federation.store import Database
from federation.store.queries import books, figures, hub, requests
from sync.status import NodeStatus, PartnerStatus, StreamStatus
from sync.streams import route

STAFF: Final = ("staff", "admin")
QUIET_DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class Sums:
    """Money in minor units; members and women who have not left."""

    groups: int
    members: int
    women: int
    savings_minor: int
    loans_minor: int
    cash_minor: int
    bank_minor: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group on the list: its sums, its last file (UTC) and meeting, and what is wrong."""

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

    @property
    def trouble(self) -> int:
        """How urgently somebody should ring them: forks, then gaps, then silence."""
        return 3 * self.forked + 2 * bool(self.missing) + (not self.last_file)


@dataclass(frozen=True, slots=True)
class RegionRow:
    """The sums of a region's groups."""

    name: str
    sums: Sums


def partner_names(db: Database) -> dict[str, str]:
    """Name and code of each partner, by its lasting id."""
    return {one.node: f"{one.name} · {one.code}" for one in requests.partners(db)}


def sums_of(db: Database, some: list[int], groups: int) -> Sums:
    """The sums over these books."""
    told = figures.account_sums(db, some) if some else {}
    own = {code: told.get(code, 0) * ACCOUNTS[code].side for code in ACCOUNTS}
    heads = figures.heads(db, some) if some else figures.Heads(0, 0)
    return Sums(
        groups=groups,
        members=heads.members,
        women=heads.women,
        savings_minor=own["savings"] + own["shares"],
        loans_minor=own["loans"],
        cash_minor=own["cash"],
        bank_minor=own["bank"],
    )


def outgoing(partner: PartnerStatus) -> tuple[StreamStatus, ...]:
    """The chains that this office writes for a partner."""
    ours = route("hub", partner.role).streams
    return tuple(one for one in partner.streams if one.stream in ours)


def group_rows(db: Database, told: NodeStatus) -> tuple[GroupRow, ...]:
    """Every enrolled group; those that need a call stand first, then by code."""
    book_of = {one.node: one.id for one in books.books(db)}
    placed, files, met = hub.regions(db), hub.last_received(db), hub.last_meetings(db)
    rows = [
        _row(db, one, book_of.get(one.node, 0), placed.get(one.node, ""), files, met)
        for one in told.partners
        if one.role == "group"
    ]
    return tuple(sorted(rows, key=lambda row: (-row.trouble, row.code)))


def _row(
    db: Database,
    partner: PartnerStatus,
    book: int,
    region: str,
    files: dict[str, str],
    met: dict[int, str],
) -> GroupRow:
    return GroupRow(
        node=partner.node,
        code=partner.code,
        name=partner.name,
        region=region,
        sums=sums_of(db, [book] if book else [], 1),
        last_file=files.get(partner.node, ""),
        last_meeting=met.get(book, ""),
        missing=tuple(gap for one in partner.streams for gap in one.missing),
        held=sum(one.held for one in partner.streams),
        forked=partner.forked,
    )


def region_rows(db: Database) -> tuple[RegionRow, ...]:
    """Sums per region, those without groups left out; groups without a region come last."""
    placed = hub.regions(db)
    by_region: dict[str, list[int]] = {}
    for one in books.books(db):
        by_region.setdefault(placed.get(one.node, ""), []).append(one.id)
    return tuple(
        RegionRow(REGIONS[code], sums_of(db, by_region[code], len(by_region[code])))
        for code in REGIONS
        if code in by_region
    ) + tuple(
        RegionRow(gettext("no region said"), sums_of(db, some, len(some)))
        for code, some in by_region.items()
        if code not in REGIONS
    )

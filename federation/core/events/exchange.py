"""Nodes and files: who is enrolled, what arrived, what was published."""

import msgspec

from .base import Dated, Event


class ChainClosed(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A chain counts up to entry `seq` with this `head` (64 hex), and no further."""

    stream: str
    seq: int
    head: str


class EarlierWriter(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A card that had the place before, as signed, and where its chains were closed."""

    card: str
    closed: tuple[ChainClosed, ...]


class PartnerEnrolled(Dated, frozen=True, kw_only=True, tag="partner-enrolled"):
    """A card whose digits two people compared was admitted; `card` is its signed line.

    At a group or city the partner is its hub, and `code` is the short name it got there.
    `line` (of the admitted node, by the id of its first card), `incarnation` and `earlier` tell of
    the cards that had its place before.
    """

    partner: str
    code: str
    role: str
    name: str
    card: str
    threshold: int = 0
    charter: str = ""
    line: str = ""
    incarnation: int = 1
    earlier: tuple[EarlierWriter, ...] = ()


class PartnerRevoked(Dated, frozen=True, kw_only=True, tag="partner-revoked"):
    """The hub takes nothing more from the present card of a partner: stolen, lost, or forked.

    `partner`: its lasting id; `card`: which of its cards; `closed`: the last good heads.
    """

    partner: str
    incarnation: int
    closed: tuple[ChainClosed, ...]


class ForkFound(Event, frozen=True, kw_only=True, tag="fork-found"):
    """Word to a writer: its `stream` is told in two versions; here it stands still.

    They differ from entry `seq` on; `head` (64 hex) is ours there, that of the version which
    came first. Nothing past it is taken until people looked at both.
    """

    writer: str
    stream: str
    seq: int
    head: str
    incarnation: int = 1


class PartnerPlaced(Dated, frozen=True, kw_only=True, tag="partner-placed"):
    """The hub says in which region (a code of `core.places`; "": none) an enrolled group lives.

    Written before there were places below a region; `group-placed` says it now.
    """

    partner: str
    region: str


class PublishedCell(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """One cell of a published table; households -1: kept private."""

    row: str
    column: str
    requests: int
    households: int = -1


class PublishedTable(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A two-way table settlement × kind or settlement × rung; "all" where summed over."""

    name: str
    cells: tuple[PublishedCell, ...]
    totals: tuple[PublishedCell, ...]


class TablesPublished(Dated, frozen=True, kw_only=True, tag="tables-published"):
    """A frozen release of aggregated tables, after disclosure control."""

    release: str
    threshold: int
    tables: tuple[PublishedTable, ...]
    certificate: str
    period: str = ""

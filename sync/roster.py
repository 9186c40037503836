"""The roster: a hub's signed list of all its partners, kept beside its backups.

A hub that was put back from an older copy does not know the partners that it admitted since, nor
that it closed a stolen card. The roster brings both back: every charter as it was written, and
where cards were closed. Only the hub that signed it can take it back. Nothing in it is secret.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final

import msgspec

from federation.core import canonical, kinds
from federation.core import events as e
from federation.core.events import ChainClosed
from federation.core.refusals import Refusal, refuse
from federation.node import Node, write_file
from federation.store import Database, Draft, Store, journal, projections
from federation.store.queries import requests
from federation.store.queries.requests import PartnerView

from . import cards, enrolment, keys, seal, succession

FILE: Final = "roster.sgr"
BYTES_MAX: Final = 64_000_000
PARTNERS_MAX: Final = 100_000
ROSTERS_REMEMBERED: Final = 1  # the list of this office, whose signatures are a thousand
_ROSTER: Final = "sg-roster"
_SIGN: Final = b"sg-roster-v1"
_HEAD_START: Final = b'{"day":'


class HeaderLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first line; `hub` is its whole card line, `n` counts the lines that follow but one."""

    day: cards.Day
    fmt: str = _ROSTER
    hub: str
    n: cards.Count
    v: int = 1


class ClosedLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing more counts of the present card of `partner` (its lasting id), past these heads."""

    closed: tuple[ChainClosed, ...]
    inc: Annotated[int, msgspec.Meta(ge=1)]
    partner: str


class LastLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The last line: the SHA-256 of all bytes before it, signed by the hub."""

    head: cards.Hex64
    sig: cards.Signature


_header_decoder: Final = msgspec.json.Decoder(type=HeaderLine)
_closed_decoder: Final = msgspec.json.Decoder(type=ClosedLine)
_last_decoder: Final = msgspec.json.Decoder(type=LastLine)


@dataclass(frozen=True, slots=True)
class Roster:
    """A sound roster: whose it is, of which day, what stands in it; `short_code` of its file."""

    hub: cards.Card
    day: str
    charters: tuple[cards.Charter, ...]
    closed: Mapping[tuple[str, int], tuple[ChainClosed, ...]]
    short_code: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What a roster brought: short codes. `clashing`: the code belongs to somebody else now."""

    new: tuple[str, ...] = ()
    newer: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    clashing: tuple[str, ...] = ()
    known: int = 0


def path(node: Node) -> Path:
    """Where the hub keeps its roster."""
    return node.backups / FILE


def make(store: Store) -> bytes:
    """The roster as the hub stands now. Raises Refusal `not-a-hub`, `practice-never-sent`."""
    node = store.node
    node.must_be_real()
    if node.settings.role != "hub":
        raise refuse("not-a-hub", name=node.settings.name)
    with store.reading() as db:
        lines = list(_lines(db))
    hub = enrolment.own_card(node)
    header = HeaderLine(day=node.today(), hub=hub.line.decode(), n=len(lines))
    told = b"\n".join([canonical.encode(header), *lines, b""])
    digest = hashlib.sha256(told).digest()
    last = LastLine(head=digest.hex(), sig=keys.sign_key(node).sign(_SIGN + digest).hex())
    return told + canonical.encode(last) + b"\n"


def _lines(db: Database) -> Iterator[bytes]:
    """Each partner's charter, by code; after it where its present card was closed, if so."""
    for one in requests.partners(db):
        if not one.charter:
            continue
        yield one.charter.encode()
        closed = succession.present_writer(db, one).closed
        if closed is not None:
            told = ClosedLine(closed=closed, inc=one.incarnation, partner=one.node)
            yield canonical.encode(told)


def keep(store: Store) -> Path:
    """Write the roster beside the backups. Raises Refusal as `make` does.

    One that lies there may know more than a hub that was put back: that is taken back first. Where
    a number was given again meanwhile, the older list stays under a name of its own.
    """
    file = path(store.node)
    content = make(store)  # refused before anything is done
    before = file.read_bytes() if file.is_file() else b""
    if _is_ours(store.node, before):
        back = take_back(store, before)
        if back.clashing:
            write_file(file.with_stem(f"{file.stem}-{seal.short_code(before)}"), before)
        content = make(store)
    file.parent.mkdir(exist_ok=True)
    write_file(file, content)
    return file


def _is_ours(node: Node, content: bytes) -> bool:
    """Whether it is a sound roster that this very hub signed."""
    try:
        return read(content).hub.line == journal.own_card(node)
    except Refusal:
        return False


def keep_if_late(store: Store) -> None:
    """At a hub: make the roster beside the backups and the hub say the same, both ways.

    A stop may have come between a change of partners and its writing; or the hub was put back, and
    the roster knows more. Before anybody is admitted or closed. Raises Refusal as `make` does.
    """
    node = store.node
    if node.settings.role != "hub" or node.settings.practice:
        return
    with store.reading() as db:
        lines = list(_lines(db))
    file = path(node)
    told = file.read_bytes().split(b"\n")[1:-2] if file.is_file() else []
    if told != lines:
        keep(store)


def is_roster(content: bytes) -> bool:
    """Whether a file wants to be a roster, whatever its name."""
    head = content[: cards.CHARTER_BYTES_MAX]
    return head.startswith(_HEAD_START) and b'"fmt":"sg-roster"' in head


@lru_cache(ROSTERS_REMEMBERED)
def read(content: bytes) -> Roster:
    """The roster in a file; its hub's signature is checked. Raises Refusal `roster-unsound`."""
    try:
        return _read(content)
    except Refusal:
        raise refuse("roster-unsound") from None


def _read(content: bytes) -> Roster:
    if not is_roster(content) or len(content) > BYTES_MAX or not content.endswith(b"\n"):
        raise refuse("roster-unsound")
    if content.count(b"\n") > 2 * PARTNERS_MAX + 2:  # before each is an object of its own
        raise refuse("roster-unsound")
    first, *lines = content.split(b"\n")[:-1]
    last_line = lines.pop() if lines else b""
    header = canonical.decode(first, _header_decoder)
    last = canonical.decode(last_line, _last_decoder)
    hub = cards.read_card(header.hub.encode())
    digest = hashlib.sha256(content[: -len(last_line) - 1]).digest()
    if (
        (header.fmt, header.v) != (_ROSTER, 1)
        or not header.n == len(lines) <= 2 * PARTNERS_MAX
        or hub.role != "hub"
        or last.head != digest.hex()
        or not keys.is_signed(hub.sign, last.sig, _SIGN + digest)
    ):
        raise refuse("roster-unsound")
    charters = tuple(cards.read_charter(one) for one in lines if cards.is_charter(one))
    closed = [canonical.decode(one, _closed_decoder) for one in lines if not cards.is_charter(one)]
    if any(one.hub.line != hub.line for one in charters):
        raise refuse("roster-unsound")
    ends = {(one.partner, one.inc): one.closed for one in closed}
    return Roster(hub, header.day, charters, ends, seal.short_code(content))


def take_back(store: Store, content: bytes, *, user: int = 0) -> TakenBack:
    """At the hub that signed it: take back the partners and closings that are not here.

    What is here and newer stands. Raises Refusal `not-a-hub`, `roster-unsound`,
    `roster-of-another`, `practice-never-sent`.
    """
    node = store.node
    node.must_be_real()
    if node.settings.role != "hub":
        raise refuse("not-a-hub", name=node.settings.name)
    told = read(content)
    if told.hub.line != journal.own_card(node):
        raise refuse("roster-of-another", name=told.hub.name)
    with store.writing() as db:
        before = succession.counted(db)
        became = [(one.code, enrolment.take_back(db, node, one, user)) for one in told.charters]
        closed = tuple(_close_again(db, node, told, user))
        if succession.counts_less(before, succession.counted(db)):
            succession.make_views_anew(db)
    return TakenBack(
        new=tuple(code for code, how in became if how == "new"),
        newer=tuple(code for code, how in became if how == "newer"),
        closed=closed,
        clashing=tuple(code for code, how in became if how == "clashing"),
        known=sum(how == "known" for _, how in became),
    )


def _close_again(db: Database, node: Node, told: Roster, user: int) -> Iterator[str]:
    """Close cards that this hub had closed; gives their partners' codes."""
    for (partner, incarnation), closed in told.closed.items():
        here = requests.partner(db, partner)
        if here is None or here.incarnation != incarnation:
            continue  # a newer card has its place
        if succession.present_writer(db, here).closed is None:
            _close(db, node, here, closed, user)
            yield here.code


def _close(
    db: Database, node: Node, partner: PartnerView, closed: tuple[ChainClosed, ...], user: int
) -> None:
    event = e.PartnerRevoked(
        user=user,
        day=node.today(),
        partner=partner.node,
        incarnation=partner.incarnation,
        closed=closed,
    )
    for stream, numbered in journal.append(db, node, [Draft(kinds.REGISTER, event)]):
        projections.apply(db, stream, numbered)
    for one in closed:
        succession.close_there(db, partner, one)

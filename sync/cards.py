"""Cards and charters: who a node is, and that a hub admitted it. Nothing in them is secret.

A **card** is one canonical line that a node signs with its own key: role, name, keys. Its SHA-256
gives the node's id (the first 128 bits) and the 30 digits that two people compare (99 bits).
A **charter** is one canonical line that a hub signs: its own card, the admitted card, the short
code and, for a city, the threshold. `no` counts the charters a hub wrote for one line of cards: a
later one stands, an earlier one changes nothing any more. Where a card takes the place of another,
the charter names every earlier card, and the heads at which its chains were closed.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Final, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from federation.core import canonical
from federation.core.events import EarlierWriter
from federation.core.refusals import Refusal, refuse
from federation.node import ROLES

from . import keys, streams

CARD_BYTES_MAX: Final = 2048
CHARTER_BYTES_MAX: Final = 65_536
CARDS_REMEMBERED: Final = 256
EARLIER_MAX: Final = 16
NAME_LETTERS_MAX: Final = 80
NODE_ID_LETTERS: Final = 32
DIGITS: Final = 30
GROUP_DIGITS: Final = 5

_CARD: Final = "sg-card"
_CHARTER: Final = "sg-charter"
_CARD_SIGN: Final = b"sg-card-v1"
_CHARTER_SIGN: Final = b"sg-charter-v1"
_HEAD: Final = re.compile("[0-9a-f]{64}")

Hex64 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Signature = Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{128})?$")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=NAME_LETTERS_MAX)]
Code = Annotated[str, msgspec.Meta(pattern="^[A-Z0-9]{2,8}$")]
Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\d$")]
Count = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]


class CardLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A card as it stands on its line; `seal` and `recovery` are age recipients."""

    fmt: str = _CARD
    v: int = 1
    role: str
    name: Name
    sign: Hex64
    seal: str
    recovery: str
    sig: Signature = ""


Earlier = Annotated[tuple[EarlierWriter, ...], msgspec.Meta(max_length=EARLIER_MAX)]


class CharterLine(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A charter as it stands on its line; `hub` and `partner` are whole card lines."""

    fmt: str
    v: int
    no: Count
    hub: str
    partner: str
    code: Code
    day: Day
    threshold: Count
    earlier: Earlier = ()
    sig: Signature


@dataclass(frozen=True, slots=True)
class Card:
    """A node's public half; `line` is its signed line, without the line's end."""

    role: str
    name: str
    sign: str
    seal: str
    recovery: str
    line: bytes

    @property
    def node(self) -> str:
        """The node's id: the fingerprint of its card (32 hex digits)."""
        return fingerprint(self.line)

    @property
    def digits(self) -> str:
        """The 30 digits that two people compare."""
        return digits(self.line)

    @property
    def key_ids(self) -> tuple[str, str]:
        """By these names a file's header says that it is for this node, or for its paper key."""
        return keys.key_id(self.seal), keys.key_id(self.recovery)


@dataclass(frozen=True, slots=True)
class Charter:
    """A hub's word that it admitted a card; `threshold` counts people (0: not a city)."""

    no: int
    hub: Card
    partner: Card
    code: str
    day: str
    threshold: int
    line: bytes
    earlier: tuple[EarlierWriter, ...] = ()

    @property
    def incarnation(self) -> int:
        """The how-manieth card of its line the admitted one is, from 1."""
        return len(self.earlier) + 1

    @property
    def first_id(self) -> str:
        """The id of the first card of the line: it stays."""
        return fingerprint(self.earlier[0].card.encode()) if self.earlier else self.partner.node


T = TypeVar("T", CardLine, CharterLine)

_card_decoder: Final = msgspec.json.Decoder(type=CardLine)
_charter_decoder: Final = msgspec.json.Decoder(type=CharterLine)


def fingerprint(card_line: bytes) -> str:
    """The id of the node whose card this is (32 hex digits)."""
    return hashlib.sha256(card_line).hexdigest()[:NODE_ID_LETTERS]


def digits(card_line: bytes) -> str:
    """30 digits in six groups of five: the SHA-256 of the line, modulo 10^30 (99.6 bits)."""
    number = int.from_bytes(hashlib.sha256(card_line).digest(), "big") % 10**DIGITS
    told = f"{number:0{DIGITS}d}"
    return " ".join(told[at : at + GROUP_DIGITS] for at in range(0, DIGITS, GROUP_DIGITS))


def same_digits(one: str, other: str) -> bool:
    """Whether two people have the same 30 digits; spaces and hyphens do not matter."""
    first, second = (_bare(text) for text in (one, other))
    return len(first) == DIGITS and first.isascii() and first.isdecimal() and first == second


def _bare(text: str) -> str:
    # The hyphens and dashes that word processors put in for a plain one.
    return "".join(text.split()).translate(dict.fromkeys(map(ord, "-\u2010\u2011\u2013\u2014")))


def _signed(unsigned: T, domain: bytes, key: Ed25519PrivateKey) -> bytes:
    """The line with its signature over the line without one."""
    signature = key.sign(domain + canonical.encode(unsigned)).hex()
    return canonical.encode(msgspec.structs.replace(unsigned, sig=signature))


def _is_signed(told: T, domain: bytes, public: str) -> bool:
    unsigned = canonical.encode(msgspec.structs.replace(told, sig=""))
    return keys.is_signed(public, told.sig, domain + unsigned)


def make_card(key: Ed25519PrivateKey, *, role: str, name: str, seal: str, recovery: str) -> bytes:
    """A node's card line. `name` must be clean; `seal` and `recovery` are age recipients."""
    told = CardLine(role=role, name=name, sign=keys.public_half(key), seal=seal, recovery=recovery)
    line = _signed(told, _CARD_SIGN, key)
    read_card(line)
    return line


@lru_cache(CARDS_REMEMBERED)
def read_card(content: bytes) -> Card:
    """A card line. Raises Refusal `card-unsound`.

    Every file is held against cards that are here already: the newest few are not read anew.
    """
    if len(content) > CARD_BYTES_MAX:
        raise refuse("card-unsound")
    line = content.rstrip(b"\r\n")
    try:
        told = canonical.decode(line, _card_decoder)
    except Refusal:
        raise refuse("card-unsound") from None
    if (
        (told.fmt, told.v) != (_CARD, 1)
        or told.role not in ROLES
        or told.name != " ".join(told.name.split())
        or not keys.is_recipient(told.seal)
        or not keys.is_recipient(told.recovery)
        or not _is_signed(told, _CARD_SIGN, told.sign)
    ):
        raise refuse("card-unsound")
    return Card(told.role, told.name, told.sign, told.seal, told.recovery, line)


def read_card_file(content: bytes) -> tuple[Card, Charter | None]:
    """A card, and the charter by which its hub last admitted the node, where the file has one.

    A hub that forgot the node since, because it was put back, reads its own word there. Raises
    Refusal `card-unsound`, `charter-unsound`.
    """
    line, _, rest = content.partition(b"\n")
    charter = rest.strip(b"\r\n")
    return read_card(line), read_charter(charter) if charter else None


def card_file(card_line: bytes, charter_line: str) -> bytes:
    """A card with the charter that a node has of its hub ("": none yet), as a file."""
    return b"\n".join([card_line, *([charter_line.encode()] if charter_line else []), b""])


def is_charter(content: bytes) -> bool:
    """Whether a file wants to be a charter, whatever its name."""
    head = content[:CHARTER_BYTES_MAX]
    return head.startswith(b'{"code":') and b'"fmt":"sg-charter"' in head


def is_card(content: bytes) -> bool:
    """Whether a file wants to be a card, whatever its name."""
    return content[:CARD_BYTES_MAX].startswith(b'{"fmt":"sg-card"')


def make_charter(
    key: Ed25519PrivateKey,
    *,
    hub: Card,
    partner: Card,
    code: str,
    day: str,
    threshold: int = 0,
    no: int = 1,
    earlier: tuple[EarlierWriter, ...] = (),
) -> bytes:
    """The line by which a hub admits a card. `threshold` in people (0: not a city).

    `earlier`: the cards whose place it takes, the first one first, and where each was closed.
    """
    told = CharterLine(
        fmt=_CHARTER,
        v=1,
        no=no,
        hub=hub.line.decode(),
        partner=partner.line.decode(),
        code=code,
        day=day,
        threshold=threshold,
        earlier=earlier,
        sig="",
    )
    line = _signed(told, _CHARTER_SIGN, key)
    read_charter(line)
    return line


def _are_closed(earlier: Iterable[EarlierWriter], role: str) -> bool:
    """Whether each card was closed in every stream of its role, none before the one before it."""
    ends = dict.fromkeys(streams.route(role, "hub").streams, 0)
    for one in earlier:
        if sorted(end.stream for end in one.closed) != sorted(ends):
            return False
        for end in one.closed:
            if end.seq < ends[end.stream] or not _HEAD.fullmatch(end.head):
                return False
            ends[end.stream] = end.seq
    return True


def read_charter(content: bytes) -> Charter:
    """The charter in a file; the hub's word is checked, not who the hub is: people compare that.

    Raises Refusal `charter-unsound`.
    """
    if len(content) > CHARTER_BYTES_MAX:
        raise refuse("charter-unsound")
    line = content.rstrip(b"\r\n")
    try:
        told = canonical.decode(line, _charter_decoder)
        hub, partner = read_card(told.hub.encode()), read_card(told.partner.encode())
        before = [read_card(one.card.encode()) for one in told.earlier]
    except Refusal:
        raise refuse("charter-unsound") from None
    if (
        (told.fmt, told.v) != (_CHARTER, 1)
        or hub.role != "hub"
        or (hub.line, partner.line) != (told.hub.encode(), told.partner.encode())
        or any(one.role != partner.role for one in before)
        or len({one.line for one in (*before, partner)}) != len(before) + 1
        or not _are_closed(told.earlier, partner.role)
        or not _is_signed(told, _CHARTER_SIGN, hub.sign)
    ):
        raise refuse("charter-unsound")
    return Charter(
        told.no, hub, partner, told.code, told.day, told.threshold, line, tuple(told.earlier)
    )

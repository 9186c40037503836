"""The checks of a file that was brought, in their order; each refuses what it finds.

Size, sealing, bounded unpacking, form and chain (`seal`, `batch`) → writer known → meant for us →
signature → a stream that its writer may write. What needs the books, where the entries go on and
whether they keep the rules, is looked at in the transaction that takes them in (`intake`).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import msgspec

from federation.core import kinds
from federation.core.refusals import Refusal, refuse
from federation.node import Node
from federation.store import Store
from federation.store.queries import requests
from federation.store.queries.requests import PartnerView

from . import batch as batches
from . import cards, seal, streams
from .batch import Batch
from .cards import Card

# Number of the table of kinds that this program knows (`federation.core.kinds`).
SCHEMA: Final = 4


@dataclass(frozen=True, slots=True)
class Letter:
    """A file whose writer is sure: `name` as it came (a hint), `content` sealed, what it holds.

    `card`: the one of the partner's cards that signed it.
    """

    name: str
    content: bytes
    digest: str
    short_code: str
    batch: Batch
    partner: PartnerView
    card: Card
    incarnation: int = 1
    is_closed: bool = False

    @property
    def is_present(self) -> bool:
        """Whether the card by which its writer writes now signed it."""
        return self.incarnation == self.partner.incarnation and not self.is_closed

    @property
    def kind(self) -> str:
        """The stream."""
        return self.batch.header.kind


def open_letter(store: Store, name: str, content: bytes, inner: bytes | None = None) -> Letter:
    """Open and check a file; `inner`: what it holds, if it was opened already.

    Raises Refusal; nothing was changed.
    """
    batch = _read(seal.open_sealed(content, store.node) if inner is None else inner)
    letter = _of_writer(store, name, content, batch)
    for check in CHECKS:
        check(store.node, letter)
    return letter


def _read(inner: bytes) -> Batch:
    try:
        return batches.read_batch(inner, newer=True)
    except Refusal:
        batches.read_batch(inner)  # of a newer version, that is the reason; else the same again
        raise


def _of_writer(store: Store, name: str, content: bytes, batch: Batch) -> Letter:
    """The writer is enrolled here. Raises Refusal `file-own`, `writer-unknown`."""
    written_by, own = batch.header.writer, store.node.settings
    with store.reading() as db:
        writer = requests.writer(db, written_by)
        partner = requests.partner(db, writer.node if writer else written_by)
    if written_by == own.writer_id or (writer is not None and writer.node == own.node_id):
        raise refuse("file-own")
    if partner is None:
        raise refuse("writer-unknown", writer=written_by)
    return Letter(
        name,
        content,
        hashlib.sha256(content).hexdigest(),
        seal.short_code(content),
        batch,
        partner,
        cards.read_card((writer.card if writer else partner.card).encode()),
        writer.incarnation if writer else partner.incarnation,
        writer is not None and writer.closed is not None,
    )


def check_reader(node: Node, letter: Letter) -> None:
    """Its writer sealed it for this node. Raises Refusal `file-rewrapped`."""
    if not letter.batch.is_for(cards.read_card(node.card())):
        raise refuse("file-rewrapped", name=letter.partner.name)


def check_signature(_node: Node, letter: Letter) -> None:
    """The key on the writer's card signed it. Raises Refusal `signature-wrong`."""
    if not letter.batch.is_signed_by(letter.card.sign):
        raise refuse("signature-wrong", name=letter.partner.name)


def check_stream(node: Node, letter: Letter) -> None:
    """Its writer may write this to us. Raises Refusal `stream-not-here`."""
    may = streams.route(letter.partner.role, node.settings.role).streams
    now, told = letter.incarnation, letter.batch.header.inc
    # The present card may tell again what an earlier one wrote.
    if letter.kind not in may or told > now or (told < now and not letter.is_present):
        raise refuse("stream-not-here", name=letter.partner.name, stream=letter.kind)


CHECKS: Final[tuple[Callable[[Node, Letter], None], ...]] = (
    check_reader,
    check_signature,
    check_stream,
)


def is_newer(batch: Batch) -> bool:
    """Whether only a newer program can understand the file."""
    return batch.header.min > batches.VERSION


def told_newer(batch: Batch, refusal: Refusal) -> bool:
    """Whether an entry is unsound only to us: of a kind or with a field that came later."""
    if refusal.code != "line-unsound":
        return False
    if batch.header.schema > SCHEMA:
        return True
    line = next((line for seq, line, _ in batch.told() if seq == refusal.facts.get("entry")), b"{}")
    try:
        kind = msgspec.json.decode(line).get("kind")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, AttributeError):
        return False
    return isinstance(kind, str) and kind not in {row.tag for row in kinds.KINDS.values()}

"""Forks: a chain told in two versions. Nothing past the place is taken, both versions are kept.

The version that came first stays in the books as it is; the other one is kept whole as evidence.
Its writer, and everybody else who looks at the status here, is told.
"""

from federation.core import events as e
from federation.core.refusals import Refusal, refuse
from federation.node import Node
from federation.store import Database, Draft, StreamEnd, exchange, journal, projections

from . import acks, holding, returning, streams
from .checks import Letter


def differs(db: Database, end: StreamEnd, letter: Letter) -> bool:
    """Whether a file tells entries that are here in another way.

    Heads stand for everything before them: the last number that both have decides.
    """
    both = min(end.last, letter.batch.last)
    ours = exchange.kept_head(db, end, both)
    return ours != letter.batch.head_at(both)


def find_place(db: Database, end: StreamEnd, letter: Letter) -> tuple[int, str]:
    """The first entry that the file tells otherwise, as far as it can show; our head there."""
    batch = letter.batch
    before = max(batch.first - 1, end.base)
    both = min(end.last, batch.last)
    heads = exchange.kept_heads(db, end, before, both)
    if heads[before] != batch.head_at(before):
        least = max(before, end.base + 1)
        return least, heads.get(least, heads[before])
    for seq, head in batch.heads():
        if seq in heads and heads[seq] != head.hex():
            return seq, heads[seq]
    raise AssertionError("the two versions are one")


def freeze(db: Database, node: Node, end: StreamEnd, letter: Letter) -> Refusal:
    """Stop a partner's chain, keep the file, have its writer told. Returns why, for people."""
    seq, head = find_place(db, end, letter)
    reason = refuse(holding.FORKED, name=letter.partner.name, entry=seq)
    holding.hold(db, node, letter, reason)
    if end.state == "frozen":
        return reason  # its writer was told
    journal.set_state(db, end, "frozen")
    returning.note_fork(db, letter, seq)
    found = e.ForkFound(
        writer=end.owner, stream=end.kind, seq=seq, head=head, incarnation=end.incarnation
    )
    words = streams.route(node.settings.role, letter.partner.role).words
    reader = streams.reader_of(words, letter.partner.node)
    for stream, numbered in journal.append(db, node, [Draft(words, found, partner=reader)]):
        projections.apply(db, stream, numbered)
    return reason


def note_ours(db: Database, node: Node, letter: Letter, reading: acks.Reading) -> Refusal | None:
    """A partner holds our own chain in another version: keep its signed word for it, once."""
    if not reading.other:
        return None
    ack = reading.other[0]
    reason = refuse(holding.FORKED_OURS, name=letter.partner.name, stream=ack.stream, entry=ack.seq)
    if reason.code not in {view.code for view in exchange.held(db, letter.partner.node)}:
        holding.hold(db, node, letter, reason)
    return reason

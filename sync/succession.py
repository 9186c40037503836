"""One card takes the place of another: the old one is closed at a head, the new one goes on.

A machine was stolen, broke, or its books went two ways; or its keys are to be new. The hub closes
the old card's chains at the last good entry that it holds, and says so in the charter of the new
card. From there the new card's chains go on: with the numbers, and with the head of the old one
under the new card. Whatever else was signed with the old card, before or after, counts no more.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.node import Node
from federation.store import (
    Database,
    Draft,
    Store,
    StreamEnd,
    database,
    exchange,
    journal,
    local,
    projections,
    replay,
    restored,
)
from federation.store.queries import requests
from federation.store.queries.requests import PartnerView, WriterView

from . import earlier as told_again
from . import holding, streams
from .telling import DIFFERS

# Local state: the id of the card that has this node's place at its hub.
PLACE_TAKEN: Final = "place taken"
NOTHING_SPECIAL: Final[Mapping[str, int]] = MappingProxyType({})


def present_writer(db: Database, partner: PartnerView) -> WriterView:
    """The card by which a partner writes now."""
    return next(one for one in requests.writers(db, partner.node) if one.writer == partner.writer)


def revoke(
    store: Store, code: str, *, good: Mapping[str, int] = NOTHING_SPECIAL, user: int = 0
) -> tuple[e.ChainClosed, ...]:
    """At a hub: take nothing more from the present card of a partner.

    `good`: per stream the last good entry, where it is not the last one here. Entries past it are
    kept and count no more. Returns where each chain was closed. Raises Refusal `not-a-hub`,
    `partner-unknown`, `writer-revoked`, `last-good-unclear`.
    """
    node = store.node
    node.must_be_real()
    if node.settings.role != "hub":
        raise refuse("not-a-hub", name=node.settings.name)
    with store.writing() as db:
        partner = requests.partner(db, code)
        if partner is None:
            raise refuse("partner-unknown", partner=code)
        if present_writer(db, partner).closed is not None:
            raise refuse("writer-revoked", name=partner.name)
        return close(db, node, partner, good, user)


def close(
    db: Database, node: Node, partner: PartnerView, good: Mapping[str, int], user: int
) -> tuple[e.ChainClosed, ...]:
    """Close the chains of a partner's present card, and write it down."""
    ends = {
        kind: chain_of(db, partner, kind)
        for kind in streams.route(partner.role, node.settings.role).streams
    }
    if not good.keys() <= ends.keys():
        raise refuse("last-good-unclear", stream=min(good.keys() - ends.keys()), seq=0)
    closed = tuple(_closing(db, end, good.get(kind, end.last)) for kind, end in ends.items())
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
        journal.set_state(db, ends[one.stream], "closed", one.seq)
    if any(one.seq < ends[one.stream].last for one in closed):
        make_views_anew(db)
    holding.close_branches(db, partner)
    return closed


def chain_of(db: Database, partner: PartnerView, kind: str) -> StreamEnd:
    """A chain of a partner's present card, begun where it begins if nothing of it came yet."""
    number = present_writer(db, partner).incarnation
    card, after = _where_it_begins(db, partner.node, kind, number)
    known = journal.find(db, partner.node, kind, incarnation=number)
    if known is not None and began_elsewhere(known, card, after):
        journal.set_aside(db, known)
        make_views_anew(db)
    return journal.begin(
        db, partner.node, kind, incarnation=number, own=False, card_line=card, after=after
    )


def begin_again(db: Database, end: StreamEnd) -> StreamEnd:
    """A partner's chain is set aside, and begun once more: closed as it was, and empty.

    The views are the caller's to make anew.
    """
    card, after = _where_it_begins(db, end.owner, end.kind, end.incarnation)
    journal.set_aside(db, end)
    made = journal.begin(
        db, end.owner, end.kind, incarnation=end.incarnation, own=False, card_line=card, after=after
    )
    journal.set_state(db, made, end.state, end.closed)
    return replace(made, state=end.state, closed=end.closed)


def _where_it_begins(
    db: Database, owner: str, kind: str, number: int
) -> tuple[bytes, tuple[int, str] | None]:
    """The card of that number in a line, and where the chain of the card before was closed."""
    writers = {one.incarnation: one for one in requests.writers(db, owner)}
    before = writers.get(number - 1)
    return writers[number].card.encode(), before.end(kind) if before else None


def began_elsewhere(end: StreamEnd, card_line: bytes, after: tuple[int, str] | None) -> bool:
    """Whether a chain here is not the one that this card goes on with, though numbered as it is.

    A hub that was put back may have given the number of a card that it forgot to another one.
    """
    return (end.base, end.root) != journal.beginning(card_line, after)


def _closing(db: Database, end: StreamEnd, seq: int) -> e.ChainClosed:
    head = exchange.kept_head(db, end, seq)
    if head is None:
        raise refuse("last-good-unclear", stream=end.kind, seq=seq)
    return e.ChainClosed(end.kind, seq, head)


def make_views_anew(db: Database) -> None:
    """Entries that counted do so no more: every view is made from the journal again."""
    database.make_projections(db)
    replay.replay(db, db)
    database.note_projections(db)


def earlier_cards(
    db: Database, node: Node, partner: PartnerView, good: Mapping[str, int], user: int
) -> tuple[e.EarlierWriter, ...]:
    """Every card of a partner's line, the present one closed now if it was not yet."""
    if present_writer(db, partner).closed is None:
        close(db, node, partner, good, user)
    elif good:
        raise refuse("writer-revoked", name=partner.name)
    return tuple(
        e.EarlierWriter(card=one.card, closed=one.closed or ())
        for one in requests.writers(db, partner.node)
    )


def begin_at_hub(db: Database, node: Node, partner: PartnerView) -> None:
    """The new card's chains stand ready; everything that is ours is sent to it from the start."""
    for kind in streams.route(partner.role, node.settings.role).streams:
        chain_of(db, partner, kind)
    forget_told(db, partner.node)


def begin_line(db: Database, partner: str, earlier: tuple[e.EarlierWriter, ...]) -> None:
    """At a hub: the chains of a partner's earlier cards, closed as its charter says.

    One that is another gives way: a hub that was put back gave that number to another card, or
    took in what a thief's copy of the old card wrote.
    """
    before = counted(db, partner)
    after: dict[str, tuple[int, str]] = {}
    for number, one in enumerate(earlier, 1):
        for closing in one.closed:
            card, place = one.card.encode(), after.get(closing.stream)
            known = journal.find(db, partner, closing.stream, incarnation=number)
            if known is not None and not _is_closed_there(db, known, card, place, closing):
                journal.set_aside(db, known)
            stream = journal.begin(
                db,
                partner,
                closing.stream,
                incarnation=number,
                own=False,
                card_line=card,
                after=place,
            )
            journal.set_state(db, stream, "closed", closing.seq)
            after[closing.stream] = closing.seq, closing.head
    if counts_less(before, counted(db, partner)):
        make_views_anew(db)


def close_there(db: Database, partner: PartnerView, closing: e.ChainClosed) -> None:
    """At a hub: a chain of a partner's present card ends where its list says that it was closed.

    One that has another entry there gives way, and what was closed is asked for again. The views
    are the caller's to make anew.
    """
    end = chain_of(db, partner, closing.stream)
    if exchange.kept_head(db, end, closing.seq) not in (None, closing.head):
        end = begin_again(db, end)
    journal.set_state(db, end, "closed", closing.seq)


def counted(db: Database, owner: str = "") -> dict[int, int]:
    """The last entry that counts of each chain (of one owner)."""
    return {end.id: end.counted for end in journal.ends(db, owner) if end.state != "branch"}


def counts_less(before: Mapping[int, int], now: Mapping[int, int]) -> bool:
    """Whether entries of some chain counted before and do so no more."""
    return any(now.get(number, 0) < last for number, last in before.items())


def forget_told(db: Database, partner: str) -> None:
    """What was sent to a partner, and what it told of what it has: all begins anew."""
    exchange.forget_partner(db, partner)
    for name in ("owes", "asks"):
        local.set_state(db, f"{name} {partner}", "")


def begin_here(db: Database, node: Node, hub: str, earlier: tuple[e.EarlierWriter, ...]) -> None:
    """At the node itself: close what earlier cards wrote, and stand ready to go on from there.

    An own chain that has the closing head goes up to it; one that differs is set aside, and comes
    back from the hub as the hub has it.
    """
    own, changed = node.settings, False
    after: dict[str, tuple[int, str]] = {}
    for number, one in enumerate(earlier, 1):
        card = one.card.encode()
        for closing in one.closed:
            reader = streams.reader_of(closing.stream, hub)
            known = journal.find(db, own.node_id, closing.stream, reader, number)
            before = after.get(closing.stream)
            if known is not None and not _is_closed_there(db, known, card, before, closing):
                journal.set_aside(db, known)
                changed = True
            stream = journal.begin(
                db,
                own.node_id,
                closing.stream,
                partner=reader,
                incarnation=number,
                own=False,
                card_line=card,
                after=before,
            )
            changed |= stream.counted != min(stream.last, closing.seq)
            journal.set_state(db, stream, "closed", closing.seq)
            after[closing.stream] = closing.seq, closing.head
    for kind, end in after.items():
        journal.begin(
            db,
            own.node_id,
            kind,
            partner=streams.reader_of(kind, hub),
            incarnation=own.incarnation,
            own=True,
            card_line=journal.own_card(node),
            after=end,
        )
    changed |= _set_aside_frozen(db, hub)
    forget_told(db, hub)
    for view in exchange.held(db):
        # The hub sends all again; its version of our chain comes in an archive for the new keys.
        if view.code != holding.FORKED:
            holding.drop(db, view.digest)
    restored.write(db, None)
    local.set_state(db, PLACE_TAKEN, "")
    local.set_state(db, DIFFERS, "")  # what it compared was the version that is set aside now
    if changed:
        make_views_anew(db)


def _set_aside_frozen(db: Database, hub: str) -> bool:
    """A chain of the hub that came in two versions is kept aside; whether there was one.

    The hub sends what it has now from the start, for the new keys, and that counts.
    """
    stopped = [one for one in journal.ends(db, hub) if one.state == "frozen"]
    for end in stopped:
        journal.set_aside(db, end)
    return bool(stopped)


def _is_closed_there(
    db: Database,
    end: StreamEnd,
    card_line: bytes,
    after: tuple[int, str] | None,
    closing: e.ChainClosed,
) -> bool:
    """Whether a chain of a line is the one that was closed there, as far as it is here.

    One that this machine wrote must be here up to its closing.
    """
    if began_elsewhere(end, card_line, after):
        return False
    head = told_again.head_at(db, end, closing.seq)
    return head == closing.head or (head is None and not end.own)

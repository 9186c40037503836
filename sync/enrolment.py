"""Enrolment: a hub admits a card, a group or city takes the hub's charter.

Both times two people compare 30 digits over another way than the file came: who carries a card
could have exchanged it, who carries both could not. Without the digits nothing is entered.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.node import Node, write_file
from federation.store import Database, Draft, Store, journal, local, projections
from federation.store.queries import requests
from federation.store.queries.requests import PartnerView

from . import cards, holding, keys, renewal, succession

THRESHOLD_MIN: Final = 2
THRESHOLD_MAX: Final = 1000
_CODE: Final = re.compile("[A-Z0-9]{2,8}")
_LETTERS: Final = (("group", "G", 4), ("city", "C", 2))


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A node was admitted: its charter lies in `file`, for it to take in.

    `digits` are the hub's own: the other side compares these.
    """

    file: Path
    node: str
    code: str
    digits: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """A hub's charter was taken: `node`, `name`, `digits` are the hub's, `code` is our short name.

    `threshold`: people a city's figure must count at least (0: not a city). `again`: nothing new.
    """

    node: str
    name: str
    code: str
    digits: str
    threshold: int
    again: bool


def own_card(node: Node) -> cards.Card:
    """The node's own card. Raises Refusal `card-missing`, `card-unsound`."""
    return cards.read_card(journal.own_card(node))


def card_file(store: Store, card: cards.Card | None = None) -> bytes:
    """The node's own card, or one that waits to be admitted, as a file for the hub.

    Raises Refusal `card-missing`, `practice-never-sent`.
    """
    node = store.node
    node.must_be_real()
    with store.reading() as db:
        hub = next(iter(requests.partners(db, "hub")), None)
    return cards.card_file(
        card.line if card else journal.own_card(node), hub.charter if hub else ""
    )


def charter_file(code: str) -> str:
    """The name under which a charter lies in the outbox."""
    return f"charter-{code}.sgc"


def enrol_card(
    store: Store,
    content: bytes,
    *,
    confirm: str,
    threshold: int = 5,
    code: str = "",
    good: Mapping[str, int] = succession.NOTHING_SPECIAL,
    user: int = 0,
) -> Enrolled:
    """At a hub: admit the card in `content`, whose digits (`confirm`) were compared.

    A charter of this hub that comes with it is taken back first, if the hub forgot it.
    `threshold`: smallest figure of people a city gets to see; a group has none. `code` "": the
    next free one. The same card again is the same partner; with another code or threshold it gets
    a new charter. A new card with the code of a partner takes its place: the old card's chains
    are closed (`succession`), at the last entries here or at `good`. Raises Refusal `not-a-hub`,
    `card-unsound`, `card-own`, `card-of-hub`, `card-used`, `digits-missing`, `digits-differ`,
    `code-unclear`, `code-taken`, `threshold-out-of-range`, `practice-never-sent`,
    `last-good-unclear`, `cards-too-many`, `charter-unsound`, `card-takes-place`.
    """
    store.node.must_be_real()
    node, (card, told) = store.node, cards.read_card_file(content)
    if node.settings.role != "hub":
        raise refuse("not-a-hub", name=node.settings.name)
    hub = own_card(node)
    if card.line == hub.line:
        raise refuse("card-own")
    if card.role == "hub":
        raise refuse("card-of-hub", name=card.name)
    _compare(confirm, card)
    wanted = code.strip().upper()
    if wanted and not _CODE.fullmatch(wanted):
        raise refuse("code-unclear", code=code)
    people = threshold if card.role == "city" else 0
    if card.role == "city" and not THRESHOLD_MIN <= people <= THRESHOLD_MAX:
        raise refuse("threshold-out-of-range", least=THRESHOLD_MIN, most=THRESHOLD_MAX)
    with store.writing() as db:
        if told is not None and told.hub.line == hub.line:
            _take_back_with(db, node, card, told, wanted, user)
        charter = _admit(db, node, hub, card, wanted, people, user, good)
    file = node.outbox / charter_file(charter.code)
    file.parent.mkdir(exist_ok=True)
    write_file(file, charter.line + b"\n")
    return Enrolled(file, card.node, charter.code, hub.digits)


def _take_back_with(
    db: Database, node: Node, card: cards.Card, told: cards.Charter, code: str, user: int
) -> None:
    """The charter that came with a card, of a partner whose place staff said that it has.

    Anybody can put another's charter behind her card. Raises Refusal `card-takes-place`.
    """
    lines = (told.partner.line, *(one.card.encode() for one in told.earlier))
    if card.line in lines or told.code == code:
        take_back(db, node, told, user)
        return
    here = requests.partner(db, told.first_id)
    if here is None or rank(told) > rank(cards.read_charter(here.charter.encode())):
        raise refuse("card-takes-place", name=told.partner.name, code=told.code)


def charter_again(store: Store, code: str) -> Path:
    """At a hub: a partner's present charter in the outbox once more, to be given along.

    Raises Refusal `partner-unknown`.
    """
    with store.reading() as db:
        partner = requests.partner(db, code)
    if partner is None:
        raise refuse("partner-unknown", partner=code)
    file = store.node.outbox / charter_file(partner.code)
    file.parent.mkdir(exist_ok=True)
    write_file(file, partner.charter.encode() + b"\n")
    return file


def _admit(
    db: Database,
    node: Node,
    hub: cards.Card,
    card: cards.Card,
    wanted: str,
    people: int,
    user: int,
    good: Mapping[str, int],
) -> cards.Charter:
    """Write the charter down, or find the one that already says the same."""
    known = requests.partners(db)
    same = next((one for one in known if one.writer == card.node), None)
    if same is None and requests.writer(db, card.node) is not None:
        raise refuse("card-used", name=card.name)
    code = wanted or (same.code if same else _next_code(known, card.role))
    lost = next((one for one in known if one.code == code and one.writer != card.node), None)
    if lost is not None and (same is not None or lost.role != card.role):
        raise refuse("code-taken", code=code)
    now = lost or same
    before = cards.read_charter(now.charter.encode()) if now and now.charter else None
    if same and before and (before.code, before.threshold) == (code, people):
        return before
    earlier = before.earlier if before else ()
    if lost is not None:
        earlier = succession.earlier_cards(db, node, lost, good, user)
        if len(earlier) > cards.EARLIER_MAX:
            raise refuse("cards-too-many", name=card.name, most=cards.EARLIER_MAX)
    line = cards.make_charter(
        keys.sign_key(node),
        hub=hub,
        partner=card,
        code=code,
        day=node.today(),
        threshold=people,
        no=before.no + 1 if before else 1,
        earlier=earlier,
    )
    charter = cards.read_charter(line)
    enter(db, node, card, charter, user)
    if lost is not None:
        partner = requests.partner(db, charter.first_id)
        assert partner is not None
        succession.begin_at_hub(db, node, partner)
    return charter


def _next_code(known: tuple[PartnerView, ...], role: str) -> str:
    """G0001, G0002 … for groups, C01, C02 … for cities."""
    taken = {one.code for one in known}
    letter, width = next((letter, width) for named, letter, width in _LETTERS if named == role)
    number = 1
    while f"{letter}{number:0{width}d}" in taken:
        number += 1
    return f"{letter}{number:0{width}d}"


def accept_charter(store: Store, content: bytes, *, confirm: str, user: int = 0) -> Accepted:
    """At a group or city: take the charter of its hub, whose digits (`confirm`) were compared.

    A hub already known by this very card needs no digits. Of several charters the latest stands,
    in whatever order they come. One that names earlier cards gives this node their place: its
    books then go on where theirs were closed. Raises Refusal `charter-unsound`,
    `charter-for-others`, `place-taken`, `hub-other`, `digits-missing`, `digits-differ`,
    `books-begun`, `charter-begins-elsewhere`, `charter-of-newcomer`, `node-restored`,
    `practice-never-sent`.
    """
    store.node.must_be_real()
    charter = cards.read_charter(content)
    if not renewal.is_card_of(store.node, charter.partner.line):
        _note_place(store, charter)
        raise refuse("charter-for-others", code=charter.code, name=charter.partner.name)
    if not charter.earlier and charter.partner.line != journal.own_card(store.node):
        raise refuse("charter-of-newcomer", code=charter.code, name=charter.hub.name)
    with store.reading() as db:
        hub = next(iter(requests.partners(db, "hub")), None)
    if hub is not None and hub.node != charter.hub.node:
        raise refuse("hub-other", name=hub.name, other=charter.hub.name)
    if hub is None:
        _compare(confirm, charter.hub)
    before = cards.read_charter(hub.charter.encode()) if hub else None
    if before is not None and _begins_elsewhere(charter, before):
        raise refuse("charter-begins-elsewhere", name=charter.hub.name)
    is_next = charter.partner.line != journal.own_card(store.node)
    if before is not None and is_next and charter.incarnation <= before.incarnation:
        # It was admitted without the charter that its file brings along.
        raise refuse("charter-begins-elsewhere", name=charter.hub.name)
    again = before is not None and rank(charter) <= rank(before)
    stands = before if again and before else charter
    if not again:
        node = store.node
        if charter.incarnation > node.settings.incarnation:
            node = renewal.next_node(store, charter)
        elif store.is_restored():
            raise refuse("node-restored")
        with store.writing() as db:
            enter(db, node, charter.hub, charter, user)
            if node is not store.node:  # another card: its chains go on from here
                succession.begin_here(db, node, charter.hub.node, charter.earlier)
            renewal.decide(store, db, node)
        store.settle()
    return Accepted(
        charter.hub.node,
        charter.hub.name,
        stands.code,
        charter.hub.digits,
        stands.threshold,
        again,
    )


def _note_place(store: Store, charter: cards.Charter) -> None:
    """Our hub's word that it closed this node's card and another has its place: kept, and shown.

    Raises Refusal `place-taken`; nothing where the charter does not say so.
    """
    earlier = [one.card.encode() for one in charter.earlier]
    with store.reading() as db:
        hub = next(iter(requests.partners(db, "hub")), None)
    if hub is None or hub.node != charter.hub.node or journal.own_card(store.node) not in earlier:
        return
    with store.writing() as db:
        local.set_state(db, succession.PLACE_TAKEN, charter.partner.node)
    raise refuse("place-taken", code=charter.code, name=charter.hub.name)


def _begins_elsewhere(charter: cards.Charter, before: cards.Charter) -> bool:
    """Whether a charter lets this very card go on from another place than it did.

    A hub that was put back closed the card before anew, at less than it once had.
    """
    same = charter.partner.line == before.partner.line
    return same and charter.earlier != before.earlier


def take_back(db: Database, node: Node, charter: cards.Charter, user: int) -> str:
    """At the hub that signed it: a charter that it may have forgotten; an older one is nothing.

    Returns "new", "newer" than the one here, "known", or "clashing": its code is another's.
    """
    here = requests.partner(db, charter.first_id)
    other = requests.partner(db, charter.code)
    if other is not None and other.node != charter.first_id:
        return "clashing"
    if here is not None and here.charter:
        before = cards.read_charter(here.charter.encode())
        if rank(charter) <= rank(before):
            return "known"
    was = {one.writer for one in requests.writers(db, charter.first_id)}
    enter(db, node, charter.partner, charter, user)
    succession.begin_line(db, charter.first_id, charter.earlier)
    now = requests.partner(db, charter.first_id)
    assert now is not None
    holding.put_away(db, node, now, was - {one.writer for one in requests.writers(db, now.node)})
    if here is None or (here.writer, here.incarnation) != (now.writer, now.incarnation):
        succession.begin_at_hub(db, node, now)
    return "new" if here is None else "newer"


def rank(charter: cards.Charter) -> tuple[int, int, str, bytes]:
    """Of two charters for one node the higher stands, on every node the same one.

    A newer card is higher whatever the numbers say: a hub that was put back gives them twice.
    """
    return charter.incarnation, charter.no, charter.day, charter.line


def enter(db: Database, node: Node, partner: cards.Card, charter: cards.Charter, user: int) -> None:
    """Write down that this partner is known by this charter."""
    event = e.PartnerEnrolled(
        user=user,
        day=node.today(),
        partner=partner.node,
        code=charter.code,
        role=partner.role,
        name=partner.name,
        card=partner.line.decode(),
        threshold=charter.threshold,
        charter=charter.line.decode(),
        line=charter.first_id,
        incarnation=charter.incarnation,
        earlier=charter.earlier,
    )
    for stream, numbered in journal.append(db, node, [Draft(kinds.REGISTER, event)]):
        projections.apply(db, stream, numbered)


def _compare(confirm: str, card: cards.Card) -> None:
    if not confirm.strip():
        raise refuse("digits-missing", name=card.name)
    if not cards.same_digits(confirm, card.digits):
        raise refuse("digits-differ", name=card.name)

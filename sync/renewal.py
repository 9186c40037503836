"""A node gets a new card: its own keys made anew, or the place of a machine that was lost.

New keys wait in the folder `next` until the hub admitted their card; with its charter they move
into place. The books decide, in one transaction; the folder follows, and a machine that stops in
between finishes when the store is opened again (`Store.settle`).
"""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Final

from federation.core.refusals import refuse
from federation.node import (
    NEXT_FOLDER,
    Node,
    make_folder,
    write_file,
)
from federation.store import Database, Store, journal, local

from . import cards, keys, passphrase

CARD_FILE: Final = "node.card"


def next_folder(node: Node) -> Path:
    """Where new keys wait."""
    return node.folder / NEXT_FOLDER


def next_card(node: Node) -> cards.Card | None:
    """The card that is to be admitted in place of the present one, or None."""
    try:
        return cards.read_card((next_folder(node) / CARD_FILE).read_bytes())
    except FileNotFoundError:
        return None


def prepare(store: Store, *, recovery: str = "") -> cards.Card:
    """Make new keys and the card for them; nothing else changes until a charter comes for it.

    `recovery`: the public half of a new key on paper ("": the present one stays). Asked again, it
    is the same card. Raises Refusal `practice-never-sent`, `hub-keeps-its-card`, `not-enrolled`.
    """
    node = store.node
    node.must_be_real()
    if node.settings.role == "hub":
        raise refuse("hub-keeps-its-card")
    found = next_card(node)
    if found is not None:
        return found
    own = cards.read_card(node.card())
    sign, identity = keys.make_sign_key(node.entropy), keys.make_identity(node.entropy)
    line = cards.make_card(
        keys.load_sign_key(sign),
        role=own.role,
        name=own.name,
        seal=keys.recipient_of(identity),
        recovery=recovery or own.recovery,
    )
    folder = next_folder(node)
    make_folder(folder, mode=0o700)
    write_file(folder / passphrase.SIGN_FILE, sign, mode=0o600)
    write_file(folder / passphrase.SEAL_FILE, f"{identity}\n".encode(), mode=0o600)
    write_file(folder / CARD_FILE, line + b"\n")  # last: now it is there
    return cards.read_card(line)


def give_up(node: Node) -> None:
    """Throw the new keys away, while no charter was taken for them."""
    shutil.rmtree(next_folder(node), ignore_errors=True)


def is_card_of(node: Node, line: bytes) -> bool:
    """Whether this is the node's card, or the one that waits to be admitted."""
    waiting = next_card(node)
    return line == journal.own_card(node) or (waiting is not None and waiting.line == line)


def next_node(store: Store, charter: cards.Charter) -> Node:
    """The node as it is to be, as the next card of the charter's line; nothing is changed yet.

    Its folder is `next` where its keys wait there. Raises Refusal `charter-for-others`, and
    `books-begun` when this machine has books of its own already.
    """
    node, waiting = store.node, next_card(store.node)
    own = node.settings
    settings = replace(
        own,
        node_id=charter.first_id,
        writer=charter.partner.node,
        incarnation=charter.incarnation,
    )
    if waiting is not None and waiting.line == charter.partner.line:
        # A card between may never have come here: given up, or this node was put back since.
        if journal.own_card(node) not in [one.card.encode() for one in charter.earlier]:
            raise refuse("charter-for-others", code=charter.code, name=charter.partner.name)
        return replace(node, folder=next_folder(node), settings=settings)
    with store.reading() as db:
        begun = [one for one in journal.ends(db) if one.last]
    if begun:
        raise refuse("books-begun", code=charter.code)
    return replace(node, settings=settings)


def decide(store: Store, db: Database, node: Node) -> None:
    """In the transaction that writes the charter down: from now on the node is this one."""
    if node is not store.node:
        same_machine = node.folder != store.node.folder
        store.decide(db, node.settings, with_keys=same_machine)
        local.note_newcomers(db, are_new=not same_machine)

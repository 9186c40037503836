"""Cards and charters changed by chance: what admits a node must not be led astray either."""

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from federation.core.refusals import Refusal
from federation.store import Store
from federation.store.queries import requests
from sync import cards, enrolment, intake, keys

from . import mutations
from .forge import STRANGER, line_of
from .targets import Target, must

CARD, CHARTER = b"sg-card-v1", b"sg-charter-v1"


@dataclass(frozen=True)
class Papers:
    """A hub that admits a card by its digits, and a group that takes its hub's charter."""

    hub: Target
    group: Target
    card: bytes
    digits: str
    card_key: Ed25519PrivateKey
    charter: bytes
    charter_key: Ed25519PrivateKey


def make(hub: Target, group: Target) -> Papers:
    """With a new group's card, and the charter that the hub wrote for the old group."""
    store = group.store
    with store.reading() as db:
        charter = requests.partners(db, "hub")[0].charter.encode()
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    own = json.loads(enrolment.own_card(store.node).line)
    told = own | {"name": "Tunombili", "sign": keys.public_half(key)}
    card = signed(told, CARD, key)
    return Papers(
        hub,
        group,
        card,
        cards.digits(card),
        key,
        charter,
        keys.sign_key(group.writer.node),
    )


def signed(told: dict[str, Any], domain: bytes, key: Ed25519PrivateKey) -> bytes:
    """The line of a card or charter, signed."""
    message = domain + line_of(told | {"sig": ""})
    return line_of(told | {"sig": key.sign(message).hex()})


def changed(chance: Random, line: bytes, domain: bytes, *hands: Ed25519PrivateKey) -> bytes:
    """A paper changed: its bytes, or a field; then perhaps signed anew by one of these hands."""
    if chance.random() < 0.4:
        return chance.choice(mutations.OUTSIDE[:-1])(chance, line, line)
    told = json.loads(line)
    for _ in range(chance.choice((1, 1, 2))):
        name = chance.choice(sorted(told))
        told[name] = mutations.value(chance, told[name])
        if chance.random() < 0.1:
            told.pop(name)
        if chance.random() < 0.1:
            told["alg"] = "none"
    if isinstance(told.get("partner"), str) and chance.random() < 0.1:
        told["hub"] = told["partner"]
    return signed(told, domain, chance.choice(hands)) if chance.random() < 0.7 else line_of(told)


def try_one(papers: Papers, chance: Random) -> str:
    """A card or a charter, changed; taken back afterwards."""
    if chance.random() < 0.5:
        card = changed(chance, papers.card, CARD, papers.card_key, STRANGER)
        return _try_card(papers, card)
    hands = (papers.charter_key, STRANGER)
    return _try_charter(papers, changed(chance, papers.charter, CHARTER, *hands))


def _try_card(papers: Papers, card: bytes) -> str:
    """Only the card whose digits were compared is admitted."""
    hub: Store = papers.hub.store
    with papers.hub.going_back():
        before = papers.hub.written()
        try:
            enrolment.enrol_card(hub, card, confirm=papers.digits)
        except Refusal as refusal:
            must(papers.hub.written() == before, f"card refused ({refusal.code}), but written")
            return f"card refused {refusal.code}"
    must(card.rstrip(b"\r\n") == papers.card, "another card than the one that was compared")
    return "card unchanged"


def _try_charter(papers: Papers, charter: bytes) -> str:
    """Only what the hub signed for this very group is taken, and as it was signed."""
    group: Store = papers.group.store
    if not cards.is_charter(charter):
        return "charter no more"
    with papers.group.going_back():
        before = papers.group.written()
        (outcome,) = intake.take_in_bytes(group, "mutant.sgc", charter)
        if outcome.outcome != "applied":
            must(papers.group.written() == before, "charter not taken, but written")
            code = outcome.reason.code if outcome.reason else ""
            return f"charter {outcome.outcome} {code}".strip()
        with group.reading() as db:
            stands = requests.partners(db, "hub")[0].charter.encode()
        must(stands == charter.rstrip(b"\r\n"), "another charter stands than the one that came")
    told = json.loads(charter)
    right = signed(told, CHARTER, papers.charter_key)
    must(stands == right, "a charter that the hub did not sign")
    same = (told["hub"], told["partner"]) == _both(papers.charter)
    must(same, "a charter for another card")
    return "charter applied"


def _both(charter: bytes) -> tuple[str, str]:
    told = json.loads(charter)
    return told["hub"], told["partner"]

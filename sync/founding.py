"""Founding a node: its keys, its card, its folder; and the recovery key, told once."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from federation.core.canonical import clean_text
from federation.core.refusals import refuse
from federation.node import ROLES, Node, Settings, create_node
from federation.store import elsewhere

from . import cards, keys, passphrase

SHARE_PRICE_MINOR_MAX: Final = 100_000_000
_CURRENCY: Final = re.compile("[A-Z]{3}")
_LANGUAGE: Final = re.compile("[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Founded:
    """A new node, and the key that two officers keep on paper: it stands nowhere else."""

    node: Node
    recovery_key: str = field(repr=False)


def found(
    folder: Path,
    *,
    role: str,
    name: str,
    currency: str = "NAD",
    language: str = "en",
    share_price_minor: int = 0,
    database: str = "",
    clock: Callable[[], datetime] | None = None,
    entropy: Callable[[int], bytes] | None = None,
    hand_over: Callable[[str], None] | None = None,
) -> Founded:
    """Make a node in an empty or missing folder. `share_price_minor` 0: no shares.

    `hand_over` is given the recovery key before the node exists: if it fails there is no node,
    and no file will ever be sealed to a key that nobody has.

    Raises Refusal as `elsewhere.check_empty` does of a database, `node-exists`, `role-unknown`,
    `node-name-missing`, `text-unclean`, `text-too-long`, `currency-unclear`, `language-unclear`,
    `share-price-unclear`.
    """
    if (folder / "node.toml").exists():
        raise refuse("node-exists", folder=str(folder))
    name = clean_text(name, cards.NAME_LETTERS_MAX)
    if not name:
        raise refuse("node-name-missing")
    _check(role, currency, language, share_price_minor, database)
    # Without a source of chance given, the one that nodes have.
    chance = entropy or Node(folder, Settings(node_id="", role=role, name=name)).entropy
    sign = keys.make_sign_key(chance)
    identity, recovery = keys.make_identity(chance), keys.make_identity(chance)
    line = cards.make_card(
        keys.load_sign_key(sign),
        role=role,
        name=name,
        seal=keys.recipient_of(identity),
        recovery=keys.recipient_of(recovery),
    )
    settings = Settings(
        node_id=cards.fingerprint(line),
        role=role,
        name=name,
        currency=currency,
        language=language,
        share_price_minor=share_price_minor,
        database=database,
    )
    if hand_over is not None:
        hand_over(recovery)
    kept = {passphrase.SIGN_FILE: sign, passphrase.SEAL_FILE: f"{identity}\n".encode()}
    node = create_node(folder, settings, line + b"\n", kept, clock=clock, entropy=entropy)
    return Founded(node, recovery)


def _check(role: str, currency: str, language: str, share_price_minor: int, database: str) -> None:
    if role not in ROLES:
        raise refuse("role-unknown", role=role, roles=", ".join(ROLES))
    if not _CURRENCY.fullmatch(currency):
        raise refuse("currency-unclear", text=currency)
    if not _LANGUAGE.fullmatch(language):
        raise refuse("language-unclear", text=language)
    if database:
        elsewhere.check_empty(database, role)
    if not 0 <= share_price_minor <= SHARE_PRICE_MINOR_MAX:
        raise refuse("share-price-unclear", most_minor=SHARE_PRICE_MINOR_MAX)

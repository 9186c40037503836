"""Which programs may ask this node, and what for. Local, never sent.

A token is 160 bits of chance, shown once when it is made; kept is its SHA-256 alone. What nobody
can guess needs no slow hash and no waiting.
"""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from federation.core.canonical import clean_text
from federation.core.refusals import refuse
from federation.node import LETTERS
from federation.store import Store, access
from federation.store.access import ProgramView

READ: Final = "read"
OPEN311: Final = "open311"
SCOPES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"group": (), "hub": (READ,), "city": (READ, OPEN311)}
)
NAME_LETTERS_MAX: Final = 80
SECRET_BYTES: Final = 20
LETTER_BITS: Final = 5


def add_token(store: Store, name: str, scope: str) -> str:
    """A token for a new program, shown this once.

    Raises Refusal `token-not-here`, `token-name-missing`, `token-scope-unknown`,
    `token-name-taken`.
    """
    clean, scopes = clean_text(name, NAME_LETTERS_MAX), SCOPES[store.node.settings.role]
    if not scopes:
        raise refuse("token-not-here")
    if not clean:
        raise refuse("token-name-missing")
    if scope not in scopes:
        raise refuse("token-scope-unknown", scope=scope, scopes=", ".join(scopes))
    secret = _written(store.node.entropy(SECRET_BYTES))
    with store.writing() as db:
        known = access.find_program(db, clean)
        if known is not None:
            raise refuse("token-name-taken", name=known.name)
        access.add_program(db, clean, scope, _digest(secret), store.node.today())
    return secret


def list_tokens(store: Store) -> tuple[ProgramView, ...]:
    """Every program that may ask, by number; never its token."""
    with store.reading() as db:
        return access.programs(db)


def remove_token(store: Store, name: str) -> ProgramView:
    """A program may ask no more, from now on. Raises Refusal `token-unknown`."""
    with store.writing() as db:
        known = access.find_program(db, name)
        if known is None:
            raise refuse("token-unknown", token=name)
        access.remove_program(db, known.id)
    return known


def check_token(store: Store, secret: str, scope: str) -> ProgramView:
    """Whose token it is. Raises Refusal `token-wrong` for none, another's, or another scope."""
    with store.reading() as db:
        known = access.program_of(db, _digest(secret))
    if known is None or known.scope != scope:
        raise refuse("token-wrong")
    return known


def check_bearer(store: Store, secret: str, scope: str) -> ProgramView:
    """Whose token it is that came with a call (RFC 6750).

    Raises Refusal `bearer-missing` for "", `bearer-wrong` for none of ours, `bearer-scope` for
    one that is for something else.
    """
    if not secret:
        raise refuse("bearer-missing")
    with store.reading() as db:
        known = access.program_of(db, _digest(secret))
    if known is None:
        raise refuse("bearer-wrong")
    if known.scope != scope:
        raise refuse("bearer-scope", scope=known.scope, needed=scope)
    return known


def _written(chance: bytes) -> str:
    number = int.from_bytes(chance, "big")
    letters = len(chance) * 8 // LETTER_BITS
    return "".join(LETTERS[number >> LETTER_BITS * place & 31] for place in range(letters))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()

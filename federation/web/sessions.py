"""Logins: a random id in the browser's signed cookie, its hash in the database.

A login ends on log-out, when the PIN is reset or the person removed, and eight hours after the
last thing she sent in.
"""

import hashlib
from datetime import UTC, timedelta
from typing import Final

from flask import session

from federation.node import Node
from federation.store import Store, local
from federation.store.local import UserView

IDLE: Final = timedelta(hours=8)
RENEWED_AFTER: Final = timedelta(minutes=10)
ID_BYTES: Final = 32
_ID: Final = "id"
_WHOSE: Final = "whose"


def _digest(login: str) -> str:
    return hashlib.sha256(login.encode()).hexdigest()


def _after(node: Node, hours: timedelta) -> str:
    return (node.clock() + hours).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def find(store: Store, now: str) -> UserView | None:
    """Who sent this cookie, or None."""
    login = session.get(_ID)
    if not isinstance(login, str):
        return None
    with store.reading() as db:
        return local.session_user(db, _digest(login), now)


def had_one() -> bool:
    """Whether this cookie was of a login, perhaps one that ended."""
    return isinstance(session.get(_ID), str)


def begin(store: Store, user: int) -> None:
    """Log a person in under a fresh id; whatever the cookie held before is dropped."""
    login = store.node.entropy(ID_BYTES).hex()
    with store.writing() as db:
        local.open_session(db, _digest(login), user, _after(store.node, IDLE))
    session.clear()
    session[_ID] = login
    session[_WHOSE] = user


def whose() -> int:
    """The number of whoever this cookie was made for; 0: nobody's."""
    found = session.get(_WHOSE)
    return found if isinstance(found, int) else 0


def renew(store: Store) -> None:
    """Something was sent in: the login lasts eight hours from now, to within ten minutes."""
    login = session.get(_ID)
    if not isinstance(login, str):
        return
    with store.reading() as db:
        ends = local.session_ends(db, _digest(login))
    if ends < _after(store.node, IDLE - RENEWED_AFTER):
        with store.writing() as db:
            local.renew_session(db, _digest(login), _after(store.node, IDLE))


def end(store: Store) -> None:
    """Log out; the id is worth nothing afterwards."""
    login = session.get(_ID)
    if isinstance(login, str):
        with store.writing() as db:
            local.end_session(db, _digest(login))
    session.clear()

"""Who may log in at this node: people, their role and their PIN. Local, never sent.

A PIN has four to eight digits, so guessing is what it must be kept from: after three wrong ones in
a row a name waits, twice as long each time (hashes: `pins`).
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

from federation.core.canonical import clean_text
from federation.core.names import mixed_word
from federation.core.refusals import refuse
from federation.store import Database, Store, local
from federation.store.local import UserView
from federation.store.queries import books

from . import practice
from .pins import check_fresh, hash_pin, is_pin, nobody, one_at_a_time

ROLES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "group": ("treasurer", "collector", "secretary", "chair"),
        "hub": ("staff", "admin"),
        "city": ("official", "clerk", "reader"),
    }
)
NAME_LETTERS_MAX: Final = 80
FREE_TRIES: Final = 3
FIRST_WAIT: Final = timedelta(seconds=15)
LONGEST_WAIT: Final = timedelta(minutes=15)
DOUBLINGS_MAX: Final = 10


def add_user(store: Store, name: str, role: str, pin: str, member: int = 0) -> int:
    """Somebody new who may log in; returns her number. One who was removed comes back under hers.

    `member`: her number in the group's books (0: none). Raises Refusal `user-name-missing`,
    `user-name-mixed`, `user-role-unknown`, `user-name-taken`, `member-unknown`, `pin-unclear`,
    `pin-too-common`.
    """
    clean = clean_text(name, NAME_LETTERS_MAX)
    roles = ROLES[store.node.settings.role]
    if not clean:
        raise refuse("user-name-missing")
    if role not in roles:
        raise refuse("user-role-unknown", role=role, roles=", ".join(roles))
    check_fresh(pin)
    pin_hash = hash_pin(pin)
    with store.writing() as db:
        book = books.book_of(db, store.node.settings.node_id)
        if member and books.member(db, book, member) is None:
            raise refuse("member-unknown", member=member)
        known = local.find_user(db, clean)
        if known is None:
            if word := mixed_word(clean):
                raise refuse("user-name-mixed", word=word)
            return local.add_user(db, clean, role, pin_hash, member)
        if known.active:
            raise refuse("user-name-taken", name=known.name)
        local.restore_user(db, known.id, role, member)
        local.set_pin(db, known.id, pin_hash)
        local.note_attempt(db, known.name, 0, "")
        return known.id


def reset_pin(store: Store, user_id: int, pin: str) -> None:
    """Another PIN; every login of that person ends. Raises Refusal `user-unknown`, `pin-unclear`.

    Also `pin-too-common`. Her waiting ends too: whoever may do this vouches for her. The copy to
    play in, which knows her old PIN, is thrown away.
    """
    check_fresh(pin)
    pin_hash = hash_pin(pin)
    with store.writing() as db:
        known = _active(db, user_id)
        local.set_pin(db, known.id, pin_hash)
        local.note_attempt(db, known.name, 0, "")
    practice.end(store.node)


def remove_user(store: Store, user_id: int) -> None:
    """May no longer log in; her name stays beside what she did. Raises Refusal `user-unknown`.

    The copy to play in, where she could still look at the books, is thrown away.
    """
    with store.writing() as db:
        local.set_active(db, _active(db, user_id).id, active=False)
    practice.end(store.node)


def list_users(store: Store) -> tuple[UserView, ...]:
    """Everybody who may log in now, by number."""
    with store.reading() as db:
        return tuple(one for one in local.users(db) if one.active)


def find_user(store: Store, name: str) -> UserView:
    """Who has that name, however it is written. Raises Refusal `user-unknown`."""
    with store.reading() as db:
        known = local.find_user(db, name)
    if known is None or not known.active:
        raise refuse("user-unknown", user=name)
    return known


def check_pin(store: Store, name: str, pin: str) -> UserView:
    """Who logs in with this name and PIN.

    Raises Refusal `login-wrong` (does not tell which of the two was wrong), `login-wait` with the
    `seconds` after which it may be tried again.
    """
    with store.reading() as db:
        known = local.find_user(db, name)
    return _checked(store, known if known is not None and known.active else None, pin)


def check_pin_of(store: Store, user_id: int, pin: str) -> UserView:
    """The second person beside a deed, by number. Raises Refusal as `check_pin` does."""
    with store.reading() as db:
        known = local.user(db, user_id)
    return _checked(store, known if known is not None and known.active else None, pin)


def _checked(store: Store, known: UserView | None, pin: str) -> UserView:
    """Tries one PIN; tries of one name can only come one after another."""
    with one_at_a_time():
        if known is None:
            is_pin(nobody(), pin)
            raise refuse("login-wrong")
        with store.reading() as db:
            before = local.attempt(db, known.name)
        if (seconds := _waits(store, before.until)) > 0:
            raise refuse("login-wait", seconds=seconds)
        if not is_pin(known.pin_hash, pin):
            wrong = before.count + 1
            with store.writing() as db:
                local.note_attempt(db, known.name, wrong, _until(store, wrong))
            raise refuse("login-wrong")
        if before.count:
            with store.writing() as db:
                local.note_attempt(db, known.name, 0, "")
    return known


def _waits(store: Store, until: str) -> int:
    """Seconds until that moment (UTC), rounded up; never more than the longest wait.

    A clock that was set back must not lock anybody out for longer.
    """
    if not until:
        return 0
    now = store.node.clock().astimezone(UTC)
    left = datetime.fromisoformat(until) - now
    return min(-(-left // timedelta(seconds=1)), LONGEST_WAIT // timedelta(seconds=1))


def _until(store: Store, wrong: int) -> str:
    """When a name may be tried again after so many wrong PINs in a row; "": at once."""
    if wrong < FREE_TRIES:
        return ""
    wait = min(FIRST_WAIT * (1 << min(wrong - FREE_TRIES, DOUBLINGS_MAX)), LONGEST_WAIT)
    return (store.node.clock().astimezone(UTC) + wait).isoformat()


def _active(db: Database, user_id: int) -> UserView:
    known = local.user(db, user_id)
    if known is None or not known.active:
        raise refuse("user-unknown", user=user_id)
    return known

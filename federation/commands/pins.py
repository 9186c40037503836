"""PINs as they are kept: only their argon2id hash, one worked out at a time.

With the least memory that OWASP's password storage guide names (19 MiB): small machines serve
whole groups.
"""

import re
from functools import cache
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, Final

from federation.core.refusals import refuse

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MEMORY_KIB: Final = 19 * 1024
_PIN: Final = re.compile("[0-9]{4,8}")
_COMMON: Final = frozenset(("1212", "1122", "1313", "1010", "1004", "2000", "6969", "123123"))
_ONE_AT_A_TIME: Final = Lock()


def one_at_a_time() -> Lock:
    """Held while a hash is worked out or compared."""
    return _ONE_AT_A_TIME


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # noqa: PLC0415 - only where a PIN is set or asked for

    return PasswordHasher(time_cost=2, memory_cost=MEMORY_KIB, parallelism=1)


@cache
def nobody() -> str:
    """A hash that no PIN has, so that a name nobody has takes as long as a wrong PIN."""
    return _hasher().hash("nobody has this one")


def check_fresh(pin: str) -> None:
    """Whether a PIN that somebody chooses is not one of the first to be tried.

    One figure again and again, figures that count up or down, and those few that most people take:
    a short list already keeps most guesses off (Bonneau, Preibusch and Anderson, "A birthday
    present every eleven wallets?", 2012). Raises Refusal `pin-too-common`.
    """
    if not _PIN.fullmatch(pin):
        return
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if steps in ({0}, {1}, {-1}) or pin in _COMMON:
        raise refuse("pin-too-common")


def hash_pin(pin: str) -> str:
    """The hash of a PIN. Raises Refusal `pin-unclear`."""
    if not _PIN.fullmatch(pin):
        raise refuse("pin-unclear")
    with one_at_a_time():
        return _hasher().hash(pin)


def is_pin(pin_hash: str, pin: str) -> bool:
    """Whether it is the PIN of that hash."""
    from argon2.exceptions import VerificationError  # noqa: PLC0415 - as above

    try:
        return _hasher().verify(pin_hash, pin)
    except VerificationError:
        return False

"""PINs as they are kept: only their argon2id hash, one worked out at a time.

With the least memory that OWASP's password storage guide names (19 MiB): small machines serve
whole groups.
"""

import re
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Final

from federation.core.refusals import refuse

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MEMORY_KIB: Final = 19 * 1024
_PIN: Final = re.compile("[0-9]{4,8}")
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

"""Personal records: beside the line, never on it.

The line holds SHA-256(salt | record) as `personal`; the record travels as a line of its own with
its salt. Without the salt nobody can guess a name from the hash. Blanking a record leaves the
event line, the chain and the signature as they are: the money stays provable, the person not.
"""

import hashlib
from typing import TypeVar

import msgspec

from . import canonical
from .events import Record
from .refusals import Refusal, refuse

SALT_BYTES_MIN = 16


class Beside(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The line beside entry `of`: the record as canonical text, and its salt (hex).

    Both are empty once the record was blanked.
    """

    of: int
    record: str
    salt: str


R = TypeVar("R", bound=Record)

_decoder = msgspec.json.Decoder(type=Beside)


def commitment(salt: bytes, record_line: bytes) -> str:
    """The salted hash (64 hex digits) that stands on the event line."""
    if len(salt) < SALT_BYTES_MIN:
        raise ValueError("a salt of fewer than 16 bytes can be guessed")
    return hashlib.sha256(salt + record_line).hexdigest()


def personal_line(seq: int, record: Record, salt: bytes) -> bytes:
    """The line that travels beside entry `seq`."""
    text = canonical.encode(record).decode()
    return canonical.encode(Beside(of=seq, record=text, salt=salt.hex()))


def blanked_line(seq: int) -> bytes:
    """The line beside entry `seq` once its record was blanked."""
    return canonical.encode(Beside(of=seq, record="", salt=""))


def read_personal(line: bytes, seq: int, committed: str, record_type: type[R]) -> R | None:
    """The record beside entry `seq`, None when it was blanked.

    `committed` is the hash on the event line. Raises Refusal `personal-differs`.
    """
    try:
        return _read(line, seq, committed, record_type)
    except (Refusal, ValueError):
        raise refuse("personal-differs", entry=seq) from None


def _read(line: bytes, seq: int, committed: str, record_type: type[R]) -> R | None:
    beside = canonical.decode(line, _decoder)
    if beside.of != seq:
        raise refuse("personal-differs", entry=seq)
    if not beside.record and not beside.salt:
        return None
    record_line = beside.record.encode()
    salt = bytes.fromhex(beside.salt)
    if len(salt) < SALT_BYTES_MIN or beside.salt != salt.hex():
        raise refuse("personal-differs", entry=seq)
    if commitment(salt, record_line) != committed:
        raise refuse("personal-differs", entry=seq)
    return canonical.decode(record_line, msgspec.json.Decoder(type=record_type))

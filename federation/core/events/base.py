"""What every event has in common.

An event is what was decided. Once written it stays readable for ever: fields are added with a
default, never changed; a new meaning is a new kind. Nothing has to be looked up to understand
one, but the entry a reversal takes back.
"""

import msgspec


class Event(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="kind",
    gc=False,
):
    """`user`: number of the person at this node who did it (0: the machine, or a spreadsheet).

    `personal`: salted hash (64 hex digits) of the record that travels beside the line, or "".
    `orig`: of an entry that was first written on a branch which was closed, the head (64 hex) that
    it had there; of all entries of a book with one `orig`, the first counts and the others do not.
    """

    user: int = 0
    personal: str = ""
    orig: str = ""


class Dated(Event, frozen=True, kw_only=True):
    """An event of a day that people named (ISO 8601); order is the sequence, never this day."""

    day: str


class Record(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Personal data: stands beside a line, never on it, and can be blanked."""


class Note(Record, frozen=True, kw_only=True):
    """Free words about an entry; they may speak of people, so they are personal."""

    note: str

"""Repairs: something that the city keeps up is broken. In the city's own books, never sent."""

import msgspec

from .base import Dated, Note


class RepairWords(Note, frozen=True, kw_only=True):
    """What was told in free words, which may name people: what is wrong (`note`), and where.

    `rest`: the end of a note that is longer than one text of a line may be.
    """

    spot: str = ""
    rest: str = ""


class RepairDetail(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What was told to one question of a service, in its codes."""

    code: str
    values: tuple[str, ...]


class RepairReported(Dated, frozen=True, kw_only=True, tag="repair-reported"):
    """Something is broken. `repair` is its id here, and the token of who told of it.

    `at` is the moment (UTC, ISO 8601) and evidence alone. `point`: latitude and longitude (WGS84)
    in millionths of a degree, or nothing. `program`: the name of the program that told it.
    """

    repair: str
    service: str
    at: str
    channel: str
    program: str = ""
    point: tuple[int, ...] = ()
    details: tuple[RepairDetail, ...] = ()


class RepairFollowed(Dated, frozen=True, kw_only=True, tag="repair-followed"):
    """What the city did about it; the first such step gives it its public `number`.

    `by` is the day by which it is to be done; `text` is read by everybody.
    """

    repair: str
    step: str
    at: str
    number: str = ""
    department: str = ""
    by: str = ""
    reason: str = ""
    text: str = ""

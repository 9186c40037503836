"""Members of a group: who joined, changed, left, was forgotten."""

from .base import Dated, Record


class MemberRecord(Record, frozen=True, kw_only=True):
    """Who a member is. `birth_year` 0: not told. Never leaves for the city.

    `slip_language`: in which language her papers are printed, a code ("": the group's).
    """

    name: str
    phone: str = ""
    id_number: str = ""
    birth_year: int = 0
    slip_language: str = ""


class MemberAdmitted(Dated, frozen=True, kw_only=True, tag="member-admitted"):
    """A person joined on `day` under number `member`; `gender` is f, m, x or "" (not told)."""

    member: int
    gender: str = ""
    roles: tuple[str, ...] = ()


class MemberChanged(Dated, frozen=True, kw_only=True, tag="member-changed"):
    """What is known of a member is now this; the whole of it, not the difference."""

    member: int
    gender: str = ""
    roles: tuple[str, ...] = ()


class MemberLeft(Dated, frozen=True, kw_only=True, tag="member-left"):
    """The member left on `day`; her entries stay."""

    member: int


class MemberForgotten(Dated, frozen=True, kw_only=True, tag="member-forgotten"):
    """The records beside these entries of this stream (`seqs`) are blanked in every copy."""

    member: int
    seqs: tuple[int, ...]

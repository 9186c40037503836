"""What is typed about a peer check and about work: sheets of members, and the words around."""

import re
from collections.abc import Mapping
from typing import Final

from marshmallow.fields import Field

from federation.core.audits import TASKS
from federation.core.refusals import Refusal, refuse
from federation.schemas.base import BaseSchema, Fault, fault
from federation.schemas.fields import (
    ChoiceField,
    CountField,
    DayField,
    EdgeField,
    MoneyField,
    NameField,
    TextField,
)
from federation.schemas.reading import plain_text, read_count, read_money, shown

BOOK: Final = "book."  # what her own book says
SAME: Final = "same."  # her book says what the group's says
HOURS: Final = "hours."
LONGEST: Final = 600
DAY_HOURS: Final = 24
HOUR: Final = 60
_HOURS: Final = re.compile(r"(?P<hours>\d{1,2})(?:[:h](?P<minutes>[0-5]\d)|[.,](?P<part>\d{1,2}))?")


def read_hours(value: object) -> int:
    """Minutes of a time worked: 3, 3:30, 3.5 or 3,5. Raises Refusal `hours-unclear`."""
    text = plain_text(value).replace(" ", "").lower().removesuffix("h")
    found = _HOURS.fullmatch(text)
    if found is None:
        raise refuse("hours-unclear", text=shown(text))
    part = (found["part"] or "").ljust(2, "0")
    minutes = int(found["hours"]) * HOUR + int(found["minutes"] or 0) + int(part) * HOUR // 100
    if not 0 < minutes <= DAY_HOURS * HOUR:
        raise refuse("hours-unclear", text=shown(text))
    return minutes


class HoursField(EdgeField):
    """A time worked on one day, in minutes."""

    def read(self, value: object) -> int:
        """Minutes."""
        return read_hours(value)


class PeerCheckSchema(BaseSchema):
    """The words and sums around the sheet of members."""

    day: Field[str] = DayField(required=True)
    group: Field[str] = NameField(required=True)
    visitors: Field[str] = TextField(longest=LONGEST, required=True)
    books_seen: Field[int] = CountField(required=True)
    cash_counted: Field[int] = MoneyField(zero=True, load_default=-1)
    bank_stated: Field[int] = MoneyField(zero=True, load_default=-1)
    findings: Field[str] = TextField(longest=LONGEST, load_default="")
    follow_up: Field[str] = TextField(longest=LONGEST, load_default="")
    due_on: Field[str] = DayField(load_default="")


class FollowSchema(BaseSchema):
    """How what was found was put right, and when."""

    day: Field[str] = DayField(required=True)
    note: Field[str] = TextField(longest=LONGEST, required=True)


class WorkSchema(BaseSchema):
    """The words around the sheet of hours."""

    day: Field[str] = DayField(required=True)
    task: Field[str] = ChoiceField(TASKS, required=True)
    paid: Field[str] = ChoiceField(("yes", "no"), required=True)
    others: Field[int] = CountField(load_default=0)
    others_hours: Field[int] = HoursField(load_default=0)
    request: Field[str] = TextField(longest=80, load_default="")
    note: Field[str] = TextField(longest=LONGEST, load_default="")


def read_compared(
    fields: Mapping[str, str], saved: Mapping[int, int]
) -> tuple[tuple[tuple[int, int], ...], tuple[Fault, ...]]:
    """Members whose book was looked at, and what it says (minor units).

    `saved` is what the group's book says of each: a tick at `same.<member>` means just that.
    """
    read: dict[int, int] = {}
    faults = []
    for name, told in fields.items():
        if not told.strip() or not name.startswith((BOOK, SAME)):
            continue
        try:
            member = read_count(name.partition(".")[2], least=1)
            if name.startswith(BOOK):
                read[member] = read_money(told, zero=True)
            else:
                read.setdefault(member, saved.get(member, 0))
        except Refusal as refusal:
            faults.append(fault((name,), refusal))
    return tuple(sorted(read.items())), tuple(faults)


def read_work(fields: Mapping[str, str]) -> tuple[tuple[tuple[int, int], ...], tuple[Fault, ...]]:
    """Members and the minutes each worked, of the fields called `hours.<member>`."""
    read, faults = [], []
    for name, told in fields.items():
        if not told.strip() or not name.startswith(HOURS):
            continue
        try:
            read.append((read_count(name.removeprefix(HOURS), least=1), read_hours(told)))
        except Refusal as refusal:
            faults.append(fault((name,), refusal))
    return tuple(read), tuple(faults)

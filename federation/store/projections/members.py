"""The views of members: who they are, when they joined and left, who is to be forgotten."""

import peewee as pw

from federation.core import events as e
from federation.core.names import fold
from federation.core.refusals import refuse

from ..journal import Numbered
from ..tables import Entry, Member
from . import group, households, learning


def _row(
    book: int, event: e.MemberAdmitted | e.MemberChanged, record: e.MemberRecord | None
) -> dict[str, object]:
    told = record or e.MemberRecord(name="")
    return {
        "book": book,
        "member": event.member,
        "name": told.name,
        "folded": fold(told.name),
        "phone": told.phone,
        "id_number": told.id_number,
        "birth_year": told.birth_year,
        "slip_language": told.slip_language,
        "gender": event.gender,
        "roles": ";".join(event.roles),
    }


def new_row(book: int, event: e.MemberAdmitted, record: e.Record | None) -> tuple[object, ...]:
    """The row of a member who joins."""
    told = record if isinstance(record, e.MemberRecord) else None
    row = _row(book, event, told) | {"joined_on": event.day, "left_on": ""}
    return tuple(row[name] for name in Member._meta.sorted_field_names)


def changed(db: pw.Database, book: int, numbered: Numbered) -> None:
    """She is told anew."""
    event, record = numbered.event, numbered.record
    assert isinstance(event, e.MemberChanged)
    told = record if isinstance(record, e.MemberRecord) else None
    row = _row(book, event, told)
    hers = Member.select(Member.roles, Member.joined_on).where(
        Member.book == book, Member.member == event.member
    )
    for roles, joined_on in hers.tuples().execute(db):
        before = tuple(role for role in roles.split(";") if role)
        learning.roles_changed(db, book, event, before, joined_on)
    Member.update(**row).where(Member.book == book, Member.member == event.member).execute(db)


def left(db: pw.Database, book: int, numbered: Numbered) -> None:
    """She left that day."""
    event = numbered.event
    assert isinstance(event, e.MemberLeft)
    Member.update(left_on=event.day).where(
        Member.book == book, Member.member == event.member
    ).execute(db)


def forgotten(db: pw.Database, book: int, numbered: Numbered) -> None:
    """What is personal of her, in her row and beside these entries, is blanked."""
    event = numbered.event
    assert isinstance(event, e.MemberForgotten)
    if not all(0 < seq < numbered.seq for seq in event.seqs):
        raise refuse("entry-unknown", entry=max(event.seqs))
    others = (
        (Entry.book == book)
        & (Entry.seq << list(event.seqs))
        & Entry.member.not_in((0, event.member))
    )
    other = Entry.select(Entry.seq).where(others).limit(1).scalar(db)
    if other is not None:
        raise refuse("record-of-another", entry=other, member=event.member)
    blank = {"name": "", "folded": "", "phone": "", "id_number": "", "slip_language": ""}
    Member.update(birth_year=0, **blank).where(
        Member.book == book, Member.member == event.member
    ).execute(db)
    Entry.update(note="").where(Entry.book == book, Entry.seq << list(event.seqs)).execute(db)
    group.forget(db, book, list(event.seqs))
    households.forget(db, book, list(event.seqs))

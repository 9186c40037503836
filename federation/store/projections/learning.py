"""Views of skills, deputies and badges, and of what groups tell each other of their learning.

A group speaks of its own exchanges and cards; only a hub tells of other groups' cards. An id that
two groups use is the first one's. Nothing depends on which of two streams came in first: a card may
be adopted, or taken back by its group, before it is known here.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import peewee as pw

from federation.core import events as e
from federation.core.learning import check_shared
from federation.core.refusals import refuse

from ..journal import Numbered, StreamEnd
from ..tables import (
    Deputy,
    Exchange,
    Partner,
    Practice,
    PracticeTold,
    PracticeUse,
    RoleTerm,
    Skill,
)

SHARED: Final = (
    e.ExchangeHeld,
    e.PracticeShared,
    e.PracticeAdopted,
    e.SharingTakenBack,
    e.PracticeListed,
)
CITY: Final = "city"


def check(db: pw.Database, stream: StreamEnd, event: e.Event) -> None:
    """Raises Refusal when what another node tells does not hold together or is not its to say."""
    if not isinstance(event, SHARED):
        return
    check_shared(event)
    if isinstance(event, e.PracticeListed):
        role = Partner.select(Partner.role).where(Partner.node == stream.owner).scalar(db)
        if role == CITY:
            raise refuse("word-of-another")
    elif not isinstance(event, e.PracticeAdopted):
        owner = _owner(db, _id_of(event))
        if owner not in (None, stream.owner):
            raise refuse("sharing-of-another")


def _id_of(event: e.ExchangeHeld | e.PracticeShared | e.SharingTakenBack) -> str:
    if isinstance(event, e.ExchangeHeld):
        return event.exchange
    return event.practice if isinstance(event, e.PracticeShared) else event.of


def _owner(db: pw.Database, name: str) -> str | None:
    told = Exchange.select(Exchange.owner).where(Exchange.exchange == name).scalar(db)
    if told is None:
        told = Practice.select(Practice.owner).where(Practice.practice == name).scalar(db)
    return told if told is None else str(told)


def _row(event: e.Event, model: type[pw.Model], **more: object) -> dict[str, object]:
    told = {name: getattr(event, name) for name in event.__struct_fields__}
    return {name: told[name] for name in model._meta.fields if name in told} | more


def _held(db: pw.Database, stream: StreamEnd, event: e.ExchangeHeld) -> None:
    row = _row(event, Exchange, owner=stream.owner, taken_back="")
    Exchange.insert(**row).on_conflict_ignore().execute(db)


def _shared(db: pw.Database, stream: StreamEnd, event: e.PracticeShared) -> None:
    row = _row(event, Practice, owner=stream.owner, group="", taken_back="")
    Practice.insert(**row).on_conflict_ignore().execute(db)


def _adopted(db: pw.Database, stream: StreamEnd, event: e.PracticeAdopted) -> None:
    row = _row(event, PracticeUse, owner=stream.owner)
    PracticeUse.insert(**row).on_conflict_ignore().execute(db)


def _taken_back(db: pw.Database, stream: StreamEnd, event: e.SharingTakenBack) -> None:
    Exchange.update(taken_back=event.reason).where(
        Exchange.exchange == event.of, Exchange.owner == stream.owner
    ).execute(db)
    Practice.update(taken_back=event.reason).where(
        Practice.practice == event.of, Practice.owner == stream.owner
    ).execute(db)


def _listed(db: pw.Database, stream: StreamEnd, event: e.PracticeListed) -> None:
    told = {"adopted": event.adopted, "is_gone": int(event.is_gone)}
    PracticeTold.insert(node=stream.partner, practice=event.practice, **told).on_conflict(
        conflict_target=[PracticeTold.node, PracticeTold.practice],
        preserve=[PracticeTold.adopted, PracticeTold.is_gone],
    ).execute(db)
    if not stream.own:
        more = {"owner": "", "place": "", "stage": "", "request": "", "taken_back": ""}
        row = _row(event, Practice, **more)
        Practice.insert(**row).on_conflict_ignore().execute(db)


VIEWS: Final[Mapping[type[e.Event], Callable[[pw.Database, StreamEnd, Any], None]]] = (
    MappingProxyType(
        {
            e.ExchangeHeld: _held,
            e.PracticeShared: _shared,
            e.PracticeAdopted: _adopted,
            e.SharingTakenBack: _taken_back,
            e.PracticeListed: _listed,
        }
    )
)


def noted(db: pw.Database, book: int, numbered: Numbered) -> None:
    """A skill of a member."""
    event = numbered.event
    assert isinstance(event, e.SkillNoted)
    Skill.insert(**_row(event, Skill, book=book, seq=numbered.seq)).execute(db)


def named(db: pw.Database, book: int, numbered: Numbered) -> None:
    """Who steps in for a role."""
    event = numbered.event
    assert isinstance(event, e.DeputyNamed)
    Deputy.insert(**_row(event, Deputy, book=book, seq=numbered.seq)).execute(db)


def roles_changed(
    db: pw.Database, book: int, event: e.MemberChanged, before: tuple[str, ...], joined_on: str
) -> None:
    """Roles that end with this day, and those that begin with it."""
    hers = (RoleTerm.book == book) & (RoleTerm.member == event.member)
    for role in before:
        if role in event.roles:
            continue
        now = RoleTerm.update(until=event.day).where(hers, RoleTerm.role == role)
        if not now.where(RoleTerm.until == "").execute(db):
            _put_term(db, book, event.member, role, joined_on, event.day)
    for role in event.roles:
        if role not in before:
            _put_term(db, book, event.member, role, event.day, "")


def _put_term(db: pw.Database, book: int, member: int, role: str, since: str, until: str) -> None:
    RoleTerm.insert(book=book, member=member, role=role, since=since, until=until).on_conflict(
        conflict_target=[RoleTerm.book, RoleTerm.member, RoleTerm.role, RoleTerm.since],
        preserve=[RoleTerm.until],
    ).execute(db)

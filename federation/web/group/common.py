"""What every page of a group stands on: its book, its people, its roles."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from federation.commands.users import check_pin_of
from federation.core.refusals import refuse
from federation.i18n import gettext
from federation.store import Database, Store, local
from federation.store.queries import books

from ..here import me, node, store

OFFICERS: Final = ("treasurer", "secretary", "chair")
# Whoever gathers savings sees savings and the lists, and nothing else.
SAVERS: Final = (*OFFICERS, "collector")

Options = tuple[tuple[object, str], ...]


def own_book(db: Database) -> int:
    """The id of this group's book; 0 while it has none."""
    return books.book_of(db, node().settings.node_id)


def one_member(db: Database, number: int) -> books.MemberView:
    """A member. Raises Refusal `member-unknown`."""
    found = books.member(db, own_book(db), number)
    if found is None:
        raise refuse("member-unknown", member=number)
    return found


def one_meeting(db: Database, number: int) -> books.MeetingView:
    """A meeting. Raises Refusal `meeting-unknown`."""
    found = books.meeting(db, own_book(db), number)
    if found is None:
        raise refuse("meeting-unknown", meeting=number)
    return found


def called(member: books.MemberView) -> str:
    """The name of a member on lists, or her number once she is forgotten."""
    return member.name or f"№ {member.member}"


def people(db: Database) -> Mapping[int, str]:
    """Everybody who ever could log in at this machine, by number."""
    return MappingProxyType({one.id: one.name for one in local.users(db)})


def person(known: Mapping[int, str], number: int) -> str:
    """Her name; who had a hand in an entry before this machine took its place is not known here."""
    return known.get(number) or gettext("somebody at the earlier machine")


def member_options(db: Database) -> Options:
    """Members who have not left, for a list to choose from."""
    here = books.members(db, own_book(db), also_left=False)
    return tuple((one.member, f"{called(one)} · {one.member}") for one in here)


def officer_options(store: Store, *, without_me: bool = False) -> Options:
    """People whose PIN counts as an officer's."""
    with store.reading() as db:
        people = [one for one in local.users(db) if one.active and one.role in OFFICERS]
    return tuple((one.id, one.name) for one in people if not (without_me and one.id == me().id))


def check_second(agreed: Mapping[str, int | str]) -> int:
    """The user number of another officer who agrees with her own PIN (`second`, `pin`).

    Raises Refusal `reversal-needs-second`, and as `check_pin_of` does.
    """
    if agreed["second"] == me().id:
        raise refuse("reversal-needs-second")
    second = check_pin_of(store(), int(agreed["second"]), str(agreed["pin"]))
    if second.role not in OFFICERS:
        raise refuse("reversal-needs-second")
    return second.id

"""How members' households live: one at a time from her page, and in counts for the meeting."""

from dataclasses import dataclass
from typing import ClassVar, Final

import msgspec
from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.households import TellHousehold, tell_household
from federation.core import codes
from federation.core import households as counted
from federation.core.ladders import Deprivations
from federation.schemas.households import HouseholdSchema
from federation.store.queries import books, needs

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..shared import pictures
from ..today import start_day
from .common import OFFICERS, one_member, own_book

CHOICES: Final = (
    ("toilets", codes.TOILETS),
    ("water", codes.WATER_SOURCES),
    ("handwashing", codes.HANDWASHING),
    ("tenures", codes.TENURES),
    ("fears", codes.FEARS),
    ("dwellings", codes.DWELLINGS),
    ("walls", codes.WALLS),
    ("roofs", codes.ROOFS),
    ("floors", codes.FLOORS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Household(Page):
    """A member's answers, as last told; `rungs` and `lacks` are worked out from them."""

    template: ClassVar[str] = "group/household.html"
    form: Form
    member: books.MemberView
    told: needs.HouseholdView | None
    rungs: counted.Rungs | None
    lacks: Deprivations | None
    choices: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCounts(Page):
    """Counts of all households that were told of; `missing`: members whose is not known."""

    template: ClassVar[str] = "group/needs.html"
    counts: counted.Counts
    ladders: tuple[pictures.Ladder, ...]
    missing: tuple[books.MemberView, ...]


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/members/<int:number>/household", view_func=household, methods=both)
    to.add_url_rule("/needs", view_func=need_counts)


@allow(*OFFICERS)
def need_counts() -> ResponseReturnValue:
    """Counts for the meeting: nobody's answers."""
    with store().reading() as db:
        book = own_book(db)
        told = {one.member for one in needs.households(db, book)}
        page = NeedCounts(
            counts=needs.counts(db, (book,)),
            ladders=pictures.ladders_of(db, (book,)),
            missing=tuple(
                one for one in books.members(db, book, also_left=False) if one.member not in told
            ),
        )
    return render(page)


@allow(*OFFICERS)
def household(number: int) -> ResponseReturnValue:
    """A member tells how her household lives."""
    if request.method == "GET":
        with store().reading() as db:
            found = needs.households(db, own_book(db), number)
        known = msgspec.structs.asdict(found[0].told) if found else {}
        told = {name: value for name, value in known.items() if value not in ("", -1)}
        return render(_page(number, forms.fresh(**{**told, "day": start_day()})))
    return forms.take(
        HouseholdSchema(),
        TellHousehold,
        tell_household,
        lambda form: _page(number, form),
        lambda _: url_for(".household", number=number, done="household-told"),
        member=number,
    )


def _page(number: int, form: Form) -> Page:
    with store().reading() as db:
        member = one_member(db, number)
        found = needs.households(db, own_book(db), number)
    told = found[0] if found else None
    return Household(
        form=form,
        member=member,
        told=told,
        rungs=counted.rungs(told.told) if told else None,
        lacks=counted.deprivations(told.told) if told else None,
        choices=dict(CHOICES),
    )

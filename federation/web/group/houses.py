"""How far members' houses have come: a line of steps for each, and a list for the meeting."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.households import TakeHouseStep, take_house_step
from federation.core.rules.households import STEPS
from federation.schemas.households import HouseStepSchema
from federation.store.queries import books, needs

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import start_day
from .common import OFFICERS, one_member, own_book


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseList(Page):
    """Every member's house, the farthest first, and how many are at each step."""

    template: ClassVar[str] = "group/houses.html"
    houses: tuple[needs.House, ...]
    by_step: Mapping[str, int]
    names: Mapping[int, str]
    without: tuple[books.MemberView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HousePage(Page):
    """One member's house: its steps, what went into it, and the next step to write down."""

    template: ClassVar[str] = "group/house.html"
    form: Form
    member: books.MemberView
    house: needs.House | None
    steps: tuple[str, ...]

    @property
    def place(self) -> int:
        """At which of the steps it is (-1: none yet)."""
        return self.steps.index(self.house.step) if self.house else -1


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/houses", view_func=house_list)
    to.add_url_rule("/members/<int:number>/house", view_func=house, methods=["GET", "POST"])


@allow(*OFFICERS)
def house_list() -> ResponseReturnValue:
    """Where everybody's house is."""
    with store().reading() as db:
        book = own_book(db)
        found = needs.houses(db, book)
        begun = {one.member for one in found}
        page = HouseList(
            houses=found,
            by_step=MappingProxyType(needs.by_step(found)),
            names=MappingProxyType(books.names(db, book)),
            without=tuple(
                one for one in books.members(db, book, also_left=False) if one.member not in begun
            ),
        )
    return render(page)


@allow(*OFFICERS)
def house(number: int) -> ResponseReturnValue:
    """One member's house; the next step is written down."""
    if request.method == "GET":
        return render(_page(number, forms.fresh(day=start_day())))
    return forms.take(
        HouseStepSchema(),
        TakeHouseStep,
        take_house_step,
        lambda form: _page(number, form),
        lambda _: url_for(".house", number=number, done="house-step"),
        member=number,
    )


def _page(number: int, form: Form) -> Page:
    with store().reading() as db:
        member = one_member(db, number)
        found = needs.houses(db, own_book(db), number)
    return HousePage(form=form, member=member, house=found[0] if found else None, steps=STEPS)

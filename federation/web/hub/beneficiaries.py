"""Lists of people for a scheme: who is on it, for whom, what for; printed, and noted for ever."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.beneficiaries import (
    PrintBeneficiaries,
    check_printable,
    print_beneficiaries,
)
from federation.core.refusals import Refusal, refuse
from federation.i18n import gettext, say
from federation.papers.beneficiaries import beneficiary_list
from federation.schemas.base import load
from federation.schemas.beneficiaries import BeneficiariesSchema
from federation.store import local
from federation.store.queries import beneficiaries
from federation.store.queries import requests as asked
from federation.store.queries.requests import RequestView

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..shared import answering
from ..shared import printing as papers
from ..today import today
from .overview import STAFF

TICKED: Final = "member"
NUMBER_LONGEST: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneficiaries(Page):
    """A form with those who wait for a house, ticked who stands on the list; earlier lists.

    `barred`: why there is no list now, or "".
    """

    template: ClassVar[str] = "hub/beneficiaries.html"
    form: Form
    view: RequestView
    barred: str
    listing: beneficiaries.Listing
    ticked: frozenset[int]
    earlier: tuple[beneficiaries.PrintingView, ...]
    staff: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printings(Page):
    """Every list that was printed, the newest first; requests by id."""

    template: ClassVar[str] = "hub/printings.html"
    printings: tuple[beneficiaries.PrintingView, ...]
    requests: Mapping[str, RequestView]
    staff: Mapping[int, str]


def add(to: Blueprint) -> None:
    """The routes."""
    path = "/requests/<name>/beneficiaries"
    to.add_url_rule("/beneficiaries", view_func=every_printing)
    to.add_url_rule(path, view_func=beneficiary_lists, methods=["GET", "POST"])
    to.add_url_rule(f"{path}/<printing>", view_func=one_printing)


def _page(name: str, form: Form) -> Beneficiaries:
    """What was ticked is ticked again; at first everybody is."""
    view = answering.one(name)
    barred = ""
    with store().reading() as db:
        listing = beneficiaries.listing(db, view.owner)
        try:
            check_printable(db, view, listing)
        except Refusal as refusal:
            barred = say(refusal)
        earlier = beneficiaries.printings(db, view.request)
        staff = {one.id: one.name for one in local.users(db)}
    everybody = frozenset(one.member for one in listing.people)
    return Beneficiaries(
        form=form,
        view=view,
        barred=barred,
        listing=listing,
        ticked=frozenset(_ticked(form)) if form.is_wrong else everybody,
        earlier=earlier,
        staff=staff,
    )


def _ticked(form: Form) -> tuple[int, ...]:
    """Numbers of members that were ticked."""
    told = form.lists.get(TICKED, ())
    return tuple(int(one) for one in told if one.isdecimal() and len(one) <= NUMBER_LONGEST)


@allow(*STAFF)
def every_printing() -> ResponseReturnValue:
    """All lists that ever left this office, for whoever checks."""
    with store().reading() as db:
        found = beneficiaries.printings(db)
        by_id = {one.request: one for one in asked.requests(db)}
        staff = {one.id: one.name for one in local.users(db)}
    return render(Printings(printings=found, requests=by_id, staff=staff))


@allow(*STAFF)
def beneficiary_lists(name: str) -> ResponseReturnValue:
    """The earlier lists of a request, and a form for one more."""
    if request.method == "GET":
        return render(_page(name, forms.fresh()))
    form = forms.typed()
    told = {field: text for field, text in form.typed().items() if field != TICKED}
    values, faults = load(BeneficiariesSchema(), told)
    if faults:
        return forms.show(_page(name, form.wrong(faults)))
    return forms.act(
        form,
        PrintBeneficiaries(
            request=name, members=_ticked(form), day=today(), **values, **forms.stamp(form)
        ),
        print_beneficiaries,
        lambda again: _page(name, again),
        lambda receipt: url_for(".one_printing", name=name, printing=receipt.facts["printing"]),
    )


@allow(*STAFF)
def one_printing(name: str, printing: str) -> ResponseReturnValue:
    """The sheet, on the day on which it was noted, while it still is what was noted."""
    view = answering.one(name)
    with store().reading() as db:
        every = beneficiaries.printings(db, view.request)
        listing = beneficiaries.listing(db, view.owner)
        found = next((one for one in every if one.printing == printing), None)
        if found is None:
            raise refuse("beneficiaries-unknown")
        check_printable(db, view, listing)
    if found.day != today():
        raise refuse("beneficiaries-other-day", day=found.day)
    people = [one for one in listing.people if one.member in found.members]
    voted = next((one.day for one in listing.votes if one.decision == found.decision), "")
    if len(people) < len(found.members) or not voted:
        raise refuse("beneficiaries-changed")
    return papers.show(
        lambda: beneficiary_list(node(), view, found, people, voted, listing.until),
        url_for(".beneficiary_lists", name=name),
        gettext("Lists of people"),
        as_file=False,
    )

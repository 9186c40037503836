"""Lists of people for a scheme: who is on it, for whom, what for; printed, and noted for ever."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.beneficiaries import PrintBeneficiaries, print_beneficiaries
from federation.core.refusals import refuse
from federation.core.rules.stages import is_open
from federation.i18n import gettext
from federation.papers.beneficiaries import beneficiary_list
from federation.schemas.base import load
from federation.schemas.beneficiaries import BeneficiariesSchema
from federation.store import local
from federation.store.queries import beneficiaries
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
    """A form with everybody of the group, those ticked who stand on the list; earlier lists."""

    template: ClassVar[str] = "hub/beneficiaries.html"
    form: Form
    view: RequestView
    is_open: bool
    people: tuple[beneficiaries.Beneficiary, ...]
    ticked: frozenset[int]
    earlier: tuple[beneficiaries.PrintingView, ...]
    staff: Mapping[int, str]


def add(to: Blueprint) -> None:
    """The routes."""
    path = "/requests/<name>/beneficiaries"
    to.add_url_rule(path, view_func=beneficiary_lists, methods=["GET", "POST"])
    to.add_url_rule(f"{path}/<printing>", view_func=one_printing)


def _page(name: str, form: Form, ticked: frozenset[int] | None = None) -> Beneficiaries:
    """`ticked` None: those who were listed for a house."""
    view = answering.one(name)
    with store().reading() as db:
        people = beneficiaries.people(db, view.owner)
        earlier = beneficiaries.printings(db, view.request)
        staff = {one.id: one.name for one in local.users(db)}
    listed = frozenset(one.member for one in people if one.is_listed)
    return Beneficiaries(
        form=form,
        view=view,
        is_open=is_open(view.stage),
        people=people,
        ticked=listed if ticked is None else ticked,
        earlier=earlier,
        staff=staff,
    )


@allow(*STAFF)
def beneficiary_lists(name: str) -> ResponseReturnValue:
    """The earlier lists of a request, and a form for one more."""
    if request.method == "GET":
        return render(_page(name, forms.fresh()))
    form = forms.typed()
    ticked = tuple(
        int(one)
        for one in form.lists.get(TICKED, ())
        if one.isdecimal() and len(one) <= NUMBER_LONGEST
    )
    told = {field: text for field, text in form.typed().items() if field != TICKED}
    values, faults = load(BeneficiariesSchema(), told)
    if faults:
        return forms.show(_page(name, form.wrong(faults), frozenset(ticked)))
    return forms.act(
        form,
        PrintBeneficiaries(
            request=name, members=ticked, day=today(), **values, **forms.stamp(form)
        ),
        print_beneficiaries,
        lambda again: _page(name, again, frozenset(ticked)),
        lambda receipt: url_for(".one_printing", name=name, printing=receipt.facts["printing"]),
    )


@allow(*STAFF)
def one_printing(name: str, printing: str) -> ResponseReturnValue:
    """The sheet, on the day on which it was noted; a later one is a list of its own."""
    view = answering.one(name)
    with store().reading() as db:
        every = beneficiaries.printings(db, view.request)
        people = beneficiaries.people(db, view.owner)
    found = next((one for one in every if one.printing == printing), None)
    if found is None:
        raise refuse("beneficiaries-unknown")
    if found.day != today():
        raise refuse("beneficiaries-other-day", day=found.day)
    return papers.show(
        lambda: beneficiary_list(node(), view, found, people),
        url_for(".beneficiary_lists", name=name),
        gettext("Lists of people"),
        as_file=False,
    )

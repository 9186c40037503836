"""Who carries the office's files: people and ways, and the groups to whom they go."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands import carriers as deeds
from federation.core.refusals import Refusal, refuse
from federation.store import carriers
from federation.store.carriers import Carrier
from federation.store.queries import requests as asked
from federation.store.queries.requests import PartnerView
from sync.ways import Way, way_of

from .. import forms
from ..errors import status_of
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from .overview import STAFF

_BESIDE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "carrier-name-missing": "name",
        "carrier-name-taken": "name",
        "carrier-codes-missing": "codes",
        "carrier-code-unknown": "codes",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriers(Page):
    """Everybody who carries, and how many go by region or by nobody (`ways` with a count)."""

    template: ClassVar[str] = "hub/carriers.html"
    form: Form
    carriers: tuple[Carrier, ...]
    ways: tuple[tuple[Way, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierPage(Page):
    """One of them, with the partners to whom she takes files, by code."""

    template: ClassVar[str] = "hub/carrier.html"
    form: Form
    carrier: Carrier
    partners: tuple[PartnerView, ...]


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/replies/carriers", view_func=carrier_list, methods=both)
    to.add_url_rule("/replies/carriers/<int:number>", view_func=carrier_page, methods=both)


def _list(form: Form) -> Carriers:
    with store().reading() as db:
        by = way_of(db, asked.partners(db))
        every = carriers.carriers(db)
    counted: dict[Way, int] = {}
    for way in by.values():
        counted[way] = counted.get(way, 0) + 1
    others = [(way, many) for way, many in counted.items() if not way.is_carrier]
    return Carriers(
        form=form,
        carriers=every,
        ways=tuple(sorted(others, key=lambda both: both[0].order)),
    )


@allow(*STAFF)
def carrier_list() -> ResponseReturnValue:
    """Who carries; and somebody new."""
    if request.method == "GET":
        return render(_list(forms.fresh()))
    form = forms.typed()
    try:
        number = deeds.add_carrier(store(), form.value("name"))
    except Refusal as refusal:
        return _refused(_list, form, refusal)
    return redirect(url_for(".carrier_page", number=number), 303)


def _refused(page: Callable[[Form], Page], form: Form, refusal: Refusal) -> ResponseReturnValue:
    refused = form.refused(refusal, _BESIDE.get(refusal.code, ""))
    return forms.show(page(refused), status_of(refusal))


def _one(number: int, form: Form) -> CarrierPage:
    with store().reading() as db:
        found = carriers.carrier(db, number)
        if found is None:
            raise refuse("carrier-unknown")
        partners = tuple(one for one in asked.partners(db) if one.node in found.nodes)
    return CarrierPage(form=form, carrier=found, partners=partners)


@allow(*STAFF)
def carrier_page(number: int) -> ResponseReturnValue:
    """Groups given to her, taken from her; or she carries no more."""
    if request.method == "GET":
        return render(_one(number, forms.fresh()))
    form, pressed = forms.typed(), request.form.get(forms.BUTTON, "")
    try:
        if pressed == "remove":
            deeds.remove_carrier(store(), number)
            return redirect(url_for(".carrier_list"), 303)
        if pressed == "keep":
            deeds.keep_only(store(), number, request.form.getlist("node"))
        else:
            deeds.give(store(), number, form.value("codes"))
    except Refusal as refusal:
        return _refused(lambda refused: _one(number, refused), form, refusal)
    return redirect(url_for(".carrier_page", number=number), 303)

"""Networks of groups: made, named anew, ended; joined and left by a group, each with its day."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.networks import (
    EndNetwork,
    JoinNetwork,
    LeaveNetwork,
    ListNetwork,
    end_network,
    join_network,
    leave_network,
    list_network,
)
from federation.core.refusals import refuse
from federation.schemas.base import load
from federation.schemas.places import NetworkJoinSchema, NetworkSchema, NetworkTermSchema
from federation.store.queries import networks, places
from federation.store.queries import requests as asked
from federation.store.queries.networks import NetworkTermView, NetworkView
from federation.store.queries.requests import PartnerView

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import store
from ..pages import Page, render
from ..today import today
from .overview import STAFF
from .placing import group_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Networks(Page):
    """Every network, and where each is at work, in words; a form for one more."""

    template: ClassVar[str] = "hub/networks.html"
    form: Form
    networks: tuple[tuple[NetworkView, str], ...]


@dataclass(frozen=True, slots=True)
class Belonging:
    """A group in a network: `code` and `name` of the group, since when, and until when."""

    code: str
    name: str
    since: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneNetwork(Page):
    """A network with its groups, those that left apart; a form to name it anew."""

    template: ClassVar[str] = "hub/network.html"
    form: Form
    network: NetworkView
    where: str
    groups: tuple[Belonging, ...]
    left: tuple[Belonging, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupNetworks(Page):
    """The networks of a group, and those it may join."""

    template: ClassVar[str] = "hub/group_networks.html"
    form: Form
    partner: PartnerView
    terms: tuple[tuple[NetworkTermView, str], ...]
    others: tuple[tuple[str, str], ...]


def add(to: Blueprint) -> None:
    """The routes."""
    both = ["GET", "POST"]
    to.add_url_rule("/networks", view_func=network_list, methods=both)
    to.add_url_rule("/networks/<network>", view_func=one_network, methods=both)
    to.add_url_rule("/networks/<network>/leave", view_func=network_left, methods=both)
    to.add_url_rule("/groups/<code>/networks", view_func=group_networks, methods=both)


def _list_page(form: Form) -> Networks:
    with store().reading() as db:
        tree, every = places.tree(db), networks.networks(db)
    return Networks(form=form, networks=tuple((one, tree.told(one.place)) for one in every))


@allow(*STAFF)
def network_list() -> ResponseReturnValue:
    """Every network; one more is made."""
    if request.method == "GET":
        return render(_list_page(forms.fresh()))
    return forms.take(
        NetworkSchema(),
        ListNetwork,
        list_network,
        _list_page,
        lambda receipt: url_for(
            ".one_network", network=receipt.facts["network"], done="network-made"
        ),
        day=today(),
    )


def _one_page(name: str, form: Form) -> OneNetwork:
    with store().reading() as db:
        found = networks.network(db, name)
        if found is None:
            raise refuse("network-unknown")
        tree, terms = places.tree(db), networks.terms(db, network=name)
        partners = {one.node: one for one in asked.partners(db, "group")}
    some = sorted(
        (
            Belonging(partners[one.node].code, partners[one.node].name, one.since, one.until)
            for one in terms
            if one.node in partners
        ),
        key=lambda one: one.code,
    )
    return OneNetwork(
        form=form,
        network=found,
        where=tree.told(found.place),
        groups=tuple(one for one in some if not one.until),
        left=tuple(one for one in some if one.until),
    )


@allow(*STAFF)
def one_network(network: str) -> ResponseReturnValue:
    """One network: named anew, or ended."""
    if request.method == "GET":
        page = _one_page(network, forms.fresh())
        told = {"name": page.network.name, "place": page.network.place}
        return render(_one_page(network, forms.fresh(**told)))
    form = forms.typed()

    def page_again(again: Form) -> Page:
        return _one_page(network, again)

    if form.button == "end":
        return forms.act(
            form,
            EndNetwork(network=network, day=today(), **forms.stamp(form)),
            end_network,
            page_again,
            lambda _: url_for(".network_list", done="network-ended"),
        )
    return forms.take(
        NetworkSchema(),
        ListNetwork,
        list_network,
        page_again,
        lambda _: url_for(".one_network", network=network, done="network-named"),
        network=network,
        day=today(),
    )


@allow(*STAFF)
def network_left(network: str) -> ResponseReturnValue:
    """A group leaves; sent from the group's page of networks."""
    if request.method == "GET":
        return one_network(network)
    form = forms.typed()
    values, faults = load(NetworkTermSchema(), form.typed())
    if faults:
        return forms.show(_group_page(form.value("partner"), form.wrong(faults)))
    return forms.act(
        form,
        LeaveNetwork(network=network, **values, **forms.stamp(form)),
        leave_network,
        lambda again: _group_page(values["partner"], again),
        lambda _: url_for(".group_networks", code=values["partner"], done="network-left"),
    )


def _group_page(code: str, form: Form) -> GroupNetworks:
    with store().reading() as db:
        partner = group_of(db, code)
        terms, every = networks.terms(db, node=partner.node), networks.networks(db)
    names = {one.network: one.name for one in every}
    inside = {one.network for one in terms if not one.until}
    return GroupNetworks(
        form=form,
        partner=partner,
        terms=tuple((one, names.get(one.network, "")) for one in terms),
        others=tuple(
            (one.network, one.name)
            for one in every
            if one.network not in inside and not one.ended_on
        ),
    )


@allow(*STAFF)
def group_networks(code: str) -> ResponseReturnValue:
    """The networks of a group; it joins one."""
    if request.method == "GET":
        return render(_group_page(code, forms.fresh(day=today())))
    return forms.take(
        NetworkJoinSchema(),
        JoinNetwork,
        join_network,
        lambda form: _group_page(code, form),
        lambda _: url_for(".group_networks", code=code, done="network-joined"),
        partner=code,
    )

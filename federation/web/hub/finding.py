"""Finding groups, requests, places and settlements at the hub; members only in their group's books.

A single member is looked at with a reason that her group is told (`looking`). So no name of a
member is searched here.
"""

from collections.abc import Iterable

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from federation.core.finding import Sought, fits
from federation.core.finding import known as plain
from federation.core.places import Place
from federation.i18n import gettext
from federation.store import Database
from federation.store.queries import finding as known
from federation.store.queries import places

from ..guard import allow
from ..shared.finding import Hit, Section, facts, page, section
from .overview import STAFF


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/find", view_func=find)


@allow(*STAFF)
def find() -> ResponseReturnValue:
    """What `find` finds of groups, requests and places."""
    ways = (
        gettext("the name or the code of a group: Natangwe, or G0142"),
        gettext("the number or the title of a request"),
        gettext("a settlement, a town or a region; ǁGaroëb and //Garoeb are the same"),
    )
    members = (
        gettext("Members are not searched here. Open their group and say why you look."),
        url_for(".groups"),
        gettext("Groups"),
    )
    return page(_sections, ways, members)


def _sections(db: Database, what: Sought) -> Iterable[Section]:
    groups, asks, tree = known.groups(db), known.requests(db), places.tree(db)
    names = {one.node: one.name for one in groups}
    written = sorted({one.settlement for one in asks})

    def ask(one: known.RequestName) -> Hit:
        told = facts(one.number, names.get(one.owner, ""), one.settlement)
        return Hit(url_for(".one_request", name=one.request), one.title, told)

    def place(one: Place) -> Hit:
        above = ", ".join(each.name for each in tree.ancestors(one.code))
        return Hit(url_for(".one_place", at=one.code), one.name, above)

    found = ((fits(what, map(plain, (one.name, one.code))), one) for one in groups)
    yield section(gettext("Groups"), "members", found, _group)
    asked = ((fits(what, map(plain, _told(one))), one) for one in asks)
    yield section(gettext("Requests"), "request", asked, ask)
    lie = ((fits(what, map(plain, (one.name, one.code))), one) for one in tree)
    yield section(gettext("Places"), "place", lie, place)
    names_there = ((fits(what, (plain(one),)), one) for one in written)
    title = gettext("Settlements as groups write them")
    yield section(title, "map", names_there, _settlement)


def _told(one: known.RequestName) -> tuple[str, ...]:
    return one.number, one.title, one.settlement


def _group(one: known.GroupName) -> Hit:
    return Hit(url_for(".group", code=one.code), one.name, one.code)


def _settlement(name: str) -> Hit:
    return Hit(url_for(".request_list", settlement=name), name, gettext("its requests"))

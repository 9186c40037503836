"""Finding requests, settlements and repairs at the city; nobody's name is known here."""

from collections.abc import Iterable

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from federation.core.finding import Sought, fits
from federation.core.finding import known as plain
from federation.i18n import day, gettext, word
from federation.store import Database
from federation.store.queries import finding as known

from ..filters import settlement_path
from ..guard import allow
from ..shared.finding import Hit, Section, facts, page, section
from .common import READERS


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/find", view_func=find)


@allow(*READERS)
def find() -> ResponseReturnValue:
    """What `find` finds of requests, settlements and repairs."""
    ways = (
        gettext("the number or the title of a request"),
        gettext("a settlement; ǁGaroëb and //Garoeb are the same"),
        gettext("the name of a group"),
        gettext("the number of a repair, or its place"),
    )
    return page(_sections, ways)


def _sections(db: Database, what: Sought) -> Iterable[Section]:
    asks, broken = known.requests(db), known.repairs(db)
    names = {settlement_path(one.settlement): one.settlement for one in asks if one.settlement}
    asked = ((fits(what, map(plain, _told(one))), one) for one in asks)
    yield section(gettext("Requests"), "request", asked, _request)
    lie = ((fits(what, (plain(name),)), (key, name)) for key, name in sorted(names.items()))
    yield section(gettext("Settlements"), "place", lie, _settlement)
    told = ((fits(what, map(plain, (one.number, one.place))), one) for one in broken)
    yield section(gettext("Repairs"), "repair", told, _repair)


def _told(one: known.RequestName) -> tuple[str, ...]:
    return one.number, one.title, one.settlement, one.group


def _request(one: known.RequestName) -> Hit:
    told = facts(one.number, one.group, one.settlement)
    return Hit(url_for(".one_request", name=one.request), one.title, told)


def _settlement(one: tuple[str, str]) -> Hit:
    key, name = one
    return Hit(url_for(".settlement", key=key), name, "")


def _repair(one: known.RepairName) -> Hit:
    told = facts(one.number, one.place, day(one.day))
    return Hit(url_for(".one_repair", name=one.repair), word(one.service, "service"), told)

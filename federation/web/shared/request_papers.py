"""Requests on paper, for every face: the sheet for the city, the page for two signatures."""

from collections.abc import Callable, Iterable

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from federation.core.refusals import refuse
from federation.i18n import gettext
from federation.papers import requests as papers
from federation.papers.paper import Paper
from federation.store.queries.embargoes import barred
from federation.store.queries.requests import RequestView

from ..guard import allow
from ..here import node, store
from ..today import today
from . import printing
from .answering import one


def add(to: Blueprint, roles: Iterable[str]) -> None:
    """The routes, open to these roles."""
    path = "/requests/<name>"
    to.add_url_rule(f"{path}/sheet", endpoint="sheet", view_func=_view(roles, _sheet))
    to.add_url_rule(f"{path}/statement", endpoint="statement", view_func=_view(roles, _statement))


def _view(
    roles: Iterable[str], make: Callable[[RequestView], Paper]
) -> Callable[[str], ResponseReturnValue]:
    @allow(*roles)
    def view(name: str) -> ResponseReturnValue:
        found = one(name)
        back = url_for(".one_request", name=name)
        return printing.show(lambda: make(found), back, gettext("The request"))

    return view


def _sheet(view: RequestView) -> Paper:
    """A city without a node sees a figure of people only by the group's vote.

    Raises Refusal `release-under-embargo`.
    """
    with store().reading() as db:
        found = barred(db).on(view.settlements)
    if found:
        raise refuse("release-under-embargo", settlement=found.settlement, reason=found.reason)
    return papers.request_sheet(node(), view, shows=bool(view.step_day("figures-released")))


def _statement(view: RequestView) -> Paper:
    return papers.statement(node(), view, today())

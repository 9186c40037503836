"""Guides to print: what somebody of a role does, step by step, on two sheets."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from federation.core.refusals import refuse
from federation.i18n import gettext
from federation.papers import guides
from federation.sentences.helping import GUIDES

from ..guard import EVERYBODY, allow
from ..here import me, node
from .printing import Links, show

# Whose guides a face has, in the order in which they are offered.
AT: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "group": ("treasurer", "collector", "secretary", "chair"),
        "hub": ("staff",),
        "city": ("official",),
    }
)


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/guide", view_func=own_guide)
    to.add_url_rule("/guides/<role>", view_func=one_guide)


def offered(*, but: str = "") -> Links:
    """Address and title of every guide of this face."""
    return tuple(
        (url_for(".one_guide", role=role), gettext(GUIDES[role]))
        for role in AT[node().settings.role]
        if role != but
    )


@allow(*EVERYBODY)
def own_guide() -> ResponseReturnValue:
    """The guide of whoever asks."""
    return _shown(guides.of_role(me().role))


@allow(*EVERYBODY)
def one_guide(role: str) -> ResponseReturnValue:
    """A guide of this face. Raises Refusal `page-unknown`."""
    if role not in AT[node().settings.role]:
        raise refuse("page-unknown")
    return _shown(role)


def _shown(role: str) -> ResponseReturnValue:
    """A guide as a page and as a PDF, with the others of this face beside it."""
    own = node().settings
    return show(
        lambda: guides.guide(role, own.name, node().today()),
        url_for(f"{own.role}.home"),
        gettext("First page"),
        beside=offered(but=role),
    )

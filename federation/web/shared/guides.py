"""Guides to print: what somebody of a role does, step by step, on two sheets."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from federation.catalogues import LANGUAGES
from federation.core.refusals import refuse
from federation.i18n import gettext, language, use_language
from federation.papers import guides
from federation.papers.paper import Paper
from federation.sentences.helping import GUIDES

from .. import speaking
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
    to.add_url_rule("/guides/<role>/<language>", view_func=guide_in)


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
    return _shown(guides.of_role(me().role), language())


@allow(*EVERYBODY)
def one_guide(role: str) -> ResponseReturnValue:
    """A guide of this face. Raises Refusal `page-unknown`."""
    return _shown(role, language())


@allow(*EVERYBODY)
def guide_in(role: str, language: str) -> ResponseReturnValue:
    """A guide in another language than the page's. Raises Refusal `page-unknown`."""
    return _shown(role, language)


def _shown(role: str, spoken_in: str) -> ResponseReturnValue:
    """A guide as a page and as a PDF, beside it the other languages and the face's other guides."""
    own = node().settings
    if role not in AT[own.role] or spoken_in not in speaking.spoken():
        raise refuse("page-unknown")

    def made() -> Paper:
        with use_language(spoken_in):
            return guides.guide(role, own.name, node().today())

    others = tuple(
        (url_for(".guide_in", role=role, language=code), LANGUAGES[code])
        for code in speaking.spoken()
        if code != spoken_in
    )
    home = url_for(f"{own.role}.home")
    return show(made, home, gettext("First page"), beside=(*others, *offered(but=role)))

"""Settlements as groups described them: how far each profile is, and what stands out."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint
from flask.typing import ResponseReturnValue

from federation.core.rules.profiles import PARTS
from federation.store.queries import profiles
from federation.store.queries.profiles import ProfileView

from ..guard import allow
from ..here import store
from ..pages import Page, render
from .overview import STAFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiles(Page):
    """Every profile by settlement; `parts`: how many there are to tell."""

    template: ClassVar[str] = "hub/profiles.html"
    profiles: tuple[ProfileView, ...]
    parts: int


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/profiles", view_func=profile_list)


@allow(*STAFF)
def profile_list() -> ResponseReturnValue:
    """The list."""
    with store().reading() as db:
        return render(Profiles(profiles=profiles.profiles(db), parts=len(PARTS)))

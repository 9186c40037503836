"""The first page: start the meeting, where the money is, what waits."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint
from flask.typing import ResponseReturnValue

from federation.store.queries import books

from ..guard import allow
from ..here import node, store
from ..pages import Page, render

OFFICERS = ("treasurer", "secretary", "chair")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home(Page):
    """Where the money is."""

    template: ClassVar[str] = "group/home.html"
    pots: books.Pots


def add(to: Blueprint) -> None:
    """The route."""
    to.add_url_rule("/", view_func=home)


@allow(*OFFICERS, "collector")
def home() -> ResponseReturnValue:
    """The first page."""
    with store().reading() as db:
        book = books.book_of(db, node().settings.node_id)
        return render(Home(pots=books.pots(db, book)))

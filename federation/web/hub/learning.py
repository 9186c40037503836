"""What groups learn from each other: the catalogue of ideas, visits, and counts per group."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from federation.commands.deed import Desk
from federation.commands.learning import SendCatalogue, send_catalogue, unsent
from federation.reports import learning as told
from federation.store.queries import books, group, learning
from federation.store.queries import requests as asked

from .. import forms
from ..forms import Form
from ..guard import allow
from ..here import node, store
from ..pages import Page, render
from ..today import today
from .overview import STAFF, partner_names
from .parts import slice_of

SIDE: Final = 6  # columns side by side
PAGE: Final = 20  # groups on a page: each asks for a dozen counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Ideas(Page):
    """Every card; `waiting`: lines of the catalogue that groups were not told yet."""

    template: ClassVar[str] = "hub/ideas.html"
    form: Form
    ideas: tuple[learning.PracticeView, ...]
    uses: dict[str, tuple[learning.UseView, ...]]
    names: dict[str, str]
    waiting: int


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """A group and its figures: counts."""

    code: str
    name: str
    figures: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Together(Page):
    """Counts per group by code, who visited whom, and who was never visited.

    `parts`: the codes, as many together as a screen shows side by side; `before`, `after`:
    addresses of the groups before and after these ("": none).
    """

    template: ClassVar[str] = "hub/together.html"
    before: str
    after: str
    parts: tuple[tuple[str, ...], ...]
    groups: tuple[GroupFigures, ...]
    ways: tuple[told.Learned, ...]
    never: tuple[str, ...]


def add(to: Blueprint) -> None:
    """The routes."""
    to.add_url_rule("/ideas", view_func=ideas, methods=["GET", "POST"])
    to.add_url_rule("/together", view_func=together)


@allow(*STAFF)
def ideas() -> ResponseReturnValue:
    """The catalogue; what is new in it goes to every group."""
    if request.method == "GET":
        return render(_ideas(forms.fresh()))
    form = forms.typed()
    order = SendCatalogue(day=today(), **forms.stamp(form))
    return forms.act(
        form, order, send_catalogue, _ideas, lambda _: url_for(".ideas", done="catalogue")
    )


def _ideas(form: Form) -> Page:
    with store().reading() as db:
        cards = learning.practices(db)
        uses = learning.uses(db)
        return Ideas(
            form=form,
            ideas=cards,
            uses={
                one.practice: tuple(
                    use for use in uses if use.practice == one.practice and use.owner != one.owner
                )
                for one in cards
            },
            names=partner_names(db),
            waiting=len(unsent(Desk(db, node()))),
        )


@allow(*STAFF)
def together() -> ResponseReturnValue:
    """How groups work together and learn from each other."""
    now, found, codes = today(), [], tuple[str, ...]()
    with store().reading() as db:
        book_of = {one.node: one.id for one in books.books(db)}
        partners = asked.partners(db, "group")
        names = {one.node: one.name for one in partners}
        part_of = slice_of(partners, PAGE)
        ways = told.learning_map(db, names)
        for one in part_of.rows:
            book = book_of.get(one.node, 0)
            rules = group.rules(db, book, 0)
            parts = told.figures_of(db, book, one.node, now, rules, (one.name, ways))
            codes = tuple(part.code for part in parts)
            shown = {part.code: told.shown(part) for part in parts}
            found.append(GroupFigures(one.code, one.name, MappingProxyType(shown)))
    return render(
        Together(
            before=part_of.before,
            after=part_of.after,
            parts=tuple(codes[at : at + SIDE] for at in range(0, len(codes), SIDE)),
            groups=tuple(found),
            ways=ways,
            never=told.never_visited(ways, names),
        )
    )

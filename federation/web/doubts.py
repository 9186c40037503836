"""An amount far above what is usual: asked about once, before anything is entered.

A nought too many is the mistake that costs most. What people typed is carried by the page that
asks, so that it works without JavaScript, and comes back as it was when it is to be changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from flask import request

from federation.commands.deed import Order
from federation.store import Database
from federation.store.queries import books
from federation.store.queries.usual import largest_lately

from .here import node, store
from .pages import Page

if TYPE_CHECKING:
    from .forms import Form

SURE: Final = "sure"
CHANGE: Final = "change"
TIMES: Final = 10


@dataclass(frozen=True, slots=True)
class Doubt:
    """An amount that is ten times the largest of its kind lately, or more; minor units."""

    kind: str
    purpose: str
    who: str
    amount_minor: int
    usual_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sure(Page):
    """Is that right? `carried`: everything typed, to be sent again; `told`: which amounts."""

    template: ClassVar[str] = "shared/sure.html"
    form: "Form"
    doubts: tuple[Doubt, ...]
    carried: tuple[tuple[str, str], ...]
    address: str
    told: str


def about(form: "Form", order: Order) -> Sure | None:
    """The page that asks, or None when nothing is unusual or these very amounts are sure.

    A form on which somebody gives her PIN is not asked about: two people looked already, and a
    PIN is never put into a page.
    """
    if any("pin" in name for name in form.values) or not order.amounts():
        return None
    with store().reading() as db:
        doubts = tuple(_doubts(db, order))
    told = ",".join(str(one.amount_minor) for one in doubts)
    if not doubts or form.value(SURE) == told:
        return None
    carried = tuple(
        (name, one)
        for name, many in form.lists.items()
        for one in many
        if name not in (SURE, "csrf_token", "form_token")
    )
    address = request.script_root + request.full_path.rstrip("?")
    return Sure(form=form, doubts=doubts, carried=carried, address=address, told=told)


def _doubts(db: Database, order: Order) -> Iterable[Doubt]:
    book = books.book_of(db, node().settings.node_id)
    usual: dict[tuple[str, str], int] = {}
    names: dict[int, str] | None = None
    for one in order.amounts():
        key = (one.kind, one.purpose)
        if key not in usual:
            usual[key] = largest_lately(db, book, *key)
        if usual[key] and one.minor >= TIMES * usual[key]:
            names = books.names(db, book) if names is None else names
            yield Doubt(one.kind, one.purpose, names.get(one.member, ""), one.minor, usual[key])

"""One field that finds what there is at a node: by name, number, code, or a telephone's end."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar, Final, TypeVar

from flask import request
from flask.typing import ResponseReturnValue

from federation.core.finding import LETTERS_MAX, Sought, sought
from federation.store import Database

from ..here import store
from ..pages import Page, render

SHOWN: Final = 20

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: where its page is, what it is called, what tells it from others."""

    href: str
    shown: str
    about: str


def facts(*told: str) -> str:
    """What is known of those, one beside the other."""
    return " · ".join(filter(None, told))


@dataclass(frozen=True, slots=True)
class Section:
    """Things of a kind, the best first; `more` of them are not shown."""

    title: str
    icon: str
    hits: tuple[Hit, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Find(Page):
    """What was found. `is_asked`: something was typed; `ways`: what can be typed here.

    `elsewhere`: what is not found here and why, with the address to go to.
    """

    template: ClassVar[str] = "shared/find.html"
    typed: str
    is_asked: bool
    sections: tuple[Section, ...]
    ways: tuple[str, ...]
    elsewhere: tuple[str, str, str] | None
    longest: int = LETTERS_MAX


def section(
    title: str, icon: str, found: Iterable[tuple[int, Item]], make: Callable[[Item], Hit]
) -> Section:
    """Of things with how well each fits (0: not at all) the best; equal ones keep their order.

    `make` tells one of them, of those that are shown alone.
    """
    best = [one for _, one in sorted((one for one in found if one[0]), key=lambda one: -one[0])]
    return Section(title, icon, tuple(map(make, best[:SHOWN])), max(0, len(best) - SHOWN))


def page(
    look: Callable[[Database, Sought], Iterable[Section]],
    ways: tuple[str, ...],
    elsewhere: tuple[str, str, str] | None = None,
) -> ResponseReturnValue:
    """The page, with what `find` of the address finds."""
    typed = request.args.get("find", "")
    what = sought(typed)
    found: tuple[Section, ...] = ()
    if what is not None:
        with store().reading() as db:
            found = tuple(one for one in look(db, what) if one.hits)
    return render(
        Find(
            typed=what.text if what else "",
            is_asked=bool(typed.strip()),
            sections=found,
            ways=ways,
            elsewhere=elsewhere,
        )
    )

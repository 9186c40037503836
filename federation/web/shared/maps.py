"""A map of settlements on a page, and the table of the same figures beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from federation.core.geography import Place
from federation.i18n import gettext
from federation.reports import maps


@dataclass(frozen=True, slots=True)
class Settlement:
    """A row of the table: households that ask (-1: kept private), by how many requests.

    `number` stands on the map where a name has no room; 0: its place is not known. `href`: its
    requests.
    """

    number: int
    settlement: str
    households: int
    requests: int
    href: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map with its table: `key` says what a look means, `sources` whose maps it was made from."""

    svg: Markup
    rows: tuple[Settlement, ...]
    key: tuple[tuple[Markup, str], ...]
    sources: tuple[str, ...]


def drawn(
    title: str, asked: Mapping[str, Settlement], places: Mapping[str, Place], *, has_private: bool
) -> Drawn:
    """Settlements in the order of their names, whatever is asked there; those without a place last.

    Both by the settlement's key. `has_private`: the figures are those of a release.
    """
    spots: list[maps.Spot] = []
    rows: list[Settlement] = []
    for key in sorted(places.keys() | asked.keys(), key=lambda one: (one not in places, one)):
        place = places.get(key)
        one = asked.get(key) or Settlement(0, place.settlement if place else "", 0, 0, "")
        number = len(spots) + 1 if place else 0
        rows.append(Settlement(number, one.settlement, one.households, one.requests, one.href))
        if place:
            shown = None if one.households < 0 else one.households
            spots.append(maps.Spot(place, number, shown, one.requests, one.href))
    return Drawn(
        svg=Markup(maps.draw("map", title, spots)),  # noqa: S704 - escaped where it is made
        rows=tuple(rows),
        key=tuple(_key(has_private=has_private)),
        sources=tuple(_sources(places.values())),
    )


def _key(*, has_private: bool) -> Iterable[tuple[Markup, str]]:
    words = list(enumerate(maps.class_words()))
    if has_private:
        words += [(-1, gettext("kept private")), (-2, gettext("nothing in this release"))]
    else:
        words.append((-2, gettext("nothing is asked")))
    for nth, told in words:
        yield Markup(maps.swatch(nth)), told  # noqa: S704 - of our own making


def _sources(places: Iterable[Place]) -> list[str]:
    told = {
        f"{one.source}, {one.year}" if one.source and one.year else one.source or str(one.year)
        for one in places
        if one.source or one.year
    }
    return sorted(told)

"""Where a group lives, which networks it belongs to, and which offices it has: no names."""

from dataclasses import dataclass

from federation.reports import offices
from federation.reports.offices import Term
from federation.store import Database
from federation.store.queries import books, learning, networks, places
from federation.store.queries.networks import CoordinatorView


@dataclass(frozen=True, slots=True)
class Life:
    """`place`: its code, `told`: in words with `since`; both "" where nobody said.

    `networks`: id, name, since; `near`: who has a duty for a place in which it lies. `earlier`: of
    an office, how many terms ended and when the last did.
    """

    place: str
    told: str
    since: str
    networks: tuple[tuple[str, str, str], ...]
    terms: tuple[Term, ...]
    earlier: dict[str, tuple[int, str]]
    near: tuple[CoordinatorView, ...]


def life_of(db: Database, node: str, today: str) -> Life:
    """What staff need to know of a group (its node id) before they ring it."""
    tree, lived = places.tree(db), places.lived(db, node)
    now = next((one for one in lived if one.since <= today), None) or (lived[-1] if lived else None)
    place = now.place if now and now.place in tree else ""
    names = {one.network: one.name for one in networks.networks(db)}
    around = [place, *(one.code for one in tree.ancestors(place))] if place else []
    book = books.book_of(db, node)
    return Life(
        place=place,
        told=tree.told(place),
        since=now.since if now and place else "",
        networks=tuple(
            (one.network, names.get(one.network, ""), one.since)
            for one in networks.terms(db, node=node)
            if not one.until
        ),
        terms=offices.terms(db, today, book) if book else (),
        earlier=_earlier(db, book),
        near=networks.coordinators(db, around) if around else (),
    )


def _earlier(db: Database, book: int) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for _, role, _, until in learning.past_terms(db, book):
        count, last = found.get(role, (0, ""))
        found[role] = (count + 1, max(last, until))
    return found

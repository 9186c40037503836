"""By which way files of an office go out: with whom, or into which region; what is on the way."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from federation.i18n import gettext
from federation.store import Database, carriers, exchange, journal, letters
from federation.store.letters import Out
from federation.store.queries import hub, places
from federation.store.queries import requests as asked
from federation.store.queries.requests import PartnerView

from .sticks import FOLDER_LETTERS_MAX, NAMELESS, folder_for

NOBODY: Final = "nobody"


@dataclass(frozen=True, slots=True)
class Way:
    """A carrier, or a region's groups for whom nobody carries. `key`: short, for an address.

    `folder`: its folder on a stick, which no other way has; "": each partner has one of its own.
    """

    key: str
    name: str
    is_carrier: bool = False
    folder: str = ""

    @property
    def order(self) -> tuple[bool, bool, str]:
        """Carriers first, then regions, then the rest."""
        return self.key == NOBODY, not self.is_carrier, self.name.casefold()


def way_of(db: Database, partners: Iterable[PartnerView]) -> dict[str, Way]:
    """The way of each partner, by its lasting id."""
    partners = tuple(partners)
    by = _named_ways(db, partners)
    every = carriers.carriers(db)
    named = {way.key: way.name for way in by.values() if not way.is_carrier and way.key != NOBODY}
    named |= {f"c{one.id}": one.name for one in every}
    of = _folders_of(named, [partner_folder(one) for one in partners])
    return {node: replace(way, folder=of.get(way.key, "")) for node, way in by.items()}


def partner_folder(partner: PartnerView) -> str:
    """The folder of one for whom nobody carries; its code tells it from all others."""
    return folder_for(f"{partner.code} {partner.name}")


def _folders_of(named: Mapping[str, str], taken: Iterable[str]) -> dict[str, str]:
    """A folder for each way (by its key): its plain name, with its number where another has that.

    No medium need tell capitals from small letters, and of another script nothing plain is left.
    """
    plain = {key: folder_for(name) for key, name in named.items()}
    many = Counter([*(one.casefold() for one in plain.values()), *map(str.casefold, taken)])
    found: dict[str, str] = {}
    for key in sorted(plain):
        name = plain[key]
        if name == NAMELESS or many[name.casefold()] > 1:
            numbers = (key.removeprefix("c") + f"-{more}" * bool(more) for more in count())
            tried = (f"{name[: FOLDER_LETTERS_MAX - len(one) - 1]}-{one}" for one in numbers)
            name = next(one for one in tried if not many[one.casefold()])
            many[name.casefold()] += 1
        found[key] = name
    return found


def _named_ways(db: Database, partners: Iterable[PartnerView]) -> dict[str, Way]:
    carried, placed = carriers.of(db), hub.regions(db)
    tree = places.tree(db) if placed else None
    nobody = Way(NOBODY, gettext("Nobody carries for them, and no region is said"))
    by_carrier = {one.id: Way(f"c{one.id}", one.name, True) for one in set(carried.values())}
    found: dict[str, Way] = {}
    for one in partners:
        region = placed.get(one.node, "")
        if one.node in carried:
            found[one.node] = by_carrier[carried[one.node].id]
        elif region:
            found[one.node] = Way(region, (tree.name(region) if tree is not None else "") or region)
        else:
            found[one.node] = nobody
    return found


def folders(db: Database) -> dict[str, frozenset[str]]:
    """Folders to write into, by name: the lasting ids of the partners whose files lie in each.

    For whom nobody carries, and who was not placed, has a folder of its own.
    """
    partners = asked.partners(db)
    by = way_of(db, partners)
    gathered: dict[str, set[str]] = {}
    for one in sorted(partners, key=lambda partner: (by[partner.node].order, partner.code)):
        name = by[one.node].folder or partner_folder(one)
        gathered.setdefault(name, set()).add(one.node)
    return {name: frozenset(nodes) for name, nodes in gathered.items()}


@dataclass(frozen=True, slots=True)
class OnWay:
    """A file that was written for a partner and of which nothing was heard."""

    partner: PartnerView
    out: Out

    @property
    def entries(self) -> int:
        """How many entries are in it; 0: word of what was received."""
        return max(self.out.last - self.out.first + 1, 0)


@dataclass(frozen=True, slots=True)
class Bundle:
    """What goes by one way, by the partners' codes."""

    way: Way
    files: tuple[OnWay, ...]

    @property
    def partners(self) -> int:
        """For how many partners."""
        return len({one.partner.node for one in self.files})


def on_the_way(db: Database, own: str, only: str = "") -> tuple[Bundle, ...]:
    """What lies written and was not confirmed, by way (`only`: one of them, by its key).

    Of files that hold the same the newest; `own` is this office's lasting id.
    """
    partners = asked.partners(db)
    views, by = {one.node: one for one in partners}, way_of(db, partners)
    confirmed = _confirmed(db, own)
    gathered: dict[Way, list[OnWay]] = {}
    reached: dict[tuple[str, str], tuple[int, int]] = {}
    for out in letters.unheard(db):
        view, chain = views.get(out.partner), (out.partner, out.stream)
        first, last = reached.get(chain, (out.first + 1, out.last))
        if view is None or (first <= out.first and out.last <= last):
            continue  # a newer one has all that is in it
        reached[chain] = min(first, out.first), max(last, out.last)
        is_there = out.first <= out.last <= confirmed.get(chain, 0)
        if not is_there and not asked.is_closed(db, view):
            gathered.setdefault(by[out.partner], []).append(OnWay(view, out))
    return tuple(
        Bundle(way, tuple(sorted(files, key=lambda one: (one.partner.code, one.out.first))))
        for way, files in sorted(gathered.items(), key=lambda both: both[0].order)
        if only in ("", way.key)
    )


def _confirmed(db: Database, own: str) -> dict[tuple[str, str], int]:
    """How far each partner confirmed each stream that is written for it."""
    kinds = {end.id: end.kind for end in journal.ends(db, own)}
    return {
        (partner, kinds[stream]): seq
        for (stream, partner), (seq, _) in exchange.acknowledgements(db).items()
        if stream in kinds
    }

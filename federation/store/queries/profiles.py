"""Reads of settlement profiles: each part as last told, and what is worked out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import msgspec
import peewee as pw

from federation.core.events import SettlementProfiled
from federation.core.rules.profiles import PARTS, computed, is_off, told

from ..tables import ProfilePart
from .requests import partners


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A settlement as a group described it; `days` and `told` by part, in the order of the form."""

    owner: str
    group: str
    number: int
    settlement: str
    days: Mapping[str, str]
    told: Mapping[str, Mapping[str, object]]

    @property
    def newest(self) -> str:
        """The latest day on which a part was told."""
        return max(self.days.values())

    def figure(self, part: str, name: str) -> int:
        """A number of a part, -1 when it was not told."""
        found = self.told.get(part, {}).get(name, -1)
        return found if isinstance(found, int) else -1

    @property
    def population(self) -> int:
        """The people agreed on in the open meeting, else by households times size, else -1."""
        agreed = self.figure("people", "population_agreed")
        return agreed if agreed >= 0 else self.computed

    @property
    def computed(self) -> int:
        """People by households times size."""
        return computed(self.figure("people", "households"), self.figure("people", "size_tenths"))

    @property
    def is_off(self) -> bool:
        """Whether what was agreed is far from what was counted."""
        people = ("households", "size_tenths", "population_agreed")
        return is_off(*(self.figure("people", name) for name in people))


def profiles(db: pw.Database, owner: str = "") -> tuple[ProfileView, ...]:
    """Profiles by settlement; of one group if named."""
    query = ProfilePart.select().order_by(
        ProfilePart.settlement, ProfilePart.owner, ProfilePart.number
    )
    if owner:
        query = query.where(ProfilePart.owner == owner)
    decoder = msgspec.json.Decoder(type=SettlementProfiled)
    found: dict[tuple[str, str, int], dict[str, tuple[str, SettlementProfiled]]] = {}
    for whose, number, part, settlement, day, body in query.tuples().execute(db):
        found.setdefault((settlement, whose, number), {})[part] = (day, decoder.decode(body))
    named = {one.node: one.name for one in partners(db)}
    return tuple(
        ProfileView(
            whose,
            named.get(whose, ""),
            number,
            settlement,
            MappingProxyType({part: parts[part][0] for part in PARTS if part in parts}),
            MappingProxyType({part: told(parts[part][1]) for part in PARTS if part in parts}),
        )
        for (settlement, whose, number), parts in found.items()
    )


def profile(db: pw.Database, owner: str, number: int) -> ProfileView | None:
    """One profile of a group by its number, or None."""
    return next((one for one in profiles(db, owner) if one.number == number), None)


def last_number(db: pw.Database, owner: str) -> int:
    """The highest number that a group gave to a profile; 0 before the first."""
    highest = ProfilePart.select(pw.fn.MAX(ProfilePart.number)).where(ProfilePart.owner == owner)
    return int(highest.scalar(db) or 0)

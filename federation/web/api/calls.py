"""A call to the API, and what an address is."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from marshmallow import Schema

from federation.core.periods import Period
from federation.node import Node
from federation.reports.table import Span
from federation.store import Database

HERE: Final = "/api/v1"
JSON: Final = "application/json"
HUB, CITY = "hub", "city"
_VARIABLE: Final = re.compile("<([a-z]+)>")


@dataclass(frozen=True, slots=True)
class Call:
    """A call whose parameters were read: `asked` by name, `part` from the address ("")."""

    db: Database
    node: Node
    today: str
    asked: Mapping[str, Any]
    part: str

    @property
    def period(self) -> Period | None:
        """The period that was asked for; None: up to now."""
        found = self.asked.get("period")
        return found if isinstance(found, Period) else None

    @property
    def place(self) -> str:
        """The place that was asked for; "": everywhere."""
        return str(self.asked.get("place", ""))

    @property
    def after(self) -> str:
        """Where the list goes on; "": from its beginning."""
        return str(self.asked.get("after", ""))

    @property
    def limit(self) -> int:
        """How many items at most."""
        return int(self.asked["limit"])

    @property
    def span(self) -> Span:
        """The days of the period, and the place."""
        one = self.period
        return Span(one.first, one.last, self.place) if one else Span(place=self.place)

    @property
    def told(self) -> dict[str, str | None]:
        """Period and place as they are said in the answer."""
        return {"period": self.period.code if self.period else None, "place": self.place or None}


@dataclass(frozen=True, slots=True)
class Resource:
    """An address: what it is asked, what it answers, who has it.

    `tell` makes the answer, of which only what `answer` describes goes out. `part`: the pattern
    and the words for the variable part of the path, if it has one.
    """

    path: str
    name: str
    summary: str
    tell: Callable[[Call], Mapping[str, object]]
    asked: type[Schema]
    answer: type[Schema]
    roles: tuple[str, ...]
    part: tuple[str, str] = ("", "")

    @property
    def template(self) -> str:
        """The path as OpenAPI writes it: `/groups/{code}`."""
        return self.path.replace("<", "{").replace(">", "}")

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the variable parts of the path."""
        return tuple(_VARIABLE.findall(self.path))

"""A group read who looked at its books. Kept at its own machine: nobody else asks."""

from dataclasses import dataclass
from typing import Final

from federation.store import local
from federation.store.queries import corrections

from .deed import Decision, Desk, Order

READ: Final = "office looks read"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLooks(Order):
    """All looks that are here now were read."""


def read_looks(desk: Desk, _order: ReadLooks) -> Decision:
    """The first page says no more that somebody looked, until somebody does again."""
    newest = corrections.newest_look(desk.db)
    local.set_state(desk.db, READ, str(newest))
    return [], {"looks": newest}

"""A group as the demo lives it: who is there, and what its pots hold."""

from dataclasses import dataclass, field

from federation.commands import money
from federation.commands.deed import perform
from federation.store import Store

from .chance import Chance
from .lending import Lending
from .people import Person


@dataclass(slots=True)
class Group:
    """A group as the demo lives it: what it has, in minor units, and who is there.

    `saved` per member and purpose; `fines` per member; `officers`: user numbers that close.
    `offer`: the fund's number of its loan, for `builder`; `paid_over`: day, amount, slip of what
    the office has not written down yet.
    """

    store: Store
    place: int
    chance: Chance
    people: tuple[Person, ...]
    leaver: int = 0
    here: list[int] = field(default_factory=list)
    cash: int = 0
    bank: int = 0
    social: int = 0
    saved: dict[tuple[int, str], int] = field(default_factory=dict)
    fines: dict[int, int] = field(default_factory=dict)
    lending: Lending = field(default_factory=Lending)
    treasurer: int = 0
    officers: tuple[int, ...] = ()
    meeting: int = 0
    offer: int = 0
    builder: int = 0
    paid_over: list[tuple[str, int, str]] = field(default_factory=list)

    def saved_by(self, member: int) -> int:
        """What a member has saved for all purposes."""
        return sum(amount for (number, _), amount in self.saved.items() if number == member)

    def enter(self, lines: list[money.MoneyLine]) -> None:
        """Enter a step of the open meeting; nothing typed is nothing entered."""
        if lines:
            order = money.EnterMoney(lines=tuple(lines), meeting=self.meeting, user=self.treasurer)
            perform(self.store, order, money.enter_money)

"""Where a rotating pot stands: whose turn it is, who paid for it, who did not. Minor units."""

from dataclasses import dataclass

import peewee as pw

from . import group


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: who takes the pot, who paid in for it, what of that was paid out."""

    turn: int
    member: int
    paid: tuple[int, ...]
    missing: tuple[int, ...]
    in_minor: int
    out_minor: int

    @property
    def lies_minor(self) -> int:
        """What lies in the pot for this turn."""
        return self.in_minor - self.out_minor


@dataclass(frozen=True, slots=True)
class Rotating:
    """A rotating pot with its turns in order; `now` is the turn that is due, 0 once it is over."""

    pot: group.RotationView
    turns: tuple[Turn, ...]
    now: int

    @property
    def due(self) -> Turn | None:
        """The turn that is due."""
        return self.turns[self.now - 1] if self.now else None

    @property
    def fixed(self) -> int:
        """How many turns keep their place: up to the last one that was paid out."""
        return max((one.turn for one in self.turns if one.out_minor), default=0)

    @property
    def full_minor(self) -> int:
        """What everybody together pays at a turn."""
        return self.pot.amount_minor * len(self.turns)

    @property
    def behind(self) -> tuple[Turn, ...]:
        """Turns that were paid out though somebody had not paid, or with something left."""
        done = [one for one in self.turns if one.out_minor]
        return tuple(one for one in done if one.missing or one.lies_minor)

    def not_settled(self, member: int) -> int:
        """Turns that keep a member: hers if it is still to come, and those she did not pay for.

        Once she had the pot these are all turns, those to come among them; before, her own turn
        alone: another order, voted on, may leave her out.
        """
        own = next((one for one in self.turns if one.member == member), None)
        if own is None or not self.now:
            return 0
        if not own.out_minor:
            return 1
        return sum(member in one.missing for one in self.turns)


def rotating(db: pw.Database, book: int, number: int) -> Rotating | None:
    """One rotating pot, or None."""
    pots = (one for one in group.rotations(db, book) if one.rotation == number)
    return next((_stands(db, book, one) for one in pots), None)


def all_rotating(db: pw.Database, book: int) -> tuple[Rotating, ...]:
    """Every rotating pot, the newest first."""
    return tuple(_stands(db, book, one) for one in group.rotations(db, book))


def _stands(db: pw.Database, book: int, pot: group.RotationView) -> Rotating:
    lines = group.turns_paid(db, book, pot.rotation)
    turns = []
    for number, member in enumerate(pot.turns, 1):
        own = [line for line in lines if line.turn == number]
        paid = tuple(dict.fromkeys(line.member for line in own if line.paid_minor > 0))
        turns.append(
            Turn(
                turn=number,
                member=member,
                paid=paid,
                missing=tuple(one for one in pot.turns if one not in paid),
                in_minor=sum(line.paid_minor for line in own if line.paid_minor > 0),
                out_minor=-sum(line.paid_minor for line in own if line.paid_minor < 0),
            )
        )
    now = next((one.turn for one in turns if not one.out_minor), 0)
    return Rotating(pot, tuple(turns), now)

"""A rotating pot: everybody pays in at each turn, one takes it all, in an agreed or drawn order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.i18n import gettext
from federation.store import Draft
from federation.store.queries import books, group
from federation.store.queries import rotation as found

from .days import check_day
from .deed import Decision, Desk, Order
from .meetings import open_now
from .voting import Votes, vote

ABOUT = "rotation"
BY_TURN, BY_LOT = "turn", "lot"
MEMBERS_MIN = 2
BYTE = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginRotation(Order):
    """A rotating pot of these members begins; each pays `amount` (minor units) at each turn.

    `by`: turn (in the order of `members`) or lot (the order is drawn).
    """

    day: str
    amount: int
    members: tuple[int, ...]
    by: str = BY_TURN
    every: str = "month"
    meeting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PayIntoRotation(Order):
    """These members paid in for a turn, each the amount agreed."""

    rotation: int
    turn: int
    members: tuple[int, ...]
    day: str
    meeting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PayRotationOut(Order):
    """The member whose turn it is takes what lies there for her.

    `although`: it is paid though somebody has not paid in.
    """

    rotation: int
    turn: int
    day: str
    although: bool = False
    meeting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderRotation(Order):
    """The turns that are still to come are taken by these members, in this order."""

    rotation: int
    members: tuple[int, ...]
    day: str
    votes: Votes | None = None
    words: str = ""
    meeting: int = 0


def drawn(members: Sequence[int], entropy: Callable[[int], bytes]) -> tuple[int, ...]:
    """These members in an order drawn by lot: each order is as likely as any other."""
    left, order = list(members), []
    while left:
        order.append(left.pop(_below(len(left), entropy)))
    return tuple(order)


def _below(count: int, entropy: Callable[[int], bytes]) -> int:
    """A number from 0 to below `count`, at most 65,536; none is likelier than another."""
    fair = BYTE * BYTE - BYTE * BYTE % count
    while True:
        number = int.from_bytes(entropy(2), "big")
        if number < fair:
            return number % count


def begin_rotation(desk: Desk, order: BeginRotation) -> Decision:
    """A rotating pot begins; the order of a lot is drawn here and stands in the entry.

    Raises Refusal `rotation-few`, `member-left`, and what the ledger refuses.
    """
    check_day(desk, order.day)
    if order.meeting:
        open_now(desk, order.meeting)
    if len(order.members) < MEMBERS_MIN:
        raise refuse("rotation-few")
    _check_here(desk, order.members)
    turns = drawn(order.members, desk.node.entropy) if order.by == BY_LOT else order.members
    number = group.last_number(desk.db, desk.book, "rotation") + 1
    event = e.RotationBegun(
        user=order.user,
        day=order.day,
        rotation=number,
        amount=order.amount,
        order=turns,
        by=order.by,
        every=order.every,
        meeting=order.meeting,
    )
    return [Draft(kinds.LEDGER, event)], {"rotation": number}


def _check_here(desk: Desk, members: Sequence[int]) -> None:
    gone = {one.member: one.left_on for one in books.members(desk.db, desk.book) if one.left_on}
    for member in members:
        if member in gone:
            raise refuse("member-left", member=member, left_day=gone[member])


def _running(desk: Desk, number: int) -> found.Rotating:
    """A rotating pot. Raises Refusal `number-unknown`."""
    pot = found.rotating(desk.db, desk.book, number)
    if pot is None:
        raise refuse("number-unknown", what="rotation", number=number)
    return pot


def _turn(pot: found.Rotating, number: int) -> found.Turn:
    if not 0 < number <= len(pot.turns):
        raise refuse("rotation-turn-unknown", rotation=pot.pot.rotation, turn=number)
    return pot.turns[number - 1]


def pay_into_rotation(desk: Desk, order: PayIntoRotation) -> Decision:
    """One entry for each who paid; for a turn that is past or to come it may be paid, too.

    Raises Refusal `rotation-turn-unknown`, `rotation-not-in`, `rotation-paid-already`,
    `nothing-to-enter`.
    """
    check_day(desk, order.day)
    if order.meeting:
        open_now(desk, order.meeting)
    pot = _running(desk, order.rotation)
    turn = _turn(pot, order.turn)
    if not order.members:
        raise refuse("nothing-to-enter")
    for member in order.members:
        if member not in pot.pot.turns:
            raise refuse("rotation-not-in", member=member, rotation=order.rotation)
        if member in turn.paid:
            raise refuse("rotation-paid-already", member=member, turn=order.turn)
    drafts = [
        Draft(
            kinds.LEDGER,
            e.RotationPaidIn(
                user=order.user,
                day=order.day,
                amount=pot.pot.amount_minor,
                meeting=order.meeting,
                member=member,
                rotation=order.rotation,
                turn=order.turn,
            ),
        )
        for member in dict.fromkeys(order.members)
    ]
    return drafts, {"turn": order.turn, "members": len(drafts)}


def pay_rotation_out(desk: Desk, order: PayRotationOut) -> Decision:
    """What lies there for a turn goes to the member whose turn it is (or was).

    Raises Refusal `rotation-turn-unknown`, `rotation-not-now`, `rotation-pot-empty`,
    `rotation-some-missing`.
    """
    check_day(desk, order.day)
    if order.meeting:
        open_now(desk, order.meeting)
    pot = _running(desk, order.rotation)
    turn = _turn(pot, order.turn)
    if pot.now and order.turn > pot.now:
        raise refuse("rotation-not-now")
    if not turn.lies_minor:
        raise refuse("rotation-pot-empty", turn=order.turn)
    if turn.missing and not turn.out_minor and not order.although:
        raise refuse("rotation-some-missing", missing=len(turn.missing), turn=order.turn)
    event = e.RotationPaidOut(
        user=order.user,
        day=order.day,
        amount=turn.lies_minor,
        meeting=order.meeting,
        member=turn.member,
        rotation=order.rotation,
        turn=order.turn,
    )
    facts = {"turn": order.turn, "member": turn.member, "amount_minor": turn.lies_minor}
    return [Draft(kinds.LEDGER, event)], facts


def reorder_rotation(desk: Desk, order: ReorderRotation) -> Decision:
    """Another order of what is still to come, by a vote; who is not named is out of the pot.

    Whoever had it keeps her place. Raises Refusal `rotation-over`, `rotation-few`,
    `rotation-order-others`, `rotation-has-paid` (who is not named paid in and has not had it),
    `rotation-turn-paid` (for a turn that would be no more there lies money), and those of a vote.
    """
    check_day(desk, order.day)
    pot = _running(desk, order.rotation)
    if not pot.now:
        raise refuse("rotation-over", rotation=order.rotation)
    had, to_come = pot.pot.turns[: pot.fixed], pot.pot.turns[pot.fixed :]
    if not order.members or len(had) + len(order.members) < MEMBERS_MIN:
        raise refuse("rotation-few")
    if not set(order.members) <= set(to_come):
        raise refuse("rotation-order-others")
    _check_paid(desk, order, [one for one in to_come if one not in order.members])
    for one in pot.turns[len(had) + len(order.members) :]:
        if one.lies_minor:
            raise refuse("rotation-turn-paid", turn=one.turn, lies_minor=one.lies_minor)
    words = gettext("Another order of rotating pot %(number)s", number=order.rotation)
    number, drafts = vote(
        desk,
        order.votes,
        about=ABOUT,
        words=order.words or words,
        day=order.day,
        meeting=order.meeting,
        user=order.user,
    )
    event = e.RotationReordered(
        user=order.user,
        day=order.day,
        rotation=order.rotation,
        order=(*had, *order.members),
        decision=number,
        meeting=order.meeting,
    )
    return [*drafts, Draft(kinds.LEDGER, event)], {"rotation": order.rotation}


def _check_paid(desk: Desk, order: ReorderRotation, out: Sequence[int]) -> None:
    """Whoever is out of the pot lost nothing in it. Raises Refusal `rotation-has-paid`."""
    lines = group.turns_paid(desk.db, desk.book, order.rotation)
    for member in out:
        paid = sum(max(one.paid_minor, 0) for one in lines if one.member == member)
        if paid:
            name = books.names(desk.db, desk.book).get(member, "") or f"№ {member}"
            raise refuse("rotation-has-paid", name=name, member=member, paid_minor=paid)

"""What a meeting decides: a numbered vote that whatever needed one can name."""

from dataclasses import dataclass
from typing import Final

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse
from federation.store import Draft
from federation.store.queries import group

from .days import check_day
from .deed import Decision, Desk, Order
from .meetings import open_now

# What is decided on the meeting's own page; other deeds vote about more than this.
ABOUT: Final = ("money", "work", "member", "officers", "meeting", "request", "other")
WHOLE: Final = 100
NOT_WRITTEN: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeDecision(Order):
    """What was decided (`words`), what it is `about` (a code), and how people voted.

    Counts that nobody wrote down: `present` 0, the others -1.
    """

    day: str
    about: str
    words: str
    votes_for: int
    votes_against: int = 0
    abstained: int = 0
    present: int = 0
    women_voting: int = NOT_WRITTEN
    speaking: int = NOT_WRITTEN
    women_speaking: int = NOT_WRITTEN
    meeting: int = 0


def decision_draft(desk: Desk, order: TakeDecision) -> tuple[int, Draft]:
    """The number of a new decision and its draft, for any deed that has to be voted on.

    Raises Refusal `decision-needs-words`, `decision-without-votes`, `decision-more-votes`,
    `decision-women-more`, `meeting-closed`, and those of the day.
    """
    if order.meeting:
        open_now(desk, order.meeting)
    check_day(desk, order.day)
    if not order.words:
        raise refuse("decision-needs-words")
    voting = order.votes_for + order.votes_against + order.abstained
    if not voting:
        raise refuse("decision-without-votes")
    if order.present and voting > order.present:
        raise refuse("decision-more-votes", votes=voting, present=order.present)
    spoke = max(order.speaking, 0)
    if order.women_voting > voting or order.women_speaking > spoke:
        raise refuse("decision-women-more", votes=voting, speaking=spoke)
    number = group.last_number(desk.db, desk.book, "decision") + 1
    event = e.DecisionTaken(
        user=order.user,
        day=order.day,
        decision=number,
        about=order.about,
        votes_for=order.votes_for,
        votes_against=order.votes_against,
        abstained=order.abstained,
        present=order.present,
        women_voting=order.women_voting,
        speaking=order.speaking,
        women_speaking=order.women_speaking,
        meeting=order.meeting,
    )
    return number, Draft(kinds.LEDGER, event, e.Note(note=order.words))


def take_decision(desk: Desk, order: TakeDecision) -> Decision:
    """Write a decision down. Raises Refusal as `decision_draft` does."""
    number, draft = decision_draft(desk, order)
    return [draft], {"decision": number}


def quorum_of(rules: e.ConstitutionAdopted, members: int) -> int:
    """How many of so many members must be there, rounded up; 0: the rules ask for none."""
    return -(-rules.quorum * members // WHOLE)

"""A vote of the meeting on something that is written down with it: its quorum, its majority."""

from dataclasses import dataclass

from federation.core import events as e
from federation.core.refusals import refuse
from federation.core.terms import ATTENDED
from federation.store import Draft
from federation.store.queries import books, group

from .decisions import NOT_WRITTEN, TakeDecision, decision_draft, quorum_of
from .deed import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """How people voted; counts that nobody wrote down are -1."""

    votes_for: int
    votes_against: int = 0
    abstained: int = 0
    women_voting: int = NOT_WRITTEN
    speaking: int = NOT_WRITTEN
    women_speaking: int = NOT_WRITTEN


def rules_now(desk: Desk) -> e.ConstitutionAdopted:
    """The rules in force."""
    return group.rules(desk.db, desk.book, desk.node.settings.share_price_minor)


def here_now(desk: Desk, meeting: int) -> int:
    """How many are at a meeting; 0 before the attendance is taken."""
    marks = books.attendance(desk.db, desk.book, meeting)
    return sum(mark in ATTENDED for mark in marks.values())


def vote(
    desk: Desk,
    votes: Votes | None,
    *,
    about: str,
    words: str,
    day: str,
    meeting: int,
    user: int,
    is_carried: bool = True,
    with_quorum: bool = True,
) -> tuple[int, list[Draft]]:
    """Number and draft of the decision; 0 and none where the group has no rules and did not vote.

    Raises Refusal `vote-missing`, `vote-needs-meeting`, `attendance-first`, `quorum-short`,
    `vote-not-carried`, `vote-carried` (what was to be declined), and as `decision_draft` does.
    """
    rules = rules_now(desk)
    if votes is None:
        if rules.version:
            raise refuse("vote-missing")
        return 0, []
    if not meeting:
        raise refuse("vote-needs-meeting")
    present = here_now(desk, meeting) if with_quorum else 0
    members = len(books.members(desk.db, desk.book, also_left=False))
    needed = quorum_of(rules, members) if with_quorum else 0
    if needed and not present:
        raise refuse("attendance-first")
    if present < needed:
        raise refuse("quorum-short", present=present, needed=needed, members=members)
    is_for = votes.votes_for > votes.votes_against
    if is_carried and not is_for:
        raise refuse("vote-not-carried", votes=votes.votes_for, against=votes.votes_against)
    if is_for and not is_carried:
        raise refuse("vote-carried", votes=votes.votes_for, against=votes.votes_against)
    order = TakeDecision(
        user=user,
        day=day,
        about=about,
        words=words,
        votes_for=votes.votes_for,
        votes_against=votes.votes_against,
        abstained=votes.abstained,
        present=present,
        women_voting=votes.women_voting,
        speaking=votes.speaking,
        women_speaking=votes.women_speaking,
        meeting=meeting,
    )
    number, draft = decision_draft(desk, order)
    return number, [draft]

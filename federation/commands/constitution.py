"""The group's rules: three ready beginnings, and adopting rules by a vote that was carried."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import msgspec

from federation.core import events as e
from federation.core import kinds
from federation.core.constitution import PURPOSES, check_constitution
from federation.core.refusals import refuse
from federation.store import Draft
from federation.store.queries import books, group

from .days import latest_day
from .decisions import TakeDecision, decision_draft, quorum_of
from .deed import Decision, Desk, Order

ABOUT: Final = "constitution"
PLACE: Final = "place"
# What the deed itself fills in; the rest are the rules.
_OF_THE_DEED: Final = ("user", "personal", "orig", "day", "version", "decision", "meeting")
RULES: Final = tuple(
    name for name in e.ConstitutionAdopted.__struct_fields__ if name not in _OF_THE_DEED
)

# Kinds of groups to begin from: each is a whole set of rules that the group goes through.
TEMPLATES: Final[Mapping[str, e.ConstitutionAdopted]] = MappingProxyType(
    {
        "saving": e.ConstitutionAdopted(
            day="",
            version=0,
            savings="free",
            purposes=PURPOSES,
            loan_limit=300,
            loan_instalments_most=12,
            shares_out=False,
            cash_warning=100_000,
        ),
        "shares": e.ConstitutionAdopted(
            day="",
            version=0,
            savings="shares",
            share_price=1_000,
            shares_most=5,
            loan_limit=300,
            loan_instalments_most=3,
            fines=(e.FineRule(why="late", amount=100), e.FineRule(why="absent", amount=200)),
            social_contribution=200,
            shares_out=True,
            share_out_method="proportional",
            cycle_weeks=52,
            cash_warning=100_000,
        ),
        "pot": e.ConstitutionAdopted(
            day="",
            version=0,
            savings="free",
            loan_limit=300,
            loan_instalments_most=6,
            shares_out=False,
            cash_warning=100_000,
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptConstitution(Order):
    """The group votes for these rules, from `day` on; `place` is where it meets.

    Of `rules` day, version and decision do not count: the deed fills them in. `words`: what was
    decided, as it was said. Counts that nobody wrote down are -1; `present` must be told.
    """

    day: str
    rules: e.ConstitutionAdopted
    place: str = ""
    votes_for: int = 0
    votes_against: int = 0
    abstained: int = 0
    present: int = 0
    women_voting: int = -1
    speaking: int = -1
    women_speaking: int = -1
    words: str = ""
    meeting: int = 0


def adopt_constitution(desk: Desk, order: AdoptConstitution) -> Decision:
    """The vote and the rules, in one deed. Raises Refusal as `adoption` does."""
    drafts = adoption(desk, order)
    event = drafts[1].event
    assert isinstance(event, e.ConstitutionAdopted)
    return drafts, {"version": event.version, "decision": event.decision}


def adoption(desk: Desk, order: AdoptConstitution) -> tuple[Draft, Draft]:
    """The vote and the rules, as drafts.

    Raises Refusal `constitution-unclear`, `rules-day-ahead`, `rules-day-before`, `rules-unchanged`,
    `rules-share-price-fixed`, those of a vote that was not carried or had no quorum, and those of
    a decision.
    """
    before = group.constitutions(desk.db, desk.book)
    _check_day(desk, order.day, before)
    _check_change(desk, order, before)
    _check_vote(desk, order, before)
    number, decided = decision_draft(
        desk,
        TakeDecision(
            user=order.user,
            day=order.day,
            about=ABOUT,
            words=order.words,
            votes_for=order.votes_for,
            votes_against=order.votes_against,
            abstained=order.abstained,
            present=order.present,
            women_voting=order.women_voting,
            speaking=order.speaking,
            women_speaking=order.women_speaking,
            meeting=order.meeting,
        ),
    )
    adopted = msgspec.structs.replace(
        order.rules,
        user=order.user,
        day=order.day,
        version=group.last_number(desk.db, desk.book, "version") + 1,
        decision=number,
        meeting=order.meeting,
    )
    note = e.Note(note=order.place) if order.place else None
    return decided, Draft(kinds.LEDGER, adopted, note)


def changed(before: e.ConstitutionAdopted, now: e.ConstitutionAdopted) -> tuple[str, ...]:
    """The rules that differ, by their names and in their order."""
    return tuple(name for name in RULES if getattr(before, name) != getattr(now, name))


def _check_day(desk: Desk, day: str, before: tuple[group.Rules, ...]) -> None:
    if day > latest_day(desk):
        raise refuse("rules-day-ahead", day=day)
    if before and day < before[0].told.day:
        raise refuse("rules-day-before", since_day=before[0].told.day)


def _check_change(desk: Desk, order: AdoptConstitution, before: tuple[group.Rules, ...]) -> None:
    check_constitution(order.rules)
    if before and before[0].place == order.place and not changed(before[0].told, order.rules):
        raise refuse("rules-unchanged")
    own = desk.node.settings.share_price_minor
    price = group.rules(desk.db, desk.book, own).share_price
    held = books.pots(desk.db, desk.book).shares
    if price and held and order.rules.share_price != price:
        raise refuse("rules-share-price-fixed", price_minor=price)


def _check_vote(desk: Desk, order: AdoptConstitution, before: tuple[group.Rules, ...]) -> None:
    """Carried, by enough of the members; the first time by the quorum that they give themselves."""
    voted = order.votes_for + order.votes_against + order.abstained
    if not voted:
        raise refuse("rules-without-votes")
    if not order.present:
        raise refuse("rules-without-present")
    if voted > order.present:
        raise refuse("rules-votes-too-many", votes=voted, present=order.present)
    members = len(books.members(desk.db, desk.book, also_left=False))
    needed = quorum_of(before[0].told if before else order.rules, members)
    if order.present < needed:
        raise refuse("rules-quorum", present=order.present, members=members, needed=needed)
    if order.votes_for <= order.votes_against:
        raise refuse("vote-not-carried", votes=order.votes_for, against=order.votes_against)

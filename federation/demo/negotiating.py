"""What groups, federation and city say to each other about the demo's requests; all made up.

Each kind of word is said somewhere, so that every page has something to show.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final

from federation.commands import passing, words
from federation.commands.deed import perform
from federation.core import events as e
from federation.core.rules.turns import ASKS_US
from federation.store import Store
from federation.store.queries import books, pledges
from federation.store.queries import requests as asked
from federation.store.queries.requests import RequestView

from .group import Group

MINOR: Final = 100
YEAR_DAYS: Final = 365
SMALL: Final = 4
"""In a group of so few members nobody is against."""

# Ways to do it, by the wish they belong to: title, cost in whole N$, years, upkeep, by whom, whose.
_OPTIONS: Final[Mapping[str, tuple[tuple[str, int, int, int, str, str], ...]]] = MappingProxyType(
    {
        "havana": (
            ("Mend the seven, a key for each house", 42_000, 8, 4_200, "users", "residents"),
            ("One new block by the contractor", 600_000, 20, 36_000, "city", "city"),
        ),
        "tap": (
            ("A tap with a tank, looked after by the group", 15_000, 10, 900, "group", "residents"),
            ("A tap with prepaid meters", 22_000, 10, 1_400, "city", "city"),
        ),
    }
)
_HEARD: Final = (
    ("women", 14, 12, "At night the far one is no use. A key for each house would be safe."),
    ("elders", 6, 2, "We cannot carry water up the steps."),
)
_REPLIES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "ask": ("reply", "The list is with the federation; it was made in March."),
        "offer": ("accept", ""),
        "deliver": ("contest", "The pipe is there, but no water comes."),
        "hand-over": ("confirm", ""),
    }
)


def _say(store: Store, user: int, day: str, kind: type[e.Word], **told: Any) -> None:
    perform(store, words.saying(kind, user=user, day=day, **told), words.say)


def propose(group: Group, key: str, request: str, day: str) -> None:
    """In the meeting that raised it: ways to do it, what people say, a vote, an offer."""
    if key not in _OPTIONS:
        return
    about: dict[str, Any] = {"request": request}
    for number, (title, cost, life, upkeep, by, whose) in enumerate(_OPTIONS[key], 1):
        _say(
            group.store, group.treasurer, day, e.OptionProposed, option=number, title=title,
            cost=cost * MINOR, life_years=life, upkeep_year=upkeep * MINOR, upkeep_by=by,
            proposed_by=whose, **about,
        )  # fmt: skip
        for voices, people, likes, text in _HEARD:
            told = {"voices": voices, "people": people, "likes": likes // number, "text": text}
            _say(group.store, group.treasurer, day, e.FeedbackGathered, number=1, option=number,
                 **told, **about)  # fmt: skip
    learned = "Keys by house count for more than a shorter way."
    _say(group.store, group.treasurer, day, e.InsightDrawn, option=1, feedback=(1, 2), text=learned,
         **about)  # fmt: skip
    here = len(group.here)
    against = int(here > SMALL)
    vote = {"meeting": group.meeting, "votes_for": here - against, "votes_against": against}
    _say(group.store, group.treasurer, day, e.OptionChosen, option=1, present=len(group.here),
         **vote, **about)  # fmt: skip
    by = (date.fromisoformat(day) + timedelta(days=YEAR_DAYS // 2)).isoformat()
    _say(
        group.store, group.treasurer, day, e.OfferMade, savings=can_offer(group), labour_days=40,
        savings_later=3_000 * MINOR, later_by=by, upkeep_year=900 * MINOR, upkeep_by="group",
        **vote, **about,
    )  # fmt: skip


def can_offer(group: Group) -> int:
    """A third of what is free to be offered, in tens: something is left for the next request."""
    own = group.store.node.settings.node_id
    with group.store.reading() as db:
        free = pledges.free_to_offer(db, books.book_of(db, own), own)
    return free // 3 // (10 * MINOR) * (10 * MINOR)


def go_on(group: Group, day: str) -> None:
    """On a later Sunday: reply to what the city said, and what the group does for its part."""
    with group.store.reading() as db:
        views = asked.requests(db)
    for view in views:
        _reply(group, view, day)
        if view.stage == "resolved" and not view.words_of(e.PaymentTold):
            _after_the_council(group, view, day)
        if _was_delivered(view) and not view.words_of(e.ScoresGiven):
            _judge(group, view, day)


def _reply(group: Group, view: RequestView, day: str) -> None:
    replied = {one.answer for one in view.words_of(e.ReplyGiven)}
    for answer in view.answers:
        if answer.verb in ASKS_US and answer.answer not in replied:
            verb, text = _REPLIES[answer.verb]
            counted = {"installed": 1, "checkers": 3} if verb in ("confirm", "contest") else {}
            _say(
                group.store, group.treasurer, day, e.ReplyGiven, request=view.request,
                answer=answer.answer, verb=verb, text=text, **counted,
            )  # fmt: skip


def _after_the_council(group: Group, view: RequestView, day: str) -> None:
    """Conditions are met, the group promises work and pays a part."""
    at = (group.store, group.treasurer, day)
    by = (date.fromisoformat(day) + timedelta(days=90)).isoformat()
    about: dict[str, Any] = {"request": view.request}
    room = (
        e.Room(role="member", people=12, women=9, youth=3, votes=12),
        e.Room(role="official", people=2, women=1),
    )
    _say(*at, e.JointMeetingHeld, form="site-visit", phase="design", room=room, notice_days=7,
         language="English, Khoekhoegowab", interpreter=True, changed=True,
         text="Where the pipes and the pegs go.", **about)  # fmt: skip
    _say(*at, e.StageReached, stage="conditions-met", evidence="receipt", reference="DEMO 88231",
         holder="group", **about)  # fmt: skip
    _say(*at, e.PromiseMade, text="We dig the trenches", many=120, by=by, duty="city", **about)
    for receipt, amount in (("DEMO 88231", 3_000), ("DEMO 90112", 1_500)):
        _say(*at, e.PaymentTold, payer="group", amount=amount * MINOR, receipt=receipt,
             about="survey", **about)  # fmt: skip
    _say(*at, e.ConsentCounted, holders=view.households + 4, agreed=view.households, **about)
    _say(*at, e.RequestConfirmed, **about)
    equal = (e.Principle(code="equal", example="We chose the place together."),)
    _say(*at, e.AimsTold, aim="A home that nobody can take away.", principles=equal,
         rights=_RIGHTS, **about)  # fmt: skip


def _was_delivered(view: RequestView) -> bool:
    return any(one.verb == "deliver" for one in view.answers)


_WORKS: Final = (
    e.Score(criterion="works", score=2, reason="No water comes.", proposal="Open the valve."),
    e.Score(criterion="near", score=4),
    e.Score(criterion="heard", score=3),
)
_OF_ITSELF: Final = (
    e.Score(criterion="works", score=4, reason="The pipe is laid."),
    e.Score(criterion="heard", score=4),
)
_RIGHTS: Final = (
    e.Right(matter="where", decides="joint", heard="group"),
    e.Right(matter="rules-of-use", decides="group"),
)


def _judge(group: Group, view: RequestView, day: str) -> None:
    """Women and everybody else judge apart; what there is now is counted, and both meet over it."""
    at = (group.store, group.treasurer, day)
    about: dict[str, Any] = {"request": view.request}
    for voices, people in (("women", 9), ("everybody", 6)):
        _say(*at, e.ScoresGiven, round=1, voices=voices, people=people, scores=_WORKS, **about)
    _say(*at, e.FigureMeasured, measure=view.measure, figure=0, checkers=3, **about)
    room = (
        e.Room(role="member", people=9, women=8, votes=9),
        e.Room(role="official", people=1, votes=1),
    )
    _say(*at, e.JointMeetingHeld, form="review", phase="assess", room=room, notice_days=10,
         language="Oshindonga", changed=True, text="The valve is opened within a week.",
         minutes_on=day, **about)  # fmt: skip


def begin(group: Group, key: str, request: str, day: str) -> None:
    """The first steps of a request for land: profiled and counted by the federation's way."""
    if key != "land-0":
        return
    for stage, evidence in (("profiled", "profile"), ("enumerated", "count")):
        told = {"reference": "Count of the settlement", "holder": "federation"}
        _say(group.store, group.treasurer, day, e.StageReached, request=request, stage=stage,
             evidence=evidence, **told)  # fmt: skip


def pass_on(hub: Store, user: int) -> None:
    """Staff read what the groups said, and pass it on."""
    with hub.reading() as db:
        waits = [
            one for one in asked.requests(db) if one.step_day("submitted") and passing.waiting(one)
        ]
    if waits:
        perform(hub, passing.PassOn(user=user), passing.pass_on)


def in_the_city(city: Store, user: int, day: str) -> None:
    """The city judges itself; its cashier has one of two receipts; what was paid is signed for."""
    with city.reading() as db:
        views = asked.requests(db)
    for view in views:
        judged = view.words_of(e.ScoresGiven)
        if judged and not [one for one in judged if one.side == "city"]:
            _say(city, user, day, e.ScoresGiven, request=view.request, round=1, scores=_OF_ITSELF)
        told = view.words_of(e.PaymentTold)
        if told and not [one for one in told if one.side == "city"]:
            first = told[0]
            _say(city, user, first.day, e.PaymentTold, request=view.request, payer="group",
                 amount=first.amount, receipt=first.receipt, about=first.about)  # fmt: skip
            page = view.agreement(day).code
            review = (date.fromisoformat(day) + timedelta(days=YEAR_DAYS)).isoformat()
            _say(city, user, day, e.AgreementSigned, request=view.request, page=page,
                 ours="Chairperson", theirs="Section Engineer", where="Otjomuise",
                 review_on=review)  # fmt: skip
            _say(city, user, day, e.AimsTold, request=view.request,
                 aim="Serviced plots that are paid for.", rights=_RIGHTS)  # fmt: skip

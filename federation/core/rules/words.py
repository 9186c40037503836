"""What a word about a request must say, whichever side it comes from.

1. codes are of their lists; 2. days are days; 3. no figure is below zero or beyond its bound;
4. a part is not more than its whole; 5. a promise has words and a day; 6. an insight names
feedback; 7. a vote was carried; 8. an ending and a reopening have a reason; 9. what came on paper
names the post of who signed it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import msgspec

from .. import events as e
from ..accounts import AMOUNT_MAX
from ..days import is_day, unfit_day
from ..refusals import Refusal, refuse
from .requests import FIGURE_MAX, MEASURES

SIDES: Final = ("group", "federation", "city")
CHANNELS: Final = ("letter", "e-mail", "call", "meeting", "sheet")
UPKEEP_BY: Final = ("group", "users", "city", "shared", "unclear")
PROPOSED_BY: Final = ("residents", "federation", "city", "other")
VOICES: Final = ("everybody", "women", "men", "youth", "elders", "disability", "tenants")
# Steps that somebody says were done; the others follow from requests, releases and answers.
SAID_STAGES: Final = ("profiled", "enumerated", "conditions-met", "building", "assessed")
EVIDENCE: Final = (
    "minutes",
    "profile",
    "count",
    "map",
    "plan",
    "letter",
    "receipt",
    "photo",
    "inspection",
    "work-log",
    "scores",
    "other",
)
HOLDERS: Final = (*SIDES, "joint")
ENDINGS: Final = ("complete", "lapsed")
REPLIES: Final = ("reply", "accept", "decline", "counter", "confirm", "contest")
SETTLED: Final = ("done", "partly", "not-done", "moved")
PAID_FOR: Final = (
    "land",
    "survey",
    "services",
    "connection",
    "rates",
    "materials",
    "work",
    "other",
)
FORMS: Final = ("site-visit", "studio", "office", "council", "review", "training", "other")
# What is judged, of any service.
CRITERIA: Final = ("works", "clean", "safe", "near", "fair", "mended", "heard")
SCORES: Final = (1, 5)
ROUNDS_MAX: Final = 40
# Fewer people of one kind judge together with everybody, so that nobody's own score is told.
VOICES_MIN: Final = 5
# Values that both sides say whether they held to: clear, together, on time, answered for.
PRINCIPLES: Final = ("equal", "open", "early", "fair-share", "answerable", "learning")
MATTERS: Final = ("who-benefits", "where", "design", "money", "rules-of-use", "upkeep")
PHASES: Final = ("commission", "design", "deliver", "assess")
ROLES: Final = ("member", "officer", "resident", "federation", "official", "councillor", "other")

TEXT_MAX: Final = 2_000
LINE_MAX: Final = 120
NUMBER_MAX: Final = 99
_ID: Final = re.compile("[0-9A-Za-z-]{1,64}")
_HASH: Final = re.compile("[0-9a-f]{64}")

# Each field that holds a code, and its list.
_CODES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "side": SIDES,
        "channel": CHANNELS,
        "upkeep_by": UPKEEP_BY,
        "proposed_by": PROPOSED_BY,
        "voices": VOICES,
        "stage": SAID_STAGES,
        "evidence": EVIDENCE,
        "holder": HOLDERS,
        "how": ENDINGS,
        "verb": REPLIES,
        "state": SETTLED,
        "payer": SIDES,
        "duty": SIDES,
        "missing": SIDES,
        "about": PAID_FOR,
        "form": FORMS,
        "phase": PHASES,
        "measure": MEASURES,
    }
)
_MONEY: Final = ("cost", "upkeep_year", "savings", "savings_later", "amount")
_FIGURES: Final = (
    "life_years",
    "people",
    "likes",
    "labour_days",
    "votes_for",
    "votes_against",
    "present",
    "holders",
    "agreed",
    "installed",
    "working",
    "checkers",
    "many",
    "notice_days",
    "meeting",
    "figure",
)
_NUMBERS: Final = ("option", "number")
_DAYS: Final = ("day", "by", "later_by", "valid_until", "minutes_on", "review_on")
_IDS: Final = ("word", "request", "clause", "answer", "page", "closing")
# The most letters of each field of free words.
_TEXTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        **dict.fromkeys(("text", "reason", "aim"), TEXT_MAX),
        **dict.fromkeys(
            (
                "title",
                "reference",
                "receipt",
                "post",
                "ours",
                "theirs",
                "where",
                "language",
                "purpose",
            ),
            LINE_MAX,
        ),
    }
)
# A part, and the whole that it is of.
_PARTS: Final = (("likes", "people"), ("agreed", "holders"), ("working", "installed"))


@cache
def _may_be_blank(kind: type[e.Word]) -> frozenset[str]:
    """The fields of a kind that say nothing when nothing is said."""
    return frozenset(one.name for one in msgspec.structs.fields(kind) if one.default == "")


def check_word(event: e.Word) -> e.Word:
    """The same word, when it holds together. Raises Refusal."""
    told = msgspec.structs.asdict(event)
    blank = {field for field in _may_be_blank(type(event)) if not told[field]}
    for field, value in told.items():
        if field not in blank:
            _check_field(field, value)
    for part, whole in _PARTS:
        if part in told and told[part] > told[whole]:
            raise refuse("word-part-too-large", part=told[part], whole=told[whole])
    if event.on_paper and not event.post:
        raise refuse("word-incomplete", field="post")
    more = _MORE.get(type(event))
    if more is not None:
        more(event)
    return event


def codes(field: str) -> tuple[str, ...]:
    """The words that a field may hold; none where it is no code."""
    return _CODES.get(field, ())


def wrong_field(event: e.Word) -> str:
    """The first field that cannot stand by itself; "" when each can, and they do not fit."""
    told = msgspec.structs.asdict(event)
    blank = {field for field in _may_be_blank(type(event)) if not told[field]}
    for field, value in told.items():
        try:
            if field not in blank:
                _check_field(field, value)
        except Refusal:
            return field
    return ""


def is_id(text: str) -> bool:
    """Whether this may name something that was said: up to 64 plain letters and figures."""
    return _ID.fullmatch(text) is not None


def is_hash(text: str) -> bool:
    """Whether this is a SHA-256 as it is written: 64 hex digits, small letters."""
    return _HASH.fullmatch(text) is not None


def _check_field(field: str, value: Any) -> None:
    """One field by itself; one that may be blank and is was left out before."""
    if field in _CODES and value not in _CODES[field]:
        raise refuse(
            "word-code-unknown", field=field, code=value[:40], codes=", ".join(_CODES[field])
        )
    if field in _DAYS and not is_day(value):
        raise unfit_day(value) if value else refuse("word-without-day")
    if field in _MONEY and not 0 <= value <= AMOUNT_MAX:
        raise refuse("amount-out-of-range", amount_minor=value)
    if field in _FIGURES and not 0 <= value <= FIGURE_MAX:
        raise refuse("word-figure-out-of-range", figure=value, most=FIGURE_MAX)
    if field in _NUMBERS and not 1 <= value <= NUMBER_MAX:
        raise refuse("word-figure-out-of-range", figure=value, most=NUMBER_MAX)
    if field in _IDS and not is_id(value) and (value or field != "closing"):
        raise refuse("word-id-unclear", id=value[:40])
    if field in _TEXTS and not 0 < len(value.strip()) <= _TEXTS[field]:
        raise refuse("word-text-length", most=_TEXTS[field])
    if field == "scan" and not is_hash(value):
        raise refuse("word-scan-unclear")


def _check_insight(event: e.InsightDrawn) -> None:
    if not event.feedback:
        raise refuse("insight-without-feedback")
    if len(event.feedback) > NUMBER_MAX or min(event.feedback) < 1:
        raise refuse("insight-without-feedback")


def _check_votes(event: e.OptionChosen | e.OfferMade) -> None:
    """An offer that came without a vote (of a time before the books) carries none at all."""
    voted = isinstance(event, e.OptionChosen) or event.votes_for or event.votes_against
    if voted and event.votes_for <= event.votes_against:
        raise refuse("vote-not-carried", votes=event.votes_for, against=event.votes_against)
    if isinstance(event, e.OptionChosen):
        cast = event.votes_for + event.votes_against
        if event.present and cast > event.present:
            raise refuse("word-part-too-large", part=cast, whole=event.present)


def _check_consent(event: e.ConsentCounted) -> None:
    if not event.holders:
        raise refuse("request-without-households")


def _check_clause(event: e.ClauseSettled) -> None:
    if event.state == "moved" and not event.by:
        raise refuse("word-without-day", text="")


def _check_payment(event: e.PaymentTold) -> None:
    if not event.amount:
        raise refuse("amount-out-of-range", amount_minor=event.amount)


def _check_room(event: e.JointMeetingHeld) -> None:
    if len(event.room) > len(ROLES):
        raise refuse("room-unclear")
    seen: set[str] = set()
    for row in event.room:
        if row.role not in ROLES or row.role in seen:
            raise refuse("room-unclear")
        seen.add(row.role)
        if not 0 < row.people <= FIGURE_MAX:
            raise refuse("word-figure-out-of-range", figure=row.people, most=FIGURE_MAX)
        for part in (row.women, row.youth, row.disability, row.votes):
            if not 0 <= part <= row.people:
                raise refuse("word-part-too-large", part=part, whole=row.people)
    if not event.room and not event.missing:
        raise refuse("room-empty")


def _check_scores(event: e.ScoresGiven) -> None:
    """The provider judges itself without people; everybody else speaks for five at least."""
    if not 1 <= event.round <= ROUNDS_MAX:
        raise refuse("word-figure-out-of-range", figure=event.round, most=ROUNDS_MAX)
    if event.side == "group" and (not event.voices or event.people < VOICES_MIN):
        raise refuse("scores-too-few", least=VOICES_MIN)
    if event.side != "group" and (event.voices or event.people):
        raise refuse("word-of-another")
    if not event.scores:
        raise refuse("scores-empty")
    told = [one.criterion for one in event.scores]
    _check_once(told, CRITERIA, "criterion")
    for one in event.scores:
        if not SCORES[0] <= one.score <= SCORES[1]:
            raise refuse("score-unknown", least=SCORES[0], most=SCORES[1])
        _check_short(one.reason, one.proposal)


def _check_aims(event: e.AimsTold) -> None:
    _check_once([one.code for one in event.principles], PRINCIPLES, "principle")
    _check_once([one.matter for one in event.rights], MATTERS, "matter")
    _check_short(*(one.example for one in event.principles))
    for one in event.rights:
        for side in (one.decides, one.heard):
            if side not in HOLDERS and (side or side is one.decides):
                raise refuse(
                    "word-code-unknown", field="decides", code=side[:40], codes=", ".join(HOLDERS)
                )


def _check_once(told: Sequence[str], codes: tuple[str, ...], field: str) -> None:
    """Codes of a list, each once."""
    for code in told:
        if code not in codes or told.count(code) > 1:
            raise refuse("word-code-unknown", field=field, code=code[:40], codes=", ".join(codes))


def _check_short(*texts: str) -> None:
    if any(len(text) > LINE_MAX * 4 for text in texts):
        raise refuse("word-text-length", most=LINE_MAX * 4)


_MORE: Final[Mapping[type[e.Word], Callable[[Any], None]]] = MappingProxyType(
    {
        e.InsightDrawn: _check_insight,
        e.OptionChosen: _check_votes,
        e.OfferMade: _check_votes,
        e.ConsentCounted: _check_consent,
        e.ClauseSettled: _check_clause,
        e.PaymentTold: _check_payment,
        e.JointMeetingHeld: _check_room,
        e.ScoresGiven: _check_scores,
        e.AimsTold: _check_aims,
    }
)

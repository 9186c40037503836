"""What a word about a request must say, field by field."""

from typing import Any

import pytest

from federation.core import events as e
from federation.core.refusals import Refusal
from federation.core.rules.words import check_word

HEAD: dict[str, Any] = {"word": "w1", "request": "q1", "day": "2026-12-01"}
ROOM = (e.Room(role="member", people=12, women=9, votes=12), e.Room(role="official", people=2))
SCORES = (e.Score(criterion="works", score=4), e.Score(criterion="safe", score=1))
GOOD: dict[type[e.Word], dict[str, Any]] = {
    e.OptionProposed: {"option": 1, "title": "Dry toilets", "cost": 5, "upkeep_by": "users"},
    e.FeedbackGathered: {
        "number": 1,
        "option": 1,
        "voices": "women",
        "people": 3,
        "likes": 3,
        "text": "Too far",
    },
    e.InsightDrawn: {"option": 1, "feedback": (1, 2), "text": "Light on the way"},
    e.OptionChosen: {"option": 1, "meeting": 1, "votes_for": 9, "votes_against": 3, "present": 12},
    e.OfferMade: {"savings": 5, "votes_for": 2, "votes_against": 1, "meeting": 1},
    e.ConsentCounted: {"holders": 40, "agreed": 30},
    e.StageReached: {"stage": "enumerated", "evidence": "count", "holder": "joint"},
    e.RequestConfirmed: {},
    e.RequestEnded: {"how": "lapsed", "reason": "sold"},
    e.RequestReopened: {"closing": "", "reason": "again"},
    e.ReplyGiven: {"answer": "a1", "verb": "confirm", "installed": 4, "working": 3},
    e.PromiseMade: {"text": "We dig", "by": "2027-01-01"},
    e.ClauseSettled: {"clause": "c1", "state": "moved", "by": "2027-02-01"},
    e.PaymentTold: {"payer": "group", "amount": 5, "receipt": "88231", "about": "land"},
    e.JointMeetingHeld: {"form": "studio", "phase": "design", "room": ROOM},
    e.ScoresGiven: {"round": 1, "voices": "women", "people": 5, "scores": SCORES},
    e.FigureMeasured: {"measure": "working-seats", "figure": 16},
    e.AimsTold: {
        "aim": "Toilets that work",
        "principles": (e.Principle(code="equal", example="We chose the place"),),
        "rights": (e.Right(matter="where", decides="joint"),),
    },
    e.AgreementSigned: {"page": "1A2B-3C4D", "ours": "Chair", "theirs": "Engineer"},
}


def word(kind: type[e.Word], **given: Any) -> e.Word:
    return kind(**{**HEAD, **GOOD[kind], **given})


@pytest.mark.parametrize("kind", GOOD, ids=lambda kind: kind.__name__)
def test_a_word_that_holds_together(kind: type[e.Word]) -> None:
    good = word(kind)
    assert check_word(good) is good


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        (e.RequestConfirmed, {"side": "church"}, "word-code-unknown"),
        (e.RequestConfirmed, {"side": ""}, "word-code-unknown"),
        (e.RequestConfirmed, {"word": ""}, "word-id-unclear"),
        (e.RequestConfirmed, {"word": "../x"}, "word-id-unclear"),
        (e.RequestConfirmed, {"word": "w" * 65}, "word-id-unclear"),
        (e.RequestConfirmed, {"day": "yesterday"}, "day-none"),
        (e.RequestConfirmed, {"on_paper": True}, "word-incomplete"),
        (e.RequestConfirmed, {"post": "Engineer", "channel": "pigeon"}, "word-code-unknown"),
        (e.RequestConfirmed, {"scan": "ff"}, "word-scan-unclear"),
        (e.RequestConfirmed, {"scan": "F" * 64}, "word-scan-unclear"),
        (e.OptionProposed, {"option": 0}, "word-figure-out-of-range"),
        (e.OptionProposed, {"option": 100}, "word-figure-out-of-range"),
        (e.OptionProposed, {"title": " "}, "word-text-length"),
        (e.OptionProposed, {"title": "x" * 121}, "word-text-length"),
        (e.OptionProposed, {"cost": -1}, "amount-out-of-range"),
        (e.OptionProposed, {"upkeep_by": "me"}, "word-code-unknown"),
        (e.FeedbackGathered, {"likes": 4}, "word-part-too-large"),
        (e.FeedbackGathered, {"voices": ""}, "word-code-unknown"),
        (e.InsightDrawn, {"feedback": ()}, "insight-without-feedback"),
        (e.InsightDrawn, {"feedback": (0,)}, "insight-without-feedback"),
        (e.InsightDrawn, {"text": "x" * 2_001}, "word-text-length"),
        (e.OptionChosen, {"votes_for": 3}, "vote-not-carried"),
        (e.OptionChosen, {"present": 11}, "word-part-too-large"),
        (e.OfferMade, {"votes_for": 1}, "vote-not-carried"),
        (e.OfferMade, {"savings": -1}, "amount-out-of-range"),
        (e.OfferMade, {"later_by": "soon"}, "day-none"),
        (e.ConsentCounted, {"agreed": 41}, "word-part-too-large"),
        (e.ConsentCounted, {"holders": 0, "agreed": 0}, "request-without-households"),
        (e.StageReached, {"stage": "acknowledged"}, "word-code-unknown"),
        (e.StageReached, {"evidence": ""}, "word-code-unknown"),
        (e.RequestEnded, {"how": "refused"}, "word-code-unknown"),
        (e.RequestEnded, {"reason": ""}, "word-text-length"),
        (e.ReplyGiven, {"verb": "maybe"}, "word-code-unknown"),
        (e.ReplyGiven, {"working": 5}, "word-part-too-large"),
        (e.PromiseMade, {"by": ""}, "word-without-day"),
        (e.PromiseMade, {"by": "2027-02-30"}, "day-none"),
        (e.PromiseMade, {"text": ""}, "word-text-length"),
        (e.PromiseMade, {"many": 1_000_001}, "word-figure-out-of-range"),
        (e.ClauseSettled, {"by": ""}, "word-without-day"),
        (e.ClauseSettled, {"state": "soon"}, "word-code-unknown"),
        (e.PaymentTold, {"amount": 0}, "amount-out-of-range"),
        (e.PaymentTold, {"receipt": ""}, "word-text-length"),
        (e.JointMeetingHeld, {"room": ()}, "room-empty"),
        (e.JointMeetingHeld, {"room": (ROOM[0], ROOM[0])}, "room-unclear"),
        (e.JointMeetingHeld, {"room": (e.Room(role="guest", people=1),)}, "room-unclear"),
        (e.JointMeetingHeld, {"room": (e.Room(role="other", people=1, youth=2),)},
         "word-part-too-large"),
        (e.JointMeetingHeld, {"room": (e.Room(role="other", people=0),)},
         "word-figure-out-of-range"),
        (e.ScoresGiven, {"round": 0}, "word-figure-out-of-range"),
        (e.ScoresGiven, {"people": 4}, "scores-too-few"),
        (e.ScoresGiven, {"voices": ""}, "scores-too-few"),
        (e.ScoresGiven, {"scores": ()}, "scores-empty"),
        (e.ScoresGiven, {"scores": (SCORES[0], SCORES[0])}, "word-code-unknown"),
        (e.ScoresGiven, {"scores": (e.Score(criterion="tasty", score=4),)}, "word-code-unknown"),
        (e.ScoresGiven, {"scores": (e.Score(criterion="works", score=6),)}, "score-unknown"),
        (e.ScoresGiven, {"scores": (e.Score(criterion="works", score=1, reason="x" * 481),)},
         "word-text-length"),
        (e.FigureMeasured, {"measure": "noise"}, "word-code-unknown"),
        (e.FigureMeasured, {"figure": -1}, "word-figure-out-of-range"),
        (e.AimsTold, {"aim": ""}, "word-text-length"),
        (e.AimsTold, {"principles": (e.Principle(code="loud"),)}, "word-code-unknown"),
        (e.AimsTold, {"rights": (e.Right(matter="where", decides="nobody"),)}, "word-code-unknown"),
        (e.AimsTold, {"rights": (e.Right(matter="where", decides=""),)}, "word-code-unknown"),
        (e.AgreementSigned, {"page": "a b"}, "word-id-unclear"),
        (e.AgreementSigned, {"theirs": ""}, "word-text-length"),
    ],
)  # fmt: skip
def test_a_word_that_cannot_be(kind: type[e.Word], given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_word(word(kind, **given))
    assert refused.value.code == code


def test_nobody_need_come_for_a_meeting_to_be_told_of() -> None:
    check_word(word(e.JointMeetingHeld, room=(), missing="city"))


def test_a_provider_judges_itself_without_people() -> None:
    check_word(word(e.ScoresGiven, side="city", voices="", people=0))

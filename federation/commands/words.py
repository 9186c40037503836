"""Words about a request: what the group, the federation and the city say to each other.

An order holds the word as it will stand, but for its id and whose it is. Each kind has its own
check against what is known here; the shape of every word is checked in the core.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final

import msgspec

from federation.core import events as e
from federation.core import kinds
from federation.core.agreements import Clause
from federation.core.refusals import refuse
from federation.core.rules.stages import ENDINGS, REOPENED, STAGES, is_open
from federation.core.rules.words import check_word
from federation.store import Draft
from federation.store.queries import books
from federation.store.queries.requests import RequestView

from .deed import Decision, Desk, Order
from .requests import check_offer, hub_of, known

# What each role may say of itself; a hub types a city's paper, too.
SAYS: Final[Mapping[str, frozenset[type[e.Word]]]] = MappingProxyType(
    {
        "group": frozenset(
            one for one in kinds.WORDS if kinds.REQUESTS in kinds.KINDS[one].streams
        ),
        "hub": frozenset(one for one in kinds.WORDS if kinds.REPLIES in kinds.KINDS[one].streams),
        "city": frozenset(one for one in kinds.WORDS if kinds.REPLIES in kinds.KINDS[one].streams)
        - {e.StageReached},
    }
)
SIDE: Final = MappingProxyType({"group": "group", "hub": "federation", "city": "city"})
_FITS: Final = MappingProxyType(
    {
        "reply": ("ask", "offer", "visit", "commit", "defer"),
        "accept": ("offer", "commit"),
        "decline": ("offer", "commit"),
        "counter": ("offer", "commit"),
        "confirm": ("deliver", "hand-over"),
        "contest": ("deliver", "hand-over"),
    }
)
_OF_ENDED: Final = (
    e.RequestReopened,
    e.PaymentTold,
    e.ClauseSettled,
    e.AgreementSigned,
    e.JointMeetingHeld,
    e.ScoresGiven,
    e.FigureMeasured,
)
"""What may be said of a request that ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(Order):
    """A word of this node about a request."""

    word: e.Word


def saying(
    kind: type[e.Word], *, token: str = "", user: int = 0, sent: str = "", **told: Any
) -> Say:
    """The order for a word of this kind, made of its fields."""
    return Say(token=token, user=user, sent=sent, word=kind(word="new", user=user, **told))


def order_of(kind: type[e.Word]) -> Callable[..., Say]:
    """What makes orders of one kind, for forms."""
    return partial(saying, kind)


def say(desk: Desk, order: Say) -> Decision:
    """Enter a word. Raises Refusal `request-unknown`, `request-closed`, `word-not-here`, others."""
    role = desk.node.settings.role
    view = known(desk, order.word.request)
    if type(order.word) not in SAYS[role]:
        raise refuse("word-not-here")
    if not is_open(view.stage) and not isinstance(order.word, _OF_ENDED):
        raise refuse("request-closed", stage=view.stage)
    side = SIDE[role]
    if role == "hub" and order.word.on_paper:
        side = "city"
    elif order.word.on_paper:
        raise refuse("answer-paper-only-at-hub")
    word = check_word(msgspec.structs.replace(order.word, word=desk.node.new_id(), side=side))
    check = _CHECKS.get(type(word))
    if check is not None:
        word = check_word(check(desk, view, word))
    return [_draft(desk, view, word)], {"word": word.word, "request": view.request}


def _draft(desk: Desk, view: RequestView, word: e.Word) -> Draft:
    role = desk.node.settings.role
    if role == "group":
        return Draft(kinds.REQUESTS, word)
    return Draft(kinds.REPLIES, word, partner=view.owner if role == "hub" else hub_of(desk))


def _option(view: RequestView, number: int) -> e.OptionProposed:
    for one in view.words_of(e.OptionProposed):
        if one.option == number:
            return one
    raise refuse("option-unknown", option=number)


def _proposed(_: Desk, view: RequestView, word: e.OptionProposed) -> e.Word:
    """Options are numbered on; the number is given here."""
    taken = [one.option for one in view.words_of(e.OptionProposed)]
    return msgspec.structs.replace(word, option=max(taken, default=0) + 1)


def _feedback(_: Desk, view: RequestView, word: e.FeedbackGathered) -> e.Word:
    _option(view, word.option)
    taken = [one.number for one in view.words_of(e.FeedbackGathered)]
    return msgspec.structs.replace(word, number=max(taken, default=0) + 1)


def _insight(_: Desk, view: RequestView, word: e.InsightDrawn) -> e.Word:
    _option(view, word.option)
    about = {one.number for one in view.words_of(e.FeedbackGathered) if one.option == word.option}
    for number in word.feedback:
        if number not in about:
            raise refuse("feedback-unknown", number=number, option=word.option)
    return word


def _chosen(desk: Desk, view: RequestView, word: e.OptionChosen) -> e.Word:
    """Nobody decides before each option was spoken about."""
    _option(view, word.option)
    heard = {one.option for one in view.words_of(e.FeedbackGathered)}
    for one in view.words_of(e.OptionProposed):
        if one.option not in heard:
            raise refuse("option-not-heard", option=one.option, title=one.title)
    _in_meeting(desk, word.meeting)
    return word


def _in_meeting(desk: Desk, meeting: int) -> None:
    if books.meeting(desk.db, desk.book, meeting) is None:
        raise refuse("meeting-unknown", meeting=meeting)


def _offered(desk: Desk, view: RequestView, word: e.OfferMade) -> e.Word:
    _in_meeting(desk, word.meeting)
    if not (word.savings or word.savings_later or word.labour_days or word.upkeep_year):
        raise refuse("offer-empty")
    if word.votes_for <= word.votes_against:
        raise refuse("vote-not-carried", votes=word.votes_for, against=word.votes_against)
    if bool(word.savings_later) != bool(word.later_by):
        raise refuse("offer-later-unclear")
    check_offer(desk, word.savings, purpose=word.purpose, request=view.request)
    return word


def _reached(_: Desk, view: RequestView, word: e.StageReached) -> e.Word:
    if word.stage == "assessed" and not _is_past(view, "handed-over"):
        raise refuse("stage-too-early", step=word.stage, needs="handed-over")
    if word.stage == "conditions-met" and not _is_past(view, "resolved"):
        raise refuse("stage-too-early", step=word.stage, needs="resolved")
    return word


def _is_past(view: RequestView, stage: str) -> bool:
    return view.stage in STAGES and STAGES.index(view.stage) >= STAGES.index(stage)


def _ended(_: Desk, view: RequestView, word: e.RequestEnded) -> e.Word:
    if word.how == "complete" and not _is_past(view, "handed-over"):
        raise refuse("stage-too-early", step=word.how, needs="handed-over")
    return word


def endings(view: RequestView) -> tuple[str, ...]:
    """The ids of what closed or deferred a request and still holds; "" of an old withdrawal."""
    taken_up = {one.detail for one in view.steps if one.step == REOPENED}
    found = [one.detail for one in view.steps if one.step in ENDINGS and one.detail not in taken_up]
    last = view.answers[-1] if view.answers else None
    if last and last.verb in ("refuse", "defer") and last.answer not in taken_up:
        found.append(last.answer)
    return tuple(found)


def _replied(_: Desk, view: RequestView, word: e.ReplyGiven) -> e.Word:
    answer = next((one for one in view.answers if one.answer == word.answer), None)
    if answer is None:
        raise refuse("answer-unknown", answer=word.answer[:40])
    if answer.verb not in _FITS.get(word.verb, ()):
        raise refuse("reply-does-not-fit", reply=word.verb, said=answer.verb)
    if word.verb in ("reply", "counter", "contest") and not word.text:
        raise refuse("word-incomplete", field="text")
    return word


def replies_to(verb: str) -> tuple[str, ...]:
    """The verbs with which a group may reply to an answer of the city."""
    return tuple(reply for reply, fits in _FITS.items() if verb in fits)


def _promised(_: Desk, __: RequestView, word: e.PromiseMade) -> e.Word:
    if word.by < word.day:
        raise refuse("promise-in-past", day=word.by)
    return word


def clause_of(desk: Desk, view: RequestView, clause: str) -> Clause:
    """A clause of a request's agreement. Raises Refusal `clause-unknown`."""
    for one in view.agreement(desk.node.today()).clauses:
        if one.clause == clause:
            return one
    raise refuse("clause-unknown", clause=clause[:40])


def _settled(desk: Desk, view: RequestView, word: e.ClauseSettled) -> e.Word:
    clause = clause_of(desk, view, word.clause)
    if word.state == "moved" and word.side != clause.side:
        raise refuse("clause-of-another")
    if word.state == "moved" and word.by <= clause.by:
        raise refuse("clause-not-later", day=clause.by)
    return word


def _scored(_: Desk, view: RequestView, word: e.ScoresGiven) -> e.Word:
    """What is not there yet cannot be judged; a round follows on the one before."""
    reached = {one.step for one in view.steps} | {one.verb for one in view.answers}
    if not reached & {"deliver", "hand-over", "building", "assessed"}:
        raise refuse("stage-too-early", step="assessed", needs="building")
    own = [one.round for one in view.words_of(e.ScoresGiven) if one.side == word.side]
    begun = max(own, default=0)
    if word.round not in (begun, begun + 1):
        raise refuse("round-not-next", round=begun + 1)
    return word


def _measured(_: Desk, view: RequestView, word: e.FigureMeasured) -> e.Word:
    """It is counted by the measure of the request: before and after are one figure."""
    return msgspec.structs.replace(word, measure=view.measure)


def _paid(_: Desk, view: RequestView, word: e.PaymentTold) -> e.Word:
    told = word.receipt.strip().casefold()
    for one in view.words_of(e.PaymentTold):
        if (one.side, one.payer) == (word.side, word.payer) and one.receipt.casefold() == told:
            raise refuse("receipt-twice", receipt=word.receipt)
    return word


def _signed(desk: Desk, view: RequestView, word: e.AgreementSigned) -> e.Word:
    agreed = view.agreement(desk.node.today())
    if not agreed.clauses and not agreed.payments:
        raise refuse("agreement-empty")
    return word


_CHECKS: Final[Mapping[type[e.Word], Callable[[Desk, RequestView, Any], e.Word]]] = (
    MappingProxyType(
        {
            e.OptionProposed: _proposed,
            e.FeedbackGathered: _feedback,
            e.InsightDrawn: _insight,
            e.OptionChosen: _chosen,
            e.OfferMade: _offered,
            e.StageReached: _reached,
            e.RequestEnded: _ended,
            e.ReplyGiven: _replied,
            e.PromiseMade: _promised,
            e.ClauseSettled: _settled,
            e.PaymentTold: _paid,
            e.AgreementSigned: _signed,
            e.ScoresGiven: _scored,
            e.FigureMeasured: _measured,
        }
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(Order):
    """The group takes a request up again that was refused, deferred or ended."""

    request: str
    day: str
    reason: str


def reopen(desk: Desk, order: Reopen) -> Decision:
    """One word for each ending that holds. Raises Refusal `request-not-ended`."""
    if desk.node.settings.role != "group":
        raise refuse("word-not-here")
    view = known(desk, order.request)
    held = endings(view)
    if not held:
        raise refuse("request-not-ended")
    drafts = [
        Draft(
            kinds.REQUESTS,
            check_word(
                e.RequestReopened(
                    user=order.user,
                    day=order.day,
                    word=desk.node.new_id(),
                    request=view.request,
                    closing=closing,
                    reason=order.reason,
                )
            ),
        )
        for closing in held
    ]
    return drafts, {"request": view.request}

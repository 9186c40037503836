"""The negotiation about a request as its pages show it: options, offer, agreement, what is next."""

from dataclasses import dataclass
from typing import Final

from federation.core import events as e
from federation.core.agreements import Agreement, Check, readiness
from federation.core.rules.turns import ASKS_US
from federation.core.scorecards import Card, Change, cards, change
from federation.store.queries.requests import RequestView

from ..today import today


@dataclass(frozen=True, slots=True)
class Option:
    """A way to do it, what people said of it, what was learned, and the vote if it was chosen."""

    told: e.OptionProposed
    feedback: tuple[e.FeedbackGathered, ...]
    insights: tuple[e.InsightDrawn, ...]
    chosen: e.OptionChosen | None

    @property
    def is_chosen(self) -> bool:
        """Whether the group voted for it last."""
        return self.chosen is not None


@dataclass(frozen=True, slots=True)
class Negotiation:
    """Everything that the sides said about a request, put in order.

    `offer`: the last one, None before the first. `reply_to`: the city's word that waits for the
    group's, or "". `scheme`: what a title scheme needs, where land is asked for.
    """

    options: tuple[Option, ...]
    offer: e.OfferMade | None
    agreement: Agreement
    reply_to: str
    scheme: tuple[Check, ...]
    cards: tuple[Card, ...]
    change: Change | None
    aims: tuple[e.AimsTold, ...]
    can_judge: bool


def negotiation(view: RequestView) -> Negotiation:
    """The negotiation as it stands today."""
    offers = view.words_of(e.OfferMade)
    return Negotiation(
        options=_options(view),
        offer=offers[-1] if offers else None,
        agreement=view.agreement(today()),
        reply_to=_reply_to(view),
        scheme=_scheme(view),
        cards=cards(view.words),
        change=_change(view),
        aims=_aims(view),
        can_judge=_is_there(view),
    )


def _change(view: RequestView) -> Change | None:
    """What changed; None while nothing was counted again, or where it must not be told."""
    made = change(view.measure, view.baseline, view.target, view.words)
    return made if made.now is not None and view.baseline >= 0 else None


def _aims(view: RequestView) -> tuple[e.AimsTold, ...]:
    """The last word of each side on what it wants."""
    return tuple({one.side: one for one in view.words_of(e.AimsTold)}.values())


def _is_there(view: RequestView) -> bool:
    """Whether anything is there yet that could be judged."""
    reached = {one.step for one in view.steps} | {one.verb for one in view.answers}
    return bool(reached & {"deliver", "hand-over", "building", "assessed"})


def _options(view: RequestView) -> tuple[Option, ...]:
    votes = view.words_of(e.OptionChosen)
    last = votes[-1] if votes else None
    return tuple(
        Option(
            told=one,
            feedback=tuple(
                some for some in view.words_of(e.FeedbackGathered) if some.option == one.option
            ),
            insights=tuple(
                some for some in view.words_of(e.InsightDrawn) if some.option == one.option
            ),
            chosen=last if last is not None and last.option == one.option else None,
        )
        for one in view.words_of(e.OptionProposed)
    )


def _reply_to(view: RequestView) -> str:
    """The last word of the city that wants a reply, while it has none."""
    replied = {one.answer for one in view.words_of(e.ReplyGiven)}
    for answer in reversed(view.answers):
        if answer.answer in replied:
            return ""
        if answer.verb in ASKS_US:
            return answer.answer
    return ""


_LAND: Final = ("land", "housing")


def _scheme(view: RequestView) -> tuple[Check, ...]:
    """Only where the figures are known: at a city they are not."""
    if view.need not in _LAND or view.households < 0 or view.non_member_households < 0:
        return ()
    counted = view.words_of(e.ConsentCounted)
    return readiness(view.households, view.non_member_households, counted[-1] if counted else None)

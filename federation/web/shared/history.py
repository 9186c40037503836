"""What happened to a request, in the order in which it happened, for every side's page."""

from dataclasses import dataclass
from typing import Final

from federation.core import events as e
from federation.core.rules.stages import MERGED, SPLIT
from federation.store.queries.merges import MergeView
from federation.store.queries.requests import AnswerView, RequestView

# On one day, what leads to the next stands before it; answers come in between.
_ORDER: Final = (
    *("raised", "figures-released", "released", "submitted", MERGED),
    *("", "withdrawn", SPLIT),
)


# These stand with the options that they are about.
_WITH_OPTIONS: Final = (e.OptionProposed, e.FeedbackGathered, e.InsightDrawn)


@dataclass(frozen=True, slots=True)
class Happening:
    """A step by its code, an answer (then `code` is its verb), or a word (then its kind).

    `to`: the group to which alone an answer was given, before its request was asked with others.
    """

    day: str
    code: str
    answer: AnswerView | None = None
    word: e.Word | None = None
    to: str = ""


def _as_one(ask: MergeView) -> tuple[tuple[str, str], ...]:
    """When a request began to be asked with others, and when it was split from them."""
    return (ask.day, MERGED), (ask.split_on, SPLIT)


def history(request: RequestView) -> tuple[Happening, ...]:
    """Steps and answers by day; what came in later on the same day stands later.

    What is told again on its day (every release tells a city when it was asked) stands once.
    """
    told = dict.fromkeys((one.day, one.step) for one in request.steps if one.step in _ORDER)
    if request.before:
        later = [
            one for one in told if one[1] == "submitted" and one[0] != request.step_day(one[1])
        ]
        told = {one: None for one in told if one not in later}
        told |= {(request.joined_on, MERGED): None}
    for ask in request.merges:
        told |= dict.fromkeys((day, step) for day, step in _as_one(ask) if day)
    steps = [Happening(day, step) for day, step in told]
    answers = [Happening(one.day, one.verb, answer=one) for one in request.answers]
    answers += [
        Happening(said.day, said.verb, answer=said, to=f"{one.group} {one.number}".strip())
        for one, said in request.said_before
    ]
    words = [
        Happening(one.day, str(one.__struct_config__.tag), word=one)
        for one in request.words
        if not isinstance(one, _WITH_OPTIONS)
    ]
    return tuple(
        sorted(
            [*steps, *answers, *words],
            key=lambda one: (one.day, _ORDER.index(_place(one))),
        )
    )


def _place(one: Happening) -> str:
    """Where it stands in the order of a day: what was said to one comes before they are one."""
    if one.to:
        return "submitted"
    return "" if one.answer or one.word else one.code

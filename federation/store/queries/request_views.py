"""A request as a node knows it: what happened to it, what was answered and what was said."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from federation.core import events as e
from federation.core.agreements import Agreement, agreement
from federation.core.rules.stages import (
    BY_VERB,
    ENDINGS,
    MERGED,
    REOPENED,
    SPLIT,
    STAGES,
    is_open,
    stage_of,
)

from .merges import MergeView

W = TypeVar("W", bound=e.Word)

SUBMITTED: Final = "submitted"
_PUT_ASIDE: Final = ("defer", "refuse")
_BY_GROUP: Final = tuple(one for one in ENDINGS if one not in (MERGED, SPLIT))


@dataclass(frozen=True, slots=True)
class StepView:
    """Something that happened to a request: a code, its day, and a detail by code."""

    step: str
    day: str
    detail: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An official's answer; money in minor units, `by` a day."""

    request: str
    answer: str
    day: str
    verb: str
    text: str
    department: str
    by: str
    reason: str
    resolution: str
    amount_minor: int
    budget_line: str
    on_paper: bool
    post: str
    many: int
    clause: str
    resolved_on: str
    channel: str
    scan: str

    def event(self) -> e.AnswerGiven:
        """The answer as the rules read it."""
        # Pages of a city ask this for every answer there is; `asdict` copies each value besides.
        told = {name: getattr(self, name) for name in self.__slots__ if name != "amount_minor"}
        return e.AnswerGiven(amount=self.amount_minor, **told)


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request with its history; households -1: kept private here. Money in minor units.

    `measure` counts what is to change, from `baseline` to `target` (-1: kept private here).
    `words`: what each side said, in the order in which it came here. `merges`: asks of several
    groups of which it is, or was, a part. `parts`: the requests for which it stands, if it is such
    an ask, `spread` the settlements of these, and `before` they themselves: their waiting is its
    own. `heard`: at a city, of a part, what was answered to asks of which it is, or was, one.
    """

    request: str
    owner: str
    group: str
    number: str
    need: str
    settlement: str
    title: str
    description: str
    households: int
    women_headed: int
    non_member_households: int
    sanitation_facility: str
    sharing_households: int
    offer_savings_minor: int
    offer_labour_days: int
    option_cost_minor: int
    raised_on: str
    measure: str
    baseline: int
    target: int
    priority: int
    wanted_by: str
    stage: str
    steps: tuple[StepView, ...]
    answers: tuple[AnswerView, ...]
    words: tuple[e.Word, ...]
    merges: tuple[MergeView, ...] = ()
    parts: tuple[str, ...] = ()
    spread: tuple[str, ...] = ()
    before: tuple["RequestView", ...] = ()
    heard: tuple[AnswerView, ...] = ()

    @property
    def settlements(self) -> tuple[str, ...]:
        """Every settlement in which households ask for it."""
        return self.spread or (self.settlement,)

    @property
    def within(self) -> MergeView | None:
        """The ask of several groups of which it is a part now, or None."""
        return next((one for one in self.merges if one.holds), None)

    @property
    def joined_on(self) -> str:
        """The day since which several requests are asked as this one, or ""."""
        asks = (ask for one in self.before for ask in one.merges if ask.merge == self.request)
        return next((ask.day for ask in asks), "")

    @property
    def said_before(self) -> tuple[tuple["RequestView", AnswerView], ...]:
        """What was answered to a part before it was asked with others, each once, with the part."""
        own = {said.answer for said in self.answers}
        found: dict[str, tuple[RequestView, AnswerView]] = {}
        for one in self.before:
            for said in (*one.answers, *one.heard):
                if said.day <= self.joined_on and said.answer not in own:
                    found.setdefault(said.answer, (one, said))
        return tuple(found.values())

    def agreement(self, today: str) -> Agreement:
        """What both sides promised and paid, as it stands on a day."""
        return agreement([one.event() for one in self.answers], self.words, today)

    def agreement_by(self, day: str) -> Agreement:
        """The agreement from what was said by the end of a day, as it stood then."""
        answers = [one.event() for one in self.answers if one.day <= day]
        return agreement(answers, [one for one in self.words if one.day <= day], day)

    def words_of(self, kind: type[W]) -> tuple[W, ...]:
        """Its words of one kind, in the order in which they came here."""
        return tuple(one for one in self.words if isinstance(one, kind))

    def step_day(self, step: str) -> str:
        """The day of the first such step, or ""."""
        return next((one.day for one in self.steps if one.step == step), "")

    def step_detail(self, step: str) -> str:
        """The detail of the last such step, or ""."""
        return next((one.detail for one in reversed(self.steps) if one.step == step), "")

    def is_free_for(self, city: str) -> bool:
        """Whether it was given free for that city (its node id), and not taken back in time."""
        is_told = self.stage != "withdrawn" or bool(self.step_day("submitted"))
        return self.step_detail("released") == city and is_told


def as_one(ask: RequestView, merge: MergeView, parts: Sequence[RequestView]) -> RequestView:
    """An ask with what its groups said of the city's answers to it; it ends when all of them end.

    It reached what all of its parts reached, and is at the city since the first of them was.
    `parts`: as `as_part` makes them. Everything else stays with each group's own request.
    """
    told = {one.answer for one in ask.answers} | {one.word for one in ask.words}
    heard = [word for part in parts for word in part.words if _about(word) in told]
    first = min((one.step_day(SUBMITTED) for one in parts if one.step_day(SUBMITTED)), default="")
    steps = [*([StepView(SUBMITTED, first, merge.merge)] if first else []), *ask.steps]
    steps += [StepView(REOPENED, one.day, one.closing) for one in heard
              if isinstance(one, e.RequestReopened)]  # fmt: skip
    if parts and merge.holds and all(map(is_over, parts)):
        last = [step for one in parts for step in one.steps if step.step in _BY_GROUP]
        steps.append(max(last, key=lambda one: one.day))
    steps += _reached_by_all([one for one in parts if not is_over(one)], ask, merge.merge)
    return replace(
        ask,
        parts=merge.requests,
        spread=tuple(dict.fromkeys(one.settlement for one in parts)),
        before=tuple(parts),
        words=(*ask.words, *heard),
        steps=tuple(steps),
        stage=stage(steps, ask.answers),
    )


def at_office(ask: RequestView, merge: MergeView, parts: Sequence[RequestView]) -> RequestView:
    """An ask as the office has it: there each part has what the city answered to all of them."""
    heard: dict[str, list[AnswerView]] = {}
    for said in (said for one in parts for said in one.answers if said.day >= merge.day):
        heard.setdefault(said.answer, []).append(said)
    answers = tuple(some[0] for some in heard.values() if len(some) == len(parts))
    steps = (StepView(SPLIT, merge.split_on, merge.merge),) if merge.split_on else ()
    return replace(
        as_one(replace(ask, answers=answers, steps=steps), merge, parts),
        parts=tuple(one.request for one in parts),
    )


def _reached_by_all(
    still: Sequence[RequestView], ask: RequestView, merge: str
) -> Iterator[StepView]:
    """Stages that one of these reached, and the others too, or went beyond."""
    ways = [_way(one) for one in still]
    for code in STAGES[1:]:
        if ask.step_day(code) or not any(code in way for way in ways):
            continue
        beyond = STAGES[STAGES.index(code) :]
        days = [min((way[c] for c in beyond if c in way), default="") for way in ways]
        if all(days):
            yield StepView(code, max(days), merge)


def _way(part: RequestView) -> dict[str, str]:
    """The first day of each step and of each stage to which an answer led."""
    days: dict[str, str] = {}
    for one in part.steps:
        days.setdefault(one.step, one.day)
    for said in part.answers:
        if said.verb in BY_VERB:
            days.setdefault(BY_VERB[said.verb], said.day)
    return days


def as_part(
    one: RequestView, asks: tuple[MergeView, ...], known: Mapping[str, RequestView]
) -> RequestView:
    """A request that is, or was, asked within others.

    At a city the answers to those stay with them, so that a promise stands once. Only that they
    were put off or refused goes on with each part after a split, as it does at its group.
    """
    part = replace(
        one,
        merges=asks,
        heard=tuple(
            said for ask in asks if ask.merge in known for said in known[ask.merge].answers
        ),
    )
    split = next((ask for ask in asks if not ask.holds), None)
    ask = known.get(split.merge) if split else None
    last = ask.answers[-1] if ask and ask.answers else None
    if split is None or last is None or last.verb not in _PUT_ASIDE:
        return part
    before = tuple(one for one in part.answers if one.day < split.split_on)
    answers = (*before, replace(last, request=one.request), *part.answers[len(before) :])
    return replace(part, answers=answers, stage=stage(part.steps, answers))


def _about(word: e.Word) -> str:
    """The answer or the clause that a word is about, or the ending that it lifts, or ""."""
    if isinstance(word, e.ReplyGiven):
        return word.answer
    if isinstance(word, e.RequestReopened):
        return word.closing
    return word.clause if isinstance(word, e.ClauseSettled) else ""


def is_over(part: RequestView) -> bool:
    """Whether its group ended it, whatever ask it is a part of."""
    return not is_open(stage([one for one in part.steps if one.step != MERGED], ()))


def stage(steps: Iterable[StepView], answers: Iterable[AnswerView]) -> str:
    """The stage after these steps and answers."""
    said = [(one.verb, one.answer) for one in answers]
    return stage_of([(one.step, one.detail) for one in steps], said)

"""What an official's answer must carry, by its verb.

1. every verb carries what `NEEDS` says; 2. a reason is one of `REASONS`; 3. `by` is a day; 4. an
amount is not below zero; 5. what came on paper names the post of who wrote it, and a known channel.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ..days import is_day, unfit_day
from ..events import AnswerGiven
from ..refusals import refuse
from .requests import FIGURE_MAX
from .words import CHANNELS, is_hash

NEEDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "acknowledge": ("department",),
        "ask": ("text",),
        "offer": ("text",),
        "visit": ("by",),
        "commit": ("text", "department", "by", "amount", "budget_line"),
        "decide": ("resolution", "by"),
        "defer": ("reason", "text", "by"),
        "refuse": ("reason", "text"),
        "deliver": ("text",),
        "hand-over": ("text",),
    }
)
VERBS: Final = tuple(NEEDS)
REASONS: Final = (
    "no-budget",
    "no-land",
    "not-our-duty",
    "needs-planning",
    "unsafe-site",
    "duplicate",
    "other",
)


def check_answer(event: AnswerGiven) -> AnswerGiven:
    """The same answer, when it carries what its verb needs. Raises Refusal."""
    if event.verb not in NEEDS:
        raise refuse("answer-verb-unknown", verb=event.verb, verbs=", ".join(VERBS))
    for field in NEEDS[event.verb]:
        if not getattr(event, field):
            raise refuse("answer-incomplete", verb=event.verb, field=field.replace("_", " "))
    if event.reason and event.reason not in REASONS:
        raise refuse("answer-reason-unknown", reason=event.reason, reasons=", ".join(REASONS))
    if event.by and not is_day(event.by):
        raise unfit_day(event.by)
    if event.resolved_on and not is_day(event.resolved_on):
        raise unfit_day(event.resolved_on)
    if event.amount < 0:
        raise refuse("amount-out-of-range", amount_minor=event.amount)
    if not 0 <= event.many <= FIGURE_MAX:
        raise refuse("word-figure-out-of-range", figure=event.many, most=FIGURE_MAX)
    if event.channel and event.channel not in CHANNELS:
        raise refuse(
            "word-code-unknown", field="channel", code=event.channel, codes=", ".join(CHANNELS)
        )
    if event.scan and not is_hash(event.scan):
        raise refuse("word-scan-unclear")
    if event.on_paper and not event.post:
        raise refuse("answer-incomplete", verb=event.verb, field="post")
    return event

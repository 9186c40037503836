"""What is typed for a word about a request: one table, from which page and schema are made.

Each kind names its fields in the order of the page. A count that is left empty is none, a code or a
text that may be left empty says nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from marshmallow import post_load

from federation.core import events as e
from federation.core.rules import words as rules
from federation.core.rules.words import ROLES, SAID_STAGES
from federation.schemas.base import BaseSchema
from federation.schemas.fields import (
    ChoiceField,
    CountField,
    DayField,
    EdgeField,
    MoneyField,
    NameField,
    TextField,
)

FEEDBACK: Final = "feedback_"
ROOM: Final = ("people", "women", "youth", "votes")


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: its field, `how` it is typed, its codes and the area of their words.

    how: line, text, money, count, day, one (of few, all seen), list, yes, room, feedback.
    """

    name: str
    how: str
    codes: tuple[str, ...] = ()
    area: str = ""
    must: bool = False


def _must(name: str, how: str, codes: tuple[str, ...] = (), area: str = "") -> Ask:
    return Ask(name, how, codes, area, must=True)


_VOTES: Final = (_must("votes_for", "count"), _must("votes_against", "count"))
_PAPER: Final = (Ask("evidence", "list", rules.EVIDENCE, "evidence"), Ask("reference", "line"))

ASKS: Final[Mapping[type[e.Word], tuple[Ask, ...]]] = MappingProxyType(
    {
        e.OptionProposed: (
            _must("title", "line"),
            Ask("cost", "money"),
            Ask("life_years", "count"),
            Ask("upkeep_year", "money"),
            Ask("upkeep_by", "one", rules.UPKEEP_BY, "upkeep"),
            Ask("proposed_by", "one", rules.PROPOSED_BY, "proposed"),
        ),
        e.FeedbackGathered: (
            _must("voices", "one", rules.VOICES, "voices"),
            _must("people", "count"),
            Ask("likes", "count"),
            _must("text", "text"),
        ),
        e.InsightDrawn: (Ask("feedback", "feedback"), _must("text", "text")),
        e.OptionChosen: (_must("present", "count"), *_VOTES),
        e.OfferMade: (
            Ask("savings", "money"),
            Ask("savings_later", "money"),
            Ask("later_by", "day"),
            Ask("labour_days", "count"),
            Ask("upkeep_year", "money"),
            Ask("upkeep_by", "one", rules.UPKEEP_BY, "upkeep"),
            Ask("valid_until", "day"),
            *_VOTES,
        ),
        e.ConsentCounted: (_must("holders", "count"), _must("agreed", "count")),
        e.StageReached: (
            _must("stage", "one", SAID_STAGES, "stage"),
            _must("evidence", "list", rules.EVIDENCE, "evidence"),
            Ask("reference", "line"),
            Ask("holder", "one", rules.HOLDERS, "side"),
            _must("day", "day"),
        ),
        e.RequestConfirmed: (),
        e.RequestEnded: (_must("how", "one", rules.ENDINGS, "how"), _must("reason", "text")),
        e.RequestReopened: (_must("reason", "text"),),
        e.ReplyGiven: (
            _must("verb", "one", rules.REPLIES, "reply"),
            Ask("text", "text"),
            Ask("installed", "count"),
            Ask("working", "count"),
            Ask("checkers", "count"),
        ),
        e.PromiseMade: (
            _must("text", "text"),
            Ask("many", "count"),
            Ask("by", "day"),
            Ask("amount", "money"),
            Ask("duty", "one", rules.SIDES, "side"),
        ),
        e.ClauseSettled: (
            _must("state", "one", rules.SETTLED, "settled"),
            Ask("many", "count"),
            Ask("by", "day"),
            *_PAPER,
            Ask("text", "text"),
        ),
        e.PaymentTold: (
            _must("payer", "one", rules.SIDES, "side"),
            _must("amount", "money"),
            _must("receipt", "line"),
            _must("day", "day"),
            _must("about", "list", rules.PAID_FOR, "paid for"),
        ),
        e.JointMeetingHeld: (
            _must("day", "day"),
            _must("form", "one", rules.FORMS, "form"),
            _must("phase", "one", rules.PHASES, "phase"),
            Ask("room", "room"),
            Ask("missing", "one", rules.SIDES, "side"),
            Ask("notice_days", "count"),
            Ask("language", "line"),
            Ask("interpreter", "yes"),
            Ask("changed", "yes"),
            Ask("text", "text"),
            Ask("minutes_on", "day"),
        ),
        e.AgreementSigned: (
            _must("page", "line"),
            _must("ours", "line"),
            _must("theirs", "line"),
            _must("day", "day"),
            Ask("place", "line"),
            Ask("review_on", "day"),
        ),
    }
)
BY_TAG: Final[Mapping[str, type[e.Word]]] = MappingProxyType(
    {str(kind.__struct_config__.tag): kind for kind in ASKS}
)
# What the hub says besides of a paper that it types.
OF_PAPER: Final = (
    _must("post", "line"),
    _must("channel", "one", rules.CHANNELS, "channel"),
    Ask("scan", "line"),
)


class WordSchema(BaseSchema):
    """Puts together what stands in several fields."""

    @post_load
    def gather(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Rows of who was there, marks beside feedback, and ticks."""
        told = {name: value for name, value in data.items() if name not in self._parts()}
        room = [
            {"role": role, **{what: data.get(f"{role}_{what}", 0) for what in ROOM}}
            for role in ROLES
        ]
        if "member_people" in self.fields:
            told["room"] = tuple(e.Room(**row) for row in room if any(row[what] for what in ROOM))
        marks = [name for name in data if name.startswith(FEEDBACK)]
        if any(name.startswith(FEEDBACK) for name in self.fields):
            told["feedback"] = tuple(sorted(int(name.removeprefix(FEEDBACK)) for name in marks))
        return {name: value == "yes" if name in _TICKS else value for name, value in told.items()}

    def _parts(self) -> frozenset[str]:
        rows = {f"{role}_{what}" for role in ROLES for what in ROOM}
        return frozenset(rows | {name for name in self.fields if name.startswith(FEEDBACK)})


_TICKS: Final = ("interpreter", "changed")


def schema_of(
    kind: type[e.Word], feedback: Collection[int] = (), *, on_paper: bool = False
) -> BaseSchema:
    """The schema of a word; `feedback`: numbers that may be marked."""
    fields: dict[str, EdgeField] = {}
    for ask in (*ASKS[kind], *(OF_PAPER if on_paper else ())):
        if ask.how == "room":
            fields |= {f"{role}_{what}": CountField() for role in ROLES for what in ROOM}
        elif ask.how == "feedback":
            fields |= {f"{FEEDBACK}{one}": ChoiceField(("yes",)) for one in feedback}
        else:
            fields[ask.name] = _field(ask)
    made: type[Any] = WordSchema.from_dict(dict(fields), name=f"{kind.__name__}Schema")
    schema = made()
    assert isinstance(schema, BaseSchema)
    return schema


def _field(ask: Ask) -> EdgeField:
    must: dict[str, Any] = {"required": True} if ask.must else {}
    if ask.how == "money":
        return MoneyField(zero=not ask.must, **must)
    if ask.how == "count":
        return CountField(**must)
    if ask.how == "day":
        return DayField(**must)
    if ask.how == "yes":
        return ChoiceField(("yes",))
    if ask.how in ("one", "list"):
        return ChoiceField(ask.codes, **must)
    if ask.how == "line":
        return NameField(longest=rules.LINE_MAX, **must)
    return TextField(longest=rules.TEXT_MAX, **must)

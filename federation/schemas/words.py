"""What is typed for a word about a request: one table, from which page and schema are made.

Each kind names its fields in the order of the page. A count that is left empty is none, a code or a
text that may be left empty says nothing.
"""

from collections.abc import Callable, Collection, Mapping
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

    how: line, text, money, count, day, one (of few, all seen), list, yes, room, feedback, scores,
    principles, rights.
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
            Ask("upkeep_by", "one", rules.UPKEEP_BY, "paid by"),
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
            Ask("upkeep_by", "one", rules.UPKEEP_BY, "paid by"),
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
        e.ScoresGiven: (
            Ask("voices", "one", rules.VOICES, "voices"),
            Ask("people", "count"),
            Ask("scores", "scores"),
        ),
        e.FigureMeasured: (
            _must("figure", "count"),
            Ask("checkers", "count"),
            Ask("reference", "line"),
            _must("day", "day"),
        ),
        e.AimsTold: (
            _must("aim", "text"),
            Ask("principles", "principles"),
            Ask("rights", "rights"),
        ),
        e.AgreementSigned: (
            _must("page", "line"),
            _must("ours", "line"),
            _must("theirs", "line"),
            _must("day", "day"),
            Ask("where", "line"),
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


@dataclass(frozen=True, slots=True)
class Rows:
    """Fields that stand in rows, one row for each code: `name_column`; how a row becomes a value.

    A row counts when its first column was filled in.
    """

    codes: tuple[str, ...]
    columns: Mapping[str, EdgeField]
    make: Callable[[str, Mapping[str, Any]], object]

    def fields(self) -> dict[str, EdgeField]:
        """Every field of every row."""
        return {
            f"{code}_{name}": field for code in self.codes for name, field in self.columns.items()
        }

    def read(self, data: dict[str, Any]) -> tuple[object, ...]:
        """The values of the rows that were filled in; their fields are taken out of `data`."""
        found = []
        for code in self.codes:
            row = {name: data.pop(f"{code}_{name}", None) for name in self.columns}
            told = {name: value for name, value in row.items() if value}
            if next(iter(self.columns)) in told:
                found.append(self.make(code, told))
        return tuple(found)


_SHORT: Final = 480
ROWS: Final[Mapping[str, Rows]] = MappingProxyType(
    {
        "room": Rows(
            ROLES,
            {what: CountField() for what in ROOM},
            lambda role, told: e.Room(role=role, **{"people": 0, **told}),
        ),
        "scores": Rows(
            rules.CRITERIA,
            {
                "score": CountField(least=rules.SCORES[0], most=rules.SCORES[1]),
                "reason": TextField(longest=_SHORT),
                "proposal": TextField(longest=_SHORT),
            },
            lambda code, told: e.Score(criterion=code, **told),
        ),
        "principles": Rows(
            rules.PRINCIPLES,
            {"held": ChoiceField(("yes",)), "example": TextField(longest=_SHORT)},
            lambda code, told: e.Principle(code=code, example=told.get("example", "")),
        ),
        "rights": Rows(
            rules.MATTERS,
            {"decides": ChoiceField(rules.HOLDERS), "heard": ChoiceField(rules.HOLDERS)},
            lambda code, told: e.Right(matter=code, **told),
        ),
    }
)


class WordSchema(BaseSchema):
    """Puts together what stands in several fields. `lists`: which lists this word has."""

    lists: tuple[str, ...] = ()

    @post_load
    def gather(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Rows, marks beside feedback, and ticks."""
        told = dict(data)
        found = {name: ROWS[name].read(told) for name in self.lists if name in ROWS}
        if "feedback" in self.lists:
            marks = [name for name in data if name.startswith(FEEDBACK)]
            numbers = sorted(int(name.removeprefix(FEEDBACK)) for name in marks)
            found["feedback"] = tuple(numbers)
            told = {name: value for name, value in told.items() if name not in marks}
        return {n: v == "yes" if n in _TICKS else v for n, v in told.items()} | found


_TICKS: Final = ("interpreter", "changed")


def schema_of(
    kind: type[e.Word], feedback: Collection[int] = (), *, on_paper: bool = False
) -> BaseSchema:
    """The schema of a word; `feedback`: numbers that may be marked."""
    asks = (*ASKS[kind], *(OF_PAPER if on_paper else ()))
    fields: dict[str, EdgeField] = {}
    for ask in asks:
        if ask.how in ROWS:
            fields |= ROWS[ask.how].fields()
        elif ask.how == "feedback":
            fields |= {f"{FEEDBACK}{one}": ChoiceField(("yes",)) for one in feedback}
        else:
            fields[ask.name] = _field(ask)
    made: type[Any] = WordSchema.from_dict(dict(fields), name=f"{kind.__name__}Schema")
    schema = made()
    assert isinstance(schema, WordSchema)
    schema.lists = tuple(ask.name for ask in asks if ask.how in (*ROWS, "feedback"))
    return schema


def _field(ask: Ask) -> EdgeField:
    must: dict[str, Any] = {"required": True} if ask.must else {}
    if ask.how == "money":
        return MoneyField(zero=not ask.must, **must)
    if ask.how == "count":
        return CountField(**must)
    if ask.how == "day":
        return DayField(**(must or {"load_default": ""}))
    if ask.how == "yes":
        return ChoiceField(("yes",))
    if ask.how in ("one", "list"):
        return ChoiceField(ask.codes, **must)
    if ask.how == "line":
        return NameField(longest=rules.LINE_MAX, **must)
    return TextField(longest=rules.TEXT_MAX, **must)

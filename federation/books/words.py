"""The sheets of what the group said about its requests: one per kind of word, from its fields.

As in `further`, a kind is one line. A word's id stands in the column `word`, so that what names it
(a clause that was settled, an ending that was taken up again) still does on another machine; ids of
the city's answers are the city's and stay as they are.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import msgspec

from federation.core import events as e
from federation.core.rules.words import codes

from .columns import Column, Sheet, column_of, form_of
from .further import Further, Listed, columns_of
from .items import Phase

# Said by the sheet as a whole, or by another column: a spreadsheet holds the group's own words.
_ASIDE: Final = frozenset({"user", "personal", "orig", "day", "side", "on_paper"})
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {"option": "option_no", "number": "feedback_no", "feedback": "feedback_nos"}
)
# These may be blank where a row is typed by hand: an id is given then.
_FREE: Final = ("word", "closing")
SPARE: Final = ("post", "channel", "scan")
"""Columns of every kind that are left out where no row has anything in them."""


def _column(one: msgspec.structs.FieldInfo) -> Column:
    column = column_of(one)
    return replace(
        column,
        name=_NAMES.get(one.name, column.name),
        form="day" if one.name == "by" else column.form,
        required=column.required and one.name not in _FREE,
        codes=codes(one.name),
    )


def _fields(payload: type[e.Word]) -> tuple[Column, ...]:
    """What the kind itself says first, then what every word has."""
    own, common = list[Column](), list[Column]()
    for one in msgspec.structs.fields(payload):
        if one.name not in _ASIDE and form_of(one) != "rows":
            (common if one.name in e.Word.__struct_fields__ else own).append(_column(one))
    common.sort(key=lambda one: one.form != "request")
    return (common[0], *own, *common[1:])


def _words(payload: type[e.Word], name: str, *lists: Listed) -> Further:
    return Further(payload, name, Phase.SAY, _fields(payload), (), lists)


_KEY: Final = Column("word", "word", "text", required=True)


def _rows(name: str, field: str, struct: type[msgspec.Struct]) -> Listed:
    """The sheet of what a word lists."""
    return Listed(name, field, struct, (_KEY,), columns_of(struct))


_KINDS: Final = (
    _words(e.OptionProposed, "options"),
    _words(e.FeedbackGathered, "feedback"),
    _words(e.InsightDrawn, "insights"),
    _words(e.OptionChosen, "options_chosen"),
    _words(e.OfferMade, "offers"),
    _words(e.ConsentCounted, "consents"),
    _words(e.StageReached, "steps"),
    _words(e.RequestConfirmed, "requests_confirmed"),
    _words(e.ReplyGiven, "replies"),
    _words(e.PromiseMade, "promises"),
    _words(e.ClauseSettled, "clauses_settled"),
    _words(e.PaymentTold, "payments"),
    _words(e.JointMeetingHeld, "joint_meetings", _rows("joint_meeting_rooms", "room", e.Room)),
    _words(e.AgreementSigned, "agreements"),
    _words(e.ScoresGiven, "scorecards", _rows("scorecard_scores", "scores", e.Score)),
    _words(e.FigureMeasured, "counted_again"),
    _words(
        e.AimsTold,
        "aims",
        _rows("aim_principles", "principles", e.Principle),
        _rows("aim_rights", "rights", e.Right),
    ),
    _words(e.RequestEnded, "requests_ended"),
    _words(e.RequestReopened, "requests_reopened"),
)
WORDS: Final[Mapping[str, Further]] = MappingProxyType({one.name: one for one in _KINDS})
BY_WORD: Final[Mapping[type[e.Event], Further]] = MappingProxyType(
    {one.payload: one for one in _KINDS}
)
SHEETS: Final[tuple[Sheet, ...]] = tuple(
    sheet
    for one in _KINDS
    for sheet in (one.sheet(), *(listed.sheet() for listed in one.everything()))
)


def plain(event: e.Word) -> e.Word:
    """A word without what one machine alone knows: who typed it, where it stood on a branch."""
    return msgspec.structs.replace(event, user=0, personal="", orig="")


def content(event: e.Word) -> e.Word:
    """What a word says, without its id."""
    return msgspec.structs.replace(plain(event), word="")

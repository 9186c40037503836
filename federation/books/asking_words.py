"""Rows of what the group said about its requests: new, there already, or a fault; as drafts.

A word is known by its id; a row without one (typed by hand) by what it says, as often as it is
said. What names another word or an answer of the city is kept as it stands: the other side may have
said it. Options that nobody proposed are told and taken: the row may be older than the books.
"""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

import msgspec

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import Refusal, refuse
from federation.core.rules.words import check_word, wrong_field
from federation.node import Node
from federation.schemas.base import Fault, fault
from federation.store import Draft

from .columns import Column
from .further import Further, event_of
from .items import Item, Phase
from .rows import Books, FurtherRow
from .sifted import Sifted
from .sifting_further import Belonging, belonging
from .words import WORDS, content, plain

# The columns that a refusal about several of them names: the first that the sheet has.
_ABOUT: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "vote-not-carried": ("votes_for",),
        "word-part-too-large": ("likes", "agreed", "working", "present", "people"),
        "word-figure-out-of-range": ("people",),
        "insight-without-feedback": ("feedback_nos",),
        "request-without-households": ("holders",),
        "word-without-day": ("by",),
        "amount-out-of-range": ("amount",),
        "room-empty": ("missing",),
        "room-unclear": ("role",),
    }
)


@dataclass(slots=True)
class Saying:
    """What rows are compared with: ids of the file so far, words of the books by content, options.

    `options`: request number and number of the option.
    """

    node: Node
    user: int
    requests: Mapping[str, e.RequestRaised]
    ids: set[str] = field(default_factory=set)
    said: Counter[e.Word] = field(default_factory=Counter)
    options: AbstractSet[tuple[str, int]] = frozenset()


def say(
    found: Sifted, books: Books, node: Node, requests: Mapping[str, e.RequestRaised], user: int
) -> list[tuple[Item, Draft]]:
    """A draft for each word that is new; what is wrong is added to `found`."""
    numbers = {one.request: number for number, one in requests.items()}
    saying = Saying(node, user, requests)
    saying.said.update(content(one) for one in found.known.words.values())
    saying.options = {
        *(
            (numbers[one.request], one.option)
            for one in found.known.words.values()
            if isinstance(one, e.OptionProposed) and one.request in numbers
        ),
        *((row.request_no, row.more["option"]) for row in books.words.get("options", ())),
    }
    drafts = []
    for kind in WORDS.values():
        rows = books.words.get(kind.name, ())
        lists = belonging(found, kind, rows, books.words)
        for row in rows:
            event = _word(found, saying, kind, row, lists.get(row.row, {}))
            if event is not None:
                item = Item(kind.name, Phase.SAY, row.date, row, row.entry_no)
                drafts.append((item, Draft(kinds.REQUESTS, event)))
    return drafts


def _word(
    found: Sifted, saying: Saying, kind: Further, row: FurtherRow, listed: Belonging
) -> e.Word | None:
    """The word of a row that is new; None where it is there already, or wrong."""
    request = saying.requests.get(row.request_no)
    if request is None:
        unknown = refuse("request-unknown", request=row.request_no)
        found.wrong(kind.name, row, "request_no", unknown)
        return None
    if row.meeting_no and not found.is_meeting(kind.name, row, row.meeting_no):
        return None
    event = _event(saying, kind, row, listed, request.request)
    try:
        check_word(event)
    except Refusal as refusal:
        found.faults.append(_fault(kind, row, listed, event, refusal))
        return None
    return _new(found, saying, kind, row, event)


def _event(
    saying: Saying, kind: Further, row: FurtherRow, listed: Belonging, request: str
) -> e.Word:
    def by_id(column: Column, value: Any) -> Any:
        return request if column.form == "request" else value

    blank = {one.field: "" for one in kind.columns if one.field == "closing"}
    told = {**blank, "word": "new", **event_of(kind, row, listed, by_id)}
    event = kind.payload(user=saying.user, **told)
    assert isinstance(event, e.Word)
    return event


def _new(
    found: Sifted, saying: Saying, kind: Further, row: FurtherRow, event: e.Word
) -> e.Word | None:
    told, says = row.more.get("word", ""), content(event)
    held = found.known.words.get(told)
    if told and told in saying.ids:
        found.wrong(kind.name, row, "word", refuse("books-word-twice", word=told))
        return None
    saying.ids.add(told)
    is_said = found.occurrence(says, [1] * saying.said[says])
    if held is not None and plain(event) != held:
        found.wrong(kind.name, row, "word", refuse("books-word-differs", word=told))
        return None
    if held is not None or (is_said and not told):
        found.is_there(kind.name, 0, 0)
        return None
    option = row.more.get("option", 0)
    if option and (row.request_no, option) not in saying.options:
        found.odd(kind.name, row, "option_no", refuse("books-option-unknown", option=option))
    return event if told else msgspec.structs.replace(event, word=saying.node.new_id())


def _fault(
    kind: Further, row: FurtherRow, listed: Belonging, event: e.Word, refusal: Refusal
) -> Fault:
    """At the cell that a refusal is about, in the sheet of a list where it is one of its rows."""
    names = {one.field: one.name for one in kind.columns}
    names["day"] = "date"
    column = names.get(wrong_field(event), "")
    for one in kind.lists if not column else ():
        rows = listed.get(one.name, ())
        for part, its in zip(getattr(event, one.field), rows, strict=True):
            if its is rows[-1] or _is_wrong(event, one.field, part):
                return fault((one.name, its.row, _first(one.columns, refusal)), refusal)
    return fault((kind.name, row.row, column or _first(kind.columns, refusal)), refusal)


def _is_wrong(event: e.Word, name: str, part: object) -> bool:
    """Whether a word would be refused for this one of what it lists."""
    try:
        check_word(msgspec.structs.replace(event, **{name: (part,)}))
    except Refusal:
        return True
    return False


def _first(columns: tuple[Column, ...], refusal: Refusal) -> str:
    """The column that a refusal is about."""
    there = [one.name for one in columns]
    return next((one for one in _ABOUT.get(refusal.code, ()) if one in there), there[0])

"""Views of the words of the pages: the desk, what is handed out, a group's own words.

At the hub what is handed out stands in its register, and each group's own chain of replies tells
up to where that group has it; at the group the replies themselves bring the words.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import peewee as pw

from federation.core import canonical, kinds
from federation.core import events as e
from federation.core.refusals import refuse
from federation.core.rules import translation as rules

from ..journal import Numbered, StreamEnd
from ..tables import DeskTerm, HandedTo, OwnWord, Partner

DESK: Final = "desk"
HANDED: Final = "handed"
CITY: Final = "city"

# A whole catalogue comes at once: in plain words, for Peewee takes longer over its own.
PUT_HANDED: Final = (
    "INSERT INTO handed_word (language, term, forms, is_confirmed, issue) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (language, term) DO UPDATE SET forms = excluded.forms,"
    " is_confirmed = excluded.is_confirmed, issue = excluded.issue"
)
PUT_TERM: Final = (
    "INSERT INTO desk_term (language, term, english, forms, state, writer, written_on, reviewer,"
    " judged_on, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (language, term) DO UPDATE SET english = excluded.english,"
    " forms = excluded.forms, state = excluded.state, writer = excluded.writer,"
    " written_on = excluded.written_on, reviewer = excluded.reviewer,"
    " judged_on = excluded.judged_on, reason = excluded.reason"
)
PUT_TURN: Final = (
    "INSERT INTO words_turn (what, language, turn) VALUES (?, ?, 1)"
    " ON CONFLICT (what, language) DO UPDATE SET turn = words_turn.turn + 1"
)


def forms_line(forms: tuple[str, ...]) -> str:
    """Forms as they stand in a table."""
    return canonical.encode(forms).decode()


def check(db: pw.Database, stream: StreamEnd, event: e.Event) -> None:
    """Raises Refusal when a file hands out words that are not its writer's to say, or unclear."""
    if not isinstance(event, e.WordsHandedOut):
        return
    role = Partner.select(Partner.role).where(Partner.node == stream.owner).scalar(db)
    if role == CITY:
        raise refuse("word-of-another")
    rules.check_handed(event.language, [(one.term, one.forms) for one in event.words])


def _turn(db: pw.Database, what: str, language: str) -> None:
    db.connection().execute(PUT_TURN, (what, language))


def _written(db: pw.Database, _stream: StreamEnd, event: e.TermTranslated) -> None:
    row = (
        event.language, event.term, event.english, forms_line(event.forms), rules.WRITTEN,
        event.user, event.day, 0, "", "",
    )  # fmt: skip
    db.connection().execute(PUT_TERM, row)
    _turn(db, DESK, event.language)


def _before(db: pw.Database, language: str, term: str) -> tuple[Any, ...]:
    """Who wrote a term and when, and its forms; nobody for one that was shipped."""
    of = (DeskTerm.language == language) & (DeskTerm.term == term)
    found = DeskTerm.select(
        DeskTerm.english, DeskTerm.forms, DeskTerm.writer, DeskTerm.written_on
    ).where(of)
    return next(iter(found.tuples().execute(db)), ("", "[]", 0, ""))


def _confirmed(db: pw.Database, _stream: StreamEnd, event: e.TermConfirmed) -> None:
    _, _, writer, written_on = _before(db, event.language, event.term)
    row = (
        event.language, event.term, event.english, forms_line(event.forms), rules.CONFIRMED,
        writer, written_on, event.user, event.day, "",
    )  # fmt: skip
    db.connection().execute(PUT_TERM, row)
    _turn(db, DESK, event.language)


def _sent_back(db: pw.Database, _stream: StreamEnd, event: e.TermSentBack) -> None:
    english, forms, writer, written_on = _before(db, event.language, event.term)
    row = (
        event.language, event.term, english, forms, rules.SENT_BACK,
        writer, written_on, event.user, event.day, event.reason,
    )  # fmt: skip
    db.connection().execute(PUT_TERM, row)
    _turn(db, DESK, event.language)


def _handed(db: pw.Database, stream: StreamEnd, event: e.WordsHandedOut) -> None:
    if stream.own and stream.kind == kinds.REPLIES:
        HandedTo.insert(
            node=stream.partner, language=event.language, issue=event.issue
        ).on_conflict(
            conflict_target=[HandedTo.node, HandedTo.language], preserve=[HandedTo.issue]
        ).execute(db)
        return
    rows = [
        (event.language, one.term, forms_line(one.forms), int(one.is_confirmed), event.issue)
        for one in event.words
    ]
    if rows:
        db.connection().executemany(PUT_HANDED, rows)
    _turn(db, HANDED, event.language)


VIEWS: Final[Mapping[type[e.Event], Callable[[pw.Database, StreamEnd, Any], None]]] = (
    MappingProxyType(
        {
            e.TermTranslated: _written,
            e.TermConfirmed: _confirmed,
            e.TermSentBack: _sent_back,
            e.WordsHandedOut: _handed,
        }
    )
)


def chosen(db: pw.Database, book: int, numbered: Numbered) -> None:
    """A group's own word for a thing."""
    event = numbered.event
    assert isinstance(event, e.OwnWordChosen)
    row = {"text": event.text, "day": event.day, "seq": numbered.seq}
    OwnWord.insert(book=book, thing=event.thing, **row).on_conflict(
        conflict_target=[OwnWord.book, OwnWord.thing],
        preserve=[OwnWord.text, OwnWord.day, OwnWord.seq],
    ).execute(db)

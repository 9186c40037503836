"""The things of the trade on one page: what each means, and the group's own word for it."""

from collections.abc import Mapping

from federation.core.glossary import LABELS
from federation.i18n import gettext, word
from federation.node import Node
from federation.store import Database
from federation.store.queries import translation

from .common import own_book, sheet
from .paper import Column, Paper, Paragraph, Table

_WORD_WIDE = 34
_OWN_WIDE = 34


def glossary(db: Database, node: Node, words: Mapping[str, str]) -> Paper:
    """A row for each thing (`words`: as everybody calls it), with room for a word of our own."""
    own = translation.own_words(db, own_book(db, node))
    rows = tuple(
        (words[thing], own[thing].text if thing in own else None, _about(thing)) for thing in LABELS
    )
    columns = (
        Column(gettext("Word"), wide=_WORD_WIDE),
        Column(gettext("Our word"), wide=_OWN_WIDE),
        Column(gettext("What it means")),
    )
    return sheet(
        node,
        "glossary",
        gettext("Our words"),
        Paragraph(gettext("What each word means. Read it out to who is new."), small=True),
        Table(columns, rows),
    )


def _about(thing: str) -> str:
    return word(thing, "trade-about")

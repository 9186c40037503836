"""Words of the pages: the desk's, those handed out, a group's own. Made again at will.

`forms`: a translation's forms as a JSON list, as it stands on the line.
"""

import peewee as pw

from .base import Table


class DeskTerm(Table):
    """A term at the desk: who wrote it (0: it was shipped) and who judged it (0: nobody yet).

    `state`: written, confirmed or sent-back; `english`: what it was made of.
    """

    language = pw.TextField()
    term = pw.TextField()
    english = pw.TextField()
    forms = pw.TextField()
    state = pw.TextField()
    writer = pw.IntegerField()
    written_on = pw.TextField()
    reviewer = pw.IntegerField()
    judged_on = pw.TextField()
    reason = pw.TextField()

    class Meta:
        """Once in each language."""

        table_name = "desk_term"
        primary_key = pw.CompositeKey("language", "term")
        without_rowid = True


class HandedWord(Table):
    """A term as it was last handed out; `issue` numbers the hand-outs of its language.

    At the hub: what it handed out; at a group: what came. Forms `[]`: it was taken back.
    """

    language = pw.TextField()
    term = pw.TextField()
    forms = pw.TextField()
    is_confirmed = pw.IntegerField()
    issue = pw.IntegerField()

    class Meta:
        """Once in each language."""

        table_name = "handed_word"
        primary_key = pw.CompositeKey("language", "term")
        without_rowid = True


class HandedTo(Table):
    """The hand-out up to which a group (`node`) has the words of a language."""

    node = pw.TextField()
    language = pw.TextField()
    issue = pw.IntegerField()

    class Meta:
        """One for each."""

        table_name = "handed_to"
        primary_key = pw.CompositeKey("node", "language")
        without_rowid = True


class WordsTurn(Table):
    """How often the words of a language changed here: `what` is desk or handed."""

    what = pw.TextField()
    language = pw.TextField()
    turn = pw.IntegerField()

    class Meta:
        """One for each."""

        table_name = "words_turn"
        primary_key = pw.CompositeKey("what", "language")
        without_rowid = True


class OwnWord(Table):
    """A group's own word for a thing of the trade; of one thing the last counts ("": none)."""

    book = pw.IntegerField()
    thing = pw.TextField()
    text = pw.TextField()
    day = pw.TextField()
    seq = pw.IntegerField()

    class Meta:
        """One for each thing."""

        table_name = "own_word"
        primary_key = pw.CompositeKey("book", "thing")
        without_rowid = True


TRANSLATION_TABLES = (DeskTerm, HandedWord, HandedTo, WordsTurn, OwnWord)

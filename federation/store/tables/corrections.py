"""Looks at a group's entries by its federation's office, corrections asked for, and the answers.

Thrown away and made again at will.
"""

import peewee as pw

from .base import Table


class Look(Table):
    """Somebody of the office saw entries of group `node`: of a member, or `first` to `last`.

    `user`: her number at the office; `name` and `note`: who she is, and why.
    """

    look = pw.TextField(primary_key=True)
    node = pw.TextField()
    day = pw.TextField()
    user = pw.IntegerField()
    member = pw.IntegerField()
    first = pw.IntegerField()
    last = pw.IntegerField()
    asked_by = pw.TextField()
    name = pw.TextField()
    note = pw.TextField()
    ordinal = pw.IntegerField()

    class Meta:
        """Found by group."""

        table_name = "look"
        without_rowid = True
        indexes = ((("node", "ordinal"), False),)


class Proposal(Table):
    """A correction that the office asks group `node` for; `head` is that of its chain at `entry`.

    `amount`, `member`, `purpose`, `entered_on`: what is to stand instead. `withdrawn_on`,
    `withdrawn_why`: the office no longer asks.
    """

    proposal = pw.TextField(primary_key=True)
    node = pw.TextField()
    day = pw.TextField()
    user = pw.IntegerField()
    entry = pw.IntegerField()
    head = pw.TextField()
    form = pw.TextField()
    amount = pw.IntegerField()
    member = pw.IntegerField()
    purpose = pw.TextField()
    entered_on = pw.TextField()
    name = pw.TextField()
    note = pw.TextField()
    withdrawn_on = pw.TextField()
    withdrawn_why = pw.TextField()
    ordinal = pw.IntegerField()

    class Meta:
        """Found by group."""

        table_name = "proposal"
        without_rowid = True
        indexes = ((("node", "ordinal"), False),)


class ProposalAnswer(Table):
    """What a group said to a proposal in its books, by entry `seq`.

    `reversal` and `entered`: the entries that came of it (0: none); its words stand in the note of
    the entry.
    """

    book = pw.IntegerField()
    proposal = pw.TextField()
    seq = pw.IntegerField()
    day = pw.TextField()
    user = pw.IntegerField()
    second = pw.IntegerField()
    answer = pw.TextField()
    reversal = pw.IntegerField()
    entered = pw.IntegerField()

    class Meta:
        """One per proposal: it is answered once."""

        table_name = "proposal_answer"
        primary_key = pw.CompositeKey("book", "proposal")
        without_rowid = True


CORRECTION_TABLES = (Look, Proposal, ProposalAnswer)

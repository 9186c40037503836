"""Views of how a group governs itself: rules, decisions, loans asked for, cycles, checks, work.

`book` is the id of the group's ledger stream here. `body` columns hold an entry's own line: what is
read whole, and never searched. Words of a note stay with their entry (`Entry.note`).
"""

import peewee as pw

from .base import Table


class Series(Table):
    """The last number of what a group numbers in order (`core.series`)."""

    book = pw.IntegerField()
    name = pw.TextField()
    last = pw.IntegerField()

    class Meta:
        """One per series."""

        table_name = "series"
        primary_key = pw.CompositeKey("book", "name")
        without_rowid = True


class Constitution(Table):
    """Every version of the group's rules; `body` is the line that adopted it."""

    book = pw.IntegerField()
    version = pw.IntegerField()
    seq = pw.IntegerField()
    day = pw.TextField()
    body = pw.TextField()

    class Meta:
        """Numbered within its book."""

        table_name = "constitution"
        primary_key = pw.CompositeKey("book", "version")
        without_rowid = True


class Decision(Table):
    """What was voted on; counts that nobody wrote down are -1 (`present`: 0)."""

    book = pw.IntegerField()
    decision = pw.IntegerField()
    seq = pw.IntegerField()
    day = pw.TextField()
    meeting = pw.IntegerField()
    about = pw.TextField()
    votes_for = pw.IntegerField()
    votes_against = pw.IntegerField()
    abstained = pw.IntegerField()
    present = pw.IntegerField()
    women_voting = pw.IntegerField()
    speaking = pw.IntegerField()
    women_speaking = pw.IntegerField()

    class Meta:
        """Numbered within its book."""

        table_name = "decision"
        primary_key = pw.CompositeKey("book", "decision")
        without_rowid = True


class Application(Table):
    """A loan asked for; `state`: asked, agreed, declined or taken back; `loan` once agreed.

    `settled_seq` is the entry that agreed or declined it (0: none yet).
    """

    book = pw.IntegerField()
    application = pw.IntegerField()
    seq = pw.IntegerField()
    day = pw.TextField()
    meeting = pw.IntegerField()
    member = pw.IntegerField()
    principal = pw.IntegerField()
    instalments = pw.IntegerField()
    source = pw.TextField()
    purpose = pw.TextField()
    guarantors = pw.TextField()
    state = pw.TextField()
    loan = pw.IntegerField()
    decision = pw.IntegerField()
    settled_seq = pw.IntegerField()

    class Meta:
        """Numbered within its book."""

        table_name = "application"
        primary_key = pw.CompositeKey("book", "application")
        without_rowid = True


class LoanChange(Table):
    """A loan rescheduled by entry `seq`; `body` is its line."""

    book = pw.IntegerField()
    loan = pw.IntegerField()
    seq = pw.IntegerField()
    day = pw.TextField()
    body = pw.TextField()

    class Meta:
        """Several per loan; the last holds."""

        table_name = "loan_change"
        primary_key = pw.CompositeKey("book", "loan", "seq")
        without_rowid = True


class FundLoan(Table):
    """A loan of a fund or the state to the group, to be lent on; `body` is its line."""

    book = pw.IntegerField()
    fund_loan = pw.IntegerField()
    seq = pw.IntegerField()
    day = pw.TextField()
    body = pw.TextField()

    class Meta:
        """Numbered within its book."""

        table_name = "fund_loan"
        primary_key = pw.CompositeKey("book", "fund_loan")
        without_rowid = True


class Rotation(Table):
    """A rotating pot; `turns` are member numbers in their order, with a blank between."""

    book = pw.IntegerField()
    rotation = pw.IntegerField()
    seq = pw.IntegerField()
    day = pw.TextField()
    amount = pw.IntegerField()
    by = pw.TextField()
    every = pw.TextField()
    turns = pw.TextField()

    class Meta:
        """Numbered within its book."""

        table_name = "rotation"
        primary_key = pw.CompositeKey("book", "rotation")
        without_rowid = True


class RotationTurn(Table):
    """Entry `seq` paid into a rotating pot (`paid` above zero) or out of it, for a turn."""

    book = pw.IntegerField()
    rotation = pw.IntegerField()
    turn = pw.IntegerField()
    seq = pw.IntegerField()
    member = pw.IntegerField()
    paid = pw.IntegerField()

    class Meta:
        """Several per turn; what is taken back stays, `Entry.reversed_by` tells."""

        table_name = "rotation_turn"
        primary_key = pw.CompositeKey("book", "rotation", "turn", "seq")
        without_rowid = True


class Cycle(Table):
    """A cycle; `shared_seq` 0: not shared out yet, else its share-out, whose line is `body`."""

    book = pw.IntegerField()
    cycle = pw.IntegerField()
    seq = pw.IntegerField()
    day = pw.TextField()
    ends_on = pw.TextField()
    shared_seq = pw.IntegerField()
    shared_on = pw.TextField()
    body = pw.TextField()

    class Meta:
        """Numbered within its book."""

        table_name = "cycle"
        primary_key = pw.CompositeKey("book", "cycle")
        without_rowid = True


class PeerCheck(Table):
    """A peer check; `body` is its line; the personal columns are blanked with their record.

    `followed_seq`: the entry that tells what was done about it (0: none).
    """

    book = pw.IntegerField()
    check = pw.IntegerField()
    seq = pw.IntegerField()
    day = pw.TextField()
    due_on = pw.TextField()
    body = pw.TextField()
    visitors = pw.TextField()
    follow_up = pw.TextField()
    followed_on = pw.TextField()
    followed_seq = pw.IntegerField()

    class Meta:
        """Numbered within its book."""

        table_name = "peer_check"
        primary_key = pw.CompositeKey("book", "check")
        without_rowid = True


class BankStatement(Table):
    """A bank statement that was looked at; `balance` in minor units."""

    book = pw.IntegerField()
    seq = pw.IntegerField()
    day = pw.TextField()
    statement = pw.TextField()
    balance = pw.IntegerField()

    class Meta:
        """One per entry that tells of one."""

        table_name = "bank_statement"
        primary_key = pw.CompositeKey("book", "seq")
        without_rowid = True


class BankTick(Table):
    """Entry `entry` was found on the statement told by entry `seq`."""

    book = pw.IntegerField()
    entry = pw.IntegerField()
    seq = pw.IntegerField()

    class Meta:
        """An entry stands on one statement."""

        table_name = "bank_tick"
        primary_key = pw.CompositeKey("book", "entry")
        without_rowid = True


class Work(Table):
    """Work that was done; `minutes` of each of `people`; `paid` 0 or 1."""

    book = pw.IntegerField()
    seq = pw.IntegerField()
    day = pw.TextField()
    meeting = pw.IntegerField()
    member = pw.IntegerField()
    task = pw.TextField()
    minutes = pw.IntegerField()
    people = pw.IntegerField()
    paid = pw.IntegerField()
    request = pw.TextField()

    class Meta:
        """One per entry that tells of some."""

        table_name = "work"
        primary_key = pw.CompositeKey("book", "seq")
        without_rowid = True


class Round(Table):
    """A daily round whose sheet and money agreed; amounts in minor units."""

    book = pw.IntegerField()
    round = pw.IntegerField()
    seq = pw.IntegerField()
    day = pw.TextField()
    meeting = pw.IntegerField()
    collector = pw.IntegerField()
    handed = pw.IntegerField()

    class Meta:
        """Numbered within its book."""

        table_name = "round"
        primary_key = pw.CompositeKey("book", "round")
        without_rowid = True


GROUP_TABLES = (
    Series,
    Constitution,
    Decision,
    Application,
    LoanChange,
    FundLoan,
    Rotation,
    RotationTurn,
    Cycle,
    PeerCheck,
    BankStatement,
    BankTick,
    Work,
    Round,
)

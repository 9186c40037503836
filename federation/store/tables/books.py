"""Views of the ledger streams: entries, postings, balances, members, loans, meetings.

`book` is the id of the group's ledger stream here. Thrown away and made again at will.
"""

import peewee as pw

from .base import Table


class Entry(Table):
    """One entry of a ledger as people list it; amount in minor units (0: moves no money).

    `slip`: number of a bank's slip or a receipt; `why`: what a fine is for, what was decided, which
    skill, badge or office it is about.
    `loan`: a member's loan, else the fund's that the entry names.
    """

    book = pw.IntegerField()
    seq = pw.IntegerField()
    kind = pw.TextField()
    day = pw.TextField()
    user = pw.IntegerField()
    amount = pw.IntegerField()
    member = pw.IntegerField()
    purpose = pw.TextField()
    loan = pw.IntegerField()
    meeting = pw.IntegerField()
    slip = pw.TextField()
    why = pw.TextField()
    note = pw.TextField()
    of = pw.IntegerField()
    reversed_by = pw.IntegerField()

    class Meta:
        """Numbered within its book; a passbook is found by member."""

        table_name = "entry"
        primary_key = pw.CompositeKey("book", "seq")
        without_rowid = True
        indexes = ((("book", "member"), False),)


# What was paid on a loan is read from an index alone; the many entries without one cost nothing.
# `amount` stands between, lest a query name kinds and days from columns side by side: SQLite 3.40,
# told that few rows fit, then scans for the kinds (OP_SeekScan) and forgets the range after them.
Entry.add_index(
    Entry.index(
        Entry.book,
        Entry.loan,
        Entry.amount,
        Entry.kind,
        Entry.day,
        Entry.reversed_by,
        Entry.of,
        where=Entry.loan > 0,
        name="entry_loan",
    )
)
# Likewise those of a meeting.
Entry.add_index(
    Entry.index(Entry.book, Entry.meeting, where=Entry.meeting > 0, name="entry_meeting")
)
# Few entries of ten years are looked for by kind; a query says so in the same words. They have no
# amount of their own: of most entries a number, and no text, tells that they are none of these.
_OF_FEW = pw.SQL("amount = 0 AND kind IN ('cash-counted', 'entry-reversed', 'share-out-held')")
Entry.add_index(Entry.index(Entry.book, Entry.kind, where=_OF_FEW, name="entry_of_few"))


class PostingRow(Table):
    """One debit (above zero) or credit (below) of an entry, in minor units."""

    book = pw.IntegerField()
    seq = pw.IntegerField()
    n = pw.IntegerField()
    account = pw.TextField()
    member = pw.IntegerField()
    purpose = pw.TextField()
    loan = pw.IntegerField()
    amount = pw.IntegerField()

    class Meta:
        """Numbered within its entry."""

        table_name = "posting"
        primary_key = pw.CompositeKey("book", "seq", "n")
        without_rowid = True


# Of ten years of entries, a few hundred are of the bank.
PostingRow.add_index(
    PostingRow.index(
        PostingRow.book, PostingRow.seq, where=pw.SQL("account = 'bank'"), name="posting_bank"
    )
)


class Balance(Table):
    """The sum of postings per account and what it is kept for; debit above zero."""

    book = pw.IntegerField()
    account = pw.TextField()
    member = pw.IntegerField()
    purpose = pw.TextField()
    loan = pw.IntegerField()
    amount = pw.IntegerField()

    class Meta:
        """One per account and what it is kept for."""

        table_name = "balance"
        primary_key = pw.CompositeKey("book", "account", "member", "purpose", "loan")
        without_rowid = True


class PotSum(Table):
    """What an account held, debit above zero, when a meeting was opened by entry `seq`."""

    book = pw.IntegerField()
    seq = pw.IntegerField()
    account = pw.TextField()
    amount = pw.IntegerField()

    class Meta:
        """One per meeting and account."""

        table_name = "pot_sum"
        primary_key = pw.CompositeKey("book", "seq", "account")
        without_rowid = True


class Member(Table):
    """A member as last told; personal columns are empty once she is forgotten."""

    book = pw.IntegerField()
    member = pw.IntegerField()
    name = pw.TextField()
    folded = pw.TextField()
    phone = pw.TextField()
    id_number = pw.TextField()
    birth_year = pw.IntegerField()
    slip_language = pw.TextField()
    gender = pw.TextField()
    roles = pw.TextField()
    joined_on = pw.TextField()
    left_on = pw.TextField()

    class Meta:
        """Numbered within its book."""

        table_name = "member"
        primary_key = pw.CompositeKey("book", "member")
        without_rowid = True


class Loan(Table):
    """What was agreed about a loan (`rate` in percent × 10,000).

    `taken_back` 1: the agreement was reversed before any money moved; its number is not used again.
    """

    book = pw.IntegerField()
    loan = pw.IntegerField()
    member = pw.IntegerField()
    source = pw.TextField()
    purpose = pw.TextField()
    principal = pw.IntegerField()
    rate = pw.IntegerField()
    per = pw.TextField()
    method = pw.TextField()
    instalments = pw.IntegerField()
    every = pw.TextField()
    disbursed_on = pw.TextField()
    first_due_on = pw.TextField()
    days = pw.TextField()
    round_to = pw.IntegerField()
    grace_principal = pw.IntegerField()
    defer_interest = pw.IntegerField()
    interest_free = pw.IntegerField()
    guarantors = pw.TextField()
    application = pw.IntegerField()
    decision = pw.IntegerField()
    fund_loan = pw.IntegerField()
    meeting = pw.IntegerField()
    seq = pw.IntegerField()
    taken_back = pw.IntegerField()

    class Meta:
        """Numbered within its book."""

        table_name = "loan"
        primary_key = pw.CompositeKey("book", "loan")
        without_rowid = True


class Meeting(Table):
    """A meeting; `closed_seq` 0: still open; `counted` -1: the box was not counted yet.

    `pieces` are worth:count with a blank between, `counters` member numbers, `officers` user
    numbers; `recalled` and `on_paper` 0 or 1. Where it was stands in the note of `opened_seq`.
    """

    book = pw.IntegerField()
    meeting = pw.IntegerField()
    day = pw.TextField()
    opened_seq = pw.IntegerField()
    closed_seq = pw.IntegerField()
    counted = pw.IntegerField()
    expected = pw.IntegerField()
    pieces = pw.TextField()
    counters = pw.TextField()
    officers = pw.TextField()
    language = pw.TextField()
    recalled = pw.IntegerField()
    on_paper = pw.IntegerField()

    class Meta:
        """Numbered within its book."""

        table_name = "meeting"
        primary_key = pw.CompositeKey("book", "meeting")
        without_rowid = True


class Attendance(Table):
    """Who was at a meeting: present, late, absent or sent."""

    book = pw.IntegerField()
    meeting = pw.IntegerField()
    member = pw.IntegerField()
    mark = pw.TextField()

    class Meta:
        """One mark per member and meeting."""

        table_name = "attendance"
        primary_key = pw.CompositeKey("book", "meeting", "member")
        without_rowid = True


BOOK_TABLES = (Entry, PostingRow, Balance, PotSum, Member, Loan, Meeting, Attendance)

# The big ones, which PostgreSQL parts by `book`: each begins its key with it, and no question of a
# book looks into another part. A cluster that spreads tables over machines goes by the same column.
BY_BOOK = (Entry, PostingRow, Balance, Attendance)

# Rows, then rows per value of one more column of an index each, as `sqlite_stat1` has them
# (sqlite.org/fileformat2.html#stat1tab). Without being told, SQLite takes ten rows for a book and
# reads the whole of it; told once, for books as they become, it plans alike in young and old ones.
BIG_BOOKS = (
    ("entry", "entry", "1000000 10000 1"),
    ("entry", "entry_book_member", "1000000 10000 200"),
    ("entry", "entry_loan", "40000 4000 10 5 1 1 1 1"),
    ("entry", "entry_meeting", "900000 90000 500"),
    ("entry", "entry_of_few", "6000 600 200"),
    ("posting", "posting", "2000000 20000 2 1"),
    ("posting", "posting_bank", "10000 1000 1"),
)

"""Sums and counts of each book, kept as its entries come in: pages of a hub read these alone.

What stands here grows with books and their days, never with entries or members.
"""

import peewee as pw

from .base import Table


class AccountSum(Table):
    """What an account of a book holds for a purpose ("": none is told); debit above zero."""

    book = pw.IntegerField()
    account = pw.TextField()
    purpose = pw.TextField()
    amount = pw.IntegerField()

    class Meta:
        """One per account and purpose."""

        table_name = "account_sum"
        primary_key = pw.CompositeKey("book", "account", "purpose")
        without_rowid = True


class Month(Table):
    """What an account moved for a purpose in a month (YYYY-MM of the entries' days).

    Debit above zero. Read by book, and over all books by month.
    """

    book = pw.IntegerField()
    month = pw.TextField()
    account = pw.TextField()
    purpose = pw.TextField()
    amount = pw.IntegerField()

    class Meta:
        """One per month, account and purpose."""

        table_name = "month"
        primary_key = pw.CompositeKey("book", "month", "account", "purpose")
        without_rowid = True
        indexes = ((("month", "account", "book", "purpose", "amount"), False),)


class Tally(Table):
    """What was counted in a book of a day: meetings, who came, members, loans, work.

    `here`, `sent` of all `marks` at meetings of the day; `joined`, `left` (and women of them).
    Loans that were paid out (`loans`, `lent`), what was `repaid` and `written_off`, without what
    was taken back; money in minor units. Minutes of work that nobody paid, and that were paid.
    """

    day = pw.TextField()
    book = pw.IntegerField()
    meetings = pw.IntegerField()
    closed = pw.IntegerField()
    marks = pw.IntegerField()
    here = pw.IntegerField()
    sent = pw.IntegerField()
    joined = pw.IntegerField()
    women_joined = pw.IntegerField()
    left = pw.IntegerField()
    women_left = pw.IntegerField()
    loans = pw.IntegerField()
    lent = pw.IntegerField()
    repaid = pw.IntegerField()
    written_off = pw.IntegerField()
    minutes_unpaid = pw.IntegerField()
    minutes_paid = pw.IntegerField()

    class Meta:
        """One per day of a book, and those of a span of days side by side."""

        table_name = "tally"
        primary_key = pw.CompositeKey("day", "book")
        without_rowid = True
        indexes = ((("book",), False),)


class Owing(Table):
    """Instalment `n` of an open loan with what of it is not paid, by all that is written down.

    `outstanding`: the principal that is owed of the whole loan. Money in minor units.
    """

    book = pw.IntegerField()
    loan = pw.IntegerField()
    n = pw.IntegerField()
    due = pw.TextField()
    principal = pw.IntegerField()
    interest = pw.IntegerField()
    outstanding = pw.IntegerField()
    source = pw.TextField()

    class Meta:
        """One per instalment; a loan that is paid back has none."""

        table_name = "owing"
        primary_key = pw.CompositeKey("book", "loan", "n")
        without_rowid = True


class LoanMonth(Table):
    """The open loans of a book when a month (YYYY-MM) ended, by age of what was late of them.

    `age` "": nothing was late. `unpaid`: what was due and not paid, `unpaid_principal` of it;
    `outstanding`: the principal owed, `own_outstanding` of loans from the group's own pot. Minor
    units. Only of months that ended before the last day of which the book speaks: later than that
    it is as `Owing` says.
    """

    book = pw.IntegerField()
    month = pw.TextField()
    age = pw.TextField()
    loans = pw.IntegerField()
    unpaid = pw.IntegerField()
    unpaid_principal = pw.IntegerField()
    outstanding = pw.IntegerField()
    own_outstanding = pw.IntegerField()

    class Meta:
        """One per month and age; those of a month over all books side by side."""

        table_name = "loan_month"
        primary_key = pw.CompositeKey("month", "book", "age")
        without_rowid = True
        indexes = ((("book", "month"), False),)


class HomeCount(Table):
    """What members of a book told of their homes, as counts and never as anybody's own.

    `counts`: `core.households.Counts` of those who have not left, as JSON; `steps`: how many houses
    are at each step of `core.rules.households.STEPS`, as JSON.
    """

    book = pw.IntegerField()
    counts = pw.TextField()
    steps = pw.TextField()

    class Meta:
        """One per book of which anything is told."""

        table_name = "home_count"
        primary_key = pw.CompositeKey("book")
        without_rowid = True


class HealthRow(Table):
    """What a book says of itself up to entry `seq` (`core.visits.Health`); `tests` is JSON."""

    book = pw.IntegerField()
    seq = pw.IntegerField()
    day = pw.TextField()
    newest = pw.TextField()
    began_on = pw.TextField()
    last_meeting = pw.TextField()
    meetings = pw.IntegerField()
    unclosed = pw.IntegerField()
    here = pw.IntegerField()
    expected = pw.IntegerField()
    counts = pw.IntegerField()
    differences = pw.IntegerField()
    difference_minor = pw.IntegerField()
    taken_back = pw.IntegerField()
    checked_on = pw.TextField()
    loans = pw.IntegerField()
    late_loans = pw.IntegerField()
    outstanding_minor = pw.IntegerField()
    late_minor = pw.IntegerField()
    risky_minor = pw.IntegerField()
    letter = pw.TextField()
    points = pw.IntegerField()
    points_of = pw.IntegerField()
    tests = pw.TextField()

    class Meta:
        """One per book."""

        table_name = "health"
        primary_key = pw.CompositeKey("book")
        without_rowid = True


# Filled as entries come in; and afterwards, for books that changed.
SUMMARY_TABLES = (AccountSum, Month)
LATER_TABLES = (Tally, HealthRow, Owing, LoanMonth, HomeCount)

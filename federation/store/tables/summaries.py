"""Sums and counts of each book, kept as its entries come in: pages of a hub read these alone.

What stands here grows with books and months, never with entries.
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
    """What was counted in a book in a month: meetings, marks of attendance, members who came.

    `here`, `sent` of all `marks` at meetings of the month; `joined`, `left` (and women of them).
    """

    book = pw.IntegerField()
    month = pw.TextField()
    meetings = pw.IntegerField()
    closed = pw.IntegerField()
    marks = pw.IntegerField()
    here = pw.IntegerField()
    sent = pw.IntegerField()
    joined = pw.IntegerField()
    women_joined = pw.IntegerField()
    left = pw.IntegerField()
    women_left = pw.IntegerField()

    class Meta:
        """One per month."""

        table_name = "tally"
        primary_key = pw.CompositeKey("book", "month")
        without_rowid = True


class HealthRow(Table):
    """What a book says of itself up to entry `seq` (`core.visits.Health`); `tests` is JSON."""

    book = pw.IntegerField()
    seq = pw.IntegerField()
    day = pw.TextField()
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
LATER_TABLES = (Tally, HealthRow)

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


SUMMARY_TABLES = (AccountSum, Month)

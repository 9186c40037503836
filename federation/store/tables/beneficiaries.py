"""Lists of people that were printed. Thrown away and made again at will."""

import peewee as pw

from .base import Table


class Printing(Table):
    """A list printed at the office: for whom, what for, by whom, and which members stood on it.

    `members`: their numbers in the group's books, with spaces between; `decision`: its vote, there.
    """

    printing = pw.TextField(primary_key=True)
    request = pw.TextField()
    day = pw.TextField()
    user = pw.IntegerField()
    recipient = pw.TextField()
    note = pw.TextField()
    members = pw.TextField()
    decision = pw.IntegerField()
    ordinal = pw.IntegerField()

    class Meta:
        """Found by request."""

        table_name = "printing"
        without_rowid = True
        indexes = ((("request", "ordinal"), False),)

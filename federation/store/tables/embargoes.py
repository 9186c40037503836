"""Settlements of which nothing is published for now. Thrown away and made again at will."""

import peewee as pw

from .base import Table


class Embargo(Table):
    """A settlement under embargo since `day`, and why; `place` is its name as it is compared."""

    place = pw.TextField(primary_key=True)
    settlement = pw.TextField()
    reason = pw.TextField()
    day = pw.TextField()

    class Meta:
        """Its name stands fast."""

        table_name = "embargo"
        without_rowid = True

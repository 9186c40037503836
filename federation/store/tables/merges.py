"""Requests of several groups that are asked as one. Thrown away and made again at will."""

import peewee as pw

from .base import Table


class Merge(Table):
    """An ask that stands for several requests (`MergePart`).

    `counted_again`: households that two of its groups count both; -1: not known here. `told_on`,
    `split_on`: when a city was told of it, and when it was split again, or "".
    """

    merge = pw.TextField(primary_key=True)
    number = pw.TextField()
    title = pw.TextField()
    description = pw.TextField()
    groups = pw.IntegerField()
    counted_again = pw.IntegerField()
    day = pw.TextField()
    told_on = pw.TextField()
    split_on = pw.TextField()

    class Meta:
        """Its name stands fast."""

        table_name = "merge"
        without_rowid = True


class MergePart(Table):
    """A request that is, or was, asked within another one."""

    merge = pw.TextField()
    request = pw.TextField()

    class Meta:
        """Once in each; found from either side."""

        table_name = "merge_part"
        primary_key = pw.CompositeKey("merge", "request")
        without_rowid = True
        indexes = ((("request",), False),)

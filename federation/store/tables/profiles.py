"""Views of settlement profiles: each part as it was last told."""

import peewee as pw

from .base import Table


class ProfilePart(Table):
    """A part of the profile that a group made of a settlement; `body` is the line that told it."""

    owner = pw.TextField()
    number = pw.IntegerField()
    part = pw.TextField()
    settlement = pw.TextField()
    day = pw.TextField()
    body = pw.TextField()

    class Meta:
        """One per settlement and part."""

        table_name = "profile_part"
        primary_key = pw.CompositeKey("owner", "number", "part")
        without_rowid = True


PROFILE_TABLES = (ProfilePart,)

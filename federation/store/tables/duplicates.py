"""Two that may be one: what people said of them (views), and what this machine found (local).

`about`: person, household or request. Of a person and a household `left` and `right` are groups
(node ids) and the numbers are their members'; of a request they are its id, and the numbers 0.
"""

import peewee as pw

from .base import Table


class Duplicate(Table):
    """What was said last of these two: linked, apart, or open again."""

    about = pw.TextField()
    left = pw.TextField()
    left_number = pw.IntegerField()
    right = pw.TextField()
    right_number = pw.IntegerField()
    state = pw.TextField()
    day = pw.TextField()
    user = pw.IntegerField()
    ordinal = pw.IntegerField()

    class Meta:
        """Once for any two; found from either side."""

        table_name = "duplicate"
        primary_key = pw.CompositeKey("about", "left", "left_number", "right", "right_number")
        without_rowid = True
        indexes = (
            (("about", "right", "right_number"), False),
            (("about", "state", "ordinal"), False),
        )


class DuplicateLook(Table):
    """Who looked at these two on that day."""

    about = pw.TextField()
    left = pw.TextField()
    left_number = pw.IntegerField()
    right = pw.TextField()
    right_number = pw.IntegerField()
    day = pw.TextField()
    user = pw.IntegerField()

    class Meta:
        """Once for a person and a day."""

        table_name = "duplicate_look"
        primary_key = pw.CompositeKey(
            "about", "left", "left_number", "right", "right_number", "day", "user"
        )
        without_rowid = True


class LocalFingerprint(Table):
    """A keyed hash of something that a member has; whoever shares it is compared with her.

    `sort`: what it is a hash of, as `core.fingerprints` numbers it.
    """

    key = pw.IntegerField()
    book = pw.IntegerField()
    member = pw.IntegerField()
    sort = pw.IntegerField()

    class Meta:
        """Found by key, and by book."""

        table_name = "local_fingerprint"
        primary_key = pw.CompositeKey("key", "book", "member")
        without_rowid = True
        indexes = ((("book",), False),)


class LocalLookedThrough(Table):
    """A book of which the fingerprints were taken: up to entry `seen`, of so many people.

    `compared` 1: and compared with all others of which that was done before.
    """

    book = pw.IntegerField(primary_key=True)
    seen = pw.IntegerField()
    people = pw.IntegerField()
    compared = pw.IntegerField()

    class Meta:
        """Its name stands fast."""

        table_name = "local_looked_through"
        without_rowid = True


class LocalCandidate(Table):
    """Two that are alike, by weight (hundredths of a bit); `evidence`: codes, blanks between."""

    about = pw.TextField()
    left = pw.TextField()
    left_number = pw.IntegerField()
    right = pw.TextField()
    right_number = pw.IntegerField()
    weight = pw.IntegerField()
    evidence = pw.TextField()

    class Meta:
        """Once for any two; the likeliest first; found from either side."""

        table_name = "local_candidate"
        primary_key = pw.CompositeKey("about", "left", "left_number", "right", "right_number")
        without_rowid = True
        indexes = (
            (("about", "weight"), False),
            (("left",), False),
            (("right",), False),
        )


DUPLICATE_TABLES = (Duplicate, DuplicateLook)
LOCAL_DUPLICATE_TABLES = (LocalFingerprint, LocalLookedThrough, LocalCandidate)

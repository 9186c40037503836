"""What a hub finds by itself of people told twice: keyed hashes, what it looked through, pairs.

A copy of the tables as they were released: a migration must not change when the live models do.
"""

import peewee as pw


class Frozen(pw.Model):  # type: ignore[misc] # peewee's metaclass is untyped
    """Base of the tables below."""

    class Meta:
        """No database; names as written."""

        legacy_table_names = False
        strict_tables = True


class LocalFingerprint(Frozen):
    """`local_fingerprint`."""

    key = pw.IntegerField()
    book = pw.IntegerField()
    member = pw.IntegerField()
    sort = pw.IntegerField()

    class Meta:
        """Frozen."""

        table_name = "local_fingerprint"
        primary_key = pw.CompositeKey("key", "book", "member")
        without_rowid = True
        indexes = ((("book",), False),)


class LocalLookedThrough(Frozen):
    """`local_looked_through`."""

    book = pw.IntegerField(primary_key=True)
    seen = pw.IntegerField()
    people = pw.IntegerField()
    compared = pw.IntegerField()

    class Meta:
        """Frozen."""

        table_name = "local_looked_through"
        without_rowid = True


class LocalCandidate(Frozen):
    """`local_candidate`."""

    about = pw.TextField()
    left = pw.TextField()
    left_number = pw.IntegerField()
    right = pw.TextField()
    right_number = pw.IntegerField()
    weight = pw.IntegerField()
    evidence = pw.TextField()

    class Meta:
        """Frozen."""

        table_name = "local_candidate"
        primary_key = pw.CompositeKey("about", "left", "left_number", "right", "right_number")
        without_rowid = True
        indexes = (
            (("about", "weight"), False),
            (("left",), False),
            (("right",), False),
        )


TABLES = (LocalFingerprint, LocalLookedThrough, LocalCandidate)


def up(_migrator: object, db: pw.Database) -> None:
    """Make the tables, empty: the hub looks through its books when it is asked to."""
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES)

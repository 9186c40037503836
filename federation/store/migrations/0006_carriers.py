"""What an office keeps of files: what was taken in at one go, and who carries them to whom.

And files that wait are found by their sender and by why they wait, files that were written by
when, and by whether anything was heard of them.

A copy of the tables as they were released: a migration must not change when the live models do.
"""

import peewee as pw


class Frozen(pw.Model):  # type: ignore[misc] # peewee's metaclass is untyped
    """Base of the tables below."""

    class Meta:
        """No database; names as written."""

        legacy_table_names = False
        strict_tables = True


class LocalTaking(Frozen):
    """`local_taking`."""

    begun = pw.TextField()
    ended = pw.TextField(default="")
    sources = pw.TextField()
    code = pw.TextField(default="")
    facts = pw.TextField(default="")

    class Meta:
        """Frozen."""

        table_name = "local_taking"


class LocalTaken(Frozen):
    """`local_taken`."""

    taking = pw.IntegerField()
    place = pw.TextField()
    file = pw.TextField()
    outcome = pw.TextField()
    code = pw.TextField(default="")
    facts = pw.TextField(default="")
    sender = pw.TextField(default="")
    stream = pw.TextField(default="")
    incarnation = pw.IntegerField(default=0)
    first = pw.IntegerField(default=0)
    last = pw.IntegerField(default=0)
    entries = pw.IntegerField(default=0)
    new = pw.IntegerField(default=0)
    short_code = pw.TextField(default="")
    writer = pw.TextField(default="")

    class Meta:
        """Frozen."""

        table_name = "local_taken"
        indexes = ((("taking", "outcome"), False),)


class LocalCarrier(Frozen):
    """`local_carrier`."""

    name = pw.TextField()
    folded = pw.TextField(unique=True)

    class Meta:
        """Frozen."""

        table_name = "local_carrier"


class LocalCarried(Frozen):
    """`local_carried`."""

    node = pw.TextField(primary_key=True)
    carrier = pw.IntegerField()

    class Meta:
        """Frozen."""

        table_name = "local_carried"
        indexes = ((("carrier",), False),)


TABLES = (LocalTaking, LocalTaken, LocalCarrier, LocalCarried)


def up(_migrator: object, db: pw.Database) -> None:
    """Make the tables, empty, and the indexes."""
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES)
    db.execute_sql('CREATE INDEX "held_file_sender" ON "held_file" ("sender")')
    db.execute_sql('CREATE INDEX "held_file_code" ON "held_file" ("code")')
    db.execute_sql('CREATE INDEX "local_out_written" ON "local_out" ("written")')
    db.execute_sql('CREATE INDEX "local_out_outcome" ON "local_out" ("outcome")')

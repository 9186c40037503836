"""Chains that go on under a new card; a machine put back from a copy; letters that were heard of.

A copy of the tables as they were released: a migration must not change when the live models do.
"""

import peewee as pw


class Frozen(pw.Model):  # type: ignore[misc] # peewee's metaclass is untyped
    """Base of the tables below."""

    class Meta:
        """No database; names as written."""

        legacy_table_names = False
        strict_tables = True


class Stream(Frozen):
    """`stream`."""

    owner = pw.TextField()
    kind = pw.TextField()
    partner = pw.TextField(default="")
    incarnation = pw.IntegerField(default=1)
    own = pw.IntegerField(constraints=[pw.Check("own IN (0, 1)")])
    last = pw.IntegerField(default=0, constraints=[pw.Check("last >= 0")])
    head = pw.TextField(constraints=[pw.Check("length(head) = 64")])
    state = pw.TextField(default="open")
    base = pw.IntegerField(default=0)
    root = pw.TextField(default="")
    book = pw.IntegerField(default=0)
    closed = pw.IntegerField(default=-1)

    class Meta:
        """Frozen."""

        table_name = "stream"
        indexes = ((("owner", "kind", "partner", "incarnation"), True),)


class Postponed(Frozen):
    """`postponed`."""

    kind = pw.TextField()
    partner = pw.TextField()
    line = pw.BlobField()

    class Meta:
        """Frozen."""

        table_name = "postponed"


class LocalState(Frozen):
    """`local_state`."""

    name = pw.TextField(primary_key=True)
    value = pw.TextField()

    class Meta:
        """Frozen."""

        table_name = "local_state"


class LocalOut(Frozen):
    """`local_out`."""

    short_code = pw.TextField(primary_key=True)
    partner = pw.TextField()
    stream = pw.TextField()
    first = pw.IntegerField()
    last = pw.IntegerField()
    name = pw.TextField()
    written = pw.TextField()
    outcome = pw.TextField(default="")
    code = pw.TextField(default="")
    facts = pw.TextField(default="")
    heard = pw.TextField(default="")

    class Meta:
        """Frozen."""

        table_name = "local_out"
        indexes = ((("partner", "written"), False),)


class LocalIn(Frozen):
    """`local_in`."""

    short_code = pw.TextField(primary_key=True)
    partner = pw.TextField()
    name = pw.TextField()
    outcome = pw.TextField()
    code = pw.TextField(default="")
    facts = pw.TextField(default="")
    received = pw.TextField()
    told = pw.IntegerField(default=0)

    class Meta:
        """Frozen."""

        table_name = "local_in"
        indexes = ((("partner", "told"), False),)


TABLES = (Stream, Postponed, LocalState, LocalOut, LocalIn)
KEPT = "id, owner, kind, partner, incarnation, own, last, head, state"


def up(_migrator: object, db: pw.Database) -> None:
    """Widen `stream`, make the new tables. Roots follow from cards: `journal.fill_roots`."""
    db.execute_sql("CREATE TEMPORARY TABLE stream_before AS SELECT * FROM stream")
    db.execute_sql("DROP TABLE stream")
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES)
    db.execute_sql(
        f"INSERT INTO stream ({KEPT}, base, root, book, closed)"  # noqa: S608 - our own names
        f" SELECT {KEPT}, 0, '', id, -1 FROM stream_before"
    )
    db.execute_sql("DROP TABLE stream_before")

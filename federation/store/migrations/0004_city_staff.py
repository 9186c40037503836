"""What the staff of a city keep: words for answers, and the departments they belong to.

A copy of the tables as they were released: a migration must not change when the live models do.
"""

import peewee as pw


class Frozen(pw.Model):  # type: ignore[misc] # peewee's metaclass is untyped
    """Base of the tables below."""

    class Meta:
        """No database; names as written."""

        legacy_table_names = False
        strict_tables = True


class LocalWording(Frozen):
    """`local_wording`."""

    folded = pw.TextField(primary_key=True)
    name = pw.TextField()
    verb = pw.TextField()
    text = pw.TextField()
    reason = pw.TextField(default="")
    department = pw.TextField(default="")

    class Meta:
        """Frozen."""

        table_name = "local_wording"


class LocalDepartment(Frozen):
    """`local_department`."""

    user = pw.IntegerField()
    place = pw.IntegerField()
    department = pw.TextField()

    class Meta:
        """Frozen."""

        table_name = "local_department"
        primary_key = pw.CompositeKey("user", "place")


TABLES = (LocalWording, LocalDepartment)


def up(_migrator: object, db: pw.Database) -> None:
    """Make both tables, empty."""
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES)

"""Programs that may ask this node: their names, and the hashes of their secrets.

A copy of the table as it was released: a migration must not change when the live model does.
"""

import peewee as pw


class LocalAccess(pw.Model):  # type: ignore[misc] # peewee's metaclass is untyped
    """`local_access`."""

    name = pw.TextField()
    folded = pw.TextField(unique=True)
    scope = pw.TextField()
    digest = pw.TextField(unique=True)
    made_on = pw.TextField()

    class Meta:
        """No database; names as written."""

        legacy_table_names = False
        strict_tables = True
        table_name = "local_access"


def up(_migrator: object, db: pw.Database) -> None:
    """Make the table."""
    with db.bind_ctx((LocalAccess,)):
        db.create_tables((LocalAccess,))

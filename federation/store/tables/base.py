"""What every table has in common: no database of its own, strict types, plain names.

Models are unbound: every statement names its database (`.execute(db)`), so several nodes live in
one process and a forgotten database fails loudly instead of writing somewhere.
"""

import peewee


class Table(peewee.Model):  # type: ignore[misc] # peewee's metaclass is untyped
    """Base of all tables."""

    class Meta:
        """No database; names as written."""

        legacy_table_names = False
        strict_tables = True

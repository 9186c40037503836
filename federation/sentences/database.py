"""Sentences about a database on a server: why it cannot be used, what to do now."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "database-elsewhere": "%(database)s is no address of a database that can be used here. "
        "Write it like postgresql://user@server/name, or leave it out and the books stay in the "
        "data folder.",
        "database-hub-only": "Only a hub can keep its books on a PostgreSQL server. Leave the "
        "database out: the books of a group and of a city stay in their data folder.",
        "database-not-empty": "There is something in the database %(database)s already; nothing in "
        "it was touched. Make an empty one (createdb NAME) and give its address.",
        "database-of-another": "The database %(database)s has the books of another node; nothing "
        "in it was touched. Give the right address in the line “database” of node.toml.",
        "database-read-only": "The database %(database)s only follows another one and takes "
        "nothing in. Give the address of the one that is followed, and this one as the line "
        "“replica” of node.toml.",
        "database-password": "The server %(server)s does not know this user and password. Put the "
        "right password into the file .pgpass in your home folder, or into PGPASSWORD.",
        "database-unreachable": "The database %(server)s cannot be opened: %(reason)s. Check that "
        "the server runs and can be reached from here, and that the address is right.",
        "database-gone": "The database server %(server)s does not answer. Nothing is half done. "
        "Check that it runs and can be reached, and try again.",
        "database-there-already": "The books are there already; nothing was changed.",
        "postgresql-missing": "This installation cannot open PostgreSQL. Install that part: pip "
        "install 'federation-toolkit[postgresql]'.",
        "postgresql-too-old": "The server %(server)s has PostgreSQL %(version)s, and 14 or newer "
        "is needed. Use a newer server.",
        "workers-sqlite": "Several workers are of use only with a PostgreSQL database: books in "
        "the data folder have one writer at a time. Leave --workers out.",
        "worker-lost": "One of the workers was stopped from outside. What it had taken in is kept, "
        "and nothing is half done. Take the same files in again.",
    }
)

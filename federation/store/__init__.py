"""A node's store: journal, views of it, queries. The only place that knows Peewee and SQL."""

from peewee import Database

from .database import Entangled
from .drafts import Draft
from .journal import Numbered, StreamEnd
from .store import Store, open_store

__all__ = ["Database", "Draft", "Entangled", "Numbered", "Store", "StreamEnd", "open_store"]

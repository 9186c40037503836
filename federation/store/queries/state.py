"""Which state the books here are in, as one short text that differs when anything in them does."""

import peewee as pw

from ..database import fetch
from ..tables import Arrival


def state(db: pw.Database) -> str:
    """64 hex digits that chain everything that was entered or came in, in its order.

    Two nodes with the same books may have two states; one node with two states has other books.
    """
    newest = Arrival.select(Arrival.digest).order_by(Arrival.arrival.desc()).limit(1)
    return next((digest for (digest,) in fetch(db, newest)), "0" * 64)

"""Views of the journal, filled as entries come in: one `apply` for deeds, files and replays.

Entries of a ledger pass the money rules here (`core.ledger`), wherever they come from.
"""

from collections.abc import Iterable, Iterator

import peewee as pw

from federation.core import events as e
from federation.core import kinds
from federation.core.refusals import refuse

from ..journal import Numbered, StreamEnd
from ..tables import Orig
from . import ledger, requests

__all__ = ["apply"]


def apply(
    db: pw.Database, stream: StreamEnd, entries: Iterable[Numbered], *, settle: bool = True
) -> None:
    """Enter these entries of a chain into the views. Raises Refusal when a rule is broken.

    `settle`: the entries end where a deed ended, so every pot must hold now.
    """
    try:
        if stream.kind == kinds.LEDGER:
            ledger.enter(db, stream.book, _once(db, stream, entries), settle=settle)
        else:
            requests.enter(db, stream, _once(db, stream, entries))
    except (pw.IntegrityError, OverflowError) as clash:
        # Two rows where a rule allows one, or a sum beyond every pot: only a file can hold these.
        raise refuse("entries-clash", why=str(clash)) from clash


def _once(db: pw.Database, stream: StreamEnd, entries: Iterable[Numbered]) -> Iterator[Numbered]:
    """Of entries that were first written on a closed branch, one each; all the others."""
    for numbered in entries:
        orig = numbered.event.orig
        # Whoever is to be forgotten is, however often it is said.
        if orig and not isinstance(numbered.event, e.MemberForgotten):
            row = Orig.insert(book=stream.book, orig=orig, seq=numbered.seq)
            if not row.on_conflict_ignore().as_rowcount().execute(db):
                continue
        yield numbered

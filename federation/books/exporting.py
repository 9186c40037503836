"""Writing a group's books as spreadsheets that can be taken in again.

An empty node that takes them in has the same journal, entry by entry, but for who typed each. What
the four sheets of the contract cannot say stands in further columns and sheets (see the README),
written only where there is something to tell. `entry_no`, the journal's own number, is written
where the order matters beyond the day: as soon as there is more than plain money, people and loans.
"""

from pathlib import Path
from typing import Final

from federation.core import kinds
from federation.core.refusals import refuse
from federation.store import Database, Store, replay

from .gathering import gather
from .known import own_stream
from .outgoing import entry_columns, entry_rows, ledger_sheets
from .outgoing_requests import request_sheets
from .standing import standing_sheets
from .writer import Table, write_csv, write_xlsx

_ALWAYS: Final = frozenset({"members", "loans", "requests"})


def export_books(store: Store, path: Path) -> tuple[Path, ...]:
    """Write this group's books to `path`: an .xlsx, or else a folder of CSV files.

    Returns the paths written. Raises Refusal "books-not-here", "books-not-written",
    "practice-never-sent".
    """
    store.node.must_be_real()
    if store.node.settings.role != "group":
        raise refuse("books-not-here")
    with store.reading() as db:
        tables = _tables(db, store)
        if path.suffix.lower() == ".xlsx":
            return (write_xlsx(path, tables),)
        return write_csv(path, tables)


def _tables(db: Database, store: Store) -> tuple[Table, ...]:
    """Every sheet with something to tell. Money is read a second time, while it is written."""
    ledger = own_stream(db, store.node, kinds.LEDGER)
    requests = own_stream(db, store.node, kinds.REQUESTS)
    found = gather(
        () if ledger is None else replay.line_entries(db, ledger),
        () if requests is None else replay.line_entries(db, requests),
    )
    members, *others = (
        *ledger_sheets(found),
        *request_sheets(found),
        *standing_sheets(found),
    )
    money = () if ledger is None else replay.line_entries(db, ledger)
    entries = Table("entries", entry_columns(found), entry_rows(found, money))
    told = [one for one in others if one.name in _ALWAYS or one.rows]
    return (members, entries, *told)

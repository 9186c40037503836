"""Every table of a node, one file per area."""

from .books import (
    BOOK_TABLES,
    Attendance,
    Balance,
    Entry,
    Loan,
    Meeting,
    Member,
    PostingRow,
)
from .journal import (
    JOURNAL_TABLES,
    Acknowledgement,
    Arrival,
    Batch,
    HeldFile,
    Line,
    Stream,
)
from .local import (
    LOCAL_TABLES,
    LocalAttempt,
    LocalDraft,
    LocalProjection,
    LocalSent,
    LocalSession,
    LocalToken,
    LocalUser,
)
from .requests import (
    REQUEST_TABLES,
    Answer,
    Cell,
    Fork,
    Partner,
    Release,
    Request,
    RequestStep,
)

PROJECTION_TABLES = BOOK_TABLES + REQUEST_TABLES

__all__ = [
    "BOOK_TABLES",
    "JOURNAL_TABLES",
    "LOCAL_TABLES",
    "PROJECTION_TABLES",
    "REQUEST_TABLES",
    "Acknowledgement",
    "Answer",
    "Arrival",
    "Attendance",
    "Balance",
    "Batch",
    "Cell",
    "Entry",
    "Fork",
    "HeldFile",
    "Line",
    "Loan",
    "LocalAttempt",
    "LocalDraft",
    "LocalProjection",
    "LocalSent",
    "LocalSession",
    "LocalToken",
    "LocalUser",
    "Meeting",
    "Member",
    "Partner",
    "PostingRow",
    "Release",
    "Request",
    "RequestStep",
    "Stream",
]

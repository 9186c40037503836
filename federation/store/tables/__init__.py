"""Every table of a node, one file per area."""

from .books import (
    BIG_BOOKS,
    BOOK_TABLES,
    OF_FEW,
    Attendance,
    Balance,
    Entry,
    Loan,
    Meeting,
    Member,
    Month,
    PostingRow,
    PotSum,
)
from .embargoes import Embargo
from .facilities import FACILITY_TABLES, Facility, FacilityCheck, PublishedFacility
from .group import (
    GROUP_TABLES,
    Application,
    BankStatement,
    BankTick,
    Constitution,
    Cycle,
    Decision,
    FundLoan,
    LoanChange,
    PeerCheck,
    Rotation,
    RotationTurn,
    Round,
    Series,
    Work,
)
from .households import HOUSEHOLD_TABLES, Household, HouseStep
from .journal import (
    JOURNAL_TABLES,
    Acknowledgement,
    Arrival,
    Batch,
    HeldFile,
    Line,
    Postponed,
    Stream,
)
from .local import (
    LOCAL_TABLES,
    LocalAccess,
    LocalAttempt,
    LocalDraft,
    LocalIn,
    LocalOut,
    LocalProjection,
    LocalSent,
    LocalSession,
    LocalState,
    LocalToken,
    LocalUser,
)
from .places import PLACE_TABLES, Place
from .profiles import PROFILE_TABLES, ProfilePart
from .repairs import REPAIR_TABLES, Repair, RepairStep
from .requests import (
    REQUEST_TABLES,
    Answer,
    Cell,
    Fork,
    Orig,
    Partner,
    Placement,
    Release,
    Request,
    RequestStep,
    Said,
    Writer,
)

PROJECTION_TABLES = (
    BOOK_TABLES
    + GROUP_TABLES
    + HOUSEHOLD_TABLES
    + REQUEST_TABLES
    + FACILITY_TABLES
    + PROFILE_TABLES
    + PLACE_TABLES
    + REPAIR_TABLES
    + (Embargo,)
)

__all__ = [
    "BIG_BOOKS",
    "BOOK_TABLES",
    "FACILITY_TABLES",
    "GROUP_TABLES",
    "HOUSEHOLD_TABLES",
    "JOURNAL_TABLES",
    "LOCAL_TABLES",
    "OF_FEW",
    "PLACE_TABLES",
    "PROFILE_TABLES",
    "PROJECTION_TABLES",
    "REPAIR_TABLES",
    "REQUEST_TABLES",
    "Acknowledgement",
    "Answer",
    "Application",
    "Arrival",
    "Attendance",
    "Balance",
    "BankStatement",
    "BankTick",
    "Batch",
    "Cell",
    "Constitution",
    "Cycle",
    "Decision",
    "Embargo",
    "Entry",
    "Facility",
    "FacilityCheck",
    "Fork",
    "FundLoan",
    "HeldFile",
    "HouseStep",
    "Household",
    "Line",
    "Loan",
    "LoanChange",
    "LocalAccess",
    "LocalAttempt",
    "LocalDraft",
    "LocalIn",
    "LocalOut",
    "LocalProjection",
    "LocalSent",
    "LocalSession",
    "LocalState",
    "LocalToken",
    "LocalUser",
    "Meeting",
    "Member",
    "Month",
    "Orig",
    "Partner",
    "PeerCheck",
    "Place",
    "Placement",
    "PostingRow",
    "Postponed",
    "PotSum",
    "ProfilePart",
    "PublishedFacility",
    "Release",
    "Repair",
    "RepairStep",
    "Request",
    "RequestStep",
    "Rotation",
    "RotationTurn",
    "Round",
    "Said",
    "Series",
    "Stream",
    "Work",
    "Writer",
]

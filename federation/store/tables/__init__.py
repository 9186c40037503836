"""Every table of a node, one file per area."""

from .beneficiaries import Printing
from .books import (
    BIG_BOOKS,
    BOOK_TABLES,
    BY_BOOK,
    OF_FEW,
    Attendance,
    Balance,
    Entry,
    Loan,
    Meeting,
    Member,
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
from .learning import (
    LEARNING_TABLES,
    Badge,
    Deputy,
    Exchange,
    Practice,
    PracticeTold,
    PracticeUse,
    RoleTerm,
    Skill,
)
from .local import (
    LOCAL_TABLES,
    LocalAccess,
    LocalAttempt,
    LocalDepartment,
    LocalDraft,
    LocalIn,
    LocalOut,
    LocalProjection,
    LocalSent,
    LocalSession,
    LocalState,
    LocalToken,
    LocalUser,
    LocalWording,
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
from .summaries import SUMMARY_TABLES, AccountSum, Month

PROJECTION_TABLES = (
    BOOK_TABLES
    + SUMMARY_TABLES
    + GROUP_TABLES
    + HOUSEHOLD_TABLES
    + REQUEST_TABLES
    + FACILITY_TABLES
    + PROFILE_TABLES
    + PLACE_TABLES
    + REPAIR_TABLES
    + LEARNING_TABLES
    + (Embargo, Printing)
)

__all__ = [
    "BIG_BOOKS",
    "BOOK_TABLES",
    "BY_BOOK",
    "FACILITY_TABLES",
    "GROUP_TABLES",
    "HOUSEHOLD_TABLES",
    "JOURNAL_TABLES",
    "LEARNING_TABLES",
    "LOCAL_TABLES",
    "OF_FEW",
    "PLACE_TABLES",
    "PROFILE_TABLES",
    "PROJECTION_TABLES",
    "REPAIR_TABLES",
    "REQUEST_TABLES",
    "SUMMARY_TABLES",
    "AccountSum",
    "Acknowledgement",
    "Answer",
    "Application",
    "Arrival",
    "Attendance",
    "Badge",
    "Balance",
    "BankStatement",
    "BankTick",
    "Batch",
    "Cell",
    "Constitution",
    "Cycle",
    "Decision",
    "Deputy",
    "Embargo",
    "Entry",
    "Exchange",
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
    "LocalDepartment",
    "LocalDraft",
    "LocalIn",
    "LocalOut",
    "LocalProjection",
    "LocalSent",
    "LocalSession",
    "LocalState",
    "LocalToken",
    "LocalUser",
    "LocalWording",
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
    "Practice",
    "PracticeTold",
    "PracticeUse",
    "Printing",
    "ProfilePart",
    "PublishedFacility",
    "Release",
    "Repair",
    "RepairStep",
    "Request",
    "RequestStep",
    "RoleTerm",
    "Rotation",
    "RotationTurn",
    "Round",
    "Said",
    "Series",
    "Skill",
    "Stream",
    "Work",
    "Writer",
]

"""Lists of people for a housing scheme: printed at the office alone, and each printing noted."""

from .base import Dated, Note


class PrintingRecord(Note, frozen=True, kw_only=True):
    """Who gets the sheet, by name and post; the note says what for."""

    recipient: str = ""


class BeneficiariesPrinted(Dated, frozen=True, kw_only=True, tag="beneficiaries-printed"):
    """A list of these members of a request's group was printed; names stand on paper only.

    `printing` is its own id; `members` are numbers in the group's books, and so is `decision`, the
    vote by which the group agreed.
    """

    printing: str
    request: str
    members: tuple[int, ...]
    decision: int

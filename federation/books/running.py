"""What may come in by a spreadsheet once books have begun: plain history, and nothing decided.

An empty machine takes everything, as it stands for books that were kept elsewhere. Books that run
have pages for what people decide together (with their PINs, their votes, the box counted), and a
row in a spreadsheet is no way around them:

1. people, loans, requests and money of plain kinds come in; what is there already is no matter;
2. a meeting comes in whole, held by today and closed in its own row; an open one is closed on its
   page, and one that is closed takes nothing more;
3. every other row is refused, each by its name.
"""

from collections.abc import Iterable
from typing import Final

from federation.core.refusals import Refusal, refuse

from .blaming import at
from .items import Item, Phase
from .rows import EntryRow
from .sifted import Sifted

PLAIN_KINDS: Final = frozenset(
    {
        *("opening_cash", "opening_bank", "opening_savings", "opening_loan", "opening_shares"),
        *("opening_social", "savings", "withdrawal", "share", "social_contribution"),
        *("social_grant", "fine", "fine_paid", "loan_disbursed", "loan_principal"),
        *("loan_interest", "fee", "income", "expense", "bank_deposit", "bank_withdrawal"),
        *("bank_interest", "bank_charge", "fund_contribution", "fund_received"),
        *("fund_remittance", "municipal_payment"),
    }
)
"""Kinds of money that are told, not decided: the words of the sheet `entries`."""

_NEVER: Final = "9999-12-31"
_DECIDED: Final = (Phase.SAY, Phase.VOTE, Phase.WITHDRAW)
_PEOPLE_AND_LOANS: Final = frozenset({"members", "members_before", "loans"})


def keep_to_history(found: Sifted, ledger: Iterable[Item], requests: Iterable[Item]) -> None:
    """Add a fault for each new row that only an empty machine takes in."""
    rows = tuple(ledger)
    own, asked = found.known.ends
    if own:
        opened = {_meeting(one): one.day for one in rows if one.phase is Phase.OPEN}
        closed = {_meeting(one) for one in rows if one.phase is Phase.CLOSE}
        whole = {one for one in closed if opened.get(one, _NEVER) <= found.today}
        for item in rows:
            if item.phase is Phase.CLOSE and item.sheet == "meetings" and _meeting(item) in opened:
                continue  # its row is told once, as the meeting's beginning
            _tell(found, item, _refusal(found, item, whole))
    for item in requests if own or asked else ():
        if item.phase in _DECIDED:
            _tell(found, item, refuse("books-only-when-empty"))


def _tell(found: Sifted, item: Item, refusal: Refusal | None) -> None:
    if refusal is not None:
        found.faults.append(at(item, refusal))


def _refusal(found: Sifted, item: Item, whole: set[int]) -> Refusal | None:
    """Why a new row is not taken; None when it is. `whole`: meetings that come with their end."""
    meeting = _meeting(item)
    if item.sheet == "meetings":
        is_history = meeting in whole
    elif isinstance(item.row, EntryRow):
        is_history = item.row.kind in PLAIN_KINDS
    else:
        is_history = item.sheet in _PEOPLE_AND_LOANS or item.phase is Phase.ATTEND
    if not is_history:
        return refuse("books-only-when-empty")
    if meeting in found.known.closed:
        return refuse("meeting-closed", meeting=meeting)
    return None


def _meeting(item: Item) -> int:
    """The number of the meeting that a row names (0: none)."""
    told = getattr(item.row, "meeting_no", 0)
    return int(told or getattr(item.row, "more", {}).get("meeting", 0))

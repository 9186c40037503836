"""Which row and column a refusal of the ledger is about."""

from typing import Final

from federation.core.accounts import ACCOUNTS
from federation.core.ledger import Key
from federation.core.posting import Postings
from federation.core.refusals import Refusal
from federation.schemas.base import Fault, fault

from .further import FURTHER
from .items import Item
from .sheets import SHEETS
from .words import WORDS

# The columns that a refusal may be about when nothing in it says so, in this order.
_LIKELY: Final = ("amount", "principal", "counted", "of_entry_no", "entry_nos")
_NUMBERED: Final = ("number-not-next", "number-unknown")
_SHORT: Final = "-short"
_OVERPAID: Final = "loan-overpaid"


def blamed(items: list[tuple[Item, Postings]], refusal: Refusal) -> Fault:
    """The fault at the last row of the day that took from what is short."""
    item = items[-1][0]
    for one, postings in reversed(items):
        if any(_takes(posting[:4], posting.amount, refusal) for posting in postings):
            item = one
            break
    return fault((item.sheet, item.row.row, _likely(item)), refusal)


def at(item: Item, refusal: Refusal) -> Fault:
    """The refusal at the row of an item and the column that it is about."""
    return fault((item.sheet, item.row.row, _column(item, refusal)), refusal)


def _takes(key: Key, amount: int, refusal: Refusal) -> bool:
    account, member, purpose, loan = key
    if amount * ACCOUNTS[account].side >= 0:
        return False
    facts = refusal.facts
    if refusal.code == "pot-set-aside":
        return account in ("cash", "bank")
    if refusal.code == "pot-short":
        return account == facts["pot"]
    short = "loans" if refusal.code == _OVERPAID else refusal.code.removesuffix(_SHORT)
    return (
        account == short.replace("-", "_")
        and member == facts.get("member", member)
        and purpose == facts.get("purpose", purpose)
        and loan == facts.get("loan", loan)
    )


def _column(item: Item, refusal: Refusal) -> str:
    """The column that a refusal about one entry is about."""
    sheet = SHEETS[item.sheet]
    named = {one.field: one.name for one in sheet.extras}
    facts = refusal.facts
    told = facts.get("what") if refusal.code in _NUMBERED else facts.get("rule", facts.get("field"))
    said = named.get(str(told or ""), "")
    if said:
        return said
    for word in ("member", "loan", "meeting"):
        if refusal.code.startswith(word) and f"{word}_no" in sheet.columns:
            return f"{word}_no"
    return _likely(item)


def _likely(item: Item) -> str:
    """The column of the money, else the row's own number, else its first one; of a word whose."""
    sheet = SHEETS[item.sheet]
    if item.sheet in WORDS:
        return "request_no"
    own = [one.name for one in sheet.extras] if item.sheet in FURTHER else []
    return next(one for one in (*_LIKELY, *own, *sheet.columns) if one in sheet.columns)

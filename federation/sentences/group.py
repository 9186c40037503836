"""Sentences of what a group numbers in order, and what a list calls the kinds of entries."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "number-unknown": "There is no %(what)s with number %(number)s in these books. Choose one "
        "from the list.",
        "number-not-next": "The next %(what)s has number %(due)s, not %(number)s. Look at the "
        "page again: somebody else may just have written one down.",
        "constitution-unclear": "The rules cannot be like this: look at “%(field)s” again.",
        "decision-unclear": "The votes of decision %(decision)s do not add up. Count again who "
        "voted and who spoke.",
        "loan-has-money": "Money of loan %(loan)s has moved already, so what was agreed stands. "
        "Take back the money first, the newest first.",
        "application-settled": "Application %(application)s was already agreed, declined or taken "
        "back. Look at it in the list of loans asked for.",
        "loan-reschedule-stale": "Of loan %(loan)s %(owed_minor)s is owed now. Open the page again "
        "and start from that sum.",
        "rotation-order-unclear": "In the order of rotating pot %(rotation)s each member stands "
        "once. Look through the list again.",
        "share-out-unclear": "The parts of the share-out of cycle %(cycle)s do not add up to its "
        "pool. Open the preview again.",
        "share-out-part-short": "Of her part, member %(member)s still gets %(due_minor)s. Write "
        "that much or less.",
        "share-out-debt-less": "Member %(member)s owes %(owed_minor)s after the share-out. Write "
        "that much or less; the rest can be saved.",
        "cycle-shared-out": "Cycle %(cycle)s was shared out already. Begin the next cycle.",
        "peer-check-unclear": "The figures of peer check %(check)s do not fit together. Look at "
        "how many books were compared.",
        "work-out-of-range": "That is no time somebody can work in a day. Write hours and minutes "
        "of one day, and how many people.",
        "round-differs": "The sheet says %(sheet_minor)s, the money is %(handed_minor)s. Count "
        "again, then look through the sheet together.",
        "fine-to-unknown": "A fine goes into the pool or to the social fund. Choose one.",
        "cash-pieces-differ": "The notes and coins make %(pieces_minor)s, not %(counted_minor)s. "
        "Count them again.",
        "credits-short": "Of the money kept for member %(member)s %(short_minor)s is missing. "
        "Write what is kept for her, or less.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kind constitution-adopted": "Rules agreed",
        "kind decision-taken": "Decision",
        "kind cycle-begun": "Cycle begun",
        "kind share-out-held": "Share-out",
        "kind share-paid-out": "Part paid out",
        "kind share-reinvested": "Part saved again",
        "kind share-out-debt-paid": "Paid after the share-out",
        "kind rotation-begun": "Rotating pot begun",
        "kind rotation-reordered": "Rotating pot: new order",
        "kind rotation-paid-in": "Into the rotating pot",
        "kind rotation-paid-out": "Out of the rotating pot",
        "kind loan-asked": "Loan asked for",
        "kind loan-declined": "Loan not agreed",
        "kind loan-rescheduled": "Loan: new payments agreed",
        "kind loan-written-off": "Loan written off",
        "kind loan-advance-paid": "Paid in advance for a loan",
        "kind fund-loan-agreed": "Loan of a fund agreed",
        "kind peer-checked": "Peer check",
        "kind peer-check-followed": "Peer check: put right",
        "kind bank-statement-seen": "Bank statement looked at",
        "kind bank-interest-received": "Interest from the bank",
        "kind bank-charge-paid": "Bank charge",
        "kind work-done": "Work done",
        "kind round-accepted": "Daily round accepted",
        "kind fine-forgiven": "Fine forgiven",
        "kind credit-kept": "Kept for the member",
        "kind credit-returned": "Kept money given back",
        "kind shares-returned": "Shares given back",
        "kind surplus-paid": "Part of the surplus paid",
        "kind leaving-fee-taken": "Fee for leaving",
        "late none": "Nothing is late",
        "late 1-30": "1 to 30 days late",
        "late 31-60": "31 to 60 days late",
        "late 61-90": "61 to 90 days late",
        "late over-90": "More than 90 days late",
    }
)

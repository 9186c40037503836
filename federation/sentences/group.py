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
        "number-taken-back": "That %(what)s, number %(number)s, was taken back. Choose one that "
        "stands, from the list.",
        "loan-changed-since": "The payments of loan %(loan)s were agreed anew since. Take back the "
        "newest agreement first.",
        "fund-loan-used": "Money of fund loan %(fund_loan)s has moved, or was lent on to a member, "
        "so it stays. Take that back first, the newest first.",
        "cycle-went-on": "Cycle %(cycle)s came after or was shared out, so this beginning stays. "
        "Take that back first.",
        "rotation-has-money": "Money was paid into rotating pot %(rotation)s, so it stays. Take "
        "those payments back first.",
        "member-forgotten": "The particulars of member %(member)s were removed for ever, so she "
        "stays gone. If she comes again, write her down as a new member.",
        "constitution-unclear": "The rules cannot be like this: look at “%(rule)s” again.",
        "decision-unclear": "The votes of decision %(decision)s do not add up. Count again who "
        "voted and who spoke.",
        "loan-has-money": "Money of loan %(loan)s has moved already, so what was agreed stands. "
        "Take back the money first, the newest first.",
        "savings-are-no-shares": "Shares are bought by themselves, whole and at their price. "
        "Choose “shares” among what member %(member)s pays for.",
        "purpose-not-in-rules": "By the group's rules nobody saves for “%(purpose)s”. Choose one "
        "of: %(purposes)s.",
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
        # What is numbered, as a sentence says it
        "numbered version": "version of the rules",
        "numbered decision": "decision",
        "numbered application": "loan asked for",
        "numbered fund_loan": "loan of a fund",
        "numbered rotation": "rotating pot",
        "numbered cycle": "cycle",
        "numbered check": "peer check",
        "numbered round": "daily round",
        # Rules of a group, as a sentence says them
        "rule savings": "how the group saves",
        "rule purposes": "what the savings are for",
        "rule share_price": "what a share costs",
        "rule shares_most": "how many shares a member may buy at a meeting",
        "rule loan_limit": "how much a member may borrow",
        "rule loan_rate": "the interest",
        "rule loan_per": "for how long the interest counts",
        "rule loan_method": "how the interest is counted",
        "rule loan_every": "how often a loan is paid back",
        "rule loan_instalments_most": "how many payments there are at most",
        "rule loan_round_to": "what payments are rounded to",
        "rule loan_fine": "the fine for paying late",
        "rule loan_guarantors": "how many members stand in for a loan",
        "rule loans_by": "who agrees to a loan",
        "rule quorum": "how many must be there to vote",
        "rule fines": "the fines",
        "rule fines_to": "where fines go",
        "rule social_contribution": "what each pays into the social fund",
        "rule social_at_share_out": "what becomes of the social fund",
        "rule share_out_method": "how is shared out",
        "rule cycle_weeks": "how long a cycle is",
        "rule leaving": "what a member takes who leaves early",
        "rule leaving_fee": "the fee for leaving",
        "rule officers_close": "how many officers close a meeting",
        "rule cash_warning": "how much may lie in the box",
        "rule meets_every": "how often the group meets",
        "rule meets_on": "on which day the group meets",
        "late none": "Nothing is late",
        "late 1-30": "1 to 30 days late",
        "late 31-60": "31 to 60 days late",
        "late 61-90": "61 to 90 days late",
        "late over-90": "More than 90 days late",
    }
)

"""Sentences and words of the federation's own fund."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "fund-not-here": "Only the federation's office keeps the books of its fund.",
        "fund-day-ahead": "%(day)s has not come yet: by all that is known here it is "
        "%(latest_day)s at the latest. Write the day on which it happened.",
        "fund-number-gap": "The fund's books go on with number %(expected)s, and this is number "
        "%(number)s. Run “federation verify” on this machine.",
        "fund-word-unknown": "“%(word)s” is not on the list. Choose one from the list.",
        "fund-product-terms": "Product %(product)s cannot be lent on these terms. Look at the "
        "interest, the number of payments and the most for one member.",
        "fund-product-unknown": "The fund has no product %(product)s. Choose one from the list of "
        "products.",
        "fund-product-closed": "Nothing is lent under “%(product)s” any more. Choose another "
        "product, or open it again under Products.",
        "fund-instalments-more": "This product has %(most)s payments at most. Write so many or "
        "fewer.",
        "fund-cash-short": "The fund has not so much in hand: %(short_minor)s is missing. Write "
        "down first what came in, or pay out less.",
        "fund-capital-short": "Not so much was given from there: %(short_minor)s is missing. Look "
        "at what came from whom.",
        "fund-loans-short": "Of loan %(loan)s not so much is out: it is %(short_minor)s too much. "
        "Look at what the group still owes.",
        "fund-overpaid-short": "On loan %(loan)s not so much was paid too much: %(short_minor)s is "
        "missing. Look at what is kept for the group.",
        "fund-loan-loss-short": "Of loan %(loan)s something was paid that had been written off, so "
        "this cannot be taken back: it is %(short_minor)s. Take that payment back first.",
        "group-loan-unknown": "The fund has no loan %(loan)s, or it was taken back. Look at the "
        "list of loans.",
        "fund-loan-not-out": "No money of loan %(loan)s went out yet, so nothing can be paid back. "
        "Write down first that it was paid out.",
        "fund-loan-is-out": "Money of loan %(loan)s moved. Take back first what was paid out and "
        "paid in, then the loan.",
        "fund-loan-paid-back": "Of loan %(loan)s nothing is out any more, so there are no payments "
        "to agree anew. Look at the loan.",
        "fund-reschedule-before": "Something was entered on loan %(loan)s on %(moved_day)s. Write "
        "that day or a later one: new payments begin after what was paid before.",
        "fund-reschedule-needs-reason": "Write why the payments are others now: it stands in the "
        "books.",
        "fund-rescheduled-since": "The payments of loan %(loan)s were agreed anew since, in entry "
        "%(entry)s. Take that entry back first.",
        "fund-moved-since": "Money of loan %(loan)s moved since these payments were agreed. Take "
        "that back first, or agree to other payments once more.",
        "fund-paid-out-more": "Of loan %(loan)s only %(left_minor)s is left to pay out. Pay out so "
        "much or less.",
        "fund-product-lent": "Loans of product %(product)s were agreed already, so what it is for "
        "stays. Make a new product for something else.",
        "fund-pay-out-early": "Loan %(loan)s is not taken over by the group, or its parts are not "
        "told. Wait for that, or tick that the money goes out all the same.",
        "fund-loan-settled": "All that was paid out of loan %(loan)s is paid back or written off. "
        "For more, agree a new loan.",
        "fund-day-short": "With the day %(day)s, %(short_minor)s would have been missing on "
        "%(short_day)s. Write a later day, or write down first what came in before.",
        "fund-entered-twice": "%(amount_minor)s of %(entered_day)s stand in the books already, as "
        "entry %(entry)s. Look whether that is the same money. If it came twice, mark that, and "
        "press the button again.",
        "fund-above-owed": "%(owed_minor)s are owed on this loan in all, and %(over_minor)s of "
        "%(amount_minor)s would be too much. Look at the noughts. If so much came, mark that, and "
        "press the button again.",
        "fund-parts-none": "Nobody is on it. Write at least one member's number.",
        "fund-parts-mixed": "Some amounts are empty. Write every amount, or leave all of them "
        "empty for equal parts.",
        "fund-parts-differ": "The parts make %(parts_minor)s together, and the loan is "
        "%(principal_minor)s. Change a part, until both are the same.",
        "fund-part-twice": "A member is on it twice, or a number is missing. Write each member "
        "once, with her number.",
        "fund-part-more": "No. %(member)s would get more than %(most_minor)s, which is the most "
        "for one member under this product. Give her less.",
        "fund-members-gone": "Not in the group's books, or gone: no. %(members)s. Look at the "
        "numbers again; they are those of the group's own list.",
        "fund-entry-unknown": "The fund's books have no entry %(entry)s. Look at the list of "
        "entries.",
        "fund-offer-gone": "The fund does not offer loan %(loan)s any more. Ask the federation's "
        "office, and bring its newest file.",
        "fund-offer-taken": "Loan %(loan)s of the fund stands in these books already. Look at it "
        "under the loans of a fund.",
        "fund-needs-second": "Two people of this office take an entry back. Ask another one "
        "to choose her name and type her PIN.",
        "fund-sheet-empty": "%(file)s has no row that says what came in or was lent. Fill in the "
        "sheet, a row for each, and bring it again.",
        "fund-sheet-no-loan": "No row of this sheet says which loan %(loan_no)s is, by that day. "
        "Write a row “loan” with that loan_no, of the same day or an earlier one.",
        "fund-sheet-loan-twice": "Loan %(loan_no)s stands in this sheet twice. Give each loan a "
        "loan_no of its own.",
        "fund-write-off-needs-reason": "Write why this will not come back: it stands in the books.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kind fund-capital-received": "Capital received",
        "kind fund-capital-returned": "Capital given back",
        "kind fund-interest-earned": "Interest from the bank",
        "kind fund-cost-paid": "Cost of the fund",
        "kind group-loan-agreed": "Loan to a group agreed",
        "kind group-loan-allocated": "Loan parted among members",
        "kind group-loan-paid-out": "Loan paid out",
        "kind group-remittance-received": "Paid back by a group",
        "kind fund-overpayment-returned": "Overpayment given back",
        "kind group-loan-written-off": "Written off",
        "kind group-loan-rescheduled": "Other payments agreed",
        "kind fund-entry-reversed": "Taken back",
        # Where capital comes from
        "fund-source ministry": "the ministry",
        "fund-source donor": "donors",
        "fund-source groups": "groups' contributions",
        "fund-source federation": "the federation",
        "fund-source other": "others",
        # What is lent for
        "fund-use house": "a house",
        "fund-use land": "land",
        "fund-use services": "water, sewer, power, roads",
        "fund-use toilet": "a toilet",
        "fund-use business": "a small business",
        "fund-use emergency": "an emergency",
        "fund-use other": "something else",
        # How a loan goes out
        "fund-form transfer": "by bank transfer",
        "fund-form materials": "as materials",
        "fund-form cash": "in cash",
        # Who pays on a loan
        "fund-payer group": "the group",
        "fund-payer state": "the state, for the group",
        # Which body of the fund agreed
        "fund-body loan-committee": "the loan committee",
        "fund-body board": "the board",
        "fund-body national-meeting": "the national meeting",
        # What running the fund costs
        "fund-cost administration": "administration",
        "fund-cost travel": "travel",
        "fund-cost bank": "the bank's charges",
        "fund-cost audit": "the audit",
        "fund-cost other": "something else",
        # Said once something is done
        "done fund-entered": "Written into the fund's books.",
        "done fund-reversed": "Taken back. Both entries stay in the books.",
        "done fund-product": "The product is kept. What was lent before stays as it was agreed.",
        "done group-loan": "Agreed, and offered to the group with its next file.",
        "done fund-parted": "The parts are kept.",
        "done fund-written-off": "Written off.",
        "done fund-rescheduled": "The new payments hold, and the group is told with its next file.",
    }
)

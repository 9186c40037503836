"""Sentences of looks at single entries by the office, and of corrections that it asks for."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "looking-not-here": "Only the federation's office does this, at its own machine.",
        "look-unclear": "This look names neither one member nor entries of one file. Go back to "
        "the group's figures, and choose one of them there.",
        "look-asker-unknown": "Who asked for this is none of those on the list. Choose again.",
        "look-unknown": "There is no such look at entries. Go to the group, and say there whose "
        "entries you need and why.",
        "look-of-another": "Somebody else gave her reason for looking at these entries. Give your "
        "own, on the page of the group; the group is told of both.",
        "look-other-day": "This look was for %(day)s. Say again why you need the entries today; "
        "the group is told of it.",
        "file-not-here": "There is no such file of this group's books. Choose one from the list of "
        "its files.",
        "account-unknown": "There is no such account. Choose one from the list of the group's "
        "accounts.",
        "month-none": "“%(month)s” is no month. Choose one from the list.",
        "reason-short": "Write a whole sentence, so that the group understands why.",
        "reason-names-member": "The reason holds the name of member %(number)s. It is kept as long "
        "as the books are: write her number, not her name.",
        "proposal-not-ours": "Only the group itself answers what the office asks for.",
        "proposal-not-seen": "This entry is not among those that you look at. Go to the group, and "
        "say there why you need it.",
        "proposal-twice": "The group was asked about this entry on %(proposed_day)s already. Wait "
        "for its answer, or take that back first.",
        "proposal-kind": "An entry of this kind hangs together with others, so no other one can "
        "be put in its place from here. Ask to have it taken back, or ask a question.",
        "proposal-day-ahead": "%(day)s is still to come. Write the day on which it happened.",
        "proposal-member-stays": "A payment on a loan belongs to the member who has the loan. Ask "
        "to have it taken back instead.",
        "proposal-same": "This is what the entry says already. Change the amount, the member, the "
        "purpose or the day.",
        "proposal-unclear": "What the office asks for does not fit together, so it cannot be "
        "taken in. The office writes it again.",
        "proposal-unknown": "There is no such correction here. Go to the list of what the office "
        "asks for.",
        "proposal-withdrawn": "The office took this back on %(day)s. Nothing is left to do.",
        "proposal-is-question": "This is a question, and there is nothing to accept. Write an "
        "answer.",
        "proposal-entry-gone": "Entry %(entry)s was taken back already, by entry %(by)s. Look "
        "whether the books are right now, and answer the office in words.",
        "proposal-elsewhere": "The entry %(entry)s that the office means is not in these books: "
        "they came in two versions. Answer the office in words.",
        "correction-answered": "This was answered already, by entry %(entry)s.",
        "correction-answer-unclear": "What was answered to the office does not fit together, so it "
        "cannot be entered.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "account cash": "Cash in the box",
        "account bank": "Money in the bank",
        "account loans": "Lent and not yet repaid",
        "account savings": "Savings",
        "account shares": "Shares",
        "account social_fund": "Social fund",
        "account credits": "Kept for members",
        "account rotating_pot": "Rotating pots",
        "account share_out_due": "Parts of a share-out to be paid out",
        "account fund_loan": "Owed to the fund",
        "account fund_held": "Collected for the fund",
        "account interest_income": "Interest earned",
        "account fine_income": "Fines earned",
        "account fee_income": "Fees earned",
        "account other_income": "Other income",
        "account expenses": "Expenses",
        "account municipal": "Paid to the city",
        "account loan_loss": "Loans written off",
        "account shared_out": "Shared out",
        "account cash_difference": "Differences at the count",
        "account opening_equity": "There before these books",
        "account fines_due": "Fines not paid yet",
        "account fines_memo": "Fines charged",
        "kind correction-answered": "Answer to the federation's office",
        "correction accepted": "accepted",
        "correction declined": "declined",
        "correction answered": "answered",
        "correction open": "waits for the group",
        "correction withdrawn": "taken back by the office",
        "correction gone": "the entry was taken back already",
        "correction elsewhere": "the entry is not in the books any more",
        "wanted replace": "Take it back, and enter it so instead",
        "wanted take-back": "Take it back",
        "wanted question": "Only look at it, and answer",
        "asked-by member": "the member asked for it, or complained",
        "asked-by officers": "the group's officers asked for it",
        "asked-by peer-check": "a peer check found something",
        "asked-by compared": "she may be in another group, too: what stands of her on both lists "
        "of members was compared, no money was shown",
        "done look-noted": "Noted, and told to the group with its next file.",
        "done proposed": "The group is asked, with its next file.",
        "done proposal-withdrawn": "Taken back. The group is told with its next file.",
        "done correction-accepted": "Both entries are in the books. The office hears of it with "
        "your next file.",
        "done correction-declined": "Answered. The office hears of it with your next file.",
        "done looks-read": "Good. It stays on this list.",
        "page office_looks": "Who looked at our books",
        "page-about office_looks": "Everybody of the federation's office who looked at single "
        "entries, and why",
        "page proposal_list": "What the office asks to correct",
        "page-about proposal_list": "Corrections that the group accepts or declines",
    }
)

"""Sentences and words about cycles, share-outs, rotating pots and leaving."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Cycles
        "share-out-not-in-rules": "By the rules of this group nothing is shared out: savings "
        "stay until a member takes them. A vote can change the rules.",
        "cycle-runs": "Cycle %(cycle)s runs since %(since_day)s. It ends with its share-out; "
        "after that the next one can begin.",
        "cycle-none": "No cycle runs, so there is nothing to share out. Begin a cycle first.",
        "cycle-parts-unpaid": "%(left_minor)s of the last share-out is still to be paid, to "
        "%(members)s members. Pay it, or say that it stays set aside for them.",
        "cycle-ends-before": "A cycle that begins on %(begin_day)s cannot end on %(end_day)s. "
        "Write a later day.",
        # Share-out
        "share-out-pool-below": "There is nothing to share out: the pool is %(short_minor)s below "
        "nothing. Look at the losses and at the savings that stay.",
        "share-out-needs-officers": "%(officers)s different officers close a share-out. Ask each "
        "to choose her name and type her PIN.",
        "share-out-needs-meeting": "A share-out belongs to a meeting. Open the meeting and count "
        "the box, then close the share-out.",
        "share-out-changed": "Something was written down after this page was opened: the pool was "
        "%(seen_minor)s and is %(pool_minor)s now. Look at the parts again, then close.",
        "share-out-needs-reason": "Box and bank differ from the books by %(difference_minor)s. "
        "Write why, before anything is paid.",
        "share-out-not-signed": "Nothing was paid to member %(member)s yet. Let her sign the "
        "list, tick “signed”, then pay.",
        "share-out-purpose": "The rules know no savings for “%(purpose)s”. Choose one of the list.",
        "share-out-whole-shares": "A share costs %(price_minor)s, and %(rest_minor)s are left "
        "over. Write as much as makes whole shares; she takes the rest in cash.",
        "share-out-none": "Nothing was shared out yet, so there is no part to pay.",
        "share-out-paid-already": "Parts of this share-out were paid: %(entries)s entries, the "
        "newest is № %(newest)s. Take those back first, then the share-out.",
        "share-out-next-begun": "Cycle %(cycle)s has begun since, so this share-out stays. What "
        "was wrong in it is put right in the cycle that runs.",
        # Rotating pots
        "rotation-few": "A rotating pot needs at least two members. Choose them.",
        "rotation-place-twice": "Place %(place)s is given twice. Give each member her own place.",
        "rotation-place-gap": "Nobody has place %(place)s. Number the places 1, 2, 3 without a "
        "gap.",
        "rotation-over": "Rotating pot %(rotation)s is over: everybody had it. Begin a new one.",
        "rotation-not-in": "Member %(member)s does not belong to rotating pot %(rotation)s.",
        "rotation-turn-unknown": "Rotating pot %(rotation)s has no turn %(turn)s.",
        "rotation-paid-already": "Member %(member)s has paid for turn %(turn)s already.",
        "rotation-not-now": "It is the turn of another member. Look at the page of the pot again.",
        "rotation-pot-empty": "Nothing lies in the pot for turn %(turn)s. First write down who "
        "paid in.",
        "rotation-some-missing": "%(missing)s members have not paid for turn %(turn)s. Wait for "
        "them, or tick that the pot is paid without them.",
        "rotation-order-others": "Whoever had the pot already keeps her place. Give places only "
        "to those whose turn is still to come.",
        "rotation-has-paid": "%(name)s has paid %(paid_minor)s into this pot and has not had it "
        "yet. Give her a place, so that she gets it. If she never paid, take those entries back "
        "first.",
        "rotation-turn-paid": "%(lies_minor)s was paid in for turn %(turn)s already, and with "
        "fewer members there is no such turn. Take those payments back first.",
        # Leaving
        "member-has-more": "Member %(member)s still has %(credits_minor)s kept for her and "
        "%(due_minor)s of a share-out, and owes %(fines_minor)s in fines. Settle that first, "
        "then she can leave.",
        "member-in-rotation": "Member %(member)s is in rotating pot %(rotation)s, and %(turns)s "
        "of its turns are not settled for her. Settle them, or vote on another order.",
        "member-guarantees": "Member %(member)s stands surety for loan %(loan)s, which is not "
        "paid back. Another guarantor, or the loan paid back, and she can leave.",
        "leaving-changed": "Something was written down after this page was opened: she would get "
        "%(paid_minor)s now. Look at the figures again.",
        "leaving-nothing": "Nothing can be paid to member %(member)s now: there is no money in "
        "the box that is not set aside. Fetch money from the bank, or wait for loans to come in.",
        "leaving-owes": "Member %(member)s still owes %(owes_minor)s and has nothing here to pay "
        "it with, so there is nothing to settle. Take her payment first, then let her leave.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "share-method proportional": "in proportion: the pool by what each has in it",
        "share-method equal": "own money back, what was earned in equal parts",
        "share-method interest-back": "own money back, what was earned by the interest each paid",
        "share-method duration": "own money back, what was earned by amount and meetings held",
        "about share-out": "Share-out",
        "about rotation": "Rotating pot",
        "pool box": "In the box, counted",
        "pool bank": "In the bank",
        "pool aside-social_fund": "less the social fund",
        "pool aside-fund_held": "less money collected for a fund",
        "pool aside-credits": "less money kept for members",
        "pool aside-rotating_pot": "less rotating pots",
        "pool aside-share_out_due": "less parts not fetched yet",
        "pool fund-not-lent": "less a fund's money not lent on",
        "pool savings-kept": "less savings that stay",
        "pool settled-principal": "Loans that payouts settle",
        "pool settled-interest": "Interest that payouts settle",
        "pool settled-fines": "Fines that payouts settle",
        "pool own-shares": "Shares",
        "pool own-savings": "Savings",
        "pool of-interest_income": "Interest received",
        "pool of-fine_income": "Fines received",
        "pool of-fee_income": "Fees",
        "pool of-other_income": "Other income",
        "pool of-expenses": "less expenses",
        "pool of-municipal": "less paid to the city",
        "pool of-loan_loss": "less loans written off",
        "pool of-cash_difference": "Differences when counted",
        "pool of-shared_out": "less paid to members who left",
        "pool carried": "Carried over from before",
        "leaving savings": "her own money",
        "leaving with-surplus": "her own money and her part of what was earned or lost",
        "rotation turn": "in an agreed order",
        "rotation lot": "by lot",
        "rotation-every week": "every week",
        "rotation-every 2-weeks": "every two weeks",
        "rotation-every month": "every month",
        "rotation-every meeting": "at every meeting",
        "done cycle-begun": "The cycle has begun.",
        "done shared": "The share-out is closed. Now each member is paid and signs.",
        "done part-paid": "Written down.",
        "done rotation-begun": "The rotating pot has begun. This is its order.",
        "done rotation-in": "Who paid is written down.",
        "done rotation-out": "The pot is paid.",
        "done rotation-reordered": "The new order is written down.",
        "done leaving-part": "Paid as far as there was money. She stays a member until the rest "
        "is settled.",
    }
)
